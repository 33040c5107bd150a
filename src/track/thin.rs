//! Which positions of a stretch tell its shape: the others can go without anybody missing them.

use std::time::Duration;

use super::Fix;

/// No position that goes lay farther from the line that stays, m.
pub const SHAPE_METRES: f64 = 10.0;

/// No two neighbours are farther apart in time, unless nothing was captured between them.
const APART_MAX: Duration = Duration::from_secs(60);

/// A longer silence is a gap: the page was hidden, or there was no sky. It stays as it was.
const GAP: Duration = Duration::from_secs(15);

/// Which of these stay; the first and the last always do. Oldest first.
pub fn thin(fixes: &[Fix]) -> Vec<bool> {
    let mut stays = vec![false; fixes.len()];
    let mut start = 0;
    for index in 0..fixes.len() {
        let ends = fixes
            .get(index + 1)
            .is_none_or(|next| next.at.since(fixes[index].at) > GAP);
        if ends {
            keep_shape(&fixes[start..=index], &mut stays[start..=index]);
            keep_time(&fixes[start..=index], &mut stays[start..=index]);
            start = index + 1;
        }
    }
    stays
}

/// Douglas and Peucker's way: what lies farthest from a line stays, and parts it in two, until nothing lies far.
fn keep_shape(run: &[Fix], stays: &mut [bool]) {
    let Some(last) = run.len().checked_sub(1) else {
        return;
    };
    (stays[0], stays[last]) = (true, true);
    let mut lines = vec![(0, last)];
    while let Some((from, to)) = lines.pop() {
        let farthest = (from + 1..to)
            .map(|it| (it, metres_from(&run[it], &run[from], &run[to])))
            .max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((middle, _)) = farthest.filter(|it| it.1 > SHAPE_METRES) {
            stays[middle] = true;
            lines.extend([(from, middle), (middle, to)]);
        }
    }
}

/// A straight road says nothing of when one was where.
fn keep_time(run: &[Fix], stays: &mut [bool]) {
    let mut last = 0;
    for index in 1..run.len() {
        if stays[index] {
            last = index;
        } else if run[index + 1].at.since(run[last].at) > APART_MAX {
            stays[index] = true;
            last = index;
        }
    }
}

/// How far a position lies from the line between two others, m.
fn metres_from(fix: &Fix, from: &Fix, to: &Fix) -> f64 {
    let ((x, y), (to_x, to_y)) = (fix.on_plane(from), to.on_plane(from));
    let length = to_x * to_x + to_y * to_y;
    let along = if length > 0.0 {
        ((x * to_x + y * to_y) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (x - along * to_x).hypot(y - along * to_y)
}

#[cfg(test)]
mod tests {
    use protocol::Timestamp;

    use super::*;

    /// One position each 5 s, at these metres east and north of a place.
    fn stretch(places: impl IntoIterator<Item = (f64, f64)>) -> Vec<Fix> {
        let fix = |(index, (east, north)): (usize, (f64, f64))| Fix {
            at: Timestamp::from_millis(1_000_000 + index as u64 * 5_000),
            lat: 55.0 + north / 111_195.0,
            lng: 4.0 + east / 111_195.0 / 55_f64.to_radians().cos(),
            accuracy: 5.0,
            speed: 50.0,
            heading: None,
        };
        places.into_iter().enumerate().map(fix).collect()
    }

    fn kept(fixes: &[Fix]) -> Vec<Fix> {
        fixes
            .iter()
            .zip(thin(fixes))
            .filter(|it| it.1)
            .map(|it| *it.0)
            .collect()
    }

    #[test]
    fn a_straight_road_needs_one_position_a_minute() {
        let fixes = stretch((0..61).map(|it| (f64::from(it) * 70.0, 0.0)));
        let kept = kept(&fixes);
        assert_eq!(kept.len(), 6, "5 min");
        assert!(kept.windows(2).all(|it| it[1].at.since(it[0].at) <= APART_MAX));
    }

    #[test]
    fn no_bend_is_cut_by_more_than_ten_metres() {
        let bend = |it: i32| {
            let turn = f64::from(it) / 12.0;
            (turn.sin() * 400.0, turn.cos() * 250.0 + (turn * 5.0).sin() * 30.0)
        };
        let fixes = stretch((0..240).map(bend));
        let kept = kept(&fixes);
        assert!(kept.len() < fixes.len(), "{}", kept.len());
        let distance = |fix: &Fix| {
            let lines = kept.windows(2).map(|it| metres_from(fix, &it[0], &it[1]));
            lines.fold(f64::INFINITY, f64::min)
        };
        assert!(fixes.iter().all(|it| distance(it) <= SHAPE_METRES + 0.1));
    }

    #[test]
    fn a_gap_stays_a_gap() {
        let mut fixes = stretch((0..24).map(|it| (f64::from(it) * 70.0, 0.0)));
        for fix in fixes.iter_mut().skip(12) {
            fix.at = fix.at + Duration::from_secs(300);
        }
        let kept = kept(&fixes);
        let before_and_after = [fixes[11], fixes[12]];
        assert!(kept.windows(2).any(|it| it == before_and_after));
    }

    #[test]
    fn nothing_and_little_stay_as_they_are() {
        assert!(thin(&[]).is_empty());
        assert_eq!(thin(&stretch([(0.0, 0.0)])), [true]);
        assert_eq!(thin(&stretch([(0.0, 0.0), (0.0, 0.0)])), [true, true]);
    }
}
