//! Who is signed in, as far as the outside world has told.

use protocol::UserInfo;

/// Who is signed in.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub enum Session {
    /// Not asked yet, or the question could not be answered (no network).
    #[default]
    Unknown,
    /// This person.
    SignedIn(UserInfo),
    /// Nobody, on purpose: what was kept for them on disk is forgotten.
    SignedOut,
    /// It ran out: rows and pending mutations are kept for the same person.
    Expired,
}

impl Session {
    /// The person, if one is signed in.
    pub const fn user(&self) -> Option<&UserInfo> {
        match self {
            Self::SignedIn(user) => Some(user),
            Self::Unknown | Self::SignedOut | Self::Expired => None,
        }
    }
}
