//! The drawing board the city was drawn on, and how it lies on the globe.
//!
//! One sheet unit is 14 m; x grows to the east, y to the south, as in a picture.

use std::f64::consts::PI;

use super::Point;

/// Metres per sheet unit.
pub(crate) const UNIT_M: f64 = 14.0;
/// The sheet: everything lies within 0…1400 × 0…900, main roads leave it by a little.
pub(crate) const WIDTH: f64 = 1400.0;
/// See [`WIDTH`].
pub(crate) const HEIGHT: f64 = 900.0;

/// The middle of the sheet. It lies in the open North Sea, 200 km from every coast, so that no real street is ever
/// mistaken for one of ours.
const MIDDLE: Point = Point { lat: 55.5, lng: 4.5 };
const M_PER_DEGREE: f64 = 111_320.0;

/// A place on the sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Xy {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl Xy {
    pub(crate) const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Distance in sheet units.
    pub(crate) fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// The place a share of the way to `other`.
    pub(crate) fn towards(self, other: Self, share: f64) -> Self {
        Self::new(
            self.x + (other.x - self.x) * share,
            self.y + (other.y - self.y) * share,
        )
    }

    /// Degrees clockwise from north of the way to `other`.
    pub(crate) fn heading(self, other: Self) -> f64 {
        ((other.x - self.x).atan2(self.y - other.y) * 180.0 / PI).rem_euclid(360.0)
    }

    /// Where on the globe.
    pub(crate) fn point(self) -> Point {
        let east = (self.x - WIDTH / 2.0) * UNIT_M;
        let north = (HEIGHT / 2.0 - self.y) * UNIT_M;
        Point {
            lat: MIDDLE.lat + north / M_PER_DEGREE,
            lng: MIDDLE.lng + east / (M_PER_DEGREE * MIDDLE.lat.to_radians().cos()),
        }
    }
}

/// A chain of cubic Bézier curves that join smoothly: `first`, then per curve its second handle and its end.
pub(crate) struct Curve {
    pub(crate) first: [(f64, f64); 4],
    pub(crate) then: &'static [[(f64, f64); 2]],
}

impl Curve {
    /// Straight pieces, `steps` per curve.
    pub(crate) fn flatten(&self, steps: u32) -> Vec<Xy> {
        let xy = |(x, y): (f64, f64)| Xy::new(x, y);
        let [mut start, mut handle, mut second, mut end] = self.first.map(xy);
        let mut line = vec![start];
        let mut rest = self.then.iter();
        loop {
            for step in 1..=steps {
                let t = f64::from(step) / f64::from(steps);
                let (a, b, c) = (
                    start.towards(handle, t),
                    handle.towards(second, t),
                    second.towards(end, t),
                );
                line.push(a.towards(b, t).towards(b.towards(c, t), t));
            }
            let Some(&[next_second, next_end]) = rest.next() else {
                return line;
            };
            handle = second.towards(end, 2.0);
            (start, second, end) = (end, xy(next_second), xy(next_end));
        }
    }
}

/// A closed polygon made from corners.
pub(crate) fn ring(corners: &[(f64, f64)]) -> Vec<Xy> {
    corners.iter().map(|&(x, y)| Xy::new(x, y)).collect()
}

/// Whether the place lies inside the polygon (even-odd rule).
pub(crate) fn contains(polygon: &[Xy], at: Xy) -> bool {
    let mut inside = false;
    let mut before = match polygon.last() {
        Some(last) => *last,
        None => return false,
    };
    for &corner in polygon {
        if (corner.y > at.y) != (before.y > at.y)
            && at.x < (before.x - corner.x) * (at.y - corner.y) / (before.y - corner.y) + corner.x
        {
            inside = !inside;
        }
        before = corner;
    }
    inside
}

/// Where two straight pieces cross, as shares of the way along each.
pub(crate) fn crossing(a: [Xy; 2], b: [Xy; 2]) -> Option<(f64, f64)> {
    let (rx, ry) = (a[1].x - a[0].x, a[1].y - a[0].y);
    let (sx, sy) = (b[1].x - b[0].x, b[1].y - b[0].y);
    let cross = rx * sy - ry * sx;
    if cross.abs() < 1e-9 {
        return None;
    }
    let (dx, dy) = (b[0].x - a[0].x, b[0].y - a[0].y);
    let t = (dx * sy - dy * sx) / cross;
    let u = (dx * ry - dy * rx) / cross;
    ((0.0..=1.0).contains(&t) && (0.0..=1.0).contains(&u)).then_some((t, u))
}
