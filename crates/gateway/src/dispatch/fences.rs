//! Who crosses the border of an area: two positions in a row beyond it, and never because the border moved.

use std::collections::HashMap;

use protocol::{
    RowId, Timestamp,
    entities::{Geofence, Severity, Violation, ViolationKind, ViolationState},
    telemetry::Fix,
};

use super::Dispatch;
use crate::derive::Write;

/// Areas that are watched at a time; more are drawn, and not watched.
const WATCHED_MAX: usize = 500;

/// All areas.
#[derive(Debug, Default)]
pub(super) struct Fences {
    slots: Vec<Slot>,
    by_id: HashMap<RowId, usize>,
    /// Counts every change of a border.
    edition: u32,
}

#[derive(Debug)]
struct Slot {
    fence: Geofence,
    /// South, west, north, east.
    bounds: [f64; 4],
    /// When its border last changed.
    edition: u32,
}

/// On which side of every border a vehicle is.
#[derive(Debug, Default)]
pub(super) struct Sides {
    /// By slot.
    sides: Vec<Side>,
    last: Timestamp,
}

#[derive(Clone, Copy, Debug, Default)]
struct Side {
    /// Of which border; 0: of none yet.
    edition: u32,
    is_inside: bool,
    /// Whether the last position was on the other side.
    wavers: bool,
}

/// A vehicle has crossed a border.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Crossing {
    pub(super) fence: RowId,
    pub(super) name: String,
    pub(super) has_entered: bool,
}

impl Fences {
    /// An area is now this.
    pub(super) fn record(&mut self, fence: Geofence) {
        let slot = match self.by_id.get(&fence.id) {
            Some(index) => &mut self.slots[*index],
            None if self.slots.len() < WATCHED_MAX => {
                self.by_id.insert(fence.id.clone(), self.slots.len());
                self.edition += 1;
                self.slots.push(Slot {
                    bounds: bounds(&fence),
                    edition: self.edition,
                    fence,
                });
                return;
            }
            None => return,
        };
        let is_moved = slot.fence.ring != fence.ring || slot.fence.retired != fence.retired;
        slot.fence = fence;
        if is_moved {
            // Whoever is where now has not crossed anything.
            self.edition += 1;
            slot.edition = self.edition;
            slot.bounds = bounds(&slot.fence);
        }
    }

    /// An area is gone.
    pub(super) fn forget(&mut self, id: &RowId) {
        // Its slot stays, so that everybody else keeps theirs; undoing makes it again.
        if let Some(index) = self.by_id.get(id) {
            self.slots[*index].fence.retired = true;
        }
    }

    /// A vehicle is there; which borders it has crossed.
    pub(super) fn cross(&self, sides: &mut Sides, (lat, lng): (f64, f64), at: Timestamp) -> Vec<Crossing> {
        let mut crossings = Vec::new();
        if self.slots.is_empty() || at <= sides.last {
            return crossings;
        }
        sides.last = at;
        sides.sides.resize_with(self.slots.len(), Side::default);
        for (slot, side) in self.slots.iter().zip(&mut sides.sides) {
            if slot.fence.retired {
                continue;
            }
            let is_inside = slot.contains(lat, lng);
            if side.edition != slot.edition {
                *side = Side {
                    edition: slot.edition,
                    is_inside,
                    wavers: false,
                };
            } else if side.is_inside == is_inside {
                side.wavers = false;
            } else if side.wavers {
                side.is_inside = is_inside;
                side.wavers = false;
                crossings.push(Crossing {
                    fence: slot.fence.id.clone(),
                    name: slot.fence.name.clone(),
                    has_entered: is_inside,
                });
            } else {
                side.wavers = true;
            }
        }
        crossings
    }
}

impl Slot {
    fn contains(&self, lat: f64, lng: f64) -> bool {
        let [south, west, north, east] = self.bounds;
        (south..=north).contains(&lat) && (west..=east).contains(&lng) && self.fence.contains(lat, lng)
    }
}

fn bounds(fence: &Geofence) -> [f64; 4] {
    let none = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    fence
        .ring
        .iter()
        .fold(none, |[south, west, north, east], [lat, lng]| {
            [south.min(*lat), west.min(*lng), north.max(*lat), east.max(*lng)]
        })
}

impl Dispatch {
    /// A vehicle has crossed a border.
    pub(super) fn report(&mut self, fix: &Fix, at: Timestamp, driver: Option<&RowId>, crossing: &Crossing) {
        let state = driver.and_then(|it| self.drivers.get(it));
        let plate = self.vehicles.get(&fix.vehicle).map(|it| it.plate.clone());
        let verb = if crossing.has_entered { "entered" } else { "left" };
        self.writes.push(Write::put(&Violation {
            id: RowId::from(format!("g-{}-{}-{at}", fix.vehicle, crossing.fence)),
            kind: ViolationKind::Geofence,
            severity: Severity::Low,
            vehicle: fix.vehicle.clone(),
            plate: plate.unwrap_or_default(),
            driver: driver.cloned(),
            driver_name: state.map(|it| it.row.name.clone()),
            value: 0.0,
            limit: None,
            detail: format!("{verb} {}", crossing.name),
            place: fix.place.clone().unwrap_or_default(),
            lat: fix.lat,
            lng: fix.lng,
            at,
            state: ViolationState::Open,
            assignee: None,
            assignee_name: None,
            reason: None,
            changed_by: None,
            changed_at: None,
        }));
    }
}
