//! What the fleet reads from other rows, and what it hands out to be written.

use protocol::{RawRow, RowId, StreamKind, Timestamp, Topic, entities::Violation};

use super::{
    Fleet,
    day::day_before,
    report::{Desk, Detail},
    violations::Recorded,
};
use crate::derive::{Deriver, Write};

impl Deriver for Fleet {
    fn observe(&mut self, topic: &Topic, before: Option<&RawRow>, after: Option<&RawRow>, _: Timestamp) {
        match topic.kind {
            StreamKind::Violation => match (before, after) {
                (_, Some(after)) => {
                    if let Ok(violation) = after.decode::<Violation>()
                        && self.record(&violation)
                        && before.is_some()
                    {
                        // Somebody worked on it and watches the count.
                        self.summary.hurry();
                    }
                }
                (Some(before), None) => {
                    if let Some(id) = before.id() {
                        self.forget(&id);
                    }
                }
                (None, None) => {}
            },
            // Written by this file only, or none of the fleet's.
            StreamKind::Vehicle
            | StreamKind::FleetSummary
            | StreamKind::DistributionPoint
            | StreamKind::LogPoint
            | StreamKind::ReportEntry
            | StreamKind::Driver
            | StreamKind::DriverPosition
            | StreamKind::TrackPoint
            | StreamKind::Shipment
            | StreamKind::Geofence
            | StreamKind::Ticket
            | StreamKind::Member
            | StreamKind::Presence => {}
        }
    }

    fn drain(&mut self, now: Timestamp) -> Vec<Write> {
        self.handle_timeout(now);
        if self.is_bulk {
            self.sweep_all();
        }
        let mut writes = std::mem::take(&mut self.writes);
        for id in std::mem::take(&mut self.changed) {
            if let Some(vehicle) = self.vehicles.get_mut(&id) {
                writes.push(Write::Put {
                    topic: Topic::whole(StreamKind::Vehicle),
                    row: vehicle.take_row(),
                });
            }
        }
        if self.is_bulk || self.summary.is_due(self.clock) {
            self.distribution
                .write(&self.book, self.calendar, self.clock, &mut writes);
            self.summary.write(self.figures(), self.calendar, &mut writes);
        }
        self.logs.write(&mut writes);
        self.write_reports(&mut writes);
        self.is_bulk = false;
        writes
    }
}

impl Fleet {
    /// Everything not written yet, also what would wait its turn: before a stop.
    pub fn flush(&mut self, now: Timestamp) -> Vec<Write> {
        self.is_bulk = true;
        self.summary.hurry();
        self.drain(now)
    }

    /// Writes the reports whose turn it is, then removes days nobody needs any longer.
    fn write_reports(&mut self, writes: &mut Vec<Write>) {
        let detail = Detail::of(self.vehicles.len());
        loop {
            let next = if self.is_bulk {
                self.agenda.pop_any()
            } else {
                self.agenda.pop(self.clock)
            };
            let Some(id) = next else { break };
            let Some(vehicle) = self.vehicles.get_mut(&id) else {
                continue;
            };
            let rows = vehicle.report().write(&mut Desk {
                vehicle: &id,
                now: self.clock,
                detail,
                calendar: self.calendar,
                archive: &mut self.archive,
                writes,
            });
            self.agenda.spend(rows);
        }
        let mut oldest = self.calendar.day(self.clock);
        for _ in 0..detail.days() {
            oldest = day_before(oldest);
        }
        while self.is_bulk || self.agenda.has_tokens(self.clock) {
            let Some(rows) = self.archive.prune(oldest, self.calendar, writes) else {
                break;
            };
            self.agenda.spend(rows);
        }
    }

    /// A violation is now this. Whether it changed a count.
    pub(super) fn record(&mut self, violation: &Violation) -> bool {
        let recorded = self.book.record(violation);
        if recorded == Recorded::Same {
            return false;
        }
        let open = self.book.open_of(&violation.vehicle);
        if self.vehicles.contains_key(&violation.vehicle) {
            self.step(&violation.vehicle, |vehicle, moment| {
                vehicle.count_open(open);
                if recorded == Recorded::New {
                    vehicle.handle_violation(violation, moment);
                }
            });
        }
        true
    }

    /// A violation is gone from the store.
    fn forget(&mut self, id: &RowId) {
        if let Some(vehicle) = self.book.forget(id) {
            let open = self.book.open_of(&vehicle);
            if self.vehicles.contains_key(&vehicle) {
                self.step(&vehicle, |vehicle, _| vehicle.count_open(open));
            }
            self.summary.hurry();
        }
    }
}
