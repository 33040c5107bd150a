//! Who is signed in, and the way out.

use leptos::prelude::*;
use protocol::entities::Role;

use super::{nav::gives_way, sign_out::use_sign_out, title::Place};
use crate::{
    components::{avatar::initials, icon::Icon, popover::Popover},
    link::use_link,
    texts::{use_texts, words},
};

/// The initials in the top bar and the menu below them.
#[component]
pub(super) fn AccountMenu() -> impl IntoView {
    let (link, texts) = (use_link(), use_texts());
    let open = RwSignal::new(false);
    let name = Memo::new(move |_| link.user().map(|it| it.name).unwrap_or_default());
    let button = view! {
        <button
            type="button"
            class="btn btn--icon btn--ghost"
            aria-label=move || format!("{}, {}: {}", initials(&name.get()), texts.shell().account, name.get())
            aria-expanded=move || open.get().to_string()
            aria-haspopup="dialog"
            on:click=move |_| open.update(|it| *it = !*it)
        >
            <span class="avatar">{move || initials(&name.get())}</span>
        </button>
    }
    .into_any();
    view! {
        <Popover
            id="account"
            open=open
            label=Signal::derive(move || texts.shell().account.to_owned())
            button=button
        >
            <AccountPanel open=open name=name />
        </Popover>
    }
}

#[component]
fn AccountPanel(open: RwSignal<bool>, name: Memo<String>) -> impl IntoView {
    let (link, texts, sign_out) = (use_link(), use_texts(), use_sign_out());
    let roles = move || {
        let language = texts.language();
        let roles = link.user().map(|it| it.roles).unwrap_or_default();
        roles
            .iter()
            .map(|it| {
                it.parse()
                    .map_or(it.as_str(), |it: Role| words::role(language, it))
            })
            .collect::<Vec<_>>()
            .join(", ")
    };
    let leave = move |_| {
        open.set(false);
        sign_out.request();
    };
    view! {
        <div class="menu">
            <div class="menu-head">
                <span class="avatar avatar--lg">{move || initials(&name.get())}</span>
                <div class="trunc">
                    <div class="med trunc">{name}</div>
                    <div class="cap t2 trunc">{roles}</div>
                </div>
            </div>
            <hr />
            // A phone's bar has no room for them beside the work of dispatch.
            <Show when=move || gives_way(link, Place::Vehicles)>
                <a class="menu-item only-phone" href="/fleet/vehicles" on:click=move |_| open.set(false)>
                    {Icon::Truck.view()}
                    {move || texts.shell().vehicles}
                </a>
            </Show>
            <a class="menu-item" href="/settings" on:click=move |_| open.set(false)>
                {Icon::Settings.view()}
                {move || texts.shell().settings}
            </a>
            <a class="menu-item" href="/diagnostics" on:click=move |_| open.set(false)>
                {Icon::Pulse.view()}
                {move || texts.shell().diagnostics}
            </a>
            <a class="menu-item" href="/help" on:click=move |_| open.set(false)>
                {Icon::Help.view()}
                {move || texts.shell().help}
            </a>
            <hr />
            <button type="button" class="menu-item" on:click=leave>
                {Icon::SignOut.view()}
                {move || texts.shell().sign_out}
            </button>
        </div>
    }
}
