//! Drives the engine: the only interpreter of what it asks for.
//!
//! Messages go into the engine at once; signals are written once per animation frame, so that a hundred messages between
//! two frames cost one paint.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
    time::Duration,
};

use leptos::prelude::*;
use protocol::{ClientFrame, MutationId, RowId, Timestamp, Topic, UserInfo, mutations::Mutation};
use sync::{
    Changes, Config, Connection, Engine, Event, OutboxFull, Output, Pending, Session, Speculation,
    Timer as When,
};
use wasm_bindgen_futures::spawn_local;

use crate::{
    cache::Cache,
    platform::{
        clock,
        frame::Frame,
        http::{self, HttpError},
        lifecycle::{self, Lifecycle, LifecycleEvent},
        random,
        socket::{Socket, SocketEvent},
        timer::{Ticker, Timer},
    },
    repositories::{Demand, Feeds},
};

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
}

/// Something that happened once and that somebody may want to tell.
#[derive(Clone, Debug)]
pub enum Notice {
    /// A change has its verdict.
    Settled {
        /// Which one.
        id: MutationId,
        /// What was asked for.
        mutation: Mutation,
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

struct Driver {
    engine: RefCell<Engine>,
    feeds: Feeds,
    cache: Cache,
    socket: RefCell<Option<Socket>>,
    n_sockets: Cell<u64>,
    timer: RefCell<Option<(Timestamp, Timer)>>,
    frame: RefCell<Option<Frame>>,
    dirty: RefCell<BTreeMap<Topic, Changes>>,
    listeners: RefCell<Vec<(u64, Rc<dyn Fn(&Notice)>)>>,
    frame_times: RefCell<Vec<f64>>,
    _ticker: Ticker,
    _lifecycle: Lifecycle,
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
        };
        let engine = Engine::new(config, now);
        let connection = RwSignal::new(*engine.connection());
        let slot = StoredValue::new_local(None::<Self>);
        let link = Self {
            driver: StoredValue::new_local(Rc::new(Driver {
                engine: RefCell::new(engine),
                feeds,
                cache,
                socket: RefCell::default(),
                n_sockets: Cell::default(),
                timer: RefCell::default(),
                frame: RefCell::default(),
                dirty: RefCell::default(),
                listeners: RefCell::default(),
                frame_times: RefCell::default(),
                _ticker: Ticker::new(TICK, move || {
                    slot.with_value(|it| it.map(Self::tick));
                }),
                _lifecycle: Lifecycle::new(move |event| {
                    slot.with_value(|it| it.map(|it| it.live_through(event)));
                }),
            })),
            connection,
            session: RwSignal::new(Session::Unknown),
            user: RwSignal::new(None),
            now: RwSignal::new(now),
            paused: RwSignal::new(None),
            pending: RwSignal::new(0),
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
        self.check_session();
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

    /// Whether the views are frozen, and how many changes wait behind them.
    pub fn paused(self) -> Option<usize> {
        self.paused.get()
    }

    /// As [`Self::paused`]; wakes nobody.
    pub fn paused_untracked(self) -> Option<usize> {
        self.read(Engine::paused)
    }

    /// Whether a row has a change without a verdict. Wakes when changes are asked for or settled.
    pub fn is_pending(self, topic: &Topic, id: &RowId) -> bool {
        self.pending.track();
        self.read(|it| it.is_pending(topic, id))
    }

    /// Changes without a verdict, in order. Wakes when changes are asked for or settled.
    pub fn pending(self) -> Vec<Pending> {
        self.pending.track();
        self.read(|it| it.pending().cloned().collect())
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
        self.driver().frame_times.borrow().clone()
    }

    /// The browser's clock corrected by the gateway's, now. Wakes nobody.
    pub fn gateway_now(self) -> Timestamp {
        self.read(|it| it.gateway_now(clock::now()))
    }

    /// A moment of the browser's clock, on the gateway's.
    pub fn corrected(self, at: Timestamp) -> Timestamp {
        self.driver().corrected(at)
    }

    /// Asks for a change and shows it at once.
    ///
    /// # Errors
    ///
    /// When too many changes wait for the gateway; nothing is shown then.
    pub fn mutate(self, mutation: Mutation) -> Result<Speculation, OutboxFull> {
        let speculation = self.step(|it| it.mutate(mutation, clock::now()));
        self.pending.update(|it| *it += 1);
        speculation
    }

    /// Leads back to how it was, if there is a way.
    ///
    /// # Errors
    ///
    /// As [`Self::mutate`].
    pub fn undo(self, speculation: &Speculation) -> Result<(), OutboxFull> {
        match &speculation.inverse {
            Some(inverse) => self.mutate(inverse.clone()).map(drop),
            None => Ok(()),
        }
    }

    /// Connects now instead of waiting.
    pub fn retry(self) {
        self.step(|it| it.retry_now(clock::now()));
        if matches!(self.session.get_untracked(), Session::Unknown) {
            self.check_session();
        }
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

    /// Signs in.
    ///
    /// # Errors
    ///
    /// When the gateway says no or nothing.
    pub async fn sign_in(self, email: &str, password: &str) -> Result<(), HttpError> {
        let info = http::sign_in(email, password).await?;
        self.learn(Session::SignedIn(info.user));
        Ok(())
    }

    /// Signs out: here at once, on the gateway if it can be told.
    ///
    /// # Errors
    ///
    /// When the gateway could not be told; the session there ends by itself later.
    pub async fn sign_out(self) -> Result<(), HttpError> {
        self.learn(Session::SignedOut);
        match http::sign_out().await {
            Err(HttpError::Unauthorized) => Ok(()),
            told => told,
        }
    }

    /// Feeds the engine one thing, then carries out everything it asks for.
    fn step<T>(self, feed: impl FnOnce(&mut Engine) -> T) -> T {
        let driver = self.driver();
        let fed = feed(&mut driver.engine.borrow_mut());
        loop {
            // Bound to its own statement so that the borrow ends before the arm runs.
            let output = driver.engine.borrow_mut().poll_output();
            match output {
                Some(output) => self.carry_out(&driver, output),
                None => break,
            }
        }
        self.arm(&driver);
        fed
    }

    fn carry_out(self, driver: &Driver, output: Output) {
        match output {
            Output::Connect { conn: _ } => self.connect(driver),
            Output::Send(frames) => self.send(driver, &frames),
            Output::Disconnect => drop(driver.socket.take()),
            Output::Store(record) => driver.cache.store(&record),
            Output::Forget(topic) => driver.cache.forget(&topic),
            Output::ForgetAll => driver.cache.forget_all(),
            Output::CheckSession => self.check_session(),
            Output::Event(event) => self.show(driver, event),
        }
    }

    fn connect(self, driver: &Driver) {
        let number = driver.n_sockets.get() + 1;
        driver.n_sockets.set(number);
        let socket = Socket::open(SOCKET, move |event| {
            // A socket that was replaced while it had more to say.
            let is_current = self
                .driver
                .try_get_value()
                .is_some_and(|it| it.n_sockets.get() == number);
            if is_current {
                self.hear(event);
            }
        });
        *driver.socket.borrow_mut() = Some(socket);
    }

    fn hear(self, event: SocketEvent) {
        let now = clock::now();
        self.step(|engine| match event {
            SocketEvent::Opened => engine.handle_opened(now),
            SocketEvent::Message(frames, bytes) => engine.handle_message(frames, bytes, now),
            SocketEvent::Malformed(why) => engine.handle_malformed(&why, now),
            SocketEvent::Closed(code) => engine.handle_closed(code, now),
        });
    }

    #[expect(clippy::unused_self, reason = "stands in line with the other effects")]
    fn send(self, driver: &Driver, frames: &[ClientFrame]) {
        let bytes = driver.socket.borrow().as_ref().map(|it| it.send(frames));
        driver.engine.borrow_mut().handle_sent(bytes.unwrap_or_default());
    }

    fn show(self, driver: &Driver, event: Event) {
        match event {
            Event::Connection => self.connection.set(*driver.engine.borrow().connection()),
            Event::Session => self.session.set(driver.engine.borrow().session().clone()),
            Event::Phase(topic) => driver.judge(&topic),
            Event::Changed { topic, changes } => {
                driver.mark(topic, changes);
                self.request_frame(driver);
            }
            Event::Settled {
                id,
                mutation,
                verdict,
            } => {
                self.pending.update(|it| *it += 1);
                driver.tell(&Notice::Settled {
                    id,
                    mutation,
                    verdict,
                });
            }
            Event::Resynchronised { topic, why: _ } => driver.tell(&Notice::Resynchronised(topic)),
            // The diagnostics page reads the log where it is.
            Event::Log(_) => {}
        }
    }

    fn request_frame(self, driver: &Driver) {
        let mut frame = driver.frame.borrow_mut();
        if frame.is_none() {
            *frame = Some(Frame::new(move || self.commit()));
        }
    }

    /// Hands what changed since the last frame to the repositories.
    fn commit(self) {
        let Some(driver) = self.driver.try_get_value() else {
            return;
        };
        driver.frame.take();
        let started = clock::elapsed();
        let dirty = driver.dirty.take();
        if dirty.is_empty() {
            return;
        }
        for (topic, changes) in dirty {
            driver.hand_over(&topic, &changes);
        }
        let mut times = driver.frame_times.borrow_mut();
        if times.len() == FRAMES_KEPT {
            times.remove(0);
        }
        times.push(clock::elapsed() - started);
    }

    fn serve(self, demand: Demand) {
        let now = clock::now();
        match demand {
            Demand::Follow(topic) => {
                self.step(|it| it.subscribe(&topic, now));
                let driver = self.driver();
                if topic.scope.is_some() {
                    // A new feed of a topic that may have rows already.
                    driver.hand_over(&topic, &Changes::Reset);
                }
                driver.judge(&topic);
            }
            Demand::Leave(topic) => self.step(|it| it.unsubscribe(&topic, now)),
        }
    }

    fn tick(self) {
        let driver = self.driver();
        let now = self.gateway_now();
        for topic in driver.topics() {
            driver.judge(&topic);
        }
        let paused = driver.engine.borrow().paused();
        if self.paused.get_untracked() != paused {
            self.paused.set(paused);
        }
        self.now.set(now);
    }

    fn live_through(self, event: LifecycleEvent) {
        let now = clock::now();
        self.step(|engine| match event {
            LifecycleEvent::Online => engine.handle_network(true, now),
            LifecycleEvent::Offline => engine.handle_network(false, now),
            LifecycleEvent::Visible => engine.handle_visibility(true, now),
            LifecycleEvent::Hidden => engine.handle_visibility(false, now),
            LifecycleEvent::Woken => engine.handle_wake(now),
            LifecycleEvent::Leaving => engine.handle_hide(now),
        });
    }

    fn check_session(self) {
        spawn_local(async move {
            let asked = http::session().await;
            let was_in = matches!(
                self.session.get_untracked(),
                Session::SignedIn(_) | Session::Expired
            );
            self.learn(match asked {
                Ok(info) => Session::SignedIn(info.user),
                Err(HttpError::Unauthorized | HttpError::Refused(_)) if was_in => Session::Expired,
                Err(HttpError::Unauthorized | HttpError::Refused(_)) => Session::SignedOut,
                Err(HttpError::Unreachable | HttpError::TooMany(_)) => Session::Unknown,
            });
        });
    }

    /// Tells the engine and the cache who is signed in.
    fn learn(self, session: Session) {
        let driver = self.driver();
        match &session {
            Session::SignedIn(user) => {
                driver.cache.belongs_to(user);
                self.user.set(Some(user.clone()));
            }
            Session::SignedOut => {
                driver.cache.forget_all();
                self.user.set(None);
            }
            Session::Expired | Session::Unknown => {}
        }
        self.step(|it| it.handle_session(session, clock::now()));
    }

    /// Sets the one timer to the engine's next deadline.
    fn arm(self, driver: &Driver) {
        let next: Option<(Timestamp, When)> = driver.engine.borrow().poll_timeout();
        let mut timer = driver.timer.borrow_mut();
        match next {
            Some((at, _)) if timer.as_ref().is_some_and(|(it, _)| *it == at) => {}
            Some((at, _)) => {
                let wait = at.since(clock::now());
                *timer = Some((
                    at,
                    Timer::new(wait, move || {
                        self.driver().timer.take();
                        self.step(|it| it.handle_timeout(clock::now()));
                    }),
                ));
            }
            None => *timer = None,
        }
    }

    fn driver(self) -> Rc<Driver> {
        self.driver.get_value()
    }
}

impl Driver {
    fn mark(&self, topic: Topic, changes: Changes) {
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

    fn hand_over(&self, topic: &Topic, changes: &Changes) {
        let engine = self.engine.borrow();
        for feed in self.feeds.of(topic) {
            let n_unreadable = feed.commit(changes, engine.view(topic));
            if n_unreadable > 0 {
                leptos::logging::warn!("{n_unreadable} rows of {topic} could not be read");
            }
        }
    }

    fn judge(&self, topic: &Topic) {
        let engine = self.engine.borrow();
        for feed in self.feeds.of(topic) {
            let confirmed_at = engine.confirmed_at(topic).map(|it| self.corrected(it));
            feed.judge(engine.phase(topic), confirmed_at);
        }
    }

    /// Rows carry times of the gateway; so that ages compare, everything the app shows does.
    fn corrected(&self, at: Timestamp) -> Timestamp {
        let now = clock::now();
        let there = self.engine.borrow().gateway_now(now);
        if there >= now {
            at + there.since(now)
        } else {
            at - now.since(there)
        }
    }

    fn topics(&self) -> Vec<Topic> {
        let engine = self.engine.borrow();
        engine.topics().into_iter().map(|it| it.topic).collect()
    }

    fn tell(&self, notice: &Notice) {
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

/// Where sockets are opened.
const SOCKET: &str = "/api/v1/socket";

/// The app's one clock.
const TICK: Duration = Duration::from_secs(1);

/// Commits whose time is remembered.
const FRAMES_KEPT: usize = 240;
