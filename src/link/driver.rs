//! The engine, what surrounds it, and what changed since the last frame.

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::{BTreeMap, VecDeque},
    rc::Rc,
};

use futures::lock::Mutex;
use protocol::{Timestamp, Topic, UserId};
use sync::{Changes, Engine};

use super::{Notice, presence::Seats, transport::Share};
use crate::{
    cache::Cache,
    outbox::Outbox,
    platform::{
        clock,
        frame::Frame,
        lifecycle::Lifecycle,
        listener,
        poll::Poll,
        socket::Socket,
        timer::{Ticker, Timer},
    },
    repositories::Feeds,
};

/// Hears every notice.
pub(super) type Listener = Rc<dyn Fn(&Notice)>;

/// The engine and everything it drives.
pub(super) struct Driver {
    pub(super) engine: RefCell<Engine>,
    pub(super) feeds: Feeds,
    pub(super) cache: Cache,
    pub(super) outbox: Outbox,
    /// One at a time goes in, out, or asks who is in: each answer changes the cookie, also one that came meanwhile.
    pub(super) door: Mutex<()>,
    /// A socket that is not shared.
    pub(super) socket: RefCell<Option<Socket>>,
    /// Empty until it is here; `None` where it is not to be had.
    pub(super) sharing: OnceCell<Option<Box<dyn Share>>>,
    /// A connection was asked for before that.
    pub(super) is_awaiting: Cell<bool>,
    pub(super) n_sockets: Cell<u64>,
    pub(super) poll: RefCell<Option<Poll>>,
    pub(super) n_polls: Cell<u64>,
    /// Counts sign-ins and sign-outs of this page: what was asked before one is no answer after it.
    pub(super) era: Cell<u64>,
    /// The era in which is being asked who is signed in.
    pub(super) asking: Cell<Option<u64>>,
    /// With which whom the gateway named last signs in.
    pub(super) email: RefCell<Option<(UserId, String)>>,
    /// By how much the browser's clock is ahead of its stopwatch, milliseconds.
    pub(super) clock_shift: Cell<f64>,
    /// When the disk was looked at last, by the browser's stopwatch, milliseconds.
    pub(super) looked_at: Cell<f64>,
    pub(super) timer: RefCell<Option<(Timestamp, Timer)>>,
    /// The browser was asked to keep what is stored.
    pub(super) is_persistent: Cell<bool>,
    pub(super) frame: RefCell<Option<Frame>>,
    pub(super) dirty: RefCell<BTreeMap<Topic, Changes>>,
    pub(super) listeners: RefCell<Vec<(u64, Listener)>>,
    /// Where the parts of the page say that somebody is.
    pub(super) seats: RefCell<Seats>,
    pub(super) n_seats: Cell<u64>,
    pub(super) frame_times: RefCell<VecDeque<f64>>,
    /// What calls while the driver lives.
    _callers: Callers,
}

/// The clock, the page's life, and what the browser tells of besides.
pub(super) type Callers = (Ticker, Lifecycle, [Option<listener::Listener>; 3]);

impl Driver {
    /// An engine with nothing around it yet.
    pub(super) fn new(
        engine: Engine,
        feeds: Feeds,
        (cache, outbox): (Cache, Outbox),
        callers: Callers,
    ) -> Self {
        Self {
            engine: RefCell::new(engine),
            feeds,
            cache,
            outbox,
            door: Mutex::new(()),
            socket: RefCell::default(),
            sharing: OnceCell::new(),
            is_awaiting: Cell::default(),
            n_sockets: Cell::default(),
            poll: RefCell::default(),
            n_polls: Cell::default(),
            era: Cell::default(),
            asking: Cell::default(),
            email: RefCell::default(),
            clock_shift: Cell::new(clock::now().as_millis() as f64 - clock::elapsed()),
            looked_at: Cell::new(clock::elapsed()),
            timer: RefCell::default(),
            is_persistent: Cell::default(),
            frame: RefCell::default(),
            dirty: RefCell::default(),
            listeners: RefCell::default(),
            seats: RefCell::default(),
            n_seats: Cell::default(),
            frame_times: RefCell::default(),
            _callers: callers,
        }
    }

    /// Keeps how long a commit took, in milliseconds.
    pub(super) fn remember_frame(&self, millis: f64) {
        let mut times = self.frame_times.borrow_mut();
        if times.len() == FRAMES_KEPT {
            times.pop_front();
        }
        times.push_back(millis);
    }

    pub(super) fn mark(&self, topic: Topic, changes: Changes) {
        let mut dirty = self.dirty.borrow_mut();
        match (dirty.get_mut(&topic), changes) {
            (Some(Changes::Reset), _) => {}
            (Some(Changes::Rows(ids)), Changes::Rows(more)) => {
                // An id may stand twice; the second look finds nothing new.
                ids.extend(more);
            }
            (_, changes) => {
                dirty.insert(topic, changes);
            }
        }
    }

    pub(super) fn hand_over(&self, topic: &Topic, changes: &Changes) {
        let engine = self.engine.borrow();
        for feed in self.feeds.of(topic) {
            let n_unreadable = feed.commit(changes, engine.view(topic));
            if n_unreadable > 0 {
                leptos::logging::warn!("{n_unreadable} rows of {topic} could not be read");
            }
        }
    }

    /// Passes on whether the rows of a topic may be trusted; of rows that wait for the next frame that is passed on with
    /// them, for a page must not call fresh what it does not have yet.
    pub(super) fn judge(&self, topic: &Topic) {
        if self.dirty.borrow().contains_key(topic) {
            return;
        }
        let engine = self.engine.borrow();
        for feed in self.feeds.of(topic) {
            let confirmed_at = engine.confirmed_at(topic).map(|it| self.corrected(it));
            feed.judge(engine.phase(topic), confirmed_at);
        }
    }

    /// Rows carry times of the gateway; so that ages compare, everything the app shows does.
    pub(super) fn corrected(&self, at: Timestamp) -> Timestamp {
        let now = clock::now();
        let there = self.engine.borrow().gateway_now(now);
        if there >= now {
            at + there.since(now)
        } else {
            at - now.since(there)
        }
    }

    pub(super) fn topics(&self) -> Vec<Topic> {
        let engine = self.engine.borrow();
        engine.topics().into_iter().map(|it| it.topic).collect()
    }

    pub(super) fn tell(&self, notice: &Notice) {
        // Bound first: a listener may ask for another change.
        let listeners: Vec<_> = self
            .listeners
            .borrow()
            .iter()
            .map(|(_, it)| Rc::clone(it))
            .collect();
        for listener in listeners {
            listener(notice);
        }
    }
}

/// Commits whose time is remembered.
const FRAMES_KEPT: usize = 240;
