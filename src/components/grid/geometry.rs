//! Where rows of a long list stand, and which of them are in sight.

use std::ops::Range;

/// Rows of one height, some of which carry a strip below them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Geometry {
    /// How many rows.
    pub rows: usize,
    /// Height of a row, px.
    pub row: f64,
    /// Height of a strip below a row, px.
    pub strip: f64,
    /// Which rows carry one, ascending.
    pub strips: Vec<usize>,
}

impl Geometry {
    /// Distance of a row from the top of the list, px.
    pub fn top(&self, index: usize) -> f64 {
        let strips = self.strips.partition_point(|it| *it < index);
        count(index) * self.row + count(strips) * self.strip
    }

    /// Height of a row with what it carries, px.
    pub fn height(&self, index: usize) -> f64 {
        if self.strips.binary_search(&index).is_ok() {
            self.row + self.strip
        } else {
            self.row
        }
    }

    /// Height of all rows, px.
    pub fn total(&self) -> f64 {
        self.top(self.rows)
    }

    /// The row that covers a distance from the top; the last one for what lies beyond.
    pub fn at(&self, y: f64) -> usize {
        if self.rows == 0 || self.row <= 0.0 {
            return 0;
        }
        // Strips only push rows down, so the answer lies between these two.
        let latest = whole(y / self.row).min(self.rows - 1);
        let earliest = whole((y - count(self.strips.len()) * self.strip) / self.row).min(latest);
        let (mut low, mut high) = (earliest, latest);
        while low < high {
            let middle = high - (high - low) / 2;
            if self.top(middle) <= y {
                low = middle
            } else {
                high = middle - 1
            }
        }
        low
    }

    /// The rows in sight between two distances from the top, with some more on both sides.
    pub fn window(&self, from: f64, to: f64, more: usize) -> Range<usize> {
        if self.rows == 0 {
            return 0..0;
        }
        let first = self.at(from).saturating_sub(more);
        let last = (self.at(to) + 1 + more).min(self.rows);
        first..last
    }

    /// How far to scroll so that a row is in full sight between what sticks at the top and at the bottom.
    /// `None`: it already is.
    pub fn reveal(&self, index: usize, scrolled: f64, sight: f64) -> Option<f64> {
        let (top, bottom) = (self.top(index), self.top(index) + self.height(index));
        if top < scrolled {
            Some(top)
        } else if bottom > scrolled + sight {
            Some((bottom - sight).max(0.0))
        } else {
            None
        }
    }

    /// Rows that fit into a height.
    pub fn page(&self, sight: f64) -> usize {
        if self.row <= 0.0 {
            1
        } else {
            whole(sight / self.row).max(1)
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "rows are counted in thousands")]
const fn count(n: usize) -> f64 {
    n as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, which is what is wanted"
)]
fn whole(n: f64) -> usize {
    n.max(0.0).floor() as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ten(strips: &[usize]) -> Geometry {
        Geometry {
            rows: 10,
            row: 36.0,
            strip: 40.0,
            strips: strips.to_vec(),
        }
    }

    #[test]
    fn a_strip_pushes_down_what_follows() {
        let geometry = ten(&[1, 4]);

        assert_eq!([0, 1, 2, 5].map(|it| geometry.top(it)), [0.0, 36.0, 112.0, 260.0]);
        assert_eq!(geometry.total(), 440.0);
    }

    #[test]
    fn the_row_at_a_distance_is_the_one_that_covers_it() {
        for strips in [&[][..], &[0], &[1, 4], &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]] {
            let geometry = ten(strips);
            for y in 0..900 {
                let y = f64::from(y);
                let expected = (0..10).rev().find(|it| geometry.top(*it) <= y).unwrap();
                assert_eq!(geometry.at(y), expected, "{y} {strips:?}");
            }
        }
    }

    #[test]
    fn windows_stay_inside_the_list() {
        assert_eq!(ten(&[]).window(0.0, 100.0, 3), 0..6);
        assert_eq!(ten(&[]).window(5000.0, 5100.0, 3), 6..10);
        assert_eq!(Geometry::default().window(0.0, 100.0, 3), 0..0);
    }

    #[test]
    fn revealing_scrolls_no_further_than_needed() {
        let geometry = ten(&[]);

        assert_eq!(geometry.reveal(2, 0.0, 144.0), None);
        assert_eq!(geometry.reveal(5, 0.0, 144.0), Some(72.0));
        assert_eq!(geometry.reveal(0, 72.0, 144.0), Some(0.0));
    }
}
