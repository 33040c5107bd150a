//! A vehicle on a small screen: two lines, the state at the right.

use leptos::prelude::*;
use leptos_router::components::A;

use super::{
    cells::{age, status},
    kind::VehicleRow,
    lens::has_speed,
};
use crate::pages::vehicle_path;

/// The card of a place.
pub(super) fn card(row: VehicleRow) -> AnyView {
    let report = move || {
        row.read(|it| vehicle_path(row.list.link, &it.id))
            .unwrap_or_default()
    };
    let driver = move || {
        let nobody = row.list.texts.vehicles().no_driver;
        row.read(|it| it.driver_name.clone().unwrap_or_else(|| nobody.to_owned()))
    };
    let details = move || {
        let format = row.list.format.get();
        let fuel = row.list.texts.vehicles().fuel.to_lowercase();
        row.read(|it| {
            let speed = has_speed(it.status).then(|| format.speed(it.speed).joined());
            let place = Some(it.place.clone()).filter(|it| !it.is_empty());
            let fuel = it.fuel.map(|it| format!("{} {fuel}", format.percent(it, 0)));
            [speed, place, fuel]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · ")
        })
    };
    view! {
        <A href=report attr:class="lc">
            <span class="lc-1">
                <h3 class="plate">{row.text(|it| it.plate.clone())}</h3>
                <span class="t2 dense trunc">{driver}</span>
            </span>
            <span class="lc-r">{status(row)}</span>
            <span class="lc-2 trunc">{details}</span>
            <span class="lc-r2">{age(row)}</span>
        </A>
    }
    .into_any()
}
