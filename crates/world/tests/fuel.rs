//! What vehicles burn, as their devices tell it.

use std::collections::HashMap;

use livedeck_world::{World, WorldConfig};
use protocol::{
    RowId, Timestamp,
    entities::VehicleKind,
    telemetry::{Fix, Telemetry},
};

/// A Friday, 18:00 at the depots.
const EVENING: Timestamp = Timestamp::from_millis(1_795_129_200_000 + 18 * 3_600_000);

#[test]
fn vehicles_burn_what_their_kind_burns() {
    let mut world = World::new(WorldConfig::new(1, EVENING));
    let told: Vec<_> = world.history().collect();
    let mut kinds = HashMap::new();
    let mut used: HashMap<&RowId, (f64, f64)> = HashMap::new();
    let mut last: HashMap<&RowId, &Fix> = HashMap::new();
    for it in &told {
        match it {
            Telemetry::Registered(it) => drop(kinds.insert(&it.vehicle, it.kind)),
            Telemetry::Fix(fix) => {
                if let Some(before) = last.insert(&fix.vehicle, fix) {
                    let (percent, km) = used.entry(&fix.vehicle).or_default();
                    *percent += (before.fuel.unwrap() - fix.fuel.unwrap()).max(0.0);
                    *km += fix.odometer.unwrap() - before.odometer.unwrap();
                }
            }
            _ => {}
        }
    }

    let driven: Vec<_> = used.iter().filter(|(_, (_, km))| *km > 50.0).collect();
    assert!(driven.len() > 30, "{}", driven.len());
    for (id, (percent, km)) in driven {
        let litres = percent / 100.0 * kinds[id].tank().unwrap() / km * 100.0;
        let usual = if kinds[id] == VehicleKind::Van {
            8.0..14.0
        } else {
            22.0..35.0
        };
        assert!(usual.contains(&litres), "{id}: {litres:.1} L/100 km");
    }
}
