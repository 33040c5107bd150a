//! Rules CO: the life of the link.

mod harness;

use std::time::Duration;

use harness::*;
use livedeck_sync::{Connection, Engine, Event, Output, Session, StopReason, Timer};
use protocol::{
    ALIKE, ClientFrame, CloseCode, GoAway, GoAwayReason, NackCode,
    mutations::{Mutation, ViolationChange},
};

type Happening = fn(&mut Engine);

const HAPPENINGS: [Happening; 16] = [
    |it| it.handle_session(Session::SignedIn(ana()), at(1)),
    |it| it.handle_session(Session::SignedIn(ben()), at(1)),
    |it| it.handle_session(Session::SignedOut, at(1)),
    |it| it.handle_session(Session::Expired, at(1)),
    |it| it.handle_session(Session::Unknown, at(1)),
    |it| it.handle_opened(at(1)),
    |it| say(it, [welcome_as(ana(), at(1))], at(1)),
    |it| it.handle_malformed("?", at(1)),
    |it| it.handle_closed(CloseCode::Unauthorized, at(1)),
    |it| it.handle_closed(CloseCode::Other(1006), at(1)),
    |it| it.handle_network(false, at(1)),
    |it| it.handle_network(true, at(1)),
    |it| it.handle_visibility(false, at(1)),
    |it| it.handle_wake(at(1)),
    |it| it.retry_now(at(1)),
    |it| {
        let due = it.poll_timeout().map_or(at(1), |(due, _)| due);
        it.handle_timeout(due);
    },
];

/// CO1: any three happenings in any order lead to a state that either waits for a person or has something armed.
#[test]
fn co1_any_happening_in_any_state_is_defined() {
    for a in HAPPENINGS {
        for b in HAPPENINGS {
            for c in HAPPENINGS {
                let mut engine = fresh();

                for happening in [a, b, c] {
                    happening(&mut engine);
                }

                let waits_for_a_person = matches!(
                    engine.connection(),
                    Connection::SignInNeeded | Connection::Stopped { .. }
                );
                let hidden_and_welcomed = engine.connection().is_welcomed();
                assert!(waits_for_a_person || hidden_and_welcomed || engine.poll_timeout().is_some());
            }
        }
    }
}

/// CO2: nothing is connected before somebody is known to be signed in.
#[test]
fn co2_connects_once_somebody_is_signed_in() {
    let mut engine = fresh();
    engine.retry_now(START);
    assert!(
        !drain(&mut engine)
            .iter()
            .any(|it| matches!(it, Output::Connect { .. }))
    );

    engine.handle_session(Session::SignedIn(ana()), at(5));

    assert!(
        drain(&mut engine)
            .iter()
            .any(|it| matches!(it, Output::Connect { .. }))
    );
    assert_eq!(*engine.connection(), Connection::Connecting { attempt: 0 });
}

/// CO3: one hello resumes everything: each topic with its position and digest.
#[test]
fn co3_hello_carries_every_position() {
    let mut engine = following();
    engine.subscribe(&vehicles(), at(1));
    drain(&mut engine);

    let outputs = reconnect(&mut engine, at(2));

    let subs = subs(&outputs);
    let violations = subs.iter().find(|it| it.topic == "fleet/violations").unwrap();
    assert_eq!(violations.at, Some(position("e1", 4)));
    assert_eq!(violations.sum, Some(digest(&[("v1", 3), ("v2", 4)])));
    assert_eq!(
        subs.iter().find(|it| it.topic == "fleet/vehicles").unwrap().at,
        None
    );
    assert_eq!(kinds(&outputs), ["hello"]);
}

/// CO20: every greeting says what else is read: patches told together.
#[test]
fn co20_hello_says_that_patches_told_together_are_read() {
    let mut engine = following();

    let outputs = reconnect(&mut engine, at(2));

    let can = outputs.iter().find_map(|it| match it {
        Output::Send(frames) => frames.iter().find_map(|it| match it {
            ClientFrame::Hello(hello) => Some(hello.can.clone()),
            _ => None,
        }),
        _ => None,
    });
    assert_eq!(can, Some(vec![ALIKE.to_owned()]));
}

/// CO4: the number of the connection counts up, also over a restart of the page.
#[test]
fn co4_conn_counts_up() {
    let conns = |engine: &mut Engine, from: u64| -> Vec<u64> {
        engine.handle_session(Session::SignedIn(ana()), at(from));
        engine.handle_closed(CloseCode::Other(1006), at(from));
        engine.retry_now(at(from));
        drain(engine)
            .iter()
            .filter_map(|it| match it {
                Output::Connect { conn } => Some(*conn),
                _ => None,
            })
            .collect()
    };

    let first = conns(&mut fresh(), 0);
    let second = conns(&mut fresh(), 1_000);

    let all: Vec<_> = first.into_iter().chain(second).collect();
    assert_eq!(all.len(), 4);
    assert!(all.is_sorted_by(|a, b| a < b), "{all:?}");
}

