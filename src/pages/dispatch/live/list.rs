//! The list beside the map: everything that the map shows, for everybody.

use std::collections::HashSet;

use leptos::prelude::*;
use protocol::entities::{Shipment, ShipmentStatus};
use sync::Phase;

use super::{
    areas::AreaList,
    lines::Lines,
    model::LiveModel,
    query::{DeskQuery, Tab},
    rows::{DriverLine, ShipmentLine},
};
use crate::{
    components::{age::Age, icon::Icon, popover::IconPopover, segment::Segment},
    pages::{
        address::Keep,
        dispatch::standing::{Standing, is_late},
    },
    platform::{
        listener::{Key, Listener},
        page,
    },
    repositories::{needle::Needle, sort::natural},
    texts::{areas, dispatch as texts, shipments::shipment_status},
};

/// The list with its head and foot.
#[component]
pub(super) fn LiveList(model: LiveModel) -> impl IntoView {
    let desk = model.desk;
    let tab = Memo::new(move |_| model.query.with(|it| it.tab));
    let choices = Signal::derive(move || {
        let (format, words) = (desk.format.get(), desk.words());
        let (n_on, n_off) = desk.on_shift();
        let mut tabs = vec![
            (
                Tab::Drivers,
                format!("{} {}", words.drivers, format.count(n_on + n_off)),
            ),
            (
                Tab::Shipments,
                format!("{} {}", words.shipments, format.count(desk.n_open())),
            ),
            (
                Tab::Areas,
                format!("{} {}", desk.texts.areas().areas, format.count(model.n_areas().0)),
            ),
        ];
        tabs.retain(|it| !desk.is_past || it.0 != Tab::Areas);
        tabs
    });
    let text = Memo::new(move |_| model.query.with(|it| it.text.clone()));
    let search = move || match tab.get() {
        Tab::Drivers | Tab::Shipments => desk.words().search,
        Tab::Areas => desk.texts.areas().search,
    };
    let keys = StoredValue::new_local(Listener::on_key(move |key: Key| {
        if key.is_shortcut() && key.name() == "/" {
            key.consume();
            page::focus(".dlist input[type=search]");
        }
    }));
    on_cleanup(move || drop(keys.try_update_value(Option::take)));
    view! {
        <section class="dlist" aria-label=move || desk.words().list>
            <div class="dlist-head">
                <Segment
                    label=Signal::derive(move || desk.words().list.to_owned())
                    choices=choices
                    chosen=Signal::derive(move || tab.get())
                    choose=Callback::new(move |it| model.turn_to(it))
                />
                <div class="row">
                    <label class="input grow search-field">
                        {Icon::Search.view()}
                        <input
                            type="search"
                            placeholder=search
                            aria-label=search
                            prop:value=move || text.get()
                            on:input=move |event| {
                                let text = event_target_value(&event);
                                model.change(Keep::Replace, |it| it.text = text);
                            }
                        />
                    </label>
                    <Filter model />
                </div>
            </div>
            {move || match tab.get() {
                Tab::Drivers => view! { <DriverList model /> }.into_any(),
                Tab::Shipments => view! { <ShipmentList model /> }.into_any(),
                Tab::Areas => view! { <AreaList model /> }.into_any(),
            }}
            <Foot model />
        </section>
    }
}

