//! What a vehicle is said to do, and what its late and odd positions change.

use std::time::Duration;

use protocol::{
    RowId,
    entities::VehicleStatus,
    telemetry::{Fix, Telemetry},
};

use crate::rig::{Rig, points};

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
