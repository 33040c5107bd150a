//! Live rows in a page: lists that are built from them, and scopes that change.

use std::{cell::RefCell, rc::Rc};

use leptos::prelude::*;
use livedeck::repositories::{Demand, Feeds, Rows, use_rows_in};
use protocol::{
    RowId, StreamKind, Topic,
    entities::{Member, ReportEntry},
};
use sync::Changes;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::{
    fixture::{change, engine, member, members, record, reset},
    stage::{Stage, settled, text},
};

/// RW5: the list has not looked between leaving and returning, so its child stays; it must still show what is true.
#[wasm_bindgen_test]
async fn rw5_a_row_that_leaves_and_returns_in_one_tick_still_updates() {
    let rows = RwSignal::new(None);
    let stage = Stage::of(move || {
        let members = Rows::new();
        reset(members, &[member("a", "Ana"), member("b", "Ben")]);
        rows.set(Some(members));
        list(members)
    })
    .await;
    let members = rows.get_untracked().unwrap();

    change(members, &["a"], &[member("b", "Ben")]);
    change(members, &["a"], &[member("a", "Anna"), member("b", "Ben")]);
    settled().await;
    let returned = names(&stage);
    change(members, &["a"], &[member("a", "Anne"), member("b", "Ben")]);
    settled().await;

    assert_eq!(returned, ["Anna", "Ben"]);
    assert_eq!(names(&stage), ["Anne", "Ben"]);
}

/// RW5: so does a row whose whole topic left and returned.
#[wasm_bindgen_test]
async fn rw5_a_topic_that_leaves_and_returns_in_one_tick_still_updates() {
    let rows = RwSignal::new(None);
    let stage = Stage::of(move || {
        let members = Rows::new();
        reset(members, &[member("a", "Ana")]);
        rows.set(Some(members));
        list(members)
    })
    .await;
    let members = rows.get_untracked().unwrap();

    members.clear();
    reset(members, &[member("a", "Anna")]);
    settled().await;

    assert_eq!(names(&stage), ["Anna"]);
}

/// RW1: a changed row is written where it stands; no element is made anew.
#[wasm_bindgen_test]
async fn rw1_a_changed_row_keeps_its_element() {
    let rows = RwSignal::new(None);
    let stage = Stage::of(move || {
        let members = Rows::new();
        reset(members, &[member("a", "Ana"), member("b", "Ben")]);
        rows.set(Some(members));
        list(members)
    })
    .await;
    let members = rows.get_untracked().unwrap();
    let before = stage.all("li");

    change(members, &["b"], &[member("a", "Ana"), member("b", "Benn")]);
    settled().await;

    let after = stage.all("li");
    assert_eq!(names(&stage), ["Ana", "Benn"]);
    assert!(
        before
            .iter()
            .zip(&after)
            .all(|(one, other)| one.is_same_node(Some(other)))
    );
}

/// RW13: another scope means other rows: the old topic is left, its rows are gone, the new one is followed.
#[wasm_bindgen_test]
async fn rw13_another_scope_means_other_rows() {
    let demands = Rc::new(RefCell::new(Vec::new()));
    let (asked, scope) = (Rc::clone(&demands), RwSignal::new(String::new()));
    let slot = RwSignal::new(None);
    let mut stage = Stage::of(move || {
        let feeds = Feeds::new();
        feeds.serve(move |it| asked.borrow_mut().push(it));
        provide_context(feeds);
        slot.set(Some((feeds, use_rows_in::<ReportEntry>(scope))));
    })
    .await;
    let (feeds, rows) = slot.get_untracked().unwrap();
    let unscoped = demands.borrow().len();

    scope.set("kv-1".to_owned());
    settled().await;
    let followed = feeds.of(&report("kv-1")).len();
    scope.set("kv-2".to_owned());
    settled().await;
    let left = feeds.of(&report("kv-1")).len();
    stage.unmount();

    assert_eq!((unscoped, followed, left), (0, 1, 0));
    assert!(rows.with(|it| it.is_empty()));
    assert_eq!(
        *demands.borrow(),
        [
            Demand::Follow(report("kv-1")),
            Demand::Fill(report("kv-1")),
            Demand::Leave(report("kv-1")),
            Demand::Follow(report("kv-2")),
            Demand::Fill(report("kv-2")),
            Demand::Leave(report("kv-2")),
        ]
    );
}

/// RW12: rows that come after the component has ended meet nobody, and nothing breaks.
#[wasm_bindgen_test]
async fn rw12_rows_that_come_too_late_meet_nobody() {
    let slot = RwSignal::new_local(None);
    let mut stage = Stage::of(move || {
        let feeds = Feeds::new();
        let members_rows = Rows::<Member>::new();
        feeds.add(members(), members_rows);
        slot.set(Some((feeds.of(&members()), members_rows)));
        list(members_rows)
    })
    .await;
    let (feeds, rows) = slot.get_untracked().unwrap();

    let engine = engine(record(&[member("a", "Ana")]));
    stage.unmount();
    feeds[0].commit(&Changes::Reset, engine.view(&members()));
    settled().await;
    feeds[0].commit(&Changes::Reset, engine.view(&members()));

    assert!(rows.get(&RowId::from("a")).is_none());
}

/// A list keyed by the id alone, as pages write it.
fn list(rows: Rows<Member>) -> impl IntoView {
    let item = move |id: RowId| {
        let row = rows.row(&id)?;
        Some(view! { <li>{move || row.get().name}</li> })
    };
    view! {
        <ul>
            <For each=move || rows.ids() key=Clone::clone let:id>
                {item(id)}
            </For>
        </ul>
    }
}

fn names(stage: &Stage) -> Vec<String> {
    stage.all("li").iter().map(|it| text(it)).collect()
}

fn report(vehicle: &str) -> Topic {
    Topic::scoped(StreamKind::ReportEntry, vehicle)
}
