//! A violation: what went wrong, and what was done about it.

use serde::{Deserialize, Serialize};

use crate::{
    entities::{StreamKind, words::words},
    entity::Entity,
    ids::{RowId, UserId},
    time::Timestamp,
};

words! {
    /// Which rule was broken. The unit of `value` and `limit` follows from it.
    ViolationKind {
        /// km/h.
        Speeding = "speeding",
        /// g, negative.
        HarshBraking = "harsh_braking",
        /// g.
        HarshAcceleration = "harsh_acceleration",
        /// min with the engine on.
        Idling = "idling",
        /// Entered or left an area; `detail` names it.
        Geofence = "geofence",
        /// km unbelted.
        SeatBelt = "seat_belt",
        /// min of driving without a break.
        Fatigue = "fatigue",
        /// Moved without a driver or outside hours; min.
        UnauthorisedUse = "unauthorised_use",
    }

    /// How bad it is.
    Severity {
        /// Somebody must act now.
        Critical = "critical",
        /// Somebody must act today.
        High = "high",
        /// For the record.
        Low = "low",
    }

    /// Where it stands in the work queue.
    ViolationState {
        /// Nobody has looked.
        Open = "open",
        /// Somebody has seen it.
        Acknowledged = "acknowledged",
        /// It is somebody's work.
        Assigned = "assigned",
        /// Not worth acting on, with a reason.
        Dismissed = "dismissed",
        /// Dealt with.
        Resolved = "resolved",
    }
}

impl ViolationState {
    /// Whether work is left to do.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Acknowledged | Self::Assigned)
    }
}

/// A violation.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Violation {
    /// Names it for ever.
    pub id: RowId,
    /// Which rule.
    pub kind: ViolationKind,
    /// How bad.
    pub severity: Severity,
    /// The vehicle.
    pub vehicle: RowId,
    /// Its plate at the time.
    pub plate: String,
    /// Who drove, if anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<RowId>,
    /// The driver as people write them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver_name: Option<String>,
    /// What was measured; unit by kind.
    pub value: f64,
    /// What was allowed; unit by kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    /// For a geofence: `left Nordhaven`; else empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Nearest road or place.
    pub place: String,
    /// Latitude, degrees.
    pub lat: f64,
    /// Longitude, degrees.
    pub lng: f64,
    /// When it happened.
    pub at: Timestamp,
    /// Where it stands.
    pub state: ViolationState,
    /// Whose work it is: an account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<UserId>,
    /// The assignee as people write them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee_name: Option<String>,
    /// Why it was dismissed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who changed its state last, as people write them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<String>,
    /// When its state was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Timestamp>,
}

impl Entity for Violation {
    const KIND: StreamKind = StreamKind::Violation;

    fn id(&self) -> &RowId {
        &self.id
    }
}
