//! The shipments: a live table, a board by how far they have come, one of them beside it, and new ones.

mod board;
mod cells;
mod columns;
mod create;
mod draft;
mod filter;
mod kind;
mod lens;
mod shown;
mod toolbar;

use std::sync::Arc;

use leptos::prelude::*;
use protocol::{RowId, Timestamp};

use self::{
    board::Board,
    cells::ShipmentCells,
    columns::ShipmentColumn,
    create::CreateDialog,
    filter::Form,
    kind::{ShipmentRow, ShipmentsModel},
    lens::Setting,
    toolbar::ShipmentToolbar,
};
use super::{
    desk::Desk,
    here::at_the_desk,
    menus::ShipmentMenus,
    refusal::{self, Refused},
    shipment_parts::{ShipmentActions, ShipmentBody, ShipmentHead},
};
use crate::{
    components::{
        age::Age,
        grid::{GridLook, GridRow, RowLook},
    },
    pages::list::{Column, ListBody, ListFrame, ListHandle, Peek},
    texts::dispatch as texts,
};

/// The page.
#[component]
pub fn ShipmentsPage() -> impl IntoView {
    at_the_desk();
    let desk = Desk::new();
    let minute = Memo::new(move |_| Timestamp::from_millis(desk.now.get().as_millis() / 60_000 * 60_000));
    let setting = Memo::new(move |_| Setting {
        now: minute.get(),
        format: desk.format.get(),
    });
    let may_act = Signal::derive(move || desk.may_act());
    let model = ShipmentsModel::new(desk.shipments, |_| setting, may_act);
    let list = model.handle();
    let strips = Memo::new(move |_| {
        let index = |it: &RowId| model.live.index(it);
        let mut strips: Vec<_> = desk
            .work
            .refusals
            .with(|it| it.keys().filter_map(index).collect());
        strips.sort_unstable();
        strips
    });
    let (grid, actions) = (model.grid(strips.into()), model.actions());
    let form = Memo::new(move |_| model.filter.with(|it| it.form));
    view! {
        <ListFrame
            list=list
            toolbar=Arc::new(move || view! { <ShipmentToolbar desk model list /> }.into_any())
            peek=Arc::new(move || view! { <ShipmentPeek desk model list /> }.into_any())
        >
            {move || match form.get() {
                Form::Table => {
                    let card = Arc::new(move |it| card(desk, model, it));
                    view! { <ListBody list=list grid=grid actions=actions look=look(desk, model) card=card /> }.into_any()
                }
                Form::Board => view! { <Board desk model /> }.into_any(),
            }}
        </ListFrame>
        <ShipmentMenus desk />
        <CreateDialog desk />
    }
}

/// How the table looks.
fn look(desk: Desk, model: ShipmentsModel) -> GridLook {
    GridLook {
        row: Arc::new(move |place| {
            let row = ShipmentRow::new(model, place);
            let cells = ShipmentCells::new(desk, row);
            RowLook {
                cell: Arc::new(move |column| cells.cell(column)),
                strip: Arc::new(move || refusal::note(desk, row.place.id.into())),
                selected: Memo::new(move |_| row.is_selected()).into(),
                state: state(desk, row),
            }
        }),
        head: Arc::new(|_| None),
        foot: Arc::new(move |column| foot(model, column)),
    }
}

/// How a card looks.
fn card(desk: Desk, model: ShipmentsModel, place: GridRow) -> (AnyView, Signal<&'static str>) {
    let row = ShipmentRow::new(model, place);
    (ShipmentCells::new(desk, row).card(), state(desk, row))
}

/// How a row stands, in a word for the style sheet.
fn state(desk: Desk, row: ShipmentRow) -> Signal<&'static str> {
    let refusal = refusal::refusal(desk, row.place.id.into());
    let is_refused = Memo::new(move |_| refusal.with(Option::is_some));
    Memo::new(move |_| if is_refused.get() { "refused" } else { row.state() }).into()
}

/// What stands below a column.
fn foot(model: ShipmentsModel, column: &'static str) -> AnyView {
    let totals = Memo::new(move |_| model.live.figures(|it| (it.shown().clone(), it.belonging())));
    match ShipmentColumn::find(column) {
        Some(ShipmentColumn::Status) => (move || {
            let (language, format) = (model.language.get(), model.format.get());
            totals.with(|(totals, n)| {
                texts::open_shipments(language, &format.count(totals.open), &format.count(*n))
            })
        })
        .into_any(),
        Some(ShipmentColumn::Late) => (move || {
            let format = model.format.get();
            let n_late = totals.with(|it| it.0.late);
            format!("{} {}", format.count(n_late), model.texts.dispatch().is_late)
        })
        .into_any(),
        Some(ShipmentColumn::Due) => {
            let at = Signal::derive(move || model.rows.confirmed_at());
            let is_stale = Signal::derive(move || model.rows.phase() == sync::Phase::Stale);
            view! { <Age at=at now=model.now stale=is_stale /> }.into_any()
        }
        _ => ().into_any(),
    }
}

/// One shipment beside the table or the board.
#[component]
fn ShipmentPeek(desk: Desk, model: ShipmentsModel, list: ListHandle) -> impl IntoView {
    let shipment = model.seen();
    let is_there = Memo::new(move |_| shipment.with(Option::is_some));
    let label = Signal::derive(move || {
        let name = shipment.with(|it| it.as_ref().map(|it| it.reference.clone()));
        format!("{} {}", desk.words().shipment, name.unwrap_or_default())
    });
    let head = view! { <ShipmentHead desk shipment /> }.into_any();
    view! {
        <Peek list=list is_there=is_there label=label head=head>
            <ShipmentActions desk shipment />
            <Refused desk id=model.selected class="peek-refusal" />
            <ShipmentBody desk shipment />
        </Peek>
    }
}
