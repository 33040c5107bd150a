//! Rules RB and OB: what is shown before the verdict, and how mutations reach the gateway.

mod harness;

use harness::*;
use livedeck_sync::{ACTIONS_MAX, Changes, Event, OutboxFull, OutboxRecord, Session};
use protocol::{
    CloseCode, NackCode, RowId,
    mutations::{Mutation, ViolationChange},
};

/// RB1: a mutation shows at once, and the confirmed rows are not touched.
#[test]
fn rb1_confirmed_rows_are_never_touched() {
    let mut engine = following();

    engine.mutate(acknowledge("v1"), at(1)).unwrap();

    let view = engine.view(&topic()).unwrap();
    assert_eq!(seen(&engine, "v1").as_deref(), Some("acknowledged"));
    assert!(
        view.confirmed()
            .all(|(_, _, row)| row.text("state") == Some("open"))
    );
    assert!(view.is_speculative(&RowId::from("v1")) && engine.is_pending(&topic(), &RowId::from("v1")));
    let outputs = drain(&mut engine);
    assert_eq!(changed(&outputs), [&Changes::Rows(vec!["v1".into()])]);
}

/// RB2: pending mutations are derived anew over what others change meanwhile.
#[test]
fn rb2_pending_is_replayed_over_confirmed() {
    let mut engine = following();
    engine.mutate(acknowledge("v1"), at(1)).unwrap();
    let place = serde_json::from_value(serde_json::json!({"place": "Harbour"})).unwrap();

    say(
        &mut engine,
        [delta(
            4,
            5,
            vec![protocol::Op::Patch(
                protocol::Revision(5),
                "v1".into(),
                place,
                vec![],
            )],
        )],
        at(2),
    );

    let row = engine.view(&topic()).unwrap().get(&RowId::from("v1")).unwrap();
    assert_eq!(
        (row.text("state"), row.text("place")),
        (Some("acknowledged"), Some("Harbour"))
    );
}

/// RB3: a refused mutation leaves the view as if it had never been made, and says why.
#[test]
fn rb3_refused_is_as_if_never_made() {
    let mut engine = following();
    let made = engine.mutate(acknowledge("v1"), at(1)).unwrap();
    engine.mutate(resolve("v1"), at(2)).unwrap();
    drain(&mut engine);

    say(&mut engine, [nack(&made.id, NackCode::Forbidden, None)], at(3));

    let outputs = drain(&mut engine);
    assert_eq!(seen(&engine, "v1").as_deref(), Some("resolved"));
    assert!(
        events(&outputs).iter().any(|it| matches!(it,
        Event::Settled { id, verdict: Err(nack), .. } if *id == made.id && nack.code == NackCode::Forbidden))
    );
}

/// RB4: from click to verdict the shown state never goes back, even if the ack comes while the rows are fetched anew.
#[test]
fn rb4_no_flicker() {
    let mut engine = following();
    let made = engine.mutate(acknowledge("v1"), at(1)).unwrap();
    say(
        &mut engine,
        [delta(4, 5, vec![state("v1", 5, "acknowledged")])],
        at(2),
    );
    assert_eq!(seen(&engine, "v1").as_deref(), Some("acknowledged"));
    say(&mut engine, [ack(&made.id)], at(3));
    assert_eq!(seen(&engine, "v1").as_deref(), Some("acknowledged"));

    let made = engine.mutate(resolve("v2"), at(4)).unwrap();
    say(&mut engine, [delta(7, 8, vec![])], at(5));
    say(&mut engine, [ack(&made.id)], at(6));
    assert_eq!(
        seen(&engine, "v2").as_deref(),
        Some("resolved"),
        "its rows are still on their way"
    );
    assert_eq!(engine.pending().count(), 0);

    say(
        &mut engine,
        [delta(5, 8, vec![state("v2", 6, "resolved")])],
        at(7),
    );

    assert_eq!(seen(&engine, "v2").as_deref(), Some("resolved"));
    assert!(!engine.view(&topic()).unwrap().is_speculative(&RowId::from("v2")));
}

