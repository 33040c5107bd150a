//! Which shipments somebody wants to see, in which order, and how; the same in the address.

use protocol::entities::ShipmentStatus;

use super::columns::ShipmentColumn;
use crate::{
    pages::list::{ListFilter, Order},
    repositories::query::{self, Pairs, Query},
};

/// How shipments are shown.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum Form {
    /// A table.
    #[default]
    Table,
    /// Columns by how far they have come.
    Board,
}

/// A choice of shipments. Empty lists choose everything.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct ShipmentFilter {
    /// How they are shown.
    pub(crate) form: Form,
    /// How far they have come.
    pub(crate) statuses: Vec<ShipmentStatus>,
    /// Who brings them.
    pub(crate) drivers: Vec<String>,
    /// Whether only those that are or will be late.
    pub(crate) late: bool,
    /// What occurs in any of their columns.
    pub(crate) text: String,
    /// How they are sorted.
    pub(crate) order: Order<ShipmentColumn>,
}

impl ListFilter for ShipmentFilter {
    type Column = ShipmentColumn;

    fn read(query: &mut Query<'_>) -> Self {
        let form = query.word("view", |word| match word {
            "table" => Some(Form::Table),
            "board" => Some(Form::Board),
            _ => None,
        });
        let late = query.word("late", |word| match word {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        });
        Self {
            form: form.unwrap_or_default(),
            statuses: query.words("status"),
            drivers: query.names("driver"),
            late: late.unwrap_or_default(),
            text: query.text("q").to_owned(),
            order: Order::read(query),
        }
    }

    fn write(&self) -> Pairs {
        let Self {
            form,
            statuses,
            drivers,
            late,
            text,
            order,
        } = self;
        let mut pairs = Pairs::new();
        match form {
            Form::Table => {}
            Form::Board => query::push(&mut pairs, "view", "board"),
        }
        query::push_words(&mut pairs, "status", statuses.iter().map(|it| it.as_str()));
        query::push_names(&mut pairs, "driver", drivers.iter().map(String::as_str));
        query::push(&mut pairs, "late", if *late { "yes" } else { "" });
        query::push(&mut pairs, "q", text.trim());
        order.write(&mut pairs);
        pairs
    }

    fn count(&self) -> usize {
        usize::from(!self.statuses.is_empty())
            + usize::from(!self.drivers.is_empty())
            + usize::from(self.late)
    }

    fn text(&self) -> &str {
        &self.text
    }

    fn with_text(self, text: String) -> Self {
        Self { text, ..self }
    }

    fn order(&self) -> Order<ShipmentColumn> {
        self.order
    }

    fn with_order(self, order: Order<ShipmentColumn>) -> Self {
        Self { order, ..self }
    }

    fn cleared(self) -> Self {
        Self {
            form: self.form,
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
        let filter = ShipmentFilter {
            form: Form::Board,
            statuses: vec![ShipmentStatus::Created, ShipmentStatus::InTransit],
            drivers: vec!["M. Okafor".to_owned(), "Lund, T.".to_owned()],
            late: true,
            text: "brick & co".to_owned(),
            order: Order {
                column: ShipmentColumn::Late,
                direction: Direction::Descending,
            },
        };
        assert_eq!(read_back(&filter.write(), ShipmentFilter::read), (filter, vec![]));
        assert_eq!(ShipmentFilter::default().write(), []);
    }

    #[test]
    fn nonsense_in_an_address_is_left_out_and_noted() {
        let pairs = vec![
            ("status", "lost".to_owned()),
            ("late", "perhaps".to_owned()),
            ("view", "globe".to_owned()),
        ];
        let (filter, strays) = read_back(&pairs, ShipmentFilter::read);
        assert_eq!(filter, ShipmentFilter::default());
        assert_eq!(strays.len(), 3);
    }
}
