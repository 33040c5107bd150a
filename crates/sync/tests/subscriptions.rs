//! Rules SU: topics, positions, snapshots, trust.

mod harness;

use harness::*;
use livedeck_sync::{Changes, Connection, Event, Output, Phase, Refusal, Resync};
use protocol::{ClientFrame, GatewayFrame, Revoke, SubErr, SubErrCode, SubId, Topic};

/// SU1: readers are counted; the topic is left 5 s after the last went, unless somebody comes back.
#[test]
fn su1_readers_are_counted_with_grace() {
    let mut engine = following();
    engine.subscribe(&topic(), START);
    engine.unsubscribe(&topic(), START);
    engine.unsubscribe(&topic(), START);
    pass_answered(&mut engine, at(4_000));
    engine.subscribe(&topic(), at(4_000));
    let outputs = pass_answered(&mut engine, at(20_000));
    assert!(!kinds(&outputs).contains(&"unsub") && !kinds(&outputs).contains(&"sub"));

    engine.unsubscribe(&topic(), at(20_000));

    let outputs = pass_answered(&mut engine, at(25_000));
    assert!(kinds(&outputs).contains(&"unsub"));
    assert_eq!(ids(&engine), ["v1", "v2"], "kept in memory");
}

/// SU2: a delta that continues is applied and moves the position.
#[test]
fn su2_a_delta_that_continues_is_applied() {
    let mut engine = following();

    say(
        &mut engine,
        [delta(
            4,
            9,
            vec![put("v3", 7), remove("v1", 9), state("v2", 8, "resolved")],
        )],
        at(1),
    );

    assert_eq!(ids(&engine), ["v2", "v3"]);
    assert_eq!(seen(&engine, "v2").as_deref(), Some("resolved"));
    assert_eq!(engine.topics()[0].position, Some(position("e1", 9)));
}

/// SU3: a gap is answered by asking again with the own position, once, and is never silent.
#[test]
fn su3_gap_asks_again_with_the_own_position() {
    let mut engine = following();

    say(
        &mut engine,
        [delta(5, 6, vec![put("v3", 6)]), delta(6, 7, vec![put("v4", 7)])],
        at(1),
    );

    let asked = subs(&drain(&mut engine));
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].at, Some(position("e1", 4)));
    assert_eq!(ids(&engine), ["v1", "v2"]);
    assert_eq!(engine.stats().gaps, 1);
    say(
        &mut engine,
        [delta(4, 7, vec![put("v3", 6), put("v4", 7)])],
        at(2),
    );
    assert_eq!(ids(&engine), ["v1", "v2", "v3", "v4"]);
    assert_eq!(engine.phase(&topic()), Phase::Fresh);
}

/// SU4: a delta seen before changes nothing.
#[test]
fn su4_a_delta_seen_before_is_ignored() {
    let mut engine = following();

    say(&mut engine, [delta(2, 4, vec![remove("v1", 4)])], at(1));

    assert_eq!(ids(&engine), ["v1", "v2"]);
    assert!(changed(&drain(&mut engine)).is_empty());
}

/// SU5: a snapshot in parts is invisible until all are there.
#[test]
fn su5_parts_are_visible_together() {
    let mut engine = live();
    engine.subscribe(&topic(), START);
    let sum = digest(&[("v1", 1), ("v2", 2)]);
    say(
        &mut engine,
        [part("e1", 4, &[("v1", 1)], 1, 2, sum).into()],
        at(1),
    );
    assert_eq!((engine.phase(&topic()), ids(&engine).len()), (Phase::Loading, 0));

    say(
        &mut engine,
        [part("e1", 4, &[("v2", 2)], 2, 2, sum).into()],
        at(2),
    );

    assert_eq!((engine.phase(&topic()), ids(&engine).len()), (Phase::Fresh, 2));
    let outputs = drain(&mut engine);
    assert_eq!(changed(&outputs), [&Changes::Reset]);
}

/// SU5: to ask again meanwhile loses no part: what follows begins where these rows stand, not where the old ones do.
#[test]
fn su5_parts_that_came_before_a_question_count() {
    let mut engine = following();
    let sum = digest(&[("v7", 3), ("v8", 4)]);
    say(
        &mut engine,
        [part("e2", 4, &[("v7", 3)], 1, 2, sum).into()],
        at(1),
    );

    assert_eq!(engine.refresh(at(2)), 1);
    say(
        &mut engine,
        [part("e2", 4, &[("v8", 4)], 2, 2, sum).into()],
        at(3),
    );
    say(&mut engine, [delta(4, 5, vec![put("v9", 5)])], at(4));

    assert_eq!(ids(&engine), ["v7", "v8", "v9"]);
    assert_eq!(engine.position(&topic()), Some(&position("e2", 5)));
}

