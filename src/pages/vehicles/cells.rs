//! The cells of the vehicles table.

use leptos::prelude::*;
use leptos_router::components::A;
use protocol::entities::{Vehicle, VehicleStatus};

use super::{columns::VehicleColumn, kind::VehicleRow, shown};
use crate::{
    components::{
        age::{Age, OLD},
        grid::FlashMark,
        status::Shape,
        strip::Strip,
    },
    format::Measure,
    pages::{
        list::{Column, WordLook},
        vehicle_path,
    },
    texts::words,
};

/// The cells of one place.
#[derive(Clone, Copy)]
pub(super) struct VehicleCells {
    row: VehicleRow,
}

impl VehicleCells {
    /// The cells of a place.
    pub(super) const fn new(row: VehicleRow) -> Self {
        Self { row }
    }

    /// The cell of a column.
    pub(super) fn cell(self, column: &str) -> AnyView {
        let row = self.row;
        match VehicleColumn::find(column) {
            Some(VehicleColumn::Vehicle) => self.vehicle(),
            Some(VehicleColumn::Status) => status(row),
            Some(VehicleColumn::Speed) => self.speed(),
            Some(VehicleColumn::Limit) => self.limit(),
            Some(VehicleColumn::Driver) => {
                view! { <span class="trunc">{or_dash(row, |it| it.driver_name.clone())}</span> }.into_any()
            }
            Some(VehicleColumn::Depot) => {
                view! { <span class="trunc t2">{row.text(|it| it.depot.clone())}</span> }.into_any()
            }
            Some(VehicleColumn::Place) => {
                let place = row.text(|it| it.place.clone());
                view! { <span class="trunc t2" title=place>{place}</span> }.into_any()
            }
            Some(VehicleColumn::Strip) => strip(row),
            Some(VehicleColumn::Fuel) => fuel(row),
            Some(VehicleColumn::Today) => self.today(),
            Some(VehicleColumn::Odometer) => {
                let odometer = row.value(|it| it.odometer.map(f64::round));
                let format = row.list.format;
                measure(move || odometer.get().flatten().map(|it| format.get().distance(it, 0)))
            }
            Some(VehicleColumn::Violations) => self.violations(),
            Some(VehicleColumn::Age) => age(row),
            None => ().into_any(),
        }
    }

    fn vehicle(self) -> AnyView {
        let row = self.row;
        let report = move || {
            row.read(|it| vehicle_path(row.list.link, &it.id))
                .unwrap_or_default()
        };
        view! {
            <A href=report attr:class="plate" attr:tabindex="-1">
                {row.text(|it| it.plate.clone())}
            </A>
            <span class="vehicle-kind trunc">{kind(row)}</span>
        }
        .into_any()
    }

    fn speed(self) -> AnyView {
        let row = self.row;
        let speed = row.value(|it| it.known_speed().map(f64::round));
        let format = row.list.format;
        view! {
            <FlashMark place=row.place figure=Signal::derive(move || speed.get().flatten().map(whole)) />
            {measure(move || speed.get().flatten().map(|it| format.get().speed(it)))}
        }
        .into_any()
    }

    fn limit(self) -> AnyView {
        let row = self.row;
        let limit = row.value(|it| Some(it.speed_limit).filter(|it| *it > 0.0));
        let format = row.list.format;
        measure(move || limit.get().flatten().map(|it| format.get().speed(it)))
    }

    fn today(self) -> AnyView {
        let row = self.row;
        let distance = row.value(|it| it.distance_today.round());
        let format = row.list.format;
        measure(move || distance.get().map(|it| format.get().distance(it, 0)))
    }

    fn violations(self) -> AnyView {
        let row = self.row;
        let n_open = row.value(|it| it.open_violations);
        let n_open = Memo::new(move |_| n_open.get().flatten());
        let queue = move || {
            row.read(|it| format!("/fleet/violations?vehicle={}", it.plate))
                .unwrap_or_default()
        };
        view! {
            <FlashMark place=row.place figure=Signal::derive(move || n_open.get().map(i64::from)) />
            {move || match n_open.get() {
                Some(n) if n > 0 => view! { <A href=queue attr:class="vehicle-open" attr:tabindex="-1">{n}</A> }.into_any(),
                Some(_) => view! { <span class="t3">"0"</span> }.into_any(),
                None => ().into_any(),
            }}
        }
        .into_any()
    }
}

/// The state, with its shape.
pub(super) fn status(row: VehicleRow) -> AnyView {
    let look = WordLook {
        mark: Shape::of_vehicle,
        name: words::status,
        nobody: VehicleStatus::Offline,
        fades: true,
    };
    row.word(|it| it.status, look)
}

/// What sort of vehicle, with its mass.
pub(super) fn kind(row: VehicleRow) -> impl Fn() -> String + Send + Copy {
    let format = row.list.format;
    row.text(move |it: &Vehicle| shown::kind(it, format.get()))
}

/// The last 24 hours.
pub(super) fn strip(row: VehicleRow) -> AnyView {
    let strip = Signal::derive(row.text(|it| it.strip.clone()));
    let label = Signal::derive(move || row.list.texts.vehicles().strip.to_owned());
    view! { <Strip strip=strip label=label /> }.into_any()
}

/// The tank: a bar and a figure.
fn fuel(row: VehicleRow) -> AnyView {
    let fuel = row.value(|it| it.fuel.map(|it| whole(it.round().clamp(0.0, 100.0))));
    let fuel = Signal::derive(move || fuel.get().flatten());
    let format = row.list.format;
    view! {
        <span class="bar-cell" hidden=move || fuel.get().is_none()>
            <span class="bar" data-tone=move || fuel.get().filter(|it| *it < LOW_FUEL).map(|_| "warn")>
                <i style:width=move || fuel.get().map(|it| format!("{it}%"))></i>
            </span>
            <span>
                {move || fuel.get().map(|it| format.get().integer(it))} <span class="unit">"\u{202f}%"</span>
            </span>
        </span>
        <span class="t3">{move || fuel.get().is_none().then_some("–")}</span>
    }
    .into_any()
}

/// How old the last position is.
pub(super) fn age(row: VehicleRow) -> AnyView {
    let at = row.value(|it| it.fix_at);
    let is_old = Memo::new(move |_| {
        let now = row.list.now.get();
        at.get().is_some_and(|at| now.since(at) > OLD)
    });
    view! { <Age at=at now=row.list.now stale=is_old /> }.into_any()
}

/// A figure with its unit, or a dash.
pub(crate) fn measure(measure: impl Fn() -> Option<Measure> + Send + Sync + Clone + 'static) -> AnyView {
    let unit = measure.clone();
    let unit = Memo::new(move |_| unit().map(|it| it.unit));
    view! {
        {move || measure().map_or_else(|| "–".to_owned(), |it| it.value)}
        <span class="unit">{move || unit.get().map(|it| format!("\u{202f}{it}"))}</span>
    }
    .into_any()
}

/// A text, or a dash.
fn or_dash(
    row: VehicleRow,
    text: impl Fn(&Vehicle) -> Option<String> + Send + Sync + 'static,
) -> impl Fn() -> String + Send + Copy {
    row.text(move |it| text(it).unwrap_or_else(|| "–".to_owned()))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "`as` saturates, which is what is wanted"
)]
const fn whole(value: f64) -> i64 {
    value as i64
}

/// Below this a tank is low, %.
const LOW_FUEL: i64 = 20;
