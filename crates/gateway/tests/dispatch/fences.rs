//! Who enters and leaves areas.

use protocol::{
    entities::{Geofence, Severity, Violation, ViolationKind},
    mutations::{Change as _, GeofenceChange},
};

use crate::rig::Rig;

/// Between these latitudes, at the longitude where everybody drives.
fn fence(rig: &Rig, south: f64, north: f64, retired: bool) -> Geofence {
    let set = GeofenceChange::Set {
        id: "g-1".into(),
        name: "Harbour".to_owned(),
        ring: vec![[south, 11.9], [south, 12.1], [north, 12.1], [north, 11.9]],
        retired,
    };
    set.apply(None, &rig.author("Ana")).unwrap().decode().unwrap()
}

fn crossings(rig: &Rig) -> Vec<String> {
    let violations = rig.all::<Violation>().into_iter();
    violations
        .filter(|it| it.kind == ViolationKind::Geofence)
        .map(|it| it.detail)
        .collect()
}

/// Positions at these latitudes, one in ten seconds.
fn seen_at(rig: &mut Rig, lats: &[f64]) {
    for lat in lats {
        rig.lat = *lat;
        rig.track(1, 10, 0.0);
    }
}

#[test]
fn di14_who_enters_and_leaves_an_area_is_told_once() {
    let mut rig = Rig::on_shift();
    let area = fence(&rig, 54.1, 54.2, false);
    rig.put(&area);
    seen_at(&mut rig, &[54.0, 54.15, 54.15, 54.16, 54.17]);
    assert_eq!(crossings(&rig), ["entered Harbour"]);
    let violation = rig.all::<Violation>().remove(0);
    assert_eq!((violation.severity, violation.lat), (Severity::Low, 54.15));
    assert_eq!(violation.driver_name.as_deref(), Some("M. Okafor"));
    assert_eq!(
        (violation.plate.as_str(), violation.place.as_str()),
        ("KV-1", "Ring road")
    );

    seen_at(&mut rig, &[54.25, 54.26]);

    let mut told = crossings(&rig);
    told.sort();
    assert_eq!(told, ["entered Harbour", "left Harbour"]);
}

#[test]
fn di14_one_position_beyond_the_border_is_none() {
    let mut rig = Rig::on_shift();
    let area = fence(&rig, 54.1, 54.2, false);
    rig.put(&area);
    seen_at(&mut rig, &[54.0, 54.15, 54.0, 54.15, 54.0]);
    assert!(crossings(&rig).is_empty());
}

#[test]
fn di14_an_area_that_is_drawn_moved_or_retired_is_crossed_by_nobody() {
    let mut rig = Rig::on_shift();
    seen_at(&mut rig, &[54.0, 54.0]);
    let area = fence(&rig, 53.9, 54.1, false);
    rig.put(&area);
    seen_at(&mut rig, &[54.0, 54.0, 54.0]);
    let moved = fence(&rig, 54.2, 54.3, false);
    rig.put(&moved);
    seen_at(&mut rig, &[54.0, 54.0, 54.0]);
    let retired = fence(&rig, 54.2, 54.3, true);
    rig.put(&retired);
    seen_at(&mut rig, &[54.25, 54.25, 54.25]);
    rig.restart(10);
    seen_at(&mut rig, &[54.0, 54.0]);
    assert!(crossings(&rig).is_empty());
}
