//! The figures of the day.

use leptos::prelude::*;
use protocol::{Timestamp, entities::DaySummary};
use sync::Phase;

use crate::{
    components::age::{Age, OLD},
    format::{Formatter, NARROW},
    link::use_now,
    pages::day::{LiveDay, Tally, consumption},
    settings::use_format,
    texts::{Texts, overview, use_texts},
};

/// One figure: what, how much, its unit, and what to compare it with.
#[derive(Clone, Debug, PartialEq)]
struct DayFigure {
    label: &'static str,
    value: String,
    unit: String,
    note: String,
}

impl DayFigure {
    /// The figure of a day of which nothing is known.
    fn unknown(self) -> Self {
        Self {
            value: "–".to_owned(),
            note: String::new(),
            ..self
        }
    }
}

/// The card.
#[component]
pub(super) fn DayFigures(
    live: LiveDay,
    /// What goes on is counted until then.
    by: Memo<Timestamp>,
    /// How old the figures are.
    at: Signal<Option<Timestamp>>,
) -> impl IntoView {
    let (texts, format, now) = (use_texts(), use_format(), use_now());
    let stale = Signal::derive(move || live.phase.get() == Phase::Stale);
    let is_old = Signal::derive(move || stale.get() || at.get().is_some_and(|it| now.get().since(it) > OLD));
    let figures = Memo::new(move |_| {
        let (summary, tally) = live
            .day
            .with(|it| (it.summary.clone(), it.tally(by.get(), by.get())));
        let figures = figures(&summary.clone().unwrap_or_default(), tally, format.get(), texts);
        // Nothing known is not nothing driven.
        let is_unknown = summary.is_none() || live.is_empty();
        figures.map(|it| if is_unknown { it.unknown() } else { it })
    });
    view! {
        <section
            class="card rks"
            aria-label=move || texts.report().figures
            aria-busy=move || (live.phase.get() == Phase::Loading).to_string()
            data-stale=move || stale.get().to_string()
        >
            {move || {
                figures
                    .get()
                    .into_iter()
                    .map(|DayFigure { label, value, unit, note }| {
                        view! {
                            <div class="rk">
                                <span class="cap t2 rk-head">
                                    <span class="trunc">{label}</span>
                                    <Age at now stale=is_old />
                                </span>
                                <span class="rk-value">{value} <span class="unit">{unit}</span></span>
                                <span class="cap t2">{note}</span>
                            </div>
                        }
                    })
                    .collect_view()
            }}
        </section>
    }
}

fn figures(summary: &DaySummary, tally: Option<Tally>, format: Formatter, texts: Texts) -> [DayFigure; 6] {
    let words = texts.report();
    let tally = tally.unwrap_or_else(|| Tally::of(summary));
    let compare = |now: f64, before: Option<f64>, unit: &str| match before.map(|it| (now - it).round()) {
        None => String::new(),
        Some(0.0) => format!("= {}", words.same),
        Some(it) => {
            let glyph = if it > 0.0 { '▲' } else { '▼' };
            format!(
                "{glyph} {}{NARROW}{unit} {}",
                format.signed(it, 0),
                words.vs_yesterday
            )
        }
    };
    let distance = format.distance(summary.distance, 1);
    let (mean, top) = (format.speed(tally.mean(summary)), format.speed(summary.top_speed));
    let fuel = summary.fuel_used.map(|it| format.volume(it, 1));
    let critical = match summary.critical {
        0 => String::new(),
        n => overview::critical(format.language, n as usize, &format.count(n as usize)),
    };
    [
        DayFigure {
            label: words.distance,
            value: distance.value,
            unit: distance.unit.to_owned(),
            note: compare(
                format.units.distance(summary.distance),
                summary.distance_before.map(|it| format.units.distance(it)),
                format.units.distance_unit(),
            ),
        },
        DayFigure {
            label: words.driving,
            value: format.whole_minutes(tally.driving),
            unit: String::new(),
            note: compare(
                tally.driving as f64,
                summary.moving_before_s.map(|it| it as f64 / 60.0),
                "min",
            ),
        },
        DayFigure {
            label: words.idle,
            value: format.whole_minutes(tally.idle),
            unit: String::new(),
            note: format!("{} {}", format.percent(tally.idle_share(), 0), words.of_known),
        },
        DayFigure {
            label: words.mean_speed,
            value: mean.value,
            unit: mean.unit.to_owned(),
            note: format!("{} {}", words.top_speed, top.joined()),
        },
        DayFigure {
            label: words.fuel_used,
            value: fuel.as_ref().map_or("–".to_owned(), |it| it.value.clone()),
            unit: fuel.as_ref().map_or(String::new(), |it| it.unit.to_owned()),
            note: consumption(summary, format, texts),
        },
        DayFigure {
            label: words.violations,
            value: format.count(summary.violations as usize),
            unit: String::new(),
            note: critical,
        },
    ]
}
