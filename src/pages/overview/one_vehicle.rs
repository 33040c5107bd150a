//! The overview of a single vehicle: its figures and its day.

use std::time::Duration;

use leptos::prelude::*;
use protocol::{
    RowId, Timestamp,
    entities::{DaySummary, Vehicle, Violation},
};
use sync::Phase;

use super::{
    choice::{Scope, use_choice},
    figures::change,
};
use crate::{
    components::{
        chart::{ChartCard, Trust},
        icon::Icon,
        kpi::{Figure, KpiTile},
        list_state::Empty,
        status::{Shape, Status, Tone},
    },
    format::{Formatter, Measure},
    link::use_now,
    pages::day::{Day, DayChart, LiveDay, day_caption, day_digits},
    repositories::use_rows,
    settings::{use_format, use_settings},
    texts::{Texts, use_texts, words},
};

/// Picker, figures, day.
#[component]
pub(super) fn OneVehicle() -> impl IntoView {
    let vehicles = use_rows::<Vehicle>();
    let choice = use_choice();
    let texts = use_texts();
    let id = Memo::new(move |_| match choice.scope() {
        Scope::Global | Scope::Individual(None) => RowId::from(""),
        Scope::Individual(Some(id)) => id,
    });
    let vehicle = vehicles.watch(id);
    view! {
        <div class="one-head">
            <Picker chosen=id />
            {move || {
                vehicle
                    .get()
                    .map(|it| {
                        let word = words::status(texts.language(), it.status).to_owned();
                        view! {
                            <Status mark=Shape::of_vehicle(it.status) word />
                            <span class="t2 trunc">{it.driver_name} " · " {it.place}</span>
                            <a class="btn" href=format!("/fleet/vehicles/{}", it.id)>
                                {move || texts.overview().full_report}
                            </a>
                        }
                    })
            }}
        </div>
        {move || {
            let text = match (id.with(|it| it.as_str().is_empty()), vehicle.with(Option::is_none)) {
                (true, _) => texts.overview().choose_hint,
                (false, true) if vehicles.phase() != Phase::Loading => texts.overview().unknown_vehicle,
                (false, _) => return view! { <VehicleDay id vehicle /> }.into_any(),
            };
            view! { <section class="card"><Empty icon=Icon::Truck text=text.to_owned() /></section> }.into_any()
        }}
    }
}

/// Finds a vehicle by its plate.
#[component]
fn Picker(chosen: Memo<RowId>) -> impl IntoView {
    let vehicles = use_rows::<Vehicle>();
    let choice = use_choice();
    let texts = use_texts();
    let typed = RwSignal::new(None::<String>);
    let plate = move || {
        let id = chosen.get();
        vehicles.len();
        vehicles.get(&id).map_or_else(String::new, |it| it.plate)
    };
    let matches = Memo::new(move |_| {
        vehicles.len();
        let needle = typed.get().unwrap_or_default().to_uppercase();
        vehicles.with(|it| {
            let matching = it.values().filter(|it| it.plate.to_uppercase().contains(&needle));
            matching
                .take(SUGGESTIONS_MAX)
                .map(|it| (it.id.clone(), it.plate.clone()))
                .collect::<Vec<_>>()
        })
    });
    let on_input = move |event| {
        let text = event_target_value(&event);
        let wanted = text.trim().to_uppercase();
        typed.set(Some(text));
        let found = vehicles.with(|it| {
            it.values()
                .find(|it| it.plate.to_uppercase() == wanted)
                .map(|it| it.id.clone())
        });
        if let Some(id) = found {
            typed.set(None);
            choice.choose_scope(&Scope::Individual(Some(id)));
        }
    };
    let unknown = RwSignal::new(None::<String>);
    // Enter takes the first that fits; what fits nothing is said, and the vehicle stays.
    let on_change = move |event| {
        let text = event_target_value(&event);
        let wanted = text.trim().to_uppercase();
        let is_meant = !wanted.is_empty() && untrack(plate).to_uppercase() != wanted;
        match matches.get_untracked().into_iter().next().filter(|_| is_meant) {
            Some((id, _)) => {
                typed.set(None);
                choice.choose_scope(&Scope::Individual(Some(id)));
            }
            None => unknown.set(Some(text).filter(|_| is_meant)),
        }
    };
    view! {
        <label class="one-picker">
            <span class="vh">{move || texts.overview().choose}</span>
            <input
                class="input"
                type="search"
                list="one-vehicle-plates"
                autocomplete="off"
                placeholder=move || texts.overview().choose
                prop:value=move || typed.get().unwrap_or_else(plate)
                on:input=move |event| {
                    unknown.set(None);
                    on_input(event);
                }
                on:change=on_change
                on:focus=move |_| typed.set(Some(String::new()))
                on:blur=move |_| typed.set(None)
            />
            <datalist id="one-vehicle-plates">
                {move || matches.get().into_iter().map(|(_, plate)| view! { <option value=plate></option> }).collect_view()}
            </datalist>
            {move || {
                unknown.get().map(|text| view! {
                    <span class="field-note" data-tone="crit" role="alert">
                        {format!("{} “{}”", texts.overview().no_such_vehicle, text.trim())}
                    </span>
                })
            }}
        </label>
    }
}

