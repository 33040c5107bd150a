//! What is counted over the fleet and over its violations.

use protocol::{
    StreamKind,
    entities::{DistributionPoint, Severity, ViolationKind, ViolationState},
};

use crate::rig::Rig;

#[test]
fn fl14_open_violations_follow_what_people_do() {
    let mut rig = Rig::new();
    rig.drive(60, 50.0);
    rig.violate("a", Severity::Low);
    let mut violation = rig.violate("b", Severity::Critical);
    rig.wait(2);
    assert_eq!(rig.vehicle().open_violations, Some(2));
    assert_eq!(
        (rig.summary().open_violations, rig.summary().critical_violations),
        (Some(2), Some(1))
    );
    violation.state = ViolationState::Resolved;
    rig.mutate(&violation, StreamKind::Violation);
    assert_eq!(rig.vehicle().open_violations, Some(1));
    assert_eq!(
        (rig.summary().open_violations, rig.summary().critical_violations),
        (Some(1), Some(0)),
        "at once"
    );
    violation.state = ViolationState::Open;
    rig.mutate(&violation, StreamKind::Violation);
    assert_eq!(rig.vehicle().open_violations, Some(2));
    assert_eq!(rig.day("kv-1").violations, 2);
    assert!(rig.vehicle().strip.ends_with('M'));
}

#[test]
fn fl15_the_distribution_counts_today_and_yesterday_up_to_now() {
    let mut rig = Rig::new();
    rig.violate("early", Severity::Low);
    rig.wait(3600);
    rig.violate("later", Severity::Critical);
    rig.wait(2);
    let speeding = |rig: &Rig| {
        let points = rig.all::<DistributionPoint>();
        assert_eq!(points.len(), ViolationKind::ALL.len());
        let point = points
            .into_iter()
            .find(|it| it.kind == ViolationKind::Speeding)
            .expect("a point per kind");
        (point.count, point.critical, point.before)
    };
    assert_eq!(speeding(&rig), (2, 1, 0));
    rig.wait(24 * 3600 - 1800);
    assert_eq!(speeding(&rig), (0, 0, 1));
    rig.wait(3600);
    assert_eq!(speeding(&rig), (0, 0, 2));
}

#[test]
fn fl17_the_summary_knows_yesterday_after_a_day() {
    let mut rig = Rig::new();
    rig.drive(3600, 50.0);
    rig.wait(2);
    assert_eq!(rig.summary().before, None);
    assert_eq!(rig.summary().utilisation, 100.0);
    rig.wait(24 * 3600);
    let summary = rig.summary();
    assert_eq!(summary.history.moving.len(), 25);
    assert_eq!(summary.before.expect("a day of history").moving, 1.0);
    assert_eq!(
        (summary.total, summary.offline, summary.active, summary.depots),
        (1, 1, 0, 1)
    );
}

#[test]
fn fl17_yesterday_is_compared_by_the_minute_around_midnight() {
    let mut rig = Rig::new();
    rig.wait(11 * 3600);
    rig.drive(2 * 3600, 50.0);
    // Drove from 23:00 to 01:00; a day later it stands.
    let before = |rig: &Rig| rig.summary().before.expect("a day of history").distance;
    let is = |value: f64, expected: f64| assert!((value - expected).abs() < 0.5, "{value}, not {expected}");
    rig.wait(22 * 3600 - 1800);
    is(before(&rig), 0.0);
    rig.wait(3600);
    is(before(&rig), 25.0);
    rig.wait(1800 - 60);
    is(before(&rig), 50.0 * 59.0 / 60.0);
    rig.wait(60 + 10);
    is(before(&rig), 0.0);
    rig.wait(1800);
    is(before(&rig), 25.0);
}
