//! Rules SU8 and SU23: topics are compared with the gateway's.

mod harness;

use harness::*;
use livedeck_sync::{Changes, Event, Phase, Resync};

/// SU8: a topic quiet for 60 s compares digests; a difference heals by a snapshot and is reported.
#[test]
fn su8_digests_are_compared_when_quiet() {
    let mut engine = following();
    let outputs = pass_answered(&mut engine, at(60_000));
    let asked = subs(&outputs);
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].sum, Some(digest(&[("v1", 3), ("v2", 4)])));
    assert_eq!(engine.phase(&topic()), Phase::Fresh);
    say(&mut engine, [same("e1", 4)], at(60_050));
    assert!(events(&drain(&mut engine)).is_empty());
    let asked = subs(&pass_answered(&mut engine, at(120_100)));
    assert_eq!(asked.len(), 1);

    say(
        &mut engine,
        [snapshot("e1", 4, &[("v1", 3), ("v3", 4)])],
        at(120_200),
    );

    let outputs = drain(&mut engine);
    assert_eq!(ids(&engine), ["v1", "v3"]);
    assert!(events(&outputs).contains(&&Event::Resynchronised {
        topic: topic(),
        why: Resync::Mismatch
    }));
    assert_eq!(
        changed(&outputs),
        [&Changes::Rows(vec!["v2".into(), "v3".into()])]
    );
}

/// SU8: who sees few rows of a topic is told all of them once one changed. That is no difference of digests: those that
/// were compared belong to another position.
#[test]
fn su8_rows_that_changed_meanwhile_are_no_difference() {
    let mut engine = following();
    pass_answered(&mut engine, at(60_000));

    say(
        &mut engine,
        [snapshot("e1", 6, &[("v1", 3), ("v3", 5)])],
        at(60_050),
    );

    let outputs = drain(&mut engine);
    assert_eq!(ids(&engine), ["v1", "v3"]);
    assert!(events(&outputs).contains(&&Event::Resynchronised {
        topic: topic(),
        why: Resync::Position
    }));
    assert_eq!(engine.stats().mismatches, 0);
}

/// SU23: what a person wants checked is compared at once, and not again for 5 s; what differs heals.
#[test]
fn su23_topics_are_compared_when_somebody_wants_to_know() {
    let mut engine = following();

    assert_eq!(engine.refresh(at(1)), 1);
    let asked = subs(&drain(&mut engine));
    assert_eq!(asked[0].at, Some(position("e1", 4)));
    assert!(asked[0].sum.is_some());
    assert_eq!(
        engine.phase(&topic()),
        Phase::Fresh,
        "nothing looks stale meanwhile"
    );
    say(&mut engine, [snapshot("e1", 4, &[("v1", 3), ("v3", 4)])], at(2));

    assert_eq!(ids(&engine), ["v1", "v3"]);
    assert_eq!(engine.stats().mismatches, 1);
    assert_eq!(engine.refresh(at(5_000)), 0, "a moment ago");
    assert_eq!(engine.refresh(at(5_001)), 1);
}

/// SU23: without a connection there is nobody to ask.
#[test]
fn su23_without_a_connection_nothing_is_asked() {
    let mut engine = following();
    engine.handle_closed(protocol::CloseCode::Other(1006), at(1));
    drain(&mut engine);

    assert_eq!(engine.refresh(at(2)), 0);
    assert!(sent(&drain(&mut engine)).is_empty());
}
