//! One vehicle's day in parts, written part by part as they change.

mod agenda;
mod archive;
mod detail;
mod figures;
mod journal;
mod midnight;
mod parts;
mod restored;
mod segments;
mod speeds;
mod trips;
mod yesterday;

use std::{collections::BTreeSet, time::Duration};

use protocol::{
    Entity, RowId, Timestamp,
    entities::{LogEntry, LogKind, ReportEntry, ReportPart, VehicleStatus},
    telemetry::Fix,
};

pub(crate) use self::{
    agenda::Agenda, archive::Archive, detail::Detail, restored::StoredReport, trips::Began,
};
use self::{
    archive::{remove_all, today_topic},
    figures::Figures,
    journal::Journal,
    parts::{Marks, PartKey},
    segments::Segments,
    speeds::Speeds,
    trips::{Step, Trips},
    yesterday::Yesterday,
};
use super::day::{Calendar, next_day};
use crate::derive::Write;

/// A vehicle's day.
#[derive(Debug, Default)]
pub(crate) struct Report {
    figures: Figures,
    segments: Segments,
    trips: Trips,
    speeds: Speeds,
    journal: Journal,
    yesterday: Yesterday,
    marks: Marks,
    /// The day before, until it is written as such and the step over midnight is known.
    closed: Option<Box<Self>>,
    /// Whether it is over and was moved to the topic of its day.
    is_buried: bool,
    written_at: Option<Timestamp>,
    /// Whether some of it was ever written, so that there may be rows to remove.
    is_stored: bool,
    /// When the agenda will write it.
    pub(in crate::fleet) due: Option<Timestamp>,
}

/// A position as the report sees it.
pub(super) struct Sighting<'a> {
    pub(super) at: Timestamp,
    /// When the position before was taken.
    pub(super) since: Timestamp,
    pub(super) status: VehicleStatus,
    pub(super) place: &'a str,
    pub(super) metres: f64,
    pub(super) speed: f64,
    pub(super) speed_limit: f64,
    pub(super) heading: f64,
    pub(super) accuracy: f64,
}

impl<'a> Sighting<'a> {
    /// The position of a vehicle that is in this state, and drove so many metres since `since` to get there.
    pub(super) fn new(
        fix: &Fix,
        since: Timestamp,
        status: VehicleStatus,
        place: &'a str,
        metres: f64,
    ) -> Self {
        Self {
            at: fix.at,
            since,
            status,
            place,
            metres,
            speed: fix.speed,
            speed_limit: fix.speed_limit.unwrap_or_default(),
            heading: fix.heading,
            accuracy: fix.accuracy,
        }
    }

    /// Metres of this step that fall on the day, spread evenly over its time.
    fn metres_on(&self, day: Timestamp) -> f64 {
        let within = self.at.min(next_day(day)).since(self.since.max(day));
        match self.at.since(self.since) {
            whole if whole.is_zero() => self.metres,
            whole => self.metres * (within.as_secs_f64() / whole.as_secs_f64()),
        }
    }
}

impl Report {
    /// The report of a day of which nothing is known yet.
    pub(super) fn new(day: Timestamp) -> Self {
        let mut report = Self {
            figures: Figures::new(day),
            ..Self::default()
        };
        report.marks.touch(PartKey::Summary);
        report
    }

    /// The midnight with which its day began.
    pub(super) const fn day(&self) -> Timestamp {
        self.figures.day
    }

    /// Moving, idle and known time of the day, in that order.
    pub(super) fn spent(&self) -> [Duration; 3] {
        self.figures.spent()
    }

    /// Since when the vehicle stands, if it does.
    pub(super) fn standing_since(&self) -> Option<Timestamp> {
        let last = self.segments.rows().last().filter(|it| it.to.is_none())?;
        matches!(last.status, Some(VehicleStatus::Idle | VehicleStatus::Stopped)).then_some(last.from)
    }

