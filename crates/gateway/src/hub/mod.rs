//! Topics to sessions: the gateway's truth, and who is told of it. Sans-IO: time, bytes and durability are handed in.
//!
//! Changes wait in the inbox until [`Hub::poll_commit`] plans one transaction of them; nothing is visible before
//! [`Hub::handle_committed`]. Sessions then *pull*: each knows the offset it was told, and what it is sent is made
//! from there at the moment it can take it. A slow client therefore costs its place in the log and nothing else.

mod conversation;
mod history;
mod inbox;
mod judge;
mod limits;
mod log;
mod output;
mod past;
mod plan;
mod presence;
mod sessions;
pub(crate) mod topics;
mod transaction;
mod verdicts;

use std::{borrow::Cow, collections::VecDeque, sync::Arc, time::Duration};

use mutants::mutant;
use protocol::{
    ClientFrame, CloseCode, Encoding, Epoch, GatewayFrame, GoAway, GoAwayReason, MutationId, Nack, NackCode,
    RawRow, Revision, RowId, SubErr, SubId, Timestamp, Topic, UserId, entities::Role,
};

use self::{
    history::History, inbox::Inbox, presence::Attendance, sessions::Sessions, topics::Topics,
    transaction::InFlight, verdicts::Verdicts,
};
pub use self::{
    limits::HubLimits,
    output::{ConnId, HubOutput, HubStats, Reading},
    past::{NoPast, PAST_ROWS_MAX, Past, Stood},
};
use crate::{
    derive::{Deriver, Write},
    policy::{self, Principal, View},
    session::{self, Session},
    store::{CommitId, Deed, HistoryEntry, KeptPoint, StoredState},
};

/// The gateway's truth and everybody who follows it.
pub struct Hub {
    limits: HubLimits,
    deriver: Box<dyn Deriver + Send>,
    topics: Topics,
    verdicts: Verdicts,
    history: History,
    inbox: Inbox,
    attendance: Attendance,
    in_flight: Option<InFlight>,
    last_commit: CommitId,
    sessions: Sessions,
    outputs: VecDeque<HubOutput>,
    stats: HubStats,
    random: fastrand::Rng,
    now: Timestamp,
}

impl Hub {
    /// An empty hub. `seed` must differ from run to run in production: new epochs come from it.
    pub fn new(limits: HubLimits, deriver: Box<dyn Deriver + Send>, seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let run = Epoch::from(format!("{:012x}", random.u64(..) >> 16));
        Self {
            limits,
            deriver,
            topics: Topics::new(run),
            verdicts: Verdicts::default(),
            history: History::default(),
            inbox: Inbox::default(),
            attendance: Attendance::default(),
            in_flight: None,
            last_commit: CommitId::default(),
            sessions: Sessions::default(),
            outputs: VecDeque::new(),
            stats: HubStats::default(),
            random,
            now: Timestamp::default(),
        }
    }

    /// What the store held; before anything else. The deriver is not shown these rows: restore it on its own.
    pub fn load(&mut self, mut state: StoredState) {
        for verdict in std::mem::take(&mut state.verdicts) {
            self.verdicts.record(verdict);
        }
        self.history.load(std::mem::take(&mut state.history));
        self.topics.load(state, &self.limits);
    }

    /// A connection was accepted. Without a principal its `hello` must carry a token.
    pub fn handle_open(
        &mut self,
        conn: ConnId,
        principal: impl Into<Option<Principal>>,
        encoding: Encoding,
        now: Timestamp,
    ) {
        self.tick(now);
        let principal = principal.into().map(Arc::new);
        let session = Session::new(encoding, principal, now, &self.limits);
        self.sessions.insert(conn, session, &self.limits);
    }

    /// The answer to [`HubOutput::Authenticate`]; `None`: not accepted.
    pub fn handle_authenticated(&mut self, conn: ConnId, principal: Option<Principal>, now: Timestamp) {
        self.tick(now);
        self.conclude(conn, principal.map(Arc::new));
    }

    /// A message arrived.
    pub fn handle_message(&mut self, conn: ConnId, frames: Vec<ClientFrame>, now: Timestamp) {
        self.tick(now);
        let Some(session) = self.sessions.session_mut(conn) else {
            return;
        };
        if !session.hear(frames.len(), now, &self.limits) {
            self.close(conn, CloseCode::TooMany, "too many frames");
            return;
        }
        self.converse(conn, frames);
        self.sessions.wake(conn);
    }

