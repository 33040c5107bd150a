//! PL1–PL12 of `docs/SYNC.md`: the conversation over HTTP where no socket gets through.

mod harness;

use std::time::Duration;

use harness::{polling::*, *};
use livedeck_sync::{Changes, Connection, Event, Output, Phase, Session};
use protocol::{ClientFrame, CloseCode, NackCode, SubErr, SubErrCode, SubId};

#[test]
fn pl1_after_four_seconds_without_a_welcome_http_is_tried_beside_the_socket() {
    let mut engine = connecting();
    assert!(requests(&pass(&mut engine, at(3_999))).is_empty());

    let outputs = pass(&mut engine, at(4_000));
    let [probe] = requests(&outputs)[..] else {
        panic!("{outputs:?}")
    };
    assert_eq!(
        (greeting(probe).conn, probe.frames.len(), probe.wait),
        (0, 1, Duration::ZERO)
    );
    assert_eq!(probe.user, Some(ana().id));
    assert_ne!(
        &greeting(probe).device,
        &engine.config().device,
        "it is in no socket's way"
    );
    assert!(is_connecting(&engine), "the socket may still come");

    welcome(&mut engine, at(4_500));
    assert!(is_live(&engine));
    answer(&mut engine, [], at(4_600));
    assert!(is_live(&engine), "a late answer changes nothing");
}

#[test]
fn pl1_sockets_that_are_closed_at_once_count_like_those_that_never_open() {
    let mut engine = connecting();
    let mut outputs = Vec::new();
    for step in 0..40 {
        engine.handle_closed(CloseCode::Other(1006), at(step * 100));
        outputs.extend(drain(&mut engine));
        outputs.extend(pass(&mut engine, at((step + 1) * 100)));
    }
    assert_eq!(requests(&outputs).len(), 1);
}

#[test]
fn pl1_without_a_network_nothing_is_tried_and_a_gateway_that_is_down_is_no_blocked_socket() {
    let mut engine = connecting();
    engine.handle_network(false, at(100));
    engine.handle_closed(CloseCode::Other(1006), at(200));
    assert!(requests(&pass(&mut engine, at(20_000))).is_empty());

    let mut engine = connecting();
    pass(&mut engine, at(4_000));
    engine.handle_exchange_failed(CloseCode::Other(1006), at(4_100));
    assert!(!is_polling(&engine));
    assert_eq!(requests(&pass(&mut engine, at(14_099))).len(), 0);
    assert_eq!(
        requests(&pass(&mut engine, at(14_100))).len(),
        1,
        "again after 10 s"
    );
}

#[test]
fn pl1_after_an_outage_the_next_socket_comes_first() {
    const BACK: u64 = 20_000;
    let mut engine = connecting();
    welcome(&mut engine, at(0));
    engine.handle_closed(CloseCode::Other(1006), at(0));

    // The gateway is back, and still no socket is welcomed.
    let (mut reached, mut tried, mut taken) = (None, None, None);
    for now in (0..60_000).step_by(100) {
        for output in pass(&mut engine, at(now)) {
            match output {
                Output::Connect { .. } => {
                    tried = tried.or(reached.and(Some(now)));
                    engine.handle_closed(CloseCode::Other(1006), at(now));
                }
                Output::Exchange(_) if now < BACK => {
                    engine.handle_exchange_failed(CloseCode::Other(1006), at(now));
                }
                Output::Exchange(_) => {
                    reached = reached.or(Some(now));
                    answer(&mut engine, [], at(now));
                }
                _ => {}
            }
        }
        if is_polling(&engine) {
            taken = Some(now);
            break;
        }
    }
    let (Some(reached), Some(tried), Some(taken)) = (reached, tried, taken) else {
        panic!("{reached:?} {tried:?} {taken:?}")
    };
    assert!(reached <= tried, "{reached} {tried}");
    assert!((4_000..4_200).contains(&(taken - tried)), "{tried} {taken}");
}

