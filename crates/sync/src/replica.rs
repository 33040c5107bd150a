//! One topic's rows and its position: the first of the four rules of the protocol.

use std::sync::Arc;

use mutants::mutant;
use protocol::{Delta, Digest, Op, Position, RawRow, Revision, RowId};

use crate::view::View;

/// One topic's rows: confirmed + pending = view.
#[derive(Debug, Default)]
pub(crate) struct Replica {
    position: Option<Position>,
    digest: Digest,
    view: View,
}

/// What became of a delta.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Applied {
    /// Done; these confirmed rows changed.
    Changed(Vec<RowId>),
    /// It had been seen.
    Seen,
    /// Something is missing between the rows and it.
    Gap,
    /// It begins before where the rows stand and leads beyond: an answer that crossed with what was on its way.
    Overlap,
    /// It speaks of a row that is not there, so the rows cannot be right.
    Broken,
}

/// What became of a snapshot.
#[derive(Debug, Eq, PartialEq)]
pub(crate) enum Replaced {
    /// The first rows, or rows after none.
    Loaded,
    /// These confirmed rows differ from before.
    Changed(Vec<RowId>),
    /// Older than the rows; dropped.
    Older,
}

impl Replica {
    pub(crate) const fn position(&self) -> Option<&Position> {
        self.position.as_ref()
    }

    pub(crate) const fn digest(&self) -> Digest {
        self.digest
    }

    pub(crate) const fn view(&self) -> &View {
        &self.view
    }

    /// For what lies on top of the confirmed rows; those themselves change only here.
    pub(crate) const fn view_mut(&mut self) -> &mut View {
        &mut self.view
    }

    /// Applies a delta if it continues where the rows stand. The position moves before anybody hears of the rows.
    pub(crate) fn apply(&mut self, delta: Delta) -> Applied {
        let Some(position) = &mut self.position else {
            return Applied::Gap;
        };
        if delta.from != position.offset && !(mutant!(IgnoreGap) && delta.from > position.offset) {
            return if delta.to <= position.offset {
                Applied::Seen
            } else if delta.from < position.offset {
                Applied::Overlap
            } else {
                Applied::Gap
            };
        }
        if delta.to < delta.from {
            return Applied::Broken;
        }
        // Looked at before anything is touched: a delta takes effect as a whole or not at all.
        let fits = delta.ops.iter().all(|op| match op {
            Op::Patch(_, id, _, _) => self.view.contains(id),
            Op::Put(_, row) | Op::Append(_, row) => row.text("id").is_some_and(|id| !id.is_empty()),
            Op::Remove(..) => true,
        });
        if !fits {
            return Applied::Broken;
        }
        position.offset = delta.to;
        let mut changed = Vec::with_capacity(delta.ops.len());
        for op in delta.ops {
            changed.extend(self.apply_op(op));
        }
        Applied::Changed(changed)
    }

    fn apply_op(&mut self, op: Op) -> Option<RowId> {
        let id = op.id()?;
        let revision = op.revision();
        let (before, after) = match op {
            Op::Put(_, row) | Op::Append(_, row) => {
                (self.view.put(id.clone(), revision, Arc::new(row)), Some(revision))
            }
            Op::Patch(_, _, changed, removed) => {
                let before = self.view.patch(&id, revision, &changed, &removed)?;
                (Some(before), Some(revision))
            }
            // A row may leave a view in which it never was: the gateway need not remember.
            Op::Remove(..) => (Some(self.view.remove(&id)?), None),
        };
        if let Some(before) = before.filter(|_| after.is_some() || !mutant!(KeepDigestOfRemoved)) {
            self.digest.take(id.as_str(), before);
        }
        if let Some(after) = after {
            self.digest.add(id.as_str(), after);
        }
        Some(id)
    }

    /// Puts a whole snapshot in place of the rows, unless it is older than they are.
    pub(crate) fn replace(&mut self, at: Position, rows: Vec<(Revision, Arc<RawRow>)>) -> Replaced {
        if self.is_newer_than(&at) && !mutant!(AcceptOlderSnapshot) {
            Replaced::Older
        } else {
            self.restart(at, rows)
        }
    }

    /// Puts a whole snapshot in place of the rows, whatever it is: the position was thrown away.
    pub(crate) fn restart(&mut self, at: Position, rows: Vec<(Revision, Arc<RawRow>)>) -> Replaced {
        let first = self.position.is_none();
        let rows: Vec<_> = rows
            .into_iter()
            .filter_map(|(revision, row)| Some((row.id()?, revision, row)))
            .collect();
        self.position = Some(at);
        let changed = self.view.replace(rows);
        self.digest = Digest::of(
            self.view
                .confirmed()
                .map(|(id, revision, _)| (id.as_str(), revision)),
        );
        if first {
            Replaced::Loaded
        } else {
            Replaced::Changed(changed)
        }
    }

    /// The gateway says that the rows are right as of that position.
    pub(crate) fn vouch(&mut self, at: Position) {
        if !self.is_newer_than(&at) {
            self.position = Some(at);
        }
    }

    pub(crate) fn is_newer_than(&self, at: &Position) -> bool {
        self.position
            .as_ref()
            .is_some_and(|own| own.epoch == at.epoch && own.offset > at.offset)
    }

    /// All rows as a record keeps them.
    pub(crate) fn rows(&self) -> Vec<(Revision, Arc<RawRow>)> {
        self.view
            .confirmed()
            .map(|(_, revision, row)| (revision, Arc::clone(row)))
            .collect()
    }
}
