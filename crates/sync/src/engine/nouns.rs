//! How things stand: everything that can be read from an engine, at any time.

use protocol::{Digest, MutationId, Position, RowId, Timestamp, Topic};

use super::{Config, Engine};
use crate::{
    action::Pending, connection::Connection, output::LogLine, phase::Phase, session::Session, stats::Stats,
    subscriptions::TopicStatus, timers::Timer, view::View,
};

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
        self.subscriptions
            .get(topic)
            .map_or(Phase::Loading, |it| it.told.clone())
    }

    /// The topic's rows; `None` until there are any to show.
    pub fn view(&self, topic: &Topic) -> Option<&View> {
        self.subscriptions
            .get(topic)
            .filter(|it| it.replica.position().is_some())
            .map(|it| it.replica.view())
    }

    /// When the gateway was last heard of.
    pub const fn heard(&self) -> Timestamp {
        self.liveness.heard()
    }

    /// When what is seen of the topic was last known to be current: any sign of life while it is caught up counts, but
    /// nothing that came after its view was frozen.
    pub fn confirmed_at(&self, topic: &Topic) -> Option<Timestamp> {
        self.subscriptions.get(topic)?.seen_at(self.liveness.heard())
    }

    /// Where the topic's rows stand in its history.
    pub fn position(&self, topic: &Topic) -> Option<&Position> {
        self.subscriptions.get(topic)?.replica.position()
    }

    /// The digest of the topic's confirmed rows, as the gateway compares it.
    pub fn digest(&self, topic: &Topic) -> Option<Digest> {
        self.subscriptions.get(topic).map(|it| it.replica.digest())
    }

    /// Every topic in memory.
    pub fn topics(&self) -> Vec<TopicStatus> {
        self.subscriptions
            .iter()
            .map(|(topic, it)| it.status(topic, self.liveness.heard()))
            .collect()
    }

    /// Actions that somebody is changing here.
    pub fn held(&self) -> impl Iterator<Item = &MutationId> {
        self.outbox.held()
    }

    /// The latest actions that were given up, in this tab or in another.
    pub fn given_up(&self) -> impl Iterator<Item = &MutationId> {
        self.given_up.iter()
    }

    /// Mutations of the person signed in that have no verdict, in order.
    pub fn pending(&self) -> impl Iterator<Item = &Pending> {
        self.outbox
            .pending()
            .filter(|it| self.owner.as_ref().is_some_and(|owner| owner.id == it.owner))
    }

    /// Actions of the person signed in: those without a verdict, and those refused, in order.
    pub fn actions(&self) -> impl Iterator<Item = &Pending> {
        self.outbox
            .actions()
            .filter(|it| self.owner.as_ref().is_some_and(|owner| owner.id == it.owner))
    }

    /// Counts up whenever an action came, went or moved on; compare two readings.
    pub const fn n_action_changes(&self) -> u64 {
        self.outbox.n_changes()
    }

    /// Whether the row has a change without a verdict.
    pub fn is_pending(&self, topic: &Topic, id: &RowId) -> bool {
        self.pending().any(|it| it.mutation.target() == (topic.kind, id))
    }

    /// Whether the views are frozen, and how many changed rows wait behind them.
    pub fn paused(&self) -> Option<usize> {
        self.paused.then(|| {
            self.subscriptions
                .iter()
                .map(|(_, it)| it.replica.view().waiting())
                .sum()
        })
    }

    /// Counters and recent history.
    pub const fn stats(&self) -> &Stats {
        &self.stats
    }

    /// The event log, oldest first; bounded.
    pub fn log(&self) -> impl Iterator<Item = &LogLine> {
        self.journal.iter()
    }

    /// The local clock corrected by the gateway's.
    pub fn gateway_now(&self, now: Timestamp) -> Timestamp {
        self.clock.read(now)
    }

    /// When the next attempt to connect starts, while waiting.
    pub fn retry_at(&self) -> Option<Timestamp> {
        self.timers.get(Timer::Retry)
    }

    /// The latest moment it was told of.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// What the engine was started with.
    pub const fn config(&self) -> &Config {
        &self.config
    }
}
