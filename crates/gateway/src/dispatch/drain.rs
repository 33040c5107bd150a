//! What dispatch reads from other rows, and what it hands out to be written.

use std::mem::take;

use protocol::{
    RawRow, RowId, StreamKind, Timestamp, Topic,
    entities::{Driver, Geofence, Member, Role},
};

use super::{Dispatch, drivers::DriverState, shipments::decoded, tracks};
use crate::derive::{Deriver, Write};

impl Deriver for Dispatch {
    fn observe(&mut self, topic: &Topic, before: Option<&RawRow>, after: Option<&RawRow>, _: Timestamp) {
        match (topic.kind, after) {
            (StreamKind::Member, Some(after)) => self.observe_member(after),
            (StreamKind::Driver, Some(after)) => self.observe_driver(after),
            (StreamKind::Shipment, Some(after)) => {
                if let Some(shipment) = decoded(after)
                    && self.shipments.observe(shipment.clone())
                {
                    self.decided.push_back(shipment);
                    if self.decided.len() > DECIDED_MAX {
                        self.decided.pop_front();
                    }
                }
            }
            (StreamKind::Shipment, None) => {
                if let Some(id) = before.and_then(RawRow::id) {
                    self.shipments.forget(&id);
                }
            }
            (StreamKind::Geofence, Some(after)) => {
                if let Ok(fence) = after.decode::<Geofence>() {
                    self.fences.record(fence);
                }
            }
            (StreamKind::Geofence, None) => {
                if let Some(id) = before.and_then(RawRow::id) {
                    self.fences.forget(&id);
                }
            }
            // Whoever drove once has a past, and stays. The others are written by this folder or the fleet only, or are
            // none of theirs.
            (StreamKind::Member | StreamKind::Driver, None)
            | (
                StreamKind::Vehicle
                | StreamKind::Violation
                | StreamKind::FleetSummary
                | StreamKind::DistributionPoint
                | StreamKind::LogPoint
                | StreamKind::ReportEntry
                | StreamKind::DriverPosition
                | StreamKind::TrackPoint
                | StreamKind::Ticket
                | StreamKind::Presence,
                _,
            ) => {}
        }
    }

    fn drain(&mut self, now: Timestamp) -> Vec<Write> {
        self.write(now, false)
    }
}

impl Dispatch {
    /// Everything not written yet, also what would wait its turn: before a stop.
    pub fn flush(&mut self, now: Timestamp) -> Vec<Write> {
        self.write(now, true)
    }

    fn write(&mut self, now: Timestamp, is_last: bool) -> Vec<Write> {
        self.handle_timeout(now);
        for driver in self.shipments.take_touched() {
            self.estimate(&driver);
            self.changed.insert(driver);
        }
        let moved = take(&mut self.moved);
        for driver in &moved {
            self.estimate(driver);
        }
        let mut writes = take(&mut self.writes);
        for id in take(&mut self.changed) {
            let (jobs, delivered_today) = self.shipments.figures(&id);
            if let Some(state) = self.drivers.get_mut(&id) {
                (state.row.jobs, state.row.delivered_today) = (jobs, delivered_today);
                writes.push(Write::put(&state.row));
            }
        }
        for id in moved {
            writes.push(self.position_of(id));
        }
        let topic = Topic::whole(StreamKind::Shipment);
        writes.extend(self.shipments.take_changed().into_iter().map(|row| Write::Put {
            topic: topic.clone(),
            row,
        }));
        self.write_trails(is_last, &mut writes);
        writes
    }

    fn position_of(&self, id: RowId) -> Write {
        let position = self.drivers.get(&id).and_then(|it| it.position.as_ref());
        position.map_or_else(
            || Write::Remove {
                topic: Topic::whole(StreamKind::DriverPosition),
                id,
            },
            Write::put,
        )
    }

    /// Writes the tracks whose turn it is.
    fn write_trails(&mut self, is_last: bool, writes: &mut Vec<Write>) {
        let points_max = tracks::points_of(self.drivers.len());
        while let Some((_, id)) = self.trails.pop_front_if(|(due, _)| is_last || *due <= self.clock) {
            if let Some(topic) = tracks::topic_of(&id)
                && let Some(state) = self.drivers.get_mut(&id)
            {
                state.track.trim(&topic, points_max, self.clock, writes);
                state.track.write(&topic, writes);
            }
        }
    }

    /// Somebody became a colleague, or is called otherwise.
    pub(super) fn observe_member(&mut self, row: &RawRow) {
        if let Ok(member) = row.decode::<Member>()
            && member.role == Role::Driver
        {
            self.meet(&member.id, &member.name, &member.area);
        }
    }

    /// A person began or ended a shift.
    fn observe_driver(&mut self, row: &RawRow) {
        let Ok(row) = row.decode::<Driver>() else { return };
        match self.drivers.get_mut(&row.id) {
            Some(state) => {
                if state.adopt(&row) {
                    self.dress(&row.id);
                }
            }
            None => {
                self.drivers.insert(row.id.clone(), DriverState::restored(row));
            }
        }
    }
}

/// Decisions that wait for an answer: where nobody plays the drivers nobody takes them.
const DECIDED_MAX: usize = 1_000;
