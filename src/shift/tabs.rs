//! How the tabs of a browser agree on who reports: brings to the browser what `track` decides about it.

use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::{Rc, Weak},
    time::Duration,
};

use protocol::UserId;
use serde::{Deserialize, Serialize};
use wasm_bindgen_futures::spawn_local;

use super::{Location, disk::Disk};
use crate::{
    platform::{
        clock,
        lifecycle::{self, Lifecycle, LifecycleEvent},
        random,
        tabs::{Lock, Request, Tabs},
    },
    track::{Deed, Fix, Lead, Word},
};

/// How the tab that reports stands.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(super) struct Standing {
    /// Of whom.
    pub(super) driver: UserId,
    pub(super) location: Location,
    /// The latest position that it took.
    pub(super) last: Option<Fix>,
    pub(super) n_waiting: usize,
}

/// What becomes of this tab.
pub(super) enum Call {
    /// It reports from now on.
    Begin,
    /// It does not any more, and writes nothing.
    Rest,
    /// The others want to know how it stands.
    Tell,
    /// Another one reports, and stands like that.
    Elsewhere(Standing),
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum Said {
    Word(Word),
    Stands(Standing),
}

/// One tab among those of its browser; clones are the same one.
#[derive(Clone)]
pub(super) struct Sharing(Rc<Inner>);

struct Inner {
    tabs: OnceCell<Tabs>,
    lead: RefCell<Lead>,
    lock: RefCell<Option<Lock>>,
    request: RefCell<Option<Request>>,
    lifecycle: OnceCell<Lifecycle>,
    disk: Disk,
    call: Box<dyn Fn(Call)>,
    /// Whether any other tab was heard: nobody is told anything before.
    has_others: Cell<bool>,
}

impl Sharing {
    /// Joins the others, who has nothing to say yet; `None` where tabs cannot know of each other.
    pub(super) fn join(disk: Disk, call: impl Fn(Call) + 'static) -> Option<Self> {
        let sharing = Self(Rc::new(Inner {
            tabs: OnceCell::new(),
            lead: RefCell::new(Lead::new(lifecycle::is_visible())),
            lock: RefCell::default(),
            request: RefCell::default(),
            lifecycle: OnceCell::new(),
            disk,
            call: Box::new(call),
            has_others: Cell::default(),
        }));
        let inner = Rc::downgrade(&sharing.0);
        let name = format!("{:016x}", random::seed() >> 64);
        let tabs = Tabs::join(NAME, &name, move |text| with(&inner, |it| it.hear(&text)))?;
        let inner = Rc::downgrade(&sharing.0);
        let lifecycle = Lifecycle::new(move |event| with(&inner, |it| it.live_through(event)));
        // Both are set here and nowhere else.
        let _ = sharing.0.tabs.set(tabs);
        let _ = sharing.0.lifecycle.set(lifecycle);
        Some(sharing)
    }

    /// Asks for its turn.
    pub(super) fn begin(&self) {
        self.turn(Lead::begin);
    }

    /// The driver decided here whether this phone reports.
    pub(super) fn claim(&self) {
        self.turn(Lead::claim);
    }

    /// Time goes by.
    pub(super) fn tick(&self) {
        self.turn(Lead::tick);
    }

    /// Tells the others how this tab stands.
    pub(super) fn tell(&self, standing: impl FnOnce() -> Standing) {
        if self.0.has_others.get() && self.0.lead.borrow().is_leading() {
            self.say(&Said::Stands(standing()));
        }
    }

    fn hear(&self, text: &str) {
        self.0.has_others.set(true);
        // Another version may say what this one does not know.
        match serde_json::from_str(text) {
            Ok(Said::Word(word)) => self.turn(|it, now| it.handle_word(word, now)),
            Ok(Said::Stands(standing)) => {
                self.0.lead.borrow_mut().handle_sign(now());
                (self.0.call)(Call::Elsewhere(standing));
            }
            Err(_) => {}
        }
    }

    fn live_through(&self, event: LifecycleEvent) {
        match event {
            LifecycleEvent::Visible => self.turn(|it, now| it.handle_seen(true, now)),
            LifecycleEvent::Hidden => self.turn(|it, now| it.handle_seen(false, now)),
            LifecycleEvent::Leaving => self.turn(|it, _| it.leave()),
            LifecycleEvent::Woken => self.begin(),
            LifecycleEvent::Online | LifecycleEvent::Offline => {}
        }
    }

    fn turn(&self, feed: impl FnOnce(&mut Lead, Duration) -> Vec<Deed>) {
        let deeds = feed(&mut self.0.lead.borrow_mut(), now());
        for deed in deeds {
            self.carry_out(deed);
        }
    }

    fn carry_out(&self, deed: Deed) {
        match deed {
            Deed::Ask { by_force } => self.ask(by_force),
            Deed::Say(word) => self.say(&Said::Word(word)),
            Deed::Tell => (self.0.call)(Call::Tell),
            Deed::Begin => (self.0.call)(Call::Begin),
            Deed::Yield => {
                (self.0.call)(Call::Rest);
                let sharing = self.clone();
                spawn_local(async move {
                    // Or the next one would look at the disk too early.
                    sharing.0.disk.settled().await;
                    drop(sharing.0.lock.take());
                    sharing.ask(false);
                });
            }
            Deed::Stop => {
                (self.0.call)(Call::Rest);
                drop(self.0.lock.take());
                self.ask(false);
            }
            Deed::LetGo => {
                (self.0.call)(Call::Rest);
                drop(self.0.request.take());
                drop(self.0.lock.take());
            }
        }
    }

    fn ask(&self, by_force: bool) {
        // What was asked for before is given up, or one tab would be two in the row.
        drop(self.0.request.take());
        let Some(tabs) = self.0.tabs.get() else {
            return;
        };
        let (granted, lost) = (Rc::downgrade(&self.0), Rc::downgrade(&self.0));
        let request = tabs.ask_for_lead(
            by_force,
            move |lock| with(&granted, |it| it.handle_granted(lock)),
            move || with(&lost, Self::handle_lost),
        );
        *self.0.request.borrow_mut() = Some(request);
    }

    fn handle_granted(&self, lock: Lock) {
        let deeds = self.0.lead.borrow_mut().handle_granted();
        if deeds.is_empty() {
            return;
        }
        *self.0.lock.borrow_mut() = Some(lock);
        for deed in deeds {
            self.carry_out(deed);
        }
    }

    /// Also called for what was given up before it was granted.
    fn handle_lost(&self) {
        let is_lost = self.0.lock.borrow().as_ref().is_some_and(Lock::is_lost);
        if is_lost {
            self.turn(Lead::handle_lost);
        }
    }

    fn say(&self, said: &Said) {
        if let (Some(tabs), Ok(text)) = (self.0.tabs.get(), serde_json::to_string(said)) {
            tabs.say_to_all(&text);
        }
    }
}

fn with(inner: &Weak<Inner>, deed: impl FnOnce(&Sharing)) {
    if let Some(inner) = inner.upgrade() {
        deed(&Sharing(inner));
    }
}

fn now() -> Duration {
    Duration::from_secs_f64(clock::elapsed().max(0.0) / 1_000.0)
}

/// The same for every version: a new one beside an old one must not report as well.
const NAME: &str = "livedeck:1:report";
