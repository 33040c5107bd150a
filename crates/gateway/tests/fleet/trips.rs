//! Trips, and what becomes of them when nothing more is heard.

use std::time::Duration;

use protocol::{entities::VehicleStatus, telemetry::Telemetry};

use crate::rig::{DEGREE, Rig, noon, points};

#[test]
fn fl7_a_trip_ends_with_the_last_position_once_the_vehicle_is_offline() {
    let mut rig = Rig::new();
    rig.drive(600, 50.0);
    let (began, last) = (rig.now - Duration::from_secs(590), rig.now);
    rig.wait(300);
    assert_eq!(rig.trips("kv-1")[0].to, None, "it may be a tunnel");
    rig.wait(20);
    assert_eq!(rig.vehicle().status, VehicleStatus::Offline);
    let [trip, gap] = &rig.trips("kv-1")[..] else {
        panic!("{:?}", rig.trips("kv-1"))
    };
    assert_eq!((trip.from, trip.to), (began, Some(last)));
    assert!((trip.distance - 8.19).abs() < 0.02, "{}", trip.distance);
    assert!((trip.mean_speed - 50.0).abs() < 0.2, "{}", trip.mean_speed);
    assert_eq!((gap.status, gap.from, gap.to), (None, last, None));
}

#[test]
fn fl7_no_trip_is_faster_on_average_than_at_its_fastest() {
    let mut rig = Rig::new();
    // The day has been faster.
    rig.drive(600, 80.0);
    rig.drive(300, 0.0);
    // The device measures less than what it drives.
    for _ in 0..30 {
        rig.now = rig.now + Duration::from_secs(10);
        rig.lat += 54.0 / 3.6 * 10.0 / DEGREE;
        let fix = rig.fix(50.0);
        rig.tell(Telemetry::Fix(fix));
    }
    rig.wait(20);
    let [.., trip] = &rig.trips("kv-1")[..] else {
        panic!("no trip")
    };
    assert_eq!(
        (trip.status, trip.mean_speed),
        (Some(VehicleStatus::Moving), 50.0)
    );
}

#[test]
fn fl7_a_vehicle_that_comes_back_under_way_begins_a_trip() {
    let mut rig = Rig::new();
    rig.drive(600, 50.0);
    rig.wait(400);
    let trips = |rig: &Rig| points(rig).iter().map(|it| it.trips).sum::<u32>();
    let before = trips(&rig);
    rig.drive(600, 50.0);
    rig.wait(20);
    let [_, gap, trip] = &rig.trips("kv-1")[..] else {
        panic!("{:?}", rig.trips("kv-1"))
    };
    assert_eq!(gap.to, Some(trip.from));
    assert_eq!((trip.status, trip.to), (Some(VehicleStatus::Moving), None));
    assert!(
        (trip.distance - 8.19).abs() < 0.02,
        "what was driven in silence is no part of it: {}",
        trip.distance
    );
    assert_eq!(trips(&rig), before + 1);
}

#[test]
fn fl7_a_silence_over_midnight_ends_the_trip_too() {
    let mut rig = Rig::new();
    rig.wait(12 * 3600 - 700);
    rig.drive(600, 50.0);
    rig.wait(420);
    let midnight = noon() + Duration::from_secs(12 * 3600);
    let [gap] = &rig.trips("kv-1")[..] else {
        panic!("{:?}", rig.trips("kv-1"))
    };
    assert_eq!((gap.status, gap.from, gap.to), (None, midnight, None));
}

#[test]
fn fl7_a_trip_ends_though_the_gateway_was_restarted_meanwhile() {
    let mut rig = Rig::new();
    rig.drive(600, 50.0);
    let last = rig.now;
    rig.restart(3600);
    rig.wait(20);
    let [trip, gap] = &rig.trips("kv-1")[..] else {
        panic!("{:?}", rig.trips("kv-1"))
    };
    assert_eq!((trip.to, gap.status), (Some(last), None));
}
