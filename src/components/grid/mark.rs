//! The short colour behind a figure that has just changed.

use leptos::prelude::*;
use protocol::{RowId, Timestamp};

use super::{
    flash::{FLASH_REST, Flash},
    model::GridRow,
};
use crate::platform::clock;

/// Flashes when a figure of the same row changes; stands behind the cell it is in.
#[component]
pub fn FlashMark(
    /// The place it is in.
    place: GridRow,
    /// The figure as it is shown; changes nobody can see do not flash.
    #[prop(into)]
    figure: Signal<Option<i64>>,
    /// Whether the figure stands for a word, which neither grows nor shrinks.
    #[prop(optional)]
    word: bool,
) -> impl IntoView {
    let flash = RwSignal::new(None::<&'static str>);
    Effect::new(move |last: Option<Seen>| {
        let (id, figure) = (place.id.get(), figure.get());
        let Some(last) = last.filter(|it| it.id == id) else {
            flash.set(None);
            return Seen::first(id, figure);
        };
        let (Some(before), Some(after)) = (last.figure, figure) else {
            return Seen { figure, ..last };
        };
        if before == after {
            return last;
        }
        let now = clock::now();
        let may = place.gate.try_update_value(|it| it.note(now)).unwrap_or(false);
        if !may || now.since(last.flashed_at) < FLASH_REST {
            return Seen { figure, ..last };
        }
        let kind = match after > before {
            _ if word => Flash::Neutral,
            true => Flash::Up,
            false => Flash::Down,
        };
        flash.set(Some(kind.as_str(last.turn)));
        Seen {
            figure,
            turn: !last.turn,
            flashed_at: now,
            ..last
        }
    });
    view! { <i class="grid-flash" aria-hidden="true" data-flash=move || flash.get()></i> }
}

/// What a mark has seen last.
struct Seen {
    id: Option<RowId>,
    figure: Option<i64>,
    turn: bool,
    flashed_at: Timestamp,
}

impl Seen {
    fn first(id: Option<RowId>, figure: Option<i64>) -> Self {
        Self {
            id,
            figure,
            turn: false,
            flashed_at: Timestamp::default(),
        }
    }
}
