//! The area that is selected, beside the map.

use leptos::prelude::*;
use protocol::{
    RowId, StreamKind, Topic,
    entities::{Driver, Geofence},
};

use super::{
    line::{AreaStatus, area_size, inside},
    places,
    shape::{around, size},
};
use crate::{
    components::{age::Age, icon::Icon},
    pages::{
        dispatch::live::{model::LiveModel, panel::CloseButton, query::Selected},
        list::read,
    },
    shell::ProgressMark,
};

/// The panel.
#[component]
pub(in super::super) fn AreaPanel(model: LiveModel) -> impl IntoView {
    let desk = model.desk;
    let words = move || desk.texts.areas();
    let id: Signal<RowId> = Memo::new(move |_| model.area().unwrap_or_else(|| RowId::from(""))).into();
    let area = model.areas.watch(id);
    let is_there = Memo::new(move |_| area.with(Option::is_some));
    let is_retired = Memo::new(move |_| area.with(|it| it.as_ref().is_some_and(|it| it.retired)));
    let name = move || read(area, |it| it.name.clone());
    let progress = Memo::new(move |_| {
        desk.link
            .progress_of_row(&Topic::whole(StreamKind::Geofence), &id.get())
    });
    let with = move |act: fn(LiveModel, &Geofence)| {
        if let Some(area) = area.get_untracked() {
            act(model, &area);
        }
    };
    let figure = move |figure: fn(crate::format::Formatter, &Geofence) -> String| {
        move || {
            let format = desk.format.get();
            read(area, |it| figure(format, it))
        }
    };
    let changed_at = Signal::derive(move || area.with(|it| it.as_ref().map(|it| it.changed_at)));
    view! {
        <aside class="peek dpeek" aria-label=move || format!("{} {}", words().area, name())>
            <div class="peek-head">
                <div class="grow">
                    <div class="row">
                        <h2>{name}</h2>
                        <Show when=move || is_there.get()><AreaStatus model area /></Show>
                        <ProgressMark progress=progress />
                    </div>
                </div>
                <CloseButton model />
            </div>
            <Show
                when=move || is_there.get()
                fallback=move || view! { <p class="sec t2">{move || words().gone}</p> }
            >
                <Show when=move || desk.may_act()>
                    <div class="peek-actions">
                        <Show
                            when=move || !is_retired.get()
                            fallback=move || view! {
                                <button class="btn" type="button" on:click=move |_| with(|it, area| it.retire_area(area, false))>
                                    {Icon::Undo.view()} {move || words().restore}
                                </button>
                            }
                        >
                            <button class="btn" type="button" on:click=move |_| with(|it, area| it.change_area(area, false))>
                                {move || words().edit}
                            </button>
                            <button class="btn" type="button" on:click=move |_| with(|it, area| it.change_area(area, true))>
                                {move || words().shift}
                            </button>
                            <button class="btn" type="button" on:click=move |_| with(|it, area| it.retire_area(area, true))>
                                {Icon::Trash.view()} {move || words().retire}
                            </button>
                        </Show>
                    </div>
                </Show>
                <div class="peek-body" role="group" tabindex="0" aria-label=name>
                    <dl class="stats sec area-stats">
                        <div>
                            <dt>{move || words().size}</dt>
                            <dd>{figure(|format, it| area_size(format, size(&places(it))))}</dd>
                        </div>
                        <div>
                            <dt>{move || words().around}</dt>
                            <dd>{figure(|format, it| format.distance(around(&places(it)), 1).joined())}</dd>
                        </div>
                        <div>
                            <dt>{move || words().corners}</dt>
                            <dd>{figure(|format, it| format.count(it.ring.len()))}</dd>
                        </div>
                    </dl>
                    <p class="sec dense t2">
                        {move || if is_retired.get() { words().retired_note } else { words().watch_note }}
                    </p>
                    <Inside model area />
                    <section class="sec">
                        <div class="sec-head">
                            <span>{move || words().changed}</span>
                            <Age at=changed_at now=desk.now />
                        </div>
                        <p class="dense">{move || read(area, |it| it.changed_by.clone())}</p>
                    </section>
                </div>
            </Show>
        </aside>
    }
}

/// Who is in it now.
#[component]
fn Inside(model: LiveModel, area: crate::pages::list::Seen<Geofence>) -> impl IntoView {
    let desk = model.desk;
    let who = Memo::new(move |_| area.with(|it| it.as_ref().map(|it| inside(model, it)).unwrap_or_default()));
    let line = move |id: RowId| {
        let driver = desk.drivers.watch(Signal::stored(id.clone()));
        view! {
            <li>
                <button class="btn btn--link" type="button" on:click=move |_| model.select(Some(Selected::Driver(id.clone())))>
                    {move || read(driver, |it: &Driver| it.name.clone())}
                </button>
                <span class="id cap t2">{move || read(driver, |it: &Driver| it.plate.clone().unwrap_or_default())}</span>
            </li>
        }
    };
    view! {
        <section class="sec">
            <div class="sec-head">
                <span>{move || desk.texts.areas().inside}</span>
                <span>{move || desk.format.get().count(who.with(Vec::len))}</span>
            </div>
            <ul class="near area-inside">
                <For each=move || who.get() key=RowId::clone let:id>{line(id)}</For>
            </ul>
            <Show when=move || who.with(Vec::is_empty)>
                <p class="dense t2">{move || desk.texts.areas().nobody}</p>
            </Show>
        </section>
    }
}
