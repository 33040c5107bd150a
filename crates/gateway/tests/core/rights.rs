//! HB40–HB44: rights while they change.

use livedeck_gateway::policy::streams;
use protocol::{
    GatewayFrame, NackCode, SubErrCode,
    entities::{Role, StreamKind},
};
use serde_json::json;

use crate::{desk::*, rows::*};

fn kinds_after(desk: &Desk, conn: livedeck_gateway::hub::ConnId) -> Vec<&'static str> {
    desk.client(conn).kinds()
}

/// HB40: a driver sees the rows that are theirs; those that become or cease to be so come and go.
#[test]
fn hb40_own_rows_come_and_go() {
    let mut desk = Desk::new();
    desk.write(vec![
        driven("a", 1, "driver"),
        driven("b", 1, "other"),
        vehicle("c", 1),
    ]);
    let conn = desk.connect(who(Role::Driver), &[VEHICLES]);
    let ids = |desk: &Desk| {
        desk.replica(conn, 1)
            .rows
            .keys()
            .map(|it| it.as_str().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(&desk), ["a"]);

    desk.write(vec![driven("a", 1, "other"), driven("b", 1, "driver")]);
    desk.settle();
    assert_eq!(ids(&desk), ["b"]);
    desk.write(vec![driven("a", 2, "other"), vehicle("c", 7)]);
    desk.settle();
    desk.write(vec![driven("b", 9, "driver")]);
    desk.settle();

    assert_eq!(ids(&desk), ["b"]);
    desk.check(conn);
    let told: String = format!("{:?}", desk.client(conn).messages);
    assert!(!told.contains("Ring road"), "a row of nobody's was told");
}

/// HB41: the report of a vehicle is a driver's as long as they drive it.
#[test]
fn hb41_a_report_follows_the_driver() {
    let mut desk = Desk::new();
    desk.write(vec![driven("a", 1, "driver"), driven("b", 1, "other")]);
    let conn = desk.connect(
        who(Role::Driver),
        &["fleet/report/a", "fleet/report/b", "fleet/report/a@2026-11-19"],
    );
    let refused = desk
        .client(conn)
        .frames()
        .filter(|it| matches!(it, GatewayFrame::SubErr(it) if it.code == SubErrCode::Forbidden))
        .count();
    assert_eq!(refused, 2);
    assert_eq!(
        kinds_after(&desk, conn),
        ["welcome", "sub_err", "sub_err", "snap"]
    );
    desk.client_mut(conn).forget();

    desk.write(vec![driven("a", 1, "other")]);

    assert_eq!(kinds_after(&desk, conn), ["revoke"]);
    assert_eq!(desk.hub.stats().subscriptions, 0);
}

/// HB42: rights that are taken away take the topics with them, at once.
#[test]
fn hb42_lost_rights_are_revoked() {
    let mut desk = Desk::new();
    desk.write(vec![
        vehicle("a", 1),
        violation("v", "low"),
        violation_of("w", "low", "open", "else"),
    ]);
    let conn = desk.connect(who(Role::Dispatcher), &[VEHICLES, VIOLATIONS]);
    desk.client_mut(conn).forget();

    desk.hub
        .change_rights(&"dispatcher".into(), &[Role::Member], desk.now);
    desk.pump();

    // The vehicles are told anew, without what they say of violations.
    assert_eq!(kinds_after(&desk, conn), ["revoke", "snap"]);
    desk.write(vec![violation("x", "low")]);
    desk.settle();
    assert_eq!(kinds_after(&desk, conn), ["revoke", "snap"]);
    desk.say(
        conn,
        vec![mutation("m", "violation.acknowledge", json!({"id": "v"})).into()],
    );
    desk.commit();
    assert_eq!(desk.client(conn).nack("m").code, NackCode::Forbidden);
}

/// HB42: rights that shrink to some rows leave only those.
#[test]
fn hb42_smaller_rights_leave_fewer_rows() {
    let mut desk = Desk::new();
    desk.write(vec![driven("a", 1, "driver"), driven("b", 1, "other")]);
    let conn = desk.connect(somebody("driver", Role::Manager), &[VEHICLES]);
    assert_eq!(desk.replica(conn, 1).rows.len(), 2);

    desk.hub
        .change_rights(&"driver".into(), &[Role::Driver], desk.now);
    desk.pump();

    assert_eq!(desk.replica(conn, 1).rows.len(), 1);
}

/// HB43: a row that somebody may not see does not exist for their mutations and conditions.
#[test]
fn hb43_what_is_not_seen_does_not_exist() {
    let mut desk = Desk::new();
    desk.write(vec![
        violation_of("mine", "low", "open", "driver"),
        violation_of("else", "low", "open", "x"),
    ]);
    let conn = desk.connect(who(Role::Driver), &[VIOLATIONS]);
    let mut nosy = mutation("m2", "violation.acknowledge", json!({"id": "mine"}));
    nosy.only_if
        .insert("fleet/violations#else".to_owned(), protocol::Revision(1));
    desk.say(
        conn,
        vec![
            mutation("m1", "violation.acknowledge", json!({"id": "else"})).into(),
            nosy.into(),
        ],
    );
    desk.commit();

    assert_eq!(desk.client(conn).nack("m1").code, NackCode::NotFound);
    assert_eq!(desk.client(conn).nack("m2").code, NackCode::Conflict);
    assert_eq!(desk.client(conn).nack("m2").row, None);
}

/// HB44: who may not see violations is not told how many there are, in rows, steps, readings or explanations.
#[test]
fn hb44_rows_say_nothing_of_violations_to_who_may_not_see_them() {
    let mut desk = Desk::new();
    desk.write(vec![counting("a", 1, 3, "mM")]);
    let member = desk.connect(who(Role::Member), &[VEHICLES]);
    let manager = desk.connect(who(Role::Manager), &[VEHICLES]);

    desk.write(vec![counting("a", 1, 4, "MM")]);
    desk.settle();
    desk.write(vec![counting("a", 2, 4, "MM"), counting("b", 1, 1, "s+")]);
    desk.settle();

    let rows = |desk: &Desk, conn| {
        let rows = desk.replica(conn, 1).rows.values();
        rows.map(|it| serde_json::to_value(&it.1).unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        rows(&desk, member),
        [
            json!({"id": "a", "speed": 2, "strip": "mm"}),
            json!({"id": "b", "speed": 1, "strip": "s-"})
        ]
    );
    assert_eq!(rows(&desk, manager)[0]["open_violations"], 4);
    desk.check(member);
    desk.check(manager);
    let told = format!("{:?}", desk.client(member).messages);
    assert!(!told.contains("open_violations"), "{told}");
}

/// HB44: what was told with the counts, or without them, is not gone on from by who is told the other way now.
#[test]
fn hb44_rights_that_changed_while_away_leave_no_rows_told_the_other_way() {
    for (before, after) in [(Role::Dispatcher, Role::Member), (Role::Member, Role::Dispatcher)] {
        let mut desk = Desk::new();
        desk.write(vec![counting("a", 1, 3, "mM")]);
        let conn = desk.connect(who(before), &[VEHICLES]);
        let held = desk.replica(conn, 1).clone();

        let again = desk.connect(who(after), &[]);
        desk.adopt(again, 1, held.clone());
        desk.say(again, vec![resume(1, VEHICLES, &held).into()]);

        desk.check(again);
    }
}

/// HB44: counts of violations are not read by who may not see what they count.
#[test]
fn hb44_counts_by_kind_are_for_those_who_may_see_violations() {
    for role in Role::ALL {
        let sees = |kind| streams(&[role]).any(|it| it == kind);
        if sees(StreamKind::DistributionPoint) {
            assert!(sees(StreamKind::Violation), "{role:?}");
        }
    }
}
