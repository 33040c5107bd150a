//! An area that is being drawn or changed: its corners, and what of it is in hand.

use protocol::{
    RowId,
    entities::{Geofence, crosses_itself},
    mutations::{GeofenceChange, RING_MAX},
};

use super::shape::{middle, nearest_edge};
use crate::components::map::Place;

/// An area on the drawing board.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in super::super) struct Sketch {
    /// Which area it changes; `None`: it is a new one.
    pub(super) id: Option<RowId>,
    /// What people are to call it.
    pub(super) name: String,
    /// Its corners.
    pub(super) corners: Vec<Place>,
    /// Whether the last is joined to the first: further corners come between those that are there.
    pub(super) is_closed: bool,
    /// What is in hand.
    pub(super) held: Option<Held>,
}

/// What of a sketch is in hand: it goes where somebody presses next.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Held {
    /// One corner.
    Corner(usize),
    /// All of it, by its middle.
    Whole,
}

/// What came of a press.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Touched {
    /// A corner is there that was not; so many there are now.
    Set(usize),
    /// A corner is in hand.
    Taken,
    /// What was in hand is where it was to go.
    Put,
    /// The first corner was pressed again: that was all of them.
    Closed,
    /// There are as many corners as there may be.
    Full,
}

/// What keeps a sketch from being an area.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Missing {
    Name,
    Corners,
    /// The border crosses itself.
    Order,
}

impl Sketch {
    /// An area as it is, to be changed.
    pub(super) fn of(area: &Geofence, held: Option<Held>) -> Self {
        Self {
            id: Some(area.id.clone()),
            name: area.name.clone(),
            corners: area.ring.iter().map(|[lat, lng]| (*lat, *lng)).collect(),
            is_closed: true,
            held,
        }
    }

    /// Somebody pressed a place; `is_near` says whether a corner stands there already.
    pub(super) fn touch(&mut self, place: Place, is_near: impl Fn(Place) -> bool) -> Touched {
        match self.held.take() {
            Some(Held::Corner(index)) => {
                if let Some(corner) = self.corners.get_mut(index) {
                    *corner = place;
                }
                return Touched::Put;
            }
            Some(Held::Whole) => {
                let (lat, lng) = middle(&self.corners);
                let (north, east) = (place.0 - lat, place.1 - lng);
                for corner in &mut self.corners {
                    *corner = (corner.0 + north, corner.1 + east);
                }
                return Touched::Put;
            }
            None => {}
        }
        let near = self.corners.iter().position(|it| is_near(*it));
        match near {
            Some(0) if !self.is_closed && self.corners.len() > 2 => {
                self.is_closed = true;
                Touched::Closed
            }
            Some(index) => {
                self.held = Some(Held::Corner(index));
                Touched::Taken
            }
            None if self.corners.len() >= RING_MAX => Touched::Full,
            None => {
                let index = if self.is_closed {
                    nearest_edge(&self.corners, place) + 1
                } else {
                    self.corners.len()
                };
                self.corners.insert(index, place);
                Touched::Set(self.corners.len())
            }
        }
    }

    /// Removes the corner in hand, or else the last one. Says whether there was one.
    pub(super) fn remove(&mut self) -> bool {
        let index = match self.held.take() {
            Some(Held::Corner(index)) => Some(index),
            Some(Held::Whole) => return false,
            None => self.corners.len().checked_sub(1),
        };
        let Some(index) = index.filter(|it| *it < self.corners.len()) else {
            return false;
        };
        self.corners.remove(index);
        self.is_closed &= self.corners.len() > 2;
        true
    }

    /// The change that makes it so; a new area gets the name `fresh`.
    pub(super) fn change(&self, fresh: RowId) -> Result<GeofenceChange, Missing> {
        let name = self.name.trim();
        if self.corners.len() < 3 {
            return Err(Missing::Corners);
        }
        let ring: Vec<_> = self.corners.iter().map(|(lat, lng)| [*lat, *lng]).collect();
        if crosses_itself(&ring) {
            return Err(Missing::Order);
        }
        if name.is_empty() {
            return Err(Missing::Name);
        }
        Ok(GeofenceChange::Set {
            id: self.id.clone().unwrap_or(fresh),
            name: name.to_owned(),
            ring,
            retired: false,
        })
    }
}

