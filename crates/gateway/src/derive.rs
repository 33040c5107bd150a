//! Rows that follow from other rows: what the hub shows the one who calculates them, and what it takes back.

use std::sync::{Arc, Mutex, PoisonError};

use protocol::{Entity, RawRow, RowId, Timestamp, Topic};

/// A change the gateway itself makes to a row.
///
/// A put that changes nothing vanishes, and a put of a known row travels as a patch: whoever writes need not know
/// what was there before.
#[derive(Clone, Debug, PartialEq)]
pub enum Write {
    /// The row is now this.
    Put {
        /// Where.
        topic: Topic,
        /// The whole row; it must have an id.
        row: RawRow,
    },
    /// The row is gone.
    Remove {
        /// Where.
        topic: Topic,
        /// Which.
        id: RowId,
    },
}

impl Write {
    /// Puts a row of an unscoped stream.
    pub fn put<E: Entity>(entity: &E) -> Self {
        Self::Put {
            topic: Topic::whole(E::KIND),
            row: entity.to_raw(),
        }
    }

    /// The topic it changes.
    pub const fn topic(&self) -> &Topic {
        match self {
            Self::Put { topic, .. } | Self::Remove { topic, .. } => topic,
        }
    }

    /// The row it changes; `None` for a put row without a proper id.
    pub fn id(&self) -> Option<RowId> {
        match self {
            Self::Put { row, .. } => row.id(),
            Self::Remove { id, .. } => Some(id.clone()),
        }
    }
}

/// Calculates rows from other rows.
///
/// It is shown every planned change, also those made by mutations and by itself, in order. What it then gives back
/// joins the same transaction, so a derived figure is never older than the rows it counts. When a transaction
/// fails, it is shown the same changes backwards: an incremental calculation undoes itself.
pub trait Deriver {
    /// A row changed: `None` before means new, `None` after means removed.
    fn observe(&mut self, topic: &Topic, before: Option<&RawRow>, after: Option<&RawRow>, now: Timestamp);

    /// What follows from all that was observed since the last call.
    fn drain(&mut self, now: Timestamp) -> Vec<Write>;
}

/// Shares a deriver with whoever feeds it from the other side (telemetry, timers).
impl<D: Deriver + ?Sized> Deriver for Arc<Mutex<D>> {
    fn observe(&mut self, topic: &Topic, before: Option<&RawRow>, after: Option<&RawRow>, now: Timestamp) {
        self.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .observe(topic, before, after, now);
    }

    fn drain(&mut self, now: Timestamp) -> Vec<Write> {
        self.lock().unwrap_or_else(PoisonError::into_inner).drain(now)
    }
}

/// Derives nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoDeriver;

impl Deriver for NoDeriver {
    fn observe(&mut self, _: &Topic, _: Option<&RawRow>, _: Option<&RawRow>, _: Timestamp) {}

    fn drain(&mut self, _: Timestamp) -> Vec<Write> {
        Vec::new()
    }
}
