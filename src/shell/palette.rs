//! One field that finds pages, actions and vehicles.

use leptos::{html, prelude::*};
use leptos_router::hooks::use_navigate;
use protocol::entities::{StreamKind, Vehicle};

use super::{
    deeds::use_deeds,
    keys::use_keys,
    lazy::{Lazy, Loading, PartView},
    nav::is_offered,
    side::{Side, use_sides},
    title::Place,
};
use crate::{
    chunk::chunk,
    components::{dialog::Dialog, icon::Icon},
    link::{Link, use_link},
    pages::vehicle_path,
    platform::listener::Key,
    repositories::use_rows,
    settings::{Settings, Theme, use_settings},
    texts::{Texts, use_texts},
};

chunk! {
    seldom: fn finder() -> PartView = || view! { <Finder /> }.into_any();
}

/// Something one can choose.
#[derive(Clone, Debug, PartialEq)]
struct Entry {
    icon: Icon,
    name: String,
    detail: String,
    deed: Deed,
}

/// What choosing does.
#[derive(Clone, Debug, PartialEq)]
enum Deed {
    Go(String),
    TogglePause,
    Retry,
    NextTheme,
    OpenOutbox,
    Undo,
    Redo,
}

/// The palette: Ctrl K, a few letters, Enter.
#[component]
pub(super) fn Palette(open: RwSignal<bool>) -> impl IntoView {
    let texts = use_texts();
    let load = || -> Loading { Box::pin(finder()) };
    view! {
        <Dialog open=open look="palette" title=Signal::derive(move || texts.shell().search_short.to_owned())>
            <Lazy load=load class="palette" />
        </Dialog>
    }
}

#[component]
fn Finder() -> impl IntoView {
    let open = use_keys().palette;
    let (link, texts, settings) = (use_link(), use_texts(), use_settings());
    let (sides, deeds) = (use_sides(), use_deeds());
    let vehicles = use_rows::<Vehicle>();
    let query = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let found = Memo::new(move |_| {
        let needle = query.with(|it| it.trim().to_lowercase());
        let mut found = entries(texts, link);
        found.retain(|it| it.name.to_lowercase().contains(&needle));
        if !needle.is_empty() {
            vehicles.version();
            found.extend(vehicles.with(|rows| {
                rows.values()
                    .filter(|it| is_match(it, &needle))
                    .take(VEHICLES_MAX)
                    .map(|it| entry(it, link))
                    .collect::<Vec<_>>()
            }));
        }
        found
    });
    let navigate = use_navigate();
    let choose = Callback::new(move |index: usize| {
        let deed = found.with_untracked(|it| it.get(index).map(|it| it.deed.clone()));
        open.set(false);
        match deed {
            Some(Deed::Go(path)) => navigate(&path, leptos_router::NavigateOptions::default()),
            Some(Deed::OpenOutbox) => sides.open(Side::Outbox),
            Some(Deed::Undo) => deeds.undo(),
            Some(Deed::Redo) => deeds.redo(),
            Some(deed) => carry_out(&deed, link, settings),
            None => {}
        }
    });
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // A field that cannot take the focus is not on the screen any more.
            let _ = field.focus();
        }
    });
    let press = move |event: leptos::ev::KeyboardEvent| {
        let key = Key::from(event);
        let n_found = found.with_untracked(Vec::len).max(1);
        match key.name().as_str() {
            "ArrowDown" => chosen.update(|it| *it = (*it + 1) % n_found),
            "ArrowUp" => chosen.update(|it| *it = (*it + n_found - 1) % n_found),
            "Enter" => choose.run(chosen.get_untracked()),
            _ => return,
        }
        key.consume();
    };
    view! {
        <div class="palette">
            <div class="palette-field">
                {Icon::Search.view()}
                <input
                    node_ref=field
                    type="text"
                    role="combobox"
                    aria-expanded="true"
                    aria-controls="palette-list"
                    aria-activedescendant=move || format!("palette-{}", chosen.get())
                    aria-label=move || texts.shell().search_short
                    placeholder=move || texts.shell().search
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=query
                    on:input=move |event| {
                        query.set(event_target_value(&event));
                        chosen.set(0);
                    }
                    on:keydown=press
                />
                <kbd class="kbd">"Esc"</kbd>
            </div>
            <ul class="menu palette-list" id="palette-list" role="listbox" aria-label=move || texts.shell().search_short>
                {move || {
                    found
                        .get()
                        .into_iter()
                        .enumerate()
                        .map(|(index, entry)| view! { <Choice index=index entry=entry chosen=chosen choose=choose /> })
                        .collect_view()
                }}
            </ul>
            <Show when=move || found.with(Vec::is_empty)>
                <p class="palette-empty t2">{move || texts.shell().search_empty}</p>
            </Show>
        </div>
    }
}

