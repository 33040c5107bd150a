//! A table of many live rows for a screen with a keyboard: an ARIA grid with one tab stop.

use std::sync::Arc;

use leptos::{ev, prelude::*};

use super::{
    keys,
    model::{GridActions, GridColumn, GridLook, GridModel, GridRow},
    row::GridRowView,
    scroll::{Place, Sight},
};
use crate::platform::page;

/// The table.
#[component]
pub fn Grid(
    /// What it shows.
    model: GridModel,
    /// What it asks the page to do.
    actions: GridActions,
    /// How it is drawn.
    look: GridLook,
) -> impl IntoView {
    let scroll = model.scroll;
    let sight = scroll.watch(model.rows, model.strips);
    show_beside(model, sight);
    let tracks = Memo::new(move |_| {
        let tracks: Vec<_> = model.columns.with(|it| it.iter().map(|it| it.track).collect());
        tracks.join(" ")
    });
    let gate = model.gate;
    let (pointed, focused) = (StoredValue::new(false), StoredValue::new(false));
    let hold = move || actions.hold.run(pointed.get_value() || focused.get_value());
    let leave = move |_: ev::FocusEvent| {
        // The focus has not arrived at its new place yet.
        request_animation_frame(move || {
            if !page::has_focus(".grid-body") && focused.try_set_value(false).is_none() {
                hold();
            }
        });
    };
    // A table that goes away under the pointer never hears that the pointer left.
    on_cleanup(move || actions.hold.run(false));
    let places = Memo::new(move |_| sight.pool.with(super::pool::Pool::len));
    let (head, foot, draw) = (look.head, look.foot, look.row);
    view! {
        <div class="grid-pane" node_ref=scroll.pane on:scroll=move |_| scroll.moved()>
            <Probes model=model />
            <div
                class="grid"
                role="grid"
                aria-label=move || model.name.get()
                aria-multiselectable="true"
                aria-rowcount=move || model.rows.get() + 1
                aria-colcount=move || model.columns.with(Vec::len)
                style:--tracks=tracks
                on:keydown=move |event| keys::handle(&event, model, sight, actions)
            >
                <div class="grid-head" role="rowgroup">
                    <div class="grid-cells" role="row" aria-rowindex="1">
                        <Heads model=model actions=actions head=head />
                    </div>
                </div>
                <div
                    class="grid-body"
                    role="rowgroup"
                    style:height=move || px(sight.geometry.with(super::geometry::Geometry::total))
                    on:pointerenter=move |_| {
                        pointed.set_value(true);
                        hold();
                    }
                    on:pointerleave=move |_| {
                        pointed.set_value(false);
                        hold();
                    }
                    on:focusin=move |_| {
                        focused.set_value(true);
                        hold();
                    }
                    on:focusout=leave
                >
                    <For each=move || 0..places.get() key=|it| *it let:seat>
                        {
                            let index = Memo::new(move |_| {
                                let n_rows = model.rows.get();
                                sight.pool.with(|it| it.row(seat)).filter(|it| *it < n_rows)
                            });
                            let place = GridRow {
                                index,
                                id: Memo::new(move |_| model.id.run(index.get()?)),
                                active: Memo::new(move |_| {
                                    index.get().is_some() && model.place().row == index.get()
                                }),
                                gate,
                            };
                            let look = draw(place);
                            view! { <GridRowView place=place model=model actions=actions look=look geometry=sight.geometry /> }
                        }
                    </For>
                </div>
                <div class="grid-foot" role="rowgroup">
                    <div class="grid-cells" role="row">
                        <For each=move || columns(model) key=|it| it.1.id let:column>
                            <div
                                class="grid-cell"
                                role="gridcell"
                                aria-colindex=column.0 + 1
                                data-column=column.1.id
                                data-numeric=column.1.numeric.then_some("true")
                            >
                                {foot(column.1.id)}
                            </div>
                        </For>
                    </div>
                </div>
            </div>
        </div>
    }
}

/// Brings the row beside the table into sight: when it becomes another one, not when rows change places around it.
fn show_beside(model: GridModel, sight: Sight) {
    let is_measured = Memo::new(move |_| sight.geometry.with(|it| it.row > 0.0));
    Effect::new(move |_| {
        let beside = model.beside.get();
        if !is_measured.get() {
            return;
        }
        let index = untrack(|| beside.and_then(|it| model.index.run(it)));
        if let Some(row) = index {
            let column = model.scroll.place.get_untracked().column;
            model.scroll.place.set(Place {
                row: Some(row),
                column,
            });
            sight.geometry.with_untracked(|it| model.scroll.reveal(it, row));
        }
    });
}

/// The headings.
#[component]
fn Heads(
    model: GridModel,
    actions: GridActions,
    head: Arc<dyn Fn(&'static str) -> Option<AnyView> + Send + Sync>,
) -> impl IntoView {
    view! {
        <For each=move || columns(model) key=|it| (it.0, it.1.id, it.1.title) let:column>
            {
                let (at, column) = column;
                let inner = head(column.id);
                view! { <Head model=model actions=actions at=at column=column inner=inner /> }
            }
        </For>
    }
}

/// One heading: a button where rows can be sorted by it.
#[component]
fn Head(
    model: GridModel,
    actions: GridActions,
    at: usize,
    column: GridColumn,
    #[prop(optional_no_strip)] inner: Option<AnyView>,
) -> impl IntoView {
    let place = Place {
        row: None,
        column: at,
    };
    let sorted = Memo::new(move |_| model.sorted.get().of(column.id));
    let is_active = Memo::new(move |_| model.place() == place);
    let GridColumn { id, title, .. } = column;
    let (sortable, plain) = (column.sortable, inner.is_none());
    view! {
        <div
            class="grid-cell"
            role="columnheader"
            aria-colindex=at + 1
            aria-sort=move || sorted.get()
            data-column=id
            data-numeric=column.numeric.then_some("true")
            tabindex=move || if is_active.get() { "0" } else { "-1" }
            on:focusin=move |_| model.scroll.place.set(place)
        >
            {inner}
            {(sortable && plain)
                .then(|| {
                    view! {
                        <button class="grid-sort" type="button" tabindex="-1" on:click=move |_| actions.sort.run(id)>
                            {title}
                            <span class="grid-arrow" aria-hidden="true"></span>
                        </button>
                    }
                })}
            {(!sortable && plain).then_some(title)}
        </div>
    }
}

/// Invisible elements as high as a row, a strip and a heading, so that heights stand in the style sheet alone.
#[component]
pub(super) fn Probes(model: GridModel) -> impl IntoView {
    let scroll = model.scroll;
    view! {
        <i class="grid-probe" data-probe="row" aria-hidden="true" node_ref=scroll.row_probe></i>
        <i class="grid-probe" data-probe="strip" aria-hidden="true" node_ref=scroll.strip_probe></i>
        <i class="grid-probe" data-probe="head" aria-hidden="true" node_ref=scroll.head_probe></i>
    }
}

/// Columns with their places.
pub(super) fn columns(model: GridModel) -> Vec<(usize, GridColumn)> {
    model.columns.get().into_iter().enumerate().collect()
}

/// A length for a style attribute, without the code that prints floats.
pub(super) fn px(length: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "lists are far less than 2^31 px high"
    )]
    let whole = length.round() as i32;
    format!("{whole}px")
}
