//! Rule TB12: subscriptions that tabs share.

mod harness;

use harness::{tabs::*, *};
use protocol::{CloseCode, Sub, SubId};

/// TB12: tabs that stand at the same position share one subscription, and go on with it when one of them goes.
#[test]
fn tb12_tabs_at_the_same_position_share_a_subscription() {
    let mut browser = Browser::open(5);
    // That of the leader, and one for all others.
    assert_eq!(browser.gateway.n_subs(), 2);

    browser.change("v1", "resolved");
    browser.relay.handle_gone(&name(1));
    browser.settle();
    browser.change("v2", "resolved");

    assert_eq!(browser.gateway.n_subs(), 2);
    for tab in [0, 2, 3, 4] {
        assert_eq!(seen(&browser.tabs[tab], "v2").as_deref(), Some("resolved"));
        assert_eq!(browser.tabs[tab].stats().gaps, 0);
    }
    browser.relay.handle_gone(&name(2));
    browser.relay.handle_gone(&name(3));
    browser.relay.handle_gone(&name(4));
    browser.settle();
    assert_eq!(browser.gateway.n_subs(), 1);
}

/// TB12: who asks again asks for itself, and joins the others once it stands where they do.
#[test]
fn tb12_who_asks_again_is_answered_alone() {
    let mut browser = Browser::open(4);
    let n_heard = browser.gateway.heard.len();
    let now = browser.now();

    browser.tabs[2].forget(&topic(), now);
    browser.settle();

    assert_eq!(ids(&browser.tabs[2]), ["v1", "v2"]);
    assert_eq!(
        browser.gateway.heard.len(),
        n_heard + 2,
        "asked once, joined once"
    );
    browser.change("v1", "resolved");
    assert_eq!(
        state_everywhere(&browser, "v1"),
        vec![Some("resolved".to_owned()); 4]
    );
    assert_eq!(browser.gateway.n_subs(), 2);
}

/// TB12: until it is answered, who asks again is told what the others are: a verdict that comes meanwhile has its rows.
#[test]
fn tb12_who_asks_again_is_told_what_happens_until_it_is_answered() {
    let mut browser = Browser::open(3);
    let (now, before) = (browser.now(), browser.gateway.n_changes());
    let ask = Sub {
        s: SubId(1),
        topic: topic().to_string(),
        at: Some(position("e1", before)),
        sum: None,
        hz: None,
    };
    browser.relay.handle_said(&name(2), 1, vec![ask.into()], 10, now);
    let question = outputs(&mut browser.relay);

    browser.change("v1", "resolved");

    assert_eq!(
        state_everywhere(&browser, "v1"),
        vec![Some("resolved".to_owned()); 3]
    );
    browser.hear(question);
    browser.change("v2", "resolved");
    assert_eq!(
        state_everywhere(&browser, "v2"),
        vec![Some("resolved".to_owned()); 3]
    );
    assert_eq!(browser.tabs[2].stats().duplicates, 0, "no longer told twice");
    assert_eq!(browser.gateway.n_subs(), 2);
}

/// TB12: it asks before it leaves what it had: from that the gateway knows how far it was told.
#[test]
fn tb12_who_asks_again_asks_before_it_leaves() {
    let mut browser = Browser::open(2);
    let now = browser.now();

    browser.tabs[1].forget(&topic(), now);
    let n_heard = browser.gateway.heard.len();
    browser.settle();

    let heard = &browser.gateway.heard[n_heard..];
    let kinds: Vec<_> = heard.iter().map(protocol::ClientFrame::kind).collect();
    assert_eq!(kinds, ["sub", "unsub"]);
    assert_eq!(browser.gateway.n_subs(), 2);
}

/// TB12: a tab that is behind has a subscription of its own until it is where the others are.
#[test]
fn tb12_a_tab_that_is_behind_stays_apart() {
    let mut browser = Browser::open(3);
    let now = browser.now();
    browser.relay.handle_gone(&name(2));
    browser.settle();
    browser.tabs[2].handle_closed(CloseCode::Restart, now);
    browser.tabs[2].retry_now(now);
    // Changed, and nobody told yet.
    let late = browser.gateway.change("v1", "resolved");

    browser.connect(2);
    assert_eq!(browser.gateway.n_subs(), 3);

    browser.tell(late);
    browser.change("v2", "resolved");
    assert_eq!(browser.gateway.n_subs(), 2);
    assert_eq!(
        state_everywhere(&browser, "v1"),
        vec![Some("resolved".to_owned()); 3]
    );
    assert_eq!(
        state_everywhere(&browser, "v2"),
        vec![Some("resolved".to_owned()); 3]
    );
}

/// TB12: a subscription that is told anew, in place of rows that are no longer theirs, is joined by those alone that were
/// told anew too: where others stand says nothing of what they see.
#[test]
fn tb12_who_was_not_told_anew_yet_stays_apart() {
    let mut browser = Browser::open(3);
    let now = browser.now();
    browser.relay.handle_gone(&name(2));
    browser.settle();
    browser.tabs[2].handle_closed(CloseCode::Restart, now);
    browser.tabs[2].retry_now(now);
    // Only the third tab is told of this, by the answer.
    browser.gateway.change("v1", "resolved");
    browser.connect(2);
    assert_eq!(browser.gateway.n_subs(), 3);

    // A long answer comes in many messages.
    for told in browser.gateway.withhold("v2") {
        browser.tell(vec![told]);
    }

    for tab in &browser.tabs {
        assert_eq!(ids(tab), ["v1"]);
    }
    assert_eq!(browser.gateway.n_subs(), 2);
}
