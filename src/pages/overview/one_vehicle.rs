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
    picker::Picker,
};
use crate::{
    components::{
        age::OLD,
        chart::{ChartCard, Trust},
        icon::Icon,
        kpi::{Figure, KpiTile},
        list_state::Empty,
        status::{Shape, Status, Tone},
    },
    format::{Formatter, Measure},
    link::use_now,
    pages::day::{Day, DayChart, LiveDay, Tally, consumption, day_caption, day_digits},
    repositories::use_rows,
    settings::{use_format, use_settings},
    texts::{
        Texts,
        overview::{self, Overview},
        use_texts, words,
    },
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
    let offences = Memo::new(move |_| {
        violations.version();
        let (id, yesterday) = (id.get(), midnight.get() - DAY);
        let is_meant = |it: &&Violation| it.vehicle == id && it.at >= yesterday;
        violations.with(|it| it.values().filter(is_meant).map(|it| it.at).collect::<Vec<_>>())
    });
    let figures = Memo::new(move |_| {
        let vehicle = vehicle.get()?;
        let course = Course {
            midnight: midnight.get(),
            // What goes on has been going on as far as is known, not until now.
            now: live.at.get().map_or(minute.get(), |it| it.min(minute.get())),
        };
        day.with(|day| offences.with(|it| Some(figures(&vehicle, day, it, course, format.get(), texts))))
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
        report.violations,
        report.fuel_used,
    ]
}

/// The day so far.
#[derive(Clone, Copy)]
struct Course {
    midnight: Timestamp,
    now: Timestamp,
}

impl Course {
    /// A value at every quarter of an hour of it, and now.
    fn of(self, value: impl Fn(Timestamp) -> Option<f64>) -> Vec<f64> {
        let quarters = (0..).map(|n| self.midnight + QUARTER * n);
        let at = quarters.take_while(|it| *it < self.now).chain([self.now]);
        at.map(|it| value(it).unwrap_or(f64::NAN)).collect()
    }
}

/// In the order of [`labels`]. Compared and drawn is only what is known of yesterday and of the hours before; `offences`
/// are those since yesterday's midnight.
fn figures(
    vehicle: &Vehicle,
    day: &Day,
    offences: &[Timestamp],
    course: Course,
    format: Formatter,
    texts: Texts,
) -> [Figure; 8] {
    let words = texts.report();
    let summary = day.summary.clone().unwrap_or_default();
    let tally = day.tally(course.now, course.now);
    let tallied = |value: fn(Tally) -> Option<f64>| {
        let draw = tally.is_some();
        if draw {
            course.of(|at| value(day.tally(at, course.now)?))
        } else {
            Vec::new()
        }
    };
    let tally = tally.unwrap_or_else(|| Tally::of(&summary));
    let plain = |value: String, unit: &str| Figure {
        value,
        unit: unit.to_owned(),
        delta: None,
        note: String::new(),
        history: Vec::new(),
    };
    let measured = |Measure { value, unit }| plain(value, unit);
    let nothing = || plain("–".to_owned(), "");
    let distance = summary.distance_before.map(|before| {
        let difference = format.units.distance(summary.distance - before);
        let unit = format.units.distance_unit();
        change(difference, &format.signed(difference, 0), Some(unit), format)
    });
    let driving = summary.moving_before_s.map(|before| {
        let minutes = tally.driving as f64 - before as f64 / 60.0;
        change(minutes, &format.signed(minutes, 0), Some("min"), format)
    });
    // The last two hours: a point per minute would be finer than the tile.
    let speeds = day.minute_speeds();
    let recent = speeds.iter().rev().take(120).rev();
    let limit = format.speed(vehicle.speed_limit).joined();
    [
        Figure {
            note: if vehicle.speed_limit > 0.0 {
                format!("{} {limit}", words.limit)
            } else {
                String::new()
            },
            history: recent.map(|it| it.1.unwrap_or(f64::NAN)).collect(),
            ..vehicle
                .known_speed()
                .map_or_else(nothing, |it| measured(format.speed(it)))
        },
        Figure {
            delta: distance,
            history: tallied(|it| Some(it.distance)),
            ..measured(format.distance(vehicle.distance_today, 0))
        },
        Figure {
            delta: driving,
            history: tallied(|it| Some(it.driving as f64)),
            ..plain(format.whole_minutes(tally.driving), "")
        },
        Figure {
            note: format!("{} {}", format.percent(tally.idle_share(), 0), words.of_known),
            history: tallied(|it| Some(it.idle as f64)),
            ..plain(format.whole_minutes(tally.idle), "")
        },
        Figure {
            note: format!("{} {}", words.top_speed, format.speed(summary.top_speed).joined()),
            history: tallied(|it| it.mean_speed),
            ..measured(format.speed(tally.mean(&summary)))
        },
        vehicle.fuel.map_or_else(nothing, |it| Figure {
            // Devices measure in %: litres are those of the usual tank.
            note: vehicle.kind.tank().map_or_else(String::new, |tank| {
                format!("≈ {}", format.volume(tank * it / 100.0, 0).joined())
            }),
            ..plain(format.number(it, 0), "%")
        }),
        broken(
            vehicle.open_violations,
            &summary,
            offences,
            course,
            format,
            texts.overview(),
        ),
        Figure {
            note: consumption(&summary, format, texts),
            ..summary
                .fuel_used
                .map_or_else(nothing, |it| measured(format.volume(it, 1)))
        },
    ]
}

/// The violations of the day. Who sees none of them is told only their number.
fn broken(
    n_open: Option<u32>,
    summary: &DaySummary,
    offences: &[Timestamp],
    course: Course,
    format: Formatter,
    words: &Overview,
) -> Figure {
    let n_between = |from: Timestamp, to: Timestamp| {
        let n = offences.iter().filter(|it| (from..=to).contains(it)).count();
        n as f64
    };
    let n_today = n_between(course.midnight, course.now + QUARTER);
    let n_before = n_between(course.midnight - DAY, course.now - DAY);
    let Some(n_open) = n_open else {
        return Figure {
            value: format.count(summary.violations as usize),
            unit: String::new(),
            delta: None,
            note: overview::critical(
                format.language,
                summary.critical as usize,
                &format.count(summary.critical as usize),
            ),
            history: Vec::new(),
        };
    };
    let open = format
        .language
        .plural(n_open as usize, words.open_one, words.open);
    let difference = n_today - n_before;
    Figure {
        value: format.number(n_today, 0),
        unit: format!("· {} {open}", format.count(n_open as usize)),
        // A vehicle without a yesterday did not do better on it.
        delta: summary
            .distance_before
            .map(|_| change(difference, &format.signed(difference, 0), None, format)),
        note: String::new(),
        history: course.of(|at| Some(n_between(course.midnight, at))),
    }
}

const DAY: Duration = Duration::from_secs(86_400);
const QUARTER: Duration = Duration::from_secs(15 * 60);

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use super::*;
    use crate::texts::Language;

    #[test]
    fn violations_are_compared_with_yesterday_only_where_there_was_one() {
        let at = |minutes: u64| Timestamp::from_millis(minutes * 60_000);
        // Two today; one yesterday by this time, and one later.
        let day = 24 * 60;
        let offences = [2 * day + 10, 2 * day + 20, day + 5, day + 300].map(at);
        let course = Course {
            midnight: at(2 * day),
            now: at(2 * day + 30),
        };
        let of = |distance_before| {
            let summary = DaySummary {
                distance_before,
                ..DaySummary::default()
            };
            let words = Overview::of(Language::English);
            broken(Some(3), &summary, &offences, course, Formatter::default(), words)
        };

        let figure = of(Some(0.0));

        assert_eq!((figure.value.as_str(), figure.unit.as_str()), ("2", "· 3 open"));
        assert_eq!(figure.history, [0.0, 1.0, 2.0], "every quarter, and now");
        let delta = figure.delta.map(|it| (it.direction, it.amount));
        assert_eq!(delta, Some((Ordering::Greater, "+1".to_owned())));
        assert_eq!(of(None).delta, None);
    }
}
