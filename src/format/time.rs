//! Ages, lengths of time, and moments on the clocks of a zone.

use std::time::Duration;

use protocol::Timestamp;

use super::{
    Formatter, NARROW,
    number::{NOTHING, push_digits},
};
use crate::texts::Language;

/// How far the clocks of a zone are ahead of UTC, now and before the last change of clocks.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Zone {
    /// Minutes ahead of UTC.
    pub offset: i32,
    /// When the clocks were last changed, if that was a short while ago, and the minutes before it.
    pub before: Option<(Timestamp, i32)>,
}

impl Zone {
    /// Finds the zone's offsets around `now` by asking for some; `None` for a zone nobody knows.
    pub fn around(now: Timestamp, ask: impl Fn(Timestamp) -> Option<i32>) -> Option<Self> {
        let offset = ask(now)?;
        let (mut early, mut late) = (now - LOOK_BACK, now);
        let before = ask(early)?;
        if before == offset {
            return Some(Self { offset, before: None });
        }
        // Clocks change on full minutes.
        while late.since(early) > Duration::from_secs(60) {
            let middle = early + late.since(early) / 2;
            if ask(middle)? == before {
                early = middle;
            } else {
                late = middle;
            }
        }
        Some(Self {
            offset,
            before: Some((late, before)),
        })
    }

    /// Minutes ahead of UTC at a moment.
    pub fn offset_at(self, at: Timestamp) -> i32 {
        match self.before {
            Some((changed, before)) if at < changed => before,
            _ => self.offset,
        }
    }

    /// The moment on the zone's clocks.
    pub fn civil(self, at: Timestamp) -> Civil {
        let minutes = i64::from(self.offset_at(at));
        #[expect(
            clippy::cast_possible_wrap,
            reason = "milliseconds since 1970 are far below 2^63"
        )]
        let seconds = (at.as_millis() / 1000) as i64 + minutes * 60;
        Civil::from_seconds(seconds)
    }

    /// The moment of a time on the zone's clocks, as `<input type="datetime-local">` writes it: `2026-11-20T14:32`.
    /// Where the clocks show a time twice, the later one.
    pub fn moment(self, wall_time: &str) -> Option<Timestamp> {
        let (date, time) = wall_time.split_once('T')?;
        let mut date = date.splitn(3, '-').map(str::parse::<u32>);
        let mut time = time.splitn(3, ':').map(str::parse::<u32>);
        let civil = Civil {
            year: date.next()?.ok()?,
            month: date.next()?.ok()?,
            day: date.next()?.ok()?,
            hour: time.next()?.ok()?,
            minute: time.next()?.ok()?,
            second: 0,
        };
        let seconds = civil.seconds()?;
        let at = |offset: i32| {
            let seconds = u64::try_from(seconds - i64::from(offset) * 60).ok()?;
            Some(Timestamp::from_millis(seconds * 1000))
        };
        let late = at(self.offset)?;
        at(self.offset_at(late))
    }

    /// The last midnight on the zone's clocks.
    pub fn midnight(self, at: Timestamp) -> Timestamp {
        let civil = self.civil(at);
        let since = u64::from(civil.hour) * 3600 + u64::from(civil.minute) * 60 + u64::from(civil.second);
        Timestamp::from_millis((at - Duration::from_secs(since)).as_millis() / 1000 * 1000)
    }
}

/// Date and time of day.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Civil {
    /// Year.
    pub year: u32,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    /// 0 to 23.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
    /// 0 to 59.
    pub second: u32,
}

impl Civil {
    /// Days are counted from 1970 and split by the algorithm of Howard Hinnant's `civil_from_days`.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "every part is reduced to its range before the cast"
    )]
    fn from_seconds(seconds: i64) -> Self {
        let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400) as u32);
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self {
            year: year.max(0) as u32,
            month: month as u32,
            day: day as u32,
            hour: second / 3600,
            minute: second / 60 % 60,
            second: second % 60,
        }
    }
}

impl Civil {
    /// Seconds from 1970 on clocks without an offset; `None` for a day that no calendar has. The inverse of
    /// [`Self::from_seconds`].
    fn seconds(self) -> Option<i64> {
        let Self {
            year,
            month,
            day,
            hour,
            minute,
            second,
        } = self;
        if !(1..=12).contains(&month) || year > 9999 || hour > 23 || minute > 59 {
            return None;
        }
        let (year, month) = (i64::from(year) - i64::from(month <= 2), i64::from(month));
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + i64::from(day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        let seconds = days * 86_400 + i64::from(hour) * 3600 + i64::from(minute) * 60 + i64::from(second);
        // The 31st of February would be some day in March.
        (Self::from_seconds(seconds) == self).then_some(seconds)
    }
}

impl Formatter {
    /// How long ago, in the largest whole unit: `2 s`, `4 min`, `2 h`, `3 d`.
    pub fn age(self, age: Duration) -> String {
        let seconds = age.as_secs();
        let (number, unit) = match seconds {
            0..60 => (seconds, "s"),
            60..3600 => (seconds / 60, "min"),
            3600..86_400 => (seconds / 3600, "h"),
            _ => (seconds / 86_400, self.day_unit()),
        };
        with_unit(number, unit)
    }