/// CO5: failures are answered with full jitter that grows up to 20 s, and never with giving up.
#[test]
fn co5_waits_grow_and_never_end() {
    let mut engine = connecting();
    let mut now = START;
    let mut waits = Vec::new();

    for _ in 0..60 {
        engine.handle_closed(CloseCode::Other(1006), now);
        let Connection::Waiting { until, .. } = *engine.connection() else {
            panic!("{:?}", engine.connection());
        };
        waits.push(until.since(now));
        now = until;
        engine.handle_timeout(now);
        assert!(is_connecting(&engine));
    }

    assert!(waits[0] <= Duration::from_millis(500));
    assert!(
        waits
            .iter()
            .all(|it| *it >= Duration::from_millis(100) && *it <= Duration::from_secs(20))
    );
    assert!(waits.iter().any(|it| *it > Duration::from_secs(10)));
}

/// CO6: earlier failures are forgotten only after welcome, all topics caught up, and 10 s more.
#[test]
fn co6_failures_are_forgotten_after_ten_healthy_seconds() {
    for (healthy, attempts) in [(9_000, 3), (11_000, 1)] {
        let mut engine = connecting();
        for _ in 0..2 {
            engine.handle_closed(CloseCode::Other(1006), START);
            engine.retry_now(START);
        }
        welcome(&mut engine, START);
        pass_answered(&mut engine, at(healthy));

        engine.handle_closed(CloseCode::Other(1006), at(healthy));

        assert!(matches!(engine.connection(), Connection::Waiting { attempt, .. } if *attempt == attempts));
    }
}

/// CO7: however often somebody insists, at most 12 connects are made in a minute.
#[test]
fn co7_at_most_twelve_connects_a_minute() {
    let mut engine = connecting();
    let mut connects = 1;

    for second in 0..50 {
        engine.handle_closed(CloseCode::Other(1006), at(second * 1_000));
        engine.retry_now(at(second * 1_000));
        let outputs = drain(&mut engine);
        connects += outputs
            .iter()
            .filter(|it| matches!(it, Output::Connect { .. }))
            .count();
    }

    assert_eq!(connects, 12);
    assert!(matches!(engine.connection(), Connection::Waiting { until, .. } if *until == at(60_000)));
}

/// CO8: a gateway that goes away is left at a random moment of its window, and connected to again at once.
#[test]
fn co8_goaway_moves_inside_the_window() {
    let mut engine = following();
    let away = GoAway {
        why: GoAwayReason::Deploy,
        spread: (1_000, 2_000),
    };
    say(&mut engine, [away.into()], START);
    drain(&mut engine);
    assert!(is_live(&engine));

    let outputs = pass_answered(&mut engine, at(2_000));

    assert!(kinds(&outputs).contains(&"bye") && is_disconnected(&outputs));
    assert!(is_connecting(&engine));

    let mut engine = following();
    say(&mut engine, [away.into()], START);
    engine.handle_closed(CloseCode::Restart, at(10));
    let Connection::Waiting { until, .. } = *engine.connection() else {
        panic!("{:?}", engine.connection());
    };
    assert!(until >= at(1_000) && until <= at(2_000));
}

/// CO9: a session that is not accepted is checked once; then people are asked to sign in. Pending mutations stay.
#[test]
fn co9_unauthorized_checks_the_session_once() {
    let mut engine = following();
    engine.mutate(acknowledge("v1"), START).unwrap();
    engine.handle_closed(CloseCode::Unauthorized, at(1));
    assert!(drain(&mut engine).contains(&Output::CheckSession));
    assert_eq!(*engine.connection(), Connection::Checking);
    engine.handle_session(Session::SignedIn(ana()), at(2));

    engine.handle_closed(CloseCode::Unauthorized, at(3));

    assert_eq!(*engine.connection(), Connection::SignInNeeded);
    assert_eq!(*engine.session(), Session::Expired);
    assert_eq!(engine.pending().count(), 1);
    assert_eq!(seen(&engine, "v1").as_deref(), Some("acknowledged"));
}

/// CO10: a gateway that does not want us back is left alone until a person insists.
#[test]
fn co10_some_closes_stop() {
    for (code, why) in [
        (CloseCode::Forbidden, StopReason::Forbidden),
        (CloseCode::Superseded, StopReason::Superseded),
        (CloseCode::UpdateNeeded, StopReason::UpdateNeeded),
    ] {
        let mut engine = following();
        engine.handle_closed(code, at(1));
        engine.handle_wake(at(2));
        assert_eq!(*engine.connection(), Connection::Stopped { why });

        engine.retry_now(at(3));

        assert!(is_connecting(&engine));
    }
}

