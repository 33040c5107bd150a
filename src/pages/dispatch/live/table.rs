//! What the map shows, as rows: for whoever does not see it, or wants the digits.

use leptos::prelude::*;
use protocol::{
    RowId, Timestamp,
    entities::{Driver, DriverPosition, ShipmentStatus},
};

use super::{
    lines::More,
    model::LiveModel,
    query::{Selected, Tab},
    tab_stop::{LineButton, TabStop, move_among},
};
use crate::{
    components::{
        age::{Age, OLD},
        status::{Shape, Status},
    },
    format::NARROW,
    pages::{
        dispatch::{
            driver_parts::{standing, when},
            standing::{Standing, foretold, is_late},
        },
        list::read,
    },
    repositories::sort::natural,
    texts::{dispatch::Dispatch, shipments::shipment_status},
};

/// The table, in a region that scrolls: of shipments where the list beside it shows them, else of who drives.
#[component]
pub(super) fn MapTable(model: LiveModel) -> impl IntoView {
    let desk = model.desk;
    let is_of_shipments = Memo::new(move |_| model.listed.with(|it| it.tab == Tab::Shipments));
    let order = Memo::new(move |_| {
        desk.positions.len();
        desk.drivers.len();
        let listed = model.listed.get();
        desk.positions.with(|positions| match listed.tab {
            Tab::Shipments => listed.ids,
            Tab::Drivers => {
                let is_placed = |it: &RowId| positions.contains_key(it);
                listed.ids.into_iter().filter(is_placed).collect()
            }
            // The map shows everybody then.
            Tab::Areas => desk.drivers.with(|drivers| {
                let known = positions.keys().filter_map(|id| drivers.get(id));
                let mut order: Vec<_> = known.map(|it| (natural(&it.name), it.id.clone())).collect();
                order.sort();
                order.into_iter().map(|it| it.1).collect()
            }),
        })
    });
    let stop = TabStop::among(model, order);
    let label = move || match is_of_shipments.get() {
        true => desk.words().shipments,
        false => desk.words().drivers,
    };
    let heads = move || -> &[Head] {
        if is_of_shipments.get() {
            &SHIPMENT_HEADS
        } else {
            &DRIVER_HEADS
        }
    };
    let head = move |(title, is_numeric): &Head| view! { <th scope="col" class:num=*is_numeric>{title(desk.words())}</th> };
    let line = move |id: RowId| match is_of_shipments.get_untracked() {
        true => view! { <ShipmentRow model id stop /> }.into_any(),
        false => view! { <DriverRow model id stop /> }.into_any(),
    };
    view! {
        <div
            class="map-table"
            role="region"
            aria-label=label
            on:keydown=|event| move_among(".map-table tbody button", event)
        >
            <table class="dt">
                <thead>
                    <tr>{move || heads().iter().map(head).collect_view()}</tr>
                </thead>
                <tbody>
                    <For each=move || order.get() key=RowId::clone let:id>{line(id)}</For>
                </tbody>
            </table>
            <Show when=move || model.listed.with(|it| it.has_more && it.tab != Tab::Areas)><More model /></Show>
        </div>
    }
}

