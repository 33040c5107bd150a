//! The days that are over: which rows of them are stored, so that they can be removed when their time has come.

use std::collections::BTreeMap;

use protocol::{RowId, StreamKind, Timestamp, Topic};

use crate::{derive::Write, fleet::day::Calendar};

/// Ids of stored report rows by day and vehicle.
#[derive(Debug, Default)]
pub(crate) struct Archive {
    days: BTreeMap<Timestamp, BTreeMap<RowId, Vec<RowId>>>,
}

impl Archive {
    /// These rows of a day are stored.
    pub(crate) fn note(&mut self, day: Timestamp, vehicle: &RowId, ids: impl IntoIterator<Item = RowId>) {
        self.days
            .entry(day)
            .or_default()
            .entry(vehicle.clone())
            .or_default()
            .extend(ids);
    }

    /// Removes one vehicle's day before `oldest`, if there is one left. How many rows that takes.
    pub(crate) fn prune(
        &mut self,
        oldest: Timestamp,
        calendar: Calendar,
        writes: &mut Vec<Write>,
    ) -> Option<usize> {
        let mut first = self.days.first_entry().filter(|it| *it.key() < oldest)?;
        let day = *first.key();
        let Some((vehicle, ids)) = first.get_mut().pop_first() else {
            first.remove();
            return Some(0);
        };
        let rows = ids.len();
        remove_all(&day_topic(&vehicle, day, calendar), ids, writes);
        Some(rows)
    }

    /// Removes every day of a vehicle.
    pub(crate) fn remove(&mut self, vehicle: &RowId, calendar: Calendar, writes: &mut Vec<Write>) {
        for (day, vehicles) in &mut self.days {
            if let Some(ids) = vehicles.remove(vehicle) {
                remove_all(&day_topic(vehicle, *day, calendar), ids, writes);
            }
        }
    }
}

/// The topic of a vehicle's day so far.
pub(crate) fn today_topic(vehicle: &RowId) -> Topic {
    Topic::scoped(StreamKind::ReportEntry, vehicle.as_str())
}

/// The topic of a vehicle's day that is over.
pub(crate) fn day_topic(vehicle: &RowId, day: Timestamp, calendar: Calendar) -> Topic {
    let scope = format!("{vehicle}@{}", calendar.date(day));
    Topic::scoped(StreamKind::ReportEntry, scope)
}

/// Removes rows of a topic.
pub(crate) fn remove_all(topic: &Topic, ids: impl IntoIterator<Item = RowId>, writes: &mut Vec<Write>) {
    writes.extend(ids.into_iter().map(|id| Write::Remove {
        topic: topic.clone(),
        id,
    }));
}
