//! Which repositories want which topics: the switchboard between them and whoever has the rows.

use std::{any::Any, cell::RefCell, collections::HashMap, rc::Rc};

use leptos::{prelude::*, reactive::owner::WeakOwner};
use protocol::{Entity, StreamKind, Timestamp, Topic};
use sync::{Changes, Phase, View};

use super::Rows;

/// Something that shows one topic.
pub trait Feed {
    /// Rows changed; without a view there are none. Returns how many rows could not be read.
    fn commit(&self, changes: &Changes, view: Option<&View>) -> usize;

    /// Whether the rows may be trusted, and when they were last known to be current.
    fn judge(&self, phase: Phase, confirmed_at: Option<Timestamp>);
}

/// What the repositories want from whoever has the rows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Demand {
    /// One more reader of the topic.
    Follow(Topic),
    /// The rows that are there already, for a feed that was added a moment ago.
    Fill(Topic),
    /// One reader less.
    Leave(Topic),
}

/// Names a feed among those of its topic.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct FeedId(u64);

/// The switchboard; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub struct Feeds(StoredValue<Rc<Switchboard>, LocalStorage>);

/// A feed and its name.
type Connected = (FeedId, Rc<dyn Feed>);

/// Who serves demands.
type Server = Rc<dyn Fn(Demand)>;

struct Switchboard {
    feeds: RefCell<HashMap<Topic, Vec<Connected>>>,
    /// The [`Rows`] of every whole stream that somebody has asked for.
    rows: RefCell<HashMap<StreamKind, Box<dyn Any>>>,
    /// Under which they live. It holds this: held in turn, it would never end.
    owner: Option<WeakOwner>,
    n_added: std::cell::Cell<u64>,
    serve: RefCell<Option<Server>>,
}

impl Feeds {
    /// A switchboard with nobody connected. It lives as long as the owner it was made under, and so do all its rows.
    pub fn new() -> Self {
        Self(StoredValue::new_local(Rc::new(Switchboard {
            feeds: RefCell::default(),
            rows: RefCell::default(),
            owner: Owner::current().map(|it| it.downgrade()),
            n_added: std::cell::Cell::default(),
            serve: RefCell::default(),
        })))
    }

    /// The rows of a whole stream, if somebody has asked for them before.
    pub fn known<E: Entity>(self) -> Option<Rows<E>> {
        let board = self.0.try_get_value()?;
        let rows = board.rows.borrow();
        rows.get(&E::KIND)?.downcast_ref().copied()
    }

    /// The rows of a whole stream.
    ///
    /// Made on demand: the code that reads a stream then lies in the part of the program that shows it (`src/chunk.rs`).
    pub(super) fn rows<E: Entity>(self) -> Rows<E> {
        if let Some(rows) = self.known() {
            return rows;
        }
        let Some(board) = self.0.try_get_value() else {
            return Rows::new();
        };
        let owner = board.owner.as_ref().and_then(WeakOwner::upgrade);
        let rows = owner.map_or_else(Rows::new, |it| it.with(Rows::<E>::new));
        board.rows.borrow_mut().insert(E::KIND, Box::new(rows));
        let topic = Topic::whole(E::KIND);
        self.add(topic.clone(), rows);
        self.demand(Demand::Fill(topic));
        rows
    }

    /// Says who serves demands; until then they are lost.
    pub fn serve(self, serve: impl Fn(Demand) + 'static) {
        if let Some(board) = self.0.try_get_value() {
            *board.serve.borrow_mut() = Some(Rc::new(serve));
        }
    }

    /// Connects a feed to its topic.
    pub fn add(self, topic: Topic, feed: impl Feed + 'static) -> FeedId {
        let Some(board) = self.0.try_get_value() else {
            return FeedId(0);
        };
        let id = FeedId(board.n_added.get() + 1);
        board.n_added.set(id.0);
        board
            .feeds
            .borrow_mut()
            .entry(topic)
            .or_default()
            .push((id, Rc::new(feed)));
        id
    }

    /// Disconnects a feed.
    pub fn remove(self, topic: &Topic, id: FeedId) {
        if let Some(board) = self.0.try_get_value() {
            let mut feeds = board.feeds.borrow_mut();
            if let Some(list) = feeds.get_mut(topic) {
                list.retain(|(it, _)| *it != id);
                if list.is_empty() {
                    feeds.remove(topic);
                }
            }
        }
    }

    /// Asks whoever has the rows.
    pub fn demand(self, demand: Demand) {
        // Bound first: serving it may bring further demands.
        let serve = self.0.try_get_value().and_then(|it| it.serve.borrow().clone());
        if let Some(serve) = serve {
            serve(demand);
        }
    }

    /// Every feed of a topic.
    pub fn of(self, topic: &Topic) -> Vec<Rc<dyn Feed>> {
        self.0
            .try_get_value()
            .and_then(|it| {
                let feeds = it.feeds.borrow();
                Some(feeds.get(topic)?.iter().map(|(_, it)| Rc::clone(it)).collect())
            })
            .unwrap_or_default()
    }
}

impl Default for Feeds {
    fn default() -> Self {
        Self::new()
    }
}
