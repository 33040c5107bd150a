//! A vehicle on a small screen: two lines, the state at the right.

use leptos::prelude::*;
use leptos_router::components::A;
use protocol::entities::Vehicle;

use super::{
    cells::{age, status},
    kind::VehicleRow,
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
    // The place gives way, so that every number keeps its unit.
    let speed = move || {
        let speed = row.read(Vehicle::known_speed)??;
        Some(format!("{} · ", row.list.format.get().speed(speed).joined()))
    };
    let fuel = move || {
        let fuel = row.list.texts.vehicles().fuel.to_lowercase();
        let (percent, is_placed) = row.read(|it| Some((it.fuel?, !it.place.is_empty())))??;
        let dot = if is_placed { " · " } else { "" };
        Some(format!(
            "{dot}{} {fuel}",
            row.list.format.get().percent(percent, 0)
        ))
    };
    view! {
        <A href=report attr:class="lc">
            <span class="lc-1">
                <h2 class="plate">{row.text(|it| it.plate.clone())}</h2>
                <span class="t2 dense trunc">{driver}</span>
            </span>
            <span class="lc-r">{status(row)}</span>
            <span class="lc-2 lc-parts">
                <span>{speed}</span>
                <span class="trunc">{row.text(|it| it.place.clone())}</span>
                <span>{fuel}</span>
            </span>
            <span class="lc-r2">{age(row)}</span>
        </A>
    }
    .into_any()
}
