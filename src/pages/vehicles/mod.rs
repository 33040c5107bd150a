//! The vehicles: a live table that can be searched, narrowed and sorted, with one vehicle beside it.

mod card;
mod cells;
mod columns;
mod export;
mod filter;
mod foot;
mod lens;
mod model;
mod peek;
mod row;
mod toolbar;

use std::sync::Arc;

use leptos::prelude::*;
use sync::Phase;

use self::{
    cells::VehicleCells, foot::VehicleFoot, model::VehiclesModel, peek::VehiclePeek, row::VehicleRow,
    toolbar::VehicleToolbar,
};
use crate::{
    components::{
        grid::{CardList, Grid, GridLook, RowLook},
        icon::Icon,
        list_state::{Empty, Skeleton},
    },
    shell::use_announcer,
    texts::vehicles as texts,
};

/// The page.
#[component]
pub fn VehiclesPage() -> impl IntoView {
    let model = VehiclesModel::new();
    announce_finds(model);
    let selected = Memo::new(move |_| model.selected.with(Option::is_some));
    view! {
        <div class="split vehicles" data-peek=move || selected.get().to_string() data-stale=move || (model.rows.phase() == Phase::Stale).to_string()>
            <section class="pane" aria-label=move || model.texts().vehicles>
                <VehicleToolbar model=model />
                <VehicleRows model=model />
            </section>
            <Show when=move || selected.get()>
                <VehiclePeek model=model />
            </Show>
        </div>
    }
}

/// The rows, or why there are none.
#[component]
fn VehicleRows(model: VehiclesModel) -> impl IntoView {
    let state = Memo::new(move |_| {
        let is_empty = model.live.is_empty();
        match (model.rows.phase(), is_empty) {
            (Phase::Refused(..), _) => State::Refused,
            (_, false) => State::Rows,
            (Phase::Loading, true) => State::Loading,
            (Phase::Fresh | Phase::Stale, true) if model.rows.is_empty() => State::Nothing,
            (Phase::Fresh | Phase::Stale, true) => State::NoMatch,
        }
    });
    let is_phone = Memo::new(move |_| model.is_phone());
    move || match (state.get(), is_phone.get()) {
        (State::Rows, true) => view! { <VehicleCards model=model /> }.into_any(),
        (State::Rows, false) => view! { <VehicleTable model=model /> }.into_any(),
        (State::Loading, _) => view! { <Skeleton lines=12 /> }.into_any(),
        (State::Nothing, _) => view! {
            <Empty icon=Icon::Truck text=Signal::derive(move || model.texts().none.to_owned())>
                <p>{move || model.texts().none_hint}</p>
            </Empty>
        }
        .into_any(),
        (State::NoMatch, _) => view! {
            <Empty icon=Icon::Filter text=Signal::derive(move || model.texts().none_match.to_owned())>
                <button class="btn" type="button" on:click=move |_| model.clear()>
                    {move || model.texts().clear_filters}
                </button>
            </Empty>
        }
        .into_any(),
        (State::Refused, _) => view! {
            <Empty icon=Icon::Octagon text=Signal::derive(move || model.texts().forbidden.to_owned()) />
        }
        .into_any(),
    }
}

/// The table.
#[component]
fn VehicleTable(model: VehiclesModel) -> impl IntoView {
    let look = GridLook {
        row: Arc::new(move |place| {
            let row = VehicleRow::new(model, place);
            let cells = VehicleCells::new(row);
            RowLook {
                cell: Arc::new(move |column| cells.cell(column)),
                strip: Arc::new(|| ().into_any()),
                selected: row.is_selected(),
                state: row.state(),
            }
        }),
        head: Arc::new(move |column| toolbar::head(model, column)),
        foot: Arc::new(move |column| view! { <VehicleFoot model=model column=column /> }.into_any()),
    };
    view! { <Grid model=model.grid() actions=model.actions() look=look /> }
}

/// The cards of a small screen.
#[component]
fn VehicleCards(model: VehiclesModel) -> impl IntoView {
    let card = Arc::new(move |place| {
        let row = VehicleRow::new(model, place);
        (card::card(row), row.state())
    });
    view! { <CardList model=model.grid() actions=model.actions() card=card /> }
}

/// Says how many were found when somebody narrows or searches, not when the fleet changes.
fn announce_finds(model: VehiclesModel) {
    let announcer = use_announcer();
    Effect::watch(
        move || model.filter.get(),
        move |_, _, _| {
            let language = model.language.get_untracked();
            request_animation_frame(move || {
                let n_found = model.live.read(crate::repositories::view::View::belonging);
                announcer.say(texts::found(language, n_found));
            });
        },
        false,
    );
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Rows,
    Loading,
    Nothing,
    NoMatch,
    Refused,
}