/// SU5: parts belong to their connection: the next one begins with the first.
#[test]
fn su5_parts_end_with_their_connection() {
    let mut engine = following();
    let sum = digest(&[("v7", 3), ("v8", 4)]);
    let parts = [("v7", 3, 1), ("v8", 4, 2)].map(|(id, revision, number)| -> GatewayFrame {
        part("e2", 4, &[(id, revision)], number, 2, sum).into()
    });
    let [first, second] = parts;
    say(&mut engine, [first], at(1));

    reconnect(&mut engine, at(2));
    welcome(&mut engine, at(3));
    say(&mut engine, [second], at(4));

    assert_eq!(ids(&engine), ["v1", "v2"]);
}

/// SU6: a snapshot older than the position is dropped.
#[test]
fn su6_an_older_snapshot_is_dropped() {
    let mut engine = following();

    say(&mut engine, [snapshot("e1", 3, &[("v9", 3)])], at(1));

    assert_eq!(ids(&engine), ["v1", "v2"]);
}

/// SU7: "the same" keeps the rows and makes them current.
#[test]
fn su7_same_keeps_the_rows() {
    let mut engine = following();
    reconnect(&mut engine, at(1));

    say(&mut engine, [welcome_as(ana(), at(2)), same("e1", 4)], at(2));

    let outputs = drain(&mut engine);
    assert!(changed(&outputs).is_empty());
    assert!(is_live(&engine));
    assert_eq!(ids(&engine), ["v1", "v2"]);
}

/// SU9: what stands in one message becomes visible together.
#[test]
fn su9_a_message_is_one_change() {
    let mut engine = following();

    say(
        &mut engine,
        [
            delta(4, 5, vec![put("v3", 5)]),
            delta(5, 6, vec![put("v3", 6), put("v4", 6)]),
        ],
        at(1),
    );

    let outputs = drain(&mut engine);
    assert_eq!(
        changed(&outputs),
        [&Changes::Rows(vec!["v3".into(), "v4".into()])]
    );
}

/// SU10: a topic that is not answered is asked for again from nothing, with growing patience.
#[test]
fn su10_unanswered_is_asked_again() {
    let mut engine = live();
    engine.subscribe(&topic(), START);
    drain(&mut engine);

    let outputs = pass_answered(&mut engine, at(65_000));

    assert_eq!(subs(&outputs).len(), 2, "after 10 and 30 seconds; next after 70");
    assert!(subs(&outputs).iter().all(|it| it.at.is_none()));
}

/// SU11: a topic that is not ours is purged from memory and disk, with the reason.
#[test]
fn su11_revoked_and_refused_are_purged() {
    let revoke = Revoke {
        s: SubId(1),
        why: "moved to another team".to_owned(),
    };
    let refuse = SubErr {
        s: SubId(1),
        code: SubErrCode::Forbidden,
        msg: "no".to_owned(),
    };
    let frames: [(GatewayFrame, _); 2] = [
        (revoke.into(), Refusal::Revoked),
        (refuse.into(), Refusal::Denied(SubErrCode::Forbidden)),
    ];
    for (frame, refusal) in frames {
        let mut engine = following();

        say(&mut engine, [frame.clone()], at(1));

        let outputs = drain(&mut engine);
        assert!(outputs.contains(&Output::Forget(topic())));
        assert!(engine.view(&topic()).is_none());
        assert!(matches!(engine.phase(&topic()), Phase::Refused(it, _) if it == refusal));
        assert!(!engine.topics()[0].phase.eq(&Phase::Fresh));

        // Another tab may have written it to the same disk since.
        say(&mut engine, [frame], at(2));
        assert!(drain(&mut engine).contains(&Output::Forget(topic())));
    }
}

/// SU12: a delta that does not fit the rows takes no effect at all; the topic is fetched again.
#[test]
fn su12_a_delta_that_does_not_fit_is_not_applied() {
    let mut engine = following();

    say(
        &mut engine,
        [delta(4, 6, vec![remove("v1", 5), state("v7", 6, "resolved")])],
        at(1),
    );

    assert_eq!(ids(&engine), ["v1", "v2"]);
    assert_eq!(subs(&drain(&mut engine))[0].at, None);
}

/// SU13: without a connection rows are trusted for the stream's stale time, then shown as stale.
#[test]
fn su13_rows_grow_stale_without_a_connection() {
    let mut engine = following();
    engine.handle_network(false, at(1_000));
    pass(&mut engine, at(200_000));
    assert_eq!(engine.phase(&topic()), Phase::Fresh);
    assert_eq!(engine.confirmed_at(&topic()), Some(START));

    let outputs = pass(&mut engine, at(310_000));

    assert_eq!(engine.phase(&topic()), Phase::Stale);
    assert!(events(&outputs).contains(&&Event::Phase(topic())));
}

