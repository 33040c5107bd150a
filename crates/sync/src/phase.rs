//! Whether the rows of a topic are to be trusted, and why they are not to be had.

use protocol::SubErrCode;
use serde::{Deserialize, Serialize};

/// Whether a topic has rows, and whether they may be trusted.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
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
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// The gateway refused the subscription.
    Denied(SubErrCode),
    /// It was ours and no longer is; its rows are purged.
    Revoked,
}