/// The title of a column, and whether figures stand below it.
type Head = (fn(&Dispatch) -> &'static str, bool);

/// What one acts on first: beside a panel the rest is scrolled to.
const DRIVER_HEADS: [Head; 8] = [
    (|it| it.driver, false),
    (|it| it.status, false),
    (|it| it.age, true),
    (|it| it.vehicle, false),
    (|it| it.speed, true),
    (|it| it.heading, true),
    (|it| it.position, true),
    (|it| it.accuracy, true),
];

const SHIPMENT_HEADS: [Head; 7] = [
    (|it| it.shipment, false),
    (|it| it.status, false),
    (|it| it.eta, true),
    (|it| it.due, true),
    (|it| it.driver, false),
    (|it| it.pickup, false),
    (|it| it.drop, false),
];

#[component]
fn DriverRow(model: LiveModel, id: RowId, stop: TabStop) -> impl IntoView {
    let desk = model.desk;
    let key = Signal::stored(id.clone());
    let (driver, position) = (desk.drivers.watch(key), desk.positions.watch(key));
    let standing = standing(desk, driver);
    let mark = Memo::new(move |_| standing.get().unwrap_or(Standing::Off).mark());
    let word = Signal::derive(move || standing.get().map_or("", |it| it.word(desk.texts)).to_owned());
    let at = Memo::new(move |_| position.with(|it| it.as_ref().map(|it| it.at)));
    let is_old = Memo::new(move |_| at.get().is_some_and(|it| desk.now.get().since(it) > OLD));
    let text = move |text: fn(&DriverPosition, crate::format::Formatter) -> Option<String>| {
        move || {
            let format = desk.format.get();
            format.or_nothing(position.with(|it| text(it.as_ref()?, format)))
        }
    };
    view! {
        <tr>
            <th scope="row">
                <LineButton model stop what=Selected::Driver(id) class="btn btn--link" stale=is_old>
                    {move || read(driver, |it: &Driver| it.name.clone())}
                </LineButton>
            </th>
            <td><Status mark=mark word=word stale=is_old /></td>
            <td class="num"><Age at=at now=desk.now stale=is_old /></td>
            <td class="id">{move || read(driver, |it: &Driver| it.plate.clone().unwrap_or_default())}</td>
            <td class="num">{text(|it, format| Some(format.speed(it.speed).joined()))}</td>
            <td class="num">{text(|it, format| Some(format!("{}°", format.number(it.heading?, 0))))}</td>
            <td class="num">{text(|it, format| Some(format!("{}, {}", format.number(it.lat, 5), format.number(it.lng, 5))))}</td>
            <td class="num">{text(|it, format| Some(format!("±{}{NARROW}m", format.number(it.accuracy, 0))))}</td>
        </tr>
    }
}

#[component]
fn ShipmentRow(model: LiveModel, id: RowId, stop: TabStop) -> impl IntoView {
    let desk = model.desk;
    let shipment = desk.shipments.watch(Signal::stored(id.clone()));
    let status = Memo::new(move |_| {
        let status = shipment.with(|it| it.as_ref().map(|it| it.progress.status));
        status.unwrap_or(ShipmentStatus::Created)
    });
    let mark = Memo::new(move |_| Shape::of_shipment(status.get()));
    let word = Signal::derive(move || shipment_status(desk.language.get(), status.get()).to_owned());
    let minute = Memo::new(move |_| Timestamp::from_millis(desk.now.get().as_millis() / 60_000 * 60_000));
    let eta = move || {
        let (format, now) = (desk.format.get(), minute.get());
        let eta = shipment.with(|it| foretold(it.as_ref()?, now));
        format.or_nothing(eta.map(|it| format.plan(it, now)))
    };
    let late =
        Memo::new(move |_| shipment.with(|it| it.as_ref().is_some_and(|it| is_late(it, minute.get()))));
    let due = move || {
        let now = minute.get();
        read(shipment, |it| {
            let due = desk.format.get().plan(it.due, now);
            match late.get() {
                true => format!("{due} · {}", when(desk, it, now)),
                false => due,
            }
        })
    };
    let driver = move || {
        read(shipment, |it| {
            it.progress
                .driver_name
                .clone()
                .unwrap_or_else(|| desk.words().unassigned.to_owned())
        })
    };
    view! {
        <tr>
            <th scope="row">
                <LineButton model stop what=Selected::Shipment(id) class="btn btn--link">
                    {move || read(shipment, |it| it.reference.clone())}
                </LineButton>
            </th>
            <td><Status mark=mark word=word /></td>
            <td class="num">{eta}</td>
            <td class="num"><span class="late" data-late=move || late.get().to_string()>{due}</span></td>
            <td>{driver}</td>
            <td>{move || read(shipment, |it| it.pickup.name.clone())}</td>
            <td>{move || read(shipment, |it| it.drop.name.clone())}</td>
        </tr>
    }
}
