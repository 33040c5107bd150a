//! The figures below the vehicles table: over what the filters leave, not only over what is in sight.

use leptos::prelude::*;
use sync::Phase;

use super::{cells::measure, columns::VehicleColumn, kind::VehiclesModel};
use crate::{
    components::{age::Age, list_state::Reach},
    link::use_link,
    pages::list::Column,
    texts::vehicles as texts,
};

/// The foot of a column.
#[component]
pub(super) fn VehicleFoot(model: VehiclesModel, column: &'static str) -> impl IntoView {
    let (format, language) = (model.format, model.language);
    let totals = Memo::new(move |_| model.live.figures(|it| it.shown().clone()));
    match VehicleColumn::find(column) {
        Some(VehicleColumn::Vehicle) => {
            let counts = Memo::new(move |_| model.live.figures(|it| (it.belonging(), it.rows())));
            (move || {
                let ((shown, all), format) = (counts.get(), format.get());
                texts::shown(language.get(), &format.count(shown), &format.count(all))
            })
            .into_any()
        }
        Some(VehicleColumn::Status) => {
            (move || texts::moving(language.get(), &format.get().integer(totals.with(|it| it.moving())))).into_any()
        }
        Some(VehicleColumn::Driver) => {
            (move || texts::on_shift(language.get(), &format.get().integer(totals.with(|it| it.on_shift())))).into_any()
        }
        Some(VehicleColumn::Speed) => view! {
            <span class="mean">"⌀ "</span>
            {measure(move || totals.with(|it| it.speed()).map(|it| format.get().speed(it)))}
        }
        .into_any(),
        Some(VehicleColumn::Fuel) => view! {
            <span class="mean">"⌀ "</span>
            {move || format.get().or_nothing(totals.with(|it| it.fuel()).map(|it| format.get().percent(it, 0)))}
        }
        .into_any(),
        Some(VehicleColumn::Today) => {
            measure(move || Some(format.get().distance(totals.with(|it| it.distance()), 0)))
        }
        Some(VehicleColumn::Strip) => {
            let (link, reach) = (use_link(), use_context::<Reach>());
            (move || match model.rows.phase() {
                Phase::Stale => model.texts.vehicles().stale,
                _ if link.paused().is_some() => model.texts.shell().paused,
                _ if link.connection().is_reached() => model.texts.vehicles().live,
                _ if reach.is_some_and(|it| !it.0.get()) => model.texts.vehicles().unconfirmed,
                // On the way back: nothing to say in so short a while.
                _ => "",
            })
            .into_any()
        }
        Some(VehicleColumn::Age) => {
            let at = Signal::derive(move || model.rows.confirmed_at());
            let is_stale = Signal::derive(move || model.rows.phase() == Phase::Stale);
            view! { <Age at=at now=model.now stale=is_stale /> }.into_any()
        }
        Some(VehicleColumn::Limit | VehicleColumn::Depot | VehicleColumn::Place | VehicleColumn::Odometer | VehicleColumn::Violations)
        | None => ().into_any(),
    }
}
