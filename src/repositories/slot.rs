//! What a view keeps of a row, and how a row moves in it.

use protocol::RowId;

use super::sort::SortKey;

/// Where a row is kept while it exists; small, so that moving an order about is cheap.
pub(super) type Slot = u32;

pub(super) struct Entry<F> {
    pub(super) id: RowId,
    pub(super) key: SortKey,
    pub(super) facts: F,
    /// Belongs to the view.
    pub(super) live: bool,
    /// Is part of what is shown while held.
    pub(super) held: bool,
    /// No longer exists.
    pub(super) gone: bool,
    /// Its move in the commit being taken in.
    pub(super) moving: Option<usize>,
}

/// A row that comes, goes or changes place in one commit.
pub(super) struct Move {
    pub(super) slot: Slot,
    /// Whether it stood in the order before the commit.
    pub(super) was: bool,
    /// Its new key; `None` for a row that is no more.
    pub(super) key: Option<SortKey>,
}

pub(super) fn note<F>(
    entry: &mut Entry<F>,
    slot: Slot,
    was: bool,
    key: Option<SortKey>,
    moves: &mut Vec<Move>,
) {
    match entry.moving {
        Some(index) => moves[index].key = key,
        None => {
            entry.moving = Some(moves.len());
            moves.push(Move { slot, was, key });
        }
    }
}
