//! The violations as a work queue: what is open, the worst first, and what one does about it.

mod bulk;
mod card;
mod cells;
mod choices;
mod columns;
mod dismissal;
mod filter;
mod history;
mod keys;
mod kind;
mod lens;
mod menus;
mod model;
mod peek;
mod refusal;
mod row;
mod shown;
mod toolbar;
mod work;

use std::sync::Arc;

use leptos::prelude::*;

use self::{
    bulk::BulkBar,
    cells::ViolationCells,
    dismissal::DismissDialog,
    menus::{AssignMenu, MoreMenu},
    model::ViolationsModel,
    peek::ViolationPeek,
    row::ViolationRow,
    toolbar::ViolationToolbar,
};
use crate::{
    components::grid::{GridLook, GridRow, RowLook},
    pages::list::{ListBody, ListFrame},
};

/// The page.
#[component]
pub fn ViolationsPage() -> impl IntoView {
    let model = ViolationsModel::new();
    keys::listen(model);
    let (grid, actions) = (model.grid(), model.actions());
    view! {
        <ListFrame
            list=model.handle
            toolbar=Arc::new(move || view! { <ViolationToolbar model=model /> }.into_any())
            peek=Arc::new(move || view! { <ViolationPeek model=model /> }.into_any())
        >
            <ListBody
                list=model.handle
                grid=grid
                actions=actions
                look=look(model)
                card=Arc::new(move |it| card(model, it))
            />
            <BulkBar model=model />
        </ListFrame>
        <AssignMenu model=model />
        <MoreMenu model=model />
        <DismissDialog model=model />
    }
}

/// How the table looks.
fn look(model: ViolationsModel) -> GridLook {
    GridLook {
        row: Arc::new(move |place| {
            let row = ViolationRow::new(model, place);
            let cells = ViolationCells::new(row);
            RowLook {
                cell: Arc::new(move |column| cells.cell(column)),
                strip: Arc::new(move || refusal::strip(row)),
                selected: row.is_selected(),
                state: row.state(),
            }
        }),
        head: Arc::new(move |column| cells::head(model, column)),
        foot: Arc::new(move |column| cells::foot(model, column)),
    }
}

/// How a card looks.
fn card(model: ViolationsModel, place: GridRow) -> (AnyView, Signal<&'static str>) {
    let row = ViolationRow::new(model, place);
    (card::card(row), row.state())
}
