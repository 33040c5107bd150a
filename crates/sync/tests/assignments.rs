//! Rules OB22 and OB23: an assignment names whom its author saw, and what is being reworded waits.

mod harness;

use harness::*;
use protocol::{
    NackCode, Op, Revision,
    mutations::{Mutation, ViolationChange},
};

fn assign(to: &str) -> Mutation {
    Mutation::Violation(ViolationChange::Assign {
        id: "v1".into(),
        to: to.into(),
        to_name: None,
        from: None,
    })
}

/// Says that the row is somebody's work by now.
fn assigned(revision: u64, to: &str) -> Op {
    let fields = [("state", "assigned"), ("assignee", to)];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.into()));
    Op::Patch(
        Revision(revision),
        "v1".into(),
        fields.into_iter().collect(),
        vec![],
    )
}

/// OB22: an assignment names whom its author saw, which may be whom they assigned themselves.
#[test]
fn ob22_an_assignment_names_whom_its_author_saw() {
    let mut engine = following();
    engine.mutate(assign("novak"), at(1)).unwrap();
    engine.mutate(assign("ruiz"), at(2)).unwrap();

    let sent = muts(&drain(&mut engine));

    assert_eq!(sent[0].args["from"], serde_json::json!([]));
    assert_eq!(sent[1].args["from"], serde_json::json!(["novak"]));
}

/// OB22: on a paused view that is whom it shows, not whom the rows behind it name by now.
#[test]
fn ob22_what_a_paused_view_shows_is_what_was_seen() {
    let mut engine = following();
    engine.pause(at(1));
    say(&mut engine, [delta(4, 5, vec![assigned(5, "ruiz")])], at(2));
    engine.mutate(assign("novak"), at(3)).unwrap();

    assert_eq!(muts(&drain(&mut engine))[0].args["from"], serde_json::json!([]));
}

/// OB22: whoever insists after a refusal has seen the row as it is now.
#[test]
fn ob22_insisting_names_whom_one_sees_by_now() {
    let mut engine = following();
    let made = engine.mutate(assign("novak"), at(1)).unwrap();
    drain(&mut engine);
    say(
        &mut engine,
        [
            delta(4, 5, vec![assigned(5, "ruiz")]),
            nack(&made.id, NackCode::Conflict, None),
        ],
        at(2),
    );
    drain(&mut engine);

    engine.retry_action(&made.id, at(3)).unwrap();

    assert_eq!(
        muts(&drain(&mut engine))[0].args["from"],
        serde_json::json!(["ruiz"])
    );
}

/// OB22: whoever insists on a paused page has seen what that shows.
#[test]
fn ob22_insisting_on_a_paused_page_names_whom_it_shows() {
    let mut engine = following();
    engine.pause(at(1));
    let made = engine.mutate(assign("novak"), at(2)).unwrap();
    say(&mut engine, [nack(&made.id, NackCode::Invalid, None)], at(3));
    say(&mut engine, [delta(4, 5, vec![assigned(5, "ruiz")])], at(4));
    drain(&mut engine);

    engine.retry_action(&made.id, at(5)).unwrap();

    assert_eq!(muts(&drain(&mut engine))[0].args["from"], serde_json::json!([]));
}

/// OB23: what is being reworded is not sent, and neither is what follows on its row; the rest is.
#[test]
fn ob23_what_is_being_reworded_waits() {
    let mut engine = connecting();
    let made = engine.mutate(assign("novak"), at(1)).unwrap();
    engine.mutate(acknowledge("v1"), at(2)).unwrap();
    let other = engine.mutate(acknowledge("v2"), at(3)).unwrap();
    engine.hold_action(&made.id, true, at(4));
    drain(&mut engine);

    let outputs = welcome(&mut engine, at(5));

    let sent: Vec<_> = muts(&outputs).into_iter().map(|it| it.id).collect();
    assert_eq!(sent, [other.id]);
    engine.hold_action(&made.id, false, at(6));
    assert_eq!(muts(&drain(&mut engine))[0].id, made.id);
}
