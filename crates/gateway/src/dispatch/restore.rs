//! The way back after a restart: dispatch from the rows that were stored.

use std::collections::HashMap;

use protocol::{
    RawRow, RowId, StreamKind, Timestamp, Topic,
    entities::{Driver, DriverPosition, Geofence, TrackPoint, Vehicle},
};

use super::{Dispatch, Wheel, drivers::DriverState, shipments::decoded};
use crate::{fleet::FleetConfig, store::HistoryEntry};

impl Dispatch {
    /// Dispatch as it wrote these rows; rows of other streams are skipped. History says on which shipments drivers have
    /// acted themselves.
    pub fn restore<'a>(
        config: FleetConfig,
        rows: impl IntoIterator<Item = (&'a Topic, &'a RawRow)>,
        history: &[HistoryEntry],
        now: Timestamp,
    ) -> Self {
        let mut dispatch = Self::new(config, now);
        let mut members = Vec::new();
        let mut positions: Vec<DriverPosition> = Vec::new();
        let mut tracks: HashMap<RowId, Vec<TrackPoint>> = HashMap::new();
        for (topic, row) in rows {
            match topic.kind {
                StreamKind::Vehicle => dispatch.restore_vehicle(row),
                StreamKind::Driver => dispatch.restore_driver(row),
                StreamKind::DriverPosition => positions.extend(row.decode()),
                StreamKind::TrackPoint => {
                    if let (Some(driver), Ok(point)) = (&topic.scope, row.decode()) {
                        tracks.entry(RowId::from(&**driver)).or_default().push(point);
                    }
                }
                StreamKind::Shipment => decoded(row)
                    .into_iter()
                    .for_each(|it| dispatch.shipments.record(it)),
                StreamKind::Geofence => {
                    if let Ok(fence) = row.decode::<Geofence>() {
                        dispatch.fences.record(fence);
                    }
                }
                StreamKind::Member => members.push(row),
                StreamKind::Violation
                | StreamKind::FleetSummary
                | StreamKind::DistributionPoint
                | StreamKind::LogPoint
                | StreamKind::ReportEntry
                | StreamKind::Ticket
                | StreamKind::Presence => {}
            }
        }
        members.into_iter().for_each(|it| dispatch.observe_member(it));
        for (vehicle, wheel) in &dispatch.vehicles {
            let driver = wheel.driver.as_ref().and_then(|it| dispatch.drivers.get_mut(it));
            if let Some(state) = driver {
                state.at_wheel = Some(vehicle.clone());
            }
        }
        for (driver, points) in tracks {
            if let Some(state) = dispatch.drivers.get_mut(&driver) {
                points.iter().for_each(|it| state.track.restore(it));
            }
        }
        for position in positions {
            let id = position.id.clone();
            match dispatch.drivers.get_mut(&id).filter(|it| it.is_on_shift()) {
                Some(state) => state.position = Some(position),
                None => drop(dispatch.moved.insert(id)),
            }
        }
        dispatch.restore_hands(history);
        dispatch.changed.extend(dispatch.drivers.keys().cloned());
        dispatch
    }

    fn restore_vehicle(&mut self, row: &RawRow) {
        if let Ok(vehicle) = row.decode::<Vehicle>() {
            let wheel = Wheel {
                plate: vehicle.plate,
                depot: vehicle.depot,
                driver: vehicle.driver,
                ..Wheel::default()
            };
            self.vehicles.insert(vehicle.id, wheel);
        }
    }

    fn restore_driver(&mut self, row: &RawRow) {
        if let Ok(row) = row.decode::<Driver>() {
            self.drivers.insert(row.id.clone(), DriverState::restored(row));
        }
    }

    /// Shipments on which their driver has acted since it was given to them.
    fn restore_hands(&mut self, history: &[HistoryEntry]) {
        let mut hands: HashMap<&RowId, bool> = HashMap::new();
        for entry in history.iter().filter(|it| it.topic.kind == StreamKind::Shipment) {
            let deed = &entry.deed;
            if deed.changed.contains_key("driver") || deed.removed.iter().any(|it| it == "driver") {
                hands.insert(&entry.id, false);
            }
            let shipment = self.shipments.get(&entry.id);
            let driver = shipment.and_then(|it| it.progress.driver.as_ref());
            let by = deed.asked.as_ref().map(|it| it.by.id.as_str());
            if by.is_some() && by == driver.map(RowId::as_str) {
                hands.insert(&entry.id, true);
            }
        }
        for (id, _) in hands.into_iter().filter(|it| it.1) {
            self.shipments.hand_over(id);
        }
    }
}
