//! The violations as far as figures need them: how many are open, where, and how many happened when.

mod distribution;

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use protocol::{
    RowId, Timestamp,
    entities::{Severity, Violation, ViolationKind},
};

pub(super) use self::distribution::Distribution;

/// Closed violations are removed from the store when they are so old.
const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// With more violations than this, older closed ones go earlier, though never those of today and yesterday.
const KEPT_MAX: usize = 10_000;

/// What is known of every stored violation.
#[derive(Debug, Default)]
pub(super) struct ViolationBook {
    notes: BTreeMap<RowId, Note>,
    /// Open ones per vehicle; no entry for none.
    open: HashMap<RowId, u32>,
    open_critical: u32,
    /// When they happened and whether critical, by kind and then by time; from yesterday's midnight on.
    happened: [Vec<(Timestamp, bool)>; ViolationKind::ALL.len()],
}

#[derive(Clone, Debug, PartialEq)]
struct Note {
    vehicle: RowId,
    at: Timestamp,
    critical: bool,
    open: bool,
}

/// How a violation changed the book.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Recorded {
    /// It was not known.
    New,
    /// It was opened or closed.
    Changed,
    /// Nothing that is counted changed.
    Same,
}

impl ViolationBook {
    /// A violation is now this.
    pub(super) fn record(&mut self, violation: &Violation) -> Recorded {
        let critical = violation.severity == Severity::Critical;
        let note = Note {
            vehicle: violation.vehicle.clone(),
            at: violation.at,
            critical,
            open: violation.state.is_open(),
        };
        let known = self.notes.insert(violation.id.clone(), note.clone());
        if known.as_ref() == Some(&note) {
            return Recorded::Same;
        }
        if let Some(known) = &known {
            self.uncount(known);
        } else {
            let times = &mut self.happened[violation.kind as usize];
            let index = times.partition_point(|it| it.0 <= violation.at);
            times.insert(index, (violation.at, critical));
        }
        self.count(&note);
        match known {
            Some(_) => Recorded::Changed,
            None => Recorded::New,
        }
    }

    /// A violation is gone. The vehicle whose figures changed.
    pub(super) fn forget(&mut self, id: &RowId) -> Option<RowId> {
        let note = self.notes.remove(id)?;
        self.uncount(&note);
        note.open.then_some(note.vehicle)
    }

    /// Open ones of a vehicle.
    pub(super) fn open_of(&self, vehicle: &RowId) -> u32 {
        self.open.get(vehicle).copied().unwrap_or_default()
    }

    /// Open ones of all vehicles, and the critical ones among them.
    pub(super) fn open(&self) -> (u32, u32) {
        (self.open.values().sum(), self.open_critical)
    }

    /// How often a kind happened from `from` up to `until`, and how often critically.
    pub(super) fn happened(&self, kind: ViolationKind, from: Timestamp, until: Timestamp) -> (u32, u32) {
        let times = &self.happened[kind as usize];
        let begin = times.partition_point(|it| it.0 < from);
        let end = times.partition_point(|it| it.0 <= until).max(begin);
        let critical = times[begin..end].iter().filter(|it| it.1).count();
        ((end - begin) as u32, critical as u32)
    }

    /// Violations that need not be stored any longer; `oldest`: the day from which on everything is kept.
    pub(super) fn expired(&mut self, now: Timestamp, oldest: Timestamp) -> Vec<RowId> {
        for times in &mut self.happened {
            let begin = times.partition_point(|it| it.0 < oldest);
            times.drain(..begin);
        }
        let mut closed: Vec<_> = self
            .notes
            .iter()
            .filter(|(_, it)| !it.open && it.at < oldest)
            .map(|(id, it)| (it.at, id.clone()))
            .collect();
        closed.sort_unstable();
        let surplus = self.notes.len().saturating_sub(KEPT_MAX);
        let too_old = closed.partition_point(|it| it.0 < now - KEPT);
        closed.truncate(too_old.max(surplus));
        closed.into_iter().map(|it| it.1).collect()
    }

    fn count(&mut self, note: &Note) {
        if note.open {
            *self.open.entry(note.vehicle.clone()).or_default() += 1;
            self.open_critical += u32::from(note.critical);
        }
    }

    fn uncount(&mut self, note: &Note) {
        if !note.open {
            return;
        }
        self.open_critical -= u32::from(note.critical);
        if let Some(open) = self.open.get_mut(&note.vehicle) {
            *open -= 1;
            if *open == 0 {
                self.open.remove(&note.vehicle);
            }
        }
    }
}
