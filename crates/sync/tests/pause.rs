//! Rules RB5 and RB6: a view that stands still while the rows behind it go on.

mod harness;

use harness::*;
use livedeck_sync::Changes;
use protocol::{CloseCode, GatewayFrame, NackCode};

/// RB5: a paused view stands still while the rows behind it go on; resuming shows exactly what changed.
#[test]
fn rb5_pause_freezes_what_is_seen() {
    let mut engine = following();
    engine.pause(at(1));

    say(
        &mut engine,
        [delta(
            4,
            6,
            vec![remove("v1", 5), put("v3", 6), state("v2", 6, "resolved")],
        )],
        at(2),
    );

    assert_eq!(ids(&engine), ["v1", "v2"]);
    assert_eq!(engine.view(&topic()).unwrap().len(), 2);
    assert_eq!(seen(&engine, "v2").as_deref(), Some("open"));
    assert_eq!(engine.paused(), Some(3));
    assert!(changed(&drain(&mut engine)).is_empty());
    assert_eq!(
        engine.confirmed_at(&topic()),
        Some(at(1)),
        "what is seen grows old"
    );

    engine.resume(at(3));

    assert_eq!(ids(&engine), ["v2", "v3"]);
    let outputs = drain(&mut engine);
    assert_eq!(
        changed(&outputs),
        [&Changes::Rows(vec!["v1".into(), "v2".into(), "v3".into()])]
    );
}

/// RB5: when the rows of what took effect earlier come behind a paused view, nobody is told of them.
#[test]
fn rb5_what_takes_effect_behind_a_paused_view_is_not_told() {
    let mut engine = following();
    engine.handle_closed(CloseCode::Other(1006), at(1));
    drain(&mut engine);
    let made = engine.mutate(acknowledge("v1"), at(2)).unwrap();
    engine.retry_now(at(3));
    welcome(&mut engine, at(3));
    say(&mut engine, [ack(&made.id)], at(4));
    engine.pause(at(5));
    drain(&mut engine);

    // Somebody else opened it again since.
    say(&mut engine, [delta(4, 6, vec![state("v1", 6, "open")])], at(6));

    assert!(changed(&drain(&mut engine)).is_empty());
    assert_eq!(seen(&engine, "v1").as_deref(), Some("acknowledged"));
    engine.resume(at(7));
    assert_eq!(seen(&engine, "v1").as_deref(), Some("open"));
    assert_eq!(changed(&drain(&mut engine)), [&Changes::Rows(vec!["v1".into()])]);
}

/// RB5: what is opened while paused is shown as it stands by then, not as an older snapshot has it.
#[test]
fn rb5_what_is_opened_while_paused_is_current_first() {
    let mut engine = live();
    engine.pause(at(1));
    engine.subscribe(&topic(), at(2));

    say(
        &mut engine,
        [
            snapshot("e1", 4, &[("v1", 3)]),
            delta(4, 5, vec![state("v1", 5, "resolved")]),
        ],
        at(3),
    );
    assert_eq!(seen(&engine, "v1").as_deref(), Some("resolved"));

    say(&mut engine, [delta(5, 6, vec![state("v1", 6, "open")])], at(4));
    assert_eq!(seen(&engine, "v1").as_deref(), Some("resolved"));
}

/// RB5: what was left before the pause is opened anew: nobody looked at it when the page stood still.
#[test]
fn rb5_what_was_left_is_shown_as_it_stands_by_then() {
    let mut engine = following();
    engine.unsubscribe(&topic(), at(0));
    pass_answered(&mut engine, at(6_000));
    engine.pause(at(6_001));
    engine.subscribe(&topic(), at(6_002));
    let asked = subs(&drain(&mut engine)).remove(0);
    let told = |from, to, ops| match delta(from, to, ops) {
        GatewayFrame::Delta(mut it) => {
            it.s = asked.s;
            GatewayFrame::Delta(it)
        }
        other => other,
    };

    say(
        &mut engine,
        [told(4, 5, vec![state("v1", 5, "resolved")])],
        at(6_003),
    );
    assert_eq!(seen(&engine, "v1").as_deref(), Some("resolved"));
    assert_eq!(engine.confirmed_at(&topic()), Some(at(6_003)));

    say(&mut engine, [told(5, 6, vec![state("v1", 6, "open")])], at(6_004));
    assert_eq!(seen(&engine, "v1").as_deref(), Some("resolved"));
    assert_eq!(engine.confirmed_at(&topic()), Some(at(6_003)));
}

