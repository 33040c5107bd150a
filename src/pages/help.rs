//! What the words and shapes mean, and the keys that save time.

use leptos::prelude::*;
use protocol::entities::{Severity, VehicleStatus};

use crate::{
    components::status::{Shape, Tone},
    shell::KeyList,
    texts::{use_texts, words},
};

/// The page.
#[component]
pub fn HelpPage() -> impl IntoView {
    let texts = use_texts();
    view! {
        <div class="page help">
            <p class="t2">{move || texts.help().lead}</p>
            <section class="card">
                <div class="card-head">
                    <h2>{move || texts.help().connection}</h2>
                </div>
                <ConnectionStates />
            </section>
            <section class="card">
                <div class="card-head">
                    <h2>{move || texts.help().ages}</h2>
                </div>
                <p class="card-body">{move || texts.help().ages_text}</p>
            </section>
            <section class="card">
                <div class="card-head">
                    <h2>{move || texts.help().away}</h2>
                </div>
                <p class="card-body">{move || texts.help().away_text}</p>
            </section>
            <section class="card">
                <div class="card-head">
                    <h2>{move || texts.help().status}</h2>
                </div>
                <div class="card-body row row--wrap help-marks">
                    <Marks />
                </div>
            </section>
            <section class="card">
                <div class="card-head">
                    <h2>{move || texts.help().keys}</h2>
                </div>
                <div class="card-body stack">
                    <KeyList />
                    <p class="cap t2">{move || texts.help().keys_off}</p>
                </div>
            </section>
        </div>
    }
}

/// Every state of the chip, and what it means.
#[component]
fn ConnectionStates() -> impl IntoView {
    let texts = use_texts();
    let rows = move || {
        let (words, help) = (texts.shell(), texts.help());
        [
            ("live", Shape::Ok, words.live, help.live),
            ("connecting", Shape::Ring, words.connecting, help.connecting),
            ("syncing", Shape::Ring, words.catching_up, help.catching_up),
            ("polling", Shape::Half, words.polling, help.polling),
            ("retry", Shape::Warn, words.retrying, help.retry),
            ("offline", Shape::Offline, words.offline, help.offline),
            ("signin", Shape::Lock, words.sign_in_needed, help.sign_in),
            ("paused", Shape::Half, words.paused, help.paused),
            ("error", Shape::Crit, words.update_required, help.update),
        ]
    };
    view! {
        <dl class="help-states">
            {move || {
                rows()
                    .map(|(state, shape, word, meaning)| {
                        view! {
                            <div>
                                <dt>
                                    <span class="chip-conn" data-state=state>
                                        {shape.view()}
                                        {word}
                                    </span>
                                </dt>
                                <dd>{meaning}</dd>
                            </div>
                        }
                    })
                    .into_iter()
                    .collect_view()
            }}
        </dl>
    }
}

#[component]
fn Marks() -> impl IntoView {
    let texts = use_texts();
    let mark = |(shape, tone): (Shape, Tone), word: &'static str| {
        view! {
            <span class="st" data-tone=tone.as_str()>
                {shape.view()}
                {word}
            </span>
        }
    };
    move || {
        let language = texts.language();
        let states = VehicleStatus::ALL.map(|it| mark(Shape::of_vehicle(it), words::status(language, it)));
        let severities = Severity::ALL.map(|it| mark(Shape::of_severity(it), words::severity(language, it)));
        states.into_iter().chain(severities).collect_view()
    }
}
