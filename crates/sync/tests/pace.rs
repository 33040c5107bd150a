//! Rules SU22 and TB13: how often a page is told, by whether anybody looks.

mod harness;

use harness::{tabs::*, *};
use livedeck_sync::Output;
use protocol::{ClientFrame, SubId, Want};

fn wants(outputs: &[Output]) -> Vec<Want> {
    wants_of(&sent(outputs))
}

fn wants_of(frames: &[ClientFrame]) -> Vec<Want> {
    let want = |it: &ClientFrame| match it {
        ClientFrame::Want(want) => Some(want.clone()),
        _ => None,
    };
    frames.iter().filter_map(want).collect()
}

/// SU22: a page that nobody sees asks to be told once a second; one that is seen again, as often as the gateway tells.
#[test]
fn su22_a_hidden_page_is_told_less_often() {
    let mut engine = following();

    engine.handle_visibility(false, at(1));
    let hidden = wants(&drain(&mut engine));
    engine.handle_visibility(true, at(2));
    let seen = wants(&drain(&mut engine));

    let s = SubId(1);
    assert_eq!(hidden, [Want { s, hz: 1.0 }]);
    assert_eq!(seen, [Want { s, hz: 30.0 }]);
}

/// SU22: what a hidden page asks for is asked for at that rate from the beginning, over a reconnect too.
#[test]
fn su22_a_hidden_page_asks_slowly() {
    let mut engine = following();
    engine.handle_visibility(false, at(1));
    drain(&mut engine);

    engine.subscribe(&vehicles(), at(2));
    let sub = subs(&drain(&mut engine));
    let hello = reconnect(&mut engine, at(3));

    assert_eq!(sub[0].hz, Some(1.0));
    let asked = subs(&hello);
    assert_eq!(asked.len(), 2);
    assert!(asked.iter().all(|it| it.hz == Some(1.0)));
    assert!(wants(&welcome(&mut engine, at(4))).is_empty(), "it is known");
    engine.handle_visibility(true, at(5));
    assert_eq!(wants(&drain(&mut engine)).len(), 2);
}

/// SU22: who looks while the page connects is told everything once it is welcomed.
#[test]
fn su22_a_page_that_is_seen_while_it_connects_catches_up() {
    let mut engine = following();
    engine.handle_visibility(false, at(1));
    reconnect(&mut engine, at(2));
    engine.handle_visibility(true, at(3));
    drain(&mut engine);

    say(&mut engine, [welcome_as(ana(), at(4))], at(4));

    assert_eq!(
        wants(&drain(&mut engine)),
        [Want {
            s: SubId(1),
            hz: 30.0
        }]
    );
}

/// TB13: a subscription that tabs share is told as often as the one of them wants that is seen.
#[test]
fn tb13_shared_subscriptions_are_told_as_often_as_the_keenest_wants() {
    let mut browser = Browser::open(3);
    browser.change("v1", "resolved");
    assert_eq!(
        browser.gateway.n_subs(),
        2,
        "the leader's, and one for both followers"
    );
    let mut show = |tab: usize, visible| {
        browser.gateway.heard.clear();
        browser.show(tab, visible);
        let wants = wants_of(&browser.gateway.heard);
        wants.iter().map(|it| it.hz).collect::<Vec<_>>()
    };

    assert!(show(1, false).is_empty(), "the other one looks");
    assert_eq!(show(2, false), [1.0]);
    assert_eq!(show(1, true), [30.0]);
}

/// TB13: the only tab that looked is closed.
#[test]
fn tb13_the_rate_falls_when_the_keenest_goes() {
    let mut browser = Browser::open(3);
    browser.change("v1", "resolved");
    browser.show(1, false);
    browser.gateway.heard.clear();

    browser.relay.handle_gone(&name(2));
    browser.settle();

    let wants = wants_of(&browser.gateway.heard);
    assert_eq!(wants.iter().map(|it| it.hz).collect::<Vec<_>>(), [1.0]);
}