    /// How long, in its two largest units: `45 s`, `12 min`, `4 h 38 min`, `2 d 3 h`.
    pub fn duration(self, duration: Duration) -> String {
        let seconds = duration.as_secs();
        let (large, large_unit, small, small_unit) = match seconds {
            0..60 => return with_unit(seconds, "s"),
            60..3600 => return with_unit(seconds / 60, "min"),
            3600..86_400 => (seconds / 3600, "h", seconds / 60 % 60, "min"),
            _ => (seconds / 86_400, self.day_unit(), seconds / 3600 % 24, "h"),
        };
        let mut text = with_unit(large, large_unit);
        if small > 0 {
            text.push('\u{a0}');
            text.push_str(&with_unit(small, small_unit));
        }
        text
    }

    /// So many whole minutes, which may be none: `0 min`, `4 h 38 min`.
    pub fn whole_minutes(self, minutes: u64) -> String {
        match minutes {
            0 => with_unit(0, "min"),
            _ => self.duration(Duration::from_secs(minutes * 60)),
        }
    }

    /// Milliseconds as people read them: `24 ms`, `1.2 s`.
    pub fn millis(self, millis: f64) -> String {
        if !millis.is_finite() {
            return NOTHING.to_owned();
        }
        let (value, decimals, unit) = if millis < 1000.0 {
            (millis, u8::from(millis < 10.0), "ms")
        } else {
            (millis / 1000.0, 1, "s")
        };
        let mut text = self.number(value, decimals);
        text.push(NARROW);
        text.push_str(unit);
        text
    }

    /// Time of day: `14:32`.
    pub fn time(self, at: Timestamp) -> String {
        let civil = self.zone.civil(at);
        let mut text = String::with_capacity(8);
        push_digits(&mut text, civil.hour.into(), 2);
        text.push(':');
        push_digits(&mut text, civil.minute.into(), 2);
        text
    }

    /// Time of day with seconds: `14:32:08`.
    pub fn time_seconds(self, at: Timestamp) -> String {
        let mut text = self.time(at);
        text.push(':');
        push_digits(&mut text, self.zone.civil(at).second.into(), 2);
        text
    }

    /// The day: `20 Nov 2026`, `20 nov. 2026`.
    pub fn date(self, at: Timestamp) -> String {
        let mut text = self.day(at);
        text.push('\u{a0}');
        push_digits(&mut text, self.zone.civil(at).year.into(), 4);
        text
    }

    /// When it was, as short as it can be told: the time of a moment that is [`RECENT`], else its day as well, and of
    /// another year the date alone. After midnight a date would say less of the last night than it did before.
    pub fn moment(self, at: Timestamp, now: Timestamp) -> String {
        if at <= now && now.since(at) < RECENT {
            self.time(at)
        } else if self.zone.civil(at).year == self.zone.civil(now).year {
            self.plan(at, now)
        } else {
            self.date(at)
        }
    }

    /// When it is to be, or was to be: the time of today, else its day as well.
    pub fn plan(self, at: Timestamp, now: Timestamp) -> String {
        let (then, today) = (self.zone.civil(at), self.zone.civil(now));
        let day = match (
            then.year == today.year,
            (then.month, then.day) == (today.month, today.day),
        ) {
            (true, true) => return self.time(at),
            (true, false) => self.day(at),
            (false, _) => self.date(at),
        };
        format!("{day}, {}", self.time(at))
    }

    fn day(self, at: Timestamp) -> String {
        let civil = self.zone.civil(at);
        let months = match self.language {
            Language::English => &ENGLISH_MONTHS,
            Language::French => &FRENCH_MONTHS,
        };
        let month = months.get(civil.month as usize - 1).copied().unwrap_or(NOTHING);
        let mut text = String::with_capacity(16);
        push_digits(&mut text, civil.day.into(), 1);
        if self.language == Language::French && civil.day == 1 {
            text.push_str("er");
        }
        text.push('\u{a0}');
        text.push_str(month);
        text
    }

    /// The same on the clocks of the depot, by which days are counted.
    pub fn at_depot(self) -> Self {
        Self {
            zone: self.depot,
            ..self
        }
    }

