//! Areas whose border matters to the company: where its lorries may only go by order, and sometimes go all the same.

use protocol::{RowId, Timestamp, entities::Geofence};

use crate::{city::Xy, people::DESK};

/// An area as drawn on the sheet.
struct Plan {
    id: &'static str,
    name: &'static str,
    ring: &'static [(f64, f64)],
}

/// No customer of ours lies in them: who crosses them takes a short cut, which about one trip in a hundred does.
const PLANS: [Plan; 2] = [
    Plan {
        id: "a-container-quay",
        name: "Container quay, no entry",
        ring: &[
            (1010.0, 700.0),
            (1096.0, 694.0),
            (1150.0, 708.0),
            (1150.0, 790.0),
            (1064.0, 796.0),
            (1010.0, 782.0),
        ],
    },
    Plan {
        id: "a-old-town",
        name: "Old Town market, no lorries",
        ring: &[
            (665.0, 272.0),
            (722.0, 262.0),
            (760.0, 290.0),
            (752.0, 346.0),
            (690.0, 352.0),
        ],
    },
];

/// All of them, drawn by the manager at that moment.
pub(crate) fn areas(at: Timestamp) -> Vec<Geofence> {
    let by = DESK[1].1;
    let ring = |plan: &Plan| {
        let corners = plan.ring.iter().map(|(x, y)| Xy::new(*x, *y).point());
        corners.map(|it| [it.lat, it.lng]).collect()
    };
    let area = |plan: &Plan| Geofence {
        id: RowId::from(plan.id),
        name: plan.name.to_owned(),
        ring: ring(plan),
        retired: false,
        changed_by: by.to_owned(),
        changed_at: at,
    };
    PLANS.iter().map(area).collect()
}

#[cfg(test)]
mod tests {
    use protocol::entities::crosses_itself;

    use super::*;
    use crate::city::City;

    #[test]
    fn nobody_has_to_deliver_into_an_area_that_lorries_should_not_enter() {
        let city = City::new();
        for area in areas(Timestamp::from_millis(0)) {
            assert!(!crosses_itself(&area.ring), "{}", area.name);
            for place in &city.places {
                assert!(
                    !area.contains(place.at.lat, place.at.lng),
                    "{} in {}",
                    place.name,
                    area.name
                );
            }
        }
    }
}
