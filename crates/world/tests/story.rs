//! What the world promises, looked at from outside.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use livedeck_world::{Point, World, WorldConfig};
use protocol::{
    RowId, Timestamp,
    entities::{Severity, Violation, ViolationKind, ViolationState},
    telemetry::{Fix, Telemetry},
};

const HOUR: u64 = 3_600_000;
const DAY: u64 = 24 * HOUR;
/// A Friday, midnight at the depots (UTC+1).
const MIDNIGHT: u64 = 1_795_129_200_000;

fn at(hour: u64) -> Timestamp {
    Timestamp::from_millis(MIDNIGHT + hour * HOUR)
}

fn after(start: Timestamp, seconds: u64) -> Timestamp {
    start + Duration::from_secs(seconds)
}

/// When it was told; master data is timeless.
fn time(telemetry: &Telemetry) -> Option<Timestamp> {
    match telemetry {
        Telemetry::Registered(_) => None,
        Telemetry::Fix(fix) => Some(fix.at),
        Telemetry::Violation(violation) => Some(violation.at),
        Telemetry::Position(fix) => Some(fix.at),
        Telemetry::Shipment { author, .. } => Some(author.at),
        Telemetry::Driver { at, .. }
        | Telemetry::Duty { at, .. }
        | Telemetry::Maintenance { at, .. }
        | Telemetry::Event { at, .. } => Some(*at),
    }
}

fn fixes(told: &[Telemetry]) -> impl Iterator<Item = &Fix> {
    told.iter().filter_map(|it| match it {
        Telemetry::Fix(fix) => Some(fix),
        _ => None,
    })
}

fn assert_in_order(told: &[Telemetry]) {
    let times: Vec<_> = told.iter().filter_map(time).collect();
    assert!(times.is_sorted());
}

#[derive(Debug, Default)]
struct Count {
    moving: usize,
    idle: usize,
    stopped: usize,
    offline: usize,
    maintenance: usize,
}

/// As the gateway counts: what each vehicle last said.
fn count(told: &[Telemetry], now: Timestamp) -> Count {
    let mut last: HashMap<&RowId, &Fix> = HashMap::new();
    let mut workshop: HashSet<&RowId> = HashSet::new();
    let mut all: HashSet<&RowId> = HashSet::new();
    for it in told {
        match it {
            Telemetry::Registered(it) => {
                all.insert(&it.vehicle);
            }
            Telemetry::Fix(fix) => {
                last.insert(&fix.vehicle, fix);
            }
            Telemetry::Maintenance { vehicle, begins, .. } => {
                if *begins {
                    workshop.insert(vehicle);
                } else {
                    workshop.remove(vehicle);
                }
            }
            Telemetry::Driver { .. }
            | Telemetry::Duty { .. }
            | Telemetry::Violation(_)
            | Telemetry::Position(_)
            | Telemetry::Shipment { .. }
            | Telemetry::Event { .. } => {}
        }
    }
    let mut count = Count::default();
    for vehicle in all {
        let fix = last.get(vehicle);
        *match fix {
            _ if workshop.contains(vehicle) => &mut count.maintenance,
            Some(fix) if now.since(fix.at).as_secs() < 300 => match fix.engine {
                _ if fix.speed > 3.0 => &mut count.moving,
                Some(true) => &mut count.idle,
                _ => &mut count.stopped,
            },
            _ => &mut count.offline,
        } += 1;
    }
    count
}

