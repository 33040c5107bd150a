//! Everything a gateway can say.

use serde::{Deserialize, Serialize};

use crate::{
    alike,
    codec::frames,
    digest::Digest,
    ids::{MutationId, Offset, Position, Revision, SubId, UserId},
    op::Op,
    row::RawRow,
    time::Timestamp,
    up::Ping,
};

frames! {
    /// A frame from a gateway to a client.
    GatewayFrame {
        /// Answers `hello`.
        Welcome = "welcome",
        /// Answers `auth`.
        AuthOk = "auth_ok",
        /// A part of a whole topic.
        Snap = "snap",
        /// What changed.
        Delta = "delta",
        /// The mutation took effect.
        Ack = "ack",
        /// The mutation was refused.
        Nack = "nack",
        /// The subscription was refused.
        SubErr = "sub_err",
        /// The topic is no longer yours.
        Revoke = "revoke",
        /// Asks for a sign of life.
        Ping = "ping",
        /// Answers a ping.
        Pong = "pong",
        /// Reconnect at a random moment of the window.
        GoAway = "goaway",
    }
}

/// Answers `hello`.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Welcome {
    /// Names the gateway's session, for its logs.
    pub session: String,
    /// The gateway's clock.
    pub now: Timestamp,
    /// Seconds left of the session or token.
    pub expires: u64,
    /// How liveness is kept.
    pub heartbeat: Heartbeat,
    /// What the gateway accepts.
    pub limits: Limits,
    /// Who the client is.
    pub user: UserInfo,
}

/// How liveness is kept, in milliseconds.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Heartbeat {
    /// The gateway pings this often.
    pub every: u64,
    /// A ping unanswered for this long means a dead connection.
    pub grace: u64,
}

/// What the gateway accepts on one connection.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Limits {
    /// Bytes of one message from the client.
    pub frame: u64,
    /// Mutations without a verdict.
    pub pending: u32,
    /// Subscriptions.
    pub subs: u32,
    /// Highest update rate.
    pub hz: f32,
}

/// Who a client is.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct UserInfo {
    /// The account.
    pub id: UserId,
    /// How people call them.
    pub name: String,
    /// What they may do; names of roles.
    pub roles: Vec<String>,
    /// Which streams have rows for them; paths. An app offers nothing else.
    #[serde(default)]
    pub sees: Vec<String>,
}

/// Answers `auth`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct AuthOk {
    /// Seconds left.
    pub expires: u64,
}

/// A part of a whole topic; visible only when all parts are there.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Snap {
    /// Which subscription.
    pub s: SubId,
    /// The position it stands for.
    pub at: Position,
    /// Rows with their revisions.
    #[serde(default)]
    pub rows: Vec<(Revision, RawRow)>,
    /// Number of this part, from 1.
    pub part: u32,
    /// How many parts there are.
    pub parts: u32,
    /// Digest of all rows of all parts.
    pub sum: Digest,
    /// The client's digest matched: no rows, keep yours.
    #[serde(default, skip_serializing_if = "is_false")]
    pub same: bool,
}

/// What changed between two offsets.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Delta {
    /// Which subscription.
    pub s: SubId,
    /// The offset it starts from.
    pub from: Offset,
    /// The offset it leads to.
    pub to: Offset,
    /// At most one op per row; may be empty. Patches that came together are read one by one.
    #[serde(deserialize_with = "alike::read")]
    pub ops: Vec<Op>,
}

/// The mutation took effect; stands after the deltas that carry the effect.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Ack {
    /// Which mutation.
    pub id: MutationId,
    /// What it gave back, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub out: Option<serde_json::Value>,
}

/// The mutation was refused.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Nack {
    /// Which mutation.
    pub id: MutationId,
    /// What kind of refusal.
    pub code: NackCode,
    /// For people.
    pub msg: String,
    /// Milliseconds after which it may be sent again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<u64>,
    /// The row as it stands, after a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<(Revision, RawRow)>,
}

/// Why a mutation was refused.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NackCode {
    /// Somebody else changed the row.
    Conflict,
    /// Not yours to do.
    Forbidden,
    /// Arguments or state do not allow it.
    Invalid,
    /// No such row.
    NotFound,
    /// No such mutation.
    Unsupported,
    /// An id in `after` is unknown; may be sent again.
    Waiting,
    /// Not now; may be sent again after `retry`.
    Busy,
}

impl NackCode {
    /// Whether the same mutation may be sent again.
    pub const fn may_retry(self) -> bool {
        matches!(self, Self::Waiting | Self::Busy)
    }
}

/// The subscription was refused.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct SubErr {
    /// Which subscription.
    pub s: SubId,
    /// What kind of refusal.
    pub code: SubErrCode,
    /// For people.
    pub msg: String,
}

/// Why a subscription was refused.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SubErrCode {
    /// Not yours to see.
    Forbidden,
    /// No such topic.
    UnknownTopic,
    /// Over `limits.subs`.
    TooMany,
}

/// The topic is no longer yours: purge it from memory and storage.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Revoke {
    /// Which subscription.
    pub s: SubId,
    /// For people.
    pub why: String,
}

/// Answers a ping.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Pong {
    /// The ping's number.
    pub c: u64,
    /// The gateway's clock.
    pub now: Timestamp,
}

/// Reconnect at a random moment of the window.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct GoAway {
    /// What happens.
    pub why: GoAwayReason,
    /// From and to, in milliseconds from now.
    pub spread: (u64, u64),
}

/// Why a gateway sends its clients away.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GoAwayReason {
    /// It restarts.
    Deploy,
    /// Too much to do.
    Overload,
    /// The same device connected again.
    Superseded,
    /// The client is too old.
    Update,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
const fn is_false(it: &bool) -> bool {
    !*it
}
