//! Rows to work with.

use gateway::derive::Write;
use protocol::{RawRow, StreamKind, Topic};
use serde_json::json;

pub(crate) const VEHICLES: Topic = Topic::whole(StreamKind::Vehicle);
pub(crate) const VIOLATIONS: Topic = Topic::whole(StreamKind::Violation);
pub(crate) const MEMBERS: Topic = Topic::whole(StreamKind::Member);
pub(crate) const DRIVERS: Topic = Topic::whole(StreamKind::Driver);
pub(crate) const SHIPMENTS: Topic = Topic::whole(StreamKind::Shipment);
pub(crate) const POSITIONS: Topic = Topic::whole(StreamKind::DriverPosition);
/// What clients follow.
pub(crate) const TOPICS: [Topic; 6] = [VEHICLES, VIOLATIONS, MEMBERS, DRIVERS, SHIPMENTS, POSITIONS];

fn row(value: serde_json::Value) -> RawRow {
    match value {
        serde_json::Value::Object(fields) => RawRow(fields),
        _ => RawRow::default(),
    }
}

pub(crate) fn vehicle(number: u32, driver: Option<&str>, speed: u32) -> Write {
    let row = row(json!({ "id": format!("kv-{number}"), "driver": driver, "speed": speed }));
    Write::Put { topic: VEHICLES, row }
}

pub(crate) fn violation(number: u32, driver: Option<&str>, severity: &str) -> Write {
    let row = row(json!({
        "id": format!("v{number}"), "kind": "speeding", "severity": severity, "vehicle": "kv-1", "plate": "KV-1",
        "driver": driver, "value": 94.0, "limit": 70.0, "place": "Ring road", "lat": 0.0, "lng": 0.0, "at": 1,
        "state": "open",
    }));
    Write::Put {
        topic: VIOLATIONS,
        row,
    }
}

pub(crate) fn member(id: &str, role: &str) -> Write {
    let row = row(json!({ "id": id, "name": id, "role": role, "area": "Nord depot", "assignable": true }));
    Write::Put { topic: MEMBERS, row }
}

/// What the company owns before anything happens.
pub(crate) fn company() -> Vec<Write> {
    let mut writes = vec![
        member("ana", "dispatcher"),
        member("ben", "manager"),
        member("dan", "driver"),
        member("eve", "driver"),
    ];
    for number in 0..12 {
        let driver = (number % 3 == 0).then_some("dan");
        writes.push(vehicle(number, driver, 0));
        let severity = ["critical", "high", "low"][number as usize % 3];
        writes.push(violation(number, driver, severity));
    }
    writes
}
