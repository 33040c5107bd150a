//! What moves on a map, and how it is on its way.

use std::{collections::BTreeMap, time::Duration};

use protocol::{RowId, Timestamp};

use super::glide::{Fix, Glide};
use crate::components::{
    age::OLD,
    status::{Shape, Tone},
};

/// Something that moves.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mover {
    /// Who.
    pub(crate) id: RowId,
    /// A few letters below its mark.
    pub(crate) label: String,
    /// What it does, as shape and tone.
    pub(crate) mark: (Shape, Tone),
    /// Where it was last.
    pub(crate) fix: Fix,
}

/// Everything that moves.
#[derive(Default)]
pub(crate) struct Fleet {
    movers: BTreeMap<RowId, (Mover, Glide)>,
    n_moving: usize,
}

impl Fleet {
    /// Shows a mover, or shows it otherwise. `snaps`: it does not glide to where it is.
    pub(crate) fn put(&mut self, mover: Mover, now: f64, snaps: bool) {
        let fix = mover.fix;
        match self.movers.get_mut(&mover.id) {
            Some((known, glide)) => {
                *glide = glide.on(fix, now, snaps);
                *known = mover;
            }
            None => {
                self.movers.insert(mover.id.clone(), (mover, Glide::new(fix)));
            }
        }
    }

    /// Shows what they do. Whether that changes any of them.
    pub(crate) fn mark(&mut self, mark: impl Fn(&RowId) -> Option<(Shape, Tone)>) -> bool {
        let mut has_changed = false;
        for (id, (mover, _)) in &mut self.movers {
            let now = mark(id).unwrap_or(mover.mark);
            has_changed |= now != mover.mark;
            mover.mark = now;
        }
        has_changed
    }

    /// Shows it no longer.
    pub(crate) fn remove(&mut self, id: &RowId) {
        self.movers.remove(id);
    }

    /// Everybody, in the order of their names.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Mover, &Glide)> {
        self.movers.values().map(|(mover, glide)| (mover, glide))
    }

    /// One of them.
    pub(crate) fn get(&self, id: &RowId) -> Option<(&Mover, &Glide)> {
        self.movers.get(id).map(|(mover, glide)| (mover, glide))
    }

    /// How many.
    pub(crate) fn len(&self) -> usize {
        self.movers.len()
    }

    /// Counts those that are shown to move.
    pub(crate) fn count_moving(&mut self, now: f64) -> usize {
        self.n_moving = self.movers.values().filter(|it| it.1.is_moving(now)).count();
        self.n_moving
    }

    /// Everybody stands where they were last.
    pub(crate) fn settle(&mut self) {
        for (_, glide) in self.movers.values_mut() {
            glide.settle();
        }
    }
}

/// Whether a position says little about now.
pub(crate) fn is_old(at: Timestamp, now: Timestamp) -> bool {
    age(at, now) > OLD
}

/// How old it is.
pub(crate) fn age(at: Timestamp, now: Timestamp) -> Duration {
    now.since(at)
}
