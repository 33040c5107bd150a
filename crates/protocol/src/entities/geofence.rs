//! A geofence: an area, and that somebody wants to know who enters or leaves it.

use serde::{Deserialize, Serialize};

use crate::{entities::StreamKind, entity::Entity, ids::RowId, time::Timestamp};

/// A geofence.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Geofence {
    /// Names it for ever.
    pub id: RowId,
    /// What people call it.
    pub name: String,
    /// Its corners in order, `[latitude, longitude]` in degrees; the last is joined to the first.
    pub ring: Vec<[f64; 2]>,
    /// Not watched any more; kept so that this can be undone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
    /// Who changed it last, as people write them.
    pub changed_by: String,
    /// When.
    pub changed_at: Timestamp,
}

impl Geofence {
    /// Whether a place lies in it. Even–odd rule on plain degrees: areas are small, and none spans the date line.
    pub fn contains(&self, lat: f64, lng: f64) -> bool {
        let corners = self.ring.iter();
        let next = self.ring.iter().cycle().skip(1);
        let crossings = corners.zip(next).filter(|([a_lat, a_lng], [b_lat, b_lng])| {
            (*a_lat > lat) != (*b_lat > lat)
                && lng < a_lng + (lat - a_lat) / (b_lat - a_lat) * (b_lng - a_lng)
        });
        crossings.count() % 2 == 1
    }
}

/// Whether a border crosses itself: then nobody could say what is inside. One that only touches itself does not.
pub fn crosses_itself(ring: &[[f64; 2]]) -> bool {
    let edge = |index: usize| Some((*ring.get(index)?, *ring.get((index + 1) % ring.len())?));
    (0..ring.len()).any(|first| {
        (first + 2..ring.len()).any(|second| match (edge(first), edge(second)) {
            (Some(one), Some(other)) => is_crossed(one, other),
            _ => false,
        })
    })
}

type Edge = ([f64; 2], [f64; 2]);

/// Whether either edge has the ends of the other on both its sides.
fn is_crossed(one: Edge, other: Edge) -> bool {
    // Twice the area of the triangle, with the sign of the turn.
    let turn = |[ay, ax]: [f64; 2], [by, bx]: [f64; 2], [cy, cx]: [f64; 2]| {
        (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    };
    let parts = |(a, b): Edge, (c, d): Edge| turn(a, b, c) * turn(a, b, d) < 0.0;
    parts(one, other) && parts(other, one)
}

impl Entity for Geofence {
    const KIND: StreamKind = StreamKind::Geofence;

    fn id(&self) -> &RowId {
        &self.id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_inside_or_outside() {
        let fence = Geofence {
            id: RowId::from("g"),
            name: "L".to_owned(),
            // The letter L.
            ring: vec![
                [0.0, 0.0],
                [0.0, 2.0],
                [1.0, 2.0],
                [1.0, 1.0],
                [3.0, 1.0],
                [3.0, 0.0],
            ],
            retired: false,
            changed_by: String::new(),
            changed_at: Timestamp::from_millis(0),
        };
        for (lat, lng, inside) in [
            (0.5, 0.5, true),
            (0.5, 1.5, true),
            (2.5, 0.5, true),
            (2.5, 1.5, false),
            (-0.5, 0.5, false),
            (0.5, 2.5, false),
        ] {
            assert_eq!(fence.contains(lat, lng), inside, "{lat} {lng}");
        }
    }

    #[test]
    fn a_border_that_crosses_itself_is_found() {
        let square = [[0.0, 0.0], [0.0, 2.0], [2.0, 2.0], [2.0, 0.0]];
        let bow = [[0.0, 0.0], [2.0, 2.0], [0.0, 2.0], [2.0, 0.0]];
        // The last corner lies on the first edge.
        let touching = [[0.0, 0.0], [0.0, 2.0], [2.0, 2.0], [0.0, 1.0]];
        // Only the edge from the last corner to the first crosses another.
        let closing = [[0.0, 0.0], [0.0, 2.0], [2.0, 1.0], [1.0, 3.0]];
        for (ring, crosses) in [
            (&square[..], false),
            (&bow[..], true),
            (&touching[..], false),
            (&closing[..], true),
            (&square[..3], false),
            (&[], false),
        ] {
            assert_eq!(crosses_itself(ring), crosses, "{ring:?}");
        }
    }
}
