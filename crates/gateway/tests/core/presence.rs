//! PR1–PR10: who is here.

use std::time::Duration;

use livedeck_gateway::{
    derive::{NoDeriver, Write},
    hub::{ConnId, HubLimits},
};
use protocol::{
    Bye, ClientFrame, CloseCode, Fields, GatewayFrame, Here, SubErrCode, SubId, Unsub,
    entities::{Role, StreamKind},
};
use serde_json::{Value, json};

use crate::{desk::*, rows::*};

const DESK: &str = "presence/dispatch";
const SHIPMENT: &str = "presence/shipments/sh-1";
const VIOLATION: &str = "presence/violations/v";

fn here(s: u32, state: Value) -> ClientFrame {
    let state: Option<Fields> = serde_json::from_value(state).unwrap();
    Here { s: SubId(s), state }.into()
}

/// A desk with the rows that people look at.
fn desk() -> Desk {
    desk_with(HubLimits::default())
}

fn desk_with(limits: HubLimits) -> Desk {
    let mut desk = Desk::with(limits, Box::new(NoDeriver));
    desk.is_lively = true;
    let order = shipment("sh-1", "created", Some("driver"));
    let topic = topic("dispatch/shipments");
    desk.write(vec![Write::Put { topic, row: order }, violation("v", "low")]);
    desk
}

/// Somebody who follows these places and says that they are at the first.
fn visit(desk: &mut Desk, name: &str, paths: &[&str]) -> ConnId {
    let conn = desk.connect(somebody(name, Role::Dispatcher), paths);
    desk.say(conn, vec![here(1, json!({}))]);
    conn
}

/// Whom a client sees on its first topic, with what they edit.
fn seen(desk: &Desk, conn: ConnId) -> Vec<String> {
    let rows = desk.replica(conn, 1).rows.values();
    rows.map(|(_, row)| match row.text("editing") {
        Some(editing) => format!("{} {editing}", row.text("id").unwrap()),
        None => row.text("id").unwrap().to_owned(),
    })
    .collect()
}

fn refusals(desk: &Desk, conn: ConnId) -> Vec<SubErrCode> {
    let frames = desk.client(conn).frames();
    frames
        .filter_map(|it| match it {
            GatewayFrame::SubErr(it) => Some(it.code),
            _ => None,
        })
        .collect()
}

/// PR1: who comes is told everybody who is here, and everybody is told of them; then what changes.
#[test]
fn pr1_everybody_here_sees_everybody_here() {
    let mut desk = desk();
    let ana = visit(&mut desk, "ana", &[SHIPMENT]);
    desk.settle();
    let ben = visit(&mut desk, "ben", &[SHIPMENT]);
    desk.settle();

    assert_eq!(seen(&desk, ana), ["ana", "ben"]);
    assert_eq!(seen(&desk, ben), ["ana", "ben"]);

    desk.client_mut(ben).forget();
    desk.say(ana, vec![here(1, json!({"editing": "reason"}))]);
    desk.settle();
    assert_eq!(seen(&desk, ben), ["ana reason", "ben"]);
    assert_eq!(desk.client(ben).kinds(), ["delta"]);
    desk.say(ana, vec![here(1, json!(null))]);
    desk.settle();
    assert_eq!(seen(&desk, ben), ["ben"]);
    assert_eq!(
        seen(&desk, ana),
        ["ben"],
        "whoever follows sees, also without being here"
    );
    desk.check(ana);
}

/// PR2: a person is one row from however many connections and tabs; who edits in one of them is editing.
#[test]
fn pr2_one_row_for_each_person() {
    let mut desk = desk();
    let ben = visit(&mut desk, "ben", &[SHIPMENT]);
    let tabs = visit(&mut desk, "ana", &[SHIPMENT, SHIPMENT]);
    desk.say(tabs, vec![here(2, json!({"editing": "assignee"}))]);
    let phone = visit(&mut desk, "ana", &[SHIPMENT]);
    desk.settle();
    assert_eq!(seen(&desk, ben), ["ana assignee", "ben"]);

    desk.say(tabs, vec![Unsub { s: SubId(2) }.into()]);
    desk.settle();
    assert_eq!(seen(&desk, ben), ["ana", "ben"]);
    desk.say(tabs, vec![here(1, json!(null))]);
    desk.settle();
    assert_eq!(seen(&desk, ben), ["ana", "ben"]);
    desk.say(phone, vec![here(1, json!(null))]);
    desk.settle();
    assert_eq!(seen(&desk, ben), ["ben"]);
}

