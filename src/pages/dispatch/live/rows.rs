//! One line of the list beside the map.

use leptos::prelude::*;
use protocol::{
    RowId, Timestamp,
    entities::{Driver, Shipment, ShipmentStatus},
};

use super::{
    model::LiveModel,
    query::Selected,
    tab_stop::{LineButton, TabStop},
};
use crate::{
    components::{
        age::{Age, OLD},
        avatar::initials,
        status::{Shape, Status},
    },
    pages::{
        dispatch::{
            driver_parts::{standing, when},
            standing::{Standing, is_late},
        },
        list::read,
    },
    shell::ProgressMark,
    texts::{dispatch as texts, shipments::shipment_status},
};

/// A driver: who, with what, what they do, and how fresh that is.
#[component]
pub(super) fn DriverLine(model: LiveModel, id: RowId, stop: TabStop) -> impl IntoView {
    let desk = model.desk;
    let key = Signal::stored(id.clone());
    let driver = desk.drivers.watch(key);
    let position = desk.positions.watch(key);
    let at = Memo::new(move |_| position.with(|it| it.as_ref().map(|it| it.at)));
    let is_old = Memo::new(move |_| at.get().is_some_and(|it| desk.now.get().since(it) > OLD));
    let standing = standing(desk, driver);
    let mark = Memo::new(move |_| standing.get().unwrap_or(Standing::Off).mark());
    let word = Signal::derive(move || standing.get().map_or("", |it| it.word(desk.texts)).to_owned());
    let jobs = Memo::new(move |_| driver.with(|it| it.as_ref().map_or(0, |it| it.jobs as usize)));
    let current: Signal<RowId> = {
        let id = id.clone();
        Memo::new(move |_| desk.current(&id).unwrap_or_else(|| RowId::from(""))).into()
    };
    let shipment = desk.shipments.watch(current);
    let about = move || {
        let words = desk.words();
        let depot = || read(driver, |it: &Driver| it.depot.clone());
        shipment.with(|it| match (it, standing.get()) {
            (_, Some(Standing::Off)) | (None, _) => depot(),
            (Some(it), Some(Standing::Breakdown)) => format!("{} · {}", it.reference, words.needs_relief),
            // The minute is enough here, and the loads wake with it.
            (Some(it), _) => format!("{} · {}", it.reference, when(desk, it, desk.now.get_untracked())),
        })
    };
    view! {
        <LineButton model stop what=Selected::Driver(id) class="dr" stale=is_old>
                <span class="avatar avatar--lg" aria-hidden="true">{move || read(driver, |it| initials(&it.name))}</span>
                <span class="dr-middle">
                    <span class="row">
                        <span class="med trunc">{move || read(driver, |it| it.name.clone())}</span>
                        <span class="id cap t2">{move || read(driver, |it| it.plate.clone().unwrap_or_default())}</span>
                    </span>
                    <span class="cap t2 trunc">{about}</span>
                </span>
                <span class="dr-end">
                    <Status mark=mark word=word stale=is_old />
                    <span class="cap t3 nowrap">
                        <Show when=move || at.get().is_some()>
                            <Age at=at now=desk.now stale=is_old />
                            " · "
                        </Show>
                        {move || texts::jobs(desk.language.get(), jobs.get())}
                    </span>
                </span>
        </LineButton>
    }
}

/// A shipment: what, from where to where, who, and when.
#[component]
pub(super) fn ShipmentLine(model: LiveModel, id: RowId, stop: TabStop) -> impl IntoView {
    let desk = model.desk;
    let shipment = desk.shipments.watch(Signal::stored(id.clone()));
    let status = Memo::new(move |_| {
        shipment.with(|it| {
            it.as_ref()
                .map_or(ShipmentStatus::Created, |it| it.progress.status)
        })
    });
    let mark = Memo::new(move |_| Shape::of_shipment(status.get()));
    let word = Signal::derive(move || shipment_status(desk.language.get(), status.get()).to_owned());
    let who = move || {
        let nobody = desk.words().unassigned;
        let name = |it: &Shipment| {
            it.progress
                .driver_name
                .clone()
                .unwrap_or_else(|| nobody.to_owned())
        };
        read(shipment, |it| format!("{} · {}", name(it), it.drop.name))
    };
    let minute = Memo::new(move |_| Timestamp::from_millis(desk.now.get().as_millis() / 60_000 * 60_000));
    let when = move || read(shipment, |it| when(desk, it, minute.get()));
    let late =
        Memo::new(move |_| shipment.with(|it| it.as_ref().is_some_and(|it| is_late(it, minute.get()))));
    let progress = {
        let id = id.clone();
        Memo::new(move |_| desk.progress(&id))
    };
    view! {
        <LineButton model stop what=Selected::Shipment(id) class="dr">
                <span class="dr-middle">
                    <span class="row">
                        <span class="med id">{move || read(shipment, |it| it.reference.clone())}</span>
                        <span class="cap t2 trunc">{move || read(shipment, |it| it.goods.clone())}</span>
                    </span>
                    <span class="cap t2 trunc">{who}</span>
                </span>
                <span class="dr-end">
                    <span class="row-tight"><ProgressMark progress=progress /> <Status mark=mark word=word /></span>
                    <span class="cap nowrap" data-late=move || late.get().to_string()>{when}</span>
                </span>
        </LineButton>
    }
}
