//! Ties the machines together; decides nothing that one of them can decide.

use std::collections::VecDeque;

use protocol::{CloseCode, DeviceId, GatewayFrame, Timestamp, Topic, mutations::Mutation};

use crate::{
    cache::CacheRecord,
    connection::Connection,
    outbox::{OutboxFull, Pending, Speculation},
    output::{LogLine, Output},
    session::Session,
    stats::Stats,
    subscriptions::{Phase, TopicStatus},
    timers::{Timer, Timers},
    view::View,
};

/// What an engine must be told before it starts.
#[derive(Clone, Debug)]
pub struct Config {
    /// Which browser this is. Two engines at the same time need two names: the newer connection of a device ends the older.
    pub device: DeviceId,
    /// Which build of the app this is.
    pub build: String,
    /// Where all randomness comes from: 128 bits that nobody else has.
    pub seed: u128,
}

/// The client engine.
#[derive(Debug)]
pub struct Engine {
    config: Config,
    connection: Connection,
    session: Session,
    stats: Stats,
    log: VecDeque<LogLine>,
    timers: Timers,
    outputs: VecDeque<Output>,
}

/// What happened in the world.
impl Engine {
    /// An engine that knows nothing yet.
    pub fn new(config: Config, now: Timestamp) -> Self {
        let _ = now;
        Self {
            config,
            connection: Connection::Checking,
            session: Session::Unknown,
            stats: Stats::default(),
            log: VecDeque::new(),
            timers: Timers::default(),
            outputs: VecDeque::new(),
        }
    }

    /// Storage held these records; before the first [`Self::handle_session`]. They are shown at once, as stale.
    pub fn handle_restored(&mut self, records: Vec<CacheRecord>, now: Timestamp) {
        let _ = (records, now);
    }

    /// Somebody found out who is signed in; starts connecting if somebody is.
    pub fn handle_session(&mut self, session: Session, now: Timestamp) {
        let _ = now;
        self.session = session;
    }

    /// The socket is open.
    pub fn handle_opened(&mut self, now: Timestamp) {
        let _ = now;
    }

    /// A message of that many bytes came.
    pub fn handle_message(&mut self, frames: Vec<GatewayFrame>, bytes: usize, now: Timestamp) {
        let _ = (frames, bytes, now);
    }

    /// A message came that could not be read.
    pub fn handle_malformed(&mut self, why: &str, now: Timestamp) {
        let _ = (why, now);
    }

    /// The socket closed, or could not be opened.
    pub fn handle_closed(&mut self, code: CloseCode, now: Timestamp) {
        let _ = (code, now);
    }

    /// A message of that many bytes left; for the counters only.
    pub fn handle_sent(&mut self, bytes: usize) {
        self.stats.bytes_out += bytes as u64;
    }

    /// The browser says that there is a network, or none.
    pub fn handle_network(&mut self, online: bool, now: Timestamp) {
        let _ = (online, now);
    }

    /// The page came to the foreground or left it.
    pub fn handle_visibility(&mut self, visible: bool, now: Timestamp) {
        let _ = (visible, now);
    }

    /// The device slept, or the page was frozen, and goes on now.
    pub fn handle_wake(&mut self, now: Timestamp) {
        let _ = now;
    }

    /// The page may go away for ever (`pagehide`): everything worth keeping is stored now.
    pub fn handle_hide(&mut self, now: Timestamp) {
        let _ = now;
    }

    /// The moment of [`Self::poll_timeout`] has come.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        let _ = now;
    }
}

/// What the app wants.
impl Engine {
    /// One more reader of the topic.
    pub fn subscribe(&mut self, topic: &Topic, now: Timestamp) {
        let _ = (topic, now);
    }

    /// One reader less. The topic is followed for a few more seconds, in case somebody comes back.
    pub fn unsubscribe(&mut self, topic: &Topic, now: Timestamp) {
        let _ = (topic, now);
    }

    /// Asks for a change and shows it at once.
    ///
    /// # Errors
    ///
    /// When too many wait for a verdict, or nobody is signed in; nothing is shown then.
    pub fn mutate(&mut self, mutation: Mutation, now: Timestamp) -> Result<Speculation, OutboxFull> {
        let _ = (mutation, now);
        Err(OutboxFull { limit: 0 })
    }

    /// A person does not want to wait for the next attempt.
    pub fn retry_now(&mut self, now: Timestamp) {
        let _ = now;
    }

    /// Freezes every view; the rows behind them go on.
    pub fn pause(&mut self, now: Timestamp) {
        let _ = now;
    }

    /// Shows what came while the views were frozen.
    pub fn resume(&mut self, now: Timestamp) {
        let _ = now;
    }

    /// Drops a topic from memory and disk; if somebody reads it, it is fetched again.
    pub fn forget(&mut self, topic: &Topic, now: Timestamp) {
        let _ = (topic, now);
    }
}

/// What is to be done, and when to come back.
impl Engine {
    /// The next thing to do; until `None`, after every call.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When to call [`Self::handle_timeout`], and what for.
    pub fn poll_timeout(&self) -> Option<(Timestamp, Timer)> {
        self.timers.next()
    }
}

/// How things stand.
impl Engine {
    /// Where the link is in its life.
    pub const fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Who is signed in.
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// Whether the topic has rows to trust.
    pub fn phase(&self, topic: &Topic) -> Phase {
        let _ = topic;
        Phase::Loading
    }

    /// The topic's rows; `None` until there are any to show.
    pub fn view(&self, topic: &Topic) -> Option<&View> {
        let _ = topic;
        None
    }

    /// When the topic was last known to be current: any sign of life while it is caught up counts.
    pub fn confirmed_at(&self, topic: &Topic) -> Option<Timestamp> {
        let _ = topic;
        None
    }

    /// Every topic in memory.
    pub fn topics(&self) -> Vec<TopicStatus> {
        Vec::new()
    }

    /// Mutations without a verdict, in order.
    pub fn pending(&self) -> impl Iterator<Item = &Pending> {
        std::iter::empty()
    }

    /// Whether the row has a change without a verdict.
    pub fn is_pending(&self, topic: &Topic, id: &protocol::RowId) -> bool {
        let _ = (topic, id);
        false
    }

    /// Whether the views are frozen, and how many changes wait behind them.
    pub fn paused(&self) -> Option<usize> {
        None
    }

    /// Counters and recent history.
    pub const fn stats(&self) -> &Stats {
        &self.stats
    }

    /// The event log, oldest first; bounded.
    pub fn log(&self) -> impl Iterator<Item = &LogLine> {
        self.log.iter()
    }

    /// The local clock corrected by the gateway's.
    pub fn gateway_now(&self, now: Timestamp) -> Timestamp {
        now
    }

    /// What the engine was started with.
    pub const fn config(&self) -> &Config {
        &self.config
    }
}
