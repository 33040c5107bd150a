//! Everything a client can say.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    codec::frames,
    digest::Digest,
    ids::{DeviceId, MutationId, Position, Revision, SubId},
};

frames! {
    /// A frame from a client to a gateway.
    ClientFrame {
        /// First frame of a connection.
        Hello = "hello",
        /// Proves itself again on the open connection.
        Auth = "auth",
        /// Follows a topic.
        Sub = "sub",
        /// Changes the rate of a subscription.
        Want = "want",
        /// Stops following.
        Unsub = "unsub",
        /// Asks for a change.
        Mut = "mut",
        /// Has durably recorded verdicts.
        Got = "got",
        /// Publishes its own presence.
        Here = "here",
        /// Asks for a recalculated derived topic.
        Refresh = "refresh",
        /// Asks for a sign of life.
        Ping = "ping",
        /// Leaves on purpose.
        Bye = "bye",
    }
}

/// First frame of a connection; carries every subscription with its position, so that a resume costs one round trip.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Hello {
    /// Protocol version.
    pub v: u32,
    /// Which build of the client speaks.
    pub build: String,
    /// Which browser.
    pub device: DeviceId,
    /// Counts up per device: a newer one fences the older.
    pub conn: u64,
    /// A single-use ticket or a JWT, where there is no cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// What else it reads, such as [`crate::ALIKE`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub can: Vec<String>,
    /// Every topic followed.
    #[serde(default)]
    pub subs: Vec<Sub>,
}

/// Proves itself again; without a token the session is read again.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Auth {
    /// New ticket or JWT.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
}

/// Follows a topic; idempotent.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Sub {
    /// The client's name for it.
    pub s: SubId,
    /// Path of the topic; text, because a gateway must be able to answer "unknown".
    pub topic: String,
    /// Where the client stands; without it the gateway sends a snapshot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Position>,
    /// Digest of the client's rows at that position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<Digest>,
    /// Highest update rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hz: Option<f32>,
}

/// Changes the rate of a subscription; 0 pauses.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Want {
    /// Which subscription.
    pub s: SubId,
    /// Updates per second at most.
    pub hz: f32,
}

/// Stops following.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Unsub {
    /// Which subscription.
    pub s: SubId,
}

/// Asks for a change.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Mut {
    /// The idempotency key.
    pub id: MutationId,
    /// Which change, such as `violation.assign`.
    pub name: String,
    /// Its arguments: an object.
    pub args: Value,
    /// Apply only once these have verdicts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<MutationId>,
    /// Apply only if these rows, named `topic#id`, still have these revisions.
    #[serde(
        default,
        rename = "if",
        skip_serializing_if = "std::collections::BTreeMap::is_empty"
    )]
    pub only_if: std::collections::BTreeMap<String, Revision>,
}

/// Has durably recorded these verdicts.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Got {
    /// Whose verdicts.
    pub ids: Vec<MutationId>,
}

/// Publishes its own presence on a `presence/…` topic.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Here {
    /// Which subscription.
    pub s: SubId,
    /// An object, or nothing to leave.
    pub state: Option<crate::row::Fields>,
}

/// Asks for a recalculated derived topic.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Refresh {
    /// Which subscription.
    pub s: SubId,
}

/// Asks for a sign of life, answered by a pong with the same number.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
pub struct Ping {
    /// Any number.
    pub c: u64,
}

/// Leaves on purpose.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Bye {}
