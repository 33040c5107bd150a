//! Topics to sessions: the gateway's truth, and who is told of it. Sans-IO: time, bytes and durability are handed in.

mod limits;

use bytes::Bytes;
use protocol::{
    ClientFrame, CloseCode, Encoding, GoAwayReason, Position, RawRow, Revision, RowId, SubErr, Timestamp,
    Topic, UserId, entities::Role,
};
use std::{sync::Arc, time::Duration};

use crate::{
    derive::{Deriver, Write},
    policy::Principal,
    store::{Commit, CommitId, StoredState},
};
pub use limits::HubLimits;

/// Names a connection for as long as the gateway runs; chosen by whoever accepts it.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ConnId(pub u64);

/// What the hub asks for.
#[derive(Clone, Debug, PartialEq)]
pub enum HubOutput {
    /// One whole message for one client. JSON is UTF-8 text.
    Send {
        /// To whom.
        conn: ConnId,
        /// The message, in the connection's encoding.
        bytes: Bytes,
    },
    /// The hub has forgotten the connection; close it, after what was sent before.
    Close {
        /// Whose.
        conn: ConnId,
        /// The close code.
        code: CloseCode,
        /// The close reason: at most 123 bytes.
        why: &'static str,
    },
    /// A client proves itself, with a token or (without one) by its session: answer with
    /// [`Hub::handle_authenticated`].
    Authenticate {
        /// Who.
        conn: ConnId,
        /// Ticket or JWT.
        token: Option<String>,
    },
}

/// Figures for health and metrics. Counters never fall.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct HubStats {
    /// Open connections.
    pub connections: usize,
    /// Subscriptions of all of them.
    pub subscriptions: usize,
    /// Topics with rows or history.
    pub topics: usize,
    /// Rows of all topics.
    pub rows: usize,
    /// Transactions committed.
    pub commits: u64,
    /// Transactions that failed.
    pub commits_failed: u64,
    /// Rows changed.
    pub changes: u64,
    /// Mutations applied.
    pub acks: u64,
    /// Mutations refused.
    pub nacks: u64,
    /// Messages produced.
    pub messages: u64,
    /// Bytes produced.
    pub bytes: u64,
    /// Whole topics sent.
    pub snapshots: u64,
    /// Connections closed for not draining.
    pub slow_closed: u64,
}

/// A topic as one principal may see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Where it stands.
    pub at: Position,
    /// Its rows, ordered by id.
    pub rows: Vec<(Revision, Arc<RawRow>)>,
}

/// The gateway's truth and everybody who follows it.
pub struct Hub {
    limits: HubLimits,
    deriver: Box<dyn Deriver + Send>,
    stats: HubStats,
}

impl Hub {
    /// An empty hub. `seed` must differ from run to run in production: new epochs come from it.
    pub fn new(limits: HubLimits, deriver: Box<dyn Deriver + Send>, seed: u64) -> Self {
        let _ = seed;
        Self {
            limits,
            deriver,
            stats: HubStats::default(),
        }
    }

    /// What the store held; before anything else. The deriver is not shown these rows: restore it on its own.
    pub fn load(&mut self, state: StoredState) {
        let _ = (state, &self.deriver, &self.limits);
    }

    /// A connection was accepted. Without a principal its `hello` must carry a token.
    pub fn handle_open(
        &mut self,
        conn: ConnId,
        principal: impl Into<Option<Principal>>,
        encoding: Encoding,
        now: Timestamp,
    ) {
        let _ = (conn, principal.into(), encoding, now);
    }

    /// The answer to [`HubOutput::Authenticate`]; `None`: not accepted.
    pub fn handle_authenticated(&mut self, conn: ConnId, principal: Option<Principal>, now: Timestamp) {
        let _ = (conn, principal, now);
    }

    /// A message arrived.
    pub fn handle_message(&mut self, conn: ConnId, frames: Vec<ClientFrame>, now: Timestamp) {
        let _ = (conn, frames, now);
    }

    /// Something arrived that is no message; the connection is closed with 4400.
    pub fn handle_malformed(&mut self, conn: ConnId, why: &str) {
        let _ = (conn, why);
    }

    /// A message over `limits.frame_bytes` arrived; the connection is closed with 4413.
    pub fn handle_too_large(&mut self, conn: ConnId) {
        let _ = conn;
    }

    /// The connection is gone.
    pub fn handle_close(&mut self, conn: ConnId) {
        let _ = conn;
    }

    /// How many bytes still wait in that connection's outgoing queue. Say it whenever bytes have left the queue, at
    /// the latest when it is empty: bytes produced since count as waiting until then.
    pub fn handle_queued(&mut self, conn: ConnId, bytes: usize, now: Timestamp) {
        let _ = (conn, bytes, now);
    }

    /// Changes the gateway makes itself; they join the next commit. Until then the last one per row counts.
    pub fn write(&mut self, writes: Vec<Write>, now: Timestamp) {
        let _ = (writes, now);
    }

    /// Ends one connection: its session was signed out.
    pub fn end_session(&mut self, conn: ConnId, now: Timestamp) {
        let _ = (conn, now);
    }

    /// Ends every connection of a user.
    pub fn end_sessions_of(&mut self, user: &UserId, now: Timestamp) {
        let _ = (user, now);
    }

    /// A user's rights changed: what is no longer theirs is revoked.
    pub fn change_rights(&mut self, user: &UserId, roles: &[Role], now: Timestamp) {
        let _ = (user, roles, now);
    }

    /// Tells everybody to reconnect at a random moment of the window; the caller closes the sockets afterwards.
    pub fn go_away(&mut self, why: GoAwayReason, spread: (Duration, Duration), now: Timestamp) {
        let _ = (why, spread, now);
    }

    /// The next transaction to make durable. One at a time: `None` until the last was answered with
    /// [`Hub::handle_committed`] or [`Hub::handle_commit_failed`]. Everything that arrived meanwhile is in it.
    pub fn poll_commit(&mut self) -> Option<Commit> {
        None
    }

    /// The transaction is durable: its rows become visible, then its verdicts.
    pub fn handle_committed(&mut self, id: CommitId, now: Timestamp) {
        let _ = (id, now);
    }

    /// The transaction was not written: mutations are answered `busy`, the gateway's own changes join the next one.
    /// The caller waits a moment before it polls again.
    pub fn handle_commit_failed(&mut self, id: CommitId, now: Timestamp) {
        let _ = (id, now);
    }

    /// What to do next; poll until `None`.
    pub fn poll_output(&mut self) -> Option<HubOutput> {
        None
    }

    /// A deadline of [`Hub::poll_timeout`] has passed.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        let _ = now;
    }

    /// When to call [`Hub::handle_timeout`].
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        None
    }

    /// Topics the principal may read, ordered.
    pub fn topics(&self, principal: &Principal) -> Vec<Topic> {
        let _ = principal;
        Vec::new()
    }

    /// A topic as the principal may see it; the error's `s` is 0.
    ///
    /// # Errors
    ///
    /// When there is no such topic, or it is not theirs.
    pub fn read(&self, principal: &Principal, path: &str) -> Result<Reading, SubErr> {
        let _ = (principal, path);
        Err(SubErr {
            s: protocol::SubId(0),
            code: protocol::SubErrCode::UnknownTopic,
            msg: String::new(),
        })
    }

    /// A committed row.
    pub fn row(&self, topic: &Topic, id: &RowId) -> Option<(Revision, Arc<RawRow>)> {
        let _ = (topic, id);
        None
    }

    /// Figures for health and metrics.
    pub const fn stats(&self) -> HubStats {
        self.stats
    }
}
