//! The speed over the time, with what is not known, what went wrong, and the moment one can drag along it.

use std::fmt::Write as _;

use leptos::prelude::*;
use protocol::{Timestamp, entities::Violation};

use super::{
    deck::Deck,
    track::{Moment, share, ticks},
};
use crate::{
    components::status::Shape,
    pages::dispatch::live::query::Span,
    texts::{playback as texts, words},
};

/// The curve and, along it, the moment.
#[component]
pub(super) fn Chart(deck: Deck) -> impl IntoView {
    let desk = deck.model.desk;
    let words = move || desk.texts.playback();
    let drawn = Memo::new(move |_| {
        let (Some(track), Some(span)) = (deck.track(), deck.span()) else {
            return Drawn::default();
        };
        let top = scale(track.top_speed());
        Drawn {
            lines: track.curve(span).iter().map(|it| paths(it, top)).collect(),
            gaps: track.gaps(span),
            top,
        }
    });
    let about = move || {
        let format = desk.format.get();
        let track = deck.track();
        let top = format
            .speed(track.as_ref().map_or(0.0, |it| it.top_speed()))
            .joined();
        let length = format.distance(track.map_or(0.0, |it| it.length()), 1).joined();
        texts::curve(format.language, &top, &length, deck.violations.with(Vec::len))
    };
    let line = move |(line, ground): (String, String)| {
        view! {
            <path class="play-ground" d=ground />
            <path class="play-line" d=line />
        }
    };
    let gap = move |(from, to): (f64, f64)| {
        view! {
            <div class="play-gap" style:left=percent(from) style:width=percent(to - from)>
                // Where it is too narrow for the word, the stylesheet leaves it out.
                <span>{move || words().gap}</span>
            </div>
        }
    };
    let top = move || desk.format.get().speed(drawn.with(|it| it.top)).joined();
    let value = move || deck.moment.get().as_millis().to_string();
    let said = move || {
        let format = desk.format.get();
        let time = format.time_seconds(deck.moment.get());
        match deck.now() {
            Some(Moment::There(it)) => format!("{time}, {}", format.speed(it.speed).joined()),
            _ => format!("{time}, {}", words().unknown),
        }
    };
    let cursor = move || {
        deck.span()
            .map(|it| percent(share(deck.moment.get(), it.from, it.to)))
    };
    let bound = move |of: fn(Span) -> Timestamp| move || deck.span().map(|it| of(it).as_millis().to_string());
    view! {
        <div class="play-chart">
            <div class="play-plot" role="img" aria-label=about>
                {move || drawn.with(|it| it.gaps.clone()).into_iter().map(gap).collect_view()}
                <svg viewBox="0 0 1000 100" preserveAspectRatio="none" aria-hidden="true">
                    {move || drawn.with(|it| it.lines.clone()).into_iter().map(line).collect_view()}
                </svg>
                <span class="play-top cap t3">{top}</span>
                <span class="play-cursor" style:left=cursor></span>
            </div>
            <ul class="play-pins">{move || pins(deck)}</ul>
            <input
                class="play-scrub"
                type="range"
                aria-label=move || words().moment
                aria-valuetext=said
                min=bound(|it| it.from)
                max=bound(|it| it.to)
                step="1000"
                prop:value=value
                on:input=move |event| {
                    if let Ok(moment) = event_target_value(&event).parse() {
                        deck.seek(Timestamp::from_millis(moment));
                    }
                }
                on:keydown=move |event| scrub(deck, &event.into())
            />
            <div class="play-axis cap t3" aria-hidden="true">{move || axis(deck)}</div>
        </div>
    }
}

/// A second is too short a step for a key: arrows are ten, with Shift a minute, and pages five.
fn scrub(deck: Deck, key: &crate::platform::listener::Key) {
    let far = if key.is_shifted() { 60 } else { 10 };
    let (back, seconds) = match key.name().as_str() {
        "ArrowLeft" | "ArrowDown" => (true, far),
        "ArrowRight" | "ArrowUp" => (false, far),
        "PageDown" => (true, 300),
        "PageUp" => (false, 300),
        " " => {
            key.consume();
            deck.toggle();
            return;
        }
        _ => return,
    };
    key.consume();
    let (now, far) = (
        deck.moment.get_untracked(),
        std::time::Duration::from_secs(seconds),
    );
    deck.seek(if back { now - far } else { now + far });
}

/// What went wrong, where it went wrong; a press goes there.
fn pins(deck: Deck) -> Vec<AnyView> {
    let Some(span) = deck.span() else {
        return Vec::new();
    };
    let desk = deck.model.desk;
    let pin = |it: &Violation| {
        let format = desk.format.get();
        let (shape, tone) = Shape::of_severity(it.severity);
        let kind = words::violation_kind(format.language, it.kind);
        let label = format!("{kind} {}, {}", format.violation(it), format.time_seconds(it.at));
        let at = it.at;
        view! {
            <li style:left=percent(share(at, span.from, span.to))>
                <button
                    class="tone"
                    type="button"
                    data-tone=tone.as_str()
                    aria-label=label.clone()
                    title=label
                    on:click=move |_| deck.seek(at)
                >
                    {shape.view()}
                </button>
            </li>
        }
        .into_any()
    };
    deck.violations.with(|it| it.iter().map(pin).collect())
}

/// The times below the curve.
fn axis(deck: Deck) -> Vec<AnyView> {
    let Some(span) = deck.span() else {
        return Vec::new();
    };
    let format = deck.model.desk.format.get();
    let tick = |at: Timestamp| {
        let left = share(at, span.from, span.to);
        // What stood at the edge would be cut.
        let is_inside = (0.03..=0.97).contains(&left);
        is_inside.then(|| view! { <span style:left=percent(left)>{format.time(at)}</span> }.into_any())
    };
    ticks(span, format.zone.midnight(span.from), 9)
        .into_iter()
        .filter_map(tick)
        .collect()
}

/// The curve as it is drawn, in a box of 1000 by 100.
#[derive(Clone, Debug, Default, PartialEq)]
struct Drawn {
    /// The lines, and what lies below them.
    lines: Vec<(String, String)>,
    gaps: Vec<(f64, f64)>,
    /// The upper edge, km/h.
    top: f64,
}

/// One stretch: its line, and the ground below it.
fn paths(line: &[(f64, f64)], top: f64) -> (String, String) {
    let mut path = String::new();
    for (index, (x, speed)) in line.iter().enumerate() {
        let command = if index == 0 { 'M' } else { 'L' };
        // Writing to a string cannot fail.
        let _ = write!(
            path,
            "{command}{:.1} {:.1}",
            x * 1000.0,
            100.0 - speed / top * 100.0
        );
    }
    let (first, last) = (
        line.first().map_or(0.0, |it| it.0 * 1000.0),
        line.last().map_or(0.0, |it| it.0 * 1000.0),
    );
    let ground = format!("{path}L{last:.1} 100L{first:.1} 100z");
    (path, ground)
}

/// The upper edge of the curve: a round speed above all of it, km/h.
fn scale(top: f64) -> f64 {
    (top / 20.0).ceil().max(1.0) * 20.0
}

fn percent(share: f64) -> String {
    format!("{:.3}%", share * 100.0)
}
