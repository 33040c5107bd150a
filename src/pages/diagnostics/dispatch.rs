//! Who is told of events, and who is not any more.

use leptos::prelude::*;

use crate::{
    components::status::{Shape, Status, Tone},
    dispatch::{Record, use_dispatcher},
    link::use_now,
    settings::use_format,
    texts::{diagnostics, use_texts},
};

/// The card.
#[component]
pub(super) fn Handlers() -> impl IntoView {
    let (texts, format, now) = (use_texts(), use_format(), use_now());
    let dispatcher = use_dispatcher();
    let records = Memo::new(move |_| {
        now.track();
        dispatcher.records()
    });
    let line = move |it: Record| {
        let words = texts.diagnostics();
        let (mark, word) = match it.is_quarantined {
            true => ((Shape::Crit, Tone::Crit), words.handler_quarantined),
            false => ((Shape::Ok, Tone::Ok), words.handler_works),
        };
        let count = |n: u64| format.get().count(usize::try_from(n).unwrap_or(usize::MAX));
        let figures = diagnostics::handled(texts.language(), [it.n_events, it.n_faults, it.n_dropped], count);
        let name = it.name;
        view! {
            <li>
                <Status mark=mark word=word.to_owned() />
                <span class="mono">{name}</span>
                <span class="t2 grow">{figures} {it.last_fault.map(|it| format!(" · {it}"))}</span>
                {it.is_quarantined
                    .then(|| {
                        view! {
                            <button type="button" class="btn btn--sm" on:click=move |_| dispatcher.release(name)>
                                {words.handler_release}
                            </button>
                        }
                    })}
            </li>
        }
    };
    view! {
        <section class="card">
            <div class="card-head">
                <h2>{move || texts.diagnostics().handlers}</h2>
            </div>
            <ul class="pending-list">{move || records.get().into_iter().map(line).collect_view()}</ul>
        </section>
    }
}
