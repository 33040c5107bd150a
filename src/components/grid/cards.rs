//! The same rows for a small screen: a list of cards of two lines each.

use std::sync::Arc;

use leptos::prelude::*;

use super::{
    geometry::Geometry,
    model::{GridActions, GridModel, GridRow},
    pool::Pool,
    table::{Probes, px},
};

/// How a page draws a card.
pub type CardLook = Arc<dyn Fn(GridRow) -> (AnyView, Signal<&'static str>) + Send + Sync>;

/// The list.
#[component]
pub fn CardList(
    /// What it shows.
    model: GridModel,
    /// What it asks the page to do.
    actions: GridActions,
    /// Draws a card and tells its state in a word.
    card: CardLook,
) -> impl IntoView {
    let scroll = model.scroll;
    let sight = scroll.watch(model.rows, model.strips);
    let gate = model.gate;
    let places = Memo::new(move |_| sight.pool.with(Pool::len));
    let touched = RwSignal::new(false);
    // Who has scrolled down reads, and nothing should jump away under the thumb.
    let held = Memo::new(move |_| touched.get() || scroll.is_scrolled());
    Effect::new(move |_| actions.hold.run(held.get()));
    on_cleanup(move || actions.hold.run(false));
    view! {
        <div
            class="grid-pane"
            data-cards="true"
            tabindex="0"
            // No landmark: the list around it is one, of the same name.
            role="group"
            aria-label=move || model.name.get()
            node_ref=scroll.pane
            on:scroll=move |_| scroll.moved()
            on:pointerdown=move |_| touched.set(true)
            on:pointerup=move |_| touched.set(false)
            on:pointercancel=move |_| touched.set(false)
        >
            <Probes model=model />
            <ul class="grid-cards" style:height=move || px(sight.geometry.with(Geometry::total))>
                <For each=move || 0..places.get() key=|it| *it let:seat>
                    {
                        let index = Memo::new(move |_| {
                            let n_rows = model.rows.get();
                            sight.pool.with(|it| it.row(seat)).filter(|it| *it < n_rows)
                        });
                        let place = GridRow {
                            index,
                            id: Memo::new(move |_| model.id.run(index.get()?)),
                            active: Memo::new(|_| false),
                            gate,
                        };
                        let (inner, state) = card(place);
                        let offset = Memo::new(move |_| {
                            index.get().map(|index| sight.geometry.with(|it| (it.top(index), it.height(index))))
                        });
                        view! {
                            <li
                                class="grid-card"
                                aria-posinset=move || index.get().map(|it| it + 1)
                                aria-setsize=move || model.rows.get()
                                data-state=move || Some(state.get()).filter(|it| !it.is_empty())
                                hidden=move || index.get().is_none()
                                style:transform=move || offset.get().map(|it| format!("translateY({})", px(it.0)))
                                style:height=move || offset.get().map(|it| px(it.1))
                            >
                                {inner}
                            </li>
                        }
                    }
                </For>
            </ul>
        </div>
    }
}
