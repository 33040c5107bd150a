//! The shipments table as a view of the stream: what belongs, in which order, and how many of it.

use protocol::{Timestamp, entities::Shipment};

use super::{columns::ShipmentColumn, filter::ShipmentFilter, shown::shown};
use crate::{
    format::Formatter,
    pages::{
        dispatch::standing::{is_late, lateness, minutes},
        list::Column,
    },
    repositories::{
        lens::{Lens, Totals},
        needle::Needle,
        query::is_same_name,
        sort::{Direction, SortKey},
    },
};

/// What a choice means depends on: when, and how people read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Setting {
    /// Now, to the minute.
    pub(crate) now: Timestamp,
    /// People search for what they read.
    pub(crate) format: Formatter,
}

/// A filter, ready to be asked about every change.
pub(crate) struct ShipmentLens {
    filter: ShipmentFilter,
    needle: Needle,
    setting: Setting,
}

impl ShipmentLens {
    /// The lens of a filter.
    pub(crate) fn new(filter: ShipmentFilter, setting: Setting) -> Self {
        let needle = Needle::new(&filter.text);
        Self {
            filter,
            needle,
            setting,
        }
    }
}

impl Lens for ShipmentLens {
    type Row = Shipment;
    type Totals = ShipmentTotals;

    fn shows(&self, row: &Shipment) -> bool {
        let ShipmentFilter {
            form: _,
            statuses,
            drivers,
            late,
            text: _,
            order: _,
        } = &self.filter;
        let Setting { now, format } = &self.setting;
        let driver = row.progress.driver_name.as_deref();
        (statuses.is_empty() || statuses.contains(&row.progress.status))
            && (drivers.is_empty()
                || driver.is_some_and(|driver| drivers.iter().any(|it| is_same_name(it, driver))))
            && (!late || row.progress.status.is_open() && is_late(row, *now))
            && (self.needle.is_empty()
                || self.needle.occurs_in(
                    ShipmentColumn::ALL
                        .iter()
                        .map(|it| shown(row, *it, *now, *format)),
                ))
    }

    fn key(&self, row: &Shipment) -> SortKey {
        match self.filter.order.column {
            ShipmentColumn::Reference | ShipmentColumn::Actions => SortKey::text(&row.reference),
            ShipmentColumn::Status => SortKey::Number(f64::from(row.progress.status as u8)),
            ShipmentColumn::Goods => SortKey::text(&row.goods),
            ShipmentColumn::Weight => SortKey::Number(row.weight_t),
            ShipmentColumn::Pickup => SortKey::text(&row.pickup.name),
            ShipmentColumn::Drop => SortKey::text(&row.drop.name),
            ShipmentColumn::Driver => SortKey::text(row.progress.driver_name.as_deref().unwrap_or_default()),
            // What is over is no work: it comes after what is due.
            ShipmentColumn::Due => SortKey::Numbers(
                f64::from(u8::from(!row.progress.status.is_open())),
                moment(row.due),
            ),
            ShipmentColumn::Eta => SortKey::number(row.eta.map(moment)),
            #[expect(clippy::cast_precision_loss, reason = "minutes of a few days")]
            ShipmentColumn::Late => {
                SortKey::number(lateness(row, self.setting.now).map(|it| minutes(it) as f64))
            }
        }
    }

    fn direction(&self) -> Direction {
        self.filter.order.direction
    }

    fn facts(&self, row: &Shipment) -> ShipmentFacts {
        let is_open = row.progress.status.is_open();
        ShipmentFacts {
            is_open,
            is_late: is_open && is_late(row, self.setting.now),
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds since 1970 are far below 2^52"
)]
fn moment(at: Timestamp) -> f64 {
    at.as_millis() as f64
}

/// What the figures need of a shipment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ShipmentFacts {
    is_open: bool,
    is_late: bool,
}

/// How many are open, and how many of those late.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ShipmentTotals {
    /// Not at their end.
    pub(crate) open: usize,
    /// Of those, late.
    pub(crate) late: usize,
}

impl Totals for ShipmentTotals {
    type Facts = ShipmentFacts;

    fn add(&mut self, facts: ShipmentFacts) {
        self.open += usize::from(facts.is_open);
        self.late += usize::from(facts.is_late);
    }

    fn subtract(&mut self, facts: ShipmentFacts) {
        self.open -= usize::from(facts.is_open);
        self.late -= usize::from(facts.is_late);
    }
}
