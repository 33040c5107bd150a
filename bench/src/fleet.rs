//! A fleet of rows to measure with: the same every time.

use protocol::{
    Entity, Fields, RawRow, Revision, Timestamp,
    entities::{STRIP_SLOTS, Vehicle, VehicleKind, VehicleStatus},
};
use serde_json::json;

/// Vehicle number `n`.
pub(crate) fn vehicle(n: usize) -> Vehicle {
    let step = n as f64;
    Vehicle {
        id: format!("kv-{n}").into(),
        plate: format!("KV-{n}"),
        kind: VehicleKind::ALL[n % VehicleKind::ALL.len()],
        gross_t: 7.5,
        depot: "Nord depot".to_owned(),
        status: VehicleStatus::Moving,
        driver: Some(format!("u{n}").into()),
        driver_name: Some(format!("Driver {n}")),
        lat: 57.7 + step / 1e5,
        lng: 11.9 + step / 1e5,
        accuracy: 5.0,
        place: "Ring road, exit 6".to_owned(),
        speed: step % 90.0,
        speed_limit: 70.0,
        heading: step % 360.0,
        fuel: Some(50.0),
        odometer: Some(100_000.0 + step),
        distance_today: step % 300.0,
        open_violations: Some(0),
        fix_at: Timestamp::from_millis(1_790_000_000_000),
        strip: "m".repeat(STRIP_SLOTS),
        strip_at: Timestamp::from_millis(1_790_000_000_000),
    }
}

/// The rows of `n` vehicles, each at revision 1.
pub(crate) fn rows(n: usize) -> Vec<(Revision, RawRow)> {
    (0..n).map(|it| (Revision(1), vehicle(it).to_raw())).collect()
}

/// What a position report changes: place, speed, distance.
pub(crate) fn moved(round: usize) -> Fields {
    let step = round as f64;
    let row = json!({
        "lat": 57.7 + step / 1e6,
        "lng": 11.9 - step / 1e6,
        "speed": step % 90.0,
        "heading": step % 360.0,
        "distance_today": step / 10.0,
        "fix_at": 1_790_000_000_000_u64 + round as u64,
    });
    match row {
        serde_json::Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}
