//! What the map page's address says: what is listed, what is selected, and where the map looks.

use protocol::{RowId, Timestamp, entities::ShipmentStatus};

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
    /// Whose border matters.
    Areas,
}

/// What is selected.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Selected {
    /// A driver.
    Driver(RowId),
    /// A shipment.
    Shipment(RowId),
    /// An area.
    Area(RowId),
}

impl Selected {
    /// Its name.
    pub(super) const fn id(&self) -> &RowId {
        match self {
            Self::Driver(id) | Self::Shipment(id) | Self::Area(id) => id,
        }
    }
}

/// A time of the past.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Span {
    /// When it begins.
    pub(super) from: Timestamp,
    /// When it ends; later than `from`.
    pub(super) to: Timestamp,
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
    /// Whether areas are shown that nobody watches any more.
    pub(super) retired: bool,
    /// Of when the selected driver's way is played back.
    pub(super) span: Option<Span>,
    /// How far it has been played.
    pub(super) moment: Option<Timestamp>,
    /// Of which moment everything is shown; `None`: the present.
    pub(super) past: Option<Timestamp>,
    /// Where the map looks.
    pub(super) view: Option<View>,
    /// Whether it stays with what is selected.
    pub(super) follows: bool,
    /// Whether a table stands in place of the map.
    pub(super) as_table: bool,
}

impl DeskQuery {
    /// Selects something else; whoever is played back stays with who is selected.
    pub(super) fn show(&mut self, selected: Option<Selected>) {
        self.selected = selected;
        self.span = None;
        self.moment = None;
    }