#[test]
fn same_seed_and_same_times_tell_the_same_story() {
    let run = |seed| {
        let mut world = World::new(WorldConfig::new(seed, at(14)));
        let mut told: Vec<_> = world.history().collect();
        told.extend(world.advance(after(at(14), 60)));
        told
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
}

#[test]
fn story_does_not_depend_on_how_often_somebody_asks() {
    let run = |step: u64| {
        let mut world = World::new(WorldConfig::new(1, at(14)));
        (1..=120 / step)
            .flat_map(|nth| world.advance(after(at(14), nth * step)))
            .collect::<Vec<_>>()
    };
    assert_eq!(run(1), run(60));
}

#[test]
fn history_is_told_in_the_order_of_time_and_without_holes() {
    let mut world = World::new(WorldConfig::new(1, at(14)));
    let told: Vec<_> = world.history().collect();
    assert_in_order(&told);
    let times = || told.iter().filter_map(time);
    assert!(
        times()
            .all(|it| (at(14).as_millis() - 14 * HOUR - DAY..=at(14).as_millis()).contains(&it.as_millis()))
    );
    let okafor: Vec<_> = fixes(&told)
        .filter(|it| it.vehicle.as_str() == "kv-4821")
        .collect();
    let rolling = okafor.windows(2).filter(|it| it[0].speed > 5.0);
    let late = rolling
        .filter(|it| it[1].at.since(it[0].at).as_secs() > 60)
        .count();
    assert!(late < 8, "{late} gaps");
    assert!(world.history().next().is_none(), "a second history is empty");
}

#[test]
fn history_joins_the_present() {
    let mut world = World::new(WorldConfig::new(1, at(14)));
    let told: Vec<_> = world.history().collect();
    let last: HashMap<_, _> = fixes(&told).map(|it| (it.vehicle.clone(), it.clone())).collect();
    let mut other = World::new(WorldConfig::new(1, at(14)));
    let present = other.roll_call();
    for fix in fixes(&present) {
        let before = &last[&fix.vehicle];
        let way = Point {
            lat: fix.lat,
            lng: fix.lng,
        }
        .metres(Point {
            lat: before.lat,
            lng: before.lng,
        });
        assert!(way < 6_000.0, "{} jumped {way} m", fix.vehicle);
    }
    assert_eq!(world.advance(after(at(14), 90)), other.advance(after(at(14), 90)));
}

#[test]
fn history_can_be_left_and_taken_up_again() {
    let mut world = World::new(WorldConfig::new(1, at(14)));
    let mut told: Vec<_> = world.history().take(5_000).collect();
    told.extend(world.history());
    told.extend(world.advance(after(at(14), 10)));
    assert_in_order(&told);
}

#[test]
fn any_hour_shows_a_busy_fleet() {
    for hour in [3, 9, 14, 22] {
        for seed in [1, 2, 3] {
            let mut world = World::new(WorldConfig::new(seed, at(hour)));
            let told: Vec<_> = world.history().collect();
            let count = count(&told, at(hour));
            println!("{hour:02}:00 seed {seed}: {count:?}");
            assert!(
                (19..=42).contains(&count.moving),
                "{hour}:00 seed {seed}: {count:?}"
            );
            assert!((3..=18).contains(&count.idle), "{hour}:00 seed {seed}: {count:?}");
            assert!(
                (3..=6).contains(&count.offline),
                "{hour}:00 seed {seed}: {count:?}"
            );
            assert!(
                (5..=7).contains(&count.maintenance),
                "{hour}:00 seed {seed}: {count:?}"
            );
        }
    }
}

#[test]
fn queue_looks_like_real_life() {
    for hour in [3, 9, 14, 22] {
        let mut world = World::new(WorldConfig::new(1, at(hour)));
        let violations: Vec<_> = world
            .history()
            .filter_map(|it| match it {
                Telemetry::Violation(it) => Some(it),
                _ => None,
            })
            .collect();
        let mut kinds: HashMap<ViolationKind, u32> = HashMap::new();
        for it in &violations {
            *kinds.entry(it.kind).or_default() += 1;
            assert!(!it.place.is_empty());
            if let Some(changed) = it.changed_at {
                assert!(it.at < changed && changed <= at(hour));
            }
        }
        let today = violations
            .iter()
            .filter(|it| it.at.as_millis() >= MIDNIGHT)
            .count();
        let open = violations.iter().filter(|it| it.state.is_open()).count();
        let is_critical = |it: &&Violation| it.severity == Severity::Critical;
        let critical = violations
            .iter()
            .filter(|it| it.state.is_open())
            .filter(is_critical)
            .count();
        println!(
            "{hour:02}:00 all {} today {today} open {open} critical {critical} {kinds:?}",
            violations.len()
        );
        let ids: HashSet<_> = violations.iter().map(|it| &it.id).collect();
        assert_eq!(ids.len(), violations.len());
        assert_eq!(kinds.len(), ViolationKind::ALL.len(), "{kinds:?}");
        assert!(
            ViolationKind::ALL
                .iter()
                .all(|it| kinds[it] <= kinds[&ViolationKind::Speeding])
        );
        assert!((20..=70).contains(&open), "{open} open");
        assert!((1..=8).contains(&critical), "{critical} critical");
    }
}

#[test]
fn everybody_stays_on_the_roads_and_drives_like_a_truck() {
    let start = at(3);
    let mut world = World::new(WorldConfig::new(7, start));
    let told = world.advance(after(start, 100));
    assert_in_order(&told);
    let city = world.city();
    let mut before: HashMap<&RowId, &Fix> = HashMap::new();
    for fix in fixes(&told) {
        let here = Point {
            lat: fix.lat,
            lng: fix.lng,
        };
        assert!(city.bounds.contain(here), "{fix:?}");
        let near = city
            .roads
            .iter()
            .flat_map(|it| it.line.windows(2))
            .any(|it| near(here, it[0], it[1]));
        assert!(near, "{fix:?}");
        let limit = fix.speed_limit.unwrap_or(0.0);
        assert!((0.0..=limit * 1.6 + 1.0).contains(&fix.speed), "{fix:?}");
        if let Some(last) = before.insert(&fix.vehicle, fix) {
            let way = here.metres(Point {
                lat: last.lat,
                lng: last.lng,
            });
            let seconds = fix.at.since(last.at).as_secs_f64();
            assert!(
                way <= 35.0 * seconds + 60.0,
                "{way} m in {seconds} s: {last:?} {fix:?}"
            );
        }
    }
}

/// Within 60 m of the straight piece. On a flat map around `here`: sides of a triangle that are kilometres long and
/// metres wrong would make a height that is a hundred metres wrong.
fn near(here: Point, from: Point, to: Point) -> bool {
    let metre = 111_195.0;
    let flat = |it: Point| {
        let east = (it.lng - here.lng) * metre * here.lat.to_radians().cos();
        (east, (it.lat - here.lat) * metre)
    };
    let (from, to) = (flat(from), flat(to));
    let way = (to.0 - from.0, to.1 - from.1);
    let share = -(from.0 * way.0 + from.1 * way.1) / (way.0.powi(2) + way.1.powi(2)).max(0.1);
    let share = share.clamp(0.0, 1.0);
    (from.0 + way.0 * share).hypot(from.1 + way.1 * share) < 60.0
}

#[test]
fn everybody_reports_every_few_seconds() {
    let start = at(9);
    let mut world = World::new(WorldConfig::new(1, start));
    let told = world.advance(after(start, 60));
    let mut reports: HashMap<&RowId, u32> = HashMap::new();
    for fix in fixes(&told) {
        *reports.entry(&fix.vehicle).or_default() += 1;
    }
    assert!(
        reports.values().filter(|it| **it >= 11).count() >= 22,
        "{reports:?}"
    );
    assert!(reports.len() >= 50, "{} report", reports.len());
}

#[test]
fn rate_is_kept_exactly() {
    for (vehicles, rate) in [(60, 10_000.0), (1_000, 500.0), (60, 10.0)] {
        let config = WorldConfig {
            vehicles,
            rate: Some(rate),
            ..WorldConfig::new(1, at(14))
        };
        let mut world = World::new(config);
        let told = world.advance(after(at(14), 6));
        let got = fixes(&told).count() as f64 / 6.0;
        assert!((got / rate - 1.0).abs() < 0.02, "{got} instead of {rate}");
    }
}

#[test]
fn long_pause_is_told_coarsely() {
    let start = at(9);
    let mut world = World::new(WorldConfig::new(1, start));
    world.advance(start);
    let told = world.advance(after(start, 6 * 3_600));
    assert_in_order(&told);
    assert!((2_000..40_000).contains(&told.len()), "{} lines", told.len());
    let told = world.advance(after(start, 6 * 3_600 + 30));
    assert!(told.len() > 100, "{} lines", told.len());
}

#[test]
fn company_goes_on_for_weeks() {
    let start = at(9);
    let mut world = World::new(WorldConfig::new(1, start));
    let mut per_day = Vec::new();
    for day in 1..=14 {
        let told = world.advance(after(start, day * DAY / 1_000));
        assert_in_order(&told);
        let violations: Vec<_> = told
            .iter()
            .filter_map(|it| match it {
                Telemetry::Violation(it) => Some(it),
                _ => None,
            })
            .collect();
        assert!(violations.iter().all(|it| it.state == ViolationState::Open));
        per_day.push(violations.len());
    }
    assert!(per_day.iter().all(|it| (60..250).contains(it)), "{per_day:?}");
    assert!(world.roll_call().len() > 3 * 55);
}

#[test]
fn members_hold_the_accounts_and_every_driver() {
    let world = World::new(WorldConfig::new(1, at(14)));
    let members = world.members();
    let ids: HashSet<_> = members.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids.len(), members.len());
    for id in [
        "u-admin",
        "u-manager",
        "u-dispatcher",
        "u-driver",
        "u-member",
        "u-agent",
        "u-buyer",
    ] {
        assert!(ids.contains(id), "{id}");
    }
    assert_eq!(members.len(), 66);
    assert_eq!(members.iter().filter(|it| it.assignable).count(), 3);
}

#[test]
fn huge_fleet_is_built_in_reasonable_time() {
    let config = WorldConfig {
        vehicles: 100_000,
        ..WorldConfig::new(1, at(14))
    };
    let world = World::new(config);
    assert_eq!(world.members().len(), 10_006);
}
