//! Names on the ground, and where that of a depot stands while a group of marks covers its place.

use super::{
    brush::{Box4, Brush, overlap},
    camera::Spot,
    ground::NameKind,
};
use crate::platform::canvas::Anchor;

/// How far a group reaches from its middle, px.
const GROUP: f64 = 22.0;

/// Half the height of a name, px.
const HALF: f64 = 8.0;

/// The box that a group of marks covers.
pub(super) const fn covered((x, y): Spot) -> Box4 {
    [x - GROUP, y - GROUP, x + GROUP, y + GROUP]
}

/// Where the middle of the left edge of a name stands, from its place: beside the house, or where no group covers it.
/// Where all that is covered it stands beside the house, as if nothing were there.
fn beside((x, y): Spot, width: f64, covers: &[Box4]) -> Spot {
    let usual = (HOUSE, 0.5);
    let (below, above) = (GROUP + HALF, -(GROUP + HALF));
    let spots = [
        usual,
        (-width / 2.0, below),
        (-width / 2.0, above),
        (-HOUSE - width, 0.5),
    ];
    let is_free = |spot: &Spot| {
        let (left, middle) = (x + spot.0, y + spot.1);
        let name = [left, middle - HALF, left + width, middle + HALF];
        !covers.iter().any(|it| overlap(*it, name))
    };
    // Behind a group that stands on the house, its name is nearest where the group ends.
    let behind = covers.iter().find(|[left, top, right, bottom]| {
        (*left..*right).contains(&(x + HOUSE)) && (*top..*bottom).contains(&y)
    });
    let behind = behind.map(|it| (it[2] - x + 3.0, 0.5));
    let mut spots = std::iter::once(usual).chain(behind).chain(spots);
    spots.find(is_free).unwrap_or(usual)
}

impl Brush {
    /// The box that a name takes around its middle.
    pub(super) fn name_box(&self, (x, y): Spot, text: &str) -> Box4 {
        self.font(600, 12);
        let half = self.pen.width(text) / 2.0;
        [x - half, y - HALF, x + half, y + HALF]
    }

    /// A name on the ground. `covers`: where groups of marks, names of areas and the map's tools stand.
    pub(super) fn name(&self, (x, y): Spot, text: &str, kind: NameKind, covers: &[Box4]) {
        let edge = Some(self.ink.land.as_str());
        self.pen.place(1.0, x, y);
        match kind {
            NameKind::District => {
                self.font(500, 12);
                self.pen
                    .write(text, (0.0, 0.0), Anchor::Middle, &self.ink.label, edge);
            }
            NameKind::Water => {
                self.pen.font(&format!("italic 400 12px {}", self.ink.font));
                self.pen
                    .write(text, (0.0, 0.0), Anchor::Middle, &self.ink.water_label, None);
            }
            NameKind::Depot => {
                if let Some(house) = &self.house {
                    self.pen
                        .pill((-9.0, -9.0), (18.0, 18.0), &self.ink.text, &self.ink.surface, 2.0);
                    self.pen.stroke(house, &self.ink.surface, 1.2);
                } else {
                    self.pen.disc(0.0, 0.0, 3.0, &self.ink.label);
                }
                self.font(500, 12);
                let spot = beside((x, y), self.pen.width(text), covers);
                self.pen.write(text, spot, Anchor::Start, &self.ink.text, edge);
            }
            NameKind::Site => {
                self.pen.disc(0.0, 0.0, 3.0, &self.ink.label);
                self.font(500, 12);
                self.pen
                    .write(text, (7.0, 0.5), Anchor::Start, &self.ink.text, edge);
            }
        }
    }
}

/// From the middle of a house to its name, px.
const HOUSE: f64 = 14.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_depot_stands_where_no_group_covers_it() {
        let at = |covers: &[Spot]| {
            let covers: Vec<_> = covers.iter().map(|it| covered(*it)).collect();
            beside((100.0, 100.0), 80.0, &covers)
        };
        let usual = (HOUSE, 0.5);
        assert_eq!(at(&[]), usual);
        assert_eq!(at(&[(300.0, 100.0)]), usual);
        assert_eq!(
            at(&[(100.0, 100.0)]),
            (25.0, 0.5),
            "on the house: behind the group"
        );
        assert_eq!(
            at(&[(100.0, 100.0), (170.0, 100.0)]),
            (-40.0, 30.0),
            "beside it too: below"
        );
        let all = [
            (100.0, 100.0),
            (170.0, 100.0),
            (100.0, 135.0),
            (100.0, 65.0),
            (40.0, 100.0),
        ];
        assert_eq!(at(&all), usual);
    }
}
