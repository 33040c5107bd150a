//! What a gateway would have noted of shipments, and a world to hear it from.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use livedeck_world::{Point, World, WorldConfig};
use protocol::{
    Entity as _, RowId, Timestamp, UserId,
    entities::{Duty, Shipment, ShipmentStatus, Stop},
    mutations::{Author, Change as _, ShipmentChange},
    telemetry::{Registration, Telemetry},
};

pub const HOUR: u64 = 3_600_000;
/// A Friday, midnight at the depots (UTC+1).
pub const MIDNIGHT: u64 = 1_795_129_200_000;

pub fn at(hour: u64) -> Timestamp {
    Timestamp::from_millis(MIDNIGHT + hour * HOUR)
}

pub fn after(start: Timestamp, seconds: u64) -> Timestamp {
    start + Duration::from_secs(seconds)
}

/// What a gateway would have noted.
#[derive(Clone, Default)]
pub struct Board {
    pub rows: HashMap<RowId, Shipment>,
    pub registered: HashMap<RowId, Registration>,
    /// Who drives what, while they do.
    pub wheels: HashMap<RowId, RowId>,
    pub names: HashMap<RowId, String>,
    pub duties: HashMap<RowId, Duty>,
    pub places: HashMap<RowId, (Timestamp, Point)>,
    /// Who has something on its way.
    pub loaded: HashMap<RowId, HashSet<RowId>>,
    pub told: Vec<(ShipmentChange, Author)>,
    pub refused: Vec<ShipmentChange>,
}

impl Board {
    pub fn hear(&mut self, told: impl IntoIterator<Item = Telemetry>) {
        for it in told {
            match it {
                Telemetry::Registered(it) => drop(self.registered.insert(it.vehicle.clone(), it)),
                Telemetry::Fix(fix) => {
                    let (lat, lng) = (fix.lat, fix.lng);
                    self.places.insert(fix.vehicle, (fix.at, Point { lat, lng }));
                }
                Telemetry::Driver { vehicle, driver, .. } => {
                    self.wheels.retain(|_, it| *it != vehicle);
                    if let Some((id, name)) = driver {
                        self.wheels.insert(id.clone(), vehicle);
                        self.names.insert(id, name);
                    }
                }
                Telemetry::Duty { driver, duty, .. } => drop(self.duties.insert(driver, duty)),
                Telemetry::Shipment { change, author } => {
                    if !self.apply(&change, &author) {
                        self.refused.push(change.clone());
                    }
                    self.told.push((change, author));
                }
                Telemetry::Maintenance { .. }
                | Telemetry::Violation(_)
                | Telemetry::Position(_)
                | Telemetry::Event { .. } => {}
            }
        }
    }

    /// Whether the change fits.
    pub fn apply(&mut self, change: &ShipmentChange, author: &Author) -> bool {
        change.check().unwrap();
        let row = self.rows.get(change.id()).map(|it| it.to_raw());
        let Ok(row) = change.apply(row.as_ref(), author) else {
            return false;
        };
        let shipment: Shipment = row.decode().unwrap();
        if let Some(driver) = &shipment.progress.driver {
            let loaded = self.loaded.entry(driver.clone()).or_default();
            if shipment.progress.status == ShipmentStatus::InTransit {
                loaded.insert(shipment.id.clone());
            } else {
                loaded.remove(&shipment.id);
            }
            assert!(loaded.len() <= 1, "{driver} brings {loaded:?} at once");
        }
        self.rows.insert(shipment.id.clone(), shipment);
        true
    }

    /// A person of the desk does something, and the world hears of it.
    pub fn person(&mut self, world: &mut World, change: &ShipmentChange, now: Timestamp) {
        let author = Author {
            user: UserId::from("u-manager"),
            name: "A. Weber".to_owned(),
            at: now,
        };
        assert!(self.apply(change, &author), "{change:?}");
        world.observe_shipment(&self.rows[change.id()], now);
    }

    pub fn assign(&mut self, world: &mut World, id: &RowId, to: Option<&RowId>, now: Timestamp) {
        let change = ShipmentChange::Assign {
            id: id.clone(),
            to: to.cloned(),
            to_name: to.map(|it| it.as_str().to_owned()),
            from: None,
        };
        self.person(world, &change, now);
    }

    pub fn status(&self, id: &RowId) -> ShipmentStatus {
        self.rows[id].progress.status
    }

    pub fn waiting(&self) -> Vec<&Shipment> {
        let mut waiting: Vec<_> = self
            .rows
            .values()
            .filter(|it| it.progress.status == ShipmentStatus::Created)
            .collect();
        waiting.sort_by_key(|it| it.reference.clone());
        waiting
    }

    /// How many jobs each driver has who has any.
    pub fn jobs(&self) -> HashMap<&RowId, usize> {
        let mut jobs = HashMap::new();
        for it in self.rows.values().filter(|it| it.progress.status.is_open()) {
            if let Some(driver) = &it.progress.driver {
                *jobs.entry(driver).or_default() += 1;
            }
        }
        jobs
    }

    /// Where a driver was last heard of; `None`: off shift, or without network.
    pub fn position(&self, driver: &RowId, now: Timestamp) -> Option<Point> {
        let (at, place) = self.places.get(self.wheels.get(driver)?)?;
        (now.since(*at).as_secs() < 60).then_some(*place)
    }

    /// Drivers on shift, in the order of their names.
    pub fn drivers(&self) -> Vec<RowId> {
        let mut drivers: Vec<_> = self.wheels.keys().cloned().collect();
        drivers.sort();
        drivers
    }
}

/// A world whose history has been heard.
pub fn begun(seed: u64, hour: u64, vehicles: usize) -> (World, Board) {
    let config = WorldConfig {
        vehicles,
        ..WorldConfig::new(seed, at(hour))
    };
    let mut world = World::new(config);
    let mut board = Board::default();
    board.hear(world.history());
    (world, board)
}

pub fn metres(at: Point, stop: &Stop) -> f64 {
    let (lat, lng) = (stop.lat, stop.lng);
    at.metres(Point { lat, lng })
}
