//! The vehicles table as a view of the stream: what belongs, in which order, and the figures at its foot.

use protocol::entities::{Vehicle, VehicleStatus};

use super::{columns::VehicleColumn, filter::VehicleFilter, shown::shown};
use crate::{
    format::Formatter,
    pages::list::Column,
    repositories::{
        lens::{Lens, Totals},
        needle::Needle,
        query::is_same_name,
        sort::{Direction, SortKey},
    },
};

/// A filter, ready to be asked about every change.
pub(crate) struct VehicleLens {
    filter: VehicleFilter,
    needle: Needle,
    /// People search for what they read.
    format: Formatter,
}

impl VehicleLens {
    /// The lens of a filter.
    pub(crate) fn new(filter: VehicleFilter, format: Formatter) -> Self {
        let needle = Needle::new(&filter.text);
        Self {
            filter,
            needle,
            format,
        }
    }
}

impl Lens for VehicleLens {
    type Row = Vehicle;
    type Totals = VehicleTotals;

    fn shows(&self, row: &Vehicle) -> bool {
        let VehicleFilter {
            statuses,
            kinds,
            depots,
            text: _,
            order: _,
        } = &self.filter;
        (statuses.is_empty() || statuses.contains(&row.status))
            && (kinds.is_empty() || kinds.contains(&row.kind))
            && (depots.is_empty() || depots.iter().any(|it| is_same_name(it, &row.depot)))
            && (self.needle.is_empty()
                || self.needle.occurs_in(
                    VehicleColumn::ALL
                        .iter()
                        // The time that runs and the hours that are drawn are not read as words.
                        .filter(|it| !matches!(it, VehicleColumn::Strip | VehicleColumn::Age))
                        .map(|it| shown(row, *it, self.format)),
                ))
    }

    fn key(&self, row: &Vehicle) -> SortKey {
        match self.filter.order.column {
            VehicleColumn::Vehicle | VehicleColumn::Strip => SortKey::text(&row.plate),
            VehicleColumn::Status => SortKey::Number(f64::from(row.status as u8)),
            // Nobody sees decimals, so they should not move rows either.
            VehicleColumn::Speed => SortKey::number(row.known_speed().map(f64::round)),
            VehicleColumn::Limit => SortKey::number(Some(row.speed_limit).filter(|it| *it > 0.0)),
            VehicleColumn::Driver => SortKey::text(row.driver_name.as_deref().unwrap_or_default()),
            VehicleColumn::Depot => SortKey::text(&row.depot),
            VehicleColumn::Place => SortKey::text(&row.place),
            VehicleColumn::Fuel => SortKey::number(row.fuel.map(f64::round)),
            VehicleColumn::Today => SortKey::Number(row.distance_today.round()),
            VehicleColumn::Odometer => SortKey::number(row.odometer.map(f64::round)),
            VehicleColumn::Violations => SortKey::Number(f64::from(row.open_violations.unwrap_or_default())),
            // Whole minutes: every fix moves the age, and rows that trade places every second cannot be read.
            #[expect(clippy::cast_precision_loss, reason = "minutes since 1970 are small")]
            VehicleColumn::Age => SortKey::Number(-((row.fix_at.as_millis() / 60_000) as f64)),
        }
    }

    fn direction(&self) -> Direction {
        self.filter.order.direction
    }

    fn facts(&self, row: &Vehicle) -> VehicleFacts {
        VehicleFacts {
            status: row.status,
            on_shift: row.driver.is_some(),
            speed: tenths(row.speed),
            fuel: row.fuel.map(tenths),
            distance: tenths(row.distance_today),
        }
    }
}

/// What the figures at the foot need of a vehicle; lengths and shares in tenths.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct VehicleFacts {
    status: VehicleStatus,
    on_shift: bool,
    speed: i64,
    fuel: Option<i64>,
    distance: i64,
}

/// The figures at the foot.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct VehicleTotals {
    moving: i64,
    on_shift: i64,
    speed: i64,
    fuel: i64,
    fuelled: i64,
    distance: i64,
}

impl VehicleTotals {
    /// How many move.
    pub(crate) const fn moving(&self) -> i64 {
        self.moving
    }

    /// How many have a driver.
    pub(crate) const fn on_shift(&self) -> i64 {
        self.on_shift
    }

    /// Mean speed of those that move, km/h.
    pub(crate) fn speed(&self) -> Option<f64> {
        mean(self.speed, self.moving)
    }

    /// Mean tank of those that tell, %.
    pub(crate) fn fuel(&self) -> Option<f64> {
        mean(self.fuel, self.fuelled)
    }

    /// Driven together since midnight, km.
    pub(crate) fn distance(&self) -> f64 {
        mean(self.distance, 1).unwrap_or_default()
    }

    fn count(&mut self, facts: VehicleFacts, sign: i64) {
        let VehicleFacts {
            status,
            on_shift,
            speed,
            fuel,
            distance,
        } = facts;
        if status == VehicleStatus::Moving {
            self.moving += sign;
            self.speed += sign * speed;
        }
        if on_shift {
            self.on_shift += sign;
        }
        if let Some(fuel) = fuel {
            self.fuelled += sign;
            self.fuel += sign * fuel;
        }
        self.distance += sign * distance;
    }
}

impl Totals for VehicleTotals {
    type Facts = VehicleFacts;

    fn add(&mut self, facts: VehicleFacts) {
        self.count(facts, 1);
    }

    fn subtract(&mut self, facts: VehicleFacts) {
        self.count(facts, -1);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "`as` saturates, which is what is wanted"
)]
fn tenths(value: f64) -> i64 {
    (value * 10.0).round() as i64
}

#[expect(clippy::cast_precision_loss, reason = "a fleet drives less than 2^52 m")]
fn mean(tenths: i64, n: i64) -> Option<f64> {
    (n > 0).then(|| tenths as f64 / 10.0 / n as f64)
}