    /// Something arrived that is no message; the connection is closed with 4400.
    pub fn handle_malformed(&mut self, conn: ConnId, _why: &str) {
        self.close(conn, CloseCode::Malformed, "not a message of this protocol");
    }

    /// A message over `limits.frame_bytes` arrived; the connection is closed with 4413.
    pub fn handle_too_large(&mut self, conn: ConnId) {
        self.close(conn, CloseCode::TooLarge, "message too large");
    }

    /// The connection is gone.
    pub fn handle_close(&mut self, conn: ConnId) {
        self.remove(conn, false);
    }

    /// How many bytes still wait in that connection's outgoing queue. Say it whenever bytes have left the queue, at
    /// the latest when it is empty: bytes produced since count as waiting until then.
    pub fn handle_queued(&mut self, conn: ConnId, bytes: usize, now: Timestamp) {
        self.tick(now);
        if let Some(session) = self.sessions.session_mut(conn) {
            session.handle_queued(bytes, now, &self.limits);
            self.sessions.wake(conn);
        }
    }

    /// Changes the gateway makes itself; they join the next commit. Until then the last one per row counts.
    pub fn write(&mut self, writes: Vec<Write>, now: Timestamp) {
        self.tick(now);
        self.inbox.write(writes);
    }

    /// Positions of drivers to be kept; they join the next commit.
    pub fn keep(&mut self, points: Vec<KeptPoint>) {
        self.inbox.keep(points);
    }

    /// Whether everything that was handed in is durable.
    pub fn is_settled(&self) -> bool {
        self.in_flight.is_none() && self.inbox.is_empty()
    }

    /// Ends one connection: its session was signed out.
    pub fn end_session(&mut self, conn: ConnId, now: Timestamp) {
        self.tick(now);
        self.close(conn, CloseCode::Unauthorized, "signed out");
    }

    /// Ends every connection of a user.
    pub fn end_sessions_of(&mut self, user: &UserId, now: Timestamp) {
        self.tick(now);
        for conn in self.sessions.of(user) {
            self.close(conn, CloseCode::Unauthorized, "signed out");
        }
        self.attendance.forget_lingering(user, now);
    }

    /// A user's rights changed: what is no longer theirs is revoked.
    pub fn change_rights(&mut self, user: &UserId, roles: &[Role], now: Timestamp) {
        self.tick(now);
        for conn in self.sessions.of(user) {
            let Some(principal) = self.sessions.session_mut(conn).and_then(|it| it.principal()) else {
                continue;
            };
            let mut principal = Principal::clone(principal);
            principal.roles = roles.to_vec();
            principal.user.roles = roles.iter().map(|it| it.as_str().to_owned()).collect();
            if !mutant!(IgnoreLostRights) {
                self.review(conn, Arc::new(principal));
            }
        }
        self.attendance.forget_lingering(user, now);
    }

    /// Tells everybody to reconnect at a random moment of the window; the caller closes the sockets afterwards.
    pub fn go_away(&mut self, why: GoAwayReason, spread: (Duration, Duration), now: Timestamp) {
        self.tick(now);
        let millis = |it: Duration| u64::try_from(it.as_millis()).unwrap_or(u64::MAX);
        let spread = (millis(spread.0), millis(spread.1));
        for conn in self.sessions.conns() {
            if let Some(session) = self.sessions.session_mut(conn) {
                session.answer(GoAway { why, spread });
            }
            self.sessions.wake(conn);
        }
    }

    /// What to do next; poll until `None`.
    pub fn poll_output(&mut self) -> Option<HubOutput> {
        self.tell_presence();
        loop {
            if let Some(output) = self.outputs.pop_front() {
                return Some(output);
            }
            let conn = self.sessions.next_ready()?;
            let Some(session) = self.sessions.session_mut(conn) else {
                continue;
            };
            let produced = session.produce(&mut self.topics, self.now, &self.limits);
            self.sessions.rearm(conn, &self.limits);
            let Some(produced) = produced else { continue };
            if produced.more {
                self.sessions.wake(conn);
            }
            self.stats.messages += 1;
            self.stats.snapshots += produced.n_snapshots;
            self.stats.bytes += produced.bytes.len() as u64;
            return Some(HubOutput::Send {
                conn,
                bytes: produced.bytes,
            });
        }
    }

