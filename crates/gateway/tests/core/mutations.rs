//! HB20, HB23–HB28: what people ask for, and what they are answered.

use protocol::{Encoding, GatewayFrame, NackCode, SubId, Want, entities::Role};
use serde_json::json;

use crate::{desk::*, rows::*};

/// A desk with something to do.
pub fn work() -> Desk {
    let mut desk = Desk::new();
    desk.write(vec![
        violation("v1", "low"),
        violation("v2", "low"),
        violation("critical", "critical"),
        member("dispatcher", Role::Dispatcher, true),
        member("driver", Role::Driver, false),
    ]);
    desk
}

pub fn acknowledge(id: &str, row: &str) -> protocol::Mut {
    mutation(id, "violation.acknowledge", json!({"id": row}))
}

/// HB20: the verdict stands after the rows it speaks about, in the same message.
#[test]
fn hb20_verdicts_never_overtake_rows() {
    let mut desk = work();
    let conn = desk.connect(who(Role::Dispatcher), &[VIOLATIONS]);
    desk.settle();
    desk.client_mut(conn).forget();

    desk.say(conn, vec![acknowledge("m1", "v1").into()]);
    assert!(desk.client(conn).messages.is_empty(), "acked means committed");
    desk.commit();

    assert_eq!(desk.client(conn).kinds(), ["delta", "ack"]);
    assert_eq!(desk.client(conn).messages.len(), 1);
    let replica = desk.replica(conn, 1);
    assert_eq!(replica.field("v1", "state"), Some(&json!("acknowledged")));
    assert_eq!(
        replica.field("v1", "changed_by"),
        Some(&json!("dispatcher's name"))
    );
}

/// HB20: also when the subscription is paused, and when changes were told a moment ago.
#[test]
fn hb20_verdicts_hurry_their_rows() {
    let mut desk = work();
    let conn = desk.connect(who(Role::Dispatcher), &[VIOLATIONS]);
    desk.settle();
    desk.write(vec![violation("v3", "low")]);
    desk.client_mut(conn).forget();
    desk.say(conn, vec![acknowledge("m1", "v1").into()]);
    desk.commit();
    assert_eq!(desk.client(conn).kinds(), ["delta", "ack"]);

    desk.say(
        conn,
        vec![
            Want { s: SubId(1), hz: 0.0 }.into(),
            acknowledge("m2", "v2").into(),
        ],
    );
    desk.client_mut(conn).forget();
    desk.commit();

    assert_eq!(desk.client(conn).kinds(), ["delta", "ack"]);
}

/// HB20: also when the client is in the middle of a snapshot it cannot take yet.
#[test]
fn hb20_verdicts_wait_for_a_snapshot() {
    let mut desk = work();
    desk.write((0..5_000).map(|it| violation(&format!("x{it}"), "low")).collect());
    let conn = desk.accept(who(Role::Dispatcher), Encoding::Json);
    desk.client_mut(conn).is_stuck = true;
    desk.say(
        conn,
        vec![
            hello("d", 1, vec![sub(1, VIOLATIONS)]),
            acknowledge("m1", "v1").into(),
        ],
    );
    desk.commit();
    assert_eq!(desk.client(conn).n_acks("m1"), 0);

    desk.drain(conn);
    desk.settle();

    assert_eq!(desk.client(conn).kinds().last(), Some(&"ack"));
    assert_eq!(
        desk.replica(conn, 1).field("v1", "state"),
        Some(&json!("acknowledged"))
    );
    desk.check(conn);
}

/// HB23: a condition that no longer holds is a conflict, with the row as it stands.
#[test]
fn hb23_a_changed_row_is_a_conflict() {
    let mut desk = work();
    let conn = desk.connect(who(Role::Dispatcher), &[VIOLATIONS]);
    let other = desk.connect(who(Role::Manager), &[]);
    let mut conditional = mutation("m1", "violation.resolve", json!({"id": "v1"}));
    conditional
        .only_if
        .insert("fleet/violations#v1".to_owned(), protocol::Revision(1));
    desk.say(other, vec![acknowledge("m0", "v1").into()]);
    desk.say(conn, vec![conditional.clone().into()]);
    desk.commit();

    let nack = desk.client(conn).nack("m1");
    assert_eq!(nack.code, NackCode::Conflict);
    let (revision, row) = nack.row.unwrap();
    assert_eq!((revision.0, row.text("state")), (2, Some("acknowledged")));

    conditional.id = "m2".into();
    conditional
        .only_if
        .insert("fleet/violations#v1".to_owned(), revision);
    desk.say(conn, vec![conditional.into()]);
    desk.commit();
    assert_eq!(desk.client(conn).n_acks("m2"), 1);
}

/// HB23: a step that somebody else took first is a conflict that says who.
#[test]
fn hb23_somebody_was_first() {
    let mut desk = work();
    let conn = desk.connect(who(Role::Dispatcher), &[VIOLATIONS]);
    desk.say(
        conn,
        vec![acknowledge("m1", "v1").into(), acknowledge("m2", "v1").into()],
    );
    desk.commit();

    let nack = desk.client(conn).nack("m2");

    assert_eq!(nack.code, NackCode::Conflict);
    assert_eq!(nack.msg, "Already acknowledged by dispatcher's name.");
    assert!(nack.row.is_some());
}

