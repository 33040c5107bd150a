//! Violations of today by kind, next to those of yesterday up to the same time.

use protocol::{
    RowId, Timestamp,
    entities::{DistributionPoint, ViolationKind},
};

use super::ViolationBook;
use crate::{
    derive::Write,
    fleet::day::{Calendar, day_before},
};

/// The points as they were last written.
#[derive(Debug, Default)]
pub(in crate::fleet) struct Distribution {
    written: Vec<DistributionPoint>,
}

impl Distribution {
    /// Writes the points that changed.
    pub(in crate::fleet) fn write(
        &mut self,
        book: &ViolationBook,
        calendar: Calendar,
        now: Timestamp,
        writes: &mut Vec<Write>,
    ) {
        let points: Vec<_> = ViolationKind::ALL
            .into_iter()
            .map(|kind| point(book, kind, calendar.day(now), now))
            .collect();
        let changed = points.iter().filter(|it| !self.written.contains(it));
        writes.extend(changed.map(Write::put));
        self.written = points;
    }
}

fn point(book: &ViolationBook, kind: ViolationKind, day: Timestamp, now: Timestamp) -> DistributionPoint {
    let (count, critical) = book.happened(kind, day, now);
    let (before, _) = book.happened(kind, day_before(day), day_before(now));
    DistributionPoint {
        id: RowId::from(kind.as_str()),
        kind,
        count,
        critical,
        before,
    }
}