#[test]
fn pl2_a_request_carries_every_topic_and_its_answer_is_what_a_socket_would_tell() {
    let (mut engine, outputs) = polling();
    assert!(is_disconnected(&outputs));
    let [request] = requests(&outputs)[..] else {
        panic!("{outputs:?}")
    };
    assert_eq!(topics(request)[0].at, None);
    assert!(greeting(request).conn > 0);

    let outputs = answer(
        &mut engine,
        [snapshot("e1", 4, &[("v1", 3), ("v2", 4)])],
        at(4_200),
    );
    assert_eq!(changed(&outputs), [&Changes::Reset]);
    assert_eq!(engine.phase(&topic()), Phase::Fresh);

    let outputs = pass(&mut engine, at(5_200));
    let [request] = requests(&outputs)[..] else {
        panic!("{outputs:?}")
    };
    assert_eq!(topics(request)[0].at, Some(position("e1", 4)));
    assert_eq!(topics(request)[0].sum, engine.digest(&topic()));
    assert_eq!(request.wait, Duration::from_secs(8));
    let outputs = answer(&mut engine, [delta(4, 5, vec![put("v3", 5)])], at(6_000));
    assert_eq!(ids(&engine), ["v1", "v2", "v3"]);
    assert_eq!(changed(&outputs).len(), 1);
    assert_eq!(engine.phase(&topic()), Phase::Fresh);
}

#[test]
fn pl3_rows_are_confirmed_by_every_answer_and_nobody_hears_of_the_asking() {
    let mut engine = polled();

    let mut outputs = answer(&mut engine, [same("e1", 4)], at(13_200));
    assert_eq!(engine.confirmed_at(&topic()), Some(at(13_200)));
    outputs.extend(pass(&mut engine, at(15_000)));
    assert!(
        events(&outputs)
            .iter()
            .all(|it| !matches!(it, Event::Phase(_) | Event::Resynchronised { .. })),
        "{outputs:?}"
    );
    // Who sees few rows is told all of them: no news to a person.
    let outputs = answer(
        &mut engine,
        [snapshot("e1", 9, &[("v1", 3), ("v3", 9)])],
        at(15_500),
    );
    assert!(
        events(&outputs)
            .iter()
            .all(|it| !matches!(it, Event::Resynchronised { .. }))
    );
    assert_eq!(ids(&engine), ["v1", "v3"]);
}

#[test]
fn pl4_what_a_person_does_ends_the_waiting_and_is_settled_by_the_answer() {
    let mut engine = polled();
    let id = engine.mutate(acknowledge("v1"), at(6_000)).unwrap().id;
    let mut outputs = drain(&mut engine);
    outputs.extend(pass(&mut engine, at(6_300)));

    assert!(is_abandoned(&outputs));
    let [request] = requests(&outputs)[..] else {
        panic!("{outputs:?}")
    };
    assert_eq!(asked(request)[0].id, id);
    let rows = delta(4, 5, vec![state("v1", 5, "acknowledged")]);
    let outputs = answer(&mut engine, [rows, ack(&id)], at(6_500));
    assert!(
        events(&outputs)
            .iter()
            .any(|it| matches!(it, Event::Settled { verdict: Ok(()), .. }))
    );
    assert_eq!(engine.pending().count(), 0);
    assert_eq!(seen(&engine, "v1").as_deref(), Some("acknowledged"));

    let outputs = pass(&mut engine, at(8_000));
    let [next] = requests(&outputs)[..] else {
        panic!("{outputs:?}")
    };
    assert!(
        matches!(&next.frames[1], ClientFrame::Got(it) if it.ids == [id]),
        "{next:?}"
    );
}

#[test]
fn pl5_a_request_without_an_answer_is_asked_again_with_the_same_ids() {
    let mut engine = polled();
    let id = engine.mutate(acknowledge("v1"), at(6_000)).unwrap().id;
    drain(&mut engine);
    pass(&mut engine, at(6_300));
    let second = engine.mutate(resolve("v1"), at(6_400)).unwrap().id;
    assert!(
        requests(&drain(&mut engine)).is_empty(),
        "an answer is on its way"
    );

    engine.handle_exchange_failed(CloseCode::Other(1006), at(7_000));
    let outputs = pass(&mut engine, at(7_300));
    let [again] = requests(&outputs)[..] else {
        panic!("{outputs:?}")
    };
    let muts = asked(again);
    assert_eq!((&muts[0].id, &muts[1].id), (&id, &second));
    assert_eq!(muts[1].after, std::slice::from_ref(&id));
    assert_eq!(again.wait, Duration::ZERO);

    // What was put off waits for its time, and does not keep the gateway busy.
    let outputs = answer(&mut engine, [nack(&id, NackCode::Busy, Some(3_000))], at(7_400));
    assert!(requests(&outputs).is_empty());
    assert_eq!(engine.pending().count(), 2);
}

