//! Who follows what: readers, positions, phases.

use protocol::{Position, SubErrCode, Timestamp, Topic};

/// Whether a topic has rows, and whether they may be trusted.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Phase {
    /// No rows yet.
    Loading,
    /// Current, or disconnected for less than the stream's stale time.
    Fresh,
    /// Shown as old: the connection is gone for longer, or the rows come from disk.
    Stale,
    /// Not to be had.
    Refused(Refusal, String),
}

/// Why a topic is not to be had.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Refusal {
    /// The gateway refused the subscription.
    Denied(SubErrCode),
    /// It was ours and no longer is; its rows are purged.
    Revoked,
}

/// One topic as the diagnostics page shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct TopicStatus {
    /// Which topic.
    pub topic: Topic,
    /// Whether it has rows to trust.
    pub phase: Phase,
    /// Where it stands in the history.
    pub position: Option<Position>,
    /// How many rows the view has.
    pub rows: usize,
    /// About how much memory they take.
    pub bytes: usize,
    /// When it was last known to be current.
    pub confirmed_at: Option<Timestamp>,
    /// Whether the gateway is asked to keep it current.
    pub subscribed: bool,
    /// How many readers it has.
    pub readers: usize,
}
