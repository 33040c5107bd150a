//! The shipments as a list: how they are chosen, how the list speaks of them, and how they stand in a file.

use protocol::{Timestamp, entities::Shipment};

use super::{
    columns::ShipmentColumn,
    filter::ShipmentFilter,
    lens::{Setting, ShipmentLens},
    shown::shown,
};
use crate::{
    format::Formatter,
    pages::{
        dispatch::standing::{lateness, minutes},
        list::{Column, ListKind, ListModel, ListRow, ListWords},
    },
    platform::clock,
    texts::{Language, Texts, dispatch, shipments::shipment_status},
};

/// The shipments.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shipments;

/// The list itself; what one does with its rows is the page's.
pub(super) type ShipmentsModel = ListModel<Shipments>;

/// A place and its shipment.
pub(super) type ShipmentRow = ListRow<Shipments>;

impl ListKind for Shipments {
    type Row = Shipment;
    type Filter = ShipmentFilter;
    type Setting = Setting;
    type Lens = ShipmentLens;

    const NAME: &'static str = "shipments";
    const COLUMNS_KEY: &'static str = "livedeck:1:columns:shipments";

    fn lens(filter: ShipmentFilter, setting: Setting) -> ShipmentLens {
        ShipmentLens::new(filter, setting)
    }

    fn words(texts: Texts) -> ListWords {
        let texts = texts.dispatch();
        ListWords {
            name: texts.shipments,
            search: texts.search_shipments,
            none_match: texts.none_match,
            forbidden: texts.forbidden,
            gone: texts.gone,
            previous: texts.previous,
            next: texts.next,
        }
    }

    fn newcomers(language: Language, n: usize) -> String {
        dispatch::newcomers(language, n)
    }

    fn found(language: Language, n: usize) -> String {
        dispatch::found_shipments(language, n)
    }

    fn nothing(_: &ShipmentFilter, texts: Texts) -> &'static str {
        texts.dispatch().no_shipments
    }

    fn shown(row: &Shipment, column: ShipmentColumn, format: Formatter) -> String {
        shown(row, column, clock::now(), format)
    }

    fn headings(column: ShipmentColumn, _: Formatter, texts: Texts) -> Vec<String> {
        let title = column.title(texts);
        vec![match column {
            ShipmentColumn::Weight => format!("{title} (t)"),
            ShipmentColumn::Late => format!("{title} (min)"),
            _ => title.to_owned(),
        }]
    }

    fn cells(row: &Shipment, column: ShipmentColumn, format: Formatter, language: Language) -> Vec<String> {
        let moment = |at: Timestamp| format.iso(at);
        vec![match column {
            ShipmentColumn::Reference => row.reference.clone(),
            ShipmentColumn::Status => shipment_status(language, row.progress.status).to_owned(),
            ShipmentColumn::Goods => row.goods.clone(),
            ShipmentColumn::Weight => row.weight_t.to_string(),
            ShipmentColumn::Pickup => row.pickup.name.clone(),
            ShipmentColumn::Drop => row.drop.name.clone(),
            ShipmentColumn::Driver => row.progress.driver_name.clone().unwrap_or_default(),
            ShipmentColumn::Due => moment(row.due),
            ShipmentColumn::Eta => row.eta.map(moment).unwrap_or_default(),
            ShipmentColumn::Late => {
                let late = lateness(row, clock::now());
                late.map(|it| minutes(it).to_string()).unwrap_or_default()
            }
            ShipmentColumn::Actions => String::new(),
        }]
    }
}