/// The figures of the day, and the day itself.
#[component]
fn VehicleDay(id: Memo<RowId>, vehicle: Signal<Option<Vehicle>>) -> impl IntoView {
    let vehicles = use_rows::<Vehicle>();
    let violations = use_rows::<Violation>();
    let (texts, format, now, settings) = (use_texts(), use_format(), use_now(), use_settings());
    let live = LiveDay::follow(Signal::derive(move || id.get().as_str().to_owned()));
    let day = live.day;
    let minute = Memo::new(move |_| Timestamp::from_millis(now.get().as_millis() / 60_000 * 60_000));
    let midnight = Memo::new(move |_| format.get().depot.midnight(minute.get()));
    let own = Memo::new(move |_| {
        violations.version();
        let (id, midnight) = (id.get(), midnight.get());
        violations.with(|it| {
            it.values()
                .filter(|it| it.vehicle == id && it.at >= midnight)
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    let figures = Memo::new(move |_| {
        let vehicle = vehicle.get()?;
        let summary = day.with(|it| it.summary.clone()).unwrap_or_default();
        let speeds = day.with(Day::minute_speeds);
        Some(figures(&vehicle, &summary, &speeds, format.get(), texts))
    });
    // A vehicle's figures are as old as its last position.
    let known = Signal::derive(move || {
        let at = vehicle.with(|it| it.as_ref().map(|it| it.fix_at));
        let is_old = at.is_some_and(|at| now.get().since(at) > OLD);
        (at, is_old || vehicles.phase() == Phase::Stale)
    });
    let tile = move |index: usize| {
        view! {
            <KpiTile
                label=Signal::derive(move || labels(texts)[index].to_owned())
                mark=(index == 6).then_some((Shape::Crit, Tone::Crit))
                figure=Memo::new(move |_| figures.with(|it| Some(it.as_ref()?[index].clone())))
                href=Signal::derive(move || format!("/fleet/vehicles/{}", id.get()))
                known
                now
            />
        }
    };
    let cursor = RwSignal::new(None);
    view! {
        <section class="kpis" aria-label=move || texts.report().figures>{(0..8).map(tile).collect_view()}</section>
        <ChartCard
            title=Signal::derive(move || texts.report().day_and_speed)
            caption=Signal::derive(move || {
                let times = day_caption(midnight.get(), format.get(), &settings.zone_name(), texts);
                format!("{}, {times}", format.get().units.speed_unit())
            })
            trust=Trust { phase: live.phase, empty: Signal::derive(move || live.is_empty()), at: live.at, now }
            empty_text=Signal::derive(move || texts.report().no_day.to_owned())
            digits=Signal::derive(move || day.with(|it| day_digits(it, format.get(), texts)))
        >
            <DayChart day violations=own midnight now=minute cursor />
        </ChartCard>
    }
}

fn labels(texts: Texts) -> [&'static str; 8] {
    let (overview, report) = (texts.overview(), texts.report());
    [
        overview.speed,
        overview.distance,
        report.driving,
        report.idle,
        overview.mean_speed,
        overview.fuel,
        overview.open_violations,
        report.fuel_used,
    ]
}

/// In the order of [`labels`].
fn figures(
    vehicle: &Vehicle,
    summary: &DaySummary,
    speeds: &[(Timestamp, Option<f64>)],
    format: Formatter,
    texts: Texts,
) -> [Figure; 8] {
    let plain = |value: String, unit: &str| Figure {
        value,
        unit: unit.to_owned(),
        delta: None,
        history: Vec::new(),
    };
    let measured = |Measure { value, unit }| plain(value, unit);
    let time = |seconds| plain(format.duration(Duration::from_secs(seconds)), "");
    let nothing = || plain("–".to_owned(), "");
    // Only what the report compares; of the rest no yesterday is kept.
    let distance = summary.distance_before.map(|before| {
        let difference = format.units.distance(summary.distance - before);
        let unit = format.units.distance_unit();
        change(difference, &format.signed(difference, 0), Some(unit), format)
    });
    let driving = summary.moving_before_s.map(|before| {
        let minutes = (summary.moving_s as f64 - before as f64) / 60.0;
        change(minutes, &format.signed(minutes, 0), Some("min"), format)
    });
    // The last two hours: a point per minute would be finer than the tile.
    let recent = speeds.iter().rev().take(120).rev();
    let history = recent.map(|it| it.1.unwrap_or(f64::NAN)).collect();
    [
        Figure {
            history,
            ..measured(format.speed(vehicle.speed))
        },
        Figure {
            delta: distance,
            ..measured(format.distance(vehicle.distance_today, 0))
        },
        Figure {
            delta: driving,
            ..time(summary.moving_s)
        },
        time(summary.idle_s),
        measured(format.speed(summary.mean_speed)),
        vehicle
            .fuel
            .map_or_else(nothing, |it| plain(format.number(it, 0), "%")),
        vehicle.open_violations.map_or_else(nothing, |n| {
            let (n, words) = (n as usize, texts.overview());
            plain(
                format.count(n),
                format.language.plural(n, words.open_one, words.open),
            )
        }),
        summary
            .fuel_used
            .map_or_else(nothing, |it| measured(format.volume(it, 1))),
    ]
}

/// Plates offered at once.
const SUGGESTIONS_MAX: usize = 50;

/// A position older than this says little about now.
const OLD: Duration = Duration::from_secs(60);