    /// Lists everything.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.states.clear();
        self.statuses.clear();
        self.retired = false;
    }

    /// Reads an address. What it asks for and nobody knows is left out, and noted by the query.
    pub(super) fn read(query: &mut Query<'_>) -> Self {
        let shipment = query.text("shipment");
        let driver = query.text("driver");
        let area = query.text("area");
        let selected = match (driver, shipment, area) {
            ("", "", "") => None,
            ("", "", id) => Some(Selected::Area(RowId::from(id))),
            (id, "", _) => Some(Selected::Driver(RowId::from(id))),
            (_, id, _) => Some(Selected::Shipment(RowId::from(id))),
        };
        let moment = |word: &str| word.parse().ok().map(Timestamp::from_millis);
        let (from, to) = (query.word("from", moment), query.word("to", moment));
        let span = from.zip(to).map(|(from, to)| Span { from, to });
        let is_possible = |it: &Span| it.from < it.to && matches!(selected, Some(Selected::Driver(_)));
        if let Some(it) = span.filter(|it| !is_possible(it)) {
            query.stray("from", &it.from.to_string());
        }
        let span = span.filter(is_possible);
        let past = query.word("past", moment);
        if let Some(it) = past.filter(|_| span.is_some()) {
            query.stray("past", &it.to_string());
        }
        // Areas are known as they are now only; so they are no part of the past.
        let past = past.filter(|_| span.is_none());
        let selected = selected.filter(|it| past.is_none() || !matches!(it, Selected::Area(_)));
        let tab = query.word("tab", |word| match word {
            "drivers" => Some(Tab::Drivers),
            "shipments" => Some(Tab::Shipments),
            "areas" => Some(Tab::Areas),
            _ => None,
        });
        let tab = tab.filter(|it| past.is_none() || *it != Tab::Areas);
        let follows = query.word("follow", |it| (it == "1").then_some(())).is_some();
        Self {
            follows: follows && selected.is_some(),
            tab: tab.unwrap_or_default(),
            text: query.text("q").to_owned(),
            states: query.words("state"),
            statuses: query.words("status"),
            selected,
            retired: query.word("retired", |it| (it == "1").then_some(())).is_some(),
            span,
            moment: query.word("t", moment),
            past,
            view: query.word("at", read_view),
            as_table: query.word("view", |it| (it == "table").then_some(())).is_some(),
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
            retired,
            span,
            moment,
            past,
            view,
            follows,
            as_table,
        } = self;
        let mut pairs = Pairs::new();
        match tab {
            Tab::Drivers => {}
            Tab::Shipments => query::push(&mut pairs, "tab", "shipments"),
            Tab::Areas => query::push(&mut pairs, "tab", "areas"),
        }
        query::push(&mut pairs, "q", text.trim());
        query::push_words(&mut pairs, "state", states.iter().map(|it| it.as_str()));
        query::push_words(&mut pairs, "status", statuses.iter().map(|it| it.as_str()));
        if *retired {
            query::push(&mut pairs, "retired", "1");
        }
        if let Some(view) = view {
            query::push(&mut pairs, "at", &write_view(*view));
        }
        match selected {
            Some(Selected::Driver(id)) => query::push(&mut pairs, "driver", id.as_str()),
            Some(Selected::Shipment(id)) => query::push(&mut pairs, "shipment", id.as_str()),
            Some(Selected::Area(id)) => query::push(&mut pairs, "area", id.as_str()),
            None => {}
        }
        if let Some(Span { from, to }) = span {
            query::push(&mut pairs, "from", &from.to_string());
            query::push(&mut pairs, "to", &to.to_string());
        }
        if let Some(moment) = moment {
            query::push(&mut pairs, "t", &moment.to_string());
        }
        if let Some(past) = past {
            query::push(&mut pairs, "past", &past.to_string());
        }
        if *follows && selected.is_some() {
            query::push(&mut pairs, "follow", "1");
        }
        if *as_table {
            query::push(&mut pairs, "view", "table");
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
            Some(Selected::Area(RowId::from("g-1"))),
        ] {
            let query = DeskQuery {
                tab: Tab::Shipments,
                text: "okafor & co".to_owned(),
                states: vec![Standing::Late, Standing::NoSignal],
                statuses: vec![ShipmentStatus::InTransit],
                span: matches!(selected, Some(Selected::Driver(_))).then_some(Span {
                    from: Timestamp::from_millis(7),
                    to: Timestamp::from_millis(9),
                }),
                retired: true,
                moment: Some(Timestamp::from_millis(8)),
                past: None,
                view: Some(view),
                follows: selected.is_some(),
                as_table: selected.is_some(),
                selected,
            };
            assert_eq!(read_back(&query.write(), DeskQuery::read), (query, vec![]));
        }
        assert_eq!(DeskQuery::default().write(), []);
    }

    #[test]
    fn the_past_has_no_areas_and_is_not_played_back() {
        let query = DeskQuery {
            tab: Tab::Shipments,
            selected: Some(Selected::Driver(RowId::from("d-1"))),
            past: Some(Timestamp::from_millis(8)),
            ..DeskQuery::default()
        };
        assert_eq!(
            read_back(&query.write(), DeskQuery::read),
            (query.clone(), vec![])
        );
        let areas = DeskQuery {
            tab: Tab::Areas,
            selected: Some(Selected::Area(RowId::from("g-1"))),
            ..query.clone()
        };
        let (areas, _) = read_back(&areas.write(), DeskQuery::read);
        assert_eq!(
            (areas.tab, areas.selected, areas.past),
            (Tab::Drivers, None, query.past)
        );
        let span = Some(Span {
            from: Timestamp::from_millis(7),
            to: Timestamp::from_millis(9),
        });
        let (played, strays) = read_back(&DeskQuery { span, ..query }.write(), DeskQuery::read);
        assert_eq!((played.past, played.span, strays.len()), (None, span, 1));
    }

    #[test]
    fn nobody_is_played_back_backwards_or_without_a_name() {
        for driver in ["d-1", ""] {
            let pairs = vec![
                ("driver", driver.to_owned()),
                ("from", "9".to_owned()),
                ("to", "7".to_owned()),
            ];
            let (query, strays) = read_back(&pairs, DeskQuery::read);
            assert_eq!((query.span, strays.len()), (None, 1), "{driver}");
        }
    }

    #[test]
    fn nonsense_in_an_address_is_left_out_and_noted() {
        let pairs = vec![
            ("at", "here".to_owned()),
            ("state", "late,flying".to_owned()),
            ("tab", "pigeons".to_owned()),
            ("view", "globe".to_owned()),
        ];
        let (query, strays) = read_back(&pairs, DeskQuery::read);
        assert_eq!(query.states, [Standing::Late]);
        assert_eq!((query.view, query.tab), (None, Tab::Drivers));
        let strays: Vec<_> = strays.iter().map(|it| it.word.as_str()).collect();
        assert_eq!(strays.len(), 4, "{strays:?}");
    }
}