/// Corners as people type them, one a line; `None` where a line is no place.
pub(super) fn read_corners(text: &str) -> Option<Vec<Place>> {
    text.lines()
        .map(str::trim)
        .filter(|it| !it.is_empty())
        .map(|line| {
            let mut numbers = line
                .split([',', ';', ' ', '\t'])
                .filter(|it| !it.is_empty())
                .map(|it| it.parse::<f64>().ok());
            let place = (numbers.next()??, numbers.next()??);
            let is_on_earth = (-90.0..=90.0).contains(&place.0) && (-180.0..=180.0).contains(&place.1);
            (is_on_earth && numbers.next().is_none()).then_some(place)
        })
        .collect()
}

/// As [`read_corners`] reads them; five digits are a metre.
pub(super) fn write_corners(corners: &[Place]) -> String {
    let lines: Vec<_> = corners
        .iter()
        .map(|(lat, lng)| format!("{lat:.5}, {lng:.5}"))
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(place: Place) -> impl Fn(Place) -> bool {
        move |it| it == place
    }

    #[test]
    fn corners_are_set_in_order_until_the_first_is_pressed_again() {
        let mut sketch = Sketch::default();
        for (index, place) in [(0.0, 0.0), (0.0, 4.0), (4.0, 4.0)].into_iter().enumerate() {
            assert_eq!(sketch.touch(place, at(place)), Touched::Set(index + 1));
        }
        assert_eq!(sketch.touch((0.0, 0.0), at((0.0, 0.0))), Touched::Closed);
        // From now on a corner comes between the two whose edge is the nearest.
        assert_eq!(sketch.touch((0.5, 2.0), at((0.5, 2.0))), Touched::Set(4));
        assert_eq!(sketch.corners, [(0.0, 0.0), (0.5, 2.0), (0.0, 4.0), (4.0, 4.0)]);
    }

    #[test]
    fn what_is_in_hand_goes_where_one_presses_next() {
        let mut sketch = Sketch {
            corners: vec![(0.0, 0.0), (0.0, 4.0), (4.0, 4.0), (4.0, 0.0)],
            is_closed: true,
            ..Sketch::default()
        };
        assert_eq!(sketch.touch((4.0, 4.0), at((4.0, 4.0))), Touched::Taken);
        assert_eq!(sketch.touch((6.0, 6.0), at((9.0, 9.0))), Touched::Put);
        assert_eq!(sketch.corners[2], (6.0, 6.0));
        sketch.corners[2] = (4.0, 4.0);
        sketch.held = Some(Held::Whole);
        sketch.touch((12.0, 2.0), |_| false);
        assert_eq!(
            sketch.corners,
            [(10.0, 0.0), (10.0, 4.0), (14.0, 4.0), (14.0, 0.0)]
        );
        assert_eq!(sketch.held, None);
    }

    #[test]
    fn the_last_is_removed_or_what_is_in_hand() {
        let mut sketch = Sketch {
            corners: vec![(0.0, 0.0), (0.0, 4.0), (4.0, 4.0)],
            is_closed: true,
            ..Sketch::default()
        };
        sketch.held = Some(Held::Corner(0));
        assert!(sketch.remove());
        assert_eq!((sketch.corners.len(), sketch.is_closed), (2, false));
        assert!(sketch.remove() && sketch.remove());
        assert_eq!(sketch.corners, []);
        assert!(!sketch.remove());
    }

    #[test]
    fn an_area_needs_three_corners_and_a_name() {
        let mut sketch = Sketch::default();
        assert_eq!(sketch.change(RowId::from("g")), Err(Missing::Corners));
        sketch.corners = vec![(0.0, 0.0), (0.0, 4.0), (4.0, 4.0)];
        assert_eq!(sketch.change(RowId::from("g")), Err(Missing::Name));
        sketch.corners = vec![(0.0, 0.0), (4.0, 4.0), (0.0, 4.0), (4.0, 0.0)];
        assert_eq!(sketch.change(RowId::from("g")), Err(Missing::Order));
        sketch.corners.truncate(3);
        sketch.name = " Yard ".to_owned();
        let GeofenceChange::Set { id, name, ring, .. } = sketch.change(RowId::from("g")).unwrap();
        assert_eq!((id, name.as_str(), ring.len()), (RowId::from("g"), "Yard", 3));
    }

    #[test]
    fn typed_corners_are_read_back() {
        let corners = vec![(55.5, -4.25), (55.50001, 4.0)];
        assert_eq!(read_corners(&write_corners(&corners)), Some(corners));
        assert_eq!(read_corners("1 2\n\n 3;4 "), Some(vec![(1.0, 2.0), (3.0, 4.0)]));
        for nonsense in ["1", "1,2,3", "91,0", "0,181", "a,b", "NaN,0"] {
            assert_eq!(read_corners(nonsense), None, "{nonsense}");
        }
    }
}
