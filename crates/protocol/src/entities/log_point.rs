//! Events of the fleet per quarter of an hour, calculated by the gateway.

use serde::{Deserialize, Serialize};

use crate::{entities::StreamKind, entity::Entity, ids::RowId, time::Timestamp};

/// A quarter of an hour of the fleet.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct LogPoint {
    /// Its start in milliseconds, as text.
    pub id: RowId,
    /// Its start.
    pub at: Timestamp,
    /// Trips begun.
    pub trips: u32,
    /// Stops begun.
    pub stops: u32,
    /// Refuellings.
    pub refuels: u32,
    /// Faults: breakdowns and lost devices.
    pub faults: u32,
    /// The gateway itself was down for a good part of it: shown as "no data", never as 0.
    #[serde(default)]
    pub gap: bool,
}

impl Entity for LogPoint {
    const KIND: StreamKind = StreamKind::LogPoint;

    fn id(&self) -> &RowId {
        &self.id
    }
}
