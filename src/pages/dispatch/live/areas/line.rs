//! Areas in the list beside the map.

use leptos::prelude::*;
use protocol::{RowId, StreamKind, Topic, entities::Geofence};

use super::{places, shape::size};
use crate::{
    components::{
        icon::Icon,
        status::{Shape, Status, Tone},
    },
    pages::{
        dispatch::live::{
            lines::Lines,
            model::LiveModel,
            query::Selected,
            tab_stop::{LineButton, TabStop},
        },
        list::{Seen, read},
    },
    repositories::{needle::Needle, sort::natural},
    shell::ProgressMark,
    texts::areas as texts,
};

/// The areas, in the order of their names.
#[component]
pub(in super::super) fn AreaList(model: LiveModel) -> impl IntoView {
    let desk = model.desk;
    let order = Memo::new(move |_| {
        model.areas.version();
        let (needle, retired) = model.query.with(|it| (Needle::new(&it.text), it.retired));
        let mut order: Vec<_> = model.areas.with(|areas| {
            areas
                .values()
                .filter(|it| retired || !it.retired)
                .filter(|it| needle.is_empty() || needle.occurs_in([&it.name]))
                .map(|it| ((it.retired, natural(&it.name)), it.id.clone()))
                .collect()
        });
        order.sort();
        order.into_iter().map(|it| it.1).collect::<Vec<_>>()
    });
    let line = move |(id, stop)| view! { <AreaLine model id stop /> };
    view! {
        <Show when=move || desk.may_act()>
            <div class="area-bar">
                <button
                    class="btn area-new"
                    type="button"
                    disabled=move || model.sketch.with(Option::is_some)
                    on:click=move |_| model.draw_area()
                >
                    {Icon::Plus.view()}
                    {move || desk.texts.areas().draw}
                </button>
            </div>
        </Show>
        <Lines
            model
            order
            phase=Signal::derive(move || model.areas.phase())
            is_none=Signal::derive(move || model.areas.is_empty() || (order.with(Vec::is_empty) && is_unasked(model)))
            none=Signal::derive(move || desk.texts.areas().none.to_owned())
            line=Callback::new(move |it| line(it).into_any())
        />
    }
}

/// Whether nothing was searched for: then there are none, and no filter hides them.
fn is_unasked(model: LiveModel) -> bool {
    model.query.with(|it| it.text.trim().is_empty() && !it.retired)
}

/// An area: what it is called, how large it is, who is in it.
#[component]
fn AreaLine(model: LiveModel, id: RowId, stop: TabStop) -> impl IntoView {
    let desk = model.desk;
    let area = model.areas.watch(Signal::stored(id.clone()));
    let n_inside = Memo::new(move |_| area.with(|it| it.as_ref().map_or(0, |it| inside(model, it).len())));
    let progress = {
        let id = id.clone();
        Memo::new(move |_| {
            desk.link
                .progress_of_row(&Topic::whole(StreamKind::Geofence), &id)
        })
    };
    view! {
        <LineButton model stop what=Selected::Area(id) class="dr">
                <span class="area-flag" aria-hidden="true">{Icon::Flag.view()}</span>
                <span class="dr-middle">
                    <span class="med trunc">{move || read(area, |it| it.name.clone())}</span>
                    <span class="cap t2">{move || about(model, area)}</span>
                </span>
                <span class="dr-end">
                    <span class="row-tight"><ProgressMark progress=progress /> <AreaStatus model area /></span>
                    <span class="cap t3 nowrap">
                        {move || (n_inside.get() > 0).then(|| texts::inside(desk.language.get(), n_inside.get()))}
                    </span>
                </span>
        </LineButton>
    }
}

/// How large it is, in words.
fn about(model: LiveModel, area: Seen<Geofence>) -> String {
    let desk = model.desk;
    let (format, words) = (desk.format.get(), desk.texts.areas());
    read(area, |it| {
        format!(
            "{} · {} {}",
            area_size(format, size(&places(it))),
            it.ring.len(),
            words.corners.to_lowercase()
        )
    })
}

/// A size with its unit: `1.24 km²`, and what is smaller in hectares.
pub(super) fn area_size(format: crate::format::Formatter, km2: f64) -> String {
    let narrow = crate::format::NARROW;
    if km2 < 0.1 {
        format!("{}{narrow}ha", format.number(km2 * 100.0, 2))
    } else {
        format!("{}{narrow}km²", format.number(km2, 2))
    }
}

/// Whether it is watched, as shape and word.
#[component]
pub(super) fn AreaStatus(model: LiveModel, area: Seen<Geofence>) -> impl IntoView {
    let is_retired = Memo::new(move |_| area.with(|it| it.as_ref().is_some_and(|it| it.retired)));
    let mark = Memo::new(move |_| match is_retired.get() {
        true => (Shape::Dash, Tone::Idle),
        false => (Shape::Ok, Tone::Ok),
    });
    let word = Signal::derive(move || {
        let words = model.desk.texts.areas();
        if is_retired.get() {
            words.retired
        } else {
            words.watched
        }
        .to_owned()
    });
    view! { <Status mark=mark word=word /> }
}

/// Drivers whose last position lies in it, in the order of their names.
pub(super) fn inside(model: LiveModel, area: &Geofence) -> Vec<RowId> {
    let desk = model.desk;
    // Once a second is enough: positions come all the time.
    desk.now.track();
    let mut names: Vec<_> = desk.positions.with(|positions| {
        positions
            .values()
            .filter(|it| area.contains(it.lat, it.lng))
            .filter_map(|it| desk.drivers.get(&it.id))
            .map(|it| (natural(&it.name), it.id))
            .collect()
    });
    names.sort();
    names.into_iter().map(|it| it.1).collect()
}
