//! Which drivers somebody wants to see, and in which order; the same in the address.

use protocol::entities::Duty;

use super::columns::DriverColumn;
use crate::{
    pages::list::{ListFilter, Order},
    repositories::query::{self, Pairs, Query},
};

/// A choice of drivers. Empty lists choose everything.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct DriverFilter {
    /// Whether they drive now.
    pub(crate) duties: Vec<Duty>,
    /// Where they belong.
    pub(crate) depots: Vec<String>,
    /// What occurs in any of their columns.
    pub(crate) text: String,
    /// How they are sorted.
    pub(crate) order: Order<DriverColumn>,
}

impl ListFilter for DriverFilter {
    type Column = DriverColumn;

    fn read(query: &mut Query<'_>) -> Self {
        Self {
            duties: query.words("status"),
            depots: query.names("depot"),
            text: query.text("q").to_owned(),
            order: Order::read(query),
        }
    }

    fn write(&self) -> Pairs {
        let Self {
            duties,
            depots,
            text,
            order,
        } = self;
        let mut pairs = Pairs::new();
        query::push_words(&mut pairs, "status", duties.iter().map(|it| it.as_str()));
        query::push_names(&mut pairs, "depot", depots.iter().map(String::as_str));
        query::push(&mut pairs, "q", text.trim());
        order.write(&mut pairs);
        pairs
    }

    fn count(&self) -> usize {
        usize::from(!self.duties.is_empty()) + usize::from(!self.depots.is_empty())
    }

    fn text(&self) -> &str {
        &self.text
    }

    fn with_text(self, text: String) -> Self {
        Self { text, ..self }
    }

    fn order(&self) -> Order<DriverColumn> {
        self.order
    }

    fn with_order(self, order: Order<DriverColumn>) -> Self {
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
        let filter = DriverFilter {
            duties: vec![Duty::OnShift, Duty::Breakdown],
            depots: vec!["Nord depot".to_owned()],
            text: "okafor".to_owned(),
            order: Order {
                column: DriverColumn::Workload,
                direction: Direction::Descending,
            },
        };
        assert_eq!(read_back(&filter.write(), DriverFilter::read), (filter, vec![]));
        assert_eq!(DriverFilter::default().write(), []);
    }
}