    /// How the clocks of the depot stand if they are not the reader's at that moment: `UTC+01:00`.
    pub fn depot_clocks(self, at: Timestamp) -> Option<String> {
        if self.depot.offset_at(at) == self.zone.offset_at(at) {
            return None;
        }
        let offset = self.at_depot().iso(at).split_off("2026-11-20T14:32:08".len());
        Some(format!("UTC{offset}"))
    }

    /// Day and time: `20 Nov 2026, 14:32:08`.
    pub fn date_time(self, at: Timestamp) -> String {
        let mut text = self.date(at);
        text.push_str(", ");
        text.push_str(&self.time_seconds(at));
        text
    }

    /// From one moment to another, the day once if both lie in it: `20 Nov 2026, 10:00–14:00`, `19 Nov 2026, 22:00 – 20 Nov 2026, 06:00`.
    pub fn between(self, from: Timestamp, to: Timestamp) -> String {
        let (first, last) = (self.date(from), self.date(to));
        if first == last {
            format!("{first}, {}", self.hours(from, to))
        } else {
            let (begin, end) = (self.time(from), self.time(to));
            format!("{first}, {begin} – {last}, {end}")
        }
    }

    /// From one time of day to another: `10:00–10:15`.
    pub fn hours(self, from: Timestamp, to: Timestamp) -> String {
        format!("{}–{}", self.time(from), self.time(to))
    }

    /// For `<input type="datetime-local">`: `2026-11-20T14:32`.
    pub fn wall_time(self, at: Timestamp) -> String {
        let mut text = self.iso(at);
        text.truncate("2026-11-20T14:32".len());
        text
    }

    /// For `<time datetime>` and files: `2026-11-20T14:32:08+01:00`.
    pub fn iso(self, at: Timestamp) -> String {
        let civil = self.zone.civil(at);
        let mut text = String::with_capacity(25);
        for (number, width, end) in [
            (civil.year, 4, '-'),
            (civil.month, 2, '-'),
            (civil.day, 2, 'T'),
            (civil.hour, 2, ':'),
            (civil.minute, 2, ':'),
        ] {
            push_digits(&mut text, number.into(), width);
            text.push(end);
        }
        push_digits(&mut text, civil.second.into(), 2);
        let offset = self.zone.offset_at(at);
        text.push(if offset < 0 { '-' } else { '+' });
        push_digits(&mut text, (offset.unsigned_abs() / 60).into(), 2);
        text.push(':');
        push_digits(&mut text, (offset.unsigned_abs() % 60).into(), 2);
        text
    }

    const fn day_unit(self) -> &'static str {
        match self.language {
            Language::English => "d",
            Language::French => "j",
        }
    }
}

fn with_unit(number: u64, unit: &str) -> String {
    let mut text = String::with_capacity(8);
    push_digits(&mut text, number, 1);
    text.push(NARROW);
    text.push_str(unit);
    text
}

/// Longer ago than this, a time of day could be mistaken for one of another day.
pub const RECENT: Duration = Duration::from_secs(20 * 3600);

/// How far back times on the screen reach, and so how far back a change of clocks matters.
const LOOK_BACK: Duration = Duration::from_secs(72 * 3600);

const ENGLISH_MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

