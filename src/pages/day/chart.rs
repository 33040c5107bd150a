//! A day drawn: what the vehicle did as a lane, and how fast it was below, on one axis with one cursor.

use std::time::Duration;

use leptos::{ev, html::Div, prelude::*};
use protocol::{
    Timestamp,
    entities::{Segment, VehicleStatus, Violation, ViolationKind},
};

use super::{Day, minutes};
use crate::{
    components::{
        chart::{Digits, Line, Pin, Span, TimeChart, TimeContent},
        status::Shape,
    },
    format::Formatter,
    settings::use_format,
    texts::{Texts, report, use_texts, words},
};

/// Lane and speed chart.
#[component]
pub(in crate::pages) fn DayChart(
    /// The day.
    day: Memo<Day>,
    /// Its violations.
    violations: Memo<Vec<Violation>>,
    /// Its midnight.
    #[prop(into)]
    midnight: Signal<Timestamp>,
    /// The app's clock, as coarse as the chart needs it.
    #[prop(into)]
    now: Signal<Timestamp>,
    /// The marked moment, shared with whatever else shows it.
    cursor: RwSignal<Option<Timestamp>>,
) -> impl IntoView {
    let (texts, format) = (use_texts(), use_format());
    let span = Memo::new(move |_| span(midnight.get(), format.get()));
    let content = Signal::derive(move || {
        day.with(|day| {
            violations.with(|violations| content(day, violations, span.get(), now.get(), format.get(), texts))
        })
    });
    let tip = move |at: Timestamp| day.with(|day| tip(day, at, now.get(), format.get(), texts));
    view! {
        <div class="day-chart">
            <Lane segments=Signal::derive(move || day.with(|it| it.segments.clone())) span now cursor />
            <TimeChart content cursor tip=Callback::new(tip) step_ms=300_000 />
            <div class="legend-row" aria-hidden="true">
                <span><i class="lane-key" data-status="moving"></i>{move || texts.report().moving}</span>
                <span><i class="lane-key" data-status="idle"></i>{move || texts.overview().idle}</span>
                <span><i class="lane-key" data-status="stopped"></i>{move || texts.report().stopped}</span>
                <span><i class="lane-key" data-status="gap"></i>{move || texts.charts().no_data}</span>
                <span><i class="line-key" data-ink="2"></i> " " {move || texts.report().limit}</span>
            </div>
        </div>
    }
}

/// What the vehicle did; height is the second channel after colour. The pointer marks the same moment as in the chart
/// below, which says what it is.
#[component]
fn Lane(
    segments: Signal<Vec<Segment>>,
    span: Memo<Span>,
    #[prop(into)] now: Signal<Timestamp>,
    cursor: RwSignal<Option<Timestamp>>,
) -> impl IntoView {
    let frame = NodeRef::<Div>::new();
    let on_move = move |event: ev::PointerEvent| {
        let Some(bars) = frame.get_untracked().map(|it| it.get_bounding_client_rect()) else {
            return;
        };
        let share = (f64::from(event.client_x()) - bars.left()) / bars.width();
        cursor.set(
            (0.0..=1.0)
                .contains(&share)
                .then(|| span.get_untracked().at(share)),
        );
    };
    let bar = move |segment: Segment| {
        let (span, now) = (span.get(), now.get());
        let left = span.share(segment.from.max(span.from))?;
        let right = span.share(segment.to.unwrap_or(now).min(span.to))?;
        Some(view! {
            <i
                class="lane-bar"
                data-status=segment.status.map_or("gap", VehicleStatus::as_str)
                style:left=format!("{:.3}%", left * 100.0)
                style:width=format!("{:.3}%", (right - left).max(0.0) * 100.0)
            ></i>
        })
    };
    view! {
        <div class="lane" aria-hidden="true" on:pointermove=on_move on:pointerleave=move |_| cursor.set(None)>
            <div class="lane-bars" node_ref=frame>
                {move || segments.get().into_iter().filter_map(bar).collect_view()}
            </div>
        </div>
    }
}

