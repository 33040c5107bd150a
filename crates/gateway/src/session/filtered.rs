//! Views of some rows of a topic: which rows are in them, and what a delta means to them.

use std::collections::HashSet;

use mutants::mutant;
use protocol::{Digest, Op, RawRow, RowId};

use crate::{hub::topics::TopicState, policy::View};

/// Digest and ids of the rows in a view.
pub fn admitted(state: Option<&TopicState>, view: &View) -> (Digest, HashSet<RowId>) {
    let mut sum = Digest::default();
    let mut seen = HashSet::new();
    for (id, revision, row) in state.map(TopicState::rows).unwrap_or_default() {
        if view.admits(row) {
            sum.add(id.as_str(), revision);
            seen.insert(id.clone());
        }
    }
    (sum, seen)
}

/// The ops that concern a filtered view: rows that enter it are put, rows that leave it are removed.
pub fn restricted(ops: &[Op], state: &TopicState, view: &View, seen: &mut HashSet<RowId>) -> Vec<Op> {
    ops.iter()
        .filter_map(|op| {
            let id = op.id()?;
            let row = state.row(&id).filter(|(_, row)| view.admits(row));
            match (seen.contains(&id), row) {
                (true, Some(_)) => Some(op.clone()),
                (true, None) if mutant!(LeaveRowInView) => None,
                (true, None) => {
                    seen.remove(&id);
                    Some(Op::Remove(op.revision(), id))
                }
                (false, Some((revision, row))) => {
                    seen.insert(id);
                    Some(Op::Put(*revision, RawRow::clone(row)))
                }
                (false, None) => None,
            }
        })
        .collect()
}
