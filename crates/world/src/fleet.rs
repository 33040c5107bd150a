//! Which vehicles there are: the ones everybody knows by plate, and as many more as are asked for.

use protocol::{RowId, entities::VehicleKind, telemetry::Registration};

use crate::{chance::mix, city::City, people::Driver};

/// What becomes of a vehicle at the moment the world starts, so that the first look shows every state.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Fate {
    Working,
    /// Without network since a while.
    Silent,
    /// Without network since hours.
    LongSilent,
    Workshop,
    /// Far too fast, shortly before.
    Racing,
    /// Drives on when a break is due.
    Tired,
    /// Parked; somebody took it for a ride the night before.
    Taken,
}

/// A vehicle before it does anything.
#[derive(Clone, Debug)]
pub(crate) struct Berth {
    pub(crate) registration: Registration,
    /// Position of the home depot among the city's places.
    pub(crate) home: u8,
    pub(crate) driver: Driver,
    pub(crate) fate: Fate,
}

struct Known {
    plate: u32,
    kind: VehicleKind,
    depot: u8,
    driver: Option<&'static str>,
    fate: Fate,
}

const fn known(plate: u32, kind: VehicleKind, depot: u8, driver: Option<&'static str>, fate: Fate) -> Known {
    Known {
        plate,
        kind,
        depot,
        driver,
        fate,
    }
}

use Fate::{LongSilent, Racing, Silent, Taken, Tired, Working, Workshop};
use VehicleKind::{Crane, Flatbed, Mixer, Tipper, Van};

const KNOWN: [Known; 21] = [
    known(4821, Tipper, 0, Some("M. Okafor"), Racing),
    known(1182, Van, 0, Some("D. Achterberg"), Working),
    known(1517, Mixer, 0, Some("B. Sorensen"), Working),
    known(1960, Van, 3, None, LongSilent),
    known(2051, Flatbed, 0, Some("A. Petrov"), Working),
    known(2294, Crane, 0, Some("J. Lindqvist"), Working),
    known(2768, Crane, 0, None, Workshop),
    known(3307, Mixer, 1, Some("S. Novak"), Working),
    known(3451, Van, 0, Some("H. Duarte"), Working),
    known(3980, Van, 1, None, Taken),
    known(4170, Mixer, 1, Some("V. Ilic"), Working),
    known(4409, Mixer, 2, Some("T. Lund"), Working),
    known(5286, Tipper, 1, Some("O. Marin"), Working),
    known(5510, Flatbed, 1, Some("L. Brandt"), Working),
    known(6102, Tipper, 2, Some("E. Kaya"), Working),
    known(6635, Tipper, 0, Some("R. Haas"), Working),
    known(7016, Flatbed, 0, Some("P. Moreau"), Tired),
    known(7733, Flatbed, 1, Some("K. Janssen"), Working),
    known(8120, Tipper, 1, Some("C. Weiss"), Racing),
    known(8893, Flatbed, 3, Some("G. Palmer"), Working),
    known(9044, Flatbed, 0, Some("N. Ferrand"), Silent),
];

/// Four-digit plates there are, and a step that visits each of them once.
const SHORT_PLATES: usize = 9_000;
const PLATE_STEP: usize = 7_919;

/// The fleet, the well-known vehicles first.
pub(crate) fn berths(seed: u64, count: usize, city: &City) -> impl Iterator<Item = Berth> {
    let first = mix(seed, 3) as usize % SHORT_PLATES;
    let short = (0..SHORT_PLATES)
        .map(move |nth| 1_000 + (first + nth * PLATE_STEP) % SHORT_PLATES)
        .filter(|plate| !KNOWN.iter().any(|it| it.plate as usize == *plate));
    let plates = short.chain(10_000..);
    let known = KNOWN.iter().enumerate().map(move |(nth, it)| {
        let driver = it.driver.map_or_else(|| Driver::any(nth, seed), Driver::named);
        berth(it.plate as usize, it.kind, it.depot, driver, it.fate, city)
    });
    let more = plates.zip(KNOWN.len()..).map(move |(plate, nth)| {
        let chance = mix(seed ^ 0xF1EE7, nth as u64);
        let kind = match chance % 20 {
            0..4 => Van,
            4..11 => Tipper,
            11..14 => Mixer,
            14..18 => Flatbed,
            _ => Crane,
        };
        // Half at the Nord depot, most others at the harbour.
        let depot = match (chance >> 8) % 15 {
            0..8 => 0,
            8..13 => 1,
            13 => 2,
            _ => 3,
        };
        let fate = match nth % 20 {
            0 => Silent,
            3 | 13 => Workshop,
            _ => Working,
        };
        berth(plate, kind, depot, Driver::any(nth, seed), fate, city)
    });
    known.chain(more).take(count)
}

fn berth(plate: usize, kind: VehicleKind, home: u8, driver: Driver, fate: Fate, city: &City) -> Berth {
    let gross_t = match kind {
        Van => 3.5,
        Flatbed => 18.0,
        Tipper | Crane => 26.0,
        Mixer => 32.0,
        VehicleKind::Phone => 0.0,
    };
    let depot = city.places.get(usize::from(home)).map_or("", |it| it.name);
    Berth {
        registration: Registration {
            vehicle: RowId::from(format!("kv-{plate}")),
            plate: format!("KV-{plate}"),
            kind,
            gross_t,
            depot: depot.to_owned(),
        },
        home,
        driver,
        fate,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn plates_and_drivers_are_unique_even_in_a_large_fleet() {
        let city = City::new();
        let fleet: Vec<_> = berths(1, 12_000, &city).collect();
        let plates: HashSet<_> = fleet.iter().map(|it| &it.registration.plate).collect();
        let drivers: HashSet<_> = fleet.iter().map(|it| &it.driver.id).collect();
        assert_eq!((plates.len(), drivers.len()), (12_000, 12_000));
        assert_eq!(fleet[0].registration.vehicle, RowId::from("kv-4821"));
        assert_eq!(fleet[0].driver.id, RowId::from("u-driver"));
    }
}