/// PR3: it ends with the subscription and with the connection; only where that was lost, 3 s later, and who is back by
/// then was never gone.
#[test]
fn pr3_it_ends_with_what_it_was_said_on() {
    let mut desk = desk();
    let ben = visit(&mut desk, "ben", &[SHIPMENT]);
    let ana = visit(&mut desk, "ana", &[SHIPMENT]);
    desk.settle();
    desk.say(ana, vec![Unsub { s: SubId(1) }.into()]);
    desk.pass(Duration::from_millis(100));
    assert_eq!(seen(&desk, ben), ["ben"]);

    let ana = visit(&mut desk, "ana", &[SHIPMENT]);
    desk.settle();
    desk.say(ana, vec![Bye {}.into()]);
    desk.pass(Duration::from_millis(100));
    assert_eq!(seen(&desk, ben), ["ben"]);

    let ana = visit(&mut desk, "ana", &[SHIPMENT]);
    desk.settle();
    desk.client_mut(ben).forget();
    desk.hub.handle_close(ana);
    desk.pass(Duration::from_millis(2900));
    let again = visit(&mut desk, "ana", &[SHIPMENT]);
    desk.pass(Duration::from_secs(5));
    assert_eq!(seen(&desk, ben), ["ana", "ben"]);
    assert!(!desk.client(ben).kinds().contains(&"delta"), "nobody was gone");

    desk.hub.handle_close(again);
    desk.pass(Duration::from_secs(3));
    assert_eq!(seen(&desk, ben), ["ben"]);
}

/// PR3: a connection that says nothing any more is one of those that are lost.
#[test]
fn pr3_who_gives_no_sign_of_life_is_gone() {
    let mut desk = desk();
    desk.is_lively = false;
    let ana = visit(&mut desk, "ana", &[SHIPMENT]);
    desk.pass(Duration::from_secs(16));
    let ben = visit(&mut desk, "ben", &[SHIPMENT]);
    desk.settle();
    assert_eq!(seen(&desk, ben), ["ana", "ben"]);

    desk.pass(Duration::from_secs(19));

    assert_eq!(desk.client(ana).closed, Some(CloseCode::GoingAway));
    assert_eq!(seen(&desk, ben), ["ben"]);
}

/// PR4: there are three kinds of places, and a row must be there; nobody is anywhere else.
#[test]
fn pr4_places_are_a_closed_set() {
    let mut desk = desk();
    let nowhere = [
        "presence/shipments/none",
        "presence/violations/none",
        "presence/vehicles/kv-1",
        "presence/fleet",
        "presence",
        "presence/dispatch/x",
    ];
    let conn = desk.connect(who(Role::Dispatcher), &nowhere);
    assert_eq!(refusals(&desk, conn), [SubErrCode::UnknownTopic; 6]);

    let conn = desk.connect(who(Role::Dispatcher), &[VIOLATIONS, DESK, SHIPMENT, VIOLATION]);
    desk.say(conn, vec![here(1, json!({})), here(77, json!({}))]);
    desk.settle();

    assert_eq!(refusals(&desk, conn), []);
    assert_eq!(desk.hub.stats().here, 0);
    assert_eq!(desk.client(conn).closed, None);
}

/// PR5: a place is for whoever may see all of what is beneath: to look and to be seen.
#[test]
fn pr5_places_are_for_who_may_see_all_of_what_is_beneath() {
    for role in Role::ALL {
        let mut desk = desk();
        let ben = visit(&mut desk, "ben", &[SHIPMENT, DESK, VIOLATION]);
        desk.say(ben, vec![here(2, json!({})), here(3, json!({}))]);
        let conn = desk.connect(who(role), &[SHIPMENT, DESK, VIOLATION]);
        desk.say(conn, [1, 2, 3].map(|s| here(s, json!({}))).into());
        desk.settle();

        let may = match role {
            Role::Admin | Role::Manager | Role::Dispatcher => [true; 3],
            // A driver's own shipment is no exception.
            Role::Driver | Role::Member | Role::Buyer => [false; 3],
            Role::Agent => [true, false, false],
        };
        for (s, may) in (1..).zip(may) {
            let n_seen = desk.replica(conn, s).rows.len();
            assert_eq!(n_seen, if may { 2 } else { 0 }, "{role:?} {s}");
            assert_eq!(
                desk.replica(ben, s).rows.len(),
                1 + usize::from(may),
                "{role:?} {s}"
            );
        }
        let n_refused = may.iter().filter(|it| !**it).count();
        assert_eq!(refusals(&desk, conn), vec![SubErrCode::Forbidden; n_refused]);
    }
}

/// PR6: with the rights goes what one sees and what one said, at once, also where the connection is gone; so it does
/// with a session.
#[test]
fn pr6_rights_that_go_take_the_place_with_them() {
    let mut desk = desk();
    let ben = visit(&mut desk, "ben", &[SHIPMENT]);
    let ana = visit(&mut desk, "ana", &[SHIPMENT]);
    desk.settle();
    desk.client_mut(ana).forget();

    desk.hub.change_rights(&"ana".into(), &[Role::Driver], desk.now);
    desk.pump();
    assert_eq!(desk.client(ana).kinds(), ["revoke"]);
    desk.say(ana, vec![here(1, json!({}))]);
    assert_eq!(seen(&desk, ben), ["ben"]);

    let cid = visit(&mut desk, "cid", &[SHIPMENT]);
    desk.settle();
    desk.hub.handle_close(cid);
    desk.hub.change_rights(&"cid".into(), &[Role::Driver], desk.now);
    desk.pass(Duration::from_millis(100));
    assert_eq!(seen(&desk, ben), ["ben"]);

    let dan = visit(&mut desk, "dan", &[SHIPMENT]);
    desk.settle();
    desk.hub.end_session(dan, desk.now);
    desk.pass(Duration::from_millis(100));
    assert_eq!(seen(&desk, ben), ["ben"]);
}

