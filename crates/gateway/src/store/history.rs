//! What was done to a row: kept with the row, and gone with it.

use protocol::{RowId, Topic, history::Deed};

/// One entry in the history of a row.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryEntry {
    /// Where the row stands.
    pub topic: Topic,
    /// Which row.
    pub id: RowId,
    /// Counts the entries of the row.
    pub n: u64,
    /// What happened.
    pub deed: Deed,
}

/// Entries kept of each row.
pub const ENTRIES_MAX: usize = 50;
