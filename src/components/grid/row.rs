//! One place of a table, which shows one row after the other without being mounted anew.

use leptos::prelude::*;

use super::{
    geometry::Geometry,
    model::{GridActions, GridModel, GridRow, RowLook},
    scroll::Place,
    table::{columns, px},
};
use crate::platform::page;

/// One place.
#[component]
pub(super) fn GridRowView(
    place: GridRow,
    model: GridModel,
    actions: GridActions,
    look: RowLook,
    geometry: Memo<Geometry>,
) -> impl IntoView {
    let RowLook {
        cell,
        strip,
        selected,
        state,
    } = look;
    let offset = Memo::new(move |_| place.index.get().map(|index| geometry.with(|it| it.top(index))));
    let has_strip = Memo::new(move |_| {
        let index = place.index.get();
        index.is_some_and(|index| geometry.with(|it| it.strips.binary_search(&index).is_ok()))
    });
    let open = move |event: leptos::ev::MouseEvent| {
        // What is inside a row and can be pressed does its own thing.
        if !page::is_inside(&event, WIDGETS)
            && let Some(id) = place.id.get_untracked()
        {
            actions.open.run(id);
        }
    };
    view! {
        <div
            class="grid-row"
            role="row"
            aria-rowindex=move || place.index.get().map(|it| it + 2)
            aria-selected=move || if selected.get() { "true" } else { "false" }
            data-active=move || place.active.get().then_some("true")
            data-odd=move || place.index.get().map(|it| if it % 2 == 0 { "false" } else { "true" })
            data-state=move || Some(state.get()).filter(|it| !it.is_empty())
            hidden=move || place.index.get().is_none()
            style:transform=move || offset.get().map(|it| format!("translateY({})", px(it)))
            on:click=open
        >
            <div class="grid-cells" role="presentation">
                <For each=move || columns(model) key=|it| (it.0, it.1.id) let:column>
                    {
                        let (at, column) = column;
                        let is_active = Memo::new(move |_| {
                            place.active.get() && model.place().column == at
                        });
                        view! {
                            <div
                                class="grid-cell"
                                role="gridcell"
                                aria-colindex=at + 1
                                data-column=column.id
                                data-numeric=column.numeric.then_some("true")
                                tabindex=move || if is_active.get() { "0" } else { "-1" }
                                on:focusin=move |_| {
                                    model.scroll.place.set(Place { row: place.index.get_untracked(), column: at });
                                }
                            >
                                {cell(column.id)}
                            </div>
                        }
                    }
                </For>
            </div>
            <Show when=move || has_strip.get()>
                <div class="grid-strip" role="gridcell" aria-colspan=move || model.columns.with(Vec::len)>
                    {strip()}
                </div>
            </Show>
        </div>
    }
}

/// What inside a row can be pressed by itself.
pub(super) const WIDGETS: &str = "a, button, input, label, select, [role=menu], dialog";
