//! The fleet seen from outside: telemetry in, rows out. Rules FL4 and onwards of `docs/GATEWAY.md`.

#![expect(clippy::expect_used, reason = "a test may fail")]

use std::{collections::BTreeMap, time::Duration};

use livedeck_gateway::{
    derive::{Deriver as _, Write},
    fleet::{Fleet, FleetConfig},
};
use protocol::{
    Entity, RawRow, RowId, StreamKind, Timestamp, Topic,
    entities::{
        DaySummary, DistributionPoint, FleetSummary, LogPoint, ReportEntry, ReportPart, Severity, Vehicle,
        VehicleKind, VehicleStatus, Violation, ViolationKind, ViolationState,
    },
    telemetry::{Fix, Registration, Telemetry},
};

const CONFIG: FleetConfig = FleetConfig { utc_offset_s: 3600 };

/// A degree of latitude, m.
const DEGREE: f64 = 111_195.0;

/// A fleet and the rows a store would hold.
struct Rig {
    fleet: Fleet,
    rows: BTreeMap<(Topic, RowId), RawRow>,
    now: Timestamp,
    lat: f64,
}

impl Rig {
    /// One vehicle at noon of 2026-11-20 at the depot.
    fn new() -> Self {
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

    fn tell(&mut self, telemetry: Telemetry) {
        self.fleet.handle(telemetry, self.now);
        self.drain();
    }

    /// Time passes in steps of ten seconds, without any news.
    fn wait(&mut self, seconds: u64) {
        let until = self.now + Duration::from_secs(seconds);
        while self.now < until {
            self.now = (self.now + Duration::from_secs(10)).min(until);
            self.fleet.handle_timeout(self.now);
            self.drain();
        }
    }

    /// A position every ten seconds for so long.
    fn drive(&mut self, seconds: u64, speed: f64) {
        for _ in 0..seconds / 10 {
            self.now = self.now + Duration::from_secs(10);
            self.lat += speed / 3.6 * 10.0 / DEGREE;
            let fix = self.fix(speed);
            self.tell(Telemetry::Fix(fix));
        }
    }

    fn fix(&self, speed: f64) -> Fix {
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

    fn drain(&mut self) {
        let writes = self.fleet.drain(self.now);
        self.apply(writes);
    }

    fn apply(&mut self, writes: Vec<Write>) {
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
    fn restart(&mut self, seconds: u64) {
        let writes = self.fleet.flush(self.now);
        self.apply(writes);
        self.now = self.now + Duration::from_secs(seconds);
        let rows = self.rows.iter().map(|((topic, _), row)| (topic, row));
        self.fleet = Fleet::restore(CONFIG, rows, self.now);
    }

    fn all<E: Entity>(&self) -> Vec<E> {
        let topic = Topic::whole(E::KIND);
        let rows = self.rows.iter().filter(|((it, _), _)| *it == topic);
        rows.map(|(_, row)| row.decode().expect("a proper row")).collect()
    }

    fn vehicle(&self) -> Vehicle {
        self.all::<Vehicle>().remove(0)
    }

    fn summary(&self) -> FleetSummary {
        self.all::<FleetSummary>().remove(0)
    }

    fn report(&self, scope: &str) -> Vec<ReportPart> {
        let topic = Topic::scoped(StreamKind::ReportEntry, scope);
        let rows = self.rows.iter().filter(|((it, _), _)| *it == topic);
        rows.map(|(_, row)| row.decode::<ReportEntry>().expect("a proper row").part)
            .collect()
    }

    fn day(&self, scope: &str) -> DaySummary {
        let mut days = self.report(scope).into_iter().filter_map(|it| match it {
            ReportPart::Summary(day) => Some(day),
            _ => None,
        });
        days.next().expect("a summary")
    }

    fn segments(&self, scope: &str) -> Vec<Option<VehicleStatus>> {
        let segments = self.report(scope).into_iter().filter_map(|it| match it {
            ReportPart::Segment(segment) => Some(segment.status),
            _ => None,
        });
        segments.collect()
    }

    fn violate(&mut self, id: &str, severity: Severity) -> Violation {
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
    fn mutate(&mut self, row: &impl Entity, kind: StreamKind) {
        let write = Write::Put {
            topic: Topic::whole(kind),
            row: row.to_raw(),
        };
        self.apply(vec![write]);
        self.drain();
    }
}

/// 12:00 at the depot.
fn noon() -> Timestamp {
    Timestamp::from_millis(1_795_129_200_000) + Duration::from_secs(12 * 3600)
}

fn registered(id: &str) -> Telemetry {
    Telemetry::Registered(Registration {
        vehicle: RowId::from(id),
        plate: id.to_uppercase(),
        kind: VehicleKind::Tipper,
        gross_t: 26.0,
        depot: "Nord depot".to_owned(),
    })
}

fn points(rig: &Rig) -> Vec<LogPoint> {
    let mut points = rig.all::<LogPoint>();
    points.sort_by_key(|it| it.at);
    points
}

#[test]
fn fl4_the_state_follows_from_speed_engine_and_time() {
    let mut rig = Rig::new();
    assert_eq!(
        rig.vehicle().status,
        VehicleStatus::Offline,
        "nothing was heard yet"
    );
    rig.drive(60, 50.0);
    assert_eq!(rig.vehicle().status, VehicleStatus::Moving);
    rig.drive(200, 0.0);
    assert_eq!(rig.vehicle().status, VehicleStatus::Idle);
    rig.drive(200, 0.0);
    assert_eq!(
        rig.vehicle().status,
        VehicleStatus::Stopped,
        "it stands for more than 5 minutes"
    );
    for (engine, status) in [
        (Some(true), VehicleStatus::Idle),
        (Some(false), VehicleStatus::Stopped),
    ] {
        rig.now = rig.now + Duration::from_secs(10);
        let fix = Fix {
            engine,
            ..rig.fix(0.0)
        };
        rig.tell(Telemetry::Fix(fix));
        assert_eq!(rig.vehicle().status, status);
    }
}

#[test]
fn fl5_a_vehicle_is_offline_after_five_minutes_of_silence_and_the_silence_is_a_gap() {
    let mut rig = Rig::new();
    rig.drive(600, 50.0);
    rig.wait(300);
    assert_eq!(rig.vehicle().status, VehicleStatus::Moving);
    rig.wait(10);
    assert_eq!(rig.vehicle().status, VehicleStatus::Offline);
    assert_eq!(points(&rig).iter().map(|it| it.faults).sum::<u32>(), 1);
    rig.wait(600);
    rig.drive(120, 50.0);
    assert_eq!(rig.vehicle().status, VehicleStatus::Moving);
    let moving = Some(VehicleStatus::Moving);
    assert_eq!(rig.segments("kv-1"), [moving, None, moving]);
}

#[test]
fn fl5_the_workshop_is_not_offline() {
    let mut rig = Rig::new();
    rig.drive(60, 50.0);
    let vehicle = RowId::from("kv-1");
    rig.tell(Telemetry::Maintenance {
        vehicle: vehicle.clone(),
        begins: true,
        at: rig.now,
    });
    rig.wait(3600);
    assert_eq!(rig.vehicle().status, VehicleStatus::Maintenance);
    assert!(rig.vehicle().strip.ends_with("xx"));
    rig.tell(Telemetry::Maintenance {
        vehicle,
        begins: false,
        at: rig.now,
    });
    rig.drive(60, 50.0);
    assert_eq!(rig.vehicle().status, VehicleStatus::Moving);
}

#[test]
fn fl6_late_positions_fill_the_track_and_move_nothing_back() {
    let mut rig = Rig::new();
    rig.drive(600, 50.0);
    let before = rig.vehicle();
    let late = Fix {
        at: rig.now - Duration::from_secs(55),
        speed: 88.0,
        lat: 10.0,
        ..rig.fix(50.0)
    };
    rig.tell(Telemetry::Fix(late));
    rig.wait(20);
    let vehicle = rig.vehicle();
    assert_eq!(
        (vehicle.lat, vehicle.fix_at, vehicle.speed),
        (before.lat, before.fix_at, 50.0)
    );
    let day = rig.day("kv-1");
    assert_eq!((day.fixes, day.top_speed), (61, 88.0));
}

#[test]
fn fl6_distance_and_numbers_are_rounded_for_the_wire() {
    let mut rig = Rig::new();
    rig.drive(720, 50.0);
    let vehicle = rig.vehicle();
    assert!(
        (vehicle.distance_today - 9.86).abs() < 0.02,
        "{}",
        vehicle.distance_today
    );
    let places = |it: f64, digits: i32| {
        (it * 10f64.powi(digits))
            .fract()
            .abs()
            .min(1.0 - (it * 10f64.powi(digits)).fract().abs())
    };
    assert!(places(vehicle.lat, 6) < 1e-3 && places(vehicle.distance_today, 2) < 1e-6);
}

#[test]
fn fl6_a_place_nobody_named_is_its_coordinates() {
    let mut rig = Rig::new();
    rig.tell(Telemetry::Fix(Fix {
        place: None,
        lat: 54.360_11,
        lng: 12.410_23,
        ..rig.fix(0.0)
    }));
    assert_eq!(rig.vehicle().place, "54.3601, 12.4102");
}

#[test]
fn fl14_open_violations_follow_what_people_do() {
    let mut rig = Rig::new();
    rig.drive(60, 50.0);
    rig.violate("a", Severity::Low);
    let mut violation = rig.violate("b", Severity::Critical);
    rig.wait(2);
    assert_eq!(rig.vehicle().open_violations, 2);
    assert_eq!(
        (rig.summary().open_violations, rig.summary().critical_violations),
        (2, 1)
    );
    violation.state = ViolationState::Resolved;
    rig.mutate(&violation, StreamKind::Violation);
    assert_eq!(rig.vehicle().open_violations, 1);
    assert_eq!(
        (rig.summary().open_violations, rig.summary().critical_violations),
        (1, 0),
        "at once"
    );
    violation.state = ViolationState::Open;
    rig.mutate(&violation, StreamKind::Violation);
    assert_eq!(rig.vehicle().open_violations, 2);
    assert_eq!(rig.day("kv-1").violations, 2);
    assert!(rig.vehicle().strip.ends_with('M'));
}

#[test]
fn fl15_the_distribution_counts_today_and_yesterday_up_to_now() {
    let mut rig = Rig::new();
    rig.violate("early", Severity::Low);
    rig.wait(3600);
    rig.violate("later", Severity::Critical);
    rig.wait(2);
    let speeding = |rig: &Rig| {
        let points = rig.all::<DistributionPoint>();
        assert_eq!(points.len(), ViolationKind::ALL.len());
        let point = points
            .into_iter()
            .find(|it| it.kind == ViolationKind::Speeding)
            .expect("a point per kind");
        (point.count, point.critical, point.before)
    };
    assert_eq!(speeding(&rig), (2, 1, 0));
    rig.wait(24 * 3600 - 1800);
    assert_eq!(speeding(&rig), (0, 0, 1));
    rig.wait(3600);
    assert_eq!(speeding(&rig), (0, 0, 2));
}

#[test]
fn fl16_midnight_begins_a_new_day_and_keeps_the_old_one() {
    let mut rig = Rig::new();
    rig.wait(12 * 3600 - 1800);
    rig.drive(3600, 50.0);
    rig.wait(20);
    assert!(
        (rig.vehicle().distance_today - 25.0).abs() < 0.2,
        "{}",
        rig.vehicle().distance_today
    );
    let yesterday = rig.day("kv-1@2026-11-20");
    assert!((yesterday.distance - 25.0).abs() < 0.4);
    assert_eq!(yesterday.moving_s, 1790);
    let today = rig.day("kv-1");
    assert_eq!(today.day, noon() + Duration::from_secs(12 * 3600));
    assert_eq!(today.moving_s, 1800);
    assert_eq!(today.distance_before, Some(0.0));
    assert_eq!(rig.segments("kv-1"), [Some(VehicleStatus::Moving)]);
    // Three days are kept.
    rig.wait(4 * 24 * 3600);
    assert!(rig.report("kv-1@2026-11-20").is_empty());
    assert!(!rig.report("kv-1@2026-11-22").is_empty());
}

#[test]
fn fl17_the_summary_knows_yesterday_after_a_day() {
    let mut rig = Rig::new();
    rig.drive(3600, 50.0);
    rig.wait(2);
    assert_eq!(rig.summary().before, None);
    assert_eq!(rig.summary().utilisation, 100.0);
    rig.wait(24 * 3600);
    let summary = rig.summary();
    assert_eq!(summary.history.moving.len(), 25);
    assert_eq!(summary.before.expect("a day of history").moving, 1.0);
    assert_eq!(
        (summary.total, summary.offline, summary.active, summary.depots),
        (1, 1, 0, 1)
    );
}

#[test]
fn fl18_a_restart_loses_nothing() {
    let mut rig = Rig::new();
    rig.drive(1800, 50.0);
    rig.violate("a", Severity::High);
    rig.drive(1800, 0.0);
    rig.drive(300, 30.0);
    rig.restart(0);
    let before = rig.rows.clone();
    let writes = rig.fleet.flush(rig.now);
    rig.apply(writes);
    for (key, row) in &before {
        assert_eq!(rig.rows.get(key), Some(row), "{} {}", key.0, key.1);
    }
    assert_eq!(rig.rows.len(), before.len());
}

#[test]
fn fl18_a_fleet_that_was_restarted_goes_on_like_one_that_was_not() {
    let story = |restarts: bool| {
        let mut rig = Rig::new();
        for speed in [50.0, 0.0, 30.0, 70.0, 0.0] {
            rig.drive(600, speed);
            if restarts {
                rig.restart(0);
            }
        }
        let writes = rig.fleet.flush(rig.now);
        rig.apply(writes);
        rig.rows
    };
    let (once, often) = (story(false), story(true));
    for (key, row) in &once {
        assert_eq!(often.get(key), Some(row), "{} {}", key.0, key.1);
    }
}

#[test]
fn fl19_time_without_the_gateway_is_unknown_not_offline() {
    let mut rig = Rig::new();
    rig.drive(3600, 50.0);
    let faults = |rig: &Rig| points(rig).iter().map(|it| it.faults).sum::<u32>();
    rig.restart(40 * 60);
    rig.drain();
    assert_eq!(rig.vehicle().status, VehicleStatus::Offline, "until it reports");
    rig.drive(120, 50.0);
    assert_eq!(faults(&rig), 0);
    assert_eq!(rig.vehicle().status, VehicleStatus::Moving);
    assert!(
        rig.vehicle().strip.ends_with("mmmm--m"),
        "{}",
        rig.vehicle().strip
    );
    assert_eq!(points(&rig).iter().filter(|it| it.gap).count(), 3);
    let moving = Some(VehicleStatus::Moving);
    assert_eq!(rig.segments("kv-1"), [moving, None, moving]);
}

#[test]
fn fl19_a_restart_of_a_minute_is_no_gap() {
    let mut rig = Rig::new();
    rig.drive(3600, 50.0);
    rig.restart(60);
    rig.drain();
    assert_eq!(rig.vehicle().status, VehicleStatus::Moving);
    rig.drive(60, 50.0);
    assert_eq!(rig.segments("kv-1"), [Some(VehicleStatus::Moving)]);
    assert!(points(&rig).iter().all(|it| !it.gap));
}

#[test]
fn fl19_who_was_offline_before_a_short_restart_is_offline_after_it() {
    let mut rig = Rig::new();
    rig.drive(3600, 50.0);
    rig.wait(600);
    assert_eq!(rig.vehicle().status, VehicleStatus::Offline);
    rig.restart(3);
    rig.wait(10);
    assert_eq!(rig.vehicle().status, VehicleStatus::Offline);
    assert_eq!(rig.summary().offline, 1);
}

#[test]
fn fl20_a_day_ends_while_the_gateway_is_down() {
    let mut rig = Rig::new();
    rig.drive(3600, 50.0);
    rig.restart(24 * 3600);
    rig.wait(60);
    assert_eq!(rig.vehicle().distance_today, 0.0);
    assert!(rig.day("kv-1@2026-11-20").distance > 49.0);
    assert_eq!(
        rig.segments("kv-1@2026-11-20"),
        [Some(VehicleStatus::Moving), None]
    );
    assert_eq!(rig.day("kv-1").distance, 0.0);
    assert!(rig.day("kv-1").distance_before.expect("yesterday is known") > 49.0);
}

#[test]
fn fl21_what_is_removed_leaves_no_rows() {
    let mut rig = Rig::new();
    rig.wait(11 * 3600);
    rig.drive(2 * 3600, 50.0);
    rig.wait(60);
    rig.fleet.remove(&RowId::from("kv-1"));
    rig.wait(2);
    assert!(rig.all::<Vehicle>().is_empty());
    assert!(
        rig.rows
            .keys()
            .all(|(topic, _)| topic.kind != StreamKind::ReportEntry)
    );
    rig.drive(10, 50.0);
    assert_eq!(rig.fleet.ignored(), 1);
}

#[test]
fn fl22_history_is_absorbed_in_one_go() {
    let source = Rig::new();
    let mut history = vec![registered("kv-1")];
    let begin = noon() - Duration::from_secs(36 * 3600);
    for n in 0..36 * 60u64 {
        let at = begin + Duration::from_secs(n * 60);
        let lat = 50.0 + n as f64 * 0.005;
        history.push(Telemetry::Fix(Fix {
            at,
            lat,
            ..source.fix(33.4)
        }));
    }
    let mut rig = Rig {
        fleet: Fleet::new(CONFIG, noon()),
        rows: BTreeMap::new(),
        ..source
    };
    rig.fleet.absorb(history, noon());
    rig.drain();
    assert_eq!(rig.vehicle().strip, "m".repeat(95) + "-");
    assert_eq!(points(&rig).len(), 36 * 4 + 1);
    assert!(rig.summary().before.is_some());
    assert!((rig.day("kv-1@2026-11-19").distance - 800.0).abs() < 2.0);
    assert_eq!(rig.segments("kv-1"), [Some(VehicleStatus::Moving)]);
}

#[test]
fn fl23_figures_and_reports_are_written_no_more_often_than_they_are_read() {
    let mut rig = Rig::new();
    rig.drive(600, 50.0);
    let (mut reports, mut summaries) = (0, 0);
    for n in 1..=600 {
        rig.now = rig.now + Duration::from_millis(100);
        rig.lat += 1.4 / DEGREE;
        rig.fleet.handle(Telemetry::Fix(rig.fix(50.0)), rig.now);
        let writes = rig.fleet.drain(rig.now);
        let of = |kind| writes.iter().filter(|it| it.topic().kind == kind).count();
        assert_eq!(of(StreamKind::Vehicle), 1, "at step {n}");
        reports += usize::from(of(StreamKind::ReportEntry) > 0);
        summaries += of(StreamKind::FleetSummary);
    }
    assert!((3..=4).contains(&reports), "{reports}");
    // A tenth of a kilometre takes seven seconds.
    assert!((8..=12).contains(&summaries), "{summaries}");
}

#[test]
fn fl23_reports_of_a_large_fleet_wait_their_turn() {
    let mut rig = Rig::new();
    for n in 0..3_000 {
        rig.fleet.handle(registered(&format!("kv-x{n}")), rig.now);
    }
    let mut written = Vec::new();
    for _ in 0..8 {
        let writes = rig.fleet.drain(rig.now);
        written.push(
            writes
                .iter()
                .filter(|it| it.topic().kind == StreamKind::ReportEntry)
                .count(),
        );
        rig.now = rig.now + Duration::from_secs(1);
    }
    assert!(written.iter().all(|it| *it <= 601), "{written:?}");
    assert_eq!(
        written.iter().sum::<usize>(),
        3_000,
        "all but the one written before: {written:?}"
    );
}

#[test]
fn fl23_many_positions_between_two_drains_are_one_write() {
    let mut rig = Rig::new();
    for _ in 0..100 {
        rig.now = rig.now + Duration::from_millis(10);
        rig.fleet.handle(Telemetry::Fix(rig.fix(20.0)), rig.now);
    }
    let writes = rig.fleet.drain(rig.now);
    assert_eq!(
        writes
            .iter()
            .filter(|it| it.topic().kind == StreamKind::Vehicle)
            .count(),
        1
    );
}
