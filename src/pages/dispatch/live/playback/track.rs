//! A way of the past: where it led, how fast, and what of it nobody knows.

use std::time::Duration;

use protocol::Timestamp;

use crate::{
    components::map::{Piece, Place, distance, pieces},
    pages::dispatch::live::query::Span,
    platform::http::TrackPlace,
};

/// A way, in the order of time.
#[derive(Debug, Default)]
pub(super) struct Track {
    points: Vec<Point>,
}

/// Where it was at a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    /// When.
    pub(super) at: Timestamp,
    /// Where.
    pub(super) place: Place,
    /// How fast, km/h.
    pub(super) speed: f64,
    /// Where to, degrees clockwise from north; `None`: it stood, or nobody knows.
    pub(super) heading: Option<f64>,
}

/// What is known of a moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Moment {
    /// It was there.
    There(Point),
    /// Nothing was heard: it had been there last.
    Gap(Point),
}

impl Track {
    /// A way as the gateway tells it.
    pub(super) fn new(told: Vec<TrackPlace>) -> Self {
        let point = |(at, lat, lng, _, speed, heading, _): TrackPlace| Point {
            at,
            place: (lat, lng),
            speed,
            heading,
        };
        let mut points: Vec<_> = told.into_iter().map(point).collect();
        points.sort_by_key(|it| it.at);
        Self { points }
    }

    /// Whether nothing is known at all.
    pub(super) const fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// Its places.
    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        self.points.iter().map(|it| it.place)
    }

    /// When it was heard of first.
    pub(super) fn first(&self) -> Option<Timestamp> {
        self.points.first().map(|it| it.at)
    }

    /// As a map draws it.
    pub(super) fn pieces(&self) -> Vec<Piece> {
        pieces(self.points.iter().map(|it| (it.at, it.place)))
    }

    /// How long it is where it is known, km.
    pub(super) fn length(&self) -> f64 {
        let metres: f64 = self
            .stretches()
            .flat_map(|it| it.iter().zip(it.iter().skip(1)))
            .map(|(a, b)| distance(a.place, b.place))
            .sum();
        metres / 1e3
    }

    /// The highest speed, km/h.
    pub(super) fn top_speed(&self) -> f64 {
        self.points.iter().map(|it| it.speed).fold(0.0, f64::max)
    }

    /// What is known of a moment; `None` before it begins.
    pub(super) fn at(&self, moment: Timestamp) -> Option<Moment> {
        let index = self.points.partition_point(|it| it.at <= moment);
        let last = *self.points.get(index.checked_sub(1)?)?;
        let next = self.points.get(index);
        let Some(next) = next.filter(|it| it.at.since(last.at) <= GAP) else {
            // The last position of all is good for as long as any other.
            let is_known = moment == last.at || (next.is_none() && moment.since(last.at) <= GAP);
            return Some(if is_known {
                Moment::There(last)
            } else {
                Moment::Gap(last)
            });
        };
        let share = share(moment, last.at, next.at);
        let between = |a: f64, b: f64| a + (b - a) * share;
        Some(Moment::There(Point {
            at: moment,
            place: (
                between(last.place.0, next.place.0),
                between(last.place.1, next.place.1),
            ),
            speed: between(last.speed, next.speed),
            heading: last.heading,
        }))
    }

    /// For how long nothing was heard around a moment; `None`: it was heard then.
    pub(super) fn silence(&self, moment: Timestamp, span: Span) -> Option<Duration> {
        let index = self.points.partition_point(|it| it.at <= moment);
        let last = index.checked_sub(1).and_then(|it| self.points.get(it));
        let from = last.map_or(span.from, |it| it.at);
        let to = self.points.get(index).map_or(span.to, |it| it.at);
        Some(to.since(from)).filter(|it| *it > GAP)
    }

    /// Stretches without a gap, each as spots of a curve: how far along the period (0 to 1), and the speed. Of many
    /// positions in one place of the curve the fastest is kept.
    pub(super) fn curve(&self, span: Span) -> Vec<Vec<(f64, f64)>> {
        let line = |stretch: &[Point]| {
            let mut line: Vec<(f64, f64)> = Vec::new();
            for (index, point) in stretch.iter().enumerate() {
                let x = share(point.at, span.from, span.to);
                let is_last = index + 1 == stretch.len();
                match line.last_mut() {
                    Some(last) if x - last.0 < STEP && index > 1 && !is_last => {
                        last.1 = last.1.max(point.speed)
                    }
                    _ => line.push((x, point.speed)),
                }
            }
            line
        };
        self.stretches().map(line).filter(|it| !it.is_empty()).collect()
    }

    /// Where nothing is known, as shares of the period from and to.
    pub(super) fn gaps(&self, span: Span) -> Vec<(f64, f64)> {
        let mut gaps = Vec::new();
        let mut from = span.from;
        for stretch in self.stretches() {
            if let (Some(first), Some(last)) = (stretch.first(), stretch.last()) {
                gaps.push((from, first.at));
                from = last.at;
            }
        }
        gaps.push((from, span.to));
        gaps.into_iter()
            .filter(|it| it.1.since(it.0) > GAP)
            .map(|it| (share(it.0, span.from, span.to), share(it.1, span.from, span.to)))
            .collect()
    }

    fn stretches(&self) -> impl Iterator<Item = &[Point]> {
        self.points.chunk_by(|a, b| b.at.since(a.at) <= GAP)
    }
}

