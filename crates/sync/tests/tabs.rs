//! Rules TB: several tabs of a browser on one socket.

mod harness;

use harness::{tabs::*, *};
use livedeck_sync::{Connection, Relay, Relayed, Say, Vigil, Watch, Word};
use protocol::{ClientFrame, CloseCode, Mut, SubId, Unsub};

/// TB1: three tabs, one connection: every tab is live and sees every change.
#[test]
fn tb1_all_tabs_are_live_over_one_connection() {
    let mut browser = Browser::open(3);

    browser.change("v1", "resolved");

    assert!(browser.tabs.iter().all(is_live));
    assert_eq!(heard(&browser.gateway, "hello"), 1);
    assert_eq!(
        state_everywhere(&browser, "v1"),
        vec![Some("resolved".to_owned()); 3]
    );
}

/// TB2: nobody is let through before the gateway welcomed who leads; then everybody who waits is.
#[test]
fn tb2_a_tab_is_let_through_once_the_leader_is_welcomed() {
    let mut browser = Browser::closed(2);
    browser.connect(1);
    assert!(matches!(
        browser.tabs[1].connection(),
        Connection::Connecting { .. }
    ));

    browser.connect(0);

    assert!(is_live(&browser.tabs[1]));
}

/// TB2: a tab that does not know whether it was heard knocks twice; that changes nothing.
#[test]
fn tb2_knocking_twice_changes_nothing() {
    let mut browser = Browser::open(2);

    browser.relay.handle_knock(&name(1), 1);
    browser.settle();
    browser.change("v1", "resolved");

    assert_eq!(seen(&browser.tabs[1], "v1").as_deref(), Some("resolved"));
}

/// TB2: who comes later is welcomed with the gateway's clock as it is by then.
#[test]
fn tb2_the_welcome_goes_with_the_time() {
    let mut relay = Relay::default();
    relay.handle_message(vec![welcome_as(ana(), at(500))], |_| false, START);
    relay.handle_knock(&name(1), 7);
    let hello = ClientFrame::Hello(protocol::Hello {
        v: 1,
        build: String::new(),
        device: name(1),
        conn: 7,
        token: None,
        can: Vec::new(),
        subs: vec![],
    });

    relay.handle_said(&name(1), 7, vec![hello], 10, at(60_000));

    let outputs = outputs(&mut relay);
    let Some(Relayed::Down(_, 7, frames)) = outputs.last() else {
        panic!("{outputs:?}");
    };
    let protocol::GatewayFrame::Welcome(welcome) = &frames[0] else {
        panic!("{frames:?}");
    };
    assert_eq!((welcome.now, welcome.expires), (at(60_500), 3_540));
}

/// TB3: a tab that goes takes its subscriptions with it; the others keep theirs.
#[test]
fn tb3_who_goes_is_unsubscribed() {
    let mut browser = Browser::open(2);

    browser.relay.handle_gone(&name(1));
    browser.settle();
    browser.change("v1", "resolved");

    assert_eq!(browser.gateway.n_subs(), 1);
    assert_eq!(seen(&browser.tabs[0], "v1").as_deref(), Some("resolved"));
    assert_eq!(seen(&browser.tabs[1], "v1").as_deref(), Some("open"));
}

/// TB3: a tab that connects again goes on from its position, and what was on its way before does not reach it.
#[test]
fn tb3_a_tab_that_comes_again_has_new_names() {
    let mut browser = Browser::open(2);
    let late = browser.gateway.change("v1", "resolved");
    let now = browser.now();
    browser.tabs[1].handle_closed(CloseCode::Restart, now);
    browser.tabs[1].retry_now(now);

    browser.connect(1);
    let stats = browser.tabs[1].stats().clone();
    browser.tell(late);

    assert_eq!(seen(&browser.tabs[1], "v1").as_deref(), Some("resolved"));
    assert!(is_live(&browser.tabs[1]));
    assert_eq!(browser.tabs[1].stats().duplicates, stats.duplicates);
}

