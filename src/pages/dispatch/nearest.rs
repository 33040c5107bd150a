//! Who could bring a shipment soonest: those who are available, by how far they are.

use protocol::{
    RowId,
    entities::{Driver, DriverPosition},
};

use crate::components::map::{Place, distance};

/// Somebody who could.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Near {
    /// Who.
    pub(super) driver: RowId,
    /// As people write them.
    pub(super) name: String,
    /// As the crow flies, m.
    pub(super) metres: f64,
    /// On roads, as far as anybody can tell.
    pub(super) minutes: u64,
}

/// The nearest to a place, the nearest first, so many at most.
pub(super) fn nearest<'a>(
    candidates: impl Iterator<Item = (&'a Driver, &'a DriverPosition)>,
    to: Place,
    most: usize,
) -> Vec<Near> {
    let near = |(driver, position): (&Driver, &DriverPosition)| {
        let metres = distance((position.lat, position.lng), to);
        Near {
            driver: driver.id.clone(),
            name: driver.name.clone(),
            metres,
            minutes: minutes_to(metres),
        }
    };
    let mut found: Vec<_> = candidates.map(near).collect();
    found.sort_by(|a, b| a.metres.total_cmp(&b.metres));
    found.truncate(most);
    found
}

/// How long a distance takes, as the gateway counts it: longer than the crow flies, at the speed of a city.
pub(super) fn minutes_to(metres: f64) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "around the world in minutes is a small number"
    )]
    let minutes = (metres * DETOUR / (CITY * 1000.0 / 60.0)).ceil() as u64;
    minutes
}

/// How much longer roads are than straight lines.
const DETOUR: f64 = 1.35;

/// km/h.
const CITY: f64 = 32.0;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_nearest_comes_first_with_distance_and_time() {
        let pair = |id: &str, lat: f64| {
            let driver: Driver = serde_json::from_value(json!({
                "id": id, "name": id, "depot": "", "duty": "on_shift", "since": 1, "jobs": 0, "delivered_today": 0,
            }))
            .unwrap();
            let position: DriverPosition = serde_json::from_value(json!({
                "id": id, "lat": lat, "lng": 4.5, "accuracy": 5.0, "speed": 0.0, "at": 1, "source": "phone",
            }))
            .unwrap();
            (driver, position)
        };
        let all = [pair("far", 55.6), pair("near", 55.51), pair("middle", 55.53)];
        let found = nearest(all.iter().map(|it| (&it.0, &it.1)), (55.5, 4.5), 2);

        let names: Vec<_> = found.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["near", "middle"]);
        assert!((found[0].metres - 1_113.0).abs() < 5.0);
        assert_eq!(found[0].minutes, 3);
        assert_eq!(minutes_to(0.0), 0);
    }
}
