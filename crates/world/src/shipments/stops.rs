//! How people speak of the places where goods are loaded and handed over.

use protocol::{Timestamp, entities::Stop};

use crate::{
    chance::mix,
    city::{City, Place, Point},
    people::somebody,
};

const BAYS: [&str; 5] = [
    "Loading bay 1",
    "Loading bay 3",
    "Hall B",
    "Plant 2",
    "Weighbridge",
];
const BUILDERS: [&str; 14] = [
    "Brenner",
    "Halden & Sons",
    "Kestrel",
    "Norwick",
    "Alder Bau",
    "Pallas",
    "Meridian",
    "Tidewater",
    "Osterley",
    "Quayside Homes",
    "Fenwick",
    "Larchmont",
    "Stonebridge",
    "Castor",
];
const SPOTS: [&str; 6] = [
    "site office, gate A",
    "site office, gate B",
    "yard, gate 2",
    "crane 1, north side",
    "goods entrance",
    "site hut at the barrier",
];

/// A place of the city as an order names it. `opens`: from when on somebody is there.
pub(crate) fn stop(city: &City, place: u8, opens: Option<Timestamp>) -> Stop {
    let fallback = Place {
        name: City::NAME,
        at: city.bounds.north_west,
        depot: false,
        node: 0,
    };
    let Place { name, at, depot, .. } = city.places.get(usize::from(place)).unwrap_or(&fallback);
    // Of the place alone: every order finds the same people there.
    let chance = mix(0x57_0F, u64::from(place));
    let pick = |from: &[&'static str], draw: u64| from[mix(chance, draw) as usize % from.len()];
    let detail = if *depot {
        pick(&BAYS, 1).to_owned()
    } else {
        format!("{} {}", pick(&BUILDERS, 2), pick(&SPOTS, 3))
    };
    let degrees = |it: f64| (it * 1e5).round() / 1e5;
    Stop {
        name: (*name).to_owned(),
        lat: degrees(at.lat),
        lng: degrees(at.lng),
        detail,
        phone: Some(format!("+44 20 7946 0{:03}", chance % 1_000)),
        opens,
    }
}

/// Who takes goods there; three people share the work.
pub(crate) fn recipient(place: u8, chance: u64) -> String {
    somebody(mix(0x5160, u64::from(place) * 3 + chance % 3))
}

/// The place of the city nearest to anywhere.
pub(crate) fn nearest(city: &City, at: Point) -> u8 {
    let way = |it: &Place| it.at.metres(at);
    let nearest = city.places.iter().enumerate();
    let nearest = nearest.min_by(|(_, a), (_, b)| way(a).total_cmp(&way(b)));
    nearest.map_or(0, |(nth, _)| nth as u8)
}
