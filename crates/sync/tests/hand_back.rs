//! Rules PL8 to PL10: the way back from requests to a socket.

mod harness;

use harness::{polling::*, *};
use livedeck_sync::Output;
use protocol::{CloseCode, Unsub};

#[test]
fn pl8_at_once_and_every_minute_a_socket_is_tried_while_requests_go_on() {
    let mut engine = polled();
    let mut outputs = Vec::new();
    for now in (6_000..70_000).step_by(1_000) {
        answer(&mut engine, [same("e1", 4)], at(now));
        outputs.extend(pass(&mut engine, at(now + 1_000)));
        assert!(is_polling(&engine));
    }
    assert_eq!(n_connects(&outputs), 1);

    engine.handle_closed(CloseCode::Other(1006), at(70_000));
    answer(&mut engine, [delta(4, 5, vec![put("v3", 5)])], at(70_100));
    assert!(is_polling(&engine));
    assert_eq!(ids(&engine), ["v1", "v2", "v3"]);
}

#[test]
fn pl9_the_socket_takes_over_without_gap_or_double() {
    let mut engine = polled();
    let id = engine.mutate(acknowledge("v1"), at(6_000)).unwrap().id;
    drain(&mut engine);
    pass(&mut engine, at(6_300));
    engine.handle_network(true, at(6_500));
    let outputs = drain(&mut engine);
    assert_eq!(n_connects(&outputs), 1);

    engine.handle_opened(at(6_600));
    let outputs = drain(&mut engine);
    assert_eq!(kinds(&outputs), ["hello"]);
    assert_eq!(subs(&outputs)[0].at, Some(position("e1", 4)));
    assert!(is_polling(&engine), "only a welcome counts");
    assert!(
        requests(&pass(&mut engine, at(6_700))).is_empty(),
        "the socket has the word"
    );
    answer(&mut engine, [delta(4, 6, vec![put("v9", 6)])], at(6_700));
    assert_eq!(
        engine.position(&topic()),
        Some(&position("e1", 4)),
        "an answer that was given up"
    );

    say(
        &mut engine,
        [
            welcome_as(ana(), at(6_800)),
            delta(4, 5, vec![state("v1", 5, "acknowledged")]),
        ],
        at(6_800),
    );
    let outputs = drain(&mut engine);
    assert!(is_live(&engine));
    assert_eq!(muts(&outputs)[0].id, id, "with its id, as it has no verdict");
    assert!(requests(&pass_answered(&mut engine, at(80_000))).is_empty());
}

#[test]
fn pl9_what_is_left_or_followed_while_a_socket_is_greeted_is_said_on_it() {
    let mut engine = polled();
    engine.unsubscribe(&topic(), at(6_000));
    engine.handle_network(true, at(10_500));
    engine.handle_opened(at(10_900));
    let left = subs(&drain(&mut engine))[0].s;

    let outputs = pass(&mut engine, at(11_100));
    assert!(
        outputs.contains(&Output::Send(vec![Unsub { s: left }.into()])),
        "{outputs:?}"
    );

    engine.subscribe(&topic(), at(11_200));
    let outputs = drain(&mut engine);
    assert_eq!(kinds(&outputs), ["sub"]);
    assert!(requests(&outputs).is_empty());
}

#[test]
fn pl10_a_socket_that_opens_and_stays_silent_costs_four_seconds() {
    let mut engine = polled();
    engine.handle_network(true, at(6_000));
    drain(&mut engine);
    engine.handle_opened(at(6_100));
    drain(&mut engine);

    let outputs = pass(&mut engine, at(10_400));
    assert!(is_disconnected(&outputs) && is_polling(&engine));
    let [request] = requests(&outputs)[..] else {
        panic!("{outputs:?}")
    };
    assert_eq!(topics(request)[0].at, Some(position("e1", 4)));
}
