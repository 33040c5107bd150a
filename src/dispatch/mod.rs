//! Tells handlers what happens to rows: each has a queue and a task of its own, so that none can hold up or end another.
//!
//! For what is done once for an event (a sound, a toast, a word to a screen reader). What is *shown* reads signals.

mod lane;

use std::{cell::RefCell, rc::Rc, time::Duration};

use leptos::{prelude::*, task::spawn_local};
use protocol::Entity;

use self::lane::Lane;
pub use self::lane::{Fault, Record};
use crate::{
    platform::{clock, timer},
    repositories::{Commit, Rows},
};

/// What happened to a row.
#[derive(Clone, Debug, PartialEq)]
pub enum RowEvent<E> {
    /// It is new.
    Inserted(E),
    /// It is different.
    Updated {
        /// What it was.
        before: E,
        /// What it is.
        after: E,
    },
    /// It is no more.
    Removed(E),
}

/// All handlers; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub struct Dispatcher {
    wards: StoredValue<Wards, LocalStorage>,
}

type Wards = Vec<(u64, Rc<dyn Ward>)>;

type Handle<E> = Box<dyn Fn(&RowEvent<E>) -> Result<(), Fault>>;

/// The dispatcher.
pub fn use_dispatcher() -> Dispatcher {
    use_context::<Dispatcher>().unwrap_or_else(Dispatcher::new)
}

impl Dispatcher {
    /// Puts the one dispatcher into context.
    pub fn provide() -> Self {
        let dispatcher = Self::new();
        provide_context(dispatcher);
        dispatcher
    }

    fn new() -> Self {
        Self {
            wards: StoredValue::new_local(Vec::new()),
        }
    }

    /// Calls `handle` for every event of these rows, in order, until the calling component ends.
    ///
    /// Rows that came or went in a fresh look at the whole topic are not told: nobody knows when that happened. A handler that fails three times within a minute gets no more events, which the diagnostics page shows.
    pub fn on<E: Entity>(
        self,
        name: &'static str,
        rows: Rows<E>,
        handle: impl Fn(&RowEvent<E>) -> Result<(), Fault> + 'static,
    ) {
        let handler = Rc::new(Handler {
            lane: RefCell::new(Lane::new(name)),
            handle: Box::new(handle),
            is_busy: RefCell::new(false),
        });
        let ward: Rc<dyn Ward> = Rc::<Handler<E>>::clone(&handler);
        let Some(id) = self.wards.try_update_value(|wards| {
            let id = wards.last().map_or(0, |(it, _)| it + 1);
            wards.push((id, ward));
            id
        }) else {
            return;
        };
        rows.on_commit(move |commit| handler.take(commit));
        on_cleanup(move || {
            self.wards.try_update_value(|wards| {
                // What waits was meant for a component that is gone, and so is what its handler would reach for.
                let ended = wards.extract_if(.., |(it, _)| *it == id);
                ended.for_each(|(_, it)| it.end());
            });
        });
    }

    /// What is known of every handler.
    pub fn records(self) -> Vec<Record> {
        self.wards
            .with_value(|it| it.iter().map(|(_, it)| it.record()).collect())
    }

    /// Trusts a handler again.
    pub fn release(self, name: &str) {
        self.wards.with_value(|it| {
            let named = it.iter().filter(|(_, it)| it.record().name == name);
            named.for_each(|(_, it)| it.release());
        });
    }
}

/// A handler of whatever entity.
trait Ward {
    fn record(&self) -> Record;
    fn release(&self);
    fn end(&self);
}

struct Handler<E> {
    lane: RefCell<Lane<RowEvent<E>>>,
    handle: Handle<E>,
    is_busy: RefCell<bool>,
}

impl<E: Entity> Handler<E> {
    fn take(self: &Rc<Self>, commit: &Commit<'_, E>) {
        let mut lane = self.lane.borrow_mut();
        for change in commit.changes {
            let after = commit.after(change).cloned();
            match (change.before.clone(), after) {
                (Some(before), Some(after)) => lane.push(RowEvent::Updated { before, after }),
                (None, Some(row)) if !commit.is_whole => lane.push(RowEvent::Inserted(row)),
                (Some(before), None) if !commit.is_whole => lane.push(RowEvent::Removed(before)),
                (None, _) | (_, None) => {}
            }
        }
        if !self.is_busy.replace(true) {
            spawn_local(Rc::clone(self).work());
        }
    }

    /// Works off what waits, and lets others have the page in between.
    async fn work(self: Rc<Self>) {
        let mut begun = clock::elapsed();
        loop {
            // Bound to its own statement: the handler may cause further events.
            let next = self.lane.borrow_mut().next();
            let Some(event) = next else {
                break;
            };
            let started = clock::elapsed();
            let outcome = (self.handle)(&event);
            let ended = clock::elapsed();
            let took = Duration::from_secs_f64((ended - started).max(0.0) / 1_000.0);
            self.lane.borrow_mut().settle(outcome, took, clock::now());
            if ended - begun > TURN_MS {
                timer::sleep(Duration::ZERO).await;
                begun = clock::elapsed();
            }
        }
        self.is_busy.replace(false);
    }
}

impl<E: Entity> Ward for Handler<E> {
    fn record(&self) -> Record {
        self.lane.borrow().record().clone()
    }

    fn release(&self) {
        self.lane.borrow_mut().release();
    }

    fn end(&self) {
        self.lane.borrow_mut().end();
    }
}

/// How long one handler works before it lets others.
const TURN_MS: f64 = 8.0;
