//! What the engine did and saw, latest first; it can be filtered, and held while somebody reads.

use leptos::prelude::*;
use sync::{Level, LogLine};

use crate::{
    components::{icon::Icon, list_state::Empty},
    link::{use_link, use_now},
    settings::use_format,
    texts::{diagnostics, use_texts},
};

/// The card.
#[component]
pub(super) fn EventLog() -> impl IntoView {
    let link = use_link();
    let (texts, format, now) = (use_texts(), use_format(), use_now());
    let only_warnings = RwSignal::new(false);
    let held = RwSignal::new(None::<Vec<LogLine>>);
    let read = move || link.read(|it| it.log().cloned().collect::<Vec<_>>());
    let lines = Memo::new(move |_| {
        now.track();
        let lines = held.get().unwrap_or_else(read);
        let wanted = |it: &LogLine| !only_warnings.get() || it.level == Level::Warning;
        lines.into_iter().rev().filter(wanted).collect::<Vec<_>>()
    });
    let hold = move |_| match held.get_untracked() {
        Some(_) => held.set(None),
        None => held.set(Some(read())),
    };
    view! {
        <section class="card span-4">
            <div class="card-head">
                <h2>{move || texts.diagnostics().log}</h2>
                <span class="grow"></span>
                <select
                    class="input log-filter"
                    aria-label=move || texts.diagnostics().filter
                    on:change=move |event| only_warnings.set(event_target_value(&event) == "warnings")
                >
                    <option value="all">{move || texts.diagnostics().all_lines}</option>
                    <option value="warnings">{move || texts.diagnostics().warnings}</option>
                </select>
                <button
                    type="button"
                    class="btn btn--sm"
                    aria-pressed=move || held.with(Option::is_some).to_string()
                    on:click=hold
                >
                    {move || if held.with(Option::is_some) { Icon::Play.view() } else { Icon::Pause.view() }}
                    {move || {
                        if held.with(Option::is_some) { texts.diagnostics().resume } else { texts.diagnostics().pause }
                    }}
                </button>
            </div>
            <Show
                when=move || lines.with(|it| !it.is_empty())
                fallback=move || {
                    view! { <Empty icon=Icon::Inbox text=Signal::derive(move || texts.diagnostics().no_log.to_owned()) /> }
                }
            >
                <div class="log mono event-log" role="log" aria-live="off" tabindex="0" aria-label=move || texts.diagnostics().log>
                    <ul>
                        {move || {
                            lines
                                .get()
                                .into_iter()
                                .map(|LogLine { at, level, text }| {
                                    let text = diagnostics::event(texts.language(), &text);
                                    view! {
                                        <li data-level=word(level)>
                                            <span class="t3">{move || format.get().time_seconds(at)}</span>
                                            <span title=text.clone()>{text.clone()}</span>
                                        </li>
                                    }
                                })
                                .collect_view()
                        }}
                    </ul>
                </div>
            </Show>
        </section>
    }
}

pub(super) const fn word(level: Level) -> &'static str {
    match level {
        Level::Info => "info",
        Level::Warning => "warn",
    }
}
