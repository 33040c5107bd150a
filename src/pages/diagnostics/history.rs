//! The last hour, minute by minute: messages and latency.

use std::time::Duration;

use leptos::prelude::*;
use protocol::Timestamp;
use sync::{Heartbeat, Phase, Pulse};

use crate::{
    components::chart::{ChartCard, Digits, Line, Span, TimeChart, TimeContent, Trust},
    format::Formatter,
    link::{use_link, use_now},
    settings::use_format,
    texts::{diagnostics, use_texts},
};

/// Both charts, side by side.
#[component]
pub(super) fn Histories() -> impl IntoView {
    let link = use_link();
    let (texts, now) = (use_texts(), use_now());
    // Once every five seconds is often enough for an axis of an hour.
    let clock = Memo::new(move |_| Timestamp::from_millis(now.get().as_millis() / 5_000 * 5_000));
    let beats = Memo::new(move |_| link.read(|it| it.stats().heartbeats(clock.get())));
    let cursor = RwSignal::new(None);
    view! {
        <div class="grid12">
            <History
                title=Signal::derive(move || texts.diagnostics().messages)
                caption=Signal::derive(move || texts.diagnostics().messages_caption.to_owned())
                ink=1
                beats
                clock
                cursor
                value=messages
            />
            <History
                title=Signal::derive(move || texts.diagnostics().latency)
                caption=Signal::derive(move || texts.diagnostics().latency_caption.to_owned())
                ink=3
                beats
                clock
                cursor
                value=|it, _| it.latency.map(f64::from)
            />
        </div>
    }
}

/// One figure over the last hour.
#[component]
fn History(
    #[prop(into)] title: Signal<&'static str>,
    #[prop(into)] caption: Signal<String>,
    ink: u8,
    beats: Memo<Vec<Heartbeat>>,
    clock: Memo<Timestamp>,
    cursor: RwSignal<Option<Timestamp>>,
    value: Measured,
) -> impl IntoView {
    let (texts, format, now) = (use_texts(), use_format(), use_now());
    let name = move || format!("{}, {}", title.get(), caption.get());
    let content =
        Signal::derive(move || beats.with(|it| content(it, clock.get(), format.get(), (ink, name(), value))));
    let digits = Signal::derive(move || Digits {
        heads: vec![texts.diagnostics().minute.to_owned(), title.get().to_owned()],
        rows: beats.with(|it| {
            let cell = |it: &Heartbeat| {
                let value = value(it, clock.get()).map(|it| format.get().number(it, 1));
                vec![format.get().time(it.start), format.get().or_nothing(value)]
            };
            it.iter().rev().map(cell).collect()
        }),
    });
    let tip = move |at: Timestamp| {
        let text = beats.with(|it| {
            let beat = it.iter().rev().find(|it| it.start <= at)?;
            value(beat, clock.get()).map(|it| format.get().number(it, 1))
        });
        let text = text.unwrap_or_else(|| texts.charts().no_data.to_owned());
        view! { <b>{format.get().time(at)} " · " {text}</b> }.into_any()
    };
    // A page just opened knows little of the hour: a line of two points is none, and says nothing.
    let known = Memo::new(move |_| {
        beats.with(|it| {
            let known = || it.iter().filter(|it| it.pulse != Pulse::Unknown);
            (known().count(), known().next().map(|it| it.start))
        })
    });
    let collecting = move || {
        let (n_known, since) = known.get();
        let since = since.unwrap_or_else(|| clock.get());
        (n_known < MINUTES).then(|| diagnostics::collecting(texts.language(), &format.get().time(since)))
    };
    view! {
        <div class="span-6 diagnostics-history">
            <ChartCard
                title
                caption=Signal::derive(move || match collecting().filter(|_| known.get().0 >= ENOUGH) {
                    Some(collecting) => format!("{} · {collecting}", caption.get()),
                    None => caption.get(),
                })
                trust=Trust {
                    phase: Signal::derive(|| Phase::Fresh),
                    empty: Signal::derive(move || known.get().0 < ENOUGH),
                    at: Signal::derive(move || Some(clock.get())),
                    now,
                }
                empty_text=Signal::derive(move || {
                    let words = collecting().unwrap_or_default();
                    format!("{}. {}", capital(&words), texts.diagnostics().a_point_per_minute)
                })
                digits
            >
                <TimeChart content cursor tip=Callback::new(tip) step_ms=60_000 />
            </ChartCard>
        </div>
    }
}

/// What of a minute is drawn; the second argument is now.
type Measured = fn(&Heartbeat, Timestamp) -> Option<f64>;

/// Messages per second during a minute; the present one is not over yet.
fn messages(beat: &Heartbeat, now: Timestamp) -> Option<f64> {
    let seconds = now.since(beat.start).as_secs_f64().clamp(1.0, 60.0);
    (beat.pulse != Pulse::Unknown).then(|| f64::from(beat.messages) / seconds)
}

fn content(
    beats: &[Heartbeat],
    now: Timestamp,
    format: Formatter,
    (ink, summary, value): (u8, String, Measured),
) -> TimeContent {
    let zone_ms = i64::from(format.zone.offset_at(now)) * 60_000;
    let points = beats
        .iter()
        .map(|it| (it.start, value(it, now).filter(|_| it.pulse != Pulse::Down)));
    let gaps = beats
        .iter()
        .filter(|it| it.pulse == Pulse::Down)
        .map(|it| (it.start, it.start + MINUTE));
    TimeContent {
        span: Span {
            from: now - HOUR,
            to: now,
            zone_ms,
        },
        minutes: 15,
        lines: vec![Line {
            name: summary.clone(),
            ink,
            steps: false,
            filled: true,
            end: None,
            points: points.collect(),
        }],
        gaps: gaps.collect(),
        pins: Vec::new(),
        now: None,
        summary,
    }
}

/// The sentence that a note becomes where it stands alone.
fn capital(note: &str) -> String {
    let mut letters = note.chars();
    letters
        .next()
        .map_or_else(String::new, |it| it.to_uppercase().chain(letters).collect())
}

/// Minutes of the hour that is drawn.
const MINUTES: usize = 60;

/// So many minutes make a line.
const ENOUGH: usize = 4;

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
