//! A day of a vehicle, put together from the parts of its report.

use std::{collections::BTreeMap, time::Duration};

use protocol::{
    RowId, Timestamp,
    entities::{DaySummary, LogEntry, ReportEntry, ReportPart, Segment, SpeedHour, Trip, VehicleStatus},
};

/// Everything known about one day, in order of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Day {
    /// The figures.
    pub summary: Option<DaySummary>,
    /// States and gaps.
    pub segments: Vec<Segment>,
    /// Trips, stops and gaps.
    pub trips: Vec<Trip>,
    /// Speeds.
    pub hours: Vec<SpeedHour>,
    /// Log lines that are kept, latest first.
    pub log: Vec<LogEntry>,
    /// Log lines that were written; the gateway keeps some hundred of them.
    pub n_logged: usize,
}

impl Day {
    /// Sorts the parts; rows may come in any order.
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a ReportEntry>) -> Self {
        let mut day = Self::default();
        for row in rows {
            match &row.part {
                ReportPart::Summary(it) => day.summary = Some(it.clone()),
                ReportPart::Segment(it) => day.segments.push(it.clone()),
                ReportPart::Trip(it) => day.trips.push(it.clone()),
                ReportPart::Speed(it) => day.hours.push(it.clone()),
                ReportPart::Log(it) => {
                    day.log.push(it.clone());
                    day.n_logged = day.n_logged.max(number(&row.id) + 1);
                }
            }
        }
        day.segments.sort_by_key(|it| it.from);
        day.trips.sort_by_key(|it| it.from);
        day.hours.sort_by_key(|it| it.at);
        day.log.sort_by_key(|it| std::cmp::Reverse(it.at));
        day
    }

    /// Speeds per minute, km/h; `None` where no position was received.
    pub fn minute_speeds(&self) -> Vec<(Timestamp, Option<f64>)> {
        self.minutes(|hour, index| hour.speeds[index].map(f64::from))
    }

    /// The same; zero while it is known to stand, which parked vehicles seldom repeat; `None` where
    /// nothing is known.
    pub fn speeds(&self, now: Timestamp) -> Vec<(Timestamp, Option<f64>)> {
        let mut points = self.minute_speeds();
        points.retain(|(at, speed)| speed.is_some() || !self.segment_at(*at).is_some_and(stands));
        for segment in &self.segments {
            let speed = stands(segment).then_some(0.0);
            if speed.is_some() || segment.status.is_none() {
                let to = segment.to.unwrap_or(now);
                points.extend(
                    [(segment.from, speed), (to, speed)]
                        .into_iter()
                        .filter(|it| it.0 <= now),
                );
            }
        }
        points.sort_by_key(|it| it.0);
        points
    }

    /// Limits per minute, km/h; `None` where unknown.
    pub fn limits(&self) -> Vec<(Timestamp, Option<f64>)> {
        self.minutes(|hour, index| {
            hour.limits
                .get(index)
                .filter(|it| **it > 0)
                .map(|it| f64::from(*it))
        })
    }

    /// Highest speed and limit of every quarter of an hour, km/h, by its start.
    pub fn quarters(&self) -> Vec<(Timestamp, Option<f64>, Option<f64>)> {
        let mut quarters = BTreeMap::<u64, (Option<f64>, Option<f64>)>::new();
        for ((at, speed), (_, limit)) in self.minute_speeds().into_iter().zip(self.limits()) {
            let standing = || self.segment_at(at).filter(|it| stands(it)).map(|_| 0.0);
            let (top, top_limit) = quarters.entry(at.as_millis() / QUARTER_MS).or_default();
            let highest = |a: Option<f64>, b: Option<f64>| a.into_iter().chain(b).reduce(f64::max);
            *top = highest(*top, speed.or_else(standing));
            *top_limit = highest(*top_limit, limit);
        }
        let row = |(nth, (top, limit))| (Timestamp::from_millis(nth * QUARTER_MS), top, limit);
        quarters.into_iter().map(row).collect()
    }

    /// Speed and limit in the minute of a moment, km/h.
    pub fn speed_at(&self, at: Timestamp) -> (Option<f64>, Option<f64>) {
        let hour = self
            .hours
            .iter()
            .rev()
            .find(|it| it.at <= at && at.since(it.at) < HOUR);
        let Some(hour) = hour else { return (None, None) };
        let minute = (at.since(hour.at).as_secs() / 60) as usize;
        (
            hour.speeds.get(minute).copied().flatten().map(f64::from),
            hour.limits
                .get(minute)
                .filter(|it| **it > 0)
                .map(|it| f64::from(*it)),
        )
    }

    /// The state or gap a moment lies in.
    pub fn segment_at(&self, at: Timestamp) -> Option<&Segment> {
        let segment = self.segments.iter().rfind(|it| it.from <= at)?;
        segment.to.is_none_or(|it| at < it).then_some(segment)
    }

    /// The trip, stop or gap a moment lies in, and its number.
    pub fn trip_at(&self, at: Timestamp) -> Option<(usize, &Trip)> {
        let index = self.trips.iter().rposition(|it| it.from <= at)?;
        let trip = &self.trips[index];
        trip.to.is_none_or(|it| at <= it).then_some((index, trip))
    }

    /// What the day came to by a moment; what goes on does so until `now`. `None` where only figures are kept.
    pub fn tally(&self, by: Timestamp, now: Timestamp) -> Option<Tally> {
        let mut tally = Tally::default();
        let mut on_trips = (0.0, Duration::ZERO);
        for part in self.trips.iter().filter(|it| it.from <= by) {
            let end = part.to.unwrap_or(now);
            let until = end.min(by);
            let share = until.since(part.from).as_secs_f64() / end.since(part.from).as_secs_f64();
            // What has only begun has no length yet, and no share of it.
            let distance = part.distance * if share.is_nan() { 1.0 } else { share };
            tally.distance += distance;
            match part.status {
                Some(VehicleStatus::Moving) => {
                    tally.driving += minutes(part.from, until);
                    on_trips.0 += distance;
                    on_trips.1 += until.since(part.from);
                }
                Some(_) => tally.standing += minutes(part.from, until),
                None => {}
            }
        }
        // Standing in traffic is part of a trip.
        let is_stop = |it: &&Segment| {
            it.status == Some(VehicleStatus::Idle) && self.trip_at(it.from).is_some_and(|it| !is_trip(it.1))
        };
        for idle in self.segments.iter().filter(is_stop) {
            tally.idle += minutes(idle.from, idle.to.unwrap_or(now).min(by));
        }
        tally.mean_speed = (!on_trips.1.is_zero()).then(|| on_trips.0 / on_trips.1.as_secs_f64() * 3600.0);
        (!self.trips.is_empty()).then_some(tally)
    }

    /// Stretches without positions, up to `now`.
    pub fn gaps(&self, now: Timestamp) -> Vec<(Timestamp, Timestamp)> {
        self.segments
            .iter()
            .filter(|it| it.status.is_none())
            .map(|it| (it.from, it.to.unwrap_or(now)))
            .filter(|(from, to)| to.since(*from) >= GAP_SHOWN)
            .collect()
    }

    /// How many trips, stops and gaps.
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |wanted: fn(&Trip) -> bool| self.trips.iter().filter(|it| wanted(it)).count();
        (
            count(is_trip),
            count(|it| it.status.is_some() && !is_trip(it)),
            count(|it| it.status.is_none()),
        )
    }

    fn minutes(&self, value: impl Fn(&SpeedHour, usize) -> Option<f64>) -> Vec<(Timestamp, Option<f64>)> {
        let mut points: Vec<(Timestamp, Option<f64>)> = Vec::new();
        for hour in &self.hours {
            // Hours without any report are missing: the line must break there, not run straight on.
            if let Some((last, _)) = points.last()
                && hour.at.since(*last) > MINUTE
            {
                points.push((*last + MINUTE, None));
            }
            for index in 0..hour.speeds.len() {
                points.push((hour.at + MINUTE * index as u32, value(hour, index)));
            }
        }
        points
    }
}

