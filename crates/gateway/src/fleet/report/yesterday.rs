//! What a vehicle had done yesterday by the same time: the figures a report compares with.

use std::time::Duration;

use protocol::{
    Timestamp,
    entities::{Segment, Trip, VehicleStatus},
};

/// A day that is over, as far as comparisons need it.
#[derive(Clone, Debug, Default)]
pub(super) struct Yesterday {
    day: Timestamp,
    /// Start, end and kilometres of each trip.
    trips: Vec<(Timestamp, Timestamp, f64)>,
    /// Start and end of each stretch under way.
    moving: Vec<(Timestamp, Timestamp)>,
}

impl Yesterday {
    /// The day of these parts.
    pub(super) fn new(day: Timestamp, trips: &[Trip], segments: &[Segment]) -> Self {
        let trips = trips
            .iter()
            .filter(|it| it.status == Some(VehicleStatus::Moving))
            .filter_map(|it| Some((it.from, it.to?, it.distance)))
            .collect();
        let moving = segments
            .iter()
            .filter(|it| it.status == Some(VehicleStatus::Moving))
            .filter_map(|it| Some((it.from, it.to?)))
            .collect();
        Self { day, trips, moving }
    }

    /// Kilometres and time under way after so much of the day; `None` without a yesterday.
    pub(super) fn by(&self, elapsed: Duration) -> Option<(f64, Duration)> {
        if self.trips.is_empty() && self.moving.is_empty() {
            return None;
        }
        let until = self.day + elapsed;
        // Within a trip the distance is spread evenly.
        let distance = self
            .trips
            .iter()
            .map(|(from, to, distance)| {
                let whole = to.since(*from).as_secs_f64().max(1.0);
                distance * (until.since(*from).as_secs_f64() / whole).min(1.0)
            })
            .sum();
        let moving = self
            .moving
            .iter()
            .map(|(from, to)| until.min(*to).since(*from))
            .sum();
        Some((distance, moving))
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
        let segment = Segment {
            from: at(60),
            to: Some(at(120)),
            status: Some(VehicleStatus::Moving),
        };
        let yesterday = Yesterday::new(at(0), &[trip(60, 120, 30.0), trip(200, 240, 10.0)], &[segment]);
        let by = |minutes: u64| yesterday.by(Duration::from_secs(minutes * 60));
        assert_eq!(by(0), Some((0.0, Duration::ZERO)));
        assert_eq!(by(90), Some((15.0, Duration::from_secs(1800))));
        assert_eq!(by(1440), Some((40.0, Duration::from_secs(3600))));
        assert_eq!(Yesterday::default().by(Duration::ZERO), None);
    }
}