/// How drivers stand, or how far shipments have come, that are listed.
#[component]
fn Filter(model: LiveModel) -> impl IntoView {
    let desk = model.desk;
    let is_set = Memo::new(move |_| {
        model.query.with(|it| match it.tab {
            Tab::Drivers => !it.states.is_empty(),
            Tab::Shipments => !it.statuses.is_empty(),
            Tab::Areas => it.retired,
        })
    });
    let options = Memo::new(move |_| match model.query.with(|it| it.tab) {
        Tab::Drivers => Standing::ALL
            .map(|it| (it.as_str(), it.word(desk.texts)))
            .to_vec(),
        Tab::Shipments => {
            let language = desk.language.get();
            let option = |it: ShipmentStatus| (it.as_str(), shipment_status(language, it));
            ShipmentStatus::ALL.map(option).to_vec()
        }
        Tab::Areas => vec![(RETIRED, desk.texts.areas().show_retired)],
    });
    let option = move |(word, name): (&'static str, &'static str)| {
        let is_on = move || model.query.with(|it| chosen(it).contains(&word));
        view! {
            <label class="menu-item">
                <input
                    class="check"
                    type="checkbox"
                    prop:checked=is_on
                    on:change=move |_| model.change(Keep::Push, |it| toggle(it, word))
                />
                {name}
            </label>
        }
    };
    view! {
        <span class="dlist-filter" data-set=move || is_set.get().to_string()>
            <IconPopover
                id="desk-filter"
                icon=Icon::Filter
                label=Signal::derive(move || desk.texts.list().filters.to_owned())
            >
                <div class="menu">
                    {move || options.get().into_iter().map(option).collect_view()}
                    <Show when=move || is_set.get()>
                        <button
                            class="menu-item"
                            type="button"
                            on:click=move |_| model.change(Keep::Push, DeskQuery::clear)
                        >
                            {Icon::Close.view()}
                            {move || desk.texts.list().clear_filters}
                        </button>
                    </Show>
                </div>
            </IconPopover>
        </span>
    }
}

fn chosen(query: &DeskQuery) -> Vec<&'static str> {
    match query.tab {
        Tab::Drivers => query.states.iter().map(|it| it.as_str()).collect(),
        Tab::Shipments => query.statuses.iter().map(|it| it.as_str()).collect(),
        Tab::Areas => query.retired.then_some(RETIRED).into_iter().collect(),
    }
}

fn toggle(query: &mut DeskQuery, word: &str) {
    fn turn<T: PartialEq>(list: &mut Vec<T>, it: T) {
        match list.iter().position(|known| *known == it) {
            Some(index) => drop(list.remove(index)),
            None => list.push(it),
        }
    }
    match query.tab {
        Tab::Drivers => {
            if let Ok(it) = word.parse() {
                turn(&mut query.states, it);
            }
        }
        Tab::Shipments => {
            if let Ok(it) = word.parse() {
                turn(&mut query.statuses, it);
            }
        }
        Tab::Areas => query.retired = !query.retired,
    }
}

#[component]
fn DriverList(model: LiveModel) -> impl IntoView {
    let desk = model.desk;
    // How drivers stand changes by the second; the order of names does not.
    let moment = Memo::new(move |_| {
        let is_asked = model.query.with(|it| !it.states.is_empty());
        let _ = is_asked.then(|| desk.now.get());
        desk.now.get_untracked()
    });
    let order = Memo::new(move |_| {
        desk.drivers_seen.get();
        let now = moment.get();
        let (needle, states) = model.query.with(|it| (Needle::new(&it.text), it.states.clone()));
        let mut order: Vec<_> = desk.drivers.with(|drivers| {
            drivers
                .values()
                .filter(|it| states.is_empty() || states.contains(&desk.standing(it, now)))
                .filter(|it| {
                    let reference = || {
                        let current = desk.current(&it.id)?;
                        Some(desk.shipments.get(&current)?.reference)
                    };
                    let plate = it.plate.clone().unwrap_or_default();
                    needle.is_empty()
                        || needle.occurs_in([it.name.clone(), plate, reference().unwrap_or_default()])
                })
                .map(|it| ((!it.duty.is_on_shift(), natural(&it.name)), it.id.clone()))
                .collect()
        });
        order.sort();
        order.into_iter().map(|it| it.1).collect::<Vec<_>>()
    });
    // The map shows whom the list shows.
    let is_filtered = Memo::new(move |_| {
        model
            .query
            .with(|it| !it.states.is_empty() || !it.text.trim().is_empty())
    });
    Effect::new(move || {
        let only = is_filtered
            .get()
            .then(|| order.get().into_iter().collect::<HashSet<_>>());
        // Not everybody in the list has been seen somewhere.
        let n_placed = only.as_ref().map(|it| {
            desk.positions
                .with(|at| it.iter().filter(|it| at.contains_key(*it)).count())
        });
        model.n_placed.set(n_placed);
        model.stage.only(only);
    });
    on_cleanup(move || {
        model.n_placed.try_set(None);
        model.stage.only(None);
    });
    let line = move |(id, stop)| view! { <DriverLine model id stop /> };
    view! {
        <Lines
            model
            order
            phase=Signal::derive(move || desk.drivers.phase())
            is_none=Signal::derive(move || desk.drivers.is_empty())
            none=Signal::derive(move || if desk.is_past { desk.words().nobody_then } else { desk.words().no_drivers }.to_owned())
            line=Callback::new(move |it| line(it).into_any())
        />
    }
}