/// The speeds as a table; a quarter of an hour is enough to read.
pub(in crate::pages) fn day_digits(day: &Day, format: Formatter, texts: Texts) -> Digits {
    let words = texts.report();
    let cell = |it: Option<f64>| format.or_nothing(it.map(|it| format.speed(it).joined()));
    let row = |(at, top, limit)| vec![format.time(at), cell(top), cell(limit)];
    Digits {
        heads: [words.time, words.speed, words.limit].map(str::to_owned).into(),
        rows: day.quarters().into_iter().map(row).collect(),
    }
}

fn span(midnight: Timestamp, format: Formatter) -> Span {
    Span {
        from: midnight,
        to: midnight + DAY,
        zone_ms: i64::from(format.zone.offset_at(midnight)) * 60_000,
    }
}

fn content(
    day: &Day,
    violations: &[Violation],
    span: Span,
    now: Timestamp,
    format: Formatter,
    texts: Texts,
) -> TimeContent {
    let in_units = |points: Vec<(Timestamp, Option<f64>)>| {
        points
            .into_iter()
            .map(|(at, value)| (at, value.map(|it| format.units.distance(it))))
            .collect()
    };
    let line = |name: &str, ink, points| Line {
        name: name.to_owned(),
        ink,
        steps: ink == 2,
        filled: ink == 1,
        end: None,
        points: in_units(points),
    };
    let pin = |it: &Violation| Pin {
        at: it.at,
        // The highest speed of the offence, which the minutes of the line may not have caught.
        value: (it.kind == ViolationKind::Speeding).then(|| format.units.distance(it.value)),
        mark: Shape::of_severity(it.severity),
        label: format!(
            "{} {}, {}",
            words::violation_kind(format.language, it.kind),
            format.violation(it),
            format.time(it.at)
        ),
        href: format!("/fleet/violations?view=everything&sel={}", it.id),
    };
    let (trips, stops, gaps) = day.counts();
    TimeContent {
        span,
        minutes: 120,
        lines: vec![
            line(texts.report().speed, 1, day.speeds(now)),
            line(texts.report().limit, 2, day.limits()),
        ],
        gaps: day.gaps(now),
        pins: violations.iter().map(pin).collect(),
        now: (now < span.to).then(|| (now, format!("{} {}", texts.charts().now, format.time(now)))),
        summary: format!(
            "{}: {}",
            texts.report().day_and_speed,
            report::trip_counts(format.language, trips, stops, gaps)
        ),
    }
}

/// What the vehicle did at a moment, how fast it was if it moved, and the trip, stop or gap it was part of, as the table
/// has it.
fn tip(day: &Day, at: Timestamp, now: Timestamp, format: Formatter, texts: Texts) -> AnyView {
    let words = texts.report();
    let segment = day.segment_at(at).filter(|_| at <= now);
    let state = segment.map(|it| {
        it.status
            .map_or(words.gap, |it| words::status(texts.language(), it))
    });
    let head = [Some(format.time(at)), state.map(str::to_owned)];
    let speed = match day.speed_at(at) {
        (Some(speed), Some(limit)) => Some(format!(
            "{} / {}",
            format.speed(speed).value,
            format.speed(limit).joined()
        )),
        (Some(speed), None) => Some(format.speed(speed).joined()),
        (None, _) => None,
    };
    let is_moving = segment.is_some_and(|it| it.status == Some(VehicleStatus::Moving));
    let part = segment.and_then(|_| day.trip_at(at)).map(|it| it.1);
    let span = part.map(|it| {
        let kind = match it.status {
            None => "",
            Some(VehicleStatus::Moving) => words.trip,
            Some(_) => words.stop,
        };
        let end = it.to.map_or(words.still.to_owned(), |it| format.time(it));
        let length = format.whole_minutes(minutes(it.from, it.to.unwrap_or(now)));
        format!("{kind} {}–{end} · {length}", format.time(it.from))
    });
    let place = part.map(|trip| match trip.status {
        Some(VehicleStatus::Moving) => format!("{} → {}", trip.start, trip.end),
        _ => trip.start.clone(),
    });
    view! {
        <b>{head.into_iter().flatten().collect::<Vec<_>>().join(" · ")}</b>
        <div>{speed.filter(|_| is_moving)}</div>
        <div class="t2">{span}</div>
        <div class="t2">{place}</div>
    }
    .into_any()
}

const DAY: Duration = Duration::from_secs(86_400);
