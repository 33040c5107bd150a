//! Rules OB22 to OB26: an assignment names whom its author saw, and what is being reworded waits, and is never lost over it.

mod harness;

use harness::*;
use livedeck_sync::{ACTIONS_MAX, BYTES_MAX, Engine, OutboxFull, OutboxRecord, Output};
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

/// OB23: what is being reworded in one tab is not sent by another that has it from the disk, whichever comes first.
#[test]
fn ob23_what_another_tab_rewords_waits_here_too() {
    for is_read_first in [true, false] {
        let mut one = connecting();
        let record = on_disk(&mut one);
        one.hold_action(&record.id, true, at(2));
        assert!(drain_raw(&mut one).contains(&Output::Holds(record.id.clone(), true)));

        let mut other = connecting();
        if is_read_first {
            other.handle_actions(vec![record.clone()], at(2));
        }
        other.handle_held(&record.id, true, at(3));
        if !is_read_first {
            other.handle_actions(vec![record.clone()], at(4));
        }
        assert!(muts(&welcome(&mut other, at(5))).is_empty(), "{is_read_first}");

        one.hold_action(&record.id, false, at(6));
        assert!(drain_raw(&mut one).contains(&Output::Holds(record.id.clone(), false)));
        other.handle_held(&record.id, false, at(7));
        assert_eq!(muts(&drain(&mut other))[0].id, record.id);
    }
}

/// OB23: a tab that ended without a word holds nothing up for longer than 20 s; one that goes on says so.
#[test]
fn ob23_holds_of_other_tabs_end_unless_they_are_renewed() {
    let mut one = connecting();
    let record = on_disk(&mut one);
    one.hold_action(&record.id, true, at(2));
    drain_raw(&mut one);
    one.handle_timeout(at(5_002));
    assert!(drain_raw(&mut one).contains(&Output::Holds(record.id.clone(), true)));

    let mut other = connecting();
    other.handle_actions(vec![record.clone()], at(1));
    other.handle_held(&record.id, true, at(2));
    assert!(muts(&welcome(&mut other, at(3))).is_empty());
    other.handle_timeout(at(20_001));
    assert!(muts(&drain(&mut other)).is_empty());
    other.handle_timeout(at(20_002));
    assert_eq!(muts(&drain(&mut other))[0].id, record.id);
}

/// OB24: new words take the place of the old ones; an assignment then names whom the row itself does.
#[test]
fn ob24_new_words_take_the_place_of_the_old_ones() {
    let mut engine = connecting();
    let made = engine.mutate(assign("novak"), at(1)).unwrap();
    let again = engine.reword_action(&made.id, assign("ruiz"), at(2)).unwrap();
    drain(&mut engine);

    let sent = muts(&welcome(&mut engine, at(3)));

    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].id, again.id);
    assert_eq!(sent[0].args["to"], "ruiz");
}

/// OB24: where there is no room for new words the old ones stay, and are sent.
#[test]
fn ob24_without_room_the_old_words_stay() {
    let mut engine = following();
    engine.handle_network(false, at(0));
    let made = engine.mutate(assign("novak"), at(1)).unwrap();
    let large = engine.mutate(acknowledge(&"x".repeat(BYTES_MAX)), at(2)).unwrap();
    drain(&mut engine);

    let again = engine.reword_action(&made.id, assign("ruiz"), at(3));

    assert_eq!(again, Err(OutboxFull { limit: ACTIONS_MAX }));
    let left: Vec<_> = engine.actions().map(|it| it.id.clone()).collect();
    assert_eq!(left, [made.id, large.id]);
}

/// OB24: what has left is not worded anew.
#[test]
fn ob24_what_has_left_stays_what_it_is() {
    let mut engine = following();
    let made = engine.mutate(assign("novak"), at(1)).unwrap();
    drain(&mut engine);

    let again = engine.reword_action(&made.id, assign("ruiz"), at(2));

    assert_eq!(again, Err(OutboxFull { limit: 0 }));
    assert_eq!(engine.actions().count(), 1);
}

/// What the disk holds of an action that never left, and the id of it.
#[expect(clippy::unwrap_used, reason = "a broken noun should fail loudly")]
fn on_disk(engine: &mut Engine) -> OutboxRecord {
    engine.mutate(assign("novak"), at(1)).unwrap();
    let keep = drain_raw(engine).into_iter().find_map(|it| match it {
        Output::Keep(record) => Some(record),
        _ => None,
    });
    keep.unwrap()
}

/// OB25: what one tab gives up, another that has read it from the disk does not send, whichever comes first.
#[test]
fn ob25_what_another_tab_gave_up_is_not_sent() {
    let mut one = connecting();
    let record = on_disk(&mut one);
    assert!(one.discard_action(&record.id, at(2)));
    let outputs = drain_raw(&mut one);
    assert!(outputs.contains(&Output::GaveUp(record.id.clone())));

    for is_read_first in [true, false] {
        let mut other = connecting();
        if is_read_first {
            other.handle_actions(vec![record.clone()], at(1));
        }
        other.handle_given_up(&record.id, at(3));
        if !is_read_first {
            other.handle_actions(vec![record.clone()], at(4));
        }
        drain(&mut other);

        assert_eq!(other.actions().count(), 0, "{is_read_first}");
        assert!(muts(&welcome(&mut other, at(5))).is_empty());
    }
}

/// OB25: what is under way already waits for its verdict.
#[test]
fn ob25_what_is_under_way_stays() {
    let record = on_disk(&mut connecting());
    let mut other = connecting();
    other.handle_actions(vec![record.clone()], at(1));
    assert_eq!(muts(&welcome(&mut other, at(2))).len(), 1);

    other.handle_given_up(&record.id, at(3));

    assert_eq!(other.actions().count(), 1);
}

/// OB26: what takes the place of an action is on its way to the disk before the action leaves it.
#[test]
fn ob26_new_words_are_kept_before_the_old_ones_go() {
    for is_refused in [false, true] {
        let mut engine = connecting();
        let record = on_disk(&mut engine);
        let made = if is_refused {
            let refusal = serde_json::json!({ "id": record.id, "code": "forbidden", "msg": "no" });
            let refused = OutboxRecord {
                refusal: Some(serde_json::from_value(refusal).unwrap()),
                ..record.clone()
            };
            engine = connecting();
            engine.handle_actions(vec![refused], at(2));
            drain_raw(&mut engine);
            engine.retry_action(&record.id, at(3)).unwrap()
        } else {
            let mutation = Mutation::Violation(ViolationChange::Resolve { id: "v1".into() });
            engine.reword_action(&record.id, mutation, at(3)).unwrap()
        };

        let written = drain_raw(&mut engine).into_iter().filter_map(|it| match it {
            Output::Keep(record) => Some((record.id, true)),
            Output::Drop(id) => Some((id, false)),
            _ => None,
        });
        assert_eq!(written.collect::<Vec<_>>(), [(made.id, true), (record.id, false)]);
    }
}
