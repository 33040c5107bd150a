//! What the map shows, as rows: for whoever does not see it, or wants the digits.

use leptos::prelude::*;
use protocol::{
    RowId,
    entities::{Driver, DriverPosition},
};

use super::{model::LiveModel, query::Selected};
use crate::{
    components::{
        age::{Age, OLD},
        status::Status,
    },
    format::NARROW,
    pages::{
        dispatch::{driver_parts::standing, standing::Standing},
        list::read,
    },
    repositories::sort::natural,
};

/// The table, in a region that scrolls.
#[component]
pub(super) fn MapTable(model: LiveModel) -> impl IntoView {
    let desk = model.desk;
    let order = Memo::new(move |_| {
        desk.positions.len();
        desk.drivers.len();
        let mut order: Vec<_> = desk.drivers.with(|drivers| {
            desk.positions.with(|it| {
                let known = it.keys().filter_map(|id| drivers.get(id));
                known.map(|it| (natural(&it.name), it.id.clone())).collect()
            })
        });
        order.sort();
        order.into_iter().map(|it| it.1).collect::<Vec<_>>()
    });
    let line = move |id: RowId| view! { <Line model id /> };
    let head = move |title: fn(&crate::texts::dispatch::Dispatch) -> &'static str, numeric: bool| {
        view! { <th scope="col" class:num=numeric>{move || title(desk.words())}</th> }
    };
    view! {
        <div class="map-table" role="region" tabindex="0" aria-label=move || desk.words().drivers>
            <table class="dt">
                <thead>
                    <tr>
                        {head(|it| it.driver, false)}
                        {head(|it| it.vehicle, false)}
                        {head(|it| it.status, false)}
                        {head(|it| it.speed, true)}
                        {head(|it| it.heading, true)}
                        {head(|it| it.position, true)}
                        {head(|it| it.accuracy, true)}
                        {head(|it| it.age, true)}
                    </tr>
                </thead>
                <tbody>
                    <For each=move || order.get() key=RowId::clone let:id>{line(id)}</For>
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn Line(model: LiveModel, id: RowId) -> impl IntoView {
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
                <button class="btn btn--link" type="button" on:click=move |_| model.select(Some(Selected::Driver(id.clone())))>
                    {move || read(driver, |it: &Driver| it.name.clone())}
                </button>
            </th>
            <td class="id">{move || read(driver, |it: &Driver| it.plate.clone().unwrap_or_default())}</td>
            <td><Status mark=mark word=word stale=is_old /></td>
            <td class="num">{text(|it, format| Some(format.speed(it.speed).joined()))}</td>
            <td class="num">{text(|it, format| Some(format!("{}°", format.number(it.heading?, 0))))}</td>
            <td class="num">{text(|it, format| Some(format!("{}, {}", format.number(it.lat, 5), format.number(it.lng, 5))))}</td>
            <td class="num">{text(|it, format| Some(format!("±{}{NARROW}m", format.number(it.accuracy, 0))))}</td>
            <td class="num"><Age at=at now=desk.now stale=is_old /></td>
        </tr>
    }
}
