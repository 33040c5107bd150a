//! The keyboard in a table: arrows move, Enter opens, Space chooses.

use leptos::{ev::KeyboardEvent, prelude::*};

use super::{
    model::{GridActions, GridModel},
    row::WIDGETS,
    scroll::{Place, Sight},
};
use crate::platform::page;

/// What a key does in a table.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Move {
    Up,
    Down,
    Left,
    Right,
    RowStart,
    RowEnd,
    First,
    Last,
    PageUp,
    PageDown,
}

/// How far moves reach.
#[derive(Clone, Copy, Debug)]
struct Extent {
    rows: usize,
    columns: usize,
    page: usize,
}

/// Does what a key means in a table.
pub(super) fn handle(event: &KeyboardEvent, model: GridModel, sight: Sight, actions: GridActions) {
    if event.alt_key()
        || event.meta_key()
        || page::is_inside(
            event,
            "[role=menu], [role=listbox], dialog, input[type=text], textarea",
        )
    {
        return;
    }
    let (key, is_widget) = (event.key(), page::is_inside(event, WIDGETS));
    let place = model.scroll.place.get_untracked();
    if let Some(step) = Move::of(&key, event.ctrl_key()) {
        event.prevent_default();
        go(model, sight, step);
        return;
    }
    match (key.as_str(), place.row) {
        ("Escape", _) if is_widget => model.scroll.focus(),
        ("Escape", _) => actions.escape.run(()),
        ("Enter", Some(row)) if !is_widget => {
            event.prevent_default();
            if let Some(id) = untrack(|| model.id.run(row)) {
                actions.open.run(id);
            }
        }
        ("Enter" | " ", None) | ("F2", _) if !is_widget => {
            event.prevent_default();
            enter(place);
        }
        (" ", Some(row)) if !is_widget => {
            event.prevent_default();
            actions.select.run((row, event.shift_key()));
        }
        _ => {}
    }
}

/// Moves the focus into a cell, or presses the button of a heading.
fn enter(Place { row, column }: Place) {
    let (row_index, column) = (row.map_or(1, |it| it + 2), column + 1);
    let selector =
        format!(".grid [aria-rowindex=\"{row_index}\"] [aria-colindex=\"{column}\"] :is(a, button, input)");
    if row.is_some() {
        page::focus(&selector);
    } else {
        page::press(&selector);
    }
}

fn go(model: GridModel, sight: Sight, step: Move) {
    let scroll = model.scroll;
    let (rows, columns) = (model.rows.get_untracked(), model.columns.with_untracked(Vec::len));
    let page = sight.geometry.with_untracked(|it| scroll.page(it));
    let place = step.from(scroll.place.get_untracked(), Extent { rows, columns, page });
    scroll.place.set(place);
    if let Some(row) = place.row {
        sight.geometry.with_untracked(|it| scroll.reveal(it, row));
    }
    scroll.focus();
}

impl Move {
    fn of(key: &str, ctrl: bool) -> Option<Self> {
        Some(match (key, ctrl) {
            ("ArrowUp", false) => Self::Up,
            ("ArrowDown", false) => Self::Down,
            ("ArrowLeft", false) => Self::Left,
            ("ArrowRight", false) => Self::Right,
            ("Home", false) => Self::RowStart,
            ("End", false) => Self::RowEnd,
            ("Home", true) => Self::First,
            ("End", true) => Self::Last,
            ("PageUp", false) => Self::PageUp,
            ("PageDown", false) => Self::PageDown,
            _ => return None,
        })
    }

    fn from(self, Place { row, column }: Place, extent: Extent) -> Place {
        let (last_row, last_column) = (extent.rows.checked_sub(1), extent.columns.saturating_sub(1));
        // Rows and columns may have gone since the place was chosen.
        let (row, column) = (
            row.min(last_row).filter(|_| last_row.is_some()),
            column.min(last_column),
        );
        let down = |n: usize| match row {
            None => last_row.map(|_| n - 1),
            Some(row) => Some(row + n),
        };
        let (row, column) = match self {
            Self::Up => (row.and_then(|it| it.checked_sub(1)), column),
            Self::Down => (down(1), column),
            Self::Left => (row, column.saturating_sub(1)),
            Self::Right => (row, column + 1),
            Self::RowStart => (row, 0),
            Self::RowEnd => (row, last_column),
            Self::First => (last_row.map(|_| 0), 0),
            Self::Last => (last_row, last_column),
            Self::PageUp => (row.map(|it| it.saturating_sub(extent.page)), column),
            Self::PageDown => (down(extent.page), column),
        };
        Place {
            row: row.map(|it| it.min(last_row.unwrap_or_default())),
            column: column.min(last_column),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(from: (Option<usize>, usize), steps: &[Move]) -> (Option<usize>, usize) {
        let extent = Extent {
            rows: 100,
            columns: 5,
            page: 20,
        };
        let place = Place {
            row: from.0,
            column: from.1,
        };
        let Place { row, column } = steps.iter().fold(place, |place, step| step.from(place, extent));
        (row, column)
    }

    #[test]
    fn arrows_stop_at_the_edges_and_reach_the_headings() {
        assert_eq!(ends((Some(0), 0), &[Move::Left, Move::Up]), (None, 0));
        assert_eq!(ends((None, 2), &[Move::Up, Move::Down]), (Some(0), 2));
        assert_eq!(ends((Some(99), 4), &[Move::Right, Move::Down]), (Some(99), 4));
    }

    #[test]
    fn pages_and_ends_jump() {
        assert_eq!(ends((Some(5), 1), &[Move::PageDown]), (Some(25), 1));
        assert_eq!(ends((Some(5), 1), &[Move::PageUp]), (Some(0), 1));
        assert_eq!(ends((Some(5), 1), &[Move::Last]), (Some(99), 4));
        assert_eq!(ends((Some(5), 1), &[Move::First, Move::RowEnd]), (Some(0), 4));
    }

    #[test]
    fn a_list_that_emptied_leaves_the_headings() {
        let extent = Extent {
            rows: 0,
            columns: 2,
            page: 20,
        };
        let place = Place {
            row: Some(7),
            column: 4,
        };

        let place = Move::Down.from(place, extent);

        assert_eq!((place.row, place.column), (None, 1));
    }
}
