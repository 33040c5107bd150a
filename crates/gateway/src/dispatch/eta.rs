//! When a shipment will be there, as far as a straight line can tell.

use std::time::Duration;

use protocol::{
    RowId, Timestamp,
    entities::{Shipment, ShipmentStatus},
};

use super::Dispatch;
use crate::fleet::track::haversine;

/// Roads are so much longer than straight lines.
const DETOUR: f64 = 1.35;

/// Through a city, stops included, km/h.
const CITY: f64 = 32.0;

/// A smaller change of the time is none.
const STEP: Duration = Duration::from_secs(60);

/// Whoever was not heard for longer may be anywhere: nobody knows when they come.
const SILENT: Duration = Duration::from_secs(300);

/// How fast somebody comes forward: the average of what they drove of late, but no less than through a city.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pace(f64);

impl Pace {
    /// They drive so fast now, km/h.
    pub(super) fn hear(&mut self, speed: f64) {
        // About the last two minutes of positions.
        self.0 += (speed - self.0) / 24.0;
    }

    fn metres_per_second(self) -> f64 {
        self.0.max(CITY) / 3.6
    }
}

/// Where somebody is, and how fast.
#[derive(Clone, Copy, Debug)]
struct Way {
    place: (f64, f64),
    pace: Pace,
    at: Timestamp,
}

impl Way {
    /// A way that begins here and now.
    const fn new(place: (f64, f64), pace: Pace, now: Timestamp) -> Self {
        Self { place, pace, at: now }
    }

    /// Goes on to a place; when that is reached.
    fn to(&mut self, place: (f64, f64)) -> Timestamp {
        let metres = haversine(self.place, place) * DETOUR;
        self.at = self.at + Duration::from_secs_f64(metres / self.pace.metres_per_second());
        self.place = place;
        self.at
    }

    /// Brings a shipment; when it is there.
    fn bring(&mut self, shipment: &Shipment) -> Timestamp {
        if shipment.progress.status == ShipmentStatus::Accepted {
            self.to((shipment.pickup.lat, shipment.pickup.lng));
        }
        self.to((shipment.drop.lat, shipment.drop.lng))
    }
}

/// Whether the new time is worth telling.
fn differs(told: Option<Timestamp>, new: Timestamp) -> bool {
    told.is_none_or(|told| told.since(new).max(new.since(told)) >= STEP)
}

impl Dispatch {
    /// Calculates anew when a driver's shipments will be there.
    pub(super) fn estimate(&mut self, driver: &RowId) {
        let Some(state) = self.drivers.get(driver) else {
            return;
        };
        let Some(position) = &state.position else { return };
        let is_silent = self.clock.since(position.at) > SILENT;
        let mut way = Way::new((position.lat, position.lng), state.pace, self.clock);
        for id in self.shipments.under_way(driver) {
            let Some(shipment) = self.shipments.get(&id) else {
                continue;
            };
            let eta = way.bring(shipment);
            if is_silent && shipment.eta.is_some() {
                self.shipments.expect(&id, None);
            } else if !is_silent && differs(shipment.eta, eta) {
                self.shipments.expect(&id, Some(eta));
            }
        }
    }

    /// Takes back what was foretold of drivers who have fallen silent.
    pub(super) fn doubt(&mut self) {
        let is_silent = |at: Timestamp| self.clock.since(at) > SILENT;
        let silent: Vec<RowId> = self
            .drivers
            .iter()
            .filter(|it| it.1.position.as_ref().is_some_and(|it| is_silent(it.at)))
            .map(|it| it.0.clone())
            .collect();
        silent.iter().for_each(|it| self.estimate(it));
    }
}
