//! What a gateway that was away still knows.

use protocol::entities::{ReportPart, Severity, VehicleStatus};

use crate::rig::{Rig, points};

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
fn fl19_timeline_and_trips_agree_on_when_the_gap_began() {
    let mut rig = Rig::new();
    rig.drive(3600, 50.0);
    // Not yet offline.
    rig.wait(200);
    rig.restart(40 * 60);
    rig.drain();
    let ends = |parts: Vec<ReportPart>| {
        let ends = parts.into_iter().filter_map(|it| match it {
            ReportPart::Segment(it) if it.status.is_none() => Some(it.from),
            ReportPart::Trip(it) if it.status.is_none() => Some(it.from),
            _ => None,
        });
        ends.collect::<Vec<_>>()
    };
    let ends = ends(rig.report("kv-1"));
    assert_eq!(ends.len(), 2);
    assert_eq!(ends[0], ends[1]);
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
