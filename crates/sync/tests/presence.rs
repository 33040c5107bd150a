//! PS1–PS7 of `docs/SYNC.md`: what a page says of who looks at it.
#![allow(clippy::unwrap_used, reason = "a test ends where it cannot go on")]

mod harness;

use harness::{polling::*, tabs::*, *};
use livedeck_sync::{Event, Output, Phase, Replay};
use protocol::{
    ClientFrame, CloseCode, Fields, Here, RawRow, Revision, Snap, SubErr, SubErrCode, SubId, Topic,
    entities::{Editing, HereState, Place},
};
use serde_json::json;

fn place() -> Topic {
    Place::Violation("v1".into()).topic()
}

fn looks() -> Option<Fields> {
    Some(Fields::new())
}

fn edits(editing: Editing) -> Option<Fields> {
    let editing = Some(editing);
    Some(HereState { editing }.fields())
}

fn heres_of(frames: &[ClientFrame]) -> Vec<(u32, Option<String>)> {
    let here = |it: &ClientFrame| match it {
        ClientFrame::Here(Here { s, state }) => {
            let text = |it: &Fields| serde_json::to_string(it).unwrap();
            Some((s.0, state.as_ref().map(text)))
        }
        _ => None,
    };
    frames.iter().filter_map(here).collect()
}

fn heres(outputs: &[Output]) -> Vec<(u32, Option<String>)> {
    heres_of(&sent(outputs))
}

fn there(s: u32, state: &str) -> Vec<(u32, Option<String>)> {
    vec![(s, Some(state.to_owned()))]
}

/// A snapshot of who is there.
fn people(s: u32, epoch: &str, offset: u64, ids: &[&str]) -> protocol::GatewayFrame {
    let row = |id: &&str| {
        let row: RawRow = serde_json::from_value(json!({"id": id, "name": id})).unwrap();
        (Revision(offset), row)
    };
    let known: Vec<_> = ids.iter().map(|id| (*id, offset)).collect();
    Snap {
        s: SubId(s),
        at: position(epoch, offset),
        rows: ids.iter().map(row).collect(),
        part: 1,
        parts: 1,
        sum: digest(&known),
        same: false,
    }
    .into()
}

