//! Where one is, whether it is live, and the ways out.

use leptos::prelude::*;

use super::{
    account::AccountMenu,
    bell::Bell,
    connection::ConnectionChip,
    keys::use_keys,
    outbox::RefusedButton,
    title::{Head, Place},
};
use crate::{
    components::icon::Icon,
    link::{use_link, use_now},
    settings::use_format,
    texts::use_texts,
};

/// The bar above the page.
#[component]
pub(super) fn TopBar(
    /// Where one is.
    place: Memo<Place>,
    /// What the page is called.
    title: Memo<String>,
    /// What stands beside it.
    head: Head,
) -> impl IntoView {
    let (texts, keys) = (use_texts(), use_keys());
    let search = move |_| keys.palette.set(true);
    view! {
        <header class="top">
            <div class="crumbs">
                {move || {
                    place
                        .get()
                        .parents(texts)
                        .into_iter()
                        .map(|(name, href)| {
                            view! {
                                <a class="hide-phone" href=href>
                                    {name}
                                </a>
                                <span class="hide-phone">{Icon::ChevronRight.view()}</span>
                            }
                        })
                        .collect_view()
                }} <h1 id="title" tabindex="-1">{title}</h1>
                {move || head.0.get().map(|it| it.run())}
            </div>
            <div class="top-gap"></div>
            <TimeRange place=place />
            <PauseButton />
            <button type="button" class="input search hide-narrow" on:click=search>
                {Icon::Search.view()}
                {move || texts.shell().search}
                <kbd class="kbd">"Ctrl K"</kbd>
            </button>
            <button
                type="button"
                class="btn btn--icon btn--ghost only-narrow"
                aria-label=move || texts.shell().search_short
                on:click=search
            >
                {Icon::Search.view()}
            </button>
            <RefusedButton />
            <ConnectionChip />
            <Bell />
            <AccountMenu />
        </header>
    }
}

/// Which time the page shows, where it is always the same: said, because a number without its time says little.
#[component]
fn TimeRange(place: Memo<Place>) -> impl IntoView {
    let (texts, format, now) = (use_texts(), use_format(), use_now());
    let midnight = Memo::new(move |_| format.get().depot.midnight(now.get()));
    let range = move || match place.get() {
        Place::Overview => {
            let since = format.get().time(midnight.get());
            Some(texts.shell().range_today.replace("{}", &since))
        }
        Place::Vehicles => Some(texts.shell().range_now.to_owned()),
        _ => None,
    };
    view! {
        <Show when=move || range().is_some()>
            <span class="top-range hide-narrow" title=move || texts.shell().range_title>
                {Icon::Clock.view()}
                {range}
            </span>
        </Show>
    }
}

/// Freezes what is shown, and shows again what waited.
#[component]
fn PauseButton() -> impl IntoView {
    let (link, texts) = (use_link(), use_texts());
    let is_paused = Memo::new(move |_| link.paused().is_some());
    let press = move |_| {
        if is_paused.get_untracked() {
            link.resume()
        } else {
            link.pause()
        }
    };
    view! {
        <button
            type="button"
            class="btn hide-phone"
            aria-pressed=move || is_paused.get().to_string()
            title=move || if is_paused.get() { texts.shell().resume_title } else { texts.shell().pause_title }
            on:click=press
        >
            <svg class="i" aria-hidden="true">
                <use_ href=move || if is_paused.get() { Icon::Play.href() } else { Icon::Pause.href() } />
            </svg>
            {move || if is_paused.get() { texts.shell().resume } else { texts.shell().pause }}
        </button>
    }
}
