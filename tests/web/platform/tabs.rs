//! Tabs that share a name: who is there, who leads, and what they say to each other.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use livedeck::platform::{
    tabs::{Lock, Tabs},
    timer::sleep,
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::until;

#[wasm_bindgen_test]
async fn one_leads_and_the_next_takes_over() {
    let (first, second) = (join("a1"), join("a2"));
    let (led, follows) = (Rc::default(), Rc::default());
    let _one = ask(&first, false, &led, &Rc::default());
    until("the first leads", || led.borrow().is_some()).await;

    let _two = ask(&second, false, &follows, &Rc::default());
    sleep(Duration::from_millis(50)).await;
    assert!(follows.borrow().is_none(), "there is one lead");

    led.take();
    until("the second leads", || follows.borrow().is_some()).await;
}

#[wasm_bindgen_test]
async fn what_was_taken_by_force_is_known_to_be_lost() {
    let (first, second) = (join("b1"), join("b2"));
    let (led, leads, lost) = (Rc::default(), Rc::default(), Rc::default());
    let _one = ask(&first, false, &led, &lost);
    until("the first leads", || led.borrow().is_some()).await;

    let _two = ask(&second, true, &leads, &Rc::default());

    until("the second leads", || leads.borrow().is_some()).await;
    until("the first is told", || lost.get()).await;
    assert!(led.borrow().as_ref().is_some_and(Lock::is_lost));
    assert!(!leads.borrow().as_ref().is_some_and(Lock::is_lost));
}

#[wasm_bindgen_test]
async fn a_question_that_is_given_up_is_not_answered() {
    let (first, second) = (join("c1"), join("c2"));
    let (led, late) = (Rc::default(), Rc::default());
    let _one = ask(&first, false, &led, &Rc::default());
    until("the first leads", || led.borrow().is_some()).await;

    drop(ask(&second, false, &late, &Rc::default()));
    led.take();

    sleep(Duration::from_millis(50)).await;
    assert!(late.borrow().is_none());
}

#[wasm_bindgen_test]
async fn words_reach_all_or_one_and_not_oneself() {
    let heard = Rc::new(RefCell::new(Vec::new()));
    let tabs: Vec<_> = ["d1", "d2", "d3"]
        .into_iter()
        .map(|name| {
            let heard = Rc::clone(&heard);
            Tabs::join("d", name, move |text| {
                heard.borrow_mut().push(format!("{name} {text}"))
            })
            .unwrap()
        })
        .collect();

    tabs[0].say_to_all("all");
    tabs[0].say_to("d3", "one");

    until("it is heard", || heard.borrow().len() == 3).await;
    heard.borrow_mut().sort();
    assert_eq!(*heard.borrow(), ["d2 all", "d3 all", "d3 one"]);
}

/// Each test leads under the first letter of its tabs, so that none waits for another.
fn join(tab: &'static str) -> Tabs {
    let name: &'static str = match &tab[..1] {
        "a" => "a",
        "b" => "b",
        _ => "c",
    };
    Tabs::join(name, tab, |_| ()).unwrap()
}

type Slot = Rc<RefCell<Option<Lock>>>;

fn ask(tabs: &Tabs, by_force: bool, slot: &Slot, lost: &Rc<Cell<bool>>) -> livedeck::platform::tabs::Request {
    let (slot, lost) = (Rc::clone(slot), Rc::clone(lost));
    let granted = move |lock| *slot.borrow_mut() = Some(lock);
    tabs.ask_for_lead(by_force, granted, move || lost.set(true))
}
