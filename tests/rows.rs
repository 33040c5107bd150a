//! Who wakes when rows change: what keeps a page of thousands of live rows cheap, counted without a browser.
#![cfg(not(target_family = "wasm"))]

mod fixture;

use std::{
    cell::RefCell,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use fixture::{NOW, change, change_raw, engine, member, members, record, reset};
use leptos::{prelude::*, reactive::effect::ImmediateEffect};
use livedeck::repositories::{Change, Demand, Feed, Feeds, Rows, use_rows};
use protocol::{RawRow, RowId, entities::Member};
use serde_json::json;
use sync::{Changes, Phase};

/// RW1: a changed row wakes its own watcher and nobody else.
#[test]
fn rw1_a_changed_row_wakes_only_its_watcher() {
    let (_owner, rows) = two_rows();
    let (a, b) = (rows.row(&id("a")).unwrap(), rows.row(&id("b")).unwrap());
    let list = wakes(move || drop(rows.ids()));
    let length = wakes(move || _ = rows.len());
    let first = wakes(move || drop(a.get()));
    let second = wakes(move || drop(b.get()));

    change(rows, &["a"], &[member("a", "Anna"), member("b", "Ben")]);

    let counts = [&first, &second, &list, &length].map(Wakes::count);
    assert_eq!(counts, [1, 0, 0, 0], "first, second, list, length");
}

/// RW2: rows that come or go wake the list once, and no row.
#[test]
fn rw2_rows_that_come_or_go_wake_the_list_once() {
    let (_owner, rows) = two_rows();
    let a = rows.row(&id("a")).unwrap();
    let list = wakes(move || drop(rows.ids()));
    let first = wakes(move || drop(a.get()));

    change(
        rows,
        &["b", "c", "d"],
        &[member("a", "Ana"), member("c", "Cleo"), member("d", "Dan")],
    );

    assert_eq!([&list, &first].map(Wakes::count), [1, 0]);
    assert_eq!(rows.ids(), ["a", "c", "d"].map(id));
}

/// RW2: the list wakes too when as many rows came as went.
#[test]
fn rw2_a_row_in_place_of_another_wakes_the_list() {
    let (_owner, rows) = two_rows();
    let list = wakes(move || drop(rows.ids()));

    change(rows, &["b", "c"], &[member("a", "Ana"), member("c", "Cleo")]);

    assert_eq!(list.count(), 1);
}

/// RW3: a commit without a difference wakes nobody.
#[test]
fn rw3_what_is_equal_wakes_nobody() {
    let (_owner, rows) = two_rows();
    let a = rows.row(&id("a")).unwrap();
    let everything = wakes(move || drop((rows.ids(), rows.version(), a.get())));

    change(
        rows,
        &["a", "b", "nobody"],
        &[member("a", "Ana"), member("b", "Ben")],
    );
    reset(rows, &[member("a", "Ana"), member("b", "Ben")]);

    assert_eq!(everything.count(), 0);
}

/// RW4: a commit wakes the version once, however much changed.
#[test]
fn rw4_a_commit_wakes_the_version_once() {
    let (_owner, rows) = two_rows();
    let version = wakes(move || _ = rows.version());

    change(
        rows,
        &["a", "b", "c"],
        &[member("a", "Anna"), member("b", "Benn"), member("c", "Cleo")],
    );

    assert_eq!(version.count(), 1);
}

/// RW5: a row that left keeps its last value for who still shows it, and goes on in the same handle when it returns.
#[test]
fn rw5_a_row_that_leaves_and_returns_goes_on() {
    let (_owner, rows) = two_rows();
    let a = rows.row(&id("a")).unwrap();
    let shown = a.clone();
    let watcher = wakes(move || drop(shown.get()));

    change(rows, &["a"], &[member("b", "Ben")]);
    let (last, is_gone) = (a.get_untracked().name, rows.row(&id("a")).is_none());
    change(rows, &["a"], &[member("a", "Anna"), member("b", "Ben")]);

    assert_eq!((last.as_str(), is_gone), ("Ana", true));
    assert_eq!(a.get_untracked().name, "Anna");
    assert_eq!(watcher.count(), 1);
    assert!(
        rows.row(&id("a")).unwrap() == a,
        "the same row is the same handle"
    );
}

/// RW6: listeners see every difference of a commit once, with what was before, and before the version wakes.
#[test]
fn rw6_listeners_see_every_difference_before_the_version_wakes() {
    let (_owner, rows) = two_rows();
    let version = wakes(move || _ = rows.version());
    let (looks, seen) = (version.looks(), Rc::new(RefCell::new(Vec::new())));
    let told = Rc::clone(&seen);
    rows.on_commit(move |commit| {
        for change in commit.changes {
            let after = commit.after(change).map(|it| it.name.clone());
            told.borrow_mut().push((change.clone(), after));
        }
        assert_eq!(looks.load(Ordering::SeqCst), 1, "the version has not woken yet");
    });

    // The same id twice is still one difference.
    change(
        rows,
        &["a", "b", "c", "a"],
        &[member("a", "Anna"), member("c", "Cleo")],
    );

    let before = |name, before: Option<Member>| Change { id: id(name), before };
    assert_eq!(
        *seen.borrow(),
        [
            (before("a", Some(member("a", "Ana"))), Some("Anna".to_owned())),
            (before("b", Some(member("b", "Ben"))), None),
            (before("c", None), Some("Cleo".to_owned())),
        ]
    );
    assert_eq!(version.count(), 1);
}

/// RW6: a listener hears nothing after its component has ended.
#[test]
fn rw6_a_listener_ends_with_its_component() {
    let (_owner, rows) = two_rows();
    let n_heard = Rc::new(RefCell::new(0));
    let (component, count) = (Owner::new(), Rc::clone(&n_heard));
    component.with(|| rows.on_commit(move |_| *count.borrow_mut() += 1));
    change(rows, &["a"], &[member("a", "Anna"), member("b", "Ben")]);

    component.cleanup();
    change(rows, &["a"], &[member("a", "Ana"), member("b", "Ben")]);

    assert_eq!(*n_heard.borrow(), 1);
}

/// RW7: a row has a signal only while somebody watches it, and who looks again sees what is true.
#[test]
fn rw7_signals_live_as_long_as_their_watchers() {
    let (_owner, rows) = two_rows();
    let (first, again) = (rows.row(&id("a")).unwrap(), rows.row(&id("a")).unwrap());
    let n_watched = rows.n_watched();

    drop((first, again));
    change(rows, &["a"], &[member("a", "Anna"), member("b", "Ben")]);

    assert_eq!((n_watched, rows.n_watched()), (1, 0));
    assert_eq!(rows.row(&id("a")).unwrap().get_untracked().name, "Anna");
}

/// RW8: looking at the whole topic again names only what is different.
#[test]
fn rw8_a_reset_names_only_what_is_different() {
    let (_owner, rows) = two_rows();
    let b = rows.row(&id("b")).unwrap();
    let untouched = wakes(move || drop(b.get()));
    let named = Rc::new(RefCell::new(Vec::new()));
    let told = Rc::clone(&named);
    rows.on_commit(move |commit| {
        told.borrow_mut()
            .extend(commit.changes.iter().map(|it| it.id.clone()));
    });

    reset(rows, &[member("b", "Ben"), member("c", "Cleo")]);

    let mut named = named.take();
    named.sort();
    assert_eq!(named, ["a", "c"].map(id));
    assert_eq!(untouched.count(), 0);
}

/// RW8: without a view there are no rows.
#[test]
fn rw8_a_topic_that_was_purged_has_no_rows() {
    let (_owner, rows) = two_rows();
    let length = wakes(move || _ = rows.len());

    rows.commit(&Changes::Reset, None);

    assert!(rows.with(|it| it.is_empty()));
    assert_eq!(length.count(), 1);
}

/// RW9: a judgement that repeats the last one wakes nobody, and a newer proof does not wake who reads the phase.
#[test]
fn rw9_a_repeated_judgement_wakes_nobody() {
    let (_owner, rows) = two_rows();
    rows.judge(Phase::Fresh, Some(NOW));
    let phase = wakes(move || drop(rows.phase()));
    let confirmed_at = wakes(move || _ = rows.confirmed_at());

    let mut woken = Vec::new();
    for (judgement, after) in [(Phase::Fresh, 0), (Phase::Fresh, 1), (Phase::Stale, 1)] {
        rows.judge(judgement, Some(NOW + Duration::from_secs(after)));
        woken.push([&phase, &confirmed_at].map(Wakes::count));
    }

    assert_eq!(woken, [[0, 0], [0, 1], [1, 1]]);
}

/// RW9: what is not there has no age, whatever was known of it before.
#[test]
fn rw9_rows_that_are_not_there_are_not_confirmed() {
    let (_owner, rows) = two_rows();

    rows.judge(Phase::Loading, Some(NOW));
    let before = rows.confirmed_at();
    rows.judge(Phase::Stale, Some(NOW));

    assert_eq!((before, rows.confirmed_at()), (None, Some(NOW)));
}

/// RW10: a row that cannot be read is counted and not shown, and the others are.
#[test]
fn rw10_an_unreadable_row_is_counted_and_not_shown() {
    let (_owner, rows) = two_rows();
    let raw = |value| serde_json::from_value::<RawRow>(value).unwrap();
    let readable = serde_json::to_value(member("b", "Benn")).unwrap();

    let n_unreadable = change_raw(
        rows,
        &["a", "b"],
        [raw(json!({"id": "a", "name": 5})), raw(readable)],
    );

    assert_eq!(n_unreadable, 1);
    assert_eq!(rows.with(|it| it.keys().cloned().collect::<Vec<_>>()), [id("b")]);
    assert_eq!(rows.get(&id("b")).unwrap().name, "Benn");
}

/// RW11: a watched id follows its row through coming, changing and going, and another id when it changes.
#[test]
fn rw11_a_watched_id_follows_whichever_row_it_names() {
    let (_owner, rows) = two_rows();
    let chosen = RwSignal::new(id("c"));
    let watched = rows.watch(chosen);
    let name = move || watched.get_untracked().map(|it| it.name);
    let (ana, ben) = (|| member("a", "Ana"), || member("b", "Ben"));

    let mut names = vec![name()];
    change(rows, &["c"], &[ana(), ben(), member("c", "Cleo")]);
    names.push(name());
    change(rows, &["c"], &[ana(), ben(), member("c", "Clio")]);
    names.push(name());
    chosen.set(id("a"));
    names.push(name());
    change(rows, &["a"], &[ben(), member("c", "Clio")]);
    names.push(name());

    let names: Vec<_> = names.iter().map(Option::as_deref).collect();
    assert_eq!(names, [None, Some("Cleo"), Some("Clio"), Some("Ana"), None]);
}

/// RW12: a stream is followed for as long as a component reads it.
#[test]
fn rw12_a_component_follows_its_stream_and_leaves_it() {
    let owner = Owner::new();
    owner.set();
    let feeds = Feeds::new();
    provide_context(feeds);
    let demands = Rc::new(RefCell::new(Vec::new()));
    let asked = Rc::clone(&demands);
    feeds.serve(move |it| asked.borrow_mut().push(it));
    let component = Owner::new();

    let rows = component.with(use_rows::<Member>);
    let connected = feeds.of(&members());
    let engine = engine(record(&[member("a", "Ana")]));
    connected[0].commit(&Changes::Reset, engine.view(&members()));
    component.cleanup();

    assert_eq!(connected.len(), 1);
    assert_eq!(rows.get(&id("a")), Some(member("a", "Ana")));
    assert_eq!(
        *demands.borrow(),
        [
            Demand::Fill(members()),
            Demand::Follow(members()),
            Demand::Leave(members())
        ]
    );
}

/// RW14: the rows of a stream are made once, by whoever asks first, and outlive them.
#[test]
fn rw14_the_rows_of_a_stream_are_made_once() {
    let owner = Owner::new();
    owner.set();
    let feeds = Feeds::new();
    provide_context(feeds);
    let filled = Rc::new(RefCell::new(0));
    let asked = Rc::clone(&filled);
    feeds.serve(move |it| *asked.borrow_mut() += usize::from(matches!(it, Demand::Fill(_))));
    let (first, second) = (Owner::new(), Owner::new());

    assert!(feeds.known::<Member>().is_none(), "nobody has asked");
    first.with(use_rows::<Member>);
    let engine = engine(record(&[member("a", "Ana")]));
    feeds.of(&members())[0].commit(&Changes::Reset, engine.view(&members()));
    first.cleanup();
    let rows = second.with(use_rows::<Member>);

    assert_eq!(rows.get(&id("a")), Some(member("a", "Ana")));
    assert_eq!((feeds.of(&members()).len(), *filled.borrow()), (1, 1));
    assert!(feeds.known::<Member>().is_some());
}

/// Ana and Ben, under an owner that must outlive them.
fn two_rows() -> (Owner, Rows<Member>) {
    let owner = Owner::new();
    owner.set();
    let rows = Rows::new();
    reset(rows, &[member("a", "Ana"), member("b", "Ben")]);
    (owner, rows)
}

fn id(text: &str) -> RowId {
    RowId::from(text)
}

/// Counts how often something is looked at again.
struct Wakes {
    looks: Arc<AtomicUsize>,
    // Dropped, it would wake no more.
    _effect: ImmediateEffect,
}

fn wakes(look: impl Fn() + Send + Sync + 'static) -> Wakes {
    let looks = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&looks);
    let effect = ImmediateEffect::new(move || {
        counter.fetch_add(1, Ordering::SeqCst);
        look();
    });
    Wakes {
        looks,
        _effect: effect,
    }
}

impl Wakes {
    /// Since it was made; the first look is none.
    fn count(&self) -> usize {
        self.looks.load(Ordering::SeqCst) - 1
    }

    /// Every look, the first one included.
    fn looks(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.looks)
    }
}