/// CO11: a gateway that does not understand us is tried once more without positions; then that is reported.
#[test]
fn co11_malformed_starts_afresh_once() {
    let mut engine = following();
    engine.handle_closed(CloseCode::Malformed, at(1));
    engine.retry_now(at(2));
    drain(&mut engine);
    engine.handle_opened(at(3));
    let outputs = drain(&mut engine);
    assert_eq!(subs(&outputs)[0].at, None);

    engine.handle_closed(CloseCode::Malformed, at(4));

    assert_eq!(
        *engine.connection(),
        Connection::Stopped {
            why: StopReason::NotUnderstood
        }
    );
}

/// CO12: without a network nothing but a rare attempt is made; when it is back, one is made at once.
#[test]
fn co12_offline_rests_and_online_connects() {
    let mut engine = following();
    engine.handle_network(false, START);
    pass(&mut engine, at(2_000));
    assert_eq!(*engine.connection(), Connection::Offline);
    assert_eq!(engine.poll_timeout().map(|(_, timer)| timer), Some(Timer::Retry));

    engine.handle_network(true, at(3_000));

    assert!(is_connecting(&engine));
}

/// CO13: a message that cannot be read ends the connection; the second time in a row everything is fetched again.
#[test]
fn co13_garbled_messages_are_survived() {
    let mut engine = following();
    engine.handle_malformed("not JSON\u{0}", at(1));
    assert!(is_disconnected(&drain(&mut engine)));
    engine.retry_now(at(2));
    engine.handle_opened(at(2));
    assert!(subs(&drain(&mut engine))[0].at.is_some());
    say(&mut engine, [welcome_as(ana(), at(2))], at(2));

    engine.handle_malformed("still not", at(3));
    engine.retry_now(at(4));
    engine.handle_opened(at(4));

    assert_eq!(subs(&drain(&mut engine))[0].at, None);
    assert_eq!(engine.stats().malformed, 2);
    assert_eq!(ids(&engine), ["v1", "v2"]);
}

/// CO14: an attempt that leads to no welcome is given up.
#[test]
fn co14_attempts_end() {
    let mut engine = connecting();
    pass(&mut engine, at(9_999));
    assert!(is_connecting(&engine));

    let outputs = pass(&mut engine, at(10_000));

    assert!(is_disconnected(&outputs));
    assert!(matches!(
        engine.connection(),
        Connection::Waiting { attempt: 1, .. }
    ));
}

/// CO15: a gateway that got too many messages is left alone for at least 5 s.
#[test]
fn co15_too_many_waits() {
    let mut engine = following();

    engine.handle_closed(CloseCode::TooMany, START);

    assert!(matches!(engine.connection(), Connection::Waiting { until, .. } if *until >= at(5_000)));
}

/// CO16: when the clock goes back an hour, nothing waits an hour longer.
#[test]
fn co16_a_clock_that_goes_back_delays_nothing() {
    let mut engine = following();
    let hour = Duration::from_hours(1);
    let (before, _) = engine.poll_timeout().unwrap();

    engine.handle_visibility(true, START - hour);

    assert_eq!(engine.poll_timeout().unwrap().0, before - hour);
    assert!(engine.confirmed_at(&topic()).unwrap() <= START - hour);
    assert_eq!(engine.gateway_now(START - hour), START);
}

/// CO17: when a message was larger than the gateway takes, its largest mutation is reported and not sent again.
#[test]
fn co17_too_large_is_not_repeated() {
    let mut engine = following();
    engine.mutate(acknowledge("v1"), START).unwrap();
    let reason = "x".repeat(400);
    let large = engine
        .mutate(
            Mutation::Violation(ViolationChange::Dismiss {
                id: "v2".into(),
                reason,
            }),
            START,
        )
        .unwrap();
    drain(&mut engine);

    engine.handle_closed(CloseCode::TooLarge, at(1));

    let outputs = drain(&mut engine);
    assert!(events(&outputs).iter().any(|it| matches!(it,
        Event::Settled { id, verdict: Err(nack), .. } if *id == large.id && nack.code == NackCode::Invalid)));
    assert_eq!(engine.pending().count(), 1);
}

/// CO18: the session is proven again before it runs out.
#[test]
fn co18_the_session_is_proven_in_time() {
    let mut engine = live();

    let outputs = pass_answered(&mut engine, at(2_900_000));

    assert!(sent(&outputs).iter().any(|it| matches!(it, ClientFrame::Auth(_))));
    assert!(is_live(&engine));
}

/// CO19: a number that was too low, because the clock was put back over a restart, is raised; a page that was welcomed
/// gives way.
#[test]
fn co19_a_number_too_low_is_raised() {
    let mut engine = connecting();
    engine.handle_opened(at(1));
    drain(&mut engine);

    engine.handle_closed(CloseCode::Superseded, at(2));
    engine.retry_now(at(3));

    let raised = drain(&mut engine)
        .iter()
        .any(|it| matches!(it, Output::Connect { conn } if *conn > at(3).as_millis() + 80_000_000));
    assert!(raised);
}
