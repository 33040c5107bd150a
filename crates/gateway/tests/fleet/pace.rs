//! How much is written, and how often.

use std::time::Duration;

use livedeck_gateway::derive::Deriver as _;
use protocol::{StreamKind, telemetry::Telemetry};

use crate::rig::{DEGREE, Rig, registered};

#[test]
fn fl23_figures_and_reports_are_written_no_more_often_than_they_are_read() {
    let mut rig = Rig::new();
    rig.drive(600, 50.0);
    let (mut reports, mut summaries) = (0, 0);
    for n in 1..=600 {
        rig.now = rig.now + Duration::from_millis(100);
        rig.lat += 1.4 / DEGREE;
        rig.fleet.handle(Telemetry::Fix(rig.fix(50.0)), rig.now);
        let writes = rig.fleet.drain(rig.now);
        let of = |kind| writes.iter().filter(|it| it.topic().kind == kind).count();
        assert_eq!(of(StreamKind::Vehicle), 1, "at step {n}");
        reports += usize::from(of(StreamKind::ReportEntry) > 0);
        summaries += of(StreamKind::FleetSummary);
    }
    assert!((3..=4).contains(&reports), "{reports}");
    // A tenth of a kilometre takes seven seconds.
    assert!((8..=12).contains(&summaries), "{summaries}");
}

#[test]
fn fl23_reports_of_a_large_fleet_wait_their_turn() {
    let mut rig = Rig::new();
    for n in 0..3_000 {
        rig.fleet.handle(registered(&format!("kv-x{n}")), rig.now);
    }
    let mut written = Vec::new();
    for _ in 0..8 {
        let writes = rig.fleet.drain(rig.now);
        written.push(
            writes
                .iter()
                .filter(|it| it.topic().kind == StreamKind::ReportEntry)
                .count(),
        );
        rig.now = rig.now + Duration::from_secs(1);
    }
    assert!(written.iter().all(|it| *it <= 601), "{written:?}");
    assert_eq!(
        written.iter().sum::<usize>(),
        3_000,
        "all but the one written before: {written:?}"
    );
}

#[test]
fn fl23_many_positions_between_two_drains_are_one_write() {
    let mut rig = Rig::new();
    for _ in 0..100 {
        rig.now = rig.now + Duration::from_millis(10);
        rig.fleet.handle(Telemetry::Fix(rig.fix(20.0)), rig.now);
    }
    let writes = rig.fleet.drain(rig.now);
    assert_eq!(
        writes
            .iter()
            .filter(|it| it.topic().kind == StreamKind::Vehicle)
            .count(),
        1
    );
}