/// OB1: a mutation is sent when welcomed, and again after a reconnect, with the same id.
#[test]
fn ob1_sent_again_with_the_same_id() {
    let mut engine = following();
    let made = engine.mutate(acknowledge("v1"), at(1)).unwrap();
    let first = muts(&drain(&mut engine));
    let outputs = reconnect(&mut engine, at(2));
    assert!(
        muts(&outputs).is_empty(),
        "nothing is sent before it is known as whom"
    );

    say(&mut engine, [welcome_as(ana(), at(3))], at(3));

    let again = muts(&drain(&mut engine));
    assert_eq!((first.len(), again.len()), (1, 1));
    assert_eq!((&first[0].id, &again[0].id), (&made.id, &made.id));
    assert_eq!(engine.pending().next().unwrap().attempts, 2);
}

/// OB2: order within a row is kept by naming the one before; other rows do not wait.
#[test]
fn ob2_order_within_a_row_is_kept() {
    let mut engine = following();

    let first = engine.mutate(acknowledge("v1"), at(1)).unwrap();
    engine.mutate(resolve("v1"), at(1)).unwrap();
    engine.mutate(resolve("v2"), at(1)).unwrap();

    let muts = muts(&drain(&mut engine));
    assert_eq!(muts[0].after, []);
    assert_eq!(muts[1].after, [first.id]);
    assert_eq!(muts[2].after, []);
}

/// OB3: what was put off and waits for the one before it holds up no other row.
#[test]
fn ob3_what_waits_on_its_row_holds_up_no_other() {
    let mut engine = following();
    let first = engine.mutate(acknowledge("v1"), at(0)).unwrap();
    let second = engine.mutate(resolve("v1"), at(0)).unwrap();
    let other = engine.mutate(acknowledge("v2"), at(0)).unwrap();
    drain(&mut engine);
    for (id, retry) in [(first.id, 9_000), (second.id, 1_000), (other.id.clone(), 3_000)] {
        say(&mut engine, [nack(&id, NackCode::Busy, Some(retry))], at(0));
    }
    drain(&mut engine);

    let outputs = pass_answered(&mut engine, at(3_000));

    let sent: Vec<_> = muts(&outputs).into_iter().map(|it| it.id).collect();
    assert_eq!(sent, [other.id]);
}

/// OB3: only "waiting" and "busy" are sent again, after the time asked for; what follows on that row waits with it.
#[test]
fn ob3_put_off_is_sent_again() {
    let mut engine = following();
    let made = engine.mutate(acknowledge("v1"), at(0)).unwrap();
    drain(&mut engine);
    say(&mut engine, [nack(&made.id, NackCode::Busy, Some(3_000))], at(0));
    engine.mutate(resolve("v1"), at(10)).unwrap();
    assert!(muts(&pass_answered(&mut engine, at(2_900))).is_empty());

    let outputs = pass_answered(&mut engine, at(3_000));

    let muts = muts(&outputs);
    assert_eq!(muts.len(), 2);
    assert_eq!(muts[0].id, made.id);
    assert_eq!(muts[1].after, [made.id]);
}

/// As many actions on the disk, each on a row of its own.
fn records(number: usize) -> Vec<OutboxRecord> {
    (0..number)
        .map(|index| OutboxRecord {
            id: format!("m{index}").as_str().into(),
            name: "violation.acknowledge".to_owned(),
            args: serde_json::json!({"id": format!("x{index}")}),
            user: ana().id,
            user_name: ana().name,
            at: at(0),
            since: at(0),
            order: index as u64,
            refusal: None,
            condition: None,
        })
        .collect()
}

/// OB4: the outbox is bounded; what does not fit is not shown either.
#[test]
fn ob4_the_outbox_is_bounded() {
    let mut engine = following();
    engine.handle_network(false, at(0));
    engine.handle_actions(records(ACTIONS_MAX), at(1));

    let refused = engine.mutate(resolve("v2"), at(2));

    assert_eq!(refused, Err(OutboxFull { limit: ACTIONS_MAX }));
    assert_eq!(seen(&engine, "v2").as_deref(), Some("open"));
}

/// OB5: a mutation is never sent as somebody else, and never lost to somebody else's sign-in.
#[test]
fn ob5_mutations_belong_to_their_owner() {
    let mut engine = following();
    engine.handle_network(false, at(0));
    engine.mutate(acknowledge("v1"), at(1)).unwrap();
    drain(&mut engine);
    engine.handle_session(Session::SignedOut, at(2));
    engine.handle_network(true, at(3));
    engine.handle_session(Session::SignedIn(ben()), at(3));
    engine.handle_opened(at(4));
    say(&mut engine, [welcome_as(ben(), at(4))], at(4));
    assert!(muts(&drain(&mut engine)).is_empty());
    assert_eq!(engine.pending().count(), 0);

    engine.handle_session(Session::SignedIn(ana()), at(5));
    engine.handle_opened(at(6));
    say(&mut engine, [welcome_as(ana(), at(6))], at(6));

    assert_eq!(muts(&drain(&mut engine)).len(), 1);
}

