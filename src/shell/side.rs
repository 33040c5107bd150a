//! Which panel stands along the edge of the window: one at a time, or none.

use std::pin::Pin;

use futures::FutureExt;
use leptos::{prelude::*, task::spawn_local};

use super::{missed::MissedList, outbox::OutboxList};
use crate::{
    chunk::{ChunkLost, chunk},
    components::list_state::Skeleton,
    texts::use_texts,
};

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

type PanelView = fn() -> AnyView;

chunk! {
    seldom: fn outbox_list() -> PanelView = || view! { <OutboxList /> }.into_any();
    seldom: fn missed_list() -> PanelView = || view! { <MissedList /> }.into_any();
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

/// The open panel: here at once when its file is, otherwise grey lines until it has arrived.
#[component]
pub(super) fn SidePanel() -> impl IntoView {
    let sides = use_sides();
    move || {
        let loading: Pin<Box<dyn Future<Output = Result<PanelView, ChunkLost>>>> = match sides.0.get()? {
            Side::Outbox => Box::pin(outbox_list()),
            Side::Missed => Box::pin(missed_list()),
        };
        Some(view! { <Arriving loading=loading /> })
    }
}

#[component]
fn Arriving(loading: Pin<Box<dyn Future<Output = Result<PanelView, ChunkLost>>>>) -> impl IntoView {
    let texts = use_texts();
    let mut loading = loading;
    let state = RwSignal::new((&mut loading).now_or_never());
    if state.with_untracked(Option::is_none) {
        spawn_local(async move {
            let arrived = loading.await;
            // Closed in the meantime: then there is nothing to show it in.
            state.try_set(Some(arrived));
        });
    }
    move || match state.get() {
        None => view! {
            <section class="drawer">
                <Skeleton />
            </section>
        }
        .into_any(),
        Some(Ok(view)) => view(),
        Some(Err(ChunkLost)) => view! {
            <section class="drawer">
                <p class="drawer-note" role="alert">{texts.shell().page_lost}</p>
            </section>
        }
        .into_any(),
    }
}