/// SU14: a topic that nobody reads is dropped from memory after a while.
#[test]
fn su14_unread_topics_are_collected() {
    let mut engine = following();
    engine.unsubscribe(&topic(), START);

    pass_answered(&mut engine, at(606_000));

    assert!(engine.topics().is_empty());
}

/// SU15: "live" is said only once every topic is there.
#[test]
fn su15_live_after_all_topics_caught_up() {
    let mut engine = following();
    reconnect(&mut engine, at(1));
    say(&mut engine, [welcome_as(ana(), at(2))], at(2));
    assert!(matches!(engine.connection(), Connection::CatchingUp { .. }));

    say(&mut engine, [delta(4, 4, vec![])], at(3));

    assert!(is_live(&engine));
}

/// SU16: a new life of the history replaces the rows, and that is reported.
#[test]
fn su16_a_new_epoch_replaces_the_rows() {
    let mut engine = following();
    reconnect(&mut engine, at(1));

    say(
        &mut engine,
        [welcome_as(ana(), at(2)), snapshot("e2", 1, &[("v1", 1)])],
        at(2),
    );

    let outputs = drain(&mut engine);
    assert_eq!(ids(&engine), ["v1"]);
    assert!(events(&outputs).contains(&&Event::Resynchronised {
        topic: topic(),
        why: Resync::Position
    }));
}

/// SU17: forgetting a topic clears it everywhere and fetches it again for its readers.
#[test]
fn su17_forget_starts_over() {
    let mut engine = following();

    engine.forget(&topic(), at(1));

    let outputs = drain(&mut engine);
    assert!(outputs.contains(&Output::Forget(topic())));
    assert!(matches!(&sent(&outputs)[..], [ClientFrame::Sub(sub)] if sub.at.is_none()));
    assert!(engine.view(&topic()).is_none());
}

/// SU18: topics in memory are bounded, however many are visited.
#[test]
fn su18_unread_topics_are_bounded() {
    let mut engine = live();

    for number in 0..500 {
        let report = Topic::scoped(protocol::StreamKind::ReportEntry, format!("kv-{number}"));
        engine.subscribe(&report, at(number * 10_000));
        engine.unsubscribe(&report, at(number * 10_000));
        pass_answered(&mut engine, at(number * 10_000 + 6_000));
    }

    assert!(engine.topics().len() <= 65);
}

/// SU19: what was refused is asked for again every 30 s, since rights may come back; people are told once.
#[test]
fn su19_refused_topics_are_tried_again() {
    let refuse = SubErr {
        s: SubId(1),
        code: SubErrCode::Forbidden,
        msg: "no".to_owned(),
    };
    let mut engine = following();
    say(&mut engine, [refuse.clone().into()], at(0));
    drain(&mut engine);
    let outputs = pass_answered(&mut engine, at(30_000));
    assert_eq!(subs(&outputs).len(), 1);
    say(&mut engine, [refuse.into()], at(30_001));
    assert!(events(&drain(&mut engine)).is_empty());
    pass_answered(&mut engine, at(60_001));

    say(&mut engine, [snapshot("e1", 9, &[("v1", 3)])], at(60_002));

    assert_eq!(engine.phase(&topic()), Phase::Fresh);
}

/// SU20: an answer that crossed with deltas on their way is not applied twice: it is asked for again, without alarm.
#[test]
fn su20_an_overlap_is_asked_again_quietly() {
    let mut engine = following();
    say(&mut engine, [delta(4, 6, vec![put("v3", 6)])], at(1));
    drain(&mut engine);

    say(
        &mut engine,
        [delta(4, 8, vec![put("v3", 6), put("v4", 8)])],
        at(2),
    );

    let outputs = drain(&mut engine);
    assert_eq!(subs(&outputs)[0].at, Some(position("e1", 6)));
    assert!(events(&outputs).is_empty());
    say(&mut engine, [delta(6, 8, vec![put("v4", 8)])], at(3));
    assert_eq!((ids(&engine).len(), engine.phase(&topic())), (4, Phase::Fresh));
    assert_eq!(engine.stats().gaps, 0);
}

/// SU21: what was on its way when a topic was left is no answer to whoever follows it again.
#[test]
fn su21_following_again_has_another_name() {
    let mut engine = following();
    engine.unsubscribe(&topic(), at(0));
    pass_answered(&mut engine, at(6_000));
    engine.subscribe(&topic(), at(6_000));
    let asked = subs(&drain(&mut engine)).remove(0);

    say(&mut engine, [delta(4, 5, vec![put("v3", 5)])], at(6_001));

    assert_ne!(asked.s, SubId(1));
    assert_eq!(asked.at, Some(position("e1", 4)));
    assert_eq!(engine.position(&topic()), Some(&position("e1", 4)));
}