/// TB4: an action of one tab takes effect and shows in all; its verdict goes to that tab alone.
#[test]
fn tb4_a_verdict_goes_to_who_asked() {
    let mut browser = Browser::open(3);

    browser.acknowledge(1, "v1");

    assert_eq!(
        state_everywhere(&browser, "v1"),
        vec![Some("acknowledged".to_owned()); 3]
    );
    let acked: Vec<_> = browser.tabs.iter().map(|it| it.stats().acked).collect();
    assert_eq!(acked, [0, 1, 0]);
    assert_eq!(heard(&browser.gateway, "got"), 1);
    assert_eq!(browser.tabs[1].pending().count(), 0);
}

/// TB4: two tabs that read the same action from the disk ask for it twice; it takes effect once, and both are told.
#[test]
fn tb4_what_two_tabs_ask_for_takes_effect_once() {
    let mut browser = Browser::closed(3);
    let mut other = live();
    other.mutate(acknowledge("v1"), START).unwrap();
    let record = drain_raw(&mut other).into_iter().find_map(|it| match it {
        livedeck_sync::Output::Keep(record) => Some(record),
        _ => None,
    });
    for tab in &mut browser.tabs {
        tab.handle_actions(record.clone().into_iter().collect(), START);
    }
    let before = browser.gateway.n_changes();

    for tab in 0..3 {
        browser.connect(tab);
    }

    assert_eq!(browser.gateway.n_changes(), before + 1);
    assert!(browser.tabs.iter().all(|it| it.pending().count() == 0));
}

/// TB5: a sign of life comes from the gateway or not at all: no tab takes the word of another for it.
#[test]
fn tb5_what_the_gateway_does_not_confirm_is_not_live() {
    let mut browser = Browser::open(2);
    browser.pass(6_000);
    assert!(browser.tabs.iter().all(is_live));
    let now = browser.now();
    browser.tabs[0].handle_visibility(false, now);

    browser.gateway.is_silent = true;
    browser.pass(7_500);

    assert!(!is_live(&browser.tabs[1]), "{:?}", browser.tabs[1].connection());
}

/// TB6: when the leader goes, the others go on from their positions through the next; nothing is missed.
#[test]
fn tb6_nothing_is_missed_when_the_leader_goes() {
    let mut browser = Browser::open(3);
    browser.replace_leader(1);
    assert!(browser.tabs.iter().all(|it| !is_live(it)));
    browser.gateway.change("v1", "resolved");
    let n_heard = browser.gateway.heard.len();

    browser.connect(1);
    browser.connect(2);

    for tab in &browser.tabs[1..] {
        assert!(is_live(tab));
        assert_eq!(seen(tab, "v1").as_deref(), Some("resolved"));
    }
    let resumed = browser.gateway.heard[n_heard..].iter().all(|it| match it {
        ClientFrame::Hello(hello) => hello.subs.iter().all(|it| it.at.is_some()),
        ClientFrame::Sub(sub) => sub.at.is_some(),
        _ => true,
    });
    assert!(resumed, "every tab says where it stands");
}

/// TB6: an action whose leader went before the verdict came is asked for again with the same id, and takes effect once.
#[test]
fn tb6_an_action_survives_the_leader() {
    let mut browser = Browser::open(3);
    browser.gateway.is_silent = true;
    browser.acknowledge(2, "v1");
    let n_changes = browser.gateway.n_changes();

    browser.replace_leader(1);
    browser.gateway.is_silent = false;
    browser.connect(1);
    browser.connect(2);

    assert_eq!(browser.gateway.n_changes(), n_changes);
    assert_eq!(browser.tabs[2].pending().count(), 0);
    assert_eq!(seen(&browser.tabs[2], "v1").as_deref(), Some("acknowledged"));
}

/// TB7: a tab of somebody else sends nothing through this socket, and asks who is signed in.
#[test]
fn tb7_somebody_elses_tab_asks_who_is_signed_in() {
    let mut browser = Browser::open(2);
    browser.stranger(1);
    browser.tabs[1].mutate(acknowledge("v1"), START).unwrap();

    browser.connect(1);

    assert_eq!(*browser.tabs[1].connection(), Connection::Checking);
    assert_eq!(heard(&browser.gateway, "mut"), 0);
}

