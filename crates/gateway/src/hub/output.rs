//! What the hub says: to clients, to whoever drives it, and about itself.

use std::sync::Arc;

use bytes::Bytes;
use protocol::{CloseCode, Position, RawRow, Revision};

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
    /// [`super::Hub::handle_authenticated`].
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
    /// Subscriptions on which somebody says that they are here.
    pub here: usize,
    /// What people said of themselves that nobody can, or at too great length.
    pub presence_refused: u64,
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
