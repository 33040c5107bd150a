//! One day of one vehicle, for every page that shows one.

mod chart;
mod parts;

use leptos::prelude::*;
use protocol::{
    Timestamp,
    entities::{DaySummary, ReportEntry},
};
use sync::Phase;

pub(super) use chart::{DayChart, day_digits};
pub(super) use parts::{Day, Tally, minutes};

use crate::{
    format::{Formatter, NARROW, Units},
    repositories::{Rows, use_rows_in},
    texts::Texts,
};

/// By which clocks a day is drawn, and by which it was cut if those are others: `times in Tokyo, day of the depot (UTC+00:00)`.
pub(super) fn day_caption(at: Timestamp, format: Formatter, zone: &str, texts: Texts) -> String {
    let words = texts.report();
    let times = format!("{} {zone}", words.times_in);
    match format.depot_clocks(at) {
        Some(clocks) => format!("{times}, {} ({clocks})", words.day_of_depot),
        None => times,
    }
}

/// How much fuel its way took; that it does not say; or nothing, after a way too short to tell.
pub(super) fn consumption(summary: &DaySummary, format: Formatter, texts: Texts) -> String {
    let words = texts.report();
    let Some(litres) = summary.fuel_used else {
        return words.not_reported.to_owned();
    };
    if summary.distance <= 1.0 {
        return String::new();
    }
    let litres_per_100_km = litres / summary.distance * 100.0;
    match format.units {
        Units::Metric => format!(
            "{}{NARROW}{}",
            format.number(litres_per_100_km, 1),
            words.l_per_100
        ),
        Units::Imperial => format!("{}{NARROW}mpg", format.number(MPG_100_KM / litres_per_100_km, 1)),
    }
}

/// Miles per US gallon of a vehicle that burns 1 L/100 km: 100 km in miles times litres per gallon.
const MPG_100_KM: f64 = 62.137_119 * 3.785_411_784;

/// A day as signals. A handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct LiveDay {
    rows: Rows<ReportEntry>,
    /// Everything known about it.
    pub day: Memo<Day>,
    /// Whether it can be trusted.
    pub phase: Signal<Phase>,
    /// When it was last known to be current.
    pub at: Signal<Option<Timestamp>>,
}

impl LiveDay {
    /// Follows the report of a scope (`kv-4821`, or `kv-4821@2026-11-19` for a day before today).
    pub(super) fn follow(scope: Signal<String>) -> Self {
        let rows = use_rows_in::<ReportEntry>(scope);
        Self {
            rows,
            day: Memo::new(move |_| {
                rows.version();
                rows.with(|it| Day::of(it.values()))
            }),
            phase: Signal::derive(move || rows.phase()),
            at: Signal::derive(move || rows.confirmed_at()),
        }
    }

    /// Whether nothing is known of the day.
    pub(super) fn is_empty(self) -> bool {
        self.rows.is_empty()
    }
}
