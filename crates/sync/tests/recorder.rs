//! Rules FR1–FR5: what a recording holds, and that it can be gone through again.
#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

mod harness;

use harness::*;
use livedeck_sync::{CacheRecord, Engine, Replay, Session};
use protocol::{
    CloseCode, NackCode, Op, Position, Revision, Revoke, SubErr, SubErrCode, SubId, UserInfo,
    mutations::{Mutation, ViolationChange},
};

/// Goes through what the engine recorded; gives how many calls there were.
fn replay(engine: &Engine) -> usize {
    match Replay::read(&engine.recording()).unwrap().run() {
        Ok(calls) => calls,
        Err(it) => panic!("{it}"),
    }
}

/// Calls that were recorded; the first two lines are none.
fn calls(engine: &Engine) -> usize {
    engine.recording().lines().count() - 2
}

/// FR1: a day in short, with everything that is taken from chance.
#[test]
fn fr1_a_recording_is_gone_through_again() {
    let mut engine = following();
    let made = engine.mutate(acknowledge("v1"), at(10)).unwrap();
    drain(&mut engine);
    say(&mut engine, [delta(6, 7, vec![put("v3", 7)])], at(20));
    say(&mut engine, [nack(&made.id, NackCode::Busy, Some(50))], at(30));
    reconnect(&mut engine, at(40));
    say(
        &mut engine,
        [welcome_as(ana(), at(50)), snapshot("e1", 7, &[("v1", 7)])],
        at(50),
    );
    engine.handle_closed(CloseCode::Restart, at(60));
    engine.handle_network(false, at(61));
    pass(&mut engine, at(400_000));
    engine.handle_visibility(false, at(400_001));
    engine.handle_session(Session::SignedIn(ben()), at(400_002));

    assert_eq!(replay(&engine), calls(&engine));
    let text = engine.recording();
    for told in [
        "\"odd\":\"gap\"",
        "\"resync\"",
        "\"waiting\"",
        "\"phase\":\"stale\"",
        "\"mut\"",
    ] {
        assert!(text.contains(told), "{told} in {text}");
    }
}

/// FR1: a part that begins while a snapshot has come by half.
#[test]
fn fr1_a_recording_may_begin_inside_a_snapshot() {
    let mut engine = live();
    engine.subscribe(&topic(), at(1));
    let rows = [("v1", 3), ("v2", 4), ("v3", 5)];
    let parts = |number: usize| {
        part(
            "e1",
            5,
            &rows[number - 1..number],
            number as u32,
            3,
            digest(&rows),
        )
    };
    say(&mut engine, [parts(1).into()], at(2));
    for round in 0..900 {
        engine.handle_network(round % 2 == 0, at(3 + round));
        drain(&mut engine);
    }
    say(&mut engine, [parts(2).into()], at(1_000));
    say(&mut engine, [parts(3).into()], at(1_001));

    assert!(engine.recording().contains("\"next\":2"));
    replay(&engine);
    assert!(!engine.recording().contains("wrong_sum"));
}

/// FR2: so much and no more is kept, and what is kept can be gone through.
#[test]
fn fr2_a_recording_is_bounded() {
    let mut engine = following();
    for round in 0..CALLS {
        let offset = 4 + round;
        let ops = match round % 100 {
            0 => (0..600).map(|it| remove(&format!("v{it}"), offset + 1)).collect(),
            _ => (0..round % 3)
                .map(|it| put(&format!("v{it}"), offset + 1))
                .collect(),
        };
        say(&mut engine, [delta(offset, offset + 1, ops)], at(round));
        if round % 10_000 == 0 {
            drop(engine.mutate(acknowledge("v1"), at(round)));
        }
        drain(&mut engine);
    }

    let text = engine.recording();
    assert!(text.len() < 128 * 1024, "{} bytes", text.len());
    assert!((2..=802).contains(&text.lines().count()));
    replay(&engine);

    for round in CALLS..CALLS + 2_000 {
        engine.handle_network(true, at(round));
        drain(&mut engine);
    }
    let calls = calls(&engine);
    assert!((400..=800).contains(&calls), "{calls}");
    replay(&engine);
}