/// PR7: a state is small and says what one can say; nothing else of it is told, and nothing else of the person.
#[test]
fn pr7_only_what_one_can_say_is_told() {
    let mut desk = desk();
    let ben = visit(&mut desk, "ben", &[SHIPMENT]);
    desk.say(ben, vec![here(1, json!({"editing": "reason", "text": "<b>"}))]);
    desk.settle();
    let row = desk.replica(ben, 1).rows.values().next().unwrap().1.0.clone();
    assert_eq!(
        Value::Object(row),
        json!({"id": "ben", "name": "ben's name", "editing": "reason"})
    );

    let long = "x".repeat(300);
    for state in [
        json!({"editing": "mood"}),
        json!({"editing": 1}),
        json!({"text": long}),
    ] {
        desk.say(ben, vec![here(1, state)]);
    }
    desk.settle();

    assert_eq!(seen(&desk, ben), ["ben reason"]);
    assert_eq!(desk.hub.stats().presence_refused, 3);
    assert_eq!(desk.client(ben).closed, None);
}

/// PR8: what changes often is told ten times a second at most, the latest; after a quiet while at once.
#[test]
fn pr8_a_place_is_told_of_at_a_bounded_rate() {
    let mut desk = desk();
    let ben = visit(&mut desk, "ben", &[SHIPMENT]);
    let ana = visit(&mut desk, "ana", &[SHIPMENT]);
    desk.settle();
    desk.client_mut(ben).forget();

    for n in 0..40 {
        let state = if n % 2 == 0 {
            json!({"editing": "reason"})
        } else {
            json!({})
        };
        desk.say(ana, vec![here(1, state)]);
        desk.pass(Duration::from_millis(25));
    }
    let n_told = desk.client(ben).kinds().len();
    assert!((2..=11).contains(&n_told), "{n_told}");
    desk.settle();
    assert_eq!(seen(&desk, ben), ["ana", "ben"]);

    desk.client_mut(ben).forget();
    desk.say(ana, vec![here(1, json!({"editing": "reason"}))]);
    assert_eq!(desk.client(ben).kinds(), ["delta"]);
    desk.pass(Duration::from_millis(40));
    desk.say(ana, vec![here(1, json!(null))]);
    assert_eq!(seen(&desk, ben), ["ben"], "who leaves does not wait");
}

/// PR9: a connection follows 32 places at most, and its other topics go on.
#[test]
fn pr9_a_connection_has_a_number_of_places() {
    let mut desk = desk_with(HubLimits {
        places: 2,
        ..HubLimits::default()
    });
    let conn = desk.connect(who(Role::Dispatcher), &[DESK, SHIPMENT, VIOLATION, VIOLATIONS]);
    assert_eq!(refusals(&desk, conn), [SubErrCode::TooMany]);
    assert_eq!(
        desk.client(conn).kinds(),
        ["welcome", "sub_err", "snap", "snap", "snap"]
    );

    desk.say(conn, vec![Unsub { s: SubId(1) }.into(), sub(3, VIOLATION).into()]);
    assert_eq!(refusals(&desk, conn).len(), 1);
    assert_eq!(HubLimits::default().places, 32);
}

/// PR10: nothing of it is stored or kept: not over a restart, and not where nobody is.
#[test]
fn pr10_nothing_is_kept() {
    let mut desk = desk();
    let n_topics = desk.hub.stats().topics;
    let ana = visit(&mut desk, "ana", &[SHIPMENT]);
    desk.settle();
    assert!(desk.hub.poll_commit().is_none());
    assert_eq!(desk.hub.stats().topics, n_topics + 1);
    let before = desk.replica(ana, 1).clone();

    desk.hub.handle_close(ana);
    desk.pass(Duration::from_secs(3));
    assert_eq!((desk.hub.stats().topics, desk.hub.stats().here), (n_topics, 0));

    // Whoever comes back with the position of that life is told the new one.
    let ben = visit(&mut desk, "ben", &[SHIPMENT]);
    desk.settle();
    let conn = desk.accept(somebody("ana", Role::Dispatcher), protocol::Encoding::Json);
    desk.adopt(conn, 1, before);
    let again = resume(1, SHIPMENT, desk.replica(conn, 1));
    desk.say(conn, vec![hello("back", 2, vec![again])]);
    assert_eq!(seen(&desk, conn), ["ben"]);

    desk.say(ben, vec![here(1, json!(null))]);
    desk.settle();
    desk.restart(HubLimits::default());
    assert_eq!(desk.hub.stats().topics, n_topics);
    let conn = desk.connect(who(Role::Dispatcher), &[SHIPMENT]);
    assert!(seen(&desk, conn).is_empty());
    assert_eq!(StreamKind::Presence.persistence(), protocol::Persistence::Never);
}
