//! What stands in the cells of a shipment as text: searched for as it is read, and on paper.

use protocol::{Timestamp, entities::Shipment};

use super::columns::ShipmentColumn;
use crate::{
    format::{Formatter, NARROW},
    pages::dispatch::standing::{lateness, minutes},
    texts::shipments::shipment_status,
};

/// The text of a cell.
pub(super) fn shown(row: &Shipment, column: ShipmentColumn, now: Timestamp, format: Formatter) -> String {
    let text = match column {
        ShipmentColumn::Reference => Some(row.reference.clone()),
        ShipmentColumn::Status => Some(shipment_status(format.language, row.progress.status).to_owned()),
        ShipmentColumn::Goods => Some(row.goods.clone()),
        ShipmentColumn::Weight => {
            let decimals = u8::from(row.weight_t.fract() != 0.0);
            Some(format!("{}{NARROW}t", format.number(row.weight_t, decimals)))
        }
        ShipmentColumn::Pickup => Some(row.pickup.name.clone()),
        ShipmentColumn::Drop => Some(row.drop.name.clone()),
        ShipmentColumn::Driver => row.progress.driver_name.clone(),
        ShipmentColumn::Due => Some(format.plan(row.due, now)),
        ShipmentColumn::Eta => row.eta.map(|it| format.plan(it, now)),
        ShipmentColumn::Late => lateness(row, now).map(|it| late(it, format)),
        ShipmentColumn::Actions => None,
    };
    format.or_nothing(text)
}

/// How much later than due: `+18 min`, `−4 min`, `+2 h 19 min`.
pub(super) fn late(millis: i64, format: Formatter) -> String {
    let minutes = minutes(millis);
    let sign = match minutes {
        0 => "",
        1.. => "+",
        _ => "−",
    };
    format!("{sign}{}", format.whole_minutes(minutes.unsigned_abs()))
}
