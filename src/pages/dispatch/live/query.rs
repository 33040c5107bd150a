//! What the map page's address says: what is listed, what is selected, and where the map looks.

use protocol::{RowId, entities::ShipmentStatus};

use crate::{
    components::map::{read_view, write_view},
    pages::dispatch::standing::Standing,
    platform::maplibre::View,
    repositories::query::{self, Pairs, Query},
};

/// What is listed.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Tab {
    /// Who drives.
    #[default]
    Drivers,
    /// What goes where.
    Shipments,
}

/// What is selected.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Selected {
    /// A driver.
    Driver(RowId),
    /// A shipment.
    Shipment(RowId),
}

/// Everything that the address says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct DeskQuery {
    /// What is listed.
    pub(super) tab: Tab,
    /// What is searched for.
    pub(super) text: String,
    /// How drivers stand that are listed; empty: all.
    pub(super) states: Vec<Standing>,
    /// How far shipments have come that are listed; empty: those that are not at their end.
    pub(super) statuses: Vec<ShipmentStatus>,
    /// What is selected.
    pub(super) selected: Option<Selected>,
    /// Where the map looks.
    pub(super) view: Option<View>,
}

impl DeskQuery {
    /// Reads an address. What it asks for and nobody knows is left out, and noted by the query.
    pub(super) fn read(query: &mut Query<'_>) -> Self {
        let shipment = query.text("shipment");
        let driver = query.text("driver");
        let selected = match (driver, shipment) {
            ("", "") => None,
            (id, "") => Some(Selected::Driver(RowId::from(id))),
            (_, id) => Some(Selected::Shipment(RowId::from(id))),
        };
        let tab = query.word("tab", |word| match word {
            "drivers" => Some(Tab::Drivers),
            "shipments" => Some(Tab::Shipments),
            _ => None,
        });
        Self {
            tab: tab.unwrap_or_default(),
            text: query.text("q").to_owned(),
            states: query.words("state"),
            statuses: query.words("status"),
            selected,
            view: query.word("at", read_view),
        }
    }

    /// The address that [`Self::read`] reads.
    pub(super) fn write(&self) -> Pairs {
        let Self {
            tab,
            text,
            states,
            statuses,
            selected,
            view,
        } = self;
        let mut pairs = Pairs::new();
        match tab {
            Tab::Drivers => {}
            Tab::Shipments => query::push(&mut pairs, "tab", "shipments"),
        }
        query::push(&mut pairs, "q", text.trim());
        query::push_words(&mut pairs, "state", states.iter().map(|it| it.as_str()));
        query::push_words(&mut pairs, "status", statuses.iter().map(|it| it.as_str()));
        if let Some(view) = view {
            query::push(&mut pairs, "at", &write_view(*view));
        }
        match selected {
            Some(Selected::Driver(id)) => query::push(&mut pairs, "driver", id.as_str()),
            Some(Selected::Shipment(id)) => query::push(&mut pairs, "shipment", id.as_str()),
            None => {}
        }
        pairs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repositories::query::read_back;

    #[test]
    fn what_is_written_is_read_back() {
        let view = View {
            lat: 55.5,
            lng: 4.5,
            zoom: 12.4,
        };
        for selected in [
            None,
            Some(Selected::Driver(RowId::from("d-1"))),
            Some(Selected::Shipment(RowId::from("s-1"))),
        ] {
            let query = DeskQuery {
                tab: Tab::Shipments,
                text: "okafor & co".to_owned(),
                states: vec![Standing::Late, Standing::NoSignal],
                statuses: vec![ShipmentStatus::InTransit],
                selected,
                view: Some(view),
            };
            assert_eq!(read_back(&query.write(), DeskQuery::read), (query, vec![]));
        }
        assert_eq!(DeskQuery::default().write(), []);
    }

    #[test]
    fn nonsense_in_an_address_is_left_out_and_noted() {
        let pairs = vec![
            ("at", "here".to_owned()),
            ("state", "late,flying".to_owned()),
            ("tab", "pigeons".to_owned()),
        ];
        let (query, strays) = read_back(&pairs, DeskQuery::read);
        assert_eq!(query.states, [Standing::Late]);
        assert_eq!((query.view, query.tab), (None, Tab::Drivers));
        let strays: Vec<_> = strays.iter().map(|it| it.word.as_str()).collect();
        assert_eq!(strays.len(), 3, "{strays:?}");
    }
}
