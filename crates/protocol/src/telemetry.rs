//! What devices report: the input of the fleet, whether it comes from a phone, a tracker or the simulated world.
//!
//! Not part of the client's wire: the gateway turns telemetry into rows.

use crate::{
    entities::{Duty, LogKind, VehicleKind, Violation},
    ids::RowId,
    mutations::{Author, ShipmentChange},
    time::Timestamp,
};

/// One thing a device, a driver or a rule engine reports.
#[derive(Clone, Debug, PartialEq)]
pub enum Telemetry {
    /// A vehicle exists; repeated when its master data changes.
    Registered(Registration),
    /// A position.
    Fix(Fix),
    /// Somebody took the wheel, or left it.
    Driver {
        /// Which vehicle.
        vehicle: RowId,
        /// Id and name as people write it; `None`: nobody.
        driver: Option<(RowId, String)>,
        /// When.
        at: Timestamp,
    },
    /// A driver's shift is interrupted, or goes on; that it begins or ends is told by [`Telemetry::Driver`].
    Duty {
        /// Which driver: an id of `dispatch/drivers`.
        driver: RowId,
        /// What they do from now on.
        duty: Duty,
        /// When.
        at: Timestamp,
    },
    /// Went into the workshop, or came out.
    Maintenance {
        /// Which vehicle.
        vehicle: RowId,
        /// In (`true`) or out.
        begins: bool,
        /// When.
        at: Timestamp,
    },
    /// A rule was broken; in state `open`, unless it is history that colleagues have worked on since.
    Violation(Violation),
    /// The position of a driver, from their own phone.
    Position(DriverFix),
    /// Something happened to a shipment; the same words in which people speak of them.
    Shipment {
        /// What.
        change: ShipmentChange,
        /// Who did it, and when.
        author: Author,
    },
    /// Anything else worth a line in the vehicle's log: refuelled, broke down, crossed an area, lost the network.
    Event {
        /// Which vehicle.
        vehicle: RowId,
        /// About what.
        kind: LogKind,
        /// The line, in English.
        text: String,
        /// When.
        at: Timestamp,
    },
}

/// Master data of a vehicle.
#[derive(Clone, Debug, PartialEq)]
pub struct Registration {
    /// Its id, such as `kv-4821`.
    pub vehicle: RowId,
    /// Its plate, such as `KV-4821`.
    pub plate: String,
    /// What sort.
    pub kind: VehicleKind,
    /// Permitted gross mass, t.
    pub gross_t: f64,
    /// Home depot.
    pub depot: String,
}

/// A position of a driver. Finite numbers only.
#[derive(Clone, Debug, PartialEq)]
pub struct DriverFix {
    /// Which driver: an id of `dispatch/drivers`.
    pub driver: RowId,
    /// When it was captured.
    pub at: Timestamp,
    /// Latitude, degrees.
    pub lat: f64,
    /// Longitude, degrees.
    pub lng: f64,
    /// Radius of the 68 % circle, m.
    pub accuracy: f64,
    /// km/h.
    pub speed: f64,
    /// Degrees clockwise from north, if known.
    pub heading: Option<f64>,
}

/// A position with what the device measured along with it. Finite numbers only.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// Which vehicle.
    pub vehicle: RowId,
    /// When it was captured.
    pub at: Timestamp,
    /// Latitude, degrees.
    pub lat: f64,
    /// Longitude, degrees.
    pub lng: f64,
    /// Radius of the 68 % circle, m.
    pub accuracy: f64,
    /// km/h.
    pub speed: f64,
    /// Degrees clockwise from north.
    pub heading: f64,
    /// Whether the engine runs; `None` if the device does not tell.
    pub engine: Option<bool>,
    /// Tank, %.
    pub fuel: Option<f64>,
    /// Odometer, km.
    pub odometer: Option<f64>,
    /// Nearest road or place, if whoever reports knows the map.
    pub place: Option<String>,
    /// Limit of the road, km/h.
    pub speed_limit: Option<f64>,
}
