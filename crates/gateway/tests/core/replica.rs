//! One topic as a client of the protocol holds it.

use std::collections::BTreeMap;

use protocol::{Digest, Offset, Op, Position, RawRow, Revision, RowId, Snap};
use serde_json::Value;

/// Rows and their position, by the rules of the protocol alone.
#[derive(Clone, Debug, Default)]
pub struct Replica {
    pub at: Option<Position>,
    pub rows: BTreeMap<RowId, (Revision, RawRow)>,
    parts: Vec<Snap>,
}

impl Replica {
    pub fn snap(&mut self, snap: &Snap) {
        if snap.same {
            assert!(snap.rows.is_empty());
            self.at = Some(snap.at.clone());
            return;
        }
        if snap.part == 1 {
            self.parts.clear();
        }
        self.parts.push(snap.clone());
        assert_eq!(snap.part as usize, self.parts.len(), "parts in order");
        if snap.part < snap.parts {
            return;
        }
        let parts = std::mem::take(&mut self.parts);
        self.rows = parts
            .into_iter()
            .flat_map(|it| it.rows)
            .map(|(revision, row)| (row.id().unwrap(), (revision, row)))
            .collect();
        self.at = Some(snap.at.clone());
        assert_eq!(self.sum(), snap.sum, "the digest of a snapshot");
    }

    pub fn delta(&mut self, ops: &[Op], from: Offset, to: Offset) {
        let mut ids: Vec<_> = ops.iter().map(Op::id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), ops.len(), "an id stands at most once in a delta");
        for op in ops {
            let revision = op.revision();
            assert!(
                from.0 < revision.0 && revision.0 <= to.0,
                "a revision is an offset of the delta"
            );
            match op {
                Op::Put(_, row) | Op::Append(_, row) => {
                    self.rows.insert(row.id().unwrap(), (revision, row.clone()));
                }
                Op::Patch(_, id, changed, removed) => {
                    let held = self.rows.get_mut(id).expect("a patch of a row that is held");
                    held.0 = revision;
                    held.1.patch(changed, removed);
                }
                Op::Remove(_, id) => {
                    self.rows.remove(id);
                }
            }
        }
    }

    pub fn sum(&self) -> Digest {
        Digest::of(
            self.rows
                .iter()
                .map(|(id, (revision, _))| (id.as_str(), *revision)),
        )
    }

    pub fn offset(&self) -> u64 {
        self.at.as_ref().unwrap().offset.0
    }

    pub fn field(&self, id: &str, field: &str) -> Option<&Value> {
        self.rows.get(id).and_then(|(_, row)| row.0.get(field))
    }
}
