//! Events of the fleet per quarter of an hour, and the quarters in which nobody counted.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use protocol::{RowId, Timestamp, entities::LogPoint};

use super::day::{QUARTER, quarter_of};
use crate::derive::Write;

/// Quarters are kept so long: today and yesterday at any time of the day.
const KEPT: Duration = Duration::from_secs(48 * 60 * 60);

/// The gateway was down for a good part of a quarter if for longer than this.
const GAP_MIN: Duration = Duration::from_secs(5 * 60);

/// What is counted.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Counted {
    /// A trip began.
    Trip,
    /// A stop began.
    Stop,
    /// A vehicle was refuelled.
    Refuel,
    /// A vehicle broke down, or its device was lost.
    Fault,
}

/// The quarters of the last two days.
#[derive(Debug, Default)]
pub(super) struct Logs {
    points: BTreeMap<Timestamp, LogPoint>,
    changed: BTreeSet<Timestamp>,
}

impl Logs {
    /// The quarters of stored rows.
    pub(super) fn restored(points: impl IntoIterator<Item = LogPoint>) -> Self {
        Self {
            points: points.into_iter().map(|it| (it.at, it)).collect(),
            changed: BTreeSet::new(),
        }
    }

    /// Begins every quarter up to the one that contains `now`, and drops the oldest.
    pub(super) fn roll(&mut self, now: Timestamp) {
        let mut at = match self.points.last_key_value() {
            Some((last, _)) => (*last + QUARTER).max(quarter_of(now - KEPT)),
            None => quarter_of(now),
        };
        while at <= now {
            self.points.insert(at, empty(at));
            self.changed.insert(at);
            at = at + QUARTER;
        }
        let oldest = quarter_of(now - KEPT);
        while let Some(first) = self.points.first_entry().filter(|it| *it.key() < oldest) {
            self.changed.insert(*first.key());
            first.remove();
        }
    }

    /// Counts an event. One of a time nobody kept is too late.
    pub(super) fn count(&mut self, counted: Counted, at: Timestamp) {
        let Some(point) = self.points.get_mut(&quarter_of(at)) else {
            return;
        };
        let counter = match counted {
            Counted::Trip => &mut point.trips,
            Counted::Stop => &mut point.stops,
            Counted::Refuel => &mut point.refuels,
            Counted::Fault => &mut point.faults,
        };
        *counter += 1;
        self.changed.insert(point.at);
    }

    /// The gateway was down from `from` to `to`.
    pub(super) fn handle_downtime(&mut self, from: Timestamp, to: Timestamp) {
        self.roll(to);
        for (at, point) in self.points.range_mut(quarter_of(from)..=to) {
            let down = to.min(*at + QUARTER).since(from.max(*at));
            if down > GAP_MIN {
                point.gap = true;
                self.changed.insert(*at);
            }
        }
    }

    /// Writes the quarters that changed.
    pub(super) fn write(&mut self, writes: &mut Vec<Write>) {
        for at in std::mem::take(&mut self.changed) {
            let gone = empty(at);
            writes.push(match self.points.get(&at) {
                Some(point) => Write::put(point),
                None => Write::Remove {
                    topic: protocol::Topic::whole(protocol::StreamKind::LogPoint),
                    id: gone.id,
                },
            });
        }
    }
}

fn empty(at: Timestamp) -> LogPoint {
    LogPoint {
        id: RowId::from(at.to_string()),
        at,
        trips: 0,
        stops: 0,
        refuels: 0,
        faults: 0,
        gap: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(minutes: u64) -> Timestamp {
        Timestamp::from_millis(1_000_000 * 900_000) + Duration::from_secs(minutes * 60)
    }

    #[test]
    fn fl12_every_quarter_has_a_point_and_old_ones_go() {
        let mut logs = Logs::default();
        logs.roll(minutes(0));
        logs.count(Counted::Trip, minutes(3));
        logs.roll(minutes(31));
        assert_eq!(logs.points.len(), 3);
        logs.roll(minutes(48 * 60 + 20));
        assert_eq!(logs.points.len(), 48 * 4 + 1);
        let mut writes = Vec::new();
        logs.write(&mut writes);
        assert!(matches!(&writes[0], Write::Remove { id, .. } if id.as_str() == minutes(0).to_string()));
    }

    #[test]
    fn fl13_a_quarter_without_gateway_is_a_gap_and_a_short_absence_is_none() {
        let mut logs = Logs::default();
        logs.roll(minutes(0));
        logs.handle_downtime(minutes(11), minutes(49));
        let gaps: Vec<_> = logs.points.values().map(|it| it.gap).collect();
        assert_eq!(gaps, [false, true, true, false]);
    }
}
