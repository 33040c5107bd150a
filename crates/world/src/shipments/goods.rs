//! What vehicles carry: each kind what it is made for, never more than it may.

use protocol::entities::VehicleKind;

use crate::chance::{mix, share};

/// A load.
#[derive(Debug, PartialEq)]
pub(crate) struct Goods {
    /// Such as `7 pallets concrete block`.
    pub(crate) text: String,
    /// t.
    pub(crate) weight_t: f64,
    /// What else the driver must know; mostly empty.
    pub(crate) note: &'static str,
}

/// Something that is counted, and weighs so much apiece, t.
struct Ware {
    /// What stands between the number and the name, such as ` pallets`.
    unit: &'static str,
    name: &'static str,
    each_t: f64,
    /// How many are ordered at once.
    count: [u32; 2],
}

const fn ware(unit: &'static str, name: &'static str, each_t: f64, count: [u32; 2]) -> Ware {
    Ware {
        unit,
        name,
        each_t,
        count,
    }
}

const CONCRETE: [Ware; 5] = [
    ware(" m³", "ready-mix concrete C25/30", 2.35, [3, 8]),
    ware(" m³", "ready-mix concrete C30/37", 2.4, [4, 8]),
    ware(" m³", "foundation concrete C16/20", 2.3, [4, 8]),
    ware(" m³", "flowing screed", 2.1, [3, 7]),
    ware(" m³", "watertight concrete C35/45", 2.4, [3, 7]),
];
const BULK: [Ware; 6] = [
    ware(" t", "gravel 16/32", 1.0, [7, 15]),
    ware(" t", "washed sand 0/2", 1.0, [6, 15]),
    ware(" t", "crushed stone 0/45", 1.0, [8, 15]),
    ware(" t", "frost blanket 0/32", 1.0, [8, 15]),
    ware(" t", "topsoil", 1.0, [6, 13]),
    ware(" t", "asphalt AC 16", 1.0, [8, 14]),
];
/// What leaves a building site.
const SPOIL: [Ware; 3] = [
    ware(" t", "excavated soil", 1.0, [8, 15]),
    ware(" t", "concrete rubble", 1.0, [7, 14]),
    ware(" t", "road planings", 1.0, [7, 14]),
];
const PLATFORM: [Ware; 8] = [
    ware(" pallets", "concrete block", 0.7, [4, 12]),
    ware(" pallets", "cement in bags", 1.1, [3, 7]),
    ware(" pallets", "clinker brick", 0.9, [4, 9]),
    ware(" bundles", "rebar B500, 12 m", 1.2, [2, 7]),
    ware(" steel beams", "HEA 240", 0.55, [4, 14]),
    ware(" packs", "sawn timber C24", 0.65, [3, 9]),
    ware(" stacks", "reinforcing mesh Q335", 0.85, [3, 9]),
    ware(" pallets", "roof tiles", 1.0, [3, 8]),
];
const RETURNS: [Ware; 2] = [
    ware(" stacks", "empty pallets", 0.3, [4, 12]),
    ware(" crates", "formwork panels", 0.6, [4, 10]),
];
const LIFTED: [Ware; 5] = [
    ware(" precast stairs", "straight flight", 2.6, [1, 4]),
    ware(" hollow-core slabs", "6 m", 1.9, [2, 6]),
    ware(" roof trusses", "11 m span", 0.35, [6, 18]),
    ware(" precast lintels", "3 m", 0.4, [6, 20]),
    ware(" glulam beams", "14 m", 0.9, [3, 9]),
];
const SMALL: [Ware; 7] = [
    ware(" boxes", "fixings and anchors", 0.02, [6, 30]),
    ware(" bags", "tile adhesive", 0.025, [10, 40]),
    ware(" rolls", "mineral wool", 0.015, [12, 40]),
    ware(" rolls", "roofing felt", 0.03, [8, 30]),
    ware(" buckets", "bitumen primer", 0.03, [6, 30]),
    ware(" drums", "cable NYM 3×2.5", 0.06, [3, 14]),
    ware(" boxes", "tools on hire", 0.045, [3, 16]),
];

const NOTES: [&str; 8] = [
    "call 10 min before",
    "use the rear gate",
    "no trailers, narrow street",
    "forklift on site until 16:00",
    "delivery note to the site manager",
    "wheel wash on leaving",
    "wait for the banksman at the gate",
    "school street, walking pace",
];

/// What a vehicle of that kind carries; `fetched`: from a site instead of to it. `chance` decides.
pub(crate) fn goods(kind: VehicleKind, fetched: bool, chance: u64) -> Goods {
    let wares: &[Ware] = match kind {
        VehicleKind::Mixer => &CONCRETE,
        VehicleKind::Tipper if fetched => &SPOIL,
        VehicleKind::Tipper => &BULK,
        VehicleKind::Flatbed if fetched => &RETURNS,
        VehicleKind::Flatbed => &PLATFORM,
        VehicleKind::Crane => &LIFTED,
        VehicleKind::Van | VehicleKind::Phone => &SMALL,
    };
    let ware = &wares[chance as usize % wares.len()];
    let [least, most] = ware.count;
    let count = least + (mix(chance, 1) % u64::from(most - least + 1)) as u32;
    let draw = share(mix(chance, 2));
    let note = match kind {
        VehicleKind::Crane if draw < 0.7 => "crane needed",
        _ if draw < 0.22 => NOTES[mix(chance, 3) as usize % NOTES.len()],
        _ => "",
    };
    Goods {
        text: format!("{count}{} {}", ware.unit, ware.name),
        weight_t: (f64::from(count) * ware.each_t * 100.0).round() / 100.0,
        note,
    }
}

/// What a vehicle of that permitted mass carries at most, t.
pub(crate) fn payload(gross_t: f64) -> f64 {
    gross_t * 0.62
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_carries_more_than_the_vehicle_may() {
        let kinds = [
            (VehicleKind::Van, 3.5),
            (VehicleKind::Flatbed, 18.0),
            (VehicleKind::Tipper, 26.0),
            (VehicleKind::Crane, 26.0),
            (VehicleKind::Mixer, 32.0),
        ];
        for (kind, gross_t) in kinds {
            for chance in 0..2_000 {
                for fetched in [false, true] {
                    let goods = goods(kind, fetched, mix(chance, 9));
                    let most = payload(gross_t);
                    assert!(
                        goods.weight_t > 0.0 && goods.weight_t <= most,
                        "{kind:?}: {goods:?}"
                    );
                }
            }
        }
    }
}
