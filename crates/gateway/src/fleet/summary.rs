//! Figures over the whole fleet: now, over the last 24 hours, and how they stood a day ago.

use std::{collections::BTreeSet, time::Duration};

use protocol::{
    Timestamp,
    entities::{FleetSummary, Kpi, VehicleStatus},
};

use super::{
    day::{Calendar, HOUR, hour_of, quarter_of},
    digits::digits,
    vehicle::VehicleState,
    violations::ViolationBook,
};
use crate::derive::Write;

/// Figures change no more often than people can read them.
const PERIOD: Duration = Duration::from_secs(1);

/// If no figure changes, the row is still written so often: its time is the last known one after a restart.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// 24 hours have 25 ends.
const SAMPLES: usize = 25;

/// The summary as it was last written, and the hourly samples.
#[derive(Debug, Default)]
pub(super) struct Summary {
    row: FleetSummary,
    history: Kpi<Vec<f64>>,
    /// The hour of the newest sample.
    sampled_at: Option<Timestamp>,
    /// The full hour with which a history begins, until it has a sample.
    begun_at: Option<Timestamp>,
    urgent: bool,
}

impl Summary {
    /// The summary of a stored row.
    pub(super) fn restored(row: FleetSummary) -> Self {
        Self {
            history: row.history.clone(),
            sampled_at: Some(hour_of(row.at)),
            begun_at: None,
            urgent: false,
            row,
        }
    }

    /// Somebody waits for the figures.
    pub(super) const fn hurry(&mut self) {
        self.urgent = true;
    }

    /// Whether the figures should be calculated again.
    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        self.urgent || now.since(self.row.at) >= PERIOD
    }

    /// A history begins. With a full hour: nobody has counted yet, so the next sample stands for that hour as well.
    pub(super) fn begin(&mut self, at: Timestamp) {
        self.begun_at = Some(hour_of(at)).filter(|it| *it == quarter_of(at));
    }

    /// Takes the sample of a full hour.
    pub(super) fn sample(&mut self, hour: Timestamp, figures: &FleetSummary) {
        if self.sampled_at.is_some_and(|it| hour <= it) {
            return;
        }
        let begun = self.begun_at.take().filter(|it| *it + HOUR == hour);
        if begun.is_some() && self.sampled_at.is_none() {
            self.sample(hour - HOUR, figures);
        }
        each(&mut self.history, &figures_of(figures), |samples, figure| {
            samples.push(figure);
            if samples.len() > SAMPLES {
                samples.remove(0);
            }
        });
        self.sampled_at = Some(hour);
    }

    /// Nobody counted until `now`: the samples of those hours repeat the last known figures.
    pub(super) fn skip(&mut self, now: Timestamp) {
        let row = self.row.clone();
        while let Some(hour) = self.sampled_at.map(|it| it + HOUR).filter(|it| *it <= now) {
            self.sample(hour, &row);
        }
    }

    /// Writes the row if a figure changed.
    pub(super) fn write(&mut self, mut figures: FleetSummary, calendar: Calendar, writes: &mut Vec<Write>) {
        let now = figures.at;
        figures.before = self.before(now, calendar);
        figures.history = self.history.clone();
        self.urgent = false;
        let last = std::mem::replace(&mut figures.at, self.row.at);
        if figures != self.row || now.since(last) >= HEARTBEAT {
            figures.at = now;
            writes.push(Write::put(&figures));
            self.row = figures;
        }
    }

    /// The figures a day ago, between the two oldest samples.
    fn before(&self, now: Timestamp, calendar: Calendar) -> Option<Kpi<f64>> {
        if self.history.active.len() < SAMPLES {
            return None;
        }
        let (hour, end) = (hour_of(now), hour_of(now) + HOUR);
        // To the second, like the figures they are compared with: both grow, and a coarser one would lag behind.
        let between = |begin: Timestamp, first: f64, second: f64| {
            first + (second - first) * (now.since(begin).as_secs_f64() / end.since(begin).as_secs_f64())
        };
        let counted = |samples: &[f64]| match samples {
            [first, second, ..] => digits(between(hour, *first, *second), 0),
            _ => 0.0,
        };
        let midnight = calendar.day(end);
        let of_day = |samples: &[f64], begins_with: fn(f64) -> f64| match samples {
            [_, second, ..] if (hour..=now).contains(&midnight) => {
                digits(between(midnight, begins_with(*second), *second), 1)
            }
            // Midnight comes within this hour, and no sample says what the day came to.
            [first, ..] if (now..end).contains(&midnight) => *first,
            [first, second, ..] => digits(between(hour, *first, *second), 1),
            _ => 0.0,
        };
        let Kpi {
            open_violations,
            offline,
            maintenance,
            utilisation,
            active,
            moving,
            idle,
            distance,
        } = &self.history;
        Some(Kpi {
            open_violations: counted(open_violations),
            offline: counted(offline),
            maintenance: counted(maintenance),
            // A share is not zero at midnight: the best that is known of its first minutes is its first hour.
            utilisation: of_day(utilisation, |it| it),
            active: counted(active),
            moving: counted(moving),
            idle: counted(idle),
            distance: of_day(distance, |_| 0.0),
        })
    }
}

