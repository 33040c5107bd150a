//! What is written in one transaction, and what is read back at the start.

use std::sync::Arc;

use protocol::{
    Ack, Digest, Epoch, GatewayFrame, MutationId, Nack, NackCode, Offset, Op, Position, RawRow, Revision,
    RowId, Timestamp, Topic, UserId,
};
use serde::{Deserialize, Serialize};

use super::{HistoryEntry, KeptPoint};

/// Counts the commits of one run of the gateway.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct CommitId(pub u64);

/// One transaction: rows, log and verdicts together. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Commit {
    /// Names it in the answer to the hub.
    pub id: CommitId,
    /// When it was planned.
    pub at: Timestamp,
    /// What changes, at most once per topic.
    pub topics: Vec<TopicCommit>,
    /// What was decided.
    pub verdicts: Vec<RecordedVerdict>,
    /// Verdicts older than this may be forgotten.
    pub verdicts_since: Timestamp,
    /// What was done to rows that remain; that of removed rows is forgotten.
    pub history: Vec<HistoryEntry>,
    /// Where drivers were; what is known already stays as it is.
    pub tracks: Arc<[KeptPoint]>,
}

/// The next step of one topic.
#[derive(Clone, Debug)]
pub struct TopicCommit {
    /// Which topic.
    pub topic: Topic,
    /// Which life of it; a new topic begins with `step.from` 0.
    pub epoch: Epoch,
    /// What readers are told.
    pub step: LogStep,
    /// What the rows are afterwards.
    pub rows: Vec<RowChange>,
    /// Steps that end at or before this offset may be forgotten.
    pub log_since: Offset,
}

/// One step of a topic's history: exactly one offset.
#[derive(Clone, Debug, PartialEq)]
pub struct LogStep {
    /// The offset before it.
    pub from: Offset,
    /// The offset after it; every row changed by it has this revision.
    pub to: Offset,
    /// What changed: at most one op per row.
    pub ops: Arc<[Op]>,
    /// Digest of all rows after it.
    pub sum: Digest,
}

/// A row after a commit.
#[derive(Clone, Debug, PartialEq)]
pub struct RowChange {
    /// Which row.
    pub id: RowId,
    /// Since when it is so.
    pub revision: Revision,
    /// The row; `None`: removed.
    pub row: Option<Arc<RawRow>>,
}

/// What was decided about a mutation, kept so that its id never takes effect twice.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedVerdict {
    /// Which mutation.
    pub id: MutationId,
    /// Who asked.
    pub user: UserId,
    /// When it was decided.
    pub at: Timestamp,
    /// What was decided.
    pub verdict: Verdict,
}

/// A final answer to a mutation.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It took effect.
    Ack,
    /// It was refused for good.
    Nack {
        /// What kind of refusal.
        code: NackCode,
        /// For people.
        msg: String,
    },
}

impl Verdict {
    /// The frame that tells it.
    pub fn frame(&self, id: &MutationId) -> GatewayFrame {
        match self {
            Self::Ack => Ack {
                id: id.clone(),
                out: None,
            }
            .into(),
            Self::Nack { code, msg } => Nack {
                id: id.clone(),
                code: *code,
                msg: msg.clone(),
                retry: None,
                row: None,
            }
            .into(),
        }
    }
}

/// Everything a store holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoredState {
    /// Every topic ever written, ordered by name.
    pub topics: Vec<StoredTopic>,
    /// Verdicts still kept, oldest first.
    pub verdicts: Vec<RecordedVerdict>,
    /// What was done to the rows: those of one row stand in order.
    pub history: Vec<HistoryEntry>,
}

impl StoredState {
    /// Whether nothing was ever written.
    pub const fn is_empty(&self) -> bool {
        self.topics.is_empty() && self.verdicts.is_empty()
    }

    /// The rows of one topic; none if it was never written.
    pub fn rows(&self, topic: &Topic) -> impl Iterator<Item = &Arc<RawRow>> {
        self.topics
            .iter()
            .filter(move |it| it.topic == *topic)
            .flat_map(|it| it.rows.iter().map(|(_, row)| row))
    }
}

/// One topic as it was stored.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredTopic {
    /// Which topic.
    pub topic: Topic,
    /// Where its history stands.
    pub position: Position,
    /// Its rows, ordered by id.
    pub rows: Vec<(Revision, Arc<RawRow>)>,
    /// The end of its history, oldest step first, without a gap up to `position`.
    pub log: Vec<LogStep>,
}
