//! A person with an account, as far as colleagues see them.

use serde::{Deserialize, Serialize};

use crate::{
    entities::{StreamKind, words::words},
    entity::Entity,
    ids::{RowId, UserId},
};

words! {
    /// What a person does here, and so what they may see and do; decided by the gateway's policy.
    Role {
        /// Everything, also accounts.
        Admin = "admin",
        /// Everything of the business.
        Manager = "manager",
        /// Fleet and dispatch.
        Dispatcher = "dispatcher",
        /// Own vehicle and own work.
        Driver = "driver",
        /// Member of a team.
        Member = "member",
        /// Tickets.
        Agent = "agent",
        /// Market.
        Buyer = "buyer",
    }
}

/// A colleague.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Member {
    /// The account's id; drivers without an account have an id of their own.
    pub id: RowId,
    /// As people write them, such as `M. Okafor`.
    pub name: String,
    /// What they do.
    pub role: Role,
    /// Where they belong, such as `Nord depot`.
    pub area: String,
    /// Whether violations can be assigned to them.
    pub assignable: bool,
}

impl Member {
    /// The account behind the member.
    pub fn user(&self) -> UserId {
        UserId::from(self.id.as_str())
    }
}

impl Entity for Member {
    const KIND: StreamKind = StreamKind::Member;

    fn id(&self) -> &RowId {
        &self.id
    }
}