const FRENCH_MONTHS: [&str; 12] = [
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.",
];

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-20T13:32:08Z.
    const MOMENT: Timestamp = Timestamp::from_millis(1_795_181_528_000);

    fn cet() -> Formatter {
        Formatter {
            zone: Zone {
                offset: 60,
                before: None,
            },
            ..Formatter::default()
        }
    }

    #[test]
    fn a_time_on_the_clocks_leads_back_to_its_moment() {
        let changed = Zone {
            offset: 60,
            before: Some((Timestamp::from_millis(1_700_000_000_000), 120)),
        };
        for at in [0, 951_782_400_000, 1_795_181_520_000, 4_102_444_740_000] {
            let at = Timestamp::from_millis(at);
            for zone in [cet().zone, changed] {
                let format = Formatter { zone, ..cet() };
                assert_eq!(zone.moment(&format.wall_time(at)), Some(at), "{}", format.iso(at));
            }
        }
        for nonsense in [
            "",
            "2026-11-20",
            "2026-02-31T10:00",
            "2026-13-01T10:00",
            "2026-11-20T25:00",
            "x-1-1T1:1",
        ] {
            assert_eq!(cet().zone.moment(nonsense), None, "{nonsense}");
        }
    }

    #[test]
    fn a_stretch_of_time_names_its_day_once() {
        let later = MOMENT + Duration::from_secs(3600);
        assert_eq!(cet().between(MOMENT, later), "20\u{a0}Nov\u{a0}2026, 14:32–15:32");
        assert_eq!(
            cet().between(MOMENT, MOMENT + Duration::from_secs(86_400)),
            "20\u{a0}Nov\u{a0}2026, 14:32 – 21\u{a0}Nov\u{a0}2026, 14:32"
        );
    }

    #[test]
    fn moments_stand_on_the_clocks_of_the_zone() {
        assert_eq!(cet().time(MOMENT), "14:32");
        assert_eq!(cet().date_time(MOMENT), "20\u{a0}Nov\u{a0}2026, 14:32:08");
        assert_eq!(cet().iso(MOMENT), "2026-11-20T14:32:08+01:00");
        assert_eq!(
            cet().iso(Timestamp::from_millis(951_782_400_000)),
            "2000-02-29T01:00:00+01:00"
        );
        assert_eq!(
            cet().iso(cet().zone.midnight(MOMENT)),
            "2026-11-20T00:00:00+01:00"
        );
    }

    #[test]
    fn last_night_is_told_by_the_clock() {
        let ago = |hours: u64| cet().moment(MOMENT - Duration::from_secs(hours * 3600), MOMENT);

        assert_eq!(ago(19), "19:32");
        assert_eq!(ago(21), "19\u{a0}Nov, 17:32", "a day has many violations");
        assert_eq!(ago(24 * 400), "16\u{a0}Oct\u{a0}2025");
    }

    #[test]
    fn a_plan_of_another_day_says_which() {
        let plan = |hours: i64| {
            let far = Duration::from_secs(hours.unsigned_abs() * 3600);
            let at = if hours < 0 { MOMENT - far } else { MOMENT + far };
            (cet().plan(at, MOMENT), cet().moment(at, MOMENT))
        };
        let same = |text: &str| (text.to_owned(), text.to_owned());

        assert_eq!(plan(9), same("23:32"));
        assert_eq!(
            plan(10),
            same("21\u{a0}Nov, 00:32"),
            "a quarter of a day off, and tomorrow"
        );
        assert_eq!(
            plan(-15).0,
            "19\u{a0}Nov, 23:32",
            "nobody knows of a plan that it is over"
        );
        assert_eq!(plan(24 * 50).0, "9\u{a0}Jan\u{a0}2027, 14:32");
    }

    #[test]
    fn the_first_of_a_month_is_a_first_in_french() {
        let french = Formatter {
            language: Language::French,
            ..cet()
        };

        assert_eq!(
            french.date(MOMENT - Duration::from_secs(19 * 86_400)),
            "1er\u{a0}nov.\u{a0}2026"
        );
        assert_eq!(french.date(MOMENT), "20\u{a0}nov.\u{a0}2026");
    }

    #[test]
    fn days_are_those_of_the_depot() {
        let tokyo = Formatter {
            zone: Zone {
                offset: 540,
                before: None,
            },
            depot: cet().zone,
            ..Formatter::default()
        };
        // 2026-11-20T23:30 at the depot, the day after in Tokyo.
        let evening = MOMENT + Duration::from_secs(9 * 3600);

        assert_eq!(tokyo.date(evening), "21\u{a0}Nov\u{a0}2026");
        assert_eq!(tokyo.at_depot().date(evening), "20\u{a0}Nov\u{a0}2026");
        assert_eq!(tokyo.depot_clocks(evening).as_deref(), Some("UTC+01:00"));
        assert_eq!(tokyo.at_depot().depot_clocks(evening), None);
    }

    #[test]
    fn a_change_of_clocks_is_found() {
        let change = Timestamp::from_millis(1_795_000_020_000);

        let zone = Zone::around(MOMENT, |it| Some(if it < change { 120 } else { 60 })).unwrap();

        assert_eq!(zone.offset_at(change - Duration::from_secs(61)), 120);
        assert_eq!(zone.offset_at(change + Duration::from_secs(61)), 60);
    }

    #[test]
    fn ages_and_durations_are_short() {
        for (seconds, age, duration) in [
            (2, "2\u{202f}s", "2\u{202f}s"),
            (250, "4\u{202f}min", "4\u{202f}min"),
            (3600, "1\u{202f}h", "1\u{202f}h"),
            (16_680, "4\u{202f}h", "4\u{202f}h\u{a0}38\u{202f}min"),
            (200_000, "2\u{202f}d", "2\u{202f}d\u{a0}7\u{202f}h"),
        ] {
            let it = Duration::from_secs(seconds);
            assert_eq!(cet().age(it), age);
            assert_eq!(cet().duration(it), duration);
        }
    }
}