/// What a day came to, added up from its trips and stops as they are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Tally {
    /// Driven, km.
    pub distance: f64,
    /// On trips, min.
    pub driving: u64,
    /// At stops, min.
    pub standing: u64,
    /// At stops with the engine on, min.
    pub idle: u64,
    /// Mean speed of the trips, km/h; `None` without one.
    pub mean_speed: Option<f64>,
}

impl Tally {
    /// The same from the figures alone, which are all that is kept of a large fleet.
    pub fn of(summary: &DaySummary) -> Self {
        let [driving, idle, stopped] =
            [summary.moving_s, summary.idle_s, summary.stopped_s].map(|it| it / 60);
        Self {
            distance: summary.distance,
            driving,
            standing: idle + stopped,
            idle,
            mean_speed: Some(summary.mean_speed),
        }
    }

    /// Mean speed of the trips, km/h, which is never above the top; 0 without one.
    pub fn mean(&self, summary: &DaySummary) -> f64 {
        self.mean_speed.unwrap_or_default().min(summary.top_speed)
    }

    /// How much of the time of which anything is known it stood with the engine on, %.
    pub fn idle_share(&self) -> f64 {
        let known = (self.driving + self.standing).max(1);
        self.idle as f64 / known as f64 * 100.0
    }
}

/// Minutes between two times as clocks without seconds show them: the one rule by which the lengths of a day are rounded,
/// so that lengths fit their times, and their sum fits them.
pub(crate) fn minutes(from: Timestamp, to: Timestamp) -> u64 {
    (to.as_millis() / MINUTE_MS).saturating_sub(from.as_millis() / MINUTE_MS)
}

