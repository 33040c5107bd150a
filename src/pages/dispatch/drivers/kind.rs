//! The drivers as a list: which belong, in which order, how the list speaks of them, and how they stand in a file.

use protocol::entities::{Driver, Duty};

use super::{columns::DriverColumn, filter::DriverFilter};
use crate::{
    format::Formatter,
    pages::list::{Column, ListKind, ListModel, ListRow, ListWords},
    repositories::{
        lens::{Lens, Totals},
        needle::Needle,
        query::is_same_name,
        sort::{Direction, SortKey},
    },
    texts::{Language, Texts, dispatch, shipments::duty},
};

/// The drivers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drivers;

/// The page's state.
pub(super) type DriversModel = ListModel<Drivers>;

/// A place and its driver.
pub(super) type DriverRow = ListRow<Drivers>;

impl ListKind for Drivers {
    type Row = Driver;
    type Filter = DriverFilter;
    type Setting = Formatter;
    type Lens = DriverLens;

    const NAME: &'static str = "drivers";
    const COLUMNS_KEY: &'static str = "livedeck:1:columns:drivers";

    fn lens(filter: DriverFilter, format: Formatter) -> DriverLens {
        let needle = Needle::new(&filter.text);
        DriverLens {
            filter,
            needle,
            format,
        }
    }

    fn words(texts: Texts) -> ListWords {
        let texts = texts.dispatch();
        ListWords {
            name: texts.drivers,
            search: texts.search_drivers,
            none_match: texts.none_match,
            forbidden: texts.forbidden,
            gone: texts.gone_driver,
            previous: texts.previous,
            next: texts.next,
        }
    }

    fn newcomers(language: Language, n: usize) -> String {
        dispatch::newcomers(language, n)
    }

    fn found(language: Language, n: usize) -> String {
        dispatch::found_drivers(language, n)
    }

    fn nothing(_: &DriverFilter, texts: Texts) -> &'static str {
        texts.dispatch().no_drivers
    }

    fn shown(row: &Driver, column: DriverColumn, format: Formatter) -> String {
        let text = match column {
            DriverColumn::Driver => Some(row.name.clone()),
            DriverColumn::Status => Some(duty(format.language, row.duty).to_owned()),
            DriverColumn::Vehicle => row.plate.clone(),
            DriverColumn::Depot => Some(row.depot.clone()),
            DriverColumn::Workload => Some(format.integer(row.jobs.into())),
            DriverColumn::Delivered => Some(format.integer(row.delivered_today.into())),
            DriverColumn::Since => Some(format.date_time(row.since)),
            // Its rows are of another stream.
            DriverColumn::Seen | DriverColumn::Actions => None,
        };
        format.or_nothing(text)
    }

    fn cells(row: &Driver, column: DriverColumn, format: Formatter, language: Language) -> Vec<String> {
        vec![match column {
            DriverColumn::Driver => row.name.clone(),
            DriverColumn::Status => duty(language, row.duty).to_owned(),
            DriverColumn::Vehicle => row.plate.clone().unwrap_or_default(),
            DriverColumn::Depot => row.depot.clone(),
            DriverColumn::Workload => row.jobs.to_string(),
            DriverColumn::Delivered => row.delivered_today.to_string(),
            DriverColumn::Since => format.iso(row.since),
            DriverColumn::Seen | DriverColumn::Actions => String::new(),
        }]
    }
}

/// A filter, ready to be asked about every change.
pub(crate) struct DriverLens {
    filter: DriverFilter,
    needle: Needle,
    format: Formatter,
}

impl Lens for DriverLens {
    type Row = Driver;
    type Totals = DriverTotals;

    fn shows(&self, row: &Driver) -> bool {
        let DriverFilter {
            duties,
            depots,
            text: _,
            order: _,
        } = &self.filter;
        (duties.is_empty() || duties.contains(&row.duty))
            && (depots.is_empty() || depots.iter().any(|it| is_same_name(it, &row.depot)))
            && (self.needle.is_empty()
                || self.needle.occurs_in(
                    DriverColumn::ALL
                        .iter()
                        .map(|it| Drivers::shown(row, *it, self.format)),
                ))
    }

    fn key(&self, row: &Driver) -> SortKey {
        match self.filter.order.column {
            DriverColumn::Driver | DriverColumn::Seen | DriverColumn::Actions => SortKey::text(&row.name),
            DriverColumn::Status => SortKey::Number(f64::from(row.duty as u8)),
            DriverColumn::Vehicle => SortKey::text(row.plate.as_deref().unwrap_or_default()),
            DriverColumn::Depot => SortKey::text(&row.depot),
            DriverColumn::Workload => SortKey::Number(row.jobs.into()),
            DriverColumn::Delivered => SortKey::Number(row.delivered_today.into()),
            #[expect(clippy::cast_precision_loss, reason = "minutes since 1970 are small")]
            DriverColumn::Since => SortKey::Number((row.since.as_millis() / 60_000) as f64),
        }
    }

    fn direction(&self) -> Direction {
        self.filter.order.direction
    }

    fn facts(&self, row: &Driver) -> DriverFacts {
        DriverFacts {
            is_on: row.duty != Duty::Off,
            jobs: row.jobs,
            delivered: row.delivered_today,
        }
    }
}

/// What the figures need of a driver.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct DriverFacts {
    is_on: bool,
    jobs: u32,
    delivered: u32,
}

/// The figures at the foot.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct DriverTotals {
    /// On shift.
    pub(crate) on: usize,
    /// Not on shift.
    pub(crate) off: usize,
    /// Shipments to do.
    pub(crate) jobs: u32,
    /// Shipments done today.
    pub(crate) delivered: u32,
}

impl Totals for DriverTotals {
    type Facts = DriverFacts;

    fn add(&mut self, facts: DriverFacts) {
        self.on += usize::from(facts.is_on);
        self.off += usize::from(!facts.is_on);
        self.jobs += facts.jobs;
        self.delivered += facts.delivered;
    }

    fn subtract(&mut self, facts: DriverFacts) {
        self.on -= usize::from(facts.is_on);
        self.off -= usize::from(!facts.is_on);
        self.jobs -= facts.jobs;
        self.delivered -= facts.delivered;
    }
}
