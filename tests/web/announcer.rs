//! What screen readers are told, and how often.

use leptos::prelude::*;
use livedeck::shell::{Announcer, use_announcer};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Stage, settled};

/// The same words are said once in ten seconds, other words at once.
#[wasm_bindgen_test]
async fn nothing_is_said_twice_in_a_row() {
    let slot = RwSignal::new(None);
    let stage = Stage::of(move || {
        Announcer::provide();
        let announcer = use_announcer();
        slot.set(Some(announcer));
        view! { <p id="said">{move || announcer.said().get()}</p> }
    })
    .await;
    let announcer = slot.get_untracked().unwrap();

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
