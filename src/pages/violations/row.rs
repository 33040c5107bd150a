//! One place of the queue, the violation it shows now, and what became of what one did with it.

use leptos::prelude::*;

use super::{kind::Violations, model::ViolationsModel, work::Refusal};
use crate::{components::grid::GridRow, link::Progress, pages::list::ListRow};

/// A place and its violation; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct ViolationRow {
    /// The page.
    pub(super) model: ViolationsModel,
    /// The violation.
    pub(super) seat: ListRow<Violations>,
}

impl ViolationRow {
    /// The violation of a place.
    pub(super) fn new(model: ViolationsModel, place: GridRow) -> Self {
        let seat = ListRow::new(model.list, place);
        Self { model, seat }
    }

    /// Whether its box is ticked.
    pub(super) fn is_chosen(self) -> Memo<bool> {
        Memo::new(move |_| {
            let id = self.seat.place.id.get();
            self.model
                .chosen
                .with(|chosen| id.is_some_and(|it| chosen.contains(&it)))
        })
    }

    /// Whether it is chosen or stands beside the table.
    pub(super) fn is_selected(self) -> Signal<bool> {
        let is_chosen = self.is_chosen();
        Memo::new(move |_| is_chosen.get() || self.seat.is_selected()).into()
    }

    /// How far its changes have come.
    pub(super) fn progress(self) -> Memo<Option<Progress>> {
        Memo::new(move |_| {
            let id = self.seat.place.id.get()?;
            self.model.progress(&id)
        })
    }

    /// Whether it changed while the person was away, and they have not looked at it yet.
    pub(super) fn is_unseen(self) -> Memo<bool> {
        Memo::new(move |_| {
            let id = self.seat.place.id.get();
            id.is_some_and(|it| self.model.missed.is_unseen(&it))
        })
    }

    /// Why its last change was refused.
    pub(super) fn refusal(self) -> Memo<Option<Refusal>> {
        self.model
            .work
            .refusal(Signal::derive(move || self.seat.place.id.get()))
    }

    /// How it stands, in a word for the style sheet.
    pub(super) fn state(self) -> Signal<&'static str> {
        let refusal = self.refusal();
        Memo::new(move |_| {
            if refusal.with(Option::is_some) {
                "refused"
            } else {
                self.seat.state()
            }
        })
        .into()
    }
}
