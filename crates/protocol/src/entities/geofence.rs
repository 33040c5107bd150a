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
}
