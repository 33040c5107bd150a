//! What of tracks is kept where, and for how long.

use std::{collections::BTreeMap, time::Duration};

use livedeck_gateway::derive::{Deriver as _, Write};
use protocol::{RowId, StreamKind, telemetry::Telemetry};

use crate::rig::{Rig, registered};

#[test]
fn di10_a_track_of_late_has_at_most_720_points_of_two_hours() {
    let mut rig = Rig::on_shift();
    rig.track(800, 5, 40.0);
    let points = rig.points();
    assert_eq!(points.len(), 720);
    assert_eq!(
        points.last().map(|it| it.at),
        Some(rig.now),
        "and they are the latest"
    );
    assert_eq!(rig.kept.len(), 800, "the others are kept elsewhere");

    rig.wait(2 * 3600 + 60);
    assert!(rig.points().is_empty());
}

#[test]
fn di10_tracks_of_a_large_company_are_short_and_written_together() {
    let mut rig = Rig::new();
    for n in 0..4_000 {
        let id = format!("kv-x{n}");
        rig.company.handle(registered(&id), rig.now);
        let driver = Some((RowId::from(format!("d-{n}")), format!("Driver {n}")));
        let at = rig.now;
        let telemetry = Telemetry::Driver {
            vehicle: id.as_str().into(),
            driver,
            at,
        };
        rig.company.handle(telemetry, at);
    }
    rig.drain();
    let mut appended: BTreeMap<String, usize> = BTreeMap::new();
    let mut written = 0;
    // 100,000 points for some 4,000 drivers are 24 each; these two drive for ten minutes.
    for _ in 0..120 {
        rig.now = rig.now + Duration::from_secs(5);
        rig.lat += 0.0005;
        for vehicle in ["kv-x1", "kv-x2"] {
            let mut fix = rig.tracker_fix(40.0);
            fix.vehicle = vehicle.into();
            rig.company.handle(Telemetry::Fix(fix), rig.now);
        }
        let writes = rig.company.drain(rig.now);
        let tracks = writes
            .iter()
            .filter(|it| matches!(it, Write::Put { topic, .. } if topic.kind == StreamKind::TrackPoint));
        let mut seen = false;
        for it in tracks {
            *appended.entry(it.topic().to_string()).or_default() += 1;
            seen = true;
        }
        written += usize::from(seen);
        rig.apply(writes);
    }
    assert_eq!(appended.len(), 2);
    assert!((9..=11).contains(&written), "once a minute: {written}");
    let last = rig.company.flush(rig.now);
    rig.apply(last);
    assert_eq!(rig.points().len(), 2 * 24);
    assert_eq!(rig.company.take_kept().len(), 240);
}
