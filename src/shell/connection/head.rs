//! What is true of the connection, since when, and the one thing to do about it.

use leptos::prelude::*;
use sync::Connection;

use crate::{
    components::icon::Icon,
    link::{use_link, use_now},
    platform::page,
    settings::use_format,
    shell::chip::{Standing, use_standing},
    texts::{shell, use_texts},
};

/// What is true, since when, and the one thing to do about it.
#[component]
pub(super) fn PanelHead() -> impl IntoView {
    let (link, texts, format, now) = (use_link(), use_texts(), use_format(), use_now());
    let standing = use_standing(link);
    let title = move || match link.connection() {
        Connection::Live { since } => format!("{} {}", texts.shell().live_since, format.get().time(since)),
        Connection::CatchingUp { since } => {
            format!("{} {}", texts.shell().connected_since, format.get().time(since))
        }
        _ => {
            now.track();
            standing.get().words(0, texts, format.get())
        }
    };
    let detail = move || {
        now.track();
        detail(link.connection(), standing.get(), texts.shell())
    };
    let may_retry = move || {
        matches!(
            standing.get(),
            Standing::Waiting(_)
                | Standing::Offline
                | Standing::Connecting
                | Standing::Checking
                | Standing::Polling
        )
    };
    let may_reload = move || matches!(standing.get(), Standing::Stopped(_));
    view! {
        <div class="conn-head">
            <svg class="s conn-shape" data-state=move || standing.get().as_str() aria-hidden="true">
                <use_ href=move || standing.get().shape().href() />
            </svg>
            <div class="grow">
                <div class="strong">{title}</div>
                <div class="cap t2">{detail}</div>
            </div>
            <Show when=may_retry>
                <button type="button" class="btn btn--primary btn--sm" on:click=move |_| link.retry()>
                    {Icon::Refresh.view()}
                    {move || texts.shell().retry_now}
                </button>
            </Show>
            <Show when=may_reload>
                <button type="button" class="btn btn--primary btn--sm" on:click=move |_| page::reload()>
                    {Icon::Refresh.view()}
                    {move || texts.shell().reload}
                </button>
            </Show>
        </div>
    }
}

fn detail(connection: Connection, standing: Standing, texts: &shell::Shell) -> String {
    let reason = match standing {
        Standing::Live => texts.current,
        Standing::Checking | Standing::Connecting => texts.reaching,
        Standing::CatchingUp => texts.fetching,
        Standing::Polling => texts.polling_why,
        Standing::Waiting(_) => texts.gateway_silent,
        Standing::Offline => texts.no_network,
        Standing::SignInNeeded => texts.session_ended,
        Standing::Paused(_) => texts.frozen,
        Standing::Stopped(why) => match why {
            sync::StopReason::UpdateNeeded | sync::StopReason::NotUnderstood => texts.reload_needed,
            sync::StopReason::Forbidden => texts.forbidden_here,
            sync::StopReason::Superseded => texts.superseded,
        },
    };
    match connection {
        Connection::Waiting { attempt, .. } | Connection::Connecting { attempt } if attempt > 0 => {
            format!("{reason} · {} {attempt}", texts.attempt)
        }
        _ => reason.to_owned(),
    }
}
