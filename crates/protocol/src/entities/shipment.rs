//! A shipment: what goes where, who brings it, and how far it has come.

use serde::{Deserialize, Serialize};

use crate::{
    entities::{StreamKind, words::words},
    entity::Entity,
    ids::RowId,
    time::Timestamp,
};

words! {
    /// How far a shipment has come.
    ShipmentStatus {
        /// Nobody has it yet.
        Created = "created",
        /// Given to a driver, who has not answered.
        Assigned = "assigned",
        /// The driver will do it.
        Accepted = "accepted",
        /// Loaded.
        PickedUp = "picked_up",
        /// On its way to where it goes.
        InTransit = "in_transit",
        /// Handed over.
        Delivered = "delivered",
        /// Could not be handed over, with a reason.
        Failed = "failed",
        /// Not wanted any more, with a reason.
        Cancelled = "cancelled",
    }
}

impl ShipmentStatus {
    /// Whether something is left to do.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Delivered | Self::Failed | Self::Cancelled)
    }

    /// Whether its driver has said yes and not finished.
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::Accepted | Self::PickedUp | Self::InTransit)
    }
}

/// A place where a shipment is loaded or handed over.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Stop {
    /// What people call it, such as `Kiln road 7`.
    pub name: String,
    /// Latitude, degrees, WGS 84.
    pub lat: f64,
    /// Longitude, degrees, WGS 84.
    pub lng: f64,
    /// Where exactly, and whom to ask for: `Brenner site office, gate B`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// Whom to call there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// From when on somebody is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<Timestamp>,
}

/// How it was handed over.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Proof {
    /// Who took it, as they write themselves.
    pub recipient: String,
    /// What else is to be said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Names of attachments: photos.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<RowId>,
    /// Name of the attachment with the signature; absent: the recipient's typed name stands for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<RowId>,
}

/// Why a driver did not take it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Declined {
    /// The driver, as people write them.
    pub by: String,
    /// What they said.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// Everything of a shipment that changes on its way.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Progress {
    /// How far it has come.
    pub status: ShipmentStatus,
    /// Who brings it: an id of `dispatch/drivers`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<RowId>,
    /// The driver as people write them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver_name: Option<String>,
    /// When it was given to the driver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_at: Option<Timestamp>,
    /// When the driver said yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<Timestamp>,
    /// When it was loaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picked_up_at: Option<Timestamp>,
    /// When the way to where it goes began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub departed_at: Option<Timestamp>,
    /// When it came to its end: delivered, failed or cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Why it failed or was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Who last did not take it, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declined: Option<Declined>,
    /// How it was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
}

impl Progress {
    /// When its latest step was done that is not its end.
    pub fn latest(&self) -> Option<Timestamp> {
        let steps = [
            self.assigned_at,
            self.accepted_at,
            self.picked_up_at,
            self.departed_at,
        ];
        steps.into_iter().flatten().max()
    }

    /// That of a shipment which nobody has yet.
    pub const fn new() -> Self {
        Self {
            status: ShipmentStatus::Created,
            driver: None,
            driver_name: None,
            assigned_at: None,
            accepted_at: None,
            picked_up_at: None,
            departed_at: None,
            ended_at: None,
            reason: None,
            declined: None,
            proof: None,
        }
    }
}

impl Default for Progress {
    fn default() -> Self {
        Self::new()
    }
}

/// A shipment.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Shipment {
    /// Names it for ever; part of URLs.
    pub id: RowId,
    /// What people call it, such as `SH-20418`.
    pub reference: String,
    /// What it is, such as `24 pallets concrete block`.
    pub goods: String,
    /// t.
    pub weight_t: f64,
    /// What else the driver must know, such as `crane needed`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Where it is loaded.
    pub pickup: Stop,
    /// Where it goes.
    pub drop: Stop,
    /// When it should be there.
    pub due: Timestamp,
    /// When it will be there, as far as the gateway can tell while it is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta: Option<Timestamp>,
    /// When it was ordered.
    pub created_at: Timestamp,
    /// Everything that changes on its way.
    #[serde(flatten)]
    pub progress: Progress,
    /// Who changed it last, as people write them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<String>,
    /// When a person last changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Timestamp>,
}

impl Shipment {
    /// How much later than due it will be, ms; negative: earlier. `None`: nobody can tell.
    pub fn lateness(&self) -> Option<i64> {
        let there = match self.progress.status {
            ShipmentStatus::Delivered => self.progress.ended_at,
            ShipmentStatus::Failed | ShipmentStatus::Cancelled => None,
            ShipmentStatus::Created
            | ShipmentStatus::Assigned
            | ShipmentStatus::Accepted
            | ShipmentStatus::PickedUp
            | ShipmentStatus::InTransit => self.eta,
        }?;
        let (there, due) = (there.as_millis(), self.due.as_millis());
        i64::try_from(there.abs_diff(due))
            .ok()
            .map(|it| if there < due { -it } else { it })
    }
}

impl Entity for Shipment {
    const KIND: StreamKind = StreamKind::Shipment;

    fn id(&self) -> &RowId {
        &self.id
    }
}