    /// Metres driven today.
    pub(super) const fn metres(&self) -> f64 {
        self.figures.metres
    }

    /// The vehicle was in this state from `from` to `to`.
    pub(super) fn credit(&mut self, status: VehicleStatus, from: Timestamp, to: Timestamp) {
        self.figures.credit(status, to.since(from.max(self.day())));
        self.marks.touch(PartKey::Summary);
    }

    /// A position newer than all others.
    pub(super) fn handle_sighting(&mut self, sighting: &Sighting<'_>, detail: Detail) -> Option<Began> {
        if sighting.at < self.day() {
            return None;
        }
        self.finish_yesterday(sighting);
        let metres = sighting.metres_on(self.day());
        self.figures.metres += metres;
        self.measure(sighting, detail);
        if let Detail::Full { positions_max, .. } = detail {
            let text = || {
                let Sighting {
                    speed,
                    heading,
                    accuracy,
                    ..
                } = sighting;
                format!("{speed:.0} km/h {heading:.0}° ±{accuracy:.0} m")
            };
            self.journal
                .sample(sighting.at, text, positions_max, &mut self.marks);
        }
        let began = self.trips.handle_step(
            &Step {
                at: sighting.at,
                status: sighting.status,
                place: sighting.place,
                metres,
            },
            &mut self.marks,
        );
        self.note_trip(began.as_ref(), detail);
        began
    }

    /// Time passed while the vehicle stands, in this state.
    pub(super) fn handle_rest(
        &mut self,
        now: Timestamp,
        status: VehicleStatus,
        detail: Detail,
    ) -> Option<Began> {
        let began = self.trips.handle_rest(now, status, &mut self.marks);
        self.note_trip(began.as_ref(), detail);
        began
    }

    /// A position older than others that are known: it fills the track but moves nothing.
    pub(super) fn handle_late(&mut self, sighting: &Sighting<'_>, detail: Detail) {
        if sighting.at >= self.day() {
            self.measure(sighting, detail);
        }
    }

    /// The state is this from `at` on; `None`: no position is received.
    pub(super) fn enter(&mut self, status: Option<VehicleStatus>, at: Timestamp, detail: Detail) {
        if matches!(detail, Detail::Full { .. }) {
            self.segments.enter(status, at.max(self.day()), &mut self.marks);
        }
    }

    /// The vehicle is offline, and was last heard at `last`.
    pub(super) fn handle_silence(&mut self, last: Timestamp) {
        self.trips.handle_silence(last, &mut self.marks);
    }

    /// A rule was broken today.
    pub(super) fn count_violation(&mut self, critical: bool) {
        self.figures.violations += 1;
        self.figures.critical += u32::from(critical);
        self.marks.hurry(PartKey::Summary);
    }

    /// Fuel was used, L.
    pub(super) fn use_fuel(&mut self, litres: f64) {
        *self.figures.fuel_used.get_or_insert_default() += litres;
    }

    /// A line for the log.
    pub(super) fn note(&mut self, at: Timestamp, kind: LogKind, text: String, detail: Detail) {
        if matches!(detail, Detail::Full { .. }) {
            self.journal.note(LogEntry { at, kind, text }, &mut self.marks);
        }
    }

    /// Whether nothing is left to write.
    pub(super) fn is_written(&self) -> bool {
        self.marks.is_empty()
    }

    /// Whether somebody waits for it.
    pub(super) const fn is_urgent(&self) -> bool {
        self.marks.is_urgent()
    }

    /// When it was last written.
    pub(super) const fn written_at(&self) -> Option<Timestamp> {
        self.written_at
    }