    /// A deadline of [`Hub::poll_timeout`] has passed.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        self.tick(now);
        while let Some(conn) = self.sessions.pop_due(now) {
            let Some(session) = self.sessions.session_mut(conn) else {
                continue;
            };
            match session.handle_timeout(now, &self.limits) {
                Some((code, why)) => {
                    self.stats.slow_closed += u64::from(code == CloseCode::TryLater);
                    self.close(conn, code, why);
                }
                // Armed again once it has said what is due.
                None => self.sessions.wake(conn),
            }
        }
    }

    /// When to call [`Hub::handle_timeout`].
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        let presence = self.attendance.deadline();
        self.sessions.deadline().into_iter().chain(presence).min()
    }

    /// Topics with rows that the principal may read, ordered.
    pub fn topics(&self, principal: &Principal) -> Vec<Topic> {
        let mut topics: Vec<_> = self
            .topics
            .names()
            .filter(|topic| policy::view(principal, topic, &self.topics) != View::Nothing)
            .cloned()
            .collect();
        topics.sort();
        topics
    }

    /// A topic as the principal may see it; the error's `s` is 0.
    ///
    /// # Errors
    ///
    /// When there is no such topic, or it is not theirs.
    pub fn read(&self, principal: &Principal, path: &str) -> Result<Reading, SubErr> {
        let (topic, view) = self.readable(principal, path)?;
        let rows = self.topics.topic(&topic).map(|it| it.rows()).unwrap_or_default();
        Ok(Reading {
            at: view.position(self.topics.position(&topic)),
            rows: rows
                .into_iter()
                .filter(|(_, _, row)| view.admits(row))
                .map(|(_, revision, row)| match view.show(row) {
                    Cow::Borrowed(_) => (revision, Arc::clone(row)),
                    Cow::Owned(row) => (revision, Arc::new(row)),
                })
                .collect(),
        })
    }

    /// A row as somebody may see it; `None` if there is no such row for them. The error's `s` is 0.
    ///
    /// # Errors
    ///
    /// As [`Hub::read`].
    pub fn find(&self, principal: &Principal, path: &str, id: &RowId) -> Result<Option<Arc<RawRow>>, SubErr> {
        let (topic, view) = self.readable(principal, path)?;
        let row = self.topics.row(&topic, id).filter(|(_, row)| view.admits(row));
        Ok(row.map(|(_, row)| match view.show(row) {
            Cow::Borrowed(_) => Arc::clone(row),
            Cow::Owned(row) => Arc::new(row),
        }))
    }

    /// The last changes of a row, newest first; `None` if there is no such row for them. The error's `s` is 0.
    ///
    /// # Errors
    ///
    /// When there is no such topic, or it is not theirs.
    pub fn history(
        &self,
        principal: &Principal,
        path: &str,
        id: &RowId,
        limit: usize,
    ) -> Result<Option<Vec<Deed>>, SubErr> {
        let (topic, view) = self.readable(principal, path)?;
        let is_theirs = self
            .topics
            .row(&topic, id)
            .is_some_and(|(_, row)| view.admits(row));
        let deeds = self.history.of(&topic, id).rev().take(limit);
        // What a field held before is told by the deed that set it, to whoever may see that far back.
        let told = |it: &HistoryEntry| Deed {
            was: None,
            ..it.deed.clone()
        };
        Ok(is_theirs.then(|| deeds.map(told).collect()))
    }

    fn readable(&self, principal: &Principal, path: &str) -> Result<(Topic, View), SubErr> {
        session::readable(principal, path, &self.topics).map_err(|(code, msg)| SubErr {
            s: SubId(0),
            code,
            msg: msg.to_owned(),
        })
    }

    /// A committed row.
    pub fn row(&self, topic: &Topic, id: &RowId) -> Option<(Revision, Arc<RawRow>)> {
        self.topics.row(topic, id).cloned()
    }

    /// The time, in every call that brings it. When the clock was put back, every deadline goes back with it: nobody
    /// waits for an hour that comes twice.
    fn tick(&mut self, now: Timestamp) {
        if now < self.now {
            let back = self.now.since(now);
            self.sessions.turn_back(back, &self.limits);
            self.attendance.turn_back(back);
        }
        self.now = now;
    }

    /// Figures for health and metrics.
    pub fn stats(&self) -> HubStats {
        HubStats {
            connections: self.sessions.len(),
            subscriptions: self.sessions.n_subscriptions(),
            topics: self.topics.names().count(),
            rows: self.topics.n_rows(),
            here: self.attendance.len(),
            ..self.stats
        }
    }
}

fn busy(id: MutationId, msg: &str) -> GatewayFrame {
    Nack {
        id,
        code: NackCode::Busy,
        msg: msg.to_owned(),
        retry: Some(BUSY_MS),
        row: None,
    }
    .into()
}

/// When a client may try again.
const BUSY_MS: u64 = 1000;
