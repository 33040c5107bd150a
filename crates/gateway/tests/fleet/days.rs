//! Where a day ends and another begins, and what is kept of it.

use std::{collections::BTreeMap, time::Duration};

use livedeck_gateway::fleet::Fleet;
use protocol::{
    RowId, StreamKind,
    entities::{Vehicle, VehicleStatus},
    telemetry::{Fix, Telemetry},
};

use crate::rig::{CONFIG, DEGREE, Rig, noon, points, registered};

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
fn fl16_a_step_over_midnight_belongs_to_both_days() {
    let mut rig = Rig::new();
    rig.wait(12 * 3600 - 1805);
    // The last position but one is of 23:59:55, the last of 00:00:05; a step is 166.7 m.
    rig.drive(1810, 60.0);
    rig.wait(20);
    assert_eq!(rig.vehicle().distance_today, 0.08);
    let today = rig.day("kv-1");
    assert!(today.mean_speed <= today.top_speed, "{today:?}");
    assert!(rig.trips("kv-1")[0].mean_speed <= today.top_speed);
    let yesterday = rig.day("kv-1@2026-11-20");
    assert_eq!(yesterday.distance, 29.92);
    let trips = rig.trips("kv-1@2026-11-20");
    assert_eq!(trips.last().map(|it| it.distance), Some(29.92));
    // Both days are as they were after a restart.
    let before = rig.rows.clone();
    rig.restart(0);
    assert_eq!(rig.rows.len(), before.len());
    assert_eq!(rig.day("kv-1").distance, today.distance);
}

#[test]
fn fl16_who_brakes_over_midnight_has_no_mean_above_the_top() {
    let mut rig = Rig::new();
    rig.wait(12 * 3600 - 1805);
    rig.drive(1800, 60.0);
    rig.now = rig.now + Duration::from_secs(10);
    rig.lat += 60.0 / 3.6 * 10.0 / DEGREE;
    let fix = rig.fix(20.0);
    rig.tell(Telemetry::Fix(fix));
    rig.wait(20);
    let today = rig.day("kv-1");
    assert_eq!((today.mean_speed, today.top_speed), (20.0, 20.0));
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
fn fl17_a_history_since_yesterdays_midnight_knows_yesterday_at_once() {
    let source = Rig::new();
    let begin = noon() + Duration::from_secs(12 * 3600);
    // Begun five minutes after the next midnight: 50 km/h for 24 hours and five minutes.
    let now = begin + Duration::from_secs((24 * 60 + 5) * 60);
    let fixes = (0..=24 * 60 + 5).map(|n| {
        Telemetry::Fix(Fix {
            at: begin + Duration::from_secs(n * 60),
            lat: 40.0 + n as f64 * 50_000.0 / 60.0 / DEGREE,
            ..source.fix(50.0)
        })
    });
    let history: Vec<_> = [registered("kv-1")].into_iter().chain(fixes).collect();
    let mut rig = Rig {
        fleet: Fleet::new(CONFIG, now),
        rows: BTreeMap::new(),
        now,
        ..source
    };
    rig.fleet.absorb(history, now);
    rig.drain();
    // To the kilometre: a position a minute.
    let before = rig.summary().before.expect("a day of history");
    assert_eq!((before.active, before.utilisation), (1.0, 100.0));
    assert!((before.distance - 50.0 / 12.0).abs() < 1.0, "{before:?}");
    rig.wait(3600);
    let before = rig.summary().before.expect("a day of history");
    assert!((before.distance - 50.0 * 13.0 / 12.0).abs() < 1.0, "{before:?}");
}
