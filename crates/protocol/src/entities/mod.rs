//! The closed set of streams: one line here and one file beside it per entity.

mod words;

mod distribution;
mod driver;
mod geofence;
mod log_point;
mod member;
mod position;
mod presence;
mod report;
mod shipment;
mod summary;
mod ticket;
mod vehicle;
mod violation;

use std::{fmt, time::Duration};

pub use distribution::DistributionPoint;
pub use driver::{Driver, Duty, PHONE_LENGTH_MAX, dialled, is_phone_number};
pub use geofence::{Geofence, crosses_itself};
pub use log_point::LogPoint;
pub use member::{Member, Role};
pub use position::{Doubt, DriverPosition, PositionSource, TrackPoint};
pub use presence::{Editing, HereState, Place, Presence};
pub use report::{DaySummary, LogEntry, LogKind, ReportEntry, ReportPart, Segment, SpeedHour, Trip};
pub use shipment::{Declined, Progress, Proof, Shipment, ShipmentStatus, Stop};
pub use summary::{FleetSummary, Kpi, KpiBefore};
pub use ticket::{Ticket, TicketKind};
pub use vehicle::{STRIP_SLOTS, StripSlot, Vehicle, VehicleKind, VehicleStatus};
pub use violation::{Severity, Violation, ViolationKind, ViolationState};

use crate::entity::Entity;

/// How a stream's rows travel.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Delivery {
    /// Keyed rows; several changes of a row may arrive as one.
    Table,
    /// Append-only events, every one of them.
    Log,
    /// Latest value per id, no replay.
    Live,
}

/// What of a stream a browser may keep on disk (bound to the user, at most 24 h, cleared at sign-out).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Persistence {
    /// Nothing.
    Never,
    /// Everything the user may see.
    All,
}

/// Meets every entity type once; the way to do something for all streams without a second list.
pub trait EntityVisitor {
    /// Called once per stream.
    fn visit<E: Entity>(&mut self);
}

macro_rules! streams {
    ($($(#[$meta:meta])* $entity:ident => $path:literal, $delivery:ident, $scope:ident, stale $stale:literal s, keep $persistence:ident;)+) => {
        /// Which stream; a closed set.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum StreamKind {
            $($(#[$meta])* $entity,)+
        }

        impl StreamKind {
            /// Every stream.
            pub const ALL: [Self; [$($path),+].len()] = [$(Self::$entity),+];

            /// The path its topics begin with.
            pub const fn path(self) -> &'static str {
                match self { $(Self::$entity => $path,)+ }
            }

            /// How its rows travel.
            pub const fn delivery(self) -> Delivery {
                match self { $(Self::$entity => Delivery::$delivery,)+ }
            }

            /// Whether its topics carry a scope.
            pub const fn is_scoped(self) -> bool {
                match self { $(Self::$entity => streams!(@ $scope),)+ }
            }

            /// How long its rows are trusted without a live connection; then they are shown as stale.
            pub const fn stale_time(self) -> Duration {
                match self { $(Self::$entity => Duration::from_secs($stale),)+ }
            }

            /// What of it a browser may keep on disk.
            pub const fn persistence(self) -> Persistence {
                match self { $(Self::$entity => Persistence::$persistence,)+ }
            }
        }

        /// Shows every entity type to the visitor.
        pub fn visit_all(visitor: &mut impl EntityVisitor) {
            $(visitor.visit::<$entity>();)+
        }
    };
    (@ whole) => { false };
    (@ scoped) => { true };
}

streams! {
    /// Everything that moves: state, place, load.
    Vehicle => "fleet/vehicles", Table, whole, stale 30 s, keep All;
    /// What went wrong and what was done about it.
    Violation => "fleet/violations", Table, whole, stale 300 s, keep All;
    /// Figures over the whole fleet; one row.
    FleetSummary => "fleet/summary", Table, whole, stale 30 s, keep All;
    /// Violations of today by kind; one row per kind.
    DistributionPoint => "fleet/violation_distribution", Table, whole, stale 300 s, keep All;
    /// Events of the fleet per 15 minutes; one row per quarter of an hour.
    LogPoint => "fleet/vehicle_logs", Table, whole, stale 300 s, keep All;
    /// One day of one vehicle, in parts; the scope is `vehicle` (today) or `vehicle@2026-11-19`.
    ReportEntry => "fleet/report", Table, scoped, stale 300 s, keep Never;
    /// Who drives: on shift or not, with what, and how much they have to do.
    Driver => "dispatch/drivers", Table, whole, stale 30 s, keep All;
    /// Where drivers on shift are; the latest of each.
    DriverPosition => "dispatch/positions", Live, whole, stale 30 s, keep All;
    /// Where one driver was of late; the scope is the driver.
    TrackPoint => "dispatch/tracks", Log, scoped, stale 30 s, keep Never;
    /// What goes where, who brings it, and how far it has come.
    Shipment => "dispatch/shipments", Table, whole, stale 300 s, keep All;
    /// Areas whose border matters.
    Geofence => "dispatch/geofences", Table, whole, stale 300 s, keep All;
    /// Problems that somebody should look at.
    Ticket => "desk/tickets", Table, whole, stale 300 s, keep All;
    /// People with an account, as far as colleagues see them.
    Member => "team/members", Table, whole, stale 180 s, keep All;
    /// Who is here, and what they edit; the scope is a place. Nobody is taken to be here without a connection.
    Presence => "presence", Live, scoped, stale 0 s, keep Never;
}

impl fmt::Display for StreamKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path())
    }
}