/// RB5: what stands still without a connection is as old as the last sign of life, whatever comes behind it.
#[test]
fn rb5_a_paused_view_is_as_old_as_its_rows() {
    let mut engine = following();
    engine.handle_closed(CloseCode::Other(1006), at(1_000));
    drain(&mut engine);
    engine.pause(at(20_000));
    engine.retry_now(at(30_000));
    welcome(&mut engine, at(30_000));

    say(
        &mut engine,
        [delta(4, 5, vec![state("v1", 5, "resolved")])],
        at(30_001),
    );

    assert_eq!(seen(&engine, "v1").as_deref(), Some("open"));
    assert_eq!(engine.confirmed_at(&topic()), Some(at(0)));
    engine.resume(at(30_002));
    assert_eq!(engine.confirmed_at(&topic()), Some(at(30_001)));
}

/// RB5: nobody tells what changed between the last sign of life and a pause, if the connection was dead by then.
#[test]
fn rb5_a_connection_that_was_dead_vouches_for_nothing() {
    let mut engine = following();
    engine.pause(at(4_000));
    assert_eq!(
        engine.confirmed_at(&topic()),
        Some(at(0)),
        "nothing was heard since"
    );
    engine.handle_closed(CloseCode::Other(1006), at(5_000));
    drain(&mut engine);
    engine.retry_now(at(6_000));
    welcome(&mut engine, at(6_000));

    say(
        &mut engine,
        [delta(4, 5, vec![state("v1", 5, "resolved")])],
        at(6_001),
    );

    assert_eq!(engine.confirmed_at(&topic()), Some(at(0)));
}

/// RB5: a clock that is put back makes a paused view no younger.
#[test]
fn rb5_a_paused_view_ages_when_the_clock_goes_back() {
    let mut engine = following();
    pass_answered(&mut engine, at(20_000));
    engine.pause(at(20_000));
    // By ten seconds.
    engine.handle_timeout(at(10_000));

    say(
        &mut engine,
        [delta(4, 5, vec![state("v1", 5, "resolved")])],
        at(15_000),
    );

    assert_eq!(engine.confirmed_at(&topic()), Some(at(10_000)));
}

/// RB6: who acts on a row of a paused view sees what becomes of it.
#[test]
fn rb6_acting_on_a_paused_row_shows_it() {
    let mut engine = following();
    engine.pause(at(1));
    let made = engine.mutate(acknowledge("v1"), at(2)).unwrap();
    assert_eq!(seen(&engine, "v1").as_deref(), Some("acknowledged"));
    say(
        &mut engine,
        [delta(4, 5, vec![state("v1", 5, "acknowledged")]), ack(&made.id)],
        at(3),
    );
    assert_eq!(seen(&engine, "v1").as_deref(), Some("acknowledged"));

    let made = engine.mutate(acknowledge("v2"), at(4)).unwrap();
    say(&mut engine, [nack(&made.id, NackCode::Forbidden, None)], at(5));

    assert_eq!(seen(&engine, "v2").as_deref(), Some("open"));
}

/// RB6: who gives up an action on a row of a paused view sees the row without it.
#[test]
fn rb6_giving_up_an_action_shows_the_paused_row() {
    let mut engine = following();
    engine.handle_closed(CloseCode::Other(1006), at(1));
    drain(&mut engine);
    let made = engine.mutate(acknowledge("v1"), at(2)).unwrap();
    engine.hold_action(&made.id, true, at(3));
    engine.retry_now(at(4));
    welcome(&mut engine, at(4));
    say(&mut engine, [same("e1", 4)], at(5));
    engine.pause(at(6));
    // What is seen of it is put aside, with the action.
    say(&mut engine, [delta(4, 5, vec![put("v1", 5)])], at(7));
    assert_eq!(seen(&engine, "v1").as_deref(), Some("acknowledged"));

    assert!(engine.discard_action(&made.id, at(8)));

    assert_eq!(seen(&engine, "v1").as_deref(), Some("open"));
    assert_eq!(changed(&drain(&mut engine)).len(), 1, "and is told of it");
}
