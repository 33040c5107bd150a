//! The buttons of the deck, and what is known of the moment it is at.

use std::time::Duration;

use leptos::prelude::*;
use protocol::entities::Violation;

use super::{
    deck::{Deck, RATES},
    track::Moment,
};
use crate::{
    components::{
        field::Select,
        icon::Icon,
        segment::Segment,
        status::{Shape, Status},
    },
    pages::dispatch::live::query::Span,
    settings::use_settings,
    texts::{playback::Playback, words},
};

/// The bar over the curve.
#[component]
pub(super) fn Bar(deck: Deck) -> impl IntoView {
    let desk = deck.model.desk;
    let words = move || desk.texts.playback();
    let is_there = Memo::new(move |_| deck.track().is_some_and(|it| !it.is_empty()));
    let button = move |icon: Icon, label: fn(&Playback) -> &'static str, press: fn(Deck)| {
        view! {
            <button
                class="btn btn--icon"
                type="button"
                aria-label=move || label(words())
                title=move || label(words())
                disabled=move || !is_there.get()
                on:click=move |_| press(deck)
            >
                {icon.view()}
            </button>
        }
    };
    let play = move || {
        if deck.is_playing.get() {
            words().pause
        } else {
            words().play
        }
    };
    let rates = Signal::stored(RATES.map(|it| (it, format!("{it}×"))).to_vec());
    view! {
        <div class="play-bar">
            <div class="play-keys">
                {button(Icon::ChevronLeft, |it| it.before, |it| jump(it, true))}
                <button
                    class="btn btn--icon play-toggle"
                    type="button"
                    aria-label=play
                    title=play
                    disabled=move || !is_there.get()
                    on:click=move |_| deck.toggle()
                >
                    {move || if deck.is_playing.get() { Icon::Pause } else { Icon::Play }.view()}
                </button>
                {button(Icon::ChevronRight, |it| it.after, |it| jump(it, false))}
                <Segment
                    label=Signal::derive(move || words().rate.to_owned())
                    choices=rates
                    chosen=Signal::from(deck.rate)
                    choose=Callback::new(move |it| deck.rate.set(it))
                />
            </div>
            <Reading deck />
            <Period deck />
            <button class="btn play-live" type="button" on:click=move |_| deck.model.back_to_live()>
                {move || words().live}
            </button>
        </div>
    }
}

/// Goes to the next violation in a direction, or to the end there.
fn jump(deck: Deck, back: bool) {
    let Some(span) = untrack(|| deck.span()) else {
        return;
    };
    let now = deck.moment.get_untracked();
    let target = deck.violations.with_untracked(|it| {
        let mut moments = it.iter().map(|it| it.at);
        if back {
            moments.rfind(|it| *it < now)
        } else {
            moments.find(|it| *it > now)
        }
    });
    deck.seek(target.unwrap_or(if back { span.from } else { span.to }));
}

/// The moment, how fast it went then, and what went wrong.
#[component]
fn Reading(deck: Deck) -> impl IntoView {
    let (desk, settings) = (deck.model.desk, use_settings());
    let words = move || desk.texts.playback();
    // A day says itself only where it is another one.
    let today = Memo::new(move |_| desk.format.get().date(desk.now.get()));
    let at = move || {
        let (format, at) = (desk.format.get(), deck.moment.get());
        if today.with(|it| *it == format.date(at)) {
            format.time_seconds(at)
        } else {
            format.date_time(at)
        }
    };
    let zone = move || settings.zone_name();
    let speed = move || match deck.now() {
        Some(Moment::There(it)) => desk.format.get().speed(it.speed).joined(),
        Some(Moment::Gap(_)) => words().unknown.to_owned(),
        None => String::new(),
    };
    let violation = Memo::new(move |_| {
        let now = deck.moment.get();
        let away = |it: &Violation| it.at.since(now).max(now.since(it.at));
        deck.violations.with(|it| {
            it.iter()
                .filter(|it| away(it) <= AROUND)
                .min_by_key(|it| away(it))
                .cloned()
        })
    });
    let note = move || {
        violation.get().map(|it| {
            let format = desk.format.get();
            let kind = words::violation_kind(format.language, it.kind);
            let text = format!("{kind} {}", format.violation(&it));
            view! { <Status mark=Signal::stored(Shape::of_severity(it.severity)) word=Signal::stored(text) /> }
        })
    };
    view! {
        <div class="play-now">
            <strong class="play-time">{at} " " <span class="t2">{zone}</span></strong>
            <span class="play-speed">{speed}</span>
            {note}
        </div>
    }
}

/// Of when: how long, and earlier or later.
#[component]
fn Period(deck: Deck) -> impl IntoView {
    let desk = deck.model.desk;
    let words = move || desk.texts.playback();
    let length = move || deck.span().map(|it| it.to.since(it.from)).unwrap_or_default();
    let hours = Signal::derive(move || (length().as_secs() / 3600).max(1).to_string());
    let choices = Signal::derive(move || {
        let mut all = HOURS.to_vec();
        let now = (length().as_secs() / 3600).max(1);
        // An address may ask for any other.
        if !all.contains(&now) {
            all.push(now);
            all.sort_unstable();
        }
        let word = |it: u64| (it.to_string(), format!("{it}\u{202f}{}", words().hours));
        all.into_iter().map(word).collect()
    });
    let choose = move |hours: String| {
        if let (Ok(hours), Some(span)) = (hours.parse::<u64>(), untrack(|| deck.span())) {
            deck.turn_to(Span {
                from: span.to - Duration::from_secs(hours * 3600),
                ..span
            });
        }
    };
    let shift = move |back: bool| {
        let Some(Span { from, to }) = untrack(|| deck.span()) else {
            return;
        };
        let length = to.since(from);
        let (from, to) = if back {
            (from - length, from)
        } else {
            // What has not been yet cannot be played.
            let to = (to + length).min(desk.link.gateway_now());
            (to - length, to)
        };
        deck.turn_to(Span { from, to });
    };
    let is_last = Memo::new(move |_| {
        let now = desk.now.get();
        deck.span()
            .is_some_and(|it| now.since(it.to) < Duration::from_secs(60))
    });
    view! {
        <div class="play-span">
            <button
                class="btn btn--icon btn--ghost"
                type="button"
                aria-label=move || words().earlier
                title=move || words().earlier
                on:click=move |_| shift(true)
            >
                {Icon::ArrowUp.view()}
            </button>
            <label class="vh" for="play-hours">{move || words().span}</label>
            <Select id="play-hours" choices=choices chosen=hours choose=Callback::new(choose) />
            <button
                class="btn btn--icon btn--ghost"
                type="button"
                aria-label=move || words().later
                title=move || words().later
                disabled=move || is_last.get()
                on:click=move |_| shift(false)
            >
                {Icon::ArrowDown.view()}
            </button>
        </div>
    }
}

/// Lengths one can choose, h.
const HOURS: [u64; 5] = [1, 4, 8, 12, 24];

/// A violation is told while the moment is so near to it.
const AROUND: Duration = Duration::from_secs(60);
