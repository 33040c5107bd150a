//! Which panel stands along the edge of the window: one at a time, or none.

use leptos::prelude::*;

use super::{
    lazy::{Lazy, Loading, PartView},
    missed::MissedList,
    outbox::OutboxList,
};
use crate::chunk::chunk;

/// A panel along the edge.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Side {
    /// One's own actions.
    Outbox,
    /// What changed while one was away.
    Missed,
}

/// Which one is open; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Sides(RwSignal<Option<Side>>);

chunk! {
    seldom: fn outbox_list() -> PartView = || view! { <OutboxList /> }.into_any();
    seldom: fn missed_list() -> PartView = || view! { <MissedList /> }.into_any();
}

/// The panels.
pub(super) fn use_sides() -> Sides {
    use_context::<Sides>().unwrap_or_else(|| Sides(RwSignal::new(None)))
}

impl Sides {
    /// Puts the one handle into context.
    pub(super) fn provide() -> Self {
        let sides = Self(RwSignal::new(None));
        provide_context(sides);
        sides
    }

    /// Opens a panel in place of any other.
    pub(super) fn open(self, side: Side) {
        self.0.set(Some(side));
    }

    /// Closes what is open.
    pub(super) fn close(self) {
        self.0.set(None);
    }
}

/// The open panel.
#[component]
pub(super) fn SidePanel() -> impl IntoView {
    let sides = use_sides();
    move || {
        let load = match sides.0.get()? {
            Side::Outbox => || -> Loading { Box::pin(outbox_list()) },
            Side::Missed => || -> Loading { Box::pin(missed_list()) },
        };
        Some(view! { <Lazy load=load class="drawer" /> })
    }
}
