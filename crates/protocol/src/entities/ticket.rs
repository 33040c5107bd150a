//! A ticket: something that a person wants somebody to look at. Drivers report problems with it.

use serde::{Deserialize, Serialize};

use crate::{
    entities::{StreamKind, words::words},
    entity::Entity,
    ids::RowId,
    time::Timestamp,
};

words! {
    /// What a ticket is about.
    TicketKind {
        /// The vehicle does not do what it should.
        Vehicle = "vehicle",
        /// The goods are damaged, missing or wrong.
        Goods = "goods",
        /// Nobody there, closed, no way in.
        Site = "site",
        /// Road closed, accident, long queue.
        Road = "road",
        /// Anything else.
        Other = "other",
    }
}

/// A ticket.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Ticket {
    /// Names it for ever.
    pub id: RowId,
    /// What it is about.
    pub kind: TicketKind,
    /// What happened, in the author's words.
    pub text: String,
    /// The shipment concerned, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shipment: Option<RowId>,
    /// The driver who reported it, if one did: an id of `dispatch/drivers`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<RowId>,
    /// Who reported it, as people write them.
    pub reported_by: String,
    /// When.
    pub at: Timestamp,
}

impl Entity for Ticket {
    const KIND: StreamKind = StreamKind::Ticket;

    fn id(&self) -> &RowId {
        &self.id
    }
}
