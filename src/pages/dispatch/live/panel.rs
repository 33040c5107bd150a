//! Whoever or whatever is selected, beside the map.

use leptos::prelude::*;
use protocol::RowId;

use super::{
    areas::{AreaPanel, SketchPanel},
    model::LiveModel,
    playback::{NowNote, PlayBack},
    query::Selected,
};
use crate::{
    components::icon::Icon,
    pages::dispatch::{
        driver_parts::{DriverActions, DriverBody, DriverHead},
        refusal::Refused,
        shipment_parts::{ShipmentActions, ShipmentBody, ShipmentHead},
    },
    platform::{
        listener::{Key, Listener},
        page,
    },
};

/// The panel; nothing while nothing is selected.
#[component]
pub(super) fn LivePanel(model: LiveModel) -> impl IntoView {
    let keys = Listener::on_key(move |key: Key| {
        let is_ours = !page::has_focus("dialog, .pop") && model.group.with_untracked(Option::is_none);
        if key.name() != "Escape" || !is_ours {
            return;
        }
        if model.sketch.with_untracked(Option::is_some) {
            key.consume();
            model.cancel_drawing();
        } else if model.desk.is_past {
            key.consume();
            model.leave_the_past();
        } else if model.query.with_untracked(|it| it.span.is_some()) {
            key.consume();
            model.back_to_live();
        } else if model.query.with_untracked(|it| it.selected.is_some()) {
            key.consume();
            close(model);
        }
    });
    let keys = StoredValue::new_local(keys);
    on_cleanup(move || drop(keys.try_update_value(Option::take)));
    let kind = Memo::new(move |_| {
        if model.sketch.with(Option::is_some) {
            return Kind::Sketch;
        }
        model.query.with(|it| match &it.selected {
            None => Kind::Nothing,
            Some(Selected::Driver(_)) => Kind::Driver,
            Some(Selected::Shipment(_)) => Kind::Shipment,
            Some(Selected::Area(_)) => Kind::Area,
        })
    });
    move || match kind.get() {
        Kind::Nothing => ().into_any(),
        Kind::Driver => view! { <DriverPanel model /> }.into_any(),
        Kind::Shipment => view! { <ShipmentPanel model /> }.into_any(),
        Kind::Area => view! { <AreaPanel model /> }.into_any(),
        Kind::Sketch => view! { <SketchPanel model /> }.into_any(),
    }
}

/// What is selected is looked at no longer; whoever came from the list goes back there.
fn close(model: LiveModel) {
    let at = model.query.with_untracked(|it| match &it.selected {
        Some(Selected::Driver(id)) => format!(".dlist [data-driver=\"{id}\"]"),
        Some(Selected::Shipment(id)) => format!(".dlist [data-shipment=\"{id}\"]"),
        Some(Selected::Area(id)) => format!(".dlist [data-area=\"{id}\"]"),
        None => String::new(),
    });
    model.select(None);
    // Whoever stands in the table stays there.
    if !at.is_empty() && !page::has_focus(".map-table") {
        page::focus(&at);
    }
}

#[component]
fn DriverPanel(model: LiveModel) -> impl IntoView {
    let desk = model.desk;
    let id: Signal<RowId> = selected(model);
    let driver = desk.drivers.watch(id);
    let is_there = Memo::new(move |_| driver.with(Option::is_some));
    let label = move || {
        let name = driver
            .with(|it| it.as_ref().map(|it| it.name.clone()))
            .unwrap_or_default();
        format!("{} {name}", desk.words().driver)
    };
    view! {
        <aside class="peek dpeek" aria-label=label>
            <div class="peek-head">
                <div class="grow"><DriverHead desk driver /></div>
                <CloseButton model />
            </div>
            <NowNote model />
            <Show
                when=move || is_there.get()
                fallback=move || view! { <p class="sec t2">{move || if desk.is_past { desk.words().unknown_then } else { desk.words().gone_driver }}</p> }
            >
                <Show when=move || !desk.is_past fallback=move || view! { <NoActions model /> }>
                    <DriverActions desk driver>
                        <PlayBack model />
                    </DriverActions>
                </Show>
                <DriverBody desk driver />
            </Show>
        </aside>
    }
}

#[component]
fn ShipmentPanel(model: LiveModel) -> impl IntoView {
    let desk = model.desk;
    let id: Signal<RowId> = selected(model);
    let shipment = desk.shipments.watch(id);
    let is_there = Memo::new(move |_| shipment.with(Option::is_some));
    let label = move || {
        let name = shipment
            .with(|it| it.as_ref().map(|it| it.reference.clone()))
            .unwrap_or_default();
        format!("{} {name}", desk.words().shipment)
    };
    let refused = Signal::derive(move || Some(id.get()));
    view! {
        <aside class="peek dpeek" aria-label=label>
            <div class="peek-head">
                <div class="grow"><ShipmentHead desk shipment /></div>
                <CloseButton model />
            </div>
            <Show
                when=move || is_there.get()
                fallback=move || view! { <p class="sec t2">{move || desk.words().gone}</p> }
            >
                <Show when=move || !desk.is_past fallback=move || view! { <NoActions model /> }>
                    <ShipmentActions desk shipment />
                    <Refused desk id=refused class="peek-refusal" />
                </Show>
                <ShipmentBody desk shipment />
            </Show>
        </aside>
    }
}

/// Why there is nothing to press.
#[component]
fn NoActions(model: LiveModel) -> impl IntoView {
    view! { <p class="sec cap t2">{move || model.desk.texts.past().no_actions}</p> }
}

#[component]
pub(super) fn CloseButton(model: LiveModel) -> impl IntoView {
    let words = move || model.desk.words();
    view! {
        <button
            class="btn btn--icon btn--ghost btn--sm"
            type="button"
            aria-label=move || words().close
            title=move || words().close
            on:click=move |_| close(model)
        >
            {Icon::Close.view()}
        </button>
    }
}

fn selected(model: LiveModel) -> Signal<RowId> {
    Memo::new(move |_| {
        model.query.with(|it| match &it.selected {
            Some(it) => it.id().clone(),
            None => RowId::from(""),
        })
    })
    .into()
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Nothing,
    Driver,
    Shipment,
    Area,
    Sketch,
}
