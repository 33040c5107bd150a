//! The life of the link to the gateway, as a table: every state times everything that can happen.

use std::time::Duration;

use protocol::Timestamp;
use serde::{Deserialize, Serialize};

/// Where the link is in its life.
///
/// ```text
///              signed in              opened           welcome              caught up
///   Checking ─────────────▶ Connecting ──────▶ Greeting ──────▶ CatchingUp ──────────▶ Live
///    │    ▲                  ▲  ▲  │              │                  │                  │
///    │    └──── 4401 ────────│──│──┴──────────────┴───── lost ───────┴──────────────────┤
///    ▼                       │  └──── time is over ─── Waiting ◀────────────────────────┤
///   SignInNeeded ────────────┘◀── network is back ──── Offline ◀── lost, no network ────┤
///                                                      Stopped ◀── told not to return ──┘
///
///   Connecting, Greeting, Waiting ── no welcome for 4 s, HTTP gets through ──▶ Polling ── welcome ──▶ CatchingUp
/// ```
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
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
    /// No socket gets through: one request after the other does its work.
    Polling {
        /// Since when.
        since: Timestamp,
    },
    /// Connecting again by itself would not help.
    Stopped {
        /// Why not.
        why: StopReason,
    },
}

/// Why the engine does not connect again by itself.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
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

/// Something that happened to the link.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Input {
    /// A session is known to exist.
    SignedIn,
    /// Another person than before signed in.
    Replaced,
    /// There is no session.
    SignedOut,
    /// The browser says that there is a network.
    NetworkUp,
    /// The browser says that there is none.
    NetworkDown,
    /// The socket is open.
    Opened,
    /// The gateway welcomed us.
    Welcomed,
    /// No topic is behind.
    CaughtUp,
    /// The socket is gone, or taken for dead.
    Lost,
    /// The socket is gone, and the browser says that there is no network.
    Cut,
    /// The gateway asked for a proof of the session.
    Unproven,
    /// The gateway does not want us back.
    Refused(StopReason),
    /// The wait is over.
    Due,
    /// The page came back to life.
    Nudged,
    /// A person wants it now.
    Insisted,
    /// HTTP gets through.
    Answered,
}

/// What the table says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Move {
    Stay,
    Check,
    AskSignIn,
    Rest,
    Connect,
    Greet,
    CatchUp,
    GoLive,
    Poll,
    Wait,
    Stop(StopReason),
}

impl Connection {
    /// Whether there is a socket, open or opening.
    pub const fn has_socket(&self) -> bool {
        match self {
            Self::Connecting { .. } | Self::Greeting { .. } | Self::CatchingUp { .. } | Self::Live { .. } => {
                true
            }
            Self::Checking
            | Self::SignInNeeded
            | Self::Offline
            | Self::Waiting { .. }
            | Self::Polling { .. }
            | Self::Stopped { .. } => false,
        }
    }

    /// Whether the gateway has welcomed us, so that everything may be said to it.
    pub const fn is_welcomed(&self) -> bool {
        match self {
            Self::CatchingUp { .. } | Self::Live { .. } => true,
            Self::Checking
            | Self::SignInNeeded
            | Self::Offline
            | Self::Connecting { .. }
            | Self::Greeting { .. }
            | Self::Waiting { .. }
            | Self::Polling { .. }
            | Self::Stopped { .. } => false,
        }
    }

    /// Whether the gateway is in touch, by a socket or by requests.
    pub const fn is_reached(&self) -> bool {
        self.is_welcomed() || matches!(self, Self::Polling { .. })
    }

    /// The table. Total: what does not matter in a state is written down as [`Move::Stay`].
    pub(crate) const fn after(&self, input: Input) -> Move {
        match self {
            Self::Checking => match input {
                Input::SignedIn | Input::Replaced => Move::Connect,
                Input::SignedOut => Move::AskSignIn,
                Input::NetworkUp | Input::Due | Input::Nudged | Input::Insisted => Move::Check,
                Input::NetworkDown
                | Input::Opened
                | Input::Welcomed
                | Input::CaughtUp
                | Input::Lost
                | Input::Cut
                | Input::Unproven
                | Input::Refused(_)
                | Input::Answered => Move::Stay,
            },
            // Only a sign-in leads out of here: a form may be open, and nothing else may take it away.
            Self::SignInNeeded => match input {
                Input::SignedIn | Input::Replaced => Move::Connect,
                Input::SignedOut
                | Input::NetworkUp
                | Input::NetworkDown
                | Input::Opened
                | Input::Welcomed
                | Input::CaughtUp
                | Input::Lost
                | Input::Cut
                | Input::Unproven
                | Input::Refused(_)
                | Input::Due
                | Input::Nudged
                | Input::Insisted
                | Input::Answered => Move::Stay,
            },
            Self::Offline => match input {
                Input::NetworkUp | Input::Due | Input::Nudged | Input::Insisted | Input::Replaced => {
                    Move::Connect
                }
                Input::SignedOut => Move::AskSignIn,
                Input::SignedIn
                | Input::NetworkDown
                | Input::Opened
                | Input::Welcomed
                | Input::CaughtUp
                | Input::Lost
                | Input::Cut
                | Input::Unproven
                | Input::Refused(_)
                | Input::Answered => Move::Stay,
            },
            Self::Connecting { .. } | Self::Greeting { .. } | Self::CatchingUp { .. } | Self::Live { .. } => {
                self.after_with_socket(input)
            }
            Self::Waiting { .. } => match input {
                Input::Due | Input::NetworkUp | Input::Nudged | Input::Insisted | Input::Replaced => {
                    Move::Connect
                }
                Input::Answered => Move::Poll,
                Input::NetworkDown => Move::Rest,
                Input::SignedOut => Move::AskSignIn,
                Input::SignedIn
                | Input::Opened
                | Input::Welcomed
                | Input::CaughtUp
                | Input::Lost
                | Input::Cut
                | Input::Unproven
                | Input::Refused(_) => Move::Stay,
            },
            // A socket is tried beside it, and only its welcome counts.
            Self::Polling { .. } => match input {
                Input::Welcomed => Move::CatchUp,
                Input::Lost => Move::Wait,
                Input::Cut => Move::Rest,
                Input::Unproven => Move::Check,
                Input::Refused(why) => Move::Stop(why),
                Input::SignedOut => Move::AskSignIn,
                Input::Replaced => Move::Connect,
                Input::SignedIn
                | Input::NetworkUp
                | Input::NetworkDown
                | Input::Opened
                | Input::CaughtUp
                | Input::Due
                | Input::Nudged
                | Input::Insisted
                | Input::Answered => Move::Stay,
            },
            Self::Stopped { .. } => match input {
                Input::Insisted | Input::Replaced => Move::Connect,
                Input::SignedOut => Move::AskSignIn,
                Input::SignedIn
                | Input::NetworkUp
                | Input::NetworkDown
                | Input::Opened
                | Input::Welcomed
                | Input::CaughtUp
                | Input::Lost
                | Input::Cut
                | Input::Unproven
                | Input::Refused(_)
                | Input::Due
                | Input::Nudged
                | Input::Answered => Move::Stay,
            },
        }
    }

