//! Events of rows: every handler gets its own, whatever the others do.

use std::{cell::RefCell, rc::Rc};

use leptos::prelude::*;
use livedeck::{
    dispatch::{Dispatcher, Fault, RowEvent},
    repositories::Rows,
};
use protocol::entities::Member;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    fixture::{change, member, reset},
    stage::{Stage, settled},
};

type Told = Rc<RefCell<Vec<String>>>;

fn words(event: &RowEvent<Member>) -> String {
    match event {
        RowEvent::Inserted(it) => format!("+{}", it.name),
        RowEvent::Updated { before, after } => format!("{}>{}", before.name, after.name),
        RowEvent::Removed(it) => format!("-{}", it.name),
    }
}

/// EV1: a handler is told of every change, in order, and not of what was there from the beginning.
#[wasm_bindgen_test]
async fn ev1_changes_are_told_in_order() {
    let (told, rows, _stage, _) = stage(|told, event| {
        told.borrow_mut().push(words(event));
        Ok(())
    })
    .await;

    change(rows, &["a"], &[member("a", "Anna"), member("b", "Ben")]);
    change(
        rows,
        &["c"],
        &[member("a", "Anna"), member("b", "Ben"), member("c", "Cem")],
    );
    change(rows, &["b"], &[member("a", "Anna"), member("c", "Cem")]);
    settled().await;

    assert_eq!(*told.borrow(), ["Ana>Anna", "+Cem", "-Ben"]);
}

/// EV2: a handler that fails three times is told no more; the other is told everything.
#[wasm_bindgen_test]
async fn ev2_a_failing_handler_stops_nobody_else() {
    let (told, rows, _stage, dispatcher) = stage(|told, event| {
        told.borrow_mut().push(words(event));
        Err(Fault("broken".to_owned()))
    })
    .await;
    let good: Told = Told::default();
    let owner = Owner::new();
    owner.with(|| {
        let good = Rc::clone(&good);
        dispatcher.on("good", rows, move |event| {
            good.borrow_mut().push(words(event));
            Ok(())
        });
    });

    for name in ["1", "2", "3", "4", "5"] {
        change(rows, &["a"], &[member("a", name), member("b", "Ben")]);
    }
    settled().await;

    assert_eq!(*told.borrow(), ["Ana>1", "1>2", "2>3"]);
    assert_eq!(good.borrow().len(), 5);
    let records = dispatcher.records();
    assert_eq!(
        records.iter().map(|it| it.is_quarantined).collect::<Vec<_>>(),
        [true, false]
    );
    assert_eq!(records[0].last_fault.as_deref(), Some("broken"));

    dispatcher.release("first");
    change(rows, &["a"], &[member("a", "6"), member("b", "Ben")]);
    settled().await;
    assert_eq!(
        told.borrow().last().map(String::as_str),
        Some("5>6"),
        "trusted again"
    );
}

/// EV3: a handler ends with its component.
#[wasm_bindgen_test]
async fn ev3_a_handler_ends_with_its_component() {
    let (told, rows, stage, dispatcher) = stage(|told, event| {
        told.borrow_mut().push(words(event));
        Ok(())
    })
    .await;

    // One event waits while the component ends, another comes after.
    change(rows, &["a"], &[member("a", "Anna"), member("b", "Ben")]);
    drop(stage);
    settled().await;
    change(rows, &["a"], &[member("a", "Anne"), member("b", "Ben")]);
    settled().await;

    assert!(told.borrow().is_empty());
    assert!(dispatcher.records().is_empty());
}

/// Two rows, and one handler of them called "first". Rows and dispatcher outlive the stage.
async fn stage(
    handle: impl Fn(&Told, &RowEvent<Member>) -> Result<(), Fault> + 'static,
) -> (Told, Rows<Member>, Stage, Dispatcher) {
    let told = Told::default();
    let outer = Owner::new();
    let (rows, dispatcher) = outer.with(|| (Rows::<Member>::new(), Dispatcher::provide()));
    // Never ends: the test does.
    std::mem::forget(outer);
    reset(rows, &[member("a", "Ana"), member("b", "Ben")]);
    let heard = Rc::clone(&told);
    let stage = Stage::of(move || {
        dispatcher.on("first", rows, move |event| handle(&heard, event));
        view! { <p></p> }
    })
    .await;
    (told, rows, stage, dispatcher)
}
