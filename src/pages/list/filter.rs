//! What somebody wants to see of a list, the same in the address as on the screen.

use super::{Column, Order};
use crate::repositories::query::{Pairs, Query};

/// A choice of rows and their order.
pub(crate) trait ListFilter: Clone + Default + PartialEq + Send + Sync + 'static {
    /// What its rows can be sorted by.
    type Column: Column;

    /// Reads an address. What it asks for and nobody knows is left out, and noted by the query.
    fn read(query: &mut Query<'_>) -> Self;

    /// The address that [`Self::read`] reads; without what is as it is anyway.
    fn write(&self) -> Pairs;

    /// How many filters are set, the search text aside.
    fn count(&self) -> usize;

    /// What is searched for.
    fn text(&self) -> &str;

    /// Searching for something else.
    #[must_use]
    fn with_text(self, text: String) -> Self;

    /// How rows are sorted.
    fn order(&self) -> Order<Self::Column>;

    /// Sorted otherwise.
    #[must_use]
    fn with_order(self, order: Order<Self::Column>) -> Self;

    /// The same list and order without any filter.
    #[must_use]
    fn cleared(self) -> Self;
}