/// Counts the fleet as it stands.
pub(super) fn figures<'a>(
    vehicles: impl Iterator<Item = &'a VehicleState>,
    book: &ViolationBook,
    now: Timestamp,
) -> FleetSummary {
    let mut figures = FleetSummary {
        at: now,
        ..FleetSummary::default()
    };
    let mut depots = BTreeSet::new();
    let (mut busy, mut known) = (Duration::ZERO, Duration::ZERO);
    for vehicle in vehicles {
        figures.total += 1;
        let counter = match vehicle.status() {
            VehicleStatus::Moving => &mut figures.moving,
            VehicleStatus::Idle => &mut figures.idle,
            VehicleStatus::Stopped => &mut figures.stopped,
            VehicleStatus::Offline => &mut figures.offline,
            VehicleStatus::Maintenance => &mut figures.maintenance,
        };
        *counter += 1;
        figures.distance += vehicle.metres_today() / 1000.0;
        let [moving, idle, total] = vehicle.spent_today();
        busy += moving + idle;
        known += total;
        if !vehicle.depot().is_empty() {
            depots.insert(vehicle.depot());
        }
    }
    figures.active = figures.moving + figures.idle + figures.stopped;
    figures.depots = depots.len() as u32;
    figures.distance = digits(figures.distance, 1);
    if !known.is_zero() {
        figures.utilisation = digits(busy.as_secs_f64() / known.as_secs_f64() * 100.0, 1);
    }
    let (n_open, n_critical) = book.open();
    (figures.open_violations, figures.critical_violations) = (Some(n_open), Some(n_critical));
    figures
}

/// The figures that are sampled.
fn figures_of(summary: &FleetSummary) -> Kpi<f64> {
    Kpi {
        open_violations: summary.open_violations.unwrap_or_default().into(),
        offline: summary.offline.into(),
        maintenance: summary.maintenance.into(),
        utilisation: summary.utilisation,
        active: summary.active.into(),
        moving: summary.moving.into(),
        idle: summary.idle.into(),
        distance: summary.distance,
    }
}

/// Meets every figure together with its history.
fn each(history: &mut Kpi<Vec<f64>>, figures: &Kpi<f64>, mut visit: impl FnMut(&mut Vec<f64>, f64)) {
    let Kpi {
        open_violations,
        offline,
        maintenance,
        utilisation,
        active,
        moving,
        idle,
        distance,
    } = history;
    visit(open_violations, figures.open_violations);
    visit(offline, figures.offline);
    visit(maintenance, figures.maintenance);
    visit(utilisation, figures.utilisation);
    visit(active, figures.active);
    visit(moving, figures.moving);
    visit(idle, figures.idle);
    visit(distance, figures.distance);
}
