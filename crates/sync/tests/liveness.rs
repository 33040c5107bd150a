//! Rules LI and ST: evidence of life, waking up, and what is counted.

mod harness;

use harness::*;
use livedeck_sync::{Connection, Output, Pulse};
use protocol::{Ping, Pong};

/// LI1: on a visible page a dead connection is seen within 7.5 s.
#[test]
fn li1_a_dead_connection_is_seen_in_time() {
    let mut engine = following();

    let outputs = pass(&mut engine, at(7_500));

    assert_eq!(pings(&outputs).len(), 1);
    assert!(is_disconnected(&outputs));
    assert!(matches!(
        engine.connection(),
        Connection::Waiting { .. } | Connection::Connecting { .. }
    ));
}

/// LI2: a verdict that comes far too late says that we slept: it is asked again.
#[test]
fn li2_silence_while_asleep_is_no_proof() {
    let mut engine = following();
    engine.handle_timeout(at(5_000));
    drain(&mut engine);

    engine.handle_timeout(at(3_600_000));

    let outputs = drain(&mut engine);
    assert_eq!(pings(&outputs).len(), 1);
    assert!(is_live(&engine));
}

/// LI3: waking up: storage, then the session, then the socket, and only then what waits to be sent; dead within 1 s.
#[test]
fn li3_the_order_of_waking_up() {
    let mut engine = following();
    say(&mut engine, [delta(4, 5, vec![put("v3", 5)])], at(10));
    drain(&mut engine);

    engine.handle_wake(at(20));
    engine.mutate(acknowledge("v1"), at(21)).unwrap();

    let outputs = drain(&mut engine);
    let place = |wanted: fn(&Output) -> bool| outputs.iter().position(wanted).unwrap();
    assert!(place(|it| matches!(it, Output::Store(_))) < place(|it| *it == Output::CheckSession));
    assert!(place(|it| *it == Output::CheckSession) < place(|it| matches!(it, Output::Send(_))));
    assert_eq!(kinds(&outputs), ["ping"]);
    let c = pings(&outputs)[0];
    say(&mut engine, [Pong { c, now: at(30) }.into()], at(30));
    assert_eq!(kinds(&drain(&mut engine)), ["mut"]);

    engine.handle_wake(at(40));
    assert!(is_disconnected(&pass(&mut engine, at(1_040))));
}

/// LI3: a hidden page judges no silence, but what waits there does not wait for ever.
#[test]
fn li3_without_a_pong_a_hidden_page_sends_all_the_same() {
    let mut engine = following();
    engine.handle_visibility(false, at(0));
    engine.handle_network(true, at(10));
    engine.mutate(acknowledge("v1"), at(11)).unwrap();
    assert_eq!(kinds(&drain(&mut engine)), ["want", "ping"]);

    let outputs = pass(&mut engine, at(3_000));

    assert_eq!(kinds(&outputs), ["mut"]);
}

/// LI4: a hidden page asks nothing and judges nothing; it only answers the gateway.
#[test]
fn li4_a_hidden_page_only_answers() {
    let mut engine = following();
    engine.handle_visibility(false, at(0));
    let mut outputs = drain(&mut engine);

    for minute in 0..480 {
        outputs.extend(
            pass(&mut engine, at(minute * 60_000))
                .into_iter()
                .filter(|it| matches!(it, Output::Disconnect)),
        );
    }

    assert!(!is_disconnected(&outputs) && pings(&outputs).is_empty());
    say(&mut engine, [Ping { c: 9 }.into()], at(28_800_000));
    assert_eq!(kinds(&drain(&mut engine)), ["ping"]);
}

/// LI5: as long as anything comes, the connection lives, answered ping or not.
#[test]
fn li5_anything_heard_is_a_sign_of_life() {
    let mut engine = following();
    engine.handle_timeout(at(5_000));

    for millis in (5_000..30_000).step_by(1_000) {
        say(&mut engine, [Ping { c: 1 }.into()], at(millis));
        pass(&mut engine, at(millis + 999));
    }

    assert!(is_live(&engine));
}

/// LI6: when the page becomes visible or the network comes back, the connection is probed at once.
#[test]
fn li6_visible_and_online_probe_at_once() {
    let mut engine = following();
    engine.handle_visibility(false, at(0));
    drain(&mut engine);

    engine.handle_visibility(true, at(100_000));

    assert_eq!(pings(&drain(&mut engine)).len(), 1);
    assert!(is_disconnected(&pass(&mut engine, at(101_000))));

    let mut engine = following();
    engine.handle_network(true, at(10));
    assert_eq!(pings(&drain(&mut engine)).len(), 1);
    assert!(is_disconnected(&pass(&mut engine, at(1_010))));
}

/// ST1: the heartbeat strip has 60 minutes, the present one last.
#[test]
fn st1_the_heartbeat_strip() {
    let mut engine = following();
    pass_answered(&mut engine, at(180_000));
    engine.handle_network(false, at(180_000));
    pass(&mut engine, at(395_000));

    let strip = engine.stats().heartbeats(at(395_000));

    assert_eq!(strip.len(), 60);
    assert_eq!(strip[0].pulse, Pulse::Unknown);
    assert_eq!(strip[59].pulse, Pulse::Down);
    assert_eq!(strip[54].pulse, Pulse::Ok);
    assert!(strip[54].latency.is_some());
    let (live, known) = engine.stats().live_time(at(395_000));
    assert_eq!((live.as_secs(), known.as_secs()), (181, 395));
}

/// ST2: everything that is kept for people is bounded.
#[test]
fn st2_logs_and_samples_are_bounded() {
    let mut engine = live();

    for number in 0..2_000 {
        let outputs = reconnect(&mut engine, at(number * 10_000));
        assert!(!outputs.is_empty());
        welcome(&mut engine, at(number * 10_000));
        pass_answered(&mut engine, at(number * 10_000 + 9_000));
    }

    assert!(engine.log().count() <= 500);
    assert!(engine.stats().latencies().count() <= 120);
}

/// ST3: the gateway's clock is known from the welcome, and better from the quickest pong.
#[test]
fn st3_the_gateways_clock_is_followed() {
    let mut engine = connecting();
    engine.handle_opened(START);
    say(&mut engine, [welcome_as(ana(), at(60_000))], START);
    assert_eq!(engine.gateway_now(START), at(60_000));
    engine.handle_timeout(at(5_000));
    let c = pings(&drain(&mut engine))[0];

    say(&mut engine, [Pong { c, now: at(70_000) }.into()], at(5_100));

    assert_eq!(engine.gateway_now(at(5_100)), at(70_050));
    assert_eq!(engine.stats().latency(100), Some(100));
}

/// ST4: the first round trip is that of the greeting, and a connection that begins within a second is no disturbance.
#[test]
fn st4_the_greeting_is_the_first_measurement() {
    let mut engine = connecting();
    engine.handle_opened(at(0));
    drain(&mut engine);

    welcome(&mut engine, at(40));

    assert_eq!(engine.stats().latency(50), Some(40));
    assert_eq!(engine.stats().heartbeats(at(59_000))[59].pulse, Pulse::Ok);
}
