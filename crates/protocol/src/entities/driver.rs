//! A driver: whether they work, with which vehicle, and how much they have to do.

use serde::{Deserialize, Serialize};

use crate::{
    entities::{StreamKind, words::words},
    entity::Entity,
    ids::RowId,
    time::Timestamp,
};

words! {
    /// Whether somebody drives now.
    Duty {
        /// Not at work: nothing is collected about them.
        Off = "off",
        /// On shift.
        OnShift = "on_shift",
        /// On shift, resting.
        OnBreak = "on_break",
        /// On shift, and cannot go on.
        Breakdown = "breakdown",
    }
}

impl Duty {
    /// Whether their shift goes on.
    pub const fn is_on_shift(self) -> bool {
        matches!(self, Self::OnShift | Self::OnBreak | Self::Breakdown)
    }
}

/// A driver.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Driver {
    /// Their row in `team/members`.
    pub id: RowId,
    /// As people write them, such as `M. Okafor`.
    pub name: String,
    /// Where they belong, such as `Nord depot`.
    pub depot: String,
    /// Whether they drive now.
    pub duty: Duty,
    /// Since when.
    pub since: Timestamp,
    /// When the shift began, while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift_at: Option<Timestamp>,
    /// What they drive, if anything: an id of `fleet/vehicles`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vehicle: Option<RowId>,
    /// Its plate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plate: Option<String>,
    /// How to call them, such as `+44 20 7946 0112`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Shipments that they have and that are not at their end.
    pub jobs: u32,
    /// Shipments delivered since midnight of the depot.
    pub delivered_today: u32,
}

impl Entity for Driver {
    const KIND: StreamKind = StreamKind::Driver;

    fn id(&self) -> &RowId {
        &self.id
    }
}
