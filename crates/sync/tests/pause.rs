//! Rules RB5 and RB6: a view that stands still while the rows behind it go on.

mod harness;

use harness::*;
use livedeck_sync::Changes;
use protocol::NackCode;

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
