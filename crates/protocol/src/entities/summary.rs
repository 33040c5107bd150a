//! Figures over the whole fleet, calculated by the gateway.

use serde::{Deserialize, Serialize};

use crate::{entities::StreamKind, entity::Entity, ids::RowId, time::Timestamp};

/// The one row of `fleet/summary`; its id is [`FleetSummary::ID`].
///
/// Counts change often and stand at the top level, so that a patch carries only what changed; yesterday's figures and
/// the histories change every quarter of an hour.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct FleetSummary {
    /// Always the same.
    pub id: FleetSummaryId,
    /// All vehicles.
    pub total: u32,
    /// Moving, idle or stopped: reporting and not in the workshop.
    pub active: u32,
    /// Under way.
    pub moving: u32,
    /// Engine on, standing.
    pub idle: u32,
    /// Engine off.
    pub stopped: u32,
    /// Not reporting.
    pub offline: u32,
    /// In the workshop.
    pub maintenance: u32,
    /// Violations with work left; absent for who may not see violations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_violations: Option<u32>,
    /// The critical ones among them; likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub critical_violations: Option<u32>,
    /// Share of today's vehicle time spent moving or idle while not in the workshop, %.
    pub utilisation: f64,
    /// Driven by all since midnight of the depot, km.
    pub distance: f64,
    /// Depots.
    pub depots: u32,
    /// The same figures a day ago; absent until there is a day of history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<KpiBefore>,
    /// The last 24 hours of each figure, oldest first, one value per hour.
    #[serde(default)]
    pub history: Kpi<Vec<f64>>,
    /// When the gateway calculated it.
    pub at: Timestamp,
}

/// One thing per figure of the overview.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Kpi<T> {
    /// Open violations; nothing for who may not see violations.
    #[serde(default)]
    pub open_violations: T,
    /// Vehicles offline.
    pub offline: T,
    /// Vehicles in maintenance.
    pub maintenance: T,
    /// Utilisation, %.
    pub utilisation: T,
    /// Vehicles active.
    pub active: T,
    /// Vehicles moving.
    pub moving: T,
    /// Vehicles idle.
    pub idle: T,
    /// Distance today, km.
    pub distance: T,
}

/// Figures of the same time yesterday.
pub type KpiBefore = Kpi<f64>;

/// The id of the only row.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct FleetSummaryId(RowId);

impl Default for FleetSummaryId {
    fn default() -> Self {
        Self(RowId::from(FleetSummary::ID))
    }
}

impl FleetSummary {
    /// The id of the only row.
    pub const ID: &str = "fleet";
}

impl Entity for FleetSummary {
    const KIND: StreamKind = StreamKind::FleetSummary;

    fn id(&self) -> &RowId {
        &self.id.0
    }
}
