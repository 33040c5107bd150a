//! Who may see and do what: the only place that combines roles, topics and mutations.

use protocol::{RowId, Timestamp, UserInfo, entities::Role};

/// Somebody who proved who they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Principal {
    /// As the client is told.
    pub user: UserInfo,
    /// What they may do is the union of these.
    pub roles: Vec<Role>,
    /// Their row in `team/members`; drivers are found by it.
    pub member: RowId,
    /// When the session or token ends.
    pub expires: Timestamp,
}
