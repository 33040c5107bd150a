//! Where one day of a vehicle becomes the next: what is cut there, and what is still learned of the day that is over.

use std::collections::BTreeSet;

use protocol::{Entity, Timestamp, entities::VehicleStatus};

use super::{
    Desk, Detail, PartKey, Report, Sighting, Yesterday,
    archive::{day_topic, remove_all, today_topic},
};
use crate::{derive::Write, fleet::day::next_day};

impl Report {
    /// Ends the day and begins `today` with what went on.
    pub(in crate::fleet) fn roll(&mut self, today: Timestamp, place: &str, detail: Detail) {
        let midnight = next_day(self.day());
        let segment = self.segments.rows().last().map(|it| it.status);
        let trip = self.trips.current().map(|it| it.status);
        self.segments.close(midnight, &mut self.marks);
        self.trips.close(midnight, &mut self.marks);

        let mut closed = std::mem::replace(self, Self::new(today));
        self.due = closed.due.take();
        if midnight == today {
            self.yesterday = Yesterday::new(closed.day(), closed.trips.rows());
        }
        if let Some(status) = segment {
            self.enter(status, today, detail);
        }
        if let Some(status) = trip {
            self.trips.open(today, status, place, &mut self.marks);
        }
        self.closed = Some(Box::new(closed));
    }

    /// The first position of the day tells how the step over midnight ended: what it drove before belongs there.
    pub(super) fn finish_yesterday(&mut self, sighting: &Sighting<'_>) {
        let day = self.day();
        let is_first = self.figures.fixes == 0 && sighting.since < day;
        let Some(closed) = self
            .closed
            .as_mut()
            .filter(|it| is_first && next_day(it.day()) == day)
        else {
            return;
        };
        let metres = sighting.metres_on(closed.day());
        closed.figures.metres += metres;
        closed.marks.touch(PartKey::Summary);
        // A silence over midnight is a gap, and no part of a trip.
        if let Some(on @ (None | Some(VehicleStatus::Moving))) = self.trips.current().map(|it| it.status) {
            closed.trips.lengthen(on, metres, &mut closed.marks);
        }
        self.yesterday = Yesterday::new(closed.day(), closed.trips.rows());
    }

    /// Moves a day that is over from the topic of today, where `kept` stays, to its own; later what changed of it.
    pub(super) fn bury(&mut self, kept: &BTreeSet<PartKey>, desk: &mut Desk<'_>) {
        if let Some(mut older) = self.closed.take() {
            older.bury(kept, desk);
        }
        let unwritten = self.marks.take();
        let mut keys = self.keys(desk.detail);
        let is_first = !std::mem::replace(&mut self.is_buried, true);
        if !is_first {
            keys.retain(|it| unwritten.contains(it));
        }
        if desk.detail.days() > 0 {
            let topic = day_topic(desk.vehicle, self.day(), desk.calendar);
            let rows = keys.iter().filter_map(|key| self.row(*key, None));
            desk.writes.extend(rows.map(|row| Write::Put {
                topic: topic.clone(),
                row: row.to_raw(),
            }));
            if is_first {
                desk.archive
                    .note(self.day(), desk.vehicle, keys.iter().map(|it| it.id()));
            }
        }
        if !std::mem::take(&mut self.is_stored) {
            return;
        }
        let gone: BTreeSet<_> = keys
            .union(&unwritten)
            .filter(|it| !kept.contains(it))
            .map(|it| it.id())
            .collect();
        remove_all(&today_topic(desk.vehicle), gone, desk.writes);
    }
}
