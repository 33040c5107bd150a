//! The connection to the gateway, as the app sees it.
//!
//! A handle with three kinds of methods: signals to read, verbs, and looks into the engine. What the engine asks for is
//! carried out in `effects.rs`, the only interpreter of its outputs.

mod breakage;
mod driver;
mod effects;
mod presence;
mod progress;
mod session;
mod tabs;
mod takeover;
mod transport;

use std::{pin::pin, rc::Rc, time::Duration};

use futures::future::{Either, select};
use leptos::prelude::*;
use protocol::{
    MutationId, StreamKind, Timestamp, Topic, UserInfo,
    mutations::{Mutation, ViolationChange},
};
use sync::{Config, Connection, Engine, OutboxFull, Pending, Session, Speculation, Stage};
use wasm_bindgen_futures::spawn_local;

use self::driver::Driver;
pub use self::{breakage::Breakage, presence::Seat, progress::Progress};
use crate::{
    cache::Cache,
    outbox::Outbox,
    platform::{
        clock,
        lifecycle::{self, Lifecycle},
        random, storage,
        timer::{Ticker, sleep},
    },
    repositories::Feeds,
    settings::{Settings, use_settings},
};
pub use sync::Role;

/// The connection to the gateway, as the app sees it; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub struct Link {
    driver: StoredValue<Rc<Driver>, LocalStorage>,
    connection: RwSignal<Connection>,
    session: RwSignal<Session>,
    user: RwSignal<Option<UserInfo>>,
    now: RwSignal<Timestamp>,
    paused: RwSignal<Option<usize>>,
    pending: RwSignal<u64>,
    is_outbox_read: RwSignal<bool>,
    breakage: RwSignal<Breakage>,
    role: RwSignal<Role>,
    settings: Settings,
}

/// Something that happened once and that somebody may want to tell.
#[derive(Clone, Debug)]
pub enum Notice {
    /// A change has its verdict.
    Settled {
        /// Which one.
        id: MutationId,
        /// What was asked for.
        mutation: Box<Mutation>,
        /// Whether it took effect, or why not.
        verdict: Result<(), protocol::Nack>,
    },
    /// A topic was fetched again because it could not be continued.
    Resynchronised(Topic),
}

/// The connection to the gateway.
#[expect(clippy::expect_used, reason = "App provides it before anything else")]
pub fn use_link() -> Link {
    use_context::<Link>().expect("App provides the link")
}

/// The gateway's time, once a second. The one ticker of the app: everything that shows an age reads it.
pub fn use_now() -> Signal<Timestamp> {
    use_link().now.into()
}

impl Link {
    /// Starts: shows what was kept, asks who is signed in, connects.
    pub fn provide(feeds: Feeds) -> Self {
        let now = clock::now();
        let cache = Cache::open();
        let seed = random::seed();
        let config = Config {
            // One name per page: two tabs are two devices to the gateway, or each would end the other's connection.
            device: format!("{:016x}", seed >> 64 ^ seed).into(),
            build: env!("CARGO_PKG_VERSION").to_owned(),
            seed,
            may_poll: true,
        };
        let engine = Engine::new(config, now);
        let connection = RwSignal::new(*engine.connection());
        let slot = StoredValue::new_local(None::<Self>);
        let ticker = Ticker::new(TICK, move || {
            slot.with_value(|it| it.map(Self::tick));
        });
        let lifecycle = Lifecycle::new(move |event| {
            slot.with_value(|it| it.map(|it| it.live_through(event)));
        });
        let here = move || slot.try_get_value().flatten();
        let [user, sign_in] = Self::watch_others(here);
        // Closing the page would lose them.
        let guard = lifecycle::ask_before_leaving(move || here().is_some_and(Self::is_anything_unsaved));
        let outbox = Outbox::new(Rc::new(move |id, is_kept| {
            if let Some(link) = here() {
                link.step(|it| it.handle_kept(id, is_kept, clock::now()));
            }
        }));
        let driver = Driver::new(
            engine,
            feeds,
            (cache, outbox),
            (ticker, lifecycle, [user, sign_in, guard]),
        );
        let link = Self {
            driver: StoredValue::new_local(Rc::new(driver)),
            connection,
            session: RwSignal::new(Session::Unknown),
            user: RwSignal::new(None),
            now: RwSignal::new(now),
            paused: RwSignal::new(None),
            pending: RwSignal::new(0),
            is_outbox_read: RwSignal::new(false),
            breakage: RwSignal::new(Breakage::default()),
            role: RwSignal::new(Role::default()),
            settings: use_settings(),
        };
        slot.set_value(Some(link));
        feeds.serve(move |demand| link.serve(demand));
        provide_context(link);
        link.start(now);
        link
    }