/// OB6: at most as many as the gateway allows are without a verdict at a time.
#[test]
fn ob6_the_window_is_kept() {
    let mut engine = following();
    let made: Vec<_> = (0..40)
        .map(|_| engine.mutate(acknowledge("v1"), at(1)).unwrap())
        .collect();
    assert_eq!(muts(&drain(&mut engine)).len(), 32);

    say(&mut engine, [ack(&made[0].id), ack(&made[1].id)], at(2));

    assert_eq!(muts(&drain(&mut engine)).len(), 2);
}

/// OB7: a mutation on a row that is there comes with the one that leads back.
#[test]
fn ob7_the_inverse_leads_back() {
    let mut engine = following();
    let made = engine.mutate(resolve("v1"), at(1)).unwrap();

    engine.mutate(made.inverse.unwrap(), at(2)).unwrap();

    assert_eq!(seen(&engine, "v1").as_deref(), Some("open"));
    assert_eq!(engine.mutate(resolve("v9"), at(3)).unwrap().inverse, None);
}

/// OB8: a verdict is receipted, also one for a mutation nobody remembers, and settles once.
#[test]
fn ob8_verdicts_are_receipted_and_settle_once() {
    let mut engine = following();
    let made = engine.mutate(acknowledge("v1"), at(1)).unwrap();
    drain(&mut engine);

    say(&mut engine, [ack(&made.id), ack(&made.id)], at(2));

    let outputs = drain(&mut engine);
    assert_eq!(kinds(&outputs), ["got"]);
    let settled = events(&outputs)
        .into_iter()
        .filter(|it| matches!(it, Event::Settled { .. }));
    assert_eq!(settled.count(), 1);
}

/// OB8: what took effect is not asked for again, even if the gateway's "later" comes after its verdict.
#[test]
fn ob8_a_verdict_is_the_last_word() {
    let mut engine = following();
    let made = engine.mutate(acknowledge("v1"), at(1)).unwrap();
    say(&mut engine, [delta(7, 8, vec![])], at(2));
    say(&mut engine, [ack(&made.id)], at(3));
    drain(&mut engine);

    say(&mut engine, [nack(&made.id, NackCode::Busy, Some(1))], at(4));

    assert!(muts(&pass_answered(&mut engine, at(30_000))).is_empty());
    assert_eq!(engine.pending().count(), 0);
}

/// OB9: without anybody signed in nothing is taken.
#[test]
fn ob9_nobody_has_no_outbox() {
    let mut engine = fresh();

    let refused = engine.mutate(
        Mutation::Violation(ViolationChange::Resolve { id: "v1".into() }),
        at(1),
    );

    assert_eq!(refused, Err(OutboxFull { limit: 0 }));
}

/// OB10: if the gateway takes us for somebody else, nothing is sent as them; who is signed in is asked again.
#[test]
fn ob10_nothing_is_sent_as_somebody_else() {
    let mut engine = following();
    engine.mutate(acknowledge("v1"), at(1)).unwrap();
    engine.handle_closed(CloseCode::Other(1006), at(2));
    engine.retry_now(at(2));
    engine.handle_opened(at(3));
    drain(&mut engine);

    say(&mut engine, [welcome_as(ben(), at(4))], at(4));

    let outputs = drain(&mut engine);
    assert!(muts(&outputs).is_empty() && is_disconnected(&outputs));
    assert!(outputs.contains(&livedeck_sync::Output::CheckSession));
}

/// OB11: a mutation whose verdict does not come is sent again every 20 s with the same id.
#[test]
fn ob11_a_verdict_that_does_not_come_is_asked_for_again() {
    let mut engine = following();
    let made = engine.mutate(acknowledge("v1"), at(0)).unwrap();
    drain(&mut engine);

    let outputs = pass_answered(&mut engine, at(65_000));

    let again = muts(&outputs);
    assert_eq!(again.len(), 3);
    assert!(again.iter().all(|it| it.id == made.id));
}
