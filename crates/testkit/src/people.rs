//! Who works here.

use gateway::policy::Principal;
use protocol::{Timestamp, UserInfo, entities::Role};

/// Somebody with an account.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Person {
    /// Sees everything; may not dismiss critical violations.
    Ana,
    /// Sees everything; may do everything.
    Ben,
    /// Drives, and sees own rows only.
    Dan,
    /// Drives, too.
    Eve,
}

impl Person {
    pub(crate) const ALL: [Self; 4] = [Self::Ana, Self::Dan, Self::Ben, Self::Eve];

    pub(crate) const fn id(self) -> &'static str {
        match self {
            Self::Ana => "ana",
            Self::Ben => "ben",
            Self::Dan => "dan",
            Self::Eve => "eve",
        }
    }

    pub(crate) const fn role(self) -> Role {
        match self {
            Self::Ana => Role::Dispatcher,
            Self::Ben => Role::Manager,
            Self::Dan | Self::Eve => Role::Driver,
        }
    }

    pub(crate) fn info(self, roles: &[Role]) -> UserInfo {
        UserInfo {
            id: self.id().into(),
            name: self.id().to_owned(),
            roles: roles.iter().map(|it| it.as_str().to_owned()).collect(),
            sees: Vec::new(),
        }
    }

    pub(crate) fn principal(self, roles: &[Role], expires: Timestamp) -> Principal {
        Principal {
            user: self.info(roles),
            roles: roles.to_vec(),
            member: self.id().into(),
            expires,
        }
    }
}