    fn start(self, now: Timestamp) {
        let driver = self.driver();
        let (user, records) = driver.cache.restore();
        self.user.set(user);
        self.step(|engine| {
            engine.handle_visibility(lifecycle::is_visible(), now);
            engine.handle_network(lifecycle::is_online(), now);
            engine.handle_restored(records, now);
        });
        // Before the first render, so that the first frame shows what is known.
        self.commit();
        self.begin_sharing();
        if driver.cache.has_large() {
            let cache = driver.cache.clone();
            spawn_local(self.start_large(cache));
        } else {
            self.check_session();
        }
        spawn_local(async move {
            let records = driver.outbox.open().await;
            if self.driver.is_disposed() {
                return;
            }
            if !records.is_empty() {
                self.step(|engine| engine.handle_actions(records, clock::now()));
            }
            self.is_outbox_read.set(true);
        });
    }

    /// Shows what is kept in the database, then goes on as any start does: asking for a topic before its rows are here
    /// would fetch them all again.
    async fn start_large(self, cache: Cache) {
        let read = pin!(cache.restore_large());
        // A database that never answers keeps nobody waiting.
        if let Either::Left((records, _)) = select(read, pin!(sleep(PATIENCE))).await
            && !self.driver.is_disposed()
        {
            self.step(|it| it.handle_restored(records, clock::now()));
        }
        if !self.driver.is_disposed() {
            self.check_session();
        }
    }

    /// Where the link is in its life.
    pub fn connection(self) -> Connection {
        self.connection.get()
    }

    /// What is known about who is signed in.
    pub fn session(self) -> Session {
        self.session.get()
    }

    /// Who is signed in, or was when the shown rows were kept.
    pub fn user(self) -> Option<UserInfo> {
        self.user.get()
    }

    /// The same at this moment, also after the app has gone: not followed.
    pub fn user_now(self) -> Option<UserInfo> {
        self.user.try_get_untracked().flatten()
    }

    /// Whether there are rows of a stream for the person here, as far as the gateway has said. Nothing else is offered.
    pub fn sees(self, kind: StreamKind) -> bool {
        let is_named = |user: &UserInfo| user.sees.iter().any(|it| it == kind.path());
        // Rights may have changed since this page asked; the welcome says it last.
        let now = self.session.with(|it| it.user().map(is_named));
        now.unwrap_or_else(|| self.user.with(|it| it.as_ref().is_some_and(is_named)))
    }

    /// Whether the views are frozen, and how many changes wait behind them.
    pub fn paused(self) -> Option<usize> {
        self.paused.get()
    }

    /// As [`Self::paused`]; wakes nobody.
    pub fn paused_untracked(self) -> Option<usize> {
        self.read(Engine::paused)
    }

    /// Changes without a verdict, in order. Wakes when one of them comes, goes or moves on.
    pub fn pending(self) -> Vec<Pending> {
        self.pending.track();
        self.read(|it| it.pending().cloned().collect())
    }

    /// Actions of the person here: those without a verdict, and those refused, in order. Wakes when one of them changes.
    pub fn actions(self) -> Vec<Pending> {
        self.pending.track();
        self.read(|it| it.actions().cloned().collect())
    }

    /// Whether an action that the gateway has not had is on this page only.
    pub fn is_anything_unsaved(self) -> bool {
        self.actions().iter().any(is_unsaved)
    }

    /// Whether the disk was read: before that, nobody knows that no action waits.
    pub fn is_outbox_read(self) -> bool {
        self.is_outbox_read.get()
    }

    /// Asks once more for an action that was refused.
    ///
    /// # Errors
    ///
    /// As [`Self::mutate`], or when there is no such action.
    pub fn retry_action(self, id: &MutationId) -> Result<Speculation, OutboxFull> {
        self.step(|it| it.retry_action(id, clock::now()))
    }

    /// Puts a change in the place of an action that was refused, or that never left this device.
    ///
    /// # Errors
    ///
    /// As [`Self::mutate`], or when it has left meanwhile; the action stays what it is then.
    pub fn reword_action(self, id: &MutationId, mutation: Mutation) -> Result<Speculation, OutboxFull> {
        self.step(|it| it.reword_action(id, mutation, clock::now()))
    }

    /// Gives up an action that was refused, or that never left this device. Says whether there was one.
    pub fn discard_action(self, id: &MutationId) -> bool {
        self.step(|it| it.discard_action(id, clock::now()))
    }