#[component]
fn ShipmentList(model: LiveModel) -> impl IntoView {
    let desk = model.desk;
    let order = Memo::new(move |_| {
        desk.shipments_seen.get();
        let now = desk.now.get_untracked();
        let (needle, statuses) = model
            .query
            .with(|it| (Needle::new(&it.text), it.statuses.clone()));
        let is_meant = |it: &&Shipment| match statuses.as_slice() {
            [] => it.progress.status.is_open(),
            some => some.contains(&it.progress.status),
        };
        let mut order: Vec<_> = desk.shipments.with(|shipments| {
            shipments
                .values()
                .filter(is_meant)
                .filter(|it| {
                    let driver = it.progress.driver_name.clone().unwrap_or_default();
                    let words = [&it.reference, &it.goods, &it.pickup.name, &it.drop.name, &driver];
                    needle.is_empty() || needle.occurs_in(words)
                })
                .map(|it| ((!is_late(it, now), it.due), it.id.clone()))
                .collect()
        });
        order.sort();
        order.into_iter().map(|it| it.1).collect::<Vec<_>>()
    });
    let line = move |(id, stop)| view! { <ShipmentLine model id stop /> };
    view! {
        <Lines
            model
            order
            phase=Signal::derive(move || desk.shipments.phase())
            is_none=Signal::derive(move || desk.shipments.is_empty())
            none=Signal::derive(move || desk.words().no_shipments.to_owned())
            line=Callback::new(move |it| line(it).into_any())
        />
    }
}

/// Who works, and how fresh that is.
#[component]
fn Foot(model: LiveModel) -> impl IntoView {
    let desk = model.desk;
    let text = move || {
        let (format, language) = (desk.format.get(), desk.language.get());
        match model.query.with(|it| it.tab) {
            Tab::Drivers => {
                let (on, off) = desk.on_shift();
                texts::on_shift(language, &format.count(on), &format.count(off))
            }
            Tab::Shipments => {
                let all = desk.shipments.with(std::collections::BTreeMap::len);
                texts::open_shipments(language, &format.count(desk.n_open()), &format.count(all))
            }
            Tab::Areas => {
                let (watched, retired) = model.n_areas();
                areas::watched_of(language, &format.count(watched), &format.count(retired))
            }
        }
    };
    let is_of_areas = Memo::new(move |_| model.query.with(|it| it.tab == Tab::Areas));
    let at = Signal::derive(move || match is_of_areas.get() {
        true => model.areas.confirmed_at(),
        false => desk.positions.confirmed_at(),
    });
    let is_stale = Signal::derive(move || match is_of_areas.get() {
        true => model.areas.phase() == Phase::Stale,
        false => desk.positions.phase() == Phase::Stale,
    });
    view! {
        <div class="dlist-foot cap t2">
            <span>{text}</span>
            // Of a moment of the past the band tells which one.
            {(!desk.is_past).then(|| view! { <Age at=at now=desk.now stale=is_stale /> })}
        </div>
    }
}

/// The one choice among areas.
const RETIRED: &str = "retired";
