//! One place of the queue and the violation it shows now.

use leptos::prelude::*;
use protocol::{RowId, entities::Violation};

use super::{model::ViolationsModel, work::Refusal};
use crate::{
    components::grid::GridRow,
    repositories::{Row, view::Standing},
};

/// A place and its violation; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct ViolationRow {
    /// The page.
    pub(super) model: ViolationsModel,
    /// The place.
    pub(super) place: GridRow,
    row: Memo<Seat>,
}

/// Who sits in a place. After a violation was removed its last state stays, until another one sits there.
#[derive(Clone, PartialEq)]
struct Seat {
    id: Option<RowId>,
    row: Option<Row<Violation>>,
}

impl ViolationRow {
    /// The violation of a place.
    pub(super) fn new(model: ViolationsModel, place: GridRow) -> Self {
        let row = Memo::new(move |last: Option<&Seat>| {
            let id = place.id.get();
            let row = id.as_ref().and_then(|it| model.rows.row(it));
            let kept = || last.filter(|it| it.id == id)?.row.clone();
            let row = row.or_else(kept);
            Seat { id, row }
        });
        Self { model, place, row }
    }

    /// Reads the violation; `None` if nobody sits here.
    pub(super) fn read<T>(self, read: impl FnOnce(&Violation) -> T) -> Option<T> {
        self.row.with(|seat| seat.row.as_ref().map(|it| it.with(read)))
    }

    /// A text of the violation, empty if nobody sits here.
    pub(super) fn text(
        self,
        text: impl Fn(&Violation) -> String + Send + Sync + 'static,
    ) -> impl Fn() -> String + Send + Sync + Copy + 'static {
        let text = StoredValue::new(text);
        move || {
            self.read(|it| text.with_value(|text| text(it)))
                .unwrap_or_default()
        }
    }

    /// A value of the violation that wakes only when it is another one.
    pub(super) fn value<T>(self, value: impl Fn(&Violation) -> T + Send + Sync + 'static) -> Memo<Option<T>>
    where
        T: PartialEq + Send + Sync + 'static,
    {
        Memo::new(move |_| self.read(&value))
    }

    /// Its id, now.
    pub(super) fn id(self) -> Option<RowId> {
        self.place.id.get_untracked()
    }

    /// Whether its box is ticked.
    pub(super) fn is_chosen(self) -> Memo<bool> {
        Memo::new(move |_| {
            let id = self.place.id.get();
            self.model
                .chosen
                .with(|chosen| id.is_some_and(|it| chosen.contains(&it)))
        })
    }

    /// Whether it is chosen or stands beside the table.
    pub(super) fn is_selected(self) -> Signal<bool> {
        let is_chosen = self.is_chosen();
        Memo::new(move |_| {
            let selected = self.model.selected.get();
            is_chosen.get() || (selected.is_some() && selected == self.place.id.get())
        })
        .into()
    }

    /// Whether a change is on its way.
    pub(super) fn is_pending(self) -> Memo<bool> {
        Memo::new(move |_| self.place.id.get().is_some_and(|it| self.model.is_pending(&it)))
    }

    /// Why its last change was refused.
    pub(super) fn refusal(self) -> Memo<Option<Refusal>> {
        Memo::new(move |_| {
            let id = self.place.id.get()?;
            self.model.work.refusals.with(|it| it.get(&id).cloned())
        })
    }

    /// How it stands, in a word for the style sheet.
    pub(super) fn state(self) -> Signal<&'static str> {
        let refusal = self.refusal();
        Memo::new(move |_| {
            if refusal.with(Option::is_some) {
                return "refused";
            }
            match self.place.index.get().map(|it| self.model.live.standing(it)) {
                None | Some(Standing::Here) => "",
                Some(Standing::Leaving) => "leaving",
                Some(Standing::Gone) => "gone",
            }
        })
        .into()
    }
}
