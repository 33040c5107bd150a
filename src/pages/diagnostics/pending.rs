//! What was asked for and has no verdict yet.

use leptos::prelude::*;

use crate::{
    components::{
        age::Age,
        status::{Shape, Status, Tone},
    },
    link::{use_link, use_now},
    settings::use_format,
    texts::use_texts,
};

/// The card.
#[component]
pub(super) fn PendingList() -> impl IntoView {
    let link = use_link();
    let (texts, format, now) = (use_texts(), use_format(), use_now());
    let attempts = move |n| {
        let words = texts.diagnostics();
        texts.language().plural(n, words.attempt, words.attempts)
    };
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{move || texts.diagnostics().pending_title}</h2>
            </div>
            {move || {
                let pending = link.pending();
                if pending.is_empty() {
                    return view! { <p class="card-body t2">{texts.diagnostics().no_pending}</p> }.into_any();
                }
                let line = |it: sync::Pending| {
                    let (_, row) = it.mutation.target();
                    view! {
                        <li>
                            <Status mark=(Shape::Ring, Tone::Info) word=it.mutation.name().to_owned() />
                            <span class="mono">{row.to_string()}</span>
                            <span class="t2">
                                {format.get().count(it.attempts as usize)} " " {attempts(it.attempts as usize)}
                            </span>
                            <Age at=Some(it.since) now />
                        </li>
                    }
                };
                view! { <ul class="pending-list">{pending.into_iter().map(line).collect_view()}</ul> }.into_any()
            }}
        </section>
    }
}
