//! A day in numbers.

use std::time::Duration;

use protocol::{
    Timestamp,
    entities::{DaySummary, VehicleStatus},
};

use super::yesterday::Yesterday;
use crate::fleet::{day::next_day, digits::digits};

/// The day in numbers, unrounded.
#[derive(Clone, Debug, Default)]
pub(super) struct Figures {
    pub(super) day: Timestamp,
    pub(super) metres: f64,
    /// Milliseconds in each state.
    spent: [u64; VehicleStatus::ALL.len()],
    pub(super) top_speed: f64,
    pub(super) fuel_used: Option<f64>,
    pub(super) violations: u32,
    pub(super) critical: u32,
    pub(super) fixes: u32,
}

impl Figures {
    /// A day on which nothing happened yet.
    pub(super) fn new(day: Timestamp) -> Self {
        Self {
            day,
            ..Self::default()
        }
    }

    /// The numbers of a stored row.
    pub(super) fn restored(summary: &DaySummary) -> Self {
        let mut spent = [0; VehicleStatus::ALL.len()];
        spent[VehicleStatus::Moving as usize] = summary.moving_s * 1000;
        spent[VehicleStatus::Idle as usize] = summary.idle_s * 1000;
        spent[VehicleStatus::Stopped as usize] = summary.stopped_s * 1000;
        Self {
            day: summary.day,
            metres: summary.distance * 1000.0,
            spent,
            top_speed: summary.top_speed,
            fuel_used: summary.fuel_used,
            violations: summary.violations,
            critical: summary.critical,
            fixes: summary.fixes,
        }
    }

    /// So much time was spent in a state.
    pub(super) fn credit(&mut self, status: VehicleStatus, lasted: Duration) {
        self.spent[status as usize] += lasted.as_millis() as u64;
    }

    /// Moving, idle and known time, in that order.
    pub(super) fn spent(&self) -> [Duration; 3] {
        let of = |status: VehicleStatus| Duration::from_millis(self.spent[status as usize]);
        let (moving, idle) = (of(VehicleStatus::Moving), of(VehicleStatus::Idle));
        [moving, idle, moving + idle + of(VehicleStatus::Stopped)]
    }

    /// The row; `now` while the day goes on.
    pub(super) fn summary(&self, yesterday: &Yesterday, now: Option<Timestamp>) -> DaySummary {
        let seconds = |status: VehicleStatus| self.spent[status as usize] / 1000;
        let moving_s = seconds(VehicleStatus::Moving);
        let elapsed = now.unwrap_or_else(|| next_day(self.day)).since(self.day);
        let before = yesterday.by(elapsed);
        DaySummary {
            day: self.day,
            distance: digits(self.metres / 1000.0, 2),
            moving_s,
            idle_s: seconds(VehicleStatus::Idle),
            stopped_s: seconds(VehicleStatus::Stopped),
            mean_speed: match moving_s {
                0 => 0.0,
                // Of a minute or two, positions and measured speeds may disagree: nobody drives above the top on average.
                seconds => digits((self.metres / seconds as f64 * 3.6).min(self.top_speed), 1),
            },
            top_speed: digits(self.top_speed, 1),
            fuel_used: self.fuel_used.map(|it| digits(it, 1)),
            violations: self.violations,
            critical: self.critical,
            fixes: self.fixes,
            distance_before: before.map(|it| digits(it.0, 2)),
            moving_before_s: before.map(|it| it.1.as_secs()),
        }
    }
}
