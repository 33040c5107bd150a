//! The band over the desk of the past: which moment one looks at, the way to another, and the way back.

use std::time::Duration;

use leptos::prelude::*;
use protocol::Timestamp;

use super::machine::{Machine, State};
use crate::{
    components::icon::Icon,
    platform::listener::Key,
    settings::use_settings,
    texts::past::{Past, let_go, looking, not_known},
};

/// The band.
#[component]
pub(super) fn Band(machine: Machine) -> impl IntoView {
    let desk = machine.model.desk;
    let words = move || desk.texts.past();
    let sentence = Memo::new(move |_| {
        let at = machine.shown()?.at;
        let (format, now) = (desk.format.get(), machine.now.get());
        // The minute is enough: nobody reads a sentence that ticks.
        let ago = Duration::from_secs(now.since(at).as_secs() / 60 * 60);
        let ago = format.whole_minutes(ago.as_secs() / 60);
        Some(looking(format.language, &said(machine, at), &ago))
    });
    view! {
        <section class="past-band" aria-label=move || words().title>
            <div class="past-head">
                {Icon::Clock.view()}
                <strong class="past-at">{move || sentence.get().unwrap_or_else(|| words().loading.to_owned())}</strong>
                <button class="btn btn--primary past-live" type="button" on:click=move |_| machine.model.leave_the_past()>
                    {move || words().live}
                </button>
            </div>
            <Controls machine />
            <Notes machine />
        </section>
    }
}

/// A moment in words: the time, with its day where it is another one.
fn said(machine: Machine, at: Timestamp) -> String {
    let format = machine.model.desk.format.get();
    if format.date(at) == format.date(machine.now.get()) {
        format.time(at)
    } else {
        format!("{}, {}", format.date(at), format.time(at))
    }
}

/// The slider, its steps as buttons, and the moment to be typed.
#[component]
fn Controls(machine: Machine) -> impl IntoView {
    let (desk, settings) = (machine.model.desk, use_settings());
    let words = move || desk.texts.past();
    let span = Memo::new(move |_| machine.span());
    let zone = move || settings.zone_name();
    let text = move || {
        let (format, at) = (desk.format.get(), machine.moment.get());
        format!("{}, {} {}", format.date(at), format.time(at), zone())
    };
    let is_last = Memo::new(move |_| machine.moment.get() + MINUTE > machine.now.get());
    let button = move |text: &'static str, label: fn(&Past) -> &'static str, is_back: bool, far: Duration| {
        view! {
            <button
                class="btn btn--sm"
                type="button"
                title=move || label(words())
                disabled=move || !is_back && is_last.get()
                on:click=move |_| machine.step(is_back, far)
            >
                // What one sees is part of what one hears.
                {text} <span class="vh">{move || format!(" {}", label(words()))}</span>
            </button>
        }
    };
    let wall = move || desk.format.get().wall_time(machine.moment.get());
    view! {
        <div class="past-controls">
            <div class="past-steps">
                {button("−1\u{202f}h", |it| it.hour_back, true, HOUR)}
                {button("−5\u{202f}min", |it| it.minutes_back, true, FIVE)}
            </div>
            <div class="past-slide">
                <input
                    class="past-scrub"
                    type="range"
                    aria-label=move || words().moment
                    aria-valuetext=text
                    min=move || span.get().0.to_string()
                    max=move || span.get().1.to_string()
                    step="60000"
                    prop:value=move || machine.moment.get().to_string()
                    on:input=move |event| {
                        if let Ok(at) = event_target_value(&event).parse() {
                            machine.seek(Timestamp::from_millis(at));
                        }
                    }
                    on:keydown=move |event| scrub(machine, &event.into())
                />
                <div class="past-ends cap" aria-hidden="true">
                    <span>{move || said(machine, span.get().0)}</span>
                    <span>{move || said(machine, span.get().1)}</span>
                </div>
            </div>
            <div class="past-steps">
                {button("+5\u{202f}min", |it| it.minutes_on, false, FIVE)}
                {button("+1\u{202f}h", |it| it.hour_on, false, HOUR)}
            </div>
            <label class="past-date">
                <span class="vh">{move || words().date}</span>
                <input
                    class="input"
                    type="datetime-local"
                    prop:value=wall
                    on:change=move |event| {
                        if let Some(at) = desk.format.get_untracked().zone.moment(&event_target_value(&event)) {
                            machine.seek(at);
                        }
                    }
                />
                <span class="cap">{zone}</span>
            </label>
        </div>
    }
}

/// Arrows go a minute by themselves; with Shift ten, pages an hour, and digits to tenths of the day.
fn scrub(machine: Machine, key: &Key) {
    let (name, ten) = (key.name(), Duration::from_secs(600));
    match name.as_str() {
        "ArrowLeft" | "ArrowDown" if key.is_shifted() => machine.step(true, ten),
        "ArrowRight" | "ArrowUp" if key.is_shifted() => machine.step(false, ten),
        "PageDown" => machine.step(true, HOUR),
        "PageUp" => machine.step(false, HOUR),
        _ => {
            let digit = name
                .parse::<u32>()
                .ok()
                .filter(|_| name.len() == 1 && !key.is_command());
            let Some(digit) = digit else { return };
            let (from, to) = untrack(|| machine.span());
            machine.seek(from + to.since(from) / 10 * digit);
        }
    }
    key.consume();
}

/// What is under way, what went wrong, and what of the moment nobody knows.
#[component]
fn Notes(machine: Machine) -> impl IntoView {
    let desk = machine.model.desk;
    let words = move || desk.texts.past();
    let known = move || {
        machine.shown().map(|it| {
            let language = desk.language.get();
            let left_out = not_known(language, it.unknown.drivers, it.unknown.shipments, it.by_position);
            let (format, now) = (desk.format.get(), desk.now.get_untracked());
            let let_go = it
                .unknown
                .ended_before
                .map(|it| let_go(language, &format.moment(it, now)));
            format!("{} {left_out} {}", words().no_eta, let_go.unwrap_or_default())
        })
    };
    let is_ready = Memo::new(move |_| machine.state.with(|it| *it == State::Ready));
    let retry = move || {
        view! {
            <button class="btn btn--sm" type="button" on:click=move |_| machine.fetch()>
                {move || words().retry}
            </button>
        }
    };
    let note = move || match machine.state.get() {
        State::Ready => ().into_any(),
        State::Loading => view! { <p class="past-note" role="status">{words().loading}</p> }.into_any(),
        State::Lost if !desk.is_connected() => {
            view! { <p class="past-note" role="status">{words().offline}</p> }.into_any()
        }
        State::Lost => view! { <p class="past-note" role="alert">{words().failed} {retry()}</p> }.into_any(),
        State::Refused(why) => {
            view! { <p class="past-note" role="alert">{words().refused} " " {why}</p> }.into_any()
        }
    };
    view! {
        {note}
        <Show when=move || is_ready.get()><p class="past-note cap">{known}</p></Show>
    }
}

const MINUTE: Duration = Duration::from_secs(60);
const FIVE: Duration = Duration::from_secs(300);
const HOUR: Duration = Duration::from_secs(3600);