    /// Writes what changed, and first the day before if that is not done yet. How many rows that takes.
    pub(super) fn write(&mut self, desk: &mut Desk<'_>) -> usize {
        let before = desk.writes.len();
        self.due = None;
        self.written_at = Some(desk.now);
        if let Some(mut closed) = self.closed.take() {
            closed.bury(&self.keys(desk.detail), desk);
            self.closed = (self.figures.fixes == 0).then_some(closed);
        }
        let topic = today_topic(desk.vehicle);
        for key in self.marks.take() {
            if !desk.detail.includes(key) {
                continue;
            }
            let topic = topic.clone();
            match self.row(key, Some(desk.now)) {
                Some(row) => desk.writes.push(Write::Put {
                    topic,
                    row: row.to_raw(),
                }),
                None if self.is_stored => desk.writes.push(Write::Remove { topic, id: key.id() }),
                None => {}
            }
        }
        self.is_stored = true;
        desk.writes.len() - before
    }

    /// Removes what is stored of it.
    pub(super) fn remove(&self, vehicle: &RowId, writes: &mut Vec<Write>) {
        let all = Detail::of(0);
        let closed = self.closed.iter().flat_map(|it| it.keys(all));
        let ids: BTreeSet<_> = self
            .keys(all)
            .into_iter()
            .chain(closed)
            .map(PartKey::id)
            .collect();
        remove_all(&today_topic(vehicle), ids, writes);
    }

    fn note_trip(&mut self, began: Option<&Began>, detail: Detail) {
        match began {
            Some(Began::Trip(at, place)) => self.note(*at, LogKind::Trip, format!("start, {place}"), detail),
            Some(Began::Stop(at, place)) => self.note(*at, LogKind::Trip, format!("end, {place}"), detail),
            None => {}
        }
    }

    fn measure(&mut self, sighting: &Sighting<'_>, detail: Detail) {
        self.figures.fixes += 1;
        self.figures.top_speed = self.figures.top_speed.max(sighting.speed);
        self.marks.touch(PartKey::Summary);
        if matches!(detail, Detail::Full { .. }) {
            let speeds = (sighting.speed, sighting.speed_limit);
            self.speeds
                .handle_speed(self.figures.day, sighting.at, speeds, &mut self.marks);
        }
    }

    /// Every part there is.
    fn keys(&self, detail: Detail) -> BTreeSet<PartKey> {
        [PartKey::Summary]
            .into_iter()
            .chain((0..self.segments.rows().len() as u32).map(PartKey::Segment))
            .chain((0..self.trips.rows().len() as u32).map(PartKey::Trip))
            .chain(self.speeds.hours().keys().copied().map(PartKey::Speed))
            .chain(self.journal.numbers().map(PartKey::Log))
            .filter(|it| detail.includes(*it))
            .collect()
    }

    /// The row of a part, if there is one; `now` while the day goes on.
    fn row(&self, key: PartKey, now: Option<Timestamp>) -> Option<ReportEntry> {
        let part = match key {
            PartKey::Summary => ReportPart::Summary(self.figures.summary(&self.yesterday, now)),
            PartKey::Segment(n) => ReportPart::Segment(self.segments.rows().get(n as usize)?.clone()),
            PartKey::Trip(n) => {
                let mut trip = self.trips.rows().get(n as usize)?.clone();
                // Positions and measured speeds may disagree a little: nobody drives above the top on average.
                let end = trip.to.or(now).unwrap_or(trip.from);
                let top = self.speeds.top(trip.from, end).unwrap_or(self.figures.top_speed);
                trip.mean_speed = trip.mean_speed.min(top);
                ReportPart::Trip(trip)
            }
            PartKey::Speed(hour) => ReportPart::Speed(self.speeds.hours().get(&hour)?.clone()),
            PartKey::Log(n) => ReportPart::Log(self.journal.line(n)?.clone()),
        };
        Some(ReportEntry { id: key.id(), part })
    }
}

/// What writing a report needs at hand.
pub(super) struct Desk<'a> {
    pub(super) vehicle: &'a RowId,
    pub(super) now: Timestamp,
    pub(super) detail: Detail,
    pub(super) calendar: Calendar,
    pub(super) archive: &'a mut Archive,
    pub(super) writes: &'a mut Vec<Write>,
}
