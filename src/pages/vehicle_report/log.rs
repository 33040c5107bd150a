//! The log of the day, latest first; it can be filtered, and held while somebody reads.

use leptos::prelude::*;
use protocol::entities::{LogEntry, LogKind};

use crate::{
    components::{icon::Icon, list_state::ListState},
    pages::day::LiveDay,
    settings::use_format,
    texts::{log, report, use_texts, words},
};

/// The card.
#[component]
pub(super) fn DayLog(live: LiveDay) -> impl IntoView {
    let (texts, format) = (use_texts(), use_format());
    let kind = RwSignal::new(None::<LogKind>);
    let held = RwSignal::new(None::<Vec<LogEntry>>);
    let all = Memo::new(move |_| live.day.with(|it| it.log.clone()));
    let n_logged = Memo::new(move |_| live.day.with(|it| it.n_logged));
    let lines = Memo::new(move |_| {
        let lines = held.get().unwrap_or_else(|| all.get());
        lines
            .into_iter()
            .filter(|it| kind.get().is_none_or(|kind| it.kind == kind))
            .collect::<Vec<_>>()
    });
    let n_waiting = move || {
        all.with(Vec::len)
            .saturating_sub(held.with(|it| it.as_ref().map_or(usize::MAX, Vec::len)))
    };
    // Of one kind nobody knows how many were written.
    let counts = move || {
        let (n_shown, n_kept, n_logged) = (lines.with(Vec::len), all.with(Vec::len), n_logged.get());
        let of = match kind.get() {
            Some(_) => None,
            None => Some(n_logged).filter(|it| *it > n_kept),
        };
        report::log_lines(texts.language(), n_shown, of, |it| format.get().count(it))
    };
    let shed = move || {
        let n_shed = n_logged.get().saturating_sub(all.with(Vec::len));
        (n_shed > 0).then(|| report::log_shed(texts.language(), n_shed, &format.get().count(n_shed)))
    };
    let unprinted = move || {
        let n = lines.with(Vec::len).saturating_sub(PRINTED);
        (n > 0).then(|| report::log_unprinted(texts.language(), n, &format.get().count(n)))
    };
    let hold = move |_| match held.get_untracked() {
        Some(_) => held.set(None),
        None => held.set(Some(all.get_untracked())),
    };
    view! {
        <section class="card span-4">
            <div class="card-head">
                <h2>{move || texts.report().log}</h2>
                <Show when=move || !live.is_empty()>
                    <span class="badge">{counts}</span>
                </Show>
                <span class="grow"></span>
                <select
                    class="input log-filter hide-print"
                    aria-label=move || texts.report().filter_log
                    on:change=move |event| kind.set(event_target_value(&event).parse().ok())
                >
                    <option value="">{move || texts.report().all_kinds}</option>
                    {LogKind::ALL
                        .map(|it| {
                            let word = move || words::log_kind(texts.language(), it);
                            view! { <option value=it.as_str()>{word}</option> }
                        })
                        .collect_view()}
                </select>
                <button
                    type="button"
                    class="btn btn--sm btn--ghost hide-print"
                    aria-pressed=move || held.with(Option::is_some).to_string()
                    on:click=hold
                >
                    {move || if held.with(Option::is_some) { Icon::Play.view() } else { Icon::Pause.view() }}
                    {move || match held.with(Option::is_some) {
                        false => texts.report().pause.to_owned(),
                        true if n_waiting() == 0 => texts.report().resume.to_owned(),
                        true => format!("{} {}", format.get().count(n_waiting()), texts.report().waiting),
                    }}
                </button>
            </div>
            <ListState
                phase=live.phase
                empty=Signal::derive(move || lines.with(Vec::is_empty))
                empty_text=Signal::derive(move || texts.report().no_log.to_owned())
            >
                <div class="log mono" role="log" aria-live="off" tabindex="0" aria-label=move || texts.report().log>
                    <ul>
                        {move || {
                            lines
                                .get()
                                .into_iter()
                                .map(|LogEntry { at, kind, text }| {
                                    let text = log::line(texts.language(), kind, &log::speeds(&text, format.get()));
                                    view! {
                                        <li>
                                            <span class="t3">{move || format.get().time_seconds(at)}</span>
                                            <span class="log-kind" data-kind=kind.as_str() title=words::log_kind(texts.language(), kind)>
                                                {log::mark(texts.language(), kind)}
                                            </span>
                                            <span>{text}</span>
                                        </li>
                                    }
                                })
                                .collect_view()
                        }}
                    </ul>
                    {move || shed().map(|it| view! { <p class="log-end t2">{it}</p> })}
                    {move || unprinted().map(|it| view! { <p class="log-end t2 only-print">{it}</p> })}
                </div>
            </ListState>
        </section>
    }
}

/// Lines on paper; the style sheet says the same.
const PRINTED: usize = 60;
