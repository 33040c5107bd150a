//! What stands above the vehicles: search, filters, what is new, columns, density, export.

use leptos::prelude::*;
use protocol::entities::{VehicleKind, VehicleStatus};

use super::{columns::VehicleColumn, kind::VehiclesModel};
use crate::{
    components::{age::Age, grid::Choice},
    pages::list::{
        Column, FilterButton, ListHandle, ListPaper, NewRows, Pills, Search, Tools, name_choice, names,
        word_choice,
    },
    platform::clock,
    texts::words,
};

/// The toolbar.
#[component]
pub(super) fn VehicleToolbar(model: VehiclesModel, list: ListHandle) -> impl IntoView {
    let choices = choices(model);
    view! {
        <div class="toolbar" role="toolbar" aria-label=move || model.texts.list().filters>
            <Search list=list />
            <Show when=move || !list.is_phone.get()>
                <Pills list=list choices=choices.to_vec() />
                <span class="grow"></span>
                <Rate model=model />
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

/// How much changes, when it is too much to flash.
#[component]
fn Rate(model: VehiclesModel) -> impl IntoView {
    let rate = Memo::new(move |_| {
        model.now.track();
        model.gate.try_update_value(|it| it.rate(clock::now())).flatten()
    });
    view! {
        <Show when=move || rate.get().is_some()>
            <span class="cap t3 nowrap" title=move || model.texts.vehicles().changes_rate_hint>
                {move || rate.get()}
                " "
                {move || model.texts.vehicles().changes_rate}
            </span>
        </Show>
    }
}

/// A heading that is more than its title.
pub(super) fn head(model: VehiclesModel, column: &'static str) -> Option<AnyView> {
    (column == VehicleColumn::Strip.as_str()).then(|| {
        view! {
            <span class="strip-head">
                <span>{move || model.texts.vehicles().strip}</span>
                <span class="t3">{move || model.texts.vehicles().now}</span>
            </span>
        }
        .into_any()
    })
}

fn choices(model: VehiclesModel) -> [Choice; 3] {
    let depot = name_choice(
        model,
        (
            "filter-depot",
            Signal::derive(move || model.texts.vehicles().depot),
        ),
        names(model, |it| Some(&it.depot)),
        (|it| it.depots.clone(), |it, chosen| it.depots = chosen),
    );
    let kind = word_choice(
        model,
        ("filter-kind", Signal::derive(move || model.texts.vehicles().kind)),
        |language| {
            let pair = |it: VehicleKind| (it.as_str(), words::vehicle_kind(language, it));
            VehicleKind::ALL.map(pair).to_vec()
        },
        (
            |it| it.kinds.iter().map(|it| it.as_str().to_owned()).collect(),
            |it, chosen| it.kinds = chosen.iter().filter_map(|it| it.parse().ok()).collect(),
        ),
    );
    let status = word_choice(
        model,
        (
            "filter-status",
            Signal::derive(move || model.texts.vehicles().status),
        ),
        |language| {
            let pair = |it: VehicleStatus| (it.as_str(), words::status(language, it));
            VehicleStatus::ALL.map(pair).to_vec()
        },
        (
            |it| it.statuses.iter().map(|it| it.as_str().to_owned()).collect(),
            |it, chosen| it.statuses = chosen.iter().filter_map(|it| it.parse().ok()).collect(),
        ),
    );
    [depot, kind, status]
}