fn is_trip(trip: &Trip) -> bool {
    trip.status == Some(VehicleStatus::Moving)
}

/// Whether the vehicle is known to have stood.
fn stands(segment: &Segment) -> bool {
    use VehicleStatus::{Idle, Maintenance, Stopped};
    matches!(segment.status, Some(Idle | Stopped | Maintenance))
}

const QUARTER_MS: u64 = 15 * 60_000;
const MINUTE_MS: u64 = 60_000;
const MINUTE: Duration = Duration::from_millis(MINUTE_MS);
const HOUR: Duration = Duration::from_secs(3600);
/// Shorter gaps are only visible as breaks of the line.
const GAP_SHOWN: Duration = Duration::from_secs(5 * 60);

/// The number of a line: they are counted from 0, whether they are kept or not.
fn number(id: &RowId) -> usize {
    let digits = id.as_str().rsplit('-').next();
    digits.and_then(|it| it.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use protocol::RowId;

    use super::*;

    fn at(minute: u64) -> Timestamp {
        Timestamp::from_millis(minute * 60_000)
    }

    fn entry(id: &str, part: ReportPart) -> ReportEntry {
        ReportEntry {
            id: RowId::from(id),
            part,
        }
    }

    fn trip(from: u64, to: Option<u64>, status: Option<VehicleStatus>) -> Trip {
        Trip {
            from: at(from),
            to: to.map(at),
            status,
            start: "Nord depot".to_owned(),
            end: "Kiln road 7".to_owned(),
            distance: 1.0,
            mean_speed: 30.0,
        }
    }

    #[test]
    fn parts_are_put_in_order_of_time() {
        let day = Day::of(&[
            entry(
                "trip-2",
                ReportPart::Trip(trip(30, None, Some(VehicleStatus::Moving))),
            ),
            entry(
                "trip-1",
                ReportPart::Trip(trip(0, Some(30), Some(VehicleStatus::Stopped))),
            ),
        ]);

        assert_eq!(day.trips[0].from, at(0));
        assert_eq!(day.trip_at(at(10)).map(|it| it.0), Some(0));
        assert_eq!(day.trip_at(at(40)).map(|it| it.0), Some(1));
        assert_eq!(day.counts(), (1, 1, 0));
    }

    #[test]
    fn lengths_fit_the_times_that_are_shown_and_add_up() {
        let ms = |seconds: u64| Timestamp::from_millis(seconds * 1000);
        let part = |n: u64, from, to: Option<u64>, status, distance| {
            let part = Trip {
                from: ms(from),
                to: to.map(ms),
                distance,
                ..trip(0, None, status)
            };
            entry(&format!("trip-{n}"), ReportPart::Trip(part))
        };
        let idle = |n: u64, from, to| {
            let segment = Segment {
                from: ms(from),
                to: Some(ms(to)),
                status: Some(VehicleStatus::Idle),
            };
            entry(&format!("segment-{n}"), ReportPart::Segment(segment))
        };
        let day = Day::of(&[
            // 0:00:50 to 0:10:10 reads as ten minutes, and is that.
            part(1, 50, Some(610), Some(VehicleStatus::Moving), 6.0),
            part(2, 610, Some(1_199), Some(VehicleStatus::Idle), 0.0),
            part(3, 1_199, Some(1_800), None, 3.0),
            part(4, 1_800, None, Some(VehicleStatus::Moving), 4.0),
            // In traffic, and at the stop.
            idle(1, 200, 320),
            idle(2, 610, 1_199),
        ]);

        let tally = day.tally(ms(2_400), ms(2_400)).unwrap();

        assert_eq!((tally.driving, tally.standing, tally.idle), (10 + 10, 9, 9));
        assert_eq!(tally.distance, 13.0, "in silence too");
        let mean = tally.mean_speed.unwrap_or_default();
        assert!((mean - 10.0 / 1_160.0 * 3_600.0).abs() < 0.01, "{mean}");
        let early = day.tally(ms(330), ms(2_400)).unwrap();
        assert_eq!((early.distance, early.driving, early.idle), (3.0, 5, 0));
        assert_eq!(Day::default().tally(ms(0), ms(0)), None);
    }

    #[test]
    fn a_missing_hour_breaks_the_line() {
        let hour = |at, speed| SpeedHour {
            at,
            speeds: vec![Some(speed)],
            limits: vec![50],
        };
        let day = Day::of(&[
            entry("speed-00", ReportPart::Speed(hour(at(0), 10))),
            entry("speed-02", ReportPart::Speed(hour(at(120), 20))),
        ]);

        assert_eq!(
            day.speeds(at(130)),
            [(at(0), Some(10.0)), (at(1), None), (at(120), Some(20.0))]
        );
        assert_eq!(day.speed_at(at(120)), (Some(20.0), Some(50.0)));
        assert_eq!(day.speed_at(at(60)), (None, None));
    }

    #[test]
    fn gaps_end_now_while_they_last() {
        let gap = Segment {
            from: at(10),
            to: None,
            status: None,
        };
        let day = Day::of(&[entry("segment-1", ReportPart::Segment(gap))]);

        assert_eq!(day.gaps(at(40)), [(at(10), at(40))]);
        assert_eq!(day.gaps(at(12)), []);
    }

    #[test]
    fn a_parked_vehicle_stands_also_while_it_says_nothing() {
        let segment = |from, to, status| {
            let (from, to) = (at(from), Some(at(to)));
            ReportPart::Segment(Segment { from, to, status })
        };
        let hour = SpeedHour {
            at: at(0),
            speeds: vec![Some(40), None, None, None],
            limits: vec![50; 4],
        };
        let day = Day::of(&[
            entry("segment-1", segment(0, 1, Some(VehicleStatus::Moving))),
            entry("segment-2", segment(1, 30, Some(VehicleStatus::Stopped))),
            entry("segment-3", segment(30, 40, None)),
            entry("speed-00", ReportPart::Speed(hour)),
        ]);

        let speeds = day.speeds(at(60));

        assert_eq!(
            speeds,
            [
                (at(0), Some(40.0)),
                (at(1), Some(0.0)),
                (at(30), Some(0.0)),
                (at(30), None),
                (at(40), None),
            ]
        );
        assert_eq!(day.quarters(), [(at(0), Some(40.0), Some(50.0))]);
        let status = |minute| day.segment_at(at(minute)).map(|it| it.status);
        assert_eq!(status(15), Some(Some(VehicleStatus::Stopped)));
        assert_eq!(status(35), Some(None));
        assert_eq!(status(45), None);
    }
}
