//! Where rows, their recent history and the verdicts on mutations survive a restart.

mod commit;
#[cfg(test)]
mod contract;
mod history;
mod memory;
#[cfg(feature = "server")]
pub mod sqlite;
mod tracks;

pub use commit::{
    Commit, CommitId, LogStep, RecordedVerdict, RowChange, StoredState, StoredTopic, TopicCommit, Verdict,
};
pub use history::{ENTRIES_MAX, HistoryEntry};
pub use memory::MemoryStore;
use protocol::entities::TrackPoint;
pub use protocol::history::{AskedBy, Deed, Person};
#[cfg(feature = "server")]
pub use sqlite::{SqliteStore, TrackReader};
pub use tracks::{KeptPoint, TRACKS_KEPT, TrackQuery, track_day};

/// Durable rows, log and verdicts. One writer; every implementation passes the same contract suite (`store/contract.rs`).
pub trait Store: Send {
    /// Everything it holds.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or was written by a newer version. Nothing is changed then.
    fn load(&mut self) -> Result<StoredState, StoreError>;

    /// Makes a commit durable: wholly or, on an error, not at all.
    ///
    /// # Errors
    ///
    /// When it does not continue what is stored ([`StoreError::Gap`]), or cannot be written.
    fn commit(&mut self, commit: &Commit) -> Result<(), StoreError>;

    /// Where a driver was, in the order of time. Positions are kept for [`TRACKS_KEPT`]; what is older goes bit by bit, with
    /// later commits.
    ///
    /// # Errors
    ///
    /// When it cannot be read.
    fn track(&mut self, query: &TrackQuery) -> Result<Vec<TrackPoint>, StoreError>;

    /// Forgets all topics, rows, log, verdicts, history and tracks. What is written afterwards begins with a new epoch.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    fn reset(&mut self) -> Result<(), StoreError>;
}

/// What a store could not do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Written by a newer version of the gateway.
    #[error(
        "the database has schema {found}, this gateway knows {known}: it was written by a newer version; \
         start that version, or name another file with --database"
    )]
    Newer {
        /// Schema of the file.
        found: u32,
        /// Newest schema known here.
        known: u32,
    },
    /// What is stored cannot be understood. Nothing was overwritten.
    #[error(
        "the database is damaged ({0}); nothing was changed: restore a backup, or name another file with --database"
    )]
    Corrupt(String),
    /// Two writers would each number their own history.
    #[error("the database is in use by another gateway: stop it, or name another file with --database")]
    InUse,
    /// A commit that does not start where the stored topic ends.
    #[error("{topic}: a commit from {from} cannot follow {head}")]
    Gap {
        /// Which topic.
        topic: protocol::Topic,
        /// Where the commit starts.
        from: protocol::Offset,
        /// Where the stored topic ends.
        head: protocol::Offset,
    },
    /// The disk, the file system or another process prevents it; trying again may help.
    #[error("the database cannot be used: {0}")]
    Unavailable(String),
}

impl StoreError {
    /// Whether the same call may succeed later.
    pub const fn may_retry(&self) -> bool {
        match self {
            Self::Unavailable(_) => true,
            Self::Newer { .. } | Self::Corrupt(_) | Self::InUse | Self::Gap { .. } => false,
        }
    }
}

/// Whether a topic's commit starts where the stored topic ends.
fn continues(commit: &TopicCommit, stored: Option<&protocol::Position>) -> Result<(), StoreError> {
    let head = stored.map_or(protocol::Offset(0), |it| it.offset);
    let is_same_life = stored.is_none_or(|it| it.epoch == commit.epoch);
    if commit.step.from == head && commit.step.to == head.next() && is_same_life {
        return Ok(());
    }
    Err(StoreError::Gap {
        topic: commit.topic.clone(),
        from: commit.step.from,
        head,
    })
}
