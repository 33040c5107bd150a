//! The drivers: who works, with what, how much they have to do, and when they were last heard of.

mod cells;
mod columns;
mod filter;
mod kind;

use std::sync::Arc;

use leptos::prelude::*;
use protocol::entities::Duty;
use sync::Phase;

use self::{
    cells::DriverCells,
    columns::DriverColumn,
    kind::{DriverRow, DriversModel},
};
use super::{
    desk::Desk,
    driver_parts::{DriverActions, DriverBody, DriverHead},
    here::at_the_desk,
};
use crate::{
    components::{
        age::Age,
        grid::{Choice, GridLook, GridRow, RowLook},
    },
    pages::list::{
        Column, FilterButton, ListBody, ListFrame, ListHandle, ListPaper, NewRows, Peek, Pills, Search,
        Tools, name_choice, names, word_choice,
    },
    texts::{dispatch as texts, shipments::duty},
};

/// The page.
#[component]
pub fn DriversPage() -> impl IntoView {
    at_the_desk();
    let desk = Desk::new();
    let format = desk.format;
    let may_act = Signal::derive(move || desk.may_act());
    let model = DriversModel::new(desk.drivers, |_| format, may_act);
    let list = model.handle();
    let (grid, actions) = (model.grid(Signal::stored(Vec::new())), model.actions());
    view! {
        <ListFrame
            list=list
            toolbar=Arc::new(move || view! { <DriverToolbar model list /> }.into_any())
            peek=Arc::new(move || view! { <DriverPeek desk model list /> }.into_any())
        >
            <ListBody
                list=list
                grid=grid
                actions=actions
                look=look(desk, model)
                card=Arc::new(move |it| card(desk, model, it))
            />
        </ListFrame>
    }
}

#[component]
fn DriverToolbar(model: DriversModel, list: ListHandle) -> impl IntoView {
    let choices = choices(model);
    view! {
        <div class="toolbar" role="toolbar" aria-label=move || model.texts.list().filters>
            <Search list=list />
            <Show when=move || !list.is_phone.get()>
                <Pills list=list choices=choices.to_vec() />
                <span class="grow"></span>
            </Show>
            <Show when=move || list.is_phone.get()>
                <Age at=Signal::derive(move || model.rows.confirmed_at()) now=model.now />
                <FilterButton list=list choices=choices.to_vec() />
            </Show>
            <NewRows list=list />
            <Show when=move || !list.is_phone.get()>
                <Tools list=list />
            </Show>
        </div>
        <ListPaper list=list choices=choices.to_vec() />
    }
}

fn choices(model: DriversModel) -> [Choice; 2] {
    let depot = name_choice(
        model,
        (
            "filter-depot",
            Signal::derive(move || model.texts.dispatch().depot),
        ),
        names(model, |it| Some(&it.depot)),
        (|it| it.depots.clone(), |it, chosen| it.depots = chosen),
    );
    let status = word_choice(
        model,
        (
            "filter-status",
            Signal::derive(move || model.texts.dispatch().status),
        ),
        |language| {
            let pair = |it: Duty| (it.as_str(), duty(language, it));
            Duty::ALL.map(pair).to_vec()
        },
        (
            |it| it.duties.iter().map(|it| it.as_str().to_owned()).collect(),
            |it, chosen| it.duties = chosen.iter().filter_map(|it| it.parse().ok()).collect(),
        ),
    );
    [depot, status]
}

/// How the table looks.
fn look(desk: Desk, model: DriversModel) -> GridLook {
    GridLook {
        row: Arc::new(move |place| {
            let row = DriverRow::new(model, place);
            let cells = DriverCells::new(desk, row);
            RowLook {
                cell: Arc::new(move |column| cells.cell(column)),
                strip: Arc::new(|| ().into_any()),
                selected: Memo::new(move |_| row.is_selected()).into(),
                state: Memo::new(move |_| row.state()).into(),
            }
        }),
        head: Arc::new(|_| None),
        foot: Arc::new(move |column| foot(model, column)),
    }
}

/// How a card looks.
fn card(desk: Desk, model: DriversModel, place: GridRow) -> (AnyView, Signal<&'static str>) {
    let row = DriverRow::new(model, place);
    let state = Memo::new(move |_| row.state());
    (DriverCells::new(desk, row).card(), state.into())
}

/// What stands below a column.
fn foot(model: DriversModel, column: &'static str) -> AnyView {
    let totals = Memo::new(move |_| model.live.figures(|it| it.shown().clone()));
    match DriverColumn::find(column) {
        Some(DriverColumn::Driver) => (move || {
            let (language, format) = (model.language.get(), model.format.get());
            totals.with(|it| texts::on_shift(language, &format.count(it.on), &format.count(it.off)))
        })
        .into_any(),
        Some(DriverColumn::Workload) => {
            (move || totals.with(|it| model.format.get().integer(it.jobs.into()))).into_any()
        }
        Some(DriverColumn::Delivered) => {
            (move || totals.with(|it| model.format.get().integer(it.delivered.into()))).into_any()
        }
        Some(DriverColumn::Seen) => {
            let at = Signal::derive(move || model.rows.confirmed_at());
            let is_stale = Signal::derive(move || model.rows.phase() == Phase::Stale);
            view! { <Age at=at now=model.now stale=is_stale /> }.into_any()
        }
        _ => ().into_any(),
    }
}

/// One driver beside the table.
#[component]
fn DriverPeek(desk: Desk, model: DriversModel, list: ListHandle) -> impl IntoView {
    let driver = model.seen();
    let is_there = Memo::new(move |_| driver.with(Option::is_some));
    let label = Signal::derive(move || {
        let name = driver.with(|it| it.as_ref().map(|it| it.name.clone()));
        format!("{} {}", desk.words().driver, name.unwrap_or_default())
    });
    let head = view! { <DriverHead desk driver /> }.into_any();
    view! {
        <Peek list=list is_there=is_there label=label head=head>
            <DriverActions desk driver />
            <DriverBody desk driver />
        </Peek>
    }
}
