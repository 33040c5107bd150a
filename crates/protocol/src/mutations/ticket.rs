//! Problems that somebody should look at.

use serde::{Deserialize, Serialize};

use super::{Author, Change, MutationError, check_text};
use crate::{
    entities::{StreamKind, Ticket, TicketKind},
    entity::Entity,
    ids::RowId,
    row::RawRow,
};

/// A change of a ticket.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub enum TicketChange {
    /// Somebody reports a problem.
    #[serde(rename = "ticket.create")]
    Create {
        /// Its name from now on.
        id: RowId,
        /// What it is about.
        kind: TicketKind,
        /// What happened; 1 to 500 characters.
        text: String,
        /// The shipment concerned.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shipment: Option<RowId>,
        /// The driver who reports. A hint for the screen until the verdict; the gateway looks it up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        driver: Option<RowId>,
    },
}

impl Change for TicketChange {
    const NAMES: &'static [&'static str] = &["ticket.create"];
    const KIND: StreamKind = StreamKind::Ticket;

    fn ordinal(&self) -> usize {
        match self {
            Self::Create { .. } => 0,
        }
    }

    fn id(&self) -> &RowId {
        match self {
            Self::Create { id, .. } => id,
        }
    }

    fn creates(&self) -> bool {
        true
    }

    fn apply(&self, row: Option<&RawRow>, author: &Author) -> Result<RawRow, MutationError> {
        if row.is_some() {
            return Err(MutationError::State("There is one of that name.".to_owned()));
        }
        let Self::Create {
            id,
            kind,
            text,
            shipment,
            driver,
        } = self;
        let ticket = Ticket {
            id: id.clone(),
            kind: *kind,
            text: text.trim().to_owned(),
            shipment: shipment.clone(),
            driver: driver.clone(),
            reported_by: author.name.clone(),
            at: author.at,
        };
        Ok(ticket.to_raw())
    }

    fn inverse(&self, _before: &RawRow) -> Option<Self> {
        None
    }

    fn check(&self) -> Result<(), MutationError> {
        let Self::Create { text, .. } = self;
        check_text("a description", text)
    }
}
