//! One call of the engine: what it was told, and what came of it.

use std::borrow::Cow;

use protocol::{MutationId, NackCode, Position, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    frame::{Heard, Path, Said},
    label::Label,
    rows::Rows,
};
use crate::{
    action::{Condition, Stage},
    connection::Connection,
    following::Odd,
    output::Resync,
    phase::{Phase, Refusal},
    random::Draw,
};

/// One call; a line of a recording.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Call {
    /// Milliseconds since the engine was made; clocks may go back.
    pub(crate) at: i64,
    #[serde(rename = "in")]
    pub(crate) happened: Happened,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) drew: Vec<Draw>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", rename = "out")]
    pub(crate) ensued: Vec<Ensued>,
}

/// What the engine was told.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Happened {
    Restored(Vec<KeptRecord>),
    Actions(Vec<KeptAction>),
    Kept(MutationId, bool),
    Session(Who),
    Opened,
    Message(Vec<Heard>),
    Malformed,
    Closed(u16),
    Network(bool),
    Visibility(bool),
    Wake,
    Hide,
    Timeout,
    Subscribe(Path),
    Unsubscribe(Path),
    Mutate {
        name: Cow<'static, str>,
        row: Label,
        if_unchanged: bool,
    },
    RetryAction(MutationId),
    DiscardAction(MutationId),
    GivenUp(MutationId),
    HoldAction(MutationId, bool),
    Held(MutationId, bool),
    RetryNow,
    Pause,
    Resume,
    Refresh,
    Forget(Path),
    /// Whether they do more than look; `None`: they left.
    Here(Path, Option<bool>),
    Exchanged(Vec<Heard>),
    ExchangeFailed(u16),
}

/// What came of it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ensued {
    Connection(Connection),
    Phase {
        topic: Path,
        phase: PhaseKind,
    },
    Odd {
        topic: Path,
        odd: Odd,
    },
    Resync {
        topic: Path,
        why: Resync,
    },
    Settled {
        id: MutationId,
        refused: Option<NackCode>,
    },
    Connect,
    Disconnect,
    Said(Vec<Said>),
    Exchange(Vec<Said>),
    Abandon,
    CheckSession,
    Forget(Path),
    ForgetAll,
}

/// A phase without what was written for people.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PhaseKind {
    Loading,
    Fresh,
    Stale,
    Refused(Refusal),
}

/// Who is signed in.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Who {
    Unknown,
    SignedIn(Label),
    SignedOut,
    Expired,
}

/// A topic as disk held it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct KeptRecord {
    pub(crate) user: Label,
    pub(crate) topic: Path,
    pub(crate) position: Position,
    pub(crate) confirmed_at: Timestamp,
    pub(crate) rows: Rows,
}

/// An action without its arguments.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct KeptAction {
    pub(crate) id: MutationId,
    pub(crate) name: Cow<'static, str>,
    /// `None`: this version does not know the mutation.
    pub(crate) row: Option<Label>,
    pub(crate) user: Label,
    pub(crate) at: Timestamp,
    pub(crate) since: Timestamp,
    pub(crate) attempts: u32,
    pub(crate) stage: Stage,
    pub(crate) is_kept: bool,
    pub(crate) condition: Option<Condition>,
    pub(crate) order: u64,
    pub(crate) bytes: usize,
    /// Older recordings do not know it.
    #[serde(default)]
    pub(crate) is_held: bool,
}

impl Happened {
    /// How much room it takes: rows and actions.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Message(frames) | Self::Exchanged(frames) => frames.iter().map(Heard::weight).sum(),
            Self::Restored(records) => records.iter().map(|it| it.rows.weight()).sum(),
            Self::Actions(actions) => actions.len(),
            _ => 0,
        }
    }
}

impl From<&Phase> for PhaseKind {
    fn from(phase: &Phase) -> Self {
        match phase {
            Phase::Loading => Self::Loading,
            Phase::Fresh => Self::Fresh,
            Phase::Stale => Self::Stale,
            Phase::Refused(refusal, _) => Self::Refused(*refusal),
        }
    }
}