/// FR3: what rows say, who people are and what they wrote is not in it.
#[test]
fn fr3_nothing_private_is_recorded() {
    let user = UserInfo {
        id: "u-secret".into(),
        name: "Secret Person".to_owned(),
        roles: vec!["secret-role".to_owned()],
        sees: vec![],
    };
    let mut engine = fresh();
    let row = |id: &str| violation(&format!("secret-{id}"));
    engine.handle_restored(
        vec![CacheRecord {
            user: user.id.clone(),
            topic: vehicles(),
            position: position("e1", 3),
            confirmed_at: START,
            rows: vec![(Revision(1), row("kept").into())],
        }],
        at(1),
    );
    engine.handle_session(Session::SignedIn(user.clone()), at(1));
    engine.subscribe(&topic(), at(1));
    engine.handle_opened(at(1));
    say(&mut engine, [welcome_as(user, at(2))], at(2));
    let name = SubId(2);
    let mut snap = part("e1", 4, &[("secret-v1", 3)], 1, 1, digest(&[("secret-v1", 3)]));
    snap.s = name;
    say(&mut engine, [snap.into()], at(3));
    let dismiss = Mutation::Violation(ViolationChange::Dismiss {
        id: "secret-v1".into(),
        reason: "secret reason of ana@secret.example".to_owned(),
    });
    let made = engine.mutate(dismiss, at(4)).unwrap();
    drain(&mut engine);
    let mut refusal = nack(&made.id, NackCode::Conflict, None);
    if let protocol::GatewayFrame::Nack(it) = &mut refusal {
        it.msg = "secret words".to_owned();
        it.row = Some((Revision(9), row("theirs")));
    }
    say(&mut engine, [refusal], at(5));
    engine.handle_malformed("secret bytes", at(6));
    drain(&mut engine);
    reconnect(&mut engine, at(7));
    let why = "Secret Person may not".to_owned();
    let denied = SubErr {
        s: name,
        code: SubErrCode::Forbidden,
        msg: why.clone(),
    };
    say(
        &mut engine,
        [
            welcome_as(ana(), at(8)),
            denied.into(),
            Revoke { s: name, why }.into(),
        ],
        at(8),
    );

    for until in [at(9), at(3_000)] {
        let text = engine.recording().to_lowercase();
        assert!(!text.contains("secret"), "{text}");
        assert!(!text.contains("ring road") && !text.contains("ana"), "{text}");
        assert!(text.contains(made.id.as_str()) && text.contains("violation.dismiss"));
        replay(&engine);
        // The next part begins with a checkpoint of the same.
        for round in 0..500 {
            engine.handle_network(true, until + std::time::Duration::from_millis(round));
        }
    }
}

/// FR3: whose report somebody reads is not in it; reports stay in their order.
#[test]
fn fr3_scopes_name_no_vehicle() {
    let report = |vehicle: &str| protocol::Topic {
        kind: protocol::StreamKind::ReportEntry,
        scope: Some(vehicle.into()),
    };
    let mut engine = live();
    for vehicle in ["kv-9", "kv-12", "kv-12@2026-11-19"] {
        engine.subscribe(&report(vehicle), at(1));
        drain(&mut engine);
    }
    reconnect(&mut engine, at(2));
    for round in 0..900 {
        engine.handle_network(round % 2 == 0, at(3 + round));
        drain(&mut engine);
    }

    let text = engine.recording();
    assert!(!text.contains("kv-"), "{text}");
    assert!(text.contains("\"fleet/report/0002\""), "{text}");
    replay(&engine);
}

/// FR3: the same row has another label in another recording.
#[test]
fn fr3_labels_mean_nothing_elsewhere() {
    let recorded = |seed| {
        let mut config = fresh().config().clone();
        config.seed = seed;
        let mut engine = Engine::new(config, START);
        engine.handle_session(Session::SignedIn(ana()), START);
        engine.recording()
    };

    assert_eq!(recorded(1), recorded(1));
    assert_ne!(recorded(1), recorded(2));
}

/// FR4: the first line that has another outcome is named.
#[test]
fn fr4_a_changed_line_is_found() {
    let mut engine = following();
    say(&mut engine, [delta(4, 5, vec![put("v3", 5)])], at(20));
    say(
        &mut engine,
        [delta(5, 6, vec![state("v3", 6, "resolved")])],
        at(30),
    );
    engine.handle_closed(CloseCode::Restart, at(40));
    let text = engine.recording();
    let line = text.lines().position(|it| it.contains("\"from\":4")).unwrap() + 1;

    let changed = text.replace("\"from\":4", "\"from\":3");
    let difference = Replay::read(&changed).unwrap().run().unwrap_err();

    assert_eq!(difference.line, line, "{difference}");
    assert_eq!(difference.recorded, "[]");
    let unreadable = Replay::read(&text.replace("\"from\":4", "\"from\":x")).unwrap_err();
    assert_eq!(unreadable.line, line);
}

/// FR5: of a topic with many rows, only their number is kept; it is gone through by its positions.
#[test]
fn fr5_many_rows_are_only_counted() {
    let names: Vec<_> = (0..2_000).map(|it| format!("v{it}")).collect();
    let rows: Vec<_> = names.iter().map(|it| (it.as_str(), 3)).collect();
    let mut engine = live();
    engine.subscribe(&topic(), at(1));
    say(&mut engine, [snapshot("e1", 4, &rows)], at(2));
    drain(&mut engine);
    let nobody = |revision| Op::Patch(Revision(revision), "nobody".into(), Default::default(), vec![]);
    for round in 0..3 {
        let from = 4 + round;
        let time = at(10 * round);
        say(
            &mut engine,
            [delta(from, from + 1, vec![state("v1", from + 1, "resolved")])],
            time,
        );
        // One that does not fit, and the rows again.
        say(
            &mut engine,
            [delta(from + 1, from + 2, vec![nobody(from + 2)])],
            time,
        );
        say(&mut engine, [snapshot("e1", from + 1, &rows[1..])], time);
        drain(&mut engine);
        for _ in 0..500 {
            engine.handle_network(true, time);
            drain(&mut engine);
        }
    }

    let text = engine.recording();
    assert!(text.len() < 128 * 1024 && text.contains("\"rows\":1999"));
    assert!(text.contains("\"odd\":\"broken\""));
    replay(&engine);
    assert_eq!(engine.position(&topic()), Some(&Position { ..position("e1", 7) }));
}

/// More than fit in.
const CALLS: u64 = 100_000;
