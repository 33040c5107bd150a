//! Requests that stand for a socket, with every kind of answer that may come instead of the gateway's.

use std::{cell::RefCell, rc::Rc};

use futures::{StreamExt as _, channel::mpsc};
use livedeck::platform::poll::{Poll, PollEvent};
use protocol::{ClientFrame, CloseCode, GatewayFrame, Ping};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use super::http::{JSON, Network, PORTAL};

/// Sends a ping as Ana; what became of it.
async fn ask() -> PollEvent {
    let (sender, mut events) = mpsc::unbounded();
    let frames = [ClientFrame::from(Ping { c: 7 })];
    let _poll = Poll::send("/api/v1/sync?wait=8", &frames, Some(&"u4".into()), move |event| {
        sender.unbounded_send(event).unwrap();
    });
    events.next().await.unwrap()
}

#[wasm_bindgen_test]
async fn the_gateways_frames_are_taken() {
    let network = Network::answering(200, JSON, r#"[{"ack":{"id":"m1"}}]"#);

    let PollEvent::Answered(frames, bytes) = ask().await else {
        panic!("an answer")
    };

    assert!(matches!(&frames[..], [GatewayFrame::Ack(it)] if it.id.as_str() == "m1"));
    assert_eq!(bytes, 21);
    assert_eq!(network.asked(), ["POST /api/v1/sync?wait=8 mark=1"]);
    assert_eq!(network.body().await, json!([{"ping": {"c": 7}}]));
}

/// G16: what a captive portal or a proxy answers is never taken for data.
#[wasm_bindgen_test]
async fn what_others_answer_in_the_gateways_place_is_no_answer() {
    let html = [("content-type", "text/html")];
    let unmarked = [("content-type", "application/json")];
    let marked_page = [("x-livedeck", "1"), ("content-type", "text/html")];
    for (what, status, headers, body) in [
        ("a portal's page", 200, &html[..], PORTAL),
        ("a portal's JSON", 200, &unmarked, "[]"),
        ("an unmarked sign-in page", 401, &html, PORTAL),
        ("a proxy's error", 502, &html, PORTAL),
        ("a marked page", 200, &marked_page, PORTAL),
        ("marked, but no JSON", 200, JSON, PORTAL),
        ("marked, but no frames", 200, JSON, "{}"),
    ] {
        let _network = Network::answering(status, headers, body);

        let event = ask().await;

        assert!(
            matches!(event, PollEvent::Failed(CloseCode::Other(_))),
            "{what}: {event:?}"
        );
    }
}

#[wasm_bindgen_test]
async fn refusals_say_what_the_close_of_a_socket_would() {
    for (status, code) in [
        (400, CloseCode::Malformed),
        (401, CloseCode::Unauthorized),
        (403, CloseCode::Forbidden),
        (409, CloseCode::Superseded),
        (413, CloseCode::TooLarge),
        (426, CloseCode::UpdateNeeded),
        (429, CloseCode::TooMany),
        (503, CloseCode::TryLater),
    ] {
        let _network = Network::answering(status, JSON, "{}");

        let event = ask().await;

        assert!(
            matches!(&event, PollEvent::Failed(it) if *it == code),
            "{status}: {event:?}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_request_that_was_given_up_tells_nothing() {
    let _network = Network::answering(200, JSON, "[]");
    let heard = Rc::new(RefCell::new(0));
    let hear = Rc::clone(&heard);

    drop(Poll::send("/api/v1/sync", &[], None, move |_| {
        *hear.borrow_mut() += 1
    }));
    let _ = ask().await;

    assert_eq!(*heard.borrow(), 0);
}