    /// The rows of the table in which there is a socket; they differ only in how far it is.
    const fn after_with_socket(&self, input: Input) -> Move {
        match (input, self) {
            (Input::Opened, Self::Connecting { .. }) => Move::Greet,
            (Input::Welcomed, Self::Greeting { .. }) => Move::CatchUp,
            (Input::CaughtUp, Self::CatchingUp { .. }) => Move::GoLive,
            (Input::Answered, Self::Connecting { .. } | Self::Greeting { .. }) => Move::Poll,
            (Input::Lost, _) => Move::Wait,
            (Input::Cut, _) => Move::Rest,
            (Input::Unproven, _) => Move::Check,
            (Input::Refused(why), _) => Move::Stop(why),
            (Input::SignedOut, _) => Move::AskSignIn,
            (Input::Replaced, _) => Move::Connect,
            // The network may be there whatever the browser says: a ping finds out, not a transition.
            (
                Input::Opened
                | Input::Welcomed
                | Input::CaughtUp
                | Input::SignedIn
                | Input::NetworkUp
                | Input::NetworkDown
                | Input::Due
                | Input::Nudged
                | Input::Insisted
                | Input::Answered,
                _,
            ) => Move::Stay,
        }
    }

    /// The clock went back.
    pub(crate) fn rebase(&mut self, by: Duration) {
        match self {
            Self::CatchingUp { since } | Self::Live { since } | Self::Polling { since } => {
                *since = *since - by;
            }
            Self::Waiting { until, .. } => *until = *until - by,
            Self::Checking
            | Self::SignInNeeded
            | Self::Offline
            | Self::Connecting { .. }
            | Self::Greeting { .. }
            | Self::Stopped { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1);

    const STATES: [Connection; 10] = [
        Connection::Checking,
        Connection::SignInNeeded,
        Connection::Offline,
        Connection::Connecting { attempt: 0 },
        Connection::Greeting { attempt: 0 },
        Connection::CatchingUp { since: NOW },
        Connection::Live { since: NOW },
        Connection::Waiting {
            attempt: 0,
            until: NOW,
        },
        Connection::Polling { since: NOW },
        Connection::Stopped {
            why: StopReason::Superseded,
        },
    ];

    const INPUTS: [Input; 16] = [
        Input::SignedIn,
        Input::Replaced,
        Input::SignedOut,
        Input::NetworkUp,
        Input::NetworkDown,
        Input::Opened,
        Input::Welcomed,
        Input::CaughtUp,
        Input::Lost,
        Input::Cut,
        Input::Unproven,
        Input::Refused(StopReason::Forbidden),
        Input::Due,
        Input::Nudged,
        Input::Insisted,
        Input::Answered,
    ];

    const fn letter(to: Move) -> char {
        match to {
            Move::Stay => '.',
            Move::Check => 'c',
            Move::AskSignIn => 's',
            Move::Rest => 'o',
            Move::Connect => 'C',
            Move::Greet => 'G',
            Move::CatchUp => 'U',
            Move::GoLive => 'L',
            Move::Poll => 'P',
            Move::Wait => 'W',
            Move::Stop(_) => 'X',
        }
    }

    /// One row per state, one letter per input: a change of any transition is a visible, deliberate difference.
    #[test]
    fn co1_every_state_times_input_has_a_defined_outcome() {
        let table: Vec<String> = STATES
            .iter()
            .map(|state| INPUTS.iter().map(|input| letter(state.after(*input))).collect())
            .collect();

        assert_eq!(
            table,
            [
                "CCsc........ccc.", // Checking
                "CC..............", // SignInNeeded
                ".CsC........CCC.", // Offline
                ".Cs..G..WocX...P", // Connecting
                ".Cs...U.WocX...P", // Greeting
                ".Cs....LWocX....", // CatchingUp
                ".Cs.....WocX....", // Live
                ".CsCo.......CCCP", // Waiting
                ".Cs...U.WocX....", // Polling
                ".Cs...........C.", // Stopped
            ]
        );
    }

    #[test]
    fn every_state_leads_to_connecting_again() {
        for state in STATES {
            let back = INPUTS
                .iter()
                .any(|input| matches!(state.after(*input), Move::Connect | Move::Wait | Move::Rest));
            assert!(back, "{state:?}");
        }
    }
}
