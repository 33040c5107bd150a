//! What can be said of a ring of corners: how large it is, where its middle is, which edge is near.

use crate::components::map::{Place, distance};

/// The middle of what a ring covers; of its corners where it covers nothing.
pub(super) fn middle(ring: &[Place]) -> Place {
    let n = f64::from(u16::try_from(ring.len()).unwrap_or(u16::MAX)).max(1.0);
    let mean = ring
        .iter()
        .fold((0.0, 0.0), |sum, it| (sum.0 + it.0 / n, sum.1 + it.1 / n));
    let (mut twice, mut lat, mut lng) = (0.0, 0.0, 0.0);
    for (a, b) in edges(ring) {
        // Counted from the mean: far from zero, digits would be lost.
        let (a, b) = ((a.0 - mean.0, a.1 - mean.1), (b.0 - mean.0, b.1 - mean.1));
        let part = a.0 * b.1 - b.0 * a.1;
        twice += part;
        lat += (a.0 + b.0) * part;
        lng += (a.1 + b.1) * part;
    }
    if twice.abs() < 1e-18 {
        return mean;
    }
    (mean.0 + lat / (3.0 * twice), mean.1 + lng / (3.0 * twice))
}

/// How much a ring covers, km²; exact enough for what is drawn by hand.
pub(super) fn size(ring: &[Place]) -> f64 {
    let (lat, lng) = middle(ring);
    let flat = |it: Place| {
        let (north, east) = (
            distance((lat, lng), (it.0, lng)),
            distance((lat, lng), (lat, it.1)),
        );
        let sign = |it: f64, zero: f64| if it < zero { -1.0 } else { 1.0 };
        (north * sign(it.0, lat), east * sign(it.1, lng))
    };
    let twice: f64 = edges(ring)
        .map(|(a, b)| {
            let (a, b) = (flat(a), flat(b));
            a.0 * b.1 - b.0 * a.1
        })
        .sum();
    twice.abs() / 2.0 / 1e6
}

/// How long its border is, km.
pub(super) fn around(ring: &[Place]) -> f64 {
    edges(ring).map(|(a, b)| distance(a, b)).sum::<f64>() / 1e3
}

/// After which corner the edge begins that is nearest to a place.
pub(super) fn nearest_edge(ring: &[Place], place: Place) -> usize {
    let narrow = place.0.to_radians().cos();
    let flat = |it: Place| (it.0 - place.0, (it.1 - place.1) * narrow);
    let away = |(a, b): (Place, Place)| {
        let (a, b) = (flat(a), flat(b));
        let (north, east) = (b.0 - a.0, b.1 - a.1);
        let length = north * north + east * east;
        let along = if length > 0.0 {
            (-(a.0 * north + a.1 * east) / length).clamp(0.0, 1.0)
        } else {
            0.0
        };
        (a.0 + along * north).hypot(a.1 + along * east)
    };
    edges(ring)
        .enumerate()
        .min_by(|a, b| away(a.1).total_cmp(&away(b.1)))
        .map_or(0, |it| it.0)
}

fn edges(ring: &[Place]) -> impl Iterator<Item = (Place, Place)> {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [Place; 4] = [(55.5, 4.5), (55.5, 4.516), (55.509, 4.516), (55.509, 4.5)];

    #[test]
    fn a_square_is_as_large_as_its_sides_say() {
        // 0.009 degrees of latitude and 0.016 of longitude there are both a kilometre.
        assert!((size(&SQUARE) - 1.0).abs() < 0.02, "{}", size(&SQUARE));
        assert!((around(&SQUARE) - 4.0).abs() < 0.05, "{}", around(&SQUARE));
        assert!(size(&SQUARE[..2]) < 1e-9);
    }

    #[test]
    fn the_middle_is_that_of_what_is_covered() {
        // A corner more on an edge covers nothing more.
        let mut ring = SQUARE.to_vec();
        ring.insert(1, (55.5, 4.501));
        let (lat, lng) = middle(&ring);
        assert!(
            (lat - 55.5045).abs() < 1e-9 && (lng - 4.508).abs() < 1e-9,
            "{lat} {lng}"
        );
        assert_eq!(middle(&[(1.0, 1.0), (3.0, 3.0)]), (2.0, 2.0));
    }

    #[test]
    fn the_nearest_edge_is_found_also_the_one_that_closes() {
        assert_eq!(nearest_edge(&SQUARE, (55.4999, 4.508)), 0);
        assert_eq!(nearest_edge(&SQUARE, (55.505, 4.517)), 1);
        assert_eq!(nearest_edge(&SQUARE, (55.505, 4.499)), 3);
        assert_eq!(nearest_edge(&[], (0.0, 0.0)), 0);
    }
}
