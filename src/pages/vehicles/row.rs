//! One place of the table and the vehicle it shows now.

use std::time::Duration;

use leptos::prelude::*;
use protocol::{RowId, Timestamp, entities::Vehicle};

use super::model::VehiclesModel;
use crate::{
    components::grid::GridRow,
    repositories::{Row, view::Standing},
};

/// A place and its vehicle; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct VehicleRow {
    /// The page.
    pub(super) model: VehiclesModel,
    /// The place.
    pub(super) place: GridRow,
    row: Memo<Seat>,
}

/// Who sits in a place. After a vehicle was removed its last state stays, until another one sits there.
#[derive(Clone, PartialEq)]
struct Seat {
    id: Option<RowId>,
    row: Option<Row<Vehicle>>,
}

impl VehicleRow {
    /// The vehicle of a place.
    pub(super) fn new(model: VehiclesModel, place: GridRow) -> Self {
        let row = Memo::new(move |last: Option<&Seat>| {
            let id = place.id.get();
            let row = id.as_ref().and_then(|it| model.rows.row(it));
            let kept = || last.filter(|it| it.id == id)?.row.clone();
            let row = row.or_else(kept);
            Seat { id, row }
        });
        Self { model, place, row }
    }

    /// Reads the vehicle; `None` if nobody sits here.
    pub(super) fn read<T>(self, read: impl FnOnce(&Vehicle) -> T) -> Option<T> {
        self.row.with(|seat| seat.row.as_ref().map(|it| it.with(read)))
    }

    /// A text of the vehicle, empty if nobody sits here.
    pub(super) fn text(
        self,
        text: impl Fn(&Vehicle) -> String + Send + Sync + 'static,
    ) -> impl Fn() -> String + Send + Sync + Copy + 'static {
        let text = StoredValue::new(text);
        move || {
            self.read(|it| text.with_value(|text| text(it)))
                .unwrap_or_default()
        }
    }

    /// A value of the vehicle that wakes only when it is another one.
    pub(super) fn value<T>(self, value: impl Fn(&Vehicle) -> T + Send + Sync + 'static) -> Memo<Option<T>>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.read(&value))
    }

    /// When its last position was captured.
    pub(super) fn fix_at(self) -> Memo<Option<Timestamp>> {
        self.value(|it| it.fix_at)
    }

    /// Whether its last position is old.
    pub(super) fn is_old(self) -> Memo<bool> {
        let fix_at = self.fix_at();
        Memo::new(move |_| {
            let now = self.model.now.get();
            fix_at.get().is_some_and(|at| now.since(at) > OLD)
        })
    }

    /// Whether it is the one beside the table.
    pub(super) fn is_selected(self) -> Signal<bool> {
        Memo::new(move |_| {
            let selected = self.model.selected.get();
            selected.is_some() && selected == self.place.id.get()
        })
        .into()
    }

    /// How it stands, in a word for the style sheet.
    pub(super) fn state(self) -> Signal<&'static str> {
        Memo::new(
            move |_| match self.place.index.get().map(|it| self.model.live.standing(it)) {
                None | Some(Standing::Here) => "",
                Some(Standing::Leaving) => "leaving",
                Some(Standing::Gone) => "gone",
            },
        )
        .into()
    }
}

/// A position older than this is old.
const OLD: Duration = Duration::from_secs(60);
