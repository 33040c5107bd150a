//! The keys that work everywhere, and the list that tells of them.

use leptos::prelude::*;
use protocol::entities::StreamKind;

use super::{
    deeds::use_deeds,
    lazy::{Lazy, Loading, PartView},
};
use crate::{
    chunk::chunk,
    components::dialog::Dialog,
    link::use_link,
    platform::{
        listener::{Key, Listener},
        page,
    },
    settings::use_settings,
    texts::use_texts,
};

chunk! {
    seldom: fn key_list() -> PartView = || view! { <KeyList /> }.into_any();
}

/// What keys open; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Keys {
    /// Whether the palette is open.
    pub(super) palette: RwSignal<bool>,
    /// Whether the list of keys is open.
    pub(super) list: RwSignal<bool>,
}

/// What keys open.
pub(super) fn use_keys() -> Keys {
    use_context::<Keys>().unwrap_or_else(Keys::new)
}

impl Keys {
    /// Listens to keys for as long as the calling component lives.
    pub(super) fn provide() -> Self {
        let keys = Self::new();
        provide_context(keys);
        let (link, settings, deeds) = (use_link(), use_settings(), use_deeds());
        let listener = Listener::on_key(move |key: Key| {
            let single = key.is_shortcut() && settings.choice_untracked(|it| it.shortcuts);
            match key.name().as_str() {
                "k" | "K" if key.is_command() => keys.palette.set(true),
                "z" | "Z" if key.is_command() && !page::has_focus(WRITING) => {
                    if key.is_shifted() || key.name() == "Z" {
                        deeds.redo();
                    } else {
                        deeds.undo();
                    }
                }
                "F8" => page::focus(".toasts button"),
                "p" | "P" if single => match link.paused_untracked() {
                    Some(_) => link.resume(),
                    None => link.pause(),
                },
                "?" if single => keys.list.set(true),
                // A page with a field of its own takes it itself.
                "/" if single && !page::is_there(".search-field") => keys.palette.set(true),
                _ => return,
            }
            key.consume();
        });
        let listener = StoredValue::new_local(listener);
        on_cleanup(move || drop(listener.try_update_value(Option::take)));
        keys
    }

    fn new() -> Self {
        Self {
            palette: RwSignal::new(false),
            list: RwSignal::new(false),
        }
    }
}

/// The list of keys, as a dialog.
#[component]
pub(super) fn KeyDialog(open: RwSignal<bool>) -> impl IntoView {
    let texts = use_texts();
    let load = || -> Loading { Box::pin(key_list()) };
    view! {
        <Dialog open=open title=Signal::derive(move || texts.shell().keys.to_owned())>
            <div class="dialog-content">
                <Lazy load=load class="keys" />
            </div>
        </Dialog>
    }
}

/// The list of keys: those that work everywhere, those of tables, and those of violations for whoever sees any.
#[component]
pub(crate) fn KeyList() -> impl IntoView {
    let (texts, link) = (use_texts(), use_link());
    let everywhere = move || {
        let (texts, own) = (texts.shell(), texts.outbox());
        vec![
            ("Ctrl K", texts.key_palette),
            ("/", texts.key_search),
            ("P", texts.key_pause),
            ("Ctrl Z", own.key_undo),
            ("Ctrl Shift Z", own.key_redo),
            ("F8", texts.key_notices),
            ("?", texts.key_keys),
            ("Esc", texts.key_escape),
        ]
    };
    let tables = move || {
        let texts = texts.shell();
        vec![
            ("↑  ↓  ←  →", texts.key_move),
            ("Home  End", texts.key_ends),
            ("Page ↑  Page ↓", texts.key_pages),
            ("Enter", texts.key_open),
            ("F2", texts.key_into),
        ]
    };
    let charts = move || vec![("←  →  Home  End", texts.shell().key_moment)];
    let violations = move || {
        let (own, texts) = (texts.violations(), texts.shell());
        vec![
            ("Space", texts.key_choose),
            ("A", own.acknowledge),
            ("S", own.assign),
            ("D", own.dismiss),
            ("R", own.resolve),
        ]
    };
    view! {
        {move || keys(everywhere())}
        <Show when=move || link.sees(StreamKind::Violation)>
            <h3>{move || texts.shell().keys_violations}</h3>
            {move || keys(violations())}
        </Show>
        <h3>{move || texts.shell().keys_tables}</h3>
        {move || keys(tables())}
        <Show when=move || link.sees(StreamKind::Geofence)>
            <h3>{move || texts.shell().keys_map}</h3>
            {move || keys(vec![("↑  ↓  ←  →", texts.shell().key_map), ("+  -", texts.shell().key_zoom)])}
        </Show>
        <h3>{move || texts.shell().keys_charts}</h3>
        {move || keys(charts())}
    }
}

fn keys(rows: Vec<(&'static str, &'static str)>) -> impl IntoView {
    let row = |(keys, what): (&'static str, &'static str)| {
        let keys = keys.split("  ").map(|it| view! { <kbd class="kbd">{it}</kbd> });
        view! {
            <div>
                <dt>{keys.collect_view()}</dt>
                <dd>{what}</dd>
            </div>
        }
    };
    view! { <dl class="keys">{rows.into_iter().map(row).collect_view()}</dl> }
}

/// Where Ctrl+Z belongs to the text, or to nothing.
const WRITING: &str = "input:not([type=checkbox]), textarea, select, [contenteditable], dialog";