#[component]
fn Choice(index: usize, entry: Entry, chosen: RwSignal<usize>, choose: Callback<usize>) -> impl IntoView {
    view! {
        <li
            class="menu-item"
            role="option"
            id=format!("palette-{index}")
            aria-selected=move || (chosen.get() == index).to_string()
            on:pointermove=move |_| {
                if chosen.get_untracked() != index {
                    chosen.set(index);
                }
            }
            on:click=move |_| choose.run(index)
        >
            {entry.icon.view()}
            <span class="med">{entry.name}</span>
            <span class="end t2 cap trunc">{entry.detail}</span>
        </li>
    }
}

/// Pages and actions, in the order of the navigation.
fn entries(texts: Texts, link: Link) -> Vec<Entry> {
    let (texts, own) = (texts.shell(), texts.outbox());
    let page = |icon, name: &str, path: &str| Entry {
        icon,
        name: name.to_owned(),
        detail: texts.pages.to_owned(),
        deed: Deed::Go(path.to_owned()),
    };
    let action = |icon, name: &str, deed| Entry {
        icon,
        name: name.to_owned(),
        detail: texts.actions.to_owned(),
        deed,
    };
    let mut entries = vec![
        page(Icon::Navigate, texts.drive, "/drive"),
        page(Icon::Grid, texts.overview, "/fleet"),
        page(Icon::Truck, texts.vehicles, "/fleet/vehicles"),
        page(Icon::Octagon, texts.violations, "/fleet/violations"),
        page(Icon::Map, texts.live_map, "/dispatch"),
        page(Icon::Box, texts.stream_shipments, "/dispatch/shipments"),
        page(Icon::Id, texts.stream_drivers, "/dispatch/drivers"),
        page(Icon::Pulse, texts.diagnostics, "/diagnostics"),
        page(Icon::Settings, texts.settings, "/settings"),
        page(Icon::Help, texts.help, "/help"),
        action(Icon::Inbox, own.show, Deed::OpenOutbox),
        action(Icon::Undo, own.key_undo, Deed::Undo),
        action(Icon::Redo, own.key_redo, Deed::Redo),
        action(Icon::Pause, texts.key_pause, Deed::TogglePause),
        action(Icon::Refresh, texts.retry_now, Deed::Retry),
        action(Icon::Eye, texts.theme_next, Deed::NextTheme),
    ];
    // Violations are all that anybody works on here.
    let acts = link.sees(StreamKind::Violation);
    entries.retain(|it| match &it.deed {
        Deed::Go(path) => is_offered(link, Place::of(path)),
        Deed::OpenOutbox | Deed::Undo | Deed::Redo => acts,
        Deed::TogglePause | Deed::Retry | Deed::NextTheme => true,
    });
    entries
}

fn is_match(vehicle: &Vehicle, needle: &str) -> bool {
    vehicle.plate.to_lowercase().contains(needle)
        || vehicle
            .driver_name
            .as_ref()
            .is_some_and(|it| it.to_lowercase().contains(needle))
}

fn entry(vehicle: &Vehicle, link: Link) -> Entry {
    Entry {
        icon: Icon::Truck,
        name: vehicle.plate.clone(),
        detail: vehicle
            .driver_name
            .clone()
            .unwrap_or_else(|| vehicle.depot.clone()),
        deed: Deed::Go(vehicle_path(link, &vehicle.id)),
    }
}

fn carry_out(deed: &Deed, link: Link, settings: Settings) {
    match deed {
        Deed::Go(_) | Deed::OpenOutbox | Deed::Undo | Deed::Redo => {}
        Deed::TogglePause if link.paused_untracked().is_some() => link.resume(),
        Deed::TogglePause => link.pause(),
        Deed::Retry => link.retry(),
        Deed::NextTheme => settings.choose(|it| {
            it.theme = match it.theme {
                Theme::System => Theme::Light,
                Theme::Light => Theme::Dark,
                Theme::Dark => Theme::Contrast,
                Theme::Contrast => Theme::System,
            };
        }),
    }
}

/// More do not fit on a laptop's screen.
const VEHICLES_MAX: usize = 8;
