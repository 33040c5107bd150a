//! The vehicles: a live table that can be searched, narrowed and sorted, with one vehicle beside it.

mod card;
mod cells;
mod columns;
mod filter;
mod foot;
mod kind;
mod lens;
mod peek;
mod shown;
mod toolbar;

use std::sync::Arc;

use leptos::prelude::*;
use protocol::entities::Vehicle;

pub(crate) use self::cells::measure;
use self::{
    cells::VehicleCells,
    foot::VehicleFoot,
    kind::{VehicleRow, VehiclesModel},
    peek::VehiclePeek,
    toolbar::VehicleToolbar,
};
use crate::{
    components::grid::{GridLook, GridRow, RowLook},
    pages::list::{ListBody, ListFrame},
    repositories::use_rows,
    settings::use_format,
};

/// The page.
#[component]
pub fn VehiclesPage() -> impl IntoView {
    let rows = use_rows::<Vehicle>();
    let format = use_format();
    let model = VehiclesModel::new(rows, |_| format, Signal::stored(false));
    let list = model.handle();
    let (grid, actions) = (model.grid(Signal::stored(Vec::new())), model.actions());
    view! {
        <ListFrame
            list=list
            toolbar=Arc::new(move || view! { <VehicleToolbar model=model list=list /> }.into_any())
            peek=Arc::new(move || view! { <VehiclePeek model=model list=list /> }.into_any())
        >
            <ListBody list=list grid=grid actions=actions look=look(model) card=Arc::new(move |it| card(model, it)) />
        </ListFrame>
    }
}

/// How the table looks.
fn look(model: VehiclesModel) -> GridLook {
    GridLook {
        row: Arc::new(move |place| {
            let row = VehicleRow::new(model, place);
            let cells = VehicleCells::new(row);
            RowLook {
                cell: Arc::new(move |column| cells.cell(column)),
                strip: Arc::new(|| ().into_any()),
                selected: Memo::new(move |_| row.is_selected()).into(),
                state: Memo::new(move |_| row.state()).into(),
            }
        }),
        head: Arc::new(move |column| toolbar::head(model, column)),
        foot: Arc::new(move |column| view! { <VehicleFoot model=model column=column /> }.into_any()),
    }
}

/// How a card looks.
fn card(model: VehiclesModel, place: GridRow) -> (AnyView, Signal<&'static str>) {
    let row = VehicleRow::new(model, place);
    (card::card(row), Memo::new(move |_| row.state()).into())
}
