//! Days, hours and quarters: where time is cut into pieces that people count by.

use std::time::Duration;

use protocol::Timestamp;

/// The finest piece of the strips and charts.
pub(crate) const QUARTER: Duration = Duration::from_secs(15 * 60);

/// A step of the sparklines.
pub(crate) const HOUR: Duration = Duration::from_secs(60 * 60);

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// The depot's calendar: knows when midnight is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Calendar {
    utc_offset_ms: i64,
}

impl Calendar {
    /// The calendar of a place `utc_offset_s` seconds ahead of UTC. Every offset in use is a whole number of quarters
    /// of an hour; any other is taken for one, so that no quarter has a midnight inside.
    pub(crate) fn new(utc_offset_s: i32) -> Self {
        let offset = i64::from(utc_offset_s) * 1000;
        Self {
            utc_offset_ms: offset - offset.rem_euclid(millis(QUARTER)),
        }
    }

    /// The midnight with which the day of `at` began.
    pub(crate) fn day(self, at: Timestamp) -> Timestamp {
        let local = signed(at) + self.utc_offset_ms;
        let midnight = local - local.rem_euclid(millis(DAY)) - self.utc_offset_ms;
        Timestamp::from_millis(u64::try_from(midnight).unwrap_or_default())
    }

    /// The date of the day that contains `at`, as `2026-11-19`.
    pub(crate) fn date(self, at: Timestamp) -> String {
        let (year, month, day) = civil((signed(at) + self.utc_offset_ms).div_euclid(millis(DAY)));
        format!("{year:04}-{month:02}-{day:02}")
    }
}

/// The midnight after the one given.
pub(crate) fn next_day(day: Timestamp) -> Timestamp {
    day + DAY
}

/// The same time of the day before.
pub(crate) fn day_before(at: Timestamp) -> Timestamp {
    at - DAY
}

/// The start of the quarter of an hour that contains `at`.
pub(crate) fn quarter_of(at: Timestamp) -> Timestamp {
    floor(at, QUARTER)
}

/// The start of the hour, in UTC, that contains `at`.
pub(crate) fn hour_of(at: Timestamp) -> Timestamp {
    floor(at, HOUR)
}

/// A moment in UTC, as `2026-11-19T08:30:00Z`; with milliseconds where there are any.
#[cfg(feature = "server")]
pub(crate) fn date_time(at: Timestamp) -> String {
    let date = Calendar { utc_offset_ms: 0 }.date(at);
    let (of_day, millis) = (at.as_millis() / 1000 % 86_400, at.as_millis() % 1000);
    let (hour, minute, second) = (of_day / 3600, of_day / 60 % 60, of_day % 60);
    match millis {
        0 => format!("{date}T{hour:02}:{minute:02}:{second:02}Z"),
        _ => format!("{date}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z"),
    }
}

fn floor(at: Timestamp, step: Duration) -> Timestamp {
    let step = u64::try_from(step.as_millis()).unwrap_or(1);
    Timestamp::from_millis(at.as_millis() / step * step)
}

fn signed(at: Timestamp) -> i64 {
    i64::try_from(at.as_millis()).unwrap_or(i64::MAX / 2)
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// Year, month and day of a number of days since 1970-01-01, after Howard Hinnant's `civil_from_days`.
const fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + (month <= 2) as i64;
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fl1_days_begin_at_the_midnight_of_the_depot() {
        let calendar = Calendar::new(3600);
        // 2026-11-20T00:30 at the depot is still the 19th in UTC.
        let at = Timestamp::from_millis(1_795_131_000_000);
        let midnight = Timestamp::from_millis(1_795_129_200_000);
        assert_eq!(calendar.day(at), midnight);
        assert_eq!(calendar.date(at), "2026-11-20");
        assert_eq!(calendar.date(midnight - Duration::from_millis(1)), "2026-11-19");
    }

    #[test]
    fn fl1_dates_of_leap_years_are_right() {
        let calendar = Calendar::new(0);
        for (millis, date) in [
            (0, "1970-01-01"),
            (951_782_400_000, "2000-02-29"),
            (1_709_251_199_000, "2024-02-29"),
            (1_709_251_200_000, "2024-03-01"),
        ] {
            assert_eq!(calendar.date(Timestamp::from_millis(millis)), date);
        }
    }
}