#[test]
fn pl6_two_requests_without_an_answer_mean_that_the_connection_is_lost() {
    let mut engine = polled();
    engine.handle_exchange_failed(CloseCode::Other(1006), at(6_000));
    assert!(is_polling(&engine));
    pass(&mut engine, at(6_300));
    engine.handle_exchange_failed(CloseCode::Other(1006), at(6_400));
    assert!(matches!(engine.connection(), Connection::Waiting { .. }));
    assert_eq!(engine.phase(&topic()), Phase::Fresh, "for the stale time");

    let outputs = pass(&mut engine, at(7_500));
    assert_eq!(n_connects(&outputs), 1);
    assert_eq!(
        requests(&outputs).len(),
        1,
        "HTTP worked before: it is tried at once"
    );
    answer(&mut engine, [], at(7_600));
    assert!(is_polling(&engine));
}

#[test]
fn pl4_how_long_the_gateway_waited_for_news_is_no_latency() {
    let mut engine = polled();
    assert_eq!(
        engine.stats().latencies().collect::<Vec<_>>(),
        [100, 100],
        "the probe and the request that owed rows, and nothing of the socket that was greeted in vain"
    );

    answer(&mut engine, [], at(25_000));
    assert_eq!(engine.stats().latencies().count(), 2);
}

#[test]
fn pl7_where_requests_that_wait_are_cut_off_it_is_asked_every_thirty_seconds() {
    let (mut engine, _) = polling();
    let mut now = 4_200;
    answer(&mut engine, [snapshot("e1", 4, &[])], at(now));
    for _ in 0..2 {
        let outputs = pass(&mut engine, at(now + 1_000));
        if n_connects(&outputs) == 1 {
            engine.handle_closed(CloseCode::Other(1006), at(now + 1_000));
        }
        engine.handle_exchange_failed(CloseCode::Other(1006), at(now + 3_000));
        pass(&mut engine, at(now + 3_300));
        now += 3_400;
        answer(&mut engine, [same("e1", 4)], at(now));
    }

    assert!(requests(&pass(&mut engine, at(now + 29_900))).is_empty());
    let outputs = pass(&mut engine, at(now + 30_000));
    assert_eq!(requests(&outputs)[0].wait, Duration::ZERO);
    assert!(is_polling(&engine));
    // Another network may be better.
    answer(&mut engine, [same("e1", 4)], at(now + 30_100));
    engine.handle_network(true, at(now + 31_000));
    let outputs = pass(&mut engine, at(now + 31_500));
    assert_eq!(requests(&outputs)[0].wait, Duration::from_secs(8));
}

#[test]
fn pl11_nothing_is_asked_for_or_shown_in_somebody_elses_name() {
    let mut engine = polled();
    engine.handle_exchanged(
        vec![welcome_as(ben(), at(6_000)), delta(4, 5, vec![put("v3", 5)])],
        10,
        at(6_000),
    );
    assert_eq!(engine.connection(), &Connection::Checking);
    assert_eq!(ids(&engine), ["v1", "v2"]);
    assert!(drain(&mut engine).contains(&Output::CheckSession));

    let mut engine = polled();
    engine.handle_exchange_failed(CloseCode::Unauthorized, at(6_000));
    assert_eq!(engine.connection(), &Connection::Checking);
    engine.handle_session(Session::Expired, at(6_100));
    assert_eq!(engine.connection(), &Connection::SignInNeeded);
    assert!(requests(&pass(&mut engine, at(100_000))).is_empty());
}

#[test]
fn pl12_a_new_topic_is_asked_for_at_once_and_a_refused_one_only_every_thirty_seconds() {
    let mut engine = polled();
    engine.subscribe(&vehicles(), at(6_000));
    let mut outputs = drain(&mut engine);
    outputs.extend(pass(&mut engine, at(6_200)));
    let [request] = requests(&outputs)[..] else {
        panic!("{outputs:?}")
    };
    let s = topics(request)
        .iter()
        .find(|it| it.topic == vehicles().to_string())
        .unwrap()
        .s;
    assert_ne!(s, SubId(1));

    let refusal = SubErr {
        s,
        code: SubErrCode::Forbidden,
        msg: "no".to_owned(),
    };
    answer(&mut engine, [same("e1", 4), refusal.into()], at(6_300));
    let outputs = pass(&mut engine, at(7_400));
    assert_eq!(topics(requests(&outputs)[0]).len(), 1);
    let mut outputs = Vec::new();
    for now in (8_000..37_000).step_by(1_000) {
        answer(&mut engine, [same("e1", 4)], at(now));
        outputs.extend(pass(&mut engine, at(now + 1_000)));
    }
    let again = requests(&outputs)
        .iter()
        .filter(|it| topics(it).len() == 2)
        .count();
    assert!((1..=3).contains(&again), "{again}");
}
