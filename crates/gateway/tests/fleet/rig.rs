//! A fleet and the rows a store would hold.

use std::{collections::BTreeMap, time::Duration};

use livedeck_gateway::{
    derive::{Deriver as _, Write},
    fleet::{Fleet, FleetConfig},
};
use protocol::{
    Entity, RawRow, RowId, StreamKind, Timestamp, Topic,
    entities::{
        DaySummary, FleetSummary, LogPoint, ReportEntry, ReportPart, Severity, Trip, Vehicle, VehicleKind,
        VehicleStatus, Violation, ViolationKind, ViolationState,
    },
    telemetry::{Fix, Registration, Telemetry},
};

pub const CONFIG: FleetConfig = FleetConfig { utc_offset_s: 3600 };

/// A degree of latitude, m.
pub const DEGREE: f64 = 111_195.0;

/// A fleet and the rows a store would hold.
pub struct Rig {
    pub fleet: Fleet,
    pub rows: BTreeMap<(Topic, RowId), RawRow>,
    pub now: Timestamp,
    pub lat: f64,
}

impl Rig {
    /// One vehicle at noon of 2026-11-20 at the depot.
    pub fn new() -> Self {
        let now = noon();
        let mut rig = Self {
            fleet: Fleet::new(CONFIG, now),
            rows: BTreeMap::new(),
            now,
            lat: 54.0,
        };
        rig.tell(registered("kv-1"));
        rig
    }

    pub fn tell(&mut self, telemetry: Telemetry) {
        self.fleet.handle(telemetry, self.now);
        self.drain();
    }

    /// Time passes in steps of ten seconds, without any news.
    pub fn wait(&mut self, seconds: u64) {
        let until = self.now + Duration::from_secs(seconds);
        while self.now < until {
            self.now = (self.now + Duration::from_secs(10)).min(until);
            self.fleet.handle_timeout(self.now);
            self.drain();
        }
    }

    /// A position every ten seconds for so long.
    pub fn drive(&mut self, seconds: u64, speed: f64) {
        for _ in 0..seconds / 10 {
            self.now = self.now + Duration::from_secs(10);
            self.lat += speed / 3.6 * 10.0 / DEGREE;
            let fix = self.fix(speed);
            self.tell(Telemetry::Fix(fix));
        }
    }

    pub fn fix(&self, speed: f64) -> Fix {
        Fix {
            vehicle: RowId::from("kv-1"),
            at: self.now,
            lat: self.lat,
            lng: 12.0,
            accuracy: 6.0,
            speed,
            heading: 0.0,
            engine: None,
            fuel: Some(50.0),
            odometer: None,
            place: Some("Ring road".to_owned()),
            speed_limit: Some(50.0),
        }
    }

    pub fn drain(&mut self) {
        let writes = self.fleet.drain(self.now);
        self.apply(writes);
    }

    pub fn apply(&mut self, writes: Vec<Write>) {
        for write in writes {
            let key = (write.topic().clone(), write.id().expect("rows have ids"));
            let after = match write {
                Write::Put { row, .. } => Some(row),
                Write::Remove { .. } => None,
            };
            let before = match &after {
                Some(row) => self.rows.insert(key.clone(), row.clone()),
                None => self.rows.remove(&key),
            };
            self.fleet
                .observe(&key.0, before.as_ref(), after.as_ref(), self.now);
        }
    }

    /// Stops in order, and starts again after so long.
    pub fn restart(&mut self, seconds: u64) {
        let writes = self.fleet.flush(self.now);
        self.apply(writes);
        self.now = self.now + Duration::from_secs(seconds);
        let rows = self.rows.iter().map(|((topic, _), row)| (topic, row));
        self.fleet = Fleet::restore(CONFIG, rows, self.now);
    }

    pub fn all<E: Entity>(&self) -> Vec<E> {
        let topic = Topic::whole(E::KIND);
        let rows = self.rows.iter().filter(|((it, _), _)| *it == topic);
        rows.map(|(_, row)| row.decode().expect("a proper row")).collect()
    }

    pub fn vehicle(&self) -> Vehicle {
        self.all::<Vehicle>().remove(0)
    }

    pub fn summary(&self) -> FleetSummary {
        self.all::<FleetSummary>().remove(0)
    }

    pub fn report(&self, scope: &str) -> Vec<ReportPart> {
        let topic = Topic::scoped(StreamKind::ReportEntry, scope);
        let rows = self.rows.iter().filter(|((it, _), _)| *it == topic);
        rows.map(|(_, row)| row.decode::<ReportEntry>().expect("a proper row").part)
            .collect()
    }

    pub fn day(&self, scope: &str) -> DaySummary {
        let mut days = self.report(scope).into_iter().filter_map(|it| match it {
            ReportPart::Summary(day) => Some(day),
            _ => None,
        });
        days.next().expect("a summary")
    }

    pub fn segments(&self, scope: &str) -> Vec<Option<VehicleStatus>> {
        let segments = self.report(scope).into_iter().filter_map(|it| match it {
            ReportPart::Segment(segment) => Some(segment.status),
            _ => None,
        });
        segments.collect()
    }

    /// Trips, stops and gaps in order.
    pub fn trips(&self, scope: &str) -> Vec<Trip> {
        let trips = self.report(scope).into_iter().filter_map(|it| match it {
            ReportPart::Trip(trip) => Some(trip),
            _ => None,
        });
        trips.collect()
    }

    pub fn violate(&mut self, id: &str, severity: Severity) -> Violation {
        let violation = Violation {
            id: RowId::from(id),
            kind: ViolationKind::Speeding,
            severity,
            vehicle: RowId::from("kv-1"),
            plate: "KV-1".to_owned(),
            driver: None,
            driver_name: None,
            value: 94.0,
            limit: Some(70.0),
            detail: String::new(),
            place: "Ring road".to_owned(),
            lat: 54.0,
            lng: 12.0,
            at: self.now,
            state: ViolationState::Open,
            assignee: None,
            assignee_name: None,
            reason: None,
            changed_by: None,
            changed_at: None,
        };
        self.tell(Telemetry::Violation(violation.clone()));
        violation
    }

    /// Somebody changes a row, as mutations do.
    pub fn mutate(&mut self, row: &impl Entity, kind: StreamKind) {
        let write = Write::Put {
            topic: Topic::whole(kind),
            row: row.to_raw(),
        };
        self.apply(vec![write]);
        self.drain();
    }
}

/// 12:00 at the depot.
pub fn noon() -> Timestamp {
    Timestamp::from_millis(1_795_129_200_000) + Duration::from_secs(12 * 3600)
}

pub fn registered(id: &str) -> Telemetry {
    Telemetry::Registered(Registration {
        vehicle: RowId::from(id),
        plate: id.to_uppercase(),
        kind: VehicleKind::Tipper,
        gross_t: 26.0,
        depot: "Nord depot".to_owned(),
    })
}

pub fn points(rig: &Rig) -> Vec<LogPoint> {
    let mut points = rig.all::<LogPoint>();
    points.sort_by_key(|it| it.at);
    points
}
