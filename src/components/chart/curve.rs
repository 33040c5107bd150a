//! Lines as they fit the drawing: thinned to its width, with a top that the axis and what lies over it agree on.

use std::time::Duration;

use protocol::Timestamp;

use super::option::{Line, Span};

/// The line with as many points as the width can show apart, each the highest of its stretch at the moment it was
/// reached; a day of minutes on a phone would be a smear.
pub(super) fn thinned(line: &Line, span: Span, width: f64) -> Line {
    let px_ms = span.to.since(span.from).as_millis() as f64 / width;
    if width <= 0.0 || close_gap(line) as f64 >= px_ms {
        return line.clone();
    }
    let least = px_ms * POINT_PX;
    let step = STEP.as_millis() as u64 * (least / STEP.as_millis() as f64).round().max(1.0) as u64;
    let bucket = |at: Timestamp| at.as_millis() / step;
    let stretches = line.points.chunk_by(|a, b| bucket(a.0) == bucket(b.0));
    Line {
        points: stretches.flat_map(shown).collect(),
        ..line.clone()
    }
}

/// The highest point of a stretch; where the line lies on the axis for a while, also when that begins and ends: a stop
/// stays one.
fn shown(stretch: &[Point]) -> Vec<Point> {
    let peak = (0..stretch.len()).reduce(|best, it| if stretch[it].1 > stretch[best].1 { it } else { best });
    let is_nothing = |it: usize| stretch.get(it).is_some_and(|it| it.1 == Some(0.0));
    let lies =
        |it: &usize| is_nothing(*it) && (is_nothing(it + 1) || it.checked_sub(1).is_some_and(is_nothing));
    let begin = (0..stretch.len()).find(lies);
    let end = (0..stretch.len()).rev().find(lies);
    let mut shown: Vec<_> = [begin, peak, end].into_iter().flatten().collect();
    shown.sort_unstable();
    shown.dedup();
    shown.into_iter().map(|it| stretch[it]).collect()
}

/// A moment and how high the line is; `None` where it is broken.
type Point = (Timestamp, Option<f64>);

/// Milliseconds between neighbouring points where the line has many: all but a tenth of them are farther apart.
fn close_gap(line: &Line) -> u64 {
    let gap = |it: &[(Timestamp, Option<f64>)]| it[1].0.as_millis() - it[0].0.as_millis();
    let mut gaps: Vec<_> = line.points.windows(2).map(gap).collect();
    gaps.sort_unstable();
    gaps.get(gaps.len() / 10).copied().unwrap_or(u64::MAX)
}

/// Where the line runs at a moment; `None` where it is broken.
pub(super) fn height(points: &[(Timestamp, Option<f64>)], at: Timestamp) -> Option<f64> {
    let after = points.partition_point(|it| it.0 <= at);
    let (from, low) = *points.get(after.checked_sub(1)?)?;
    let Some(&(to, high)) = points.get(after) else {
        return low.filter(|_| from == at);
    };
    let share = at.since(from).as_secs_f64() / to.since(from).as_secs_f64();
    Some(low? + (high? - low?) * share)
}

/// The top of the axis, and the distance between its labels: about four of them, of round numbers.
pub(super) fn axis(lines: &[Line]) -> (f64, f64) {
    let points = lines.iter().flat_map(|it| &it.points);
    let most = points.filter_map(|it| it.1).fold(0.0, f64::max);
    let rough = (most / 4.0).max(1.0);
    let power = 10_f64.powf(rough.log10().floor());
    let step = match rough / power {
        ..1.5 => power,
        ..2.25 => 2.0 * power,
        // Of ones and hundreds a quarter is no round number: 2.5 trips, 0.25 k.
        ..3.5 if power == 10.0 || power >= 1_000.0 => 2.5 * power,
        ..3.5 => 3.0 * power,
        ..7.0 => 5.0 * power,
        _ => 10.0 * power,
    };
    ((most / step).ceil().max(1.0) * step, step)
}

/// Closer points cannot be told apart, px.
const POINT_PX: f64 = 3.0;
/// Stretches are a multiple of this, so that their borders stay where they are while the width changes a little.
const STEP: Duration = Duration::from_secs(5 * 60);

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: u64) -> Timestamp {
        Timestamp::from_millis(minute * 60_000)
    }

    fn line(points: Vec<(Timestamp, Option<f64>)>) -> Line {
        Line {
            name: "Speed".to_owned(),
            ink: 1,
            steps: false,
            filled: true,
            end: None,
            points,
        }
    }

    fn day() -> Span {
        Span {
            from: at(0),
            to: at(1_440),
            zone_ms: 0,
        }
    }

    #[test]
    fn a_day_of_minutes_is_thinned_to_its_peaks() {
        let restless = |it: u64| match it {
            600..620 => None,
            707 => Some(94.0),
            _ => Some((it % 2 * 50) as f64),
        };
        let whole = line((0..1_440).map(|it| (at(it), restless(it))).collect());

        let thin = thinned(&whole, day(), 300.0).points;

        assert_eq!(thin.len(), 96, "one per quarter of an hour");
        assert_eq!(height(&thin, at(707)), Some(94.0), "where it was reached");
        assert!(thin.contains(&(at(600), None)), "a gap stays one");
        assert_eq!(thinned(&whole, day(), 1_600.0), whole, "wide enough");
    }

    #[test]
    fn a_stop_stays_one() {
        let speed = |it: u64| match it {
            ..25 | 608..612 => 0.0,
            _ => 60.0,
        };
        let whole = line((0..1_440).map(|it| (at(it), Some(speed(it)))).collect());

        let thin = thinned(&whole, day(), 300.0).points;

        assert_eq!(height(&thin, at(10)), Some(0.0));
        assert_eq!(
            height(&thin, at(24)),
            Some(0.0),
            "no ramp through what was parked"
        );
        assert_eq!(height(&thin, at(25)), Some(60.0));
        assert_eq!(height(&thin, at(609)), Some(0.0), "nor through four minutes");
    }

    #[test]
    fn the_line_is_met_between_its_points_and_not_where_it_breaks() {
        let points = [(at(0), Some(10.0)), (at(10), Some(30.0)), (at(20), None)];

        assert_eq!(height(&points, at(5)), Some(20.0));
        assert_eq!(height(&points, at(10)), None);
        assert_eq!(height(&points[..2], at(10)), Some(30.0), "the last point");
        assert_eq!(height(&points, at(15)), None);
        assert_eq!(height(&[], at(15)), None);
    }

    #[test]
    fn the_axis_ends_at_a_round_number_above_everything() {
        let of = |most| axis(&[line(vec![(at(0), Some(most)), (at(1), None)])]);

        assert_eq!(of(94.0), (100.0, 25.0));
        assert_eq!(of(0.0), (1.0, 1.0));
        assert_eq!(of(3.0), (3.0, 1.0));
        assert_eq!(of(13.0), (15.0, 3.0));
        assert_eq!(of(100.0), (100.0, 25.0));
        assert_eq!(axis(&[]), (1.0, 1.0));
    }
}
