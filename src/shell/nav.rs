//! The ways between pages: a rail beside the page, a bar below it on phones.

use leptos::prelude::*;
use protocol::entities::{FleetSummary, StreamKind};

use super::{frame::Logo, keys::use_keys, title::Place};
use crate::{
    components::icon::Icon,
    link::{Link, use_link},
    platform::http,
    repositories::{counted_violations, n_open, use_rows},
    settings::use_format,
    shift::drives,
    texts::use_texts,
};

/// The rail.
#[component]
pub(super) fn Rail(
    /// Where one is.
    place: Memo<Place>,
) -> impl IntoView {
    let (texts, keys, link) = (use_texts(), use_keys(), use_link());
    let (n_vehicles, n_violations) = use_counts();
    // Asked once and only for the subtitle; without an answer there is none.
    let about = LocalResource::new(http::about);
    let operations = move || {
        let name = about.get()?.ok()?.name;
        (name != "Livedeck").then_some(name)
    };
    view! {
        <nav class="rail" aria-label=move || texts.shell().main>
            <a class="rail-brand" href="/">
                <Logo />
                <span>"Livedeck"</span>
                <span class="sub">{operations}</span>
            </a>
            <div class="rail-nav">
                <Show when=move || is_offered(link, Place::Drive)>
                    <RailItem place=place to=Place::Drive href="/drive" icon=Icon::Navigate />
                </Show>
                <div class="rail-group">{move || texts.shell().fleet}</div>
                <RailItem place=place to=Place::Overview href="/fleet" icon=Icon::Grid />
                <RailItem place=place to=Place::Vehicles href="/fleet/vehicles" icon=Icon::Truck count=n_vehicles />
                <Show when=move || is_offered(link, Place::Violations)>
                    <RailItem
                        place=place
                        to=Place::Violations
                        href="/fleet/violations"
                        icon=Icon::Octagon
                        count=n_violations
                        urgent=true
                    />
                </Show>
                <Show when=move || is_offered(link, Place::Shipments)>
                    <div class="rail-group">{move || texts.shell().dispatch}</div>
                    <Show when=move || is_offered(link, Place::LiveMap)>
                        <RailItem place=place to=Place::LiveMap href="/dispatch" icon=Icon::Map />
                    </Show>
                    <RailItem place=place to=Place::Shipments href="/dispatch/shipments" icon=Icon::Box />
                    <Show when=move || is_offered(link, Place::Drivers)>
                        <RailItem place=place to=Place::Drivers href="/dispatch/drivers" icon=Icon::Id />
                    </Show>
                </Show>
            </div>
            <div class="rail-foot">
                <RailItem place=place to=Place::Diagnostics href="/diagnostics" icon=Icon::Pulse />
                <RailItem place=place to=Place::Settings href="/settings" icon=Icon::Settings />
                <RailItem place=place to=Place::Help href="/help" icon=Icon::Help />
                <button type="button" class="vh" on:click=move |_| keys.list.set(true)>
                    {move || texts.shell().keys}
                </button>
            </div>
        </nav>
    }
}

#[component]
fn RailItem(
    place: Memo<Place>,
    to: Place,
    href: &'static str,
    icon: Icon,
    #[prop(optional, into)] count: Signal<Option<String>>,
    #[prop(optional)] urgent: bool,
) -> impl IntoView {
    let texts = use_texts();
    view! {
        <a
            class="rail-item"
            href=href
            title=move || to.name(texts)
            aria-current=move || is_current(place.get(), to).then_some("page")
        >
            {icon.view()}
            <span>{move || to.name(texts)}</span>
            {move || {
                count
                    .get()
                    .map(|it| view! { <span class="count" data-tone=urgent.then_some("crit")>{it}</span> })
            }}
        </a>
    }
}

/// The bar on phones: five places at most.
#[component]
pub(super) fn TabBar(
    /// Where one is.
    place: Memo<Place>,
) -> impl IntoView {
    let (texts, link) = (use_texts(), use_link());
    let (_, n_violations) = use_counts();
    let items = [
        (Place::Drive, "/drive", Icon::Navigate),
        (Place::Overview, "/fleet", Icon::Grid),
        (Place::Vehicles, "/fleet/vehicles", Icon::Truck),
        (Place::Violations, "/fleet/violations", Icon::Octagon),
        (Place::LiveMap, "/dispatch", Icon::Map),
        (Place::Shipments, "/dispatch/shipments", Icon::Box),
        (Place::Drivers, "/dispatch/drivers", Icon::Id),
        (Place::Diagnostics, "/diagnostics", Icon::Pulse),
        (Place::Settings, "/settings", Icon::Settings),
    ];
    view! {
        <nav class="tabs" aria-label=move || texts.shell().main>
            {items
                .map(|(to, href, icon)| {
                    let pip = move || (to == Place::Violations).then(|| n_violations.get()).flatten();
                    view! {
                        <Show when=move || is_offered(link, to) && !gives_way(link, to)>
                            <a
                                class="tabs-item"
                                href=href
                                aria-current=move || is_current(place.get(), to).then_some("page")
                            >
                                {icon.view()}
                                <span class="trunc">{move || to.name(texts)}</span>
                                {move || pip().map(|it| view! { <span class="pip">{it}</span> })}
                            </a>
                        </Show>
                    }
                })
                .into_iter()
                .collect_view()}
        </nav>
    }
}

/// Whether somebody would see anything there.
pub(super) fn is_offered(link: Link, place: Place) -> bool {
    match place {
        Place::Vehicles | Place::Vehicle => link.sees(StreamKind::Vehicle),
        Place::Violations => link.sees(StreamKind::Violation),
        Place::Drive => link.user().as_ref().is_some_and(drives),
        // Who sees areas gives out work; drivers have a page of their own for what is theirs.
        Place::LiveMap | Place::Drivers => link.sees(StreamKind::Geofence),
        Place::Shipments => {
            link.sees(StreamKind::Geofence)
                || link.sees(StreamKind::Shipment) && !link.sees(StreamKind::Driver)
        }
        Place::Overview | Place::Diagnostics | Place::Settings | Place::Help | Place::Unknown => true,
    }
}

/// Whether a phone's bar leaves it to the account's menu: five fit.
pub(super) fn gives_way(link: Link, place: Place) -> bool {
    match place {
        Place::Diagnostics => is_offered(link, Place::Shipments) || is_offered(link, Place::Drive),
        Place::Vehicles | Place::Settings => is_offered(link, Place::LiveMap),
        _ => false,
    }
}

/// One vehicle belongs to the vehicles.
fn is_current(here: Place, to: Place) -> bool {
    here == to || (here == Place::Vehicle && to == Place::Vehicles)
}

/// How many vehicles, and how many violations with work left.
fn use_counts() -> (Signal<Option<String>>, Signal<Option<String>>) {
    let format = use_format();
    let summary = use_rows::<FleetSummary>().watch(Signal::stored(FleetSummary::ID.into()));
    let violations = counted_violations();
    let n_vehicles = Memo::new(move |_| summary.with(|it| Some(it.as_ref()?.total as usize)));
    let n_violations = Memo::new(move |_| {
        let told = || summary.with(|it| Some(it.as_ref()?.open_violations? as usize));
        n_open(violations, |_| true).or_else(told)
    });
    let words = move |number: Memo<Option<usize>>| {
        Signal::derive(move || number.get().map(|it| format.get().count(it)))
    };
    (words(n_vehicles), words(n_violations))
}