/// TB8: a message that the gateway would not take ends the connection of the tab that sent it, and of no other.
#[test]
fn tb8_a_message_that_is_too_large_hurts_nobody_else() {
    let mut browser = Browser::open(2);
    let id = protocol::MutationId::from("m");
    let frame = Mut {
        id,
        name: "violation.dismiss".to_owned(),
        args: serde_json::Value::Null,
        after: vec![],
        only_if: std::collections::BTreeMap::new(),
    };

    browser
        .relay
        .handle_said(&name(1), 1, vec![frame.into()], 300_000, START);

    let outputs = outputs(&mut browser.relay);
    assert_eq!(closed(&outputs), [(&name(1), CloseCode::TooLarge)]);
    assert_eq!(heard(&browser.gateway, "mut"), 0);
}

/// TB8: so many topics that the leader would have too few: that tab is sent away to open a socket of its own.
#[test]
fn tb8_a_tab_too_many_is_sent_away() {
    let mut browser = Browser::open(2);
    let sub = |s| {
        let topic = topic().to_string();
        protocol::Sub {
            s: SubId(s),
            topic,
            at: None,
            sum: None,
            hz: None,
        }
    };

    let frames = (2..=41).map(|s| sub(s).into()).collect();
    browser.relay.handle_said(&name(1), 1, frames, 10, START);

    let outputs = outputs(&mut browser.relay);
    assert_eq!(closed(&outputs), [(&name(1), CloseCode::TryLater)]);
    assert!(!outputs.iter().any(|it| match it {
        Relayed::Up(frames) => frames.iter().any(|it| it.kind() == "sub"),
        _ => false,
    }));
}

/// TB9: who speaks on a connection that is over is told so: a page that was frozen, for example.
#[test]
fn tb9_who_was_away_is_told() {
    let mut browser = Browser::open(2);

    browser
        .relay
        .handle_said(&name(1), 0, vec![Unsub { s: SubId(1) }.into()], 10, START);

    let outputs = outputs(&mut browser.relay);
    assert_eq!(outputs, [Relayed::Closed(name(1), 0, CloseCode::Restart)]);
}

/// TB10: a leader that does not answer is replaced within 1 s; silence that nobody asked about proves nothing.
#[test]
fn tb10_a_frozen_leader_is_replaced_within_a_second() {
    let mut watch = Watch::new(START);
    for moment in [250, 500, 750] {
        assert_eq!(watch.look(at(moment)), Vigil::Ask);
        watch.handle_sign();
    }

    let verdicts = [1_000, 1_250, 1_500, 1_750].map(|it| watch.look(at(it)));

    // It answered last after 750 ms.
    assert_eq!(verdicts, [Vigil::Ask, Vigil::Ask, Vigil::Ask, Vigil::Replace]);
}

/// TB10: who was away itself asks anew before it judges.
#[test]
fn tb10_who_was_away_does_not_judge() {
    let mut watch = Watch::new(START);
    watch.look(at(250));

    assert_eq!(watch.look(at(5_000)), Vigil::Ask);
    assert_eq!(watch.look(at(5_250)), Vigil::Ask);
}

/// TB11: what tabs say is read as it was written, and what is no word is nothing.
#[test]
fn tb11_words_are_read_as_they_were_written() {
    let says = [
        Say::Leads,
        Say::GivenUp(vec!["m1".into()]),
        Say::GivenUp(vec!["m1".into(), "m2".into()]),
        Say::Holds("m1".into(), true),
        Say::Holds("m1".into(), false),
        Say::Through,
        Say::Knock,
        Say::Open,
        Say::Ask,
        Say::Here,
        Say::Closed(CloseCode::Unauthorized),
        Say::Up(vec![Unsub { s: SubId(3) }.into()]),
        Say::Down(vec![
            welcome_as(ana(), START),
            snapshot("e1", 4, &[("v1", 3)]),
            delta(
                4,
                5,
                vec![put("v1", 5), state("v1", 5, "resolved"), remove("v2", 5)],
            ),
        ]),
    ];
    for say in says {
        let word = Word {
            from: name(1),
            conn: 7,
            say,
        };
        assert_eq!(Word::read(&word.write().unwrap()), Some(word));
    }
    for text in [
        "",
        "knock",
        "knock a\n",
        "fly a 1\n",
        "up a 1\n[{]",
        "closed a 1\nx",
    ] {
        assert_eq!(Word::read(text), None, "{text}");
    }
}
