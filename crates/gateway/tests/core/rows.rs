//! Rows and people for the tests.

use livedeck_gateway::{derive::Write, policy::Principal};
use protocol::{
    RawRow, Timestamp, Topic, UserInfo,
    entities::{Role, StreamKind},
};
use serde_json::json;

/// Somebody with one role; the user and the member are named after it.
pub fn who(role: Role) -> Principal {
    somebody(role.as_str(), role)
}

/// Somebody with a name of their own.
pub fn somebody(name: &str, role: Role) -> Principal {
    Principal {
        user: UserInfo {
            id: name.into(),
            name: format!("{name}'s name"),
            roles: vec![role.as_str().to_owned()],
            sees: Vec::new(),
        },
        roles: vec![role],
        member: name.into(),
        expires: Timestamp::from_millis(u64::MAX / 2),
    }
}

pub const VEHICLES: &str = "fleet/vehicles";
pub const VIOLATIONS: &str = "fleet/violations";

pub fn topic(path: &str) -> Topic {
    path.parse().unwrap()
}

fn put(kind: StreamKind, row: serde_json::Value) -> Write {
    let row: RawRow = serde_json::from_value(row).unwrap();
    Write::Put {
        topic: Topic::whole(kind),
        row,
    }
}

/// A vehicle nobody drives.
pub fn vehicle(id: &str, speed: u32) -> Write {
    put(
        StreamKind::Vehicle,
        json!({"id": id, "plate": id.to_uppercase(), "speed": speed, "place": "Ring road"}),
    )
}

/// A vehicle with a driver.
pub fn driven(id: &str, speed: u32, driver: &str) -> Write {
    put(
        StreamKind::Vehicle,
        json!({"id": id, "speed": speed, "driver": driver}),
    )
}

/// A vehicle that counts violations.
pub fn counting(id: &str, speed: u32, open_violations: u32, strip: &str) -> Write {
    put(
        StreamKind::Vehicle,
        json!({"id": id, "speed": speed, "open_violations": open_violations, "strip": strip}),
    )
}

/// An open violation.
pub fn violation(id: &str, severity: &str) -> Write {
    violation_of(id, severity, "open", "driver")
}

/// A violation of a driver in a state.
pub fn violation_of(id: &str, severity: &str, state: &str, driver: &str) -> Write {
    let mut row = json!({
        "id": id, "kind": "speeding", "severity": severity, "vehicle": "kv-1", "plate": "KV-1", "driver": driver,
        "value": 94.0, "limit": 70.0, "place": "Ring road", "lat": 1.5, "lng": 2.5, "at": 1, "state": state,
    });
    if state == "dismissed" {
        row["reason"] = json!("sensor");
    }
    put(StreamKind::Violation, row)
}

/// A colleague.
pub fn member(id: &str, role: Role, assignable: bool) -> Write {
    put(
        StreamKind::Member,
        json!({"id": id, "name": format!("{id}'s name"), "role": role.as_str(), "area": "Nord", "assignable": assignable}),
    )
}

/// A driver, off shift.
pub fn driver(id: &str) -> Write {
    put(
        StreamKind::Driver,
        json!({"id": id, "name": format!("{id}'s name"), "depot": "Nord depot", "duty": "off", "since": 1, "jobs": 0,
            "delivered_today": 0}),
    )
}

/// A point of a driver's track.
pub fn point(driver: &str, at: u64) -> Write {
    let row =
        json!({"id": format!("{at:013}"), "lat": 55.5, "lng": 4.5, "accuracy": 6.0, "speed": 40.0, "at": at});
    Write::Put {
        topic: Topic::scoped(StreamKind::TrackPoint, driver),
        row: serde_json::from_value(row).unwrap(),
    }
}

/// A shipment as it stands.
pub fn shipment(id: &str, status: &str, driver: Option<&str>) -> RawRow {
    let stop = json!({"name": "Nord depot", "lat": 55.5, "lng": 4.5});
    let mut row = json!({
        "id": id, "reference": "SH-1", "goods": "sand", "weight_t": 6.0, "pickup": stop, "drop": stop, "due": 9,
        "created_at": 1, "status": status,
    });
    if let Some(driver) = driver {
        row["driver"] = json!(driver);
        row["driver_name"] = json!(format!("{driver}'s name"));
    }
    serde_json::from_value(row).unwrap()
}

pub fn remove(path: &str, id: &str) -> Write {
    Write::Remove {
        topic: topic(path),
        id: id.into(),
    }
}
