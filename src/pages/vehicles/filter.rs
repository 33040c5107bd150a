//! Which vehicles somebody wants to see, and in which order; the same in the address.

use protocol::entities::{VehicleKind, VehicleStatus};

use super::columns::VehicleColumn;
use crate::{
    pages::list::{ListFilter, Order},
    repositories::query::{self, Pairs, Query},
};

/// A choice of vehicles. Empty lists choose everything.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct VehicleFilter {
    /// What they do.
    pub(crate) statuses: Vec<VehicleStatus>,
    /// What sort they are.
    pub(crate) kinds: Vec<VehicleKind>,
    /// Where they belong.
    pub(crate) depots: Vec<String>,
    /// What occurs in any of their columns.
    pub(crate) text: String,
    /// How they are sorted.
    pub(crate) order: Order<VehicleColumn>,
}

impl ListFilter for VehicleFilter {
    type Column = VehicleColumn;

    fn read(query: &mut Query<'_>) -> Self {
        Self {
            statuses: query.words("status"),
            kinds: query.words("kind"),
            depots: query.names("depot"),
            text: query.text("q").to_owned(),
            order: Order::read(query),
        }
    }

    fn write(&self) -> Pairs {
        let Self {
            statuses,
            kinds,
            depots,
            text,
            order,
        } = self;
        let mut pairs = Pairs::new();
        query::push_words(&mut pairs, "status", statuses.iter().map(|it| it.as_str()));
        query::push_words(&mut pairs, "kind", kinds.iter().map(|it| it.as_str()));
        query::push_names(&mut pairs, "depot", depots.iter().map(String::as_str));
        query::push(&mut pairs, "q", text.trim());
        order.write(&mut pairs);
        pairs
    }

    fn count(&self) -> usize {
        usize::from(!self.statuses.is_empty())
            + usize::from(!self.kinds.is_empty())
            + usize::from(!self.depots.is_empty())
    }

    fn text(&self) -> &str {
        &self.text
    }

    fn with_text(self, text: String) -> Self {
        Self { text, ..self }
    }

    fn order(&self) -> Order<VehicleColumn> {
        self.order
    }

    fn with_order(self, order: Order<VehicleColumn>) -> Self {
        Self { order, ..self }
    }

    fn cleared(self) -> Self {
        Self {
            order: self.order,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repositories::{query::read_back, sort::Direction};

    #[test]
    fn what_is_written_is_read_back() {
        let filter = VehicleFilter {
            statuses: vec![VehicleStatus::Moving, VehicleStatus::Offline],
            kinds: VehicleKind::ALL.to_vec(),
            depots: vec!["Nord depot".to_owned(), "Harbour, east".to_owned()],
            text: "okafor & co".to_owned(),
            order: Order {
                column: VehicleColumn::Speed,
                direction: Direction::Descending,
            },
        };

        assert_eq!(read_back(&filter.write(), VehicleFilter::read), (filter, vec![]));
    }

    #[test]
    fn the_plain_address_means_everything() {
        assert_eq!(VehicleFilter::default().write(), []);
        assert_eq!(
            read_back(&Pairs::new(), VehicleFilter::read),
            (VehicleFilter::default(), vec![])
        );
    }

    #[test]
    fn nonsense_in_an_address_is_left_out_and_noted() {
        let pairs = vec![
            ("status", "flying".to_owned()),
            ("sort", "-strip".to_owned()),
            ("kind", ",,".to_owned()),
        ];

        let (filter, strays) = read_back(&pairs, VehicleFilter::read);

        assert_eq!(filter, VehicleFilter::default());
        let strays: Vec<_> = strays.iter().map(|it| (it.name, it.word.as_str())).collect();
        assert_eq!(strays, [("status", "flying"), ("sort", "-strip")]);
    }

    #[test]
    fn sorting_by_the_same_column_turns_round() {
        let order = Order::default().by(VehicleColumn::Fuel);
        assert_eq!(
            (order.column, order.direction),
            (VehicleColumn::Fuel, Direction::Ascending)
        );

        assert_eq!(order.by(VehicleColumn::Fuel).direction, Direction::Descending);
    }
}