    /// Keeps an action on this device while somebody changes its arguments, or lets it go. Nothing once the link is gone.
    pub fn hold_action(self, id: &MutationId, is_held: bool) {
        if !self.driver.is_disposed() {
            self.step(|it| it.hold_action(id, is_held, clock::now()));
        }
    }

    /// Looks into the engine: statistics, topics, log. Wakes nobody; combine it with [`use_now`].
    pub fn read<T>(self, look: impl FnOnce(&Engine) -> T) -> T {
        look(&self.driver().engine.borrow())
    }

    /// What the browser keeps of the rows.
    pub fn cache(self) -> Cache {
        self.driver().cache.clone()
    }

    /// How long the last commits took, in milliseconds, oldest first.
    pub fn frame_times(self) -> Vec<f64> {
        self.driver().frame_times.borrow().iter().copied().collect()
    }

    /// The browser's clock corrected by the gateway's, now. Wakes nobody.
    pub fn gateway_now(self) -> Timestamp {
        self.read(|it| it.gateway_now(clock::now()))
    }

    /// A moment of the browser's clock, on the gateway's.
    pub fn corrected(self, at: Timestamp) -> Timestamp {
        self.driver().corrected(at)
    }

    /// Asks for a change and shows it at once. What sets a whole row back does so only if nobody else has changed it.
    ///
    /// # Errors
    ///
    /// When too many changes wait for the gateway; nothing is shown then.
    pub fn mutate(self, mutation: Mutation) -> Result<Speculation, OutboxFull> {
        if matches!(mutation, Mutation::Violation(ViolationChange::Restore { .. })) {
            return self.mutate_if_unchanged(mutation);
        }
        self.act(|it| it.mutate(mutation, clock::now()))
    }

    /// As [`Self::mutate`], but only if nobody else has changed the row by then: for taking back.
    ///
    /// # Errors
    ///
    /// As [`Self::mutate`].
    pub fn mutate_if_unchanged(self, mutation: Mutation) -> Result<Speculation, OutboxFull> {
        self.act(|it| it.mutate_if_unchanged(mutation, clock::now()))
    }

    fn act<T>(self, ask: impl FnOnce(&mut Engine) -> T) -> T {
        let (driver, asked) = (self.driver(), self.step(ask));
        // What stays here for long is worth a promise of the browser's, and perhaps a question to the person.
        if !driver.engine.borrow().connection().is_reached() && !driver.is_persistent.replace(true) {
            spawn_local(async {
                storage::persist().await;
            });
        }
        asked
    }

    /// Connects now instead of waiting.
    pub fn retry(self) {
        self.step(|it| it.retry_now(clock::now()));
        if matches!(self.session.get_untracked(), Session::Unknown) {
            self.check_session();
        }
    }

    /// Compares everything on the screen with what the gateway has; not again at once. Says whether anything was asked.
    pub fn refresh(self) -> bool {
        self.step(|it| it.refresh(clock::now())) > 0
    }

    /// Freezes what is shown.
    pub fn pause(self) {
        self.step(|it| it.pause(clock::now()));
        self.tick();
    }

    /// Shows what came while it was frozen.
    pub fn resume(self) {
        self.step(|it| it.resume(clock::now()));
        self.tick();
    }

    /// Drops what is kept of a topic; if somebody reads it, it is fetched again.
    pub fn forget(self, topic: &Topic) {
        self.step(|it| it.forget(topic, clock::now()));
    }

    /// Calls `listen` for every notice, until the calling component ends.
    pub fn on_notice(self, listen: impl Fn(&Notice) + 'static) {
        let driver = self.driver();
        let mut listeners = driver.listeners.borrow_mut();
        let id = listeners.last().map_or(0, |(it, _)| it + 1);
        listeners.push((id, Rc::new(listen)));
        drop(listeners);
        on_cleanup(move || {
            if let Some(driver) = self.driver.try_get_value() {
                driver.listeners.borrow_mut().retain(|(it, _)| *it != id);
            }
        });
    }

    fn driver(self) -> Rc<Driver> {
        self.driver.get_value()
    }
}

/// The disk refused it, and the gateway has not had it.
fn is_unsaved(action: &Pending) -> bool {
    !action.is_kept && matches!(action.stage, Stage::Queued | Stage::PutOff { .. })
}

/// How long the database may take at the start.
const PATIENCE: Duration = Duration::from_secs(1);

/// The app's one clock.
const TICK: Duration = Duration::from_secs(1);
