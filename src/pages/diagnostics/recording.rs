//! What the engine recorded, as a file for a bug report: `cargo xtask sim --replay` goes through it again.

use leptos::prelude::*;
use sync::Engine;

use crate::{
    components::icon::Icon,
    link::use_link,
    platform::{clock, download},
    settings::use_format,
    shell::{Toast, use_toasts},
    texts::use_texts,
};

/// Saves the recording.
#[component]
pub(super) fn SaveRecording() -> impl IntoView {
    let (link, format) = (use_link(), use_format());
    let (texts, toasts) = (use_texts(), use_toasts());
    let save = move |_| {
        let now = format.get_untracked().iso(clock::now()).replace(':', "-");
        let name = format!("livedeck-recording-{}.jsonl", now.get(..16).unwrap_or("now"));
        let saved = download::save(&name, "application/jsonl", &link.read(Engine::recording));
        let words = texts.diagnostics();
        toasts.show(match saved {
            Ok(()) => Toast::done(words.recording_saved),
            Err(_) => Toast::problem(words.recording_not_saved),
        });
    };
    view! {
        <button
            type="button"
            class="btn"
            title=move || texts.diagnostics().recording_hint
            on:click=save
        >
            {Icon::Download.view()}
            {move || texts.diagnostics().save_recording}
        </button>
    }
}
