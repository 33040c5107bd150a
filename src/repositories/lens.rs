//! What a view asks a page: which rows, in which order, and which figures.

use super::sort::{Direction, SortKey};

/// What a page wants of a stream: which rows, in which order, and which figures over them.
pub trait Lens {
    /// The entity.
    type Row;
    /// Figures over rows.
    type Totals: Totals;

    /// Whether the row belongs to the view.
    fn shows(&self, row: &Self::Row) -> bool;

    /// What the row is sorted by.
    fn key(&self, row: &Self::Row) -> SortKey;

    /// Which way.
    fn direction(&self) -> Direction;

    /// What the totals need of the row.
    fn facts(&self, row: &Self::Row) -> <Self::Totals as Totals>::Facts;
}

/// Figures over a set of rows that can be corrected row by row. Whole numbers, so that nothing drifts.
pub trait Totals: Clone + Default + PartialEq {
    /// What one row contributes.
    type Facts: Copy + PartialEq;

    /// A row came.
    fn add(&mut self, facts: Self::Facts);

    /// A row left.
    fn subtract(&mut self, facts: Self::Facts);
}