/// HB23: an assignment over somebody whom its author did not see there is a conflict; one that repeats theirs is not.
#[test]
fn hb23_an_assignment_overwrites_nobody_unseen() {
    let mut desk = work();
    desk.write(vec![
        member("ruiz", Role::Admin, true),
        member("novak", Role::Dispatcher, true),
    ]);
    let conn = desk.connect(who(Role::Dispatcher), &[VIOLATIONS]);
    let assign = |id: &str, to: &str, from: &[&str]| {
        let args = json!({"id": "v1", "to": to, "from": from});
        protocol::ClientFrame::from(mutation(id, "violation.assign", args))
    };
    desk.say(
        conn,
        vec![
            assign("theirs", "ruiz", &[]),
            assign("mine", "novak", &[]),
            assign("same", "ruiz", &[]),
            assign("meant", "novak", &["ruiz"]),
            assign("next", "dispatcher", &["novak"]),
        ],
    );
    desk.commit();

    let client = desk.client(conn);
    let nack = client.nack("mine");
    assert_eq!(nack.code, NackCode::Conflict);
    assert_eq!(
        nack.msg,
        "Assigned to ruiz's name by dispatcher's name meanwhile."
    );
    assert_eq!(nack.row.unwrap().1.text("assignee"), Some("ruiz"));
    for passed in ["theirs", "same", "meant", "next"] {
        assert_eq!(client.n_acks(passed), 1, "{passed}");
    }
}

/// HB24: what cannot be read or does not exist is refused for what it is.
#[test]
fn hb24_bad_mutations_are_refused_precisely() {
    let mut desk = work();
    let conn = desk.connect(who(Role::Dispatcher), &[VIOLATIONS]);
    desk.say(
        conn,
        vec![
            mutation("m1", "violation.explode", json!({"id": "v1"})).into(),
            mutation("m2", "violation.dismiss", json!({"id": "v1", "reason": " "})).into(),
            acknowledge("m3", "nowhere").into(),
            mutation("m4", "violation.assign", json!({"id": "v1", "to": "driver"})).into(),
            acknowledge(&"x".repeat(65), "v1").into(),
        ],
    );
    desk.commit();

    let client = desk.client(conn);
    assert_eq!(client.nack("m1").code, NackCode::Unsupported);
    assert_eq!(client.nack("m2").code, NackCode::Invalid);
    assert_eq!(client.nack("m3").code, NackCode::NotFound);
    assert_eq!(client.nack("m4").code, NackCode::Invalid);
    assert_eq!(client.nack(&"x".repeat(65)).code, NackCode::Invalid);
    assert_eq!(desk.replica(conn, 1).offset(), 1);
}

/// HB25: the gateway writes names of people itself, whatever a client says.
#[test]
fn hb25_names_are_looked_up() {
    let mut desk = work();
    let conn = desk.connect(who(Role::Manager), &[VIOLATIONS]);
    let args = json!({"id": "v1", "to": "dispatcher", "to_name": "The Boss"});
    desk.say(conn, vec![mutation("m1", "violation.assign", args).into()]);
    desk.commit();

    let replica = desk.replica(conn, 1);
    assert_eq!(
        replica.field("v1", "assignee_name"),
        Some(&json!("dispatcher's name"))
    );
}

/// HB26: a commit that fails answers its mutations `busy`; sent again, they take effect once.
#[test]
fn hb26_a_failed_commit_answers_busy() {
    let mut desk = work();
    let conn = desk.connect(who(Role::Dispatcher), &[VIOLATIONS]);
    desk.say(conn, vec![acknowledge("m1", "v1").into()]);
    let commit = desk.hub.poll_commit().unwrap();

    desk.hub.handle_commit_failed(commit.id, desk.now);
    desk.pump();

    let nack = desk.client(conn).nack("m1");
    assert_eq!((nack.code, nack.retry.is_some()), (NackCode::Busy, true));
    assert_eq!(desk.replica(conn, 1).field("v1", "state"), Some(&json!("open")));
    desk.say(conn, vec![acknowledge("m1", "v1").into()]);
    desk.commit();
    assert_eq!(desk.client(conn).n_acks("m1"), 1);
}

/// HB27: more mutations without a verdict than promised are answered `busy` at once; verdicts make room.
#[test]
fn hb27_pending_mutations_are_limited() {
    let mut desk = work();
    let conn = desk.connect(who(Role::Dispatcher), &[VIOLATIONS]);
    let many = |from: u32| {
        (from..from + 33)
            .map(|it| acknowledge(&format!("m{it}"), "v1").into())
            .collect()
    };
    desk.say(conn, many(0));
    assert_eq!(desk.client(conn).nack("m32").code, NackCode::Busy);
    desk.commit();

    desk.say(conn, many(100));
    assert_eq!(desk.client(conn).nack("m132").code, NackCode::Busy);
    assert_eq!(
        desk.client(conn)
            .frames()
            .filter(|it| matches!(it, GatewayFrame::Nack(it) if it.code == NackCode::Busy))
            .count(),
        2
    );
}

/// HB28: what a person did is not undone by what the gateway wrote before it knew.
#[test]
fn hb28_the_gateways_own_writes_come_first() {
    let mut desk = work();
    let conn = desk.connect(who(Role::Dispatcher), &[VIOLATIONS]);
    desk.say(conn, vec![acknowledge("m1", "v1").into()]);

    desk.write(vec![violation("v1", "high")]);

    let replica = desk.replica(conn, 1);
    assert_eq!(replica.field("v1", "state"), Some(&json!("acknowledged")));
    assert_eq!(replica.field("v1", "severity"), Some(&json!("high")));
}
