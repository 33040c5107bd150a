//! Listeners and what happens to the page as a whole.

use std::{cell::RefCell, rc::Rc};

use livedeck::platform::{
    lifecycle::{self, Lifecycle, LifecycleEvent},
    listener::Listener,
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Hidden, document, send, window};

#[wasm_bindgen_test]
fn a_listener_hears_until_it_is_dropped() {
    let heard = Rc::new(RefCell::new(0));
    let count = Rc::clone(&heard);
    let listener = Listener::on_window("livedeck-test", move |_| *count.borrow_mut() += 1);

    send(&window(), "Event", "livedeck-test", &[]);
    drop(listener);
    send(&window(), "Event", "livedeck-test", &[]);

    assert_eq!(*heard.borrow(), 1);
}

#[wasm_bindgen_test]
fn keys_tell_their_name_and_whether_they_are_commands() {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let keys = Rc::clone(&heard);
    let _listener = Listener::on_key(move |key| {
        keys.borrow_mut()
            .push((key.name(), key.is_command(), key.is_shortcut()));
        key.consume();
    });

    let left_alone = send(
        &document(),
        "KeyboardEvent",
        "keydown",
        &[("key", "k".into()), ("ctrlKey", true.into())],
    );
    send(&document(), "KeyboardEvent", "keydown", &[("key", "?".into())]);

    assert_eq!(
        *heard.borrow(),
        [("k".to_owned(), true, false), ("?".to_owned(), false, true)]
    );
    assert!(!left_alone, "a consumed key does nothing of the browser's own");
}

#[wasm_bindgen_test]
fn letters_that_somebody_writes_are_no_shortcuts() {
    let field = document().create_element("input").unwrap();
    document().body().unwrap().append_child(&field).unwrap();
    let heard = Rc::new(RefCell::new(Vec::new()));
    let keys = Rc::clone(&heard);
    let _listener = Listener::on_key(move |key| keys.borrow_mut().push(key.is_shortcut()));

    send(&field, "KeyboardEvent", "keydown", &[("key", "g".into())]);

    field.remove();
    assert_eq!(*heard.borrow(), [false]);
}

#[wasm_bindgen_test]
fn everything_that_happens_to_the_page_is_told() {
    let (heard, _lifecycle) = lifecycle();

    for kind in ["offline", "online", "pagehide"] {
        send(&window(), "Event", kind, &[]);
    }
    // The first is the start of the page, the second its return from where the browser kept it.
    for persisted in [false, true] {
        let fields = [("persisted", persisted.into())];
        send(&window(), "PageTransitionEvent", "pageshow", &fields);
    }
    for kind in ["freeze", "resume"] {
        send(&document(), "Event", kind, &[]);
    }

    use LifecycleEvent::{Leaving, Offline, Online, Woken};
    assert_eq!(*heard.borrow(), [Offline, Online, Leaving, Woken, Leaving, Woken]);
}

#[wasm_bindgen_test]
fn a_page_that_is_covered_and_uncovered_says_so() {
    let (heard, _lifecycle) = lifecycle();

    let hidden = Hidden::new();
    let while_hidden = lifecycle::is_visible();
    send(&document(), "Event", "visibilitychange", &[]);
    drop(hidden);
    send(&document(), "Event", "visibilitychange", &[]);

    assert_eq!(*heard.borrow(), [LifecycleEvent::Hidden, LifecycleEvent::Visible]);
    assert_eq!((while_hidden, lifecycle::is_visible()), (false, true));
}

#[wasm_bindgen_test]
fn nothing_is_told_after_the_end() {
    let (heard, lifecycle) = lifecycle();

    drop(lifecycle);
    send(&window(), "Event", "offline", &[]);
    send(&document(), "Event", "visibilitychange", &[]);

    assert!(heard.borrow().is_empty());
}

fn lifecycle() -> (Rc<RefCell<Vec<LifecycleEvent>>>, Lifecycle) {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let record = Rc::clone(&heard);
    let lifecycle = Lifecycle::new(move |it| record.borrow_mut().push(it));
    (heard, lifecycle)
}
