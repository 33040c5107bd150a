//! What was done to a row, as `GET /api/v1/history` tells it.

use serde::{Deserialize, Serialize};

use crate::{Fields, MutationId, Revision, Timestamp, UserId};

/// The last changes of a row.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct History {
    /// Newest first.
    pub changes: Vec<Deed>,
}

/// Who did what to a row, and when.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Deed {
    /// When.
    pub at: Timestamp,
    /// The row's revision afterwards.
    pub revision: Revision,
    /// Who, and by which mutation; absent if it was the gateway itself.
    #[serde(flatten, default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<AskedBy>,
    /// Fields that were set.
    pub changed: Fields,
    /// Fields that were taken away.
    pub removed: Vec<String>,
    /// What those fields held before, if they were there. `None`: not recorded, or not told; the gateway keeps it to itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Fields>,
}

/// The person behind a change.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct AskedBy {
    /// Who.
    pub by: Person,
    /// What they asked for, such as `violation.assign`.
    pub action: String,
    /// Under which id.
    pub mutation: MutationId,
}

/// A person as they were called then.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Person {
    /// Their account.
    pub id: UserId,
    /// Their name.
    pub name: String,
}
