//! The rows of a topic as people see them: confirmed by the gateway, with their own pending changes on top.

use protocol::{RawRow, RowId};

/// The rows of a topic as people see them, ordered by id.
#[derive(Debug, Default)]
pub struct View {
    rows: std::collections::BTreeMap<RowId, RawRow>,
}

impl View {
    /// The row of that id.
    pub fn get(&self, id: &RowId) -> Option<&RawRow> {
        self.rows.get(id)
    }

    /// All rows, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&RowId, &RawRow)> {
        self.rows.iter()
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
