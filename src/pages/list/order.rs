//! By which column a list is sorted and which way, as it stands in an address: `sort=-speed`.

use super::Column;
use crate::repositories::{
    query::{self, Pairs, Query},
    sort::Direction,
};

/// By which column, and which way.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Order<C> {
    /// By which column.
    pub(crate) column: C,
    /// And which way.
    pub(crate) direction: Direction,
}

impl<C: Column> Default for Order<C> {
    fn default() -> Self {
        Self::first(C::default())
    }
}

impl<C: Column> Order<C> {
    /// What the address asks for; what it does not ask for is as usual.
    pub(crate) fn read(query: &mut Query<'_>) -> Self {
        query
            .word(NAME, |word| {
                let (name, direction) = match word.strip_prefix('-') {
                    Some(name) => (name, Direction::Descending),
                    None => (word, Direction::Ascending),
                };
                let column = C::find(name).filter(|it| it.look().sortable)?;
                Some(Self { column, direction })
            })
            .unwrap_or_default()
    }

    /// The part of an address that [`Self::read`] reads.
    pub(crate) fn write(self, pairs: &mut Pairs) {
        if self != Self::default() {
            let sign = match self.direction {
                Direction::Ascending => "",
                Direction::Descending => "-",
            };
            query::push(pairs, NAME, &format!("{sign}{}", self.column.as_str()));
        }
    }

    /// Sorted by a column: the other way if it already is.
    #[must_use]
    pub(crate) fn by(self, column: C) -> Self {
        if self.column == column {
            Self {
                direction: self.direction.reversed(),
                ..self
            }
        } else {
            Self::first(column)
        }
    }

    fn first(column: C) -> Self {
        Self {
            column,
            direction: column.first_direction(),
        }
    }
}

const NAME: &str = "sort";
