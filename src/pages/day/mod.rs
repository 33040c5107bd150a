//! One day of one vehicle, for every page that shows one.

mod chart;
mod parts;

use leptos::prelude::*;
use protocol::{Timestamp, entities::ReportEntry};
use sync::Phase;

pub(super) use chart::{DayChart, day_digits};
pub(super) use parts::Day;

use crate::{
    format::Formatter,
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
