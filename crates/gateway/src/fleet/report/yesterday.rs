//! What a vehicle had done yesterday by the same time: the figures a report compares with.

use std::time::Duration;

use protocol::{
    Timestamp,
    entities::{Trip, VehicleStatus},
};

/// A day that is over, as far as comparisons need it.
#[derive(Clone, Debug, Default)]
pub(super) struct Yesterday {
    day: Timestamp,
    /// Start, end and kilometres of what was driven, and whether that was a trip: else it was in silence.
    drives: Vec<(Timestamp, Timestamp, f64, bool)>,
}

impl Yesterday {
    /// The day of these trips.
    pub(super) fn new(day: Timestamp, trips: &[Trip]) -> Self {
        let is_trip = |it: &Trip| it.status == Some(VehicleStatus::Moving);
        let drives = trips
            .iter()
            .filter(|it| is_trip(it) || it.status.is_none() && it.distance > 0.0)
            .filter_map(|it| Some((it.from, it.to?, it.distance, is_trip(it))))
            .collect();
        Self { day, drives }
    }

    /// Kilometres and time on trips after so much of the day; `None` without a yesterday. Time counts in whole minutes,
    /// because that is how the report of the day adds up its trips.
    pub(super) fn by(&self, elapsed: Duration) -> Option<(f64, Duration)> {
        if self.drives.is_empty() {
            return None;
        }
        let until = self.day + elapsed;
        // Within a trip the distance is spread evenly.
        let distance = self
            .drives
            .iter()
            .map(|(from, to, distance, _)| {
                let whole = to.since(*from).as_secs_f64().max(1.0);
                distance * (until.since(*from).as_secs_f64() / whole).min(1.0)
            })
            .sum();
        let minute = |at: Timestamp| at.as_millis() / 60_000;
        let trips = self.drives.iter().filter(|it| it.3);
        let minutes: u64 = trips
            .map(|(from, to, ..)| minute(until.min(*to)).saturating_sub(minute(*from)))
            .sum();
        Some((distance, Duration::from_secs(minutes * 60)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fl10_yesterday_counts_up_to_the_same_time() {
        let at = |minutes: u64| Timestamp::from_millis(minutes * 60_000);
        let trip = |from, to, distance| Trip {
            from: at(from),
            to: Some(at(to)),
            status: Some(VehicleStatus::Moving),
            start: String::new(),
            end: String::new(),
            distance,
            mean_speed: 0.0,
        };
        let yesterday = Yesterday::new(at(0), &[trip(60, 120, 30.0), trip(200, 240, 10.0)]);
        let by = |minutes: u64| yesterday.by(Duration::from_secs(minutes * 60));
        assert_eq!(by(0), Some((0.0, Duration::ZERO)));
        assert_eq!(by(90), Some((15.0, Duration::from_secs(1800))));
        assert_eq!(by(1440), Some((40.0, Duration::from_secs(6000))));
        assert_eq!(Yesterday::default().by(Duration::ZERO), None);
    }
}