/// How far along a time a moment is, from 0 to 1.
pub(super) fn share(moment: Timestamp, from: Timestamp, to: Timestamp) -> f64 {
    let all = to.since(from).as_secs_f64();
    if all > 0.0 {
        (moment.since(from).as_secs_f64() / all).clamp(0.0, 1.0)
    } else {
        0.0
    }
}

/// Round moments for the axis of a period, at most so many; `midnight`: the one before it on the reader's clocks.
pub(super) fn ticks(span: Span, midnight: Timestamp, most: u64) -> Vec<Timestamp> {
    let length = span.to.since(span.from).as_secs() / 60;
    let step = STEPS
        .into_iter()
        .find(|it| length / it < most)
        .unwrap_or(STEPS[STEPS.len() - 1]);
    let step = Duration::from_secs(step * 60);
    let mut moment = midnight;
    let mut ticks = Vec::new();
    while moment <= span.to {
        if moment >= span.from {
            ticks.push(moment);
        }
        moment = moment + step;
    }
    ticks
}

/// Round steps of an axis, minutes.
const STEPS: [u64; 10] = [1, 5, 10, 15, 30, 60, 120, 240, 360, 720];

/// Nothing heard for longer is a gap; as the trail on the map has it.
const GAP: Duration = Duration::from_secs(60);

/// The curve has so many places.
const STEP: f64 = 1.0 / 720.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    fn track(points: &[(u64, f64, f64)]) -> Track {
        let told = points
            .iter()
            .map(|(seconds, lat, speed)| (at(*seconds), *lat, 0.0, 5.0, *speed, Some(90.0), None));
        Track::new(told.collect())
    }

    const SPAN: Span = Span {
        from: Timestamp::from_millis(0),
        to: Timestamp::from_millis(1_000_000),
    };

    #[test]
    fn between_two_positions_it_was_between_and_in_a_gap_nobody_knows() {
        let track = track(&[(100, 1.0, 10.0), (120, 2.0, 30.0), (500, 3.0, 50.0)]);
        assert_eq!(track.at(at(99)), None);
        let Some(Moment::There(point)) = track.at(at(110)) else {
            panic!("it was heard of");
        };
        assert!((point.place.0 - 1.5).abs() < 1e-9 && (point.speed - 20.0).abs() < 1e-9);
        assert!(matches!(track.at(at(120)), Some(Moment::There(_))));
        assert!(matches!(track.at(at(300)), Some(Moment::Gap(it)) if it.place.0 == 2.0));
        assert!(matches!(track.at(at(510)), Some(Moment::There(it)) if it.place.0 == 3.0));
        assert!(matches!(track.at(at(900)), Some(Moment::Gap(_))));
    }

    #[test]
    fn a_silence_is_as_long_as_nobody_was_heard() {
        let track = track(&[(100, 1.0, 10.0), (120, 2.0, 30.0), (500, 3.0, 50.0)]);
        let seconds = |moment: u64| track.silence(at(moment), SPAN).map(|it| it.as_secs());
        assert_eq!(seconds(10), Some(100), "before the first position");
        assert_eq!(seconds(110), None);
        assert_eq!((seconds(120), seconds(499)), (Some(380), Some(380)));
        assert_eq!(seconds(600), Some(500), "after the last one");
    }

    #[test]
    fn the_curve_has_a_hole_where_nothing_is_known() {
        let track = track(&[(0, 1.0, 10.0), (30, 1.0, 20.0), (500, 1.0, 50.0), (530, 1.0, 0.0)]);
        let curve = track.curve(SPAN);
        assert_eq!(curve.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
        assert_eq!(curve[1][0], (0.5, 50.0));
        assert_eq!(track.gaps(SPAN), [(0.03, 0.5), (0.53, 1.0)]);
        assert!((track.top_speed() - 50.0).abs() < 1e-9);
    }

    #[test]
    fn of_many_positions_the_fastest_is_kept() {
        let points: Vec<_> = (0..1000_u32)
            .map(|it| (u64::from(it), 1.0, if it == 500 { 99.0 } else { 1.0 }))
            .collect();
        let curve = track(&points).curve(SPAN);
        assert!(curve[0].len() <= 730, "{}", curve[0].len());
        assert!(curve[0].iter().any(|it| it.1 > 98.0));
    }

    #[test]
    fn ticks_are_round_and_few() {
        let span = Span {
            from: at(3600 + 60),
            to: at(5 * 3600),
        };
        let ticks = ticks(span, at(0), 8);
        assert_eq!(ticks.first(), Some(&at(3600 + 1800)));
        assert!(ticks.len() <= 8, "{ticks:?}");
    }
}
