//! What a page tells a grid, and what a grid tells a page.

use std::sync::Arc;

use leptos::prelude::*;
use protocol::RowId;

use super::{
    flash::FlashGate,
    scroll::{Place, Scroll},
};

/// A column that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct GridColumn {
    /// Its word.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// Its width, as a track of a CSS grid.
    pub track: &'static str,
    /// Whether it stands at the right edge.
    pub numeric: bool,
    /// Whether rows can be sorted by it.
    pub sortable: bool,
}

/// How rows are sorted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sorted {
    /// By which column.
    pub column: &'static str,
    /// Largest first.
    pub descending: bool,
}

impl Sorted {
    /// For `aria-sort`, if this is the column.
    pub fn of(self, column: &str) -> Option<&'static str> {
        (self.column == column).then_some(if self.descending {
            "descending"
        } else {
            "ascending"
        })
    }
}

/// What a grid shows.
#[derive(Clone, Copy)]
pub struct GridModel {
    /// Its name for those who hear it.
    pub name: Signal<String>,
    /// Its columns.
    pub columns: Signal<Vec<GridColumn>>,
    /// How many rows there are.
    pub rows: Signal<usize>,
    /// The row at a place; read reactively.
    pub id: Callback<usize, Option<RowId>>,
    /// How they are sorted.
    pub sorted: Signal<Sorted>,
    /// Rows that carry a strip below them, ascending.
    pub strips: Signal<Vec<usize>>,
    /// The row that stands beside the table; brought into sight when it becomes another one.
    pub beside: Signal<Option<RowId>>,
    /// Where a row is shown.
    pub index: Callback<RowId, Option<usize>>,
    /// Where it is scrolled to and what has the focus.
    pub scroll: Scroll,
    /// Watches how much flashes.
    pub gate: StoredValue<FlashGate>,
}

impl GridModel {
    /// Where the arrows stand among the rows and columns there are: when they got there, there may have been more.
    /// Without rows a heading is left, or Tab would find no way into the table. Read reactively.
    pub(super) fn place(self) -> Place {
        let Place { row, column } = self.scroll.place.get();
        let last_row = self.rows.get().checked_sub(1);
        let last_column = self.columns.with(Vec::len).saturating_sub(1);
        Place {
            row: row.and_then(|it| Some(it.min(last_row?))),
            column: column.min(last_column),
        }
    }
}

/// What a grid asks a page to do.
#[derive(Clone, Copy)]
pub struct GridActions {
    /// Sort by a column.
    pub sort: Callback<&'static str>,
    /// Open a row.
    pub open: Callback<RowId>,
    /// Choose a row; with `true` all rows from the last chosen one to it.
    pub select: Callback<(usize, bool)>,
    /// Close what is open.
    pub escape: Callback<()>,
    /// Keep rows where they are, or no longer.
    pub hold: Callback<bool>,
}

/// How a page draws a grid.
#[derive(Clone)]
pub struct GridLook {
    /// Draws the rows of one place; called once per place, which then shows one row after the other.
    pub row: Arc<dyn Fn(GridRow) -> RowLook + Send + Sync>,
    /// Draws a heading that is more than its title.
    pub head: Arc<dyn Fn(&'static str) -> Option<AnyView> + Send + Sync>,
    /// Draws the foot of a column.
    pub foot: Arc<dyn Fn(&'static str) -> AnyView + Send + Sync>,
}

/// A place on the screen that shows one row after the other.
#[derive(Clone, Copy)]
pub struct GridRow {
    /// Which row, counted from the first.
    pub index: Memo<Option<usize>>,
    /// Its id.
    pub id: Memo<Option<RowId>>,
    /// Whether arrows stand on it.
    pub active: Memo<bool>,
    /// Watches how much flashes.
    pub gate: StoredValue<FlashGate>,
}

/// How a row is drawn.
#[derive(Clone)]
pub struct RowLook {
    /// Draws the cell of a column.
    pub cell: Arc<dyn Fn(&'static str) -> AnyView + Send + Sync>,
    /// Draws the strip below.
    pub strip: Arc<dyn Fn() -> AnyView + Send + Sync>,
    /// Whether it is chosen.
    pub selected: Signal<bool>,
    /// Its state in a word, for the style sheet: empty, `leaving`, `gone`, `refused`.
    pub state: Signal<&'static str>,
}
