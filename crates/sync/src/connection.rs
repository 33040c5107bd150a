//! The life of the link to the gateway, as a table: every state times everything that can happen.

use protocol::Timestamp;

/// Where the link is in its life.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Connection {
    /// Nobody knows yet whether there is a session; nothing is connected until that is answered.
    Checking,
    /// There is no valid session. Pending mutations are kept.
    SignInNeeded,
    /// The browser says that there is no network. Tried again seldom, because browsers are sometimes wrong.
    Offline,
    /// A socket is being opened.
    Connecting {
        /// Failed attempts before this one.
        attempt: u32,
    },
    /// The socket is open; the gateway has not welcomed us yet.
    Greeting {
        /// Failed attempts before this one.
        attempt: u32,
    },
    /// Welcomed; what was missed is being fetched.
    CatchingUp {
        /// Since the welcome.
        since: Timestamp,
    },
    /// Every topic followed is current.
    Live {
        /// Since when.
        since: Timestamp,
    },
    /// Waiting out the backoff or the gateway's window.
    Waiting {
        /// Failed attempts so far.
        attempt: u32,
        /// When the next one starts.
        until: Timestamp,
    },
    /// Connecting again by itself would not help.
    Stopped {
        /// Why not.
        why: StopReason,
    },
}

/// Why the engine does not connect again by itself.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum StopReason {
    /// The account may not use this gateway.
    Forbidden,
    /// The same device connected somewhere else, in another tab for example.
    Superseded,
    /// This build is too old for the gateway: reload.
    UpdateNeeded,
    /// The gateway does not understand this build, even from a fresh start.
    NotUnderstood,
}
