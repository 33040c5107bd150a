//! What stands above the shipments: table or board, search, filters, export, and a new one.

use leptos::prelude::*;
use protocol::entities::ShipmentStatus;

use super::{filter::Form, kind::ShipmentsModel};
use crate::{
    components::{age::Age, grid::Choice, icon::Icon, segment::Segment},
    pages::{
        dispatch::desk::Desk,
        list::{
            FilterButton, ListHandle, ListPaper, NewRows, Pills, Search, Tools, name_choice, names,
            word_choice,
        },
    },
    texts::{Language, shipments::shipment_status},
};

/// The toolbar.
#[component]
pub(super) fn ShipmentToolbar(desk: Desk, model: ShipmentsModel, list: ListHandle) -> impl IntoView {
    let choices = choices(model);
    let form = Memo::new(move |_| model.filter.with(|it| it.form));
    let forms = Signal::derive(move || {
        let words = desk.words();
        vec![
            (Form::Table, words.table.to_owned()),
            (Form::Board, words.board.to_owned()),
        ]
    });
    view! {
        <div class="toolbar toolbar-wrap" role="toolbar" aria-label=move || model.texts.list().filters>
            <Segment
                label=Signal::derive(move || desk.words().view.to_owned())
                choices=forms
                chosen=Signal::derive(move || form.get())
                choose=Callback::new(move |form| model.change(|it| it.form = form))
            />
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
            <Show when=move || !list.is_phone.get() && form.get() == Form::Table>
                <Tools list=list />
            </Show>
            <Show when=move || desk.may_act()>
                <button class="btn btn--primary" type="button" data-act="create" on:click=move |_| desk.creating.set(true)>
                    {Icon::Plus.view()}
                    {move || desk.words().create}
                </button>
            </Show>
        </div>
        <ListPaper list=list choices=choices.to_vec() />
    }
}

fn choices(model: ShipmentsModel) -> [Choice; 3] {
    let driver = name_choice(
        model,
        (
            "filter-driver",
            Signal::derive(move || model.texts.dispatch().driver),
        ),
        names(model, |it| it.progress.driver_name.as_ref()),
        (|it| it.drivers.clone(), |it, chosen| it.drivers = chosen),
    );
    let status = word_choice(
        model,
        (
            "filter-status",
            Signal::derive(move || model.texts.dispatch().status),
        ),
        |language| {
            let pair = |it: ShipmentStatus| (it.as_str(), shipment_status(language, it));
            ShipmentStatus::ALL.map(pair).to_vec()
        },
        (
            |it| it.statuses.iter().map(|it| it.as_str().to_owned()).collect(),
            |it, chosen| it.statuses = chosen.iter().filter_map(|it| it.parse().ok()).collect(),
        ),
    );
    let late = word_choice(
        model,
        (
            "filter-late",
            Signal::derive(move || model.texts.dispatch().only_late),
        ),
        |language| {
            let word = match language {
                Language::English => "Late only",
                Language::French => "En retard seulement",
            };
            vec![("yes", word)]
        },
        (
            |it| it.late.then(|| "yes".to_owned()).into_iter().collect(),
            |it, chosen| it.late = !chosen.is_empty(),
        ),
    );
    [driver, status, late]
}