/// PS1: who is here is said behind the subscription, once, again when it changes and on every connection after its
/// welcome.
#[test]
fn ps1_who_is_here_is_said_on_every_connection() {
    let mut engine = live();
    engine.subscribe(&place(), at(1));
    engine.be_here(&place(), looks(), at(1));
    let outputs = drain(&mut engine);
    assert_eq!(kinds(&outputs), ["sub", "here"]);
    assert_eq!(heres(&outputs), there(1, "{}"));

    engine.be_here(&place(), looks(), at(2));
    assert!(drain(&mut engine).is_empty(), "it is known");
    engine.be_here(&place(), edits(Editing::Reason), at(3));
    assert_eq!(heres(&drain(&mut engine)), there(1, r#"{"editing":"reason"}"#));

    let hello = reconnect(&mut engine, at(4));
    assert!(heres(&hello).is_empty(), "nobody has welcomed us");
    assert_eq!(
        heres(&welcome(&mut engine, at(5))),
        there(1, r#"{"editing":"reason"}"#)
    );
}

/// PS1: digests are compared in case something was lost; who is here is said again with that.
#[test]
fn ps1_what_may_have_been_lost_is_said_again() {
    let mut engine = live();
    engine.subscribe(&place(), at(1));
    engine.be_here(&place(), looks(), at(1));
    say(&mut engine, [people(1, "p1", 4, &["u4"])], at(2));
    drain(&mut engine);

    let outputs = pass_answered(&mut engine, at(60_500));
    assert_eq!(heres(&outputs), there(1, "{}"));
    say(&mut engine, [people(1, "p1", 4, &["u4"])], at(60_600));
    engine.be_here(&place(), None, at(60_700));
    drain(&mut engine);
    let outputs = pass_answered(&mut engine, at(130_000));
    assert_eq!(heres(&outputs), [(1, None)]);
}

/// PS1: what nobody lets us have is no place to be; where it is ours again, we are there again.
#[test]
fn ps1_who_is_refused_is_nowhere() {
    let mut engine = live();
    engine.subscribe(&place(), at(1));
    engine.be_here(&place(), looks(), at(1));
    drain(&mut engine);
    let refused = SubErr {
        s: SubId(1),
        code: SubErrCode::Forbidden,
        msg: "no".to_owned(),
    };
    say(&mut engine, [refused.into()], at(2));
    engine.be_here(&place(), edits(Editing::Reason), at(3));
    assert!(heres(&drain(&mut engine)).is_empty());

    let outputs = pass_answered(&mut engine, at(31_000));
    assert_eq!(heres(&outputs), there(1, r#"{"editing":"reason"}"#));
}

/// PS2: who is not seen and only looks is not there; who was editing still is.
#[test]
fn ps2_a_hidden_page_is_there_only_while_somebody_edits() {
    let mut engine = live();
    engine.subscribe(&place(), at(1));
    engine.be_here(&place(), looks(), at(1));
    drain(&mut engine);

    engine.handle_visibility(false, at(2));
    assert_eq!(heres(&drain(&mut engine)), [(1, None)]);
    engine.handle_visibility(true, at(3));
    assert_eq!(heres(&drain(&mut engine)), there(1, "{}"));
    engine.be_here(&place(), edits(Editing::Assignee), at(4));
    drain(&mut engine);
    engine.handle_visibility(false, at(5));
    assert!(heres(&drain(&mut engine)).is_empty());
}

/// PS3: who leaves says so at once, though the topic is followed for a while; nobody is where no reader is.
#[test]
fn ps3_who_leaves_says_so_at_once() {
    let mut engine = live();
    engine.subscribe(&place(), at(1));
    engine.be_here(&place(), looks(), at(1));
    drain(&mut engine);

    engine.be_here(&place(), None, at(2));
    engine.unsubscribe(&place(), at(2));
    assert_eq!(heres(&drain(&mut engine)), [(1, None)]);
    engine.subscribe(&place(), at(3));
    engine.be_here(&place(), looks(), at(3));
    assert_eq!(heres(&drain(&mut engine)), there(1, "{}"));

    engine.unsubscribe(&place(), at(4));
    let outputs = pass(&mut engine, at(5_100));
    assert!(kinds(&outputs).contains(&"unsub"));
    engine.subscribe(&place(), at(6_000));
    let outputs = drain(&mut engine);
    assert!(heres(&outputs).is_empty(), "somebody else reads it");
    engine.be_here(&vehicles(), looks(), at(6_001));
    assert!(drain(&mut engine).is_empty(), "a topic that nobody reads yet");
    engine.subscribe(&vehicles(), at(6_002));
    assert_eq!(kinds(&drain(&mut engine)), ["sub", "here"]);
}

/// PS4: over HTTP every request says it, and a change leaves with a new one.
#[test]
fn ps4_every_request_says_who_is_here() {
    let mut engine = polled();
    engine.subscribe(&place(), at(6_000));
    engine.be_here(&place(), looks(), at(6_000));
    let outputs = [drain(&mut engine), pass(&mut engine, at(6_500))].concat();
    let request = requests(&outputs)[0].clone();
    assert!(is_abandoned(&outputs));
    assert_eq!(heres_of(&request.frames), there(2, "{}"));
    assert_eq!(request.frames[1].kind(), "here", "behind hello");

    answer(
        &mut engine,
        [same("e1", 4), people(2, "p1", 1, &["u4"])],
        at(6_600),
    );
    let outputs = pass(&mut engine, at(8_000));
    assert_eq!(heres_of(&requests(&outputs)[0].frames), there(2, "{}"));
    engine.be_here(&place(), edits(Editing::Reason), at(8_100));
    let outputs = [drain(&mut engine), pass(&mut engine, at(8_600))].concat();
    assert!(is_abandoned(&outputs));
    let request = requests(&outputs)[0];
    assert_eq!(heres_of(&request.frames), there(2, r#"{"editing":"reason"}"#));
}

/// PS5: on a subscription that tabs share is said what the busiest of them says; who goes leaves the others there.
#[test]
fn ps5_tabs_that_share_a_subscription_are_one_person() {
    let mut browser = Browser::open(3);
    let heard = |browser: &mut Browser| heres_of(&std::mem::take(&mut browser.gateway.heard));
    for tab in [1, 2] {
        let now = browser.now();
        browser.tabs[tab].be_here(&topic(), looks(), now);
        browser.settle();
    }
    let said = heard(&mut browser);
    assert_eq!(said.len(), 1, "one word for both: {said:?}");
    let s = said[0].0;

    let now = browser.now();
    browser.tabs[2].be_here(&topic(), edits(Editing::Reason), now);
    browser.settle();
    assert_eq!(heard(&mut browser), there(s, r#"{"editing":"reason"}"#));
    browser.relay.handle_gone(&name(2));
    browser.settle();
    assert_eq!(heard(&mut browser), there(s, "{}"));
    browser.tabs[1].be_here(&topic(), None, now);
    browser.settle();
    assert_eq!(heard(&mut browser), [(s, None)]);
}

/// PS6: nobody is taken to be there without a connection, and who is there afterwards is no difference to report.
#[test]
fn ps6_nobody_is_there_without_a_connection() {
    let mut engine = live();
    engine.subscribe(&place(), at(1));
    say(&mut engine, [people(1, "p1", 4, &["u4", "u5"])], at(2));
    drain(&mut engine);
    assert_eq!(engine.phase(&place()), Phase::Fresh);

    engine.handle_closed(CloseCode::Other(1006), at(3));
    let outputs = drain(&mut engine);
    assert_eq!(engine.phase(&place()), Phase::Stale);
    assert!(events(&outputs).contains(&&Event::Phase(place())));

    engine.retry_now(at(4));
    welcome(&mut engine, at(5));
    assert_eq!(engine.phase(&place()), Phase::Stale);
    say(&mut engine, [people(1, "p2", 1, &["u4"])], at(6));
    let outputs = drain(&mut engine);
    assert_eq!(engine.phase(&place()), Phase::Fresh);
    let is_report = |it: &&Event| matches!(it, Event::Resynchronised { .. });
    assert!(!events(&outputs).iter().any(is_report), "{outputs:?}");
    engine.handle_hide(at(7));
    let outputs = drain(&mut engine);
    assert!(!outputs.iter().any(|it| matches!(it, Output::Store(_))));
}

/// PS7: it is no action: nothing waits for it or is kept. A recording holds that it was said, and not what.
#[test]
fn ps7_it_is_no_action() {
    let mut engine = following();
    engine.record_in_parts(3);
    engine.subscribe(&place(), at(1));
    engine.be_here(&place(), edits(Editing::Reason), at(1));
    let made = engine.mutate(acknowledge("v1"), at(1)).unwrap();
    assert_eq!(muts(&drain(&mut engine)).len(), 1, "nothing waits for it");
    say(&mut engine, [ack(&made.id)], at(2));
    for millis in 2..12 {
        let state = match millis % 3 {
            0 => looks(),
            1 => edits(Editing::Reason),
            _ => edits(Editing::Assignee),
        };
        engine.be_here(&place(), state, at(millis));
        engine.handle_visibility(millis % 4 != 0, at(millis));
    }
    assert_eq!(engine.pending().count(), 0);
    drain(&mut engine);

    let text = engine.recording();
    assert!(!text.contains("reason") && !text.contains("assignee"), "{text}");
    assert!(text.contains(r#""here""#), "{text}");
    Replay::read(&text).unwrap().run().unwrap();
}
