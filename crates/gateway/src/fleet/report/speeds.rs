//! The day as one speed per minute: the curve of the report.

use std::collections::BTreeMap;

use protocol::{Timestamp, entities::SpeedHour};

use super::parts::{Marks, PartKey};
use crate::fleet::{day::HOUR, digits::count};

/// Minutes of an hour.
const MINUTES: usize = 60;

const MINUTE_MS: u64 = 60_000;

/// Speeds and limits of a day, hour by hour.
#[derive(Clone, Debug, Default)]
pub(super) struct Speeds {
    hours: BTreeMap<u32, SpeedHour>,
}

impl Speeds {
    /// The speeds of stored rows.
    pub(super) const fn restored(hours: BTreeMap<u32, SpeedHour>) -> Self {
        Self { hours }
    }

    /// All hours with a position, by hour of the day.
    pub(super) const fn hours(&self) -> &BTreeMap<u32, SpeedHour> {
        &self.hours
    }

    /// The highest speed of the minutes from one moment to another, km/h; `None` where no position was received.
    pub(super) fn top(&self, from: Timestamp, to: Timestamp) -> Option<f64> {
        let from = from.as_millis() / MINUTE_MS;
        let minutes = self.hours.values().flat_map(|hour| {
            let first = hour.at.as_millis() / MINUTE_MS;
            (first..).zip(&hour.speeds)
        });
        let within = minutes.filter(|(minute, _)| (from..=to.as_millis() / MINUTE_MS).contains(minute));
        within.filter_map(|it| *it.1).max().map(f64::from)
    }

    /// A position, also a late one, of the day that began at `day`.
    pub(super) fn handle_speed(
        &mut self,
        day: Timestamp,
        at: Timestamp,
        (speed, limit): (f64, f64),
        marks: &mut Marks,
    ) {
        let elapsed = at.since(day);
        let hour = (elapsed.as_secs() / HOUR.as_secs()) as u32;
        let minute = (elapsed.as_secs() % HOUR.as_secs() / 60) as usize;
        let row = self.hours.entry(hour).or_insert_with(|| SpeedHour {
            at: day + HOUR * hour,
            speeds: Vec::new(),
            limits: Vec::new(),
        });
        let length = row.speeds.len().max(minute + 1).min(MINUTES);
        row.speeds.resize(length, None);
        row.limits.resize(length, 0);
        let speed = count(speed);
        let highest = &mut row.speeds[minute];
        if highest.is_none_or(|it| it < speed) {
            *highest = Some(speed);
        }
        row.limits[minute] = row.limits[minute].max(count(limit));
        marks.touch(PartKey::Speed(hour));
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn fl8_a_minute_keeps_its_highest_speed_and_silence_stays_empty() {
        let (mut speeds, mut marks) = (Speeds::default(), Marks::default());
        let day = Timestamp::from_millis(86_400_000);
        let at = |seconds| day + Duration::from_secs(seconds);
        for (seconds, speed) in [(3600, 41.2), (3620, 47.6), (3640, 30.0), (3780, 12.0)] {
            speeds.handle_speed(day, at(seconds), (speed, 50.0), &mut marks);
        }
        let hour = &speeds.hours()[&1];
        assert_eq!(hour.at, at(3600));
        assert_eq!(hour.speeds, [Some(48), None, None, Some(12)]);
        assert_eq!(hour.limits, [50, 0, 0, 50]);
        assert_eq!(speeds.top(at(3500), at(3659)), Some(48.0));
        assert_eq!(speeds.top(at(3660), at(3779)), None);
    }
}
