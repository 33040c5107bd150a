//! The way back after a restart: a fleet from the rows that were stored.

use std::collections::HashMap;

use protocol::{
    RawRow, RowId, StreamKind, Timestamp, Topic,
    entities::{FleetSummary, LogPoint, ReportEntry, Vehicle, Violation},
};

use super::{
    Fleet, FleetConfig,
    day::day_before,
    enqueue,
    logs::Logs,
    report::{Detail, StoredReport},
    summary::Summary,
    vehicle::{SILENCE, VehicleState},
};

/// The stored rows, sorted by what they are. Rows that cannot be read any longer are left out.
#[derive(Default)]
struct Stored {
    vehicles: Vec<Vehicle>,
    violations: Vec<Violation>,
    summary: Option<FleetSummary>,
    points: Vec<LogPoint>,
    /// By vehicle.
    today: HashMap<String, StoredReport>,
    /// By vehicle and date.
    archived: HashMap<(String, String), StoredReport>,
}

impl Fleet {
    /// The fleet that wrote these rows; rows of other streams are skipped.
    ///
    /// The time since the last of them is a gap: the gateway was down and nobody knows what happened.
    pub fn restore<'a>(
        config: FleetConfig,
        rows: impl IntoIterator<Item = (&'a Topic, &'a RawRow)>,
        now: Timestamp,
    ) -> Self {
        let mut stored = Stored::default();
        for (topic, row) in rows {
            stored.insert(topic, row);
        }
        let known = stored.known_at().map_or(now, |it| it.min(now));
        let mut fleet = Self::new(config, known);
        fleet.load(stored);
        fleet.handle_downtime(known, now);
        fleet.handle_timeout(now);
        fleet.logs.roll(now);
        fleet
    }

    fn load(&mut self, mut stored: Stored) {
        for violation in &stored.violations {
            self.book.record(violation);
        }
        self.logs = Logs::restored(stored.points);
        self.summary = stored.summary.map(Summary::restored).unwrap_or_default();
        let today = self.calendar.day(self.clock);
        for row in stored.vehicles {
            let report = stored.today.remove(row.id.as_str()).unwrap_or_default();
            let day = report.day().unwrap_or(today);
            let date = self.calendar.date(day_before(day));
            let yesterday = stored.archived.get(&(row.id.as_str().to_owned(), date));
            let report = report.into_report(day, row.distance_today, yesterday);
            let id = row.id.clone();
            let mut vehicle = VehicleState::restored(row, report, self.clock);
            vehicle.count_open(self.book.open_of(&id));
            self.vehicles.insert(id, vehicle);
        }
        for ((vehicle, _), report) in stored.archived {
            if let Some(day) = report.day() {
                self.archive.note(day, &RowId::from(vehicle), report.into_ids());
            }
        }
    }

    /// Nobody listened from `from` to `to`.
    fn handle_downtime(&mut self, from: Timestamp, to: Timestamp) {
        let detail = Detail::of(self.vehicles.len());
        for (id, vehicle) in &mut self.vehicles {
            vehicle.handle_downtime(from, to, detail);
            enqueue(id, vehicle, &mut self.changed, &mut self.agenda, from);
        }
        if to.since(from) > SILENCE {
            self.summary.skip(to);
            self.logs.handle_downtime(from, to);
        }
    }
}

impl Stored {
    fn insert(&mut self, topic: &Topic, row: &RawRow) {
        match (topic.kind, &topic.scope) {
            (StreamKind::Vehicle, _) => self.vehicles.extend(row.decode()),
            (StreamKind::Violation, _) => self.violations.extend(row.decode()),
            (StreamKind::FleetSummary, _) => self.summary = row.decode().ok(),
            (StreamKind::LogPoint, _) => self.points.extend(row.decode()),
            (StreamKind::ReportEntry, Some(scope)) => {
                if let Ok(entry) = row.decode::<ReportEntry>() {
                    self.report(scope).insert(entry);
                }
            }
            // The distribution follows from the violations; the rest is none of the fleet's.
            (StreamKind::ReportEntry, None)
            | (
                StreamKind::DistributionPoint
                | StreamKind::Driver
                | StreamKind::DriverPosition
                | StreamKind::TrackPoint
                | StreamKind::Shipment
                | StreamKind::Geofence
                | StreamKind::Ticket
                | StreamKind::Member
                | StreamKind::Presence,
                _,
            ) => {}
        }
    }

    fn report(&mut self, scope: &str) -> &mut StoredReport {
        match scope.split_once('@') {
            Some((vehicle, date)) => self
                .archived
                .entry((vehicle.to_owned(), date.to_owned()))
                .or_default(),
            None => self.today.entry(scope.to_owned()).or_default(),
        }
    }

    /// The last moment anybody listened.
    fn known_at(&self) -> Option<Timestamp> {
        let fixes = self.vehicles.iter().map(|it| it.fix_at).max();
        self.summary.as_ref().map(|it| it.at).max(fixes)
    }
}
