//! What the engine asks its caller to do, and what it has to tell.

use protocol::{ClientFrame, MutationId, Nack, RowId, Timestamp, Topic, mutations::Mutation};
use serde::{Deserialize, Serialize};

use crate::{action::OutboxRecord, cache::CacheRecord, polling::Request};

/// Something for the caller to do, in the order given.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Open a socket. What an older socket still says must not be handed in any more.
    Connect {
        /// Number of this connection of the device; stands in its `hello`.
        conn: u64,
    },
    /// Send one message.
    Send(Vec<ClientFrame>),
    /// Close the socket and forget it; its `close` must not be handed in.
    Disconnect,
    /// Ask the gateway over HTTP, in place of what is being asked over HTTP.
    Exchange(Request),
    /// Give up what is being asked over HTTP; its answer must not be handed in.
    Abandon,
    /// Keep this on disk, in place of what was kept for the topic and user.
    Store(CacheRecord),
    /// Remove what is kept on disk for this topic.
    Forget(Topic),
    /// Remove everything kept on disk.
    ForgetAll,
    /// Write this action to the disk, in place of what stands there under its id, and tell
    /// [`crate::Engine::handle_kept`] once it is there. It is not sent before.
    Keep(OutboxRecord),
    /// Remove what is kept of this action.
    Drop(MutationId),
    /// Tell the other tabs that this action is given up, and with [`crate::Engine::handle_given_up`] their engines.
    GaveUp(MutationId),
    /// Tell the other tabs that this action is being changed here, or (`false`) no longer, and with
    /// [`crate::Engine::handle_held`] their engines.
    Holds(MutationId, bool),
    /// Ask the gateway over HTTP who is signed in, and tell [`crate::Engine::handle_session`].
    CheckSession,
    /// Something changed that the app may want to show.
    Event(Event),
}

/// Something that the app may want to show. Nothing in it is needed for correctness.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// [`crate::Engine::connection`] changed.
    Connection,
    /// [`crate::Engine::session`] changed.
    Session,
    /// [`crate::Engine::phase`] of the topic changed.
    Phase(Topic),
    /// Rows of the topic's view changed. At most one of it per topic and call.
    Changed {
        /// Which topic.
        topic: Topic,
        /// Which rows.
        changes: Changes,
    },
    /// A mutation has its verdict and is pending no more.
    Settled {
        /// Which mutation.
        id: MutationId,
        /// What was asked for.
        mutation: Mutation,
        /// Whether it took effect, or why not.
        verdict: Result<(), Nack>,
    },
    /// A topic was not continued but fetched again. People see "resynchronised".
    Resynchronised {
        /// Which topic.
        topic: Topic,
        /// Why.
        why: Resync,
    },
    /// A line was added to [`crate::Engine::log`].
    Log(LogLine),
}

/// Which rows of a view changed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Changes {
    /// Possibly all: look at the whole view again.
    Reset,
    /// These were put or removed; look them up in the view. No id stands twice.
    Rows(Vec<RowId>),
}

/// Why a topic had to be fetched again.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Resync {
    /// A delta did not continue where the last one ended.
    Gap,
    /// The digests of both sides differed.
    Mismatch,
    /// The gateway no longer knew the position: another epoch, or too long ago.
    Position,
    /// The gateway did not answer.
    Unanswered,
}

/// A line of the diagnostics page's event log. Never holds row content or secrets.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LogLine {
    /// When, by the local clock.
    pub at: Timestamp,
    /// How much it matters.
    pub level: Level,
    /// What happened.
    pub text: String,
}

/// How much a log line matters.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Level {
    /// In the course of things.
    Info,
    /// Something was lost or wrong and is being healed.
    Warning,
}

impl Changes {
    /// Together with what happened later.
    pub(crate) fn and(self, later: Self) -> Self {
        match (self, later) {
            (Self::Reset, _) | (_, Self::Reset) => Self::Reset,
            (Self::Rows(mut rows), Self::Rows(more)) => {
                rows.extend(more);
                Self::Rows(rows)
            }
        }
    }

    /// Without repetition.
    pub(crate) fn settled(self) -> Self {
        match self {
            Self::Reset => Self::Reset,
            Self::Rows(mut rows) => {
                rows.sort_unstable();
                rows.dedup();
                Self::Rows(rows)
            }
        }
    }
}
