//! What screen readers are told, and how often.

use leptos::prelude::*;
use livedeck::shell::Announcer;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, settled};

/// The same words are said once in ten seconds, other words at once.
#[wasm_bindgen_test]
async fn nothing_is_said_twice_in_a_row() {
    let announcer = Owner::new().with(|| {
        Announcer::provide();
        livedeck::shell::use_announcer()
    });
    let stage = Stage::of(move || view! { <p id="said">{move || announcer.said().get()}</p> }).await;

    announcer.say("3 vehicles offline");
    settled().await;
    assert_eq!(stage.text("#said"), "3 vehicles offline");
    announcer.say("Live");
    announcer.say("3 vehicles offline");
    settled().await;

    assert_eq!(
        stage.text("#said"),
        "Live",
        "what was said a moment ago is not repeated"
    );
}
