//! Says across the page that the connection is bad, once it has been bad for a while.

use std::time::Duration;

use leptos::prelude::*;
use protocol::{Entity, Timestamp, entities::FleetSummary};

use super::{
    announcer::use_announcer,
    chip::{Standing, use_standing},
    outbox::use_tally,
    side::{Side, use_sides},
};
use crate::{
    components::icon::Icon,
    link::{use_link, use_now},
    repositories::use_rows,
    settings::use_format,
    texts::use_texts,
};

/// Appears after [`PATIENCE`] of trouble, stays away when dismissed, returns when the trouble becomes worse.
#[component]
pub(super) fn Banner() -> impl IntoView {
    let (link, texts, format, now) = (use_link(), use_texts(), use_format(), use_now());
    let (announcer, sides, tally) = (use_announcer(), use_sides(), use_tally(link));
    let standing = use_standing(link);
    let trouble = Memo::new(move |_| standing.get().trouble());
    let since = RwSignal::new(None::<Timestamp>);
    let dismissed = RwSignal::new(0_u8);
    // What never was cannot be lost.
    let was_well = RwSignal::new(false);
    let headline = move |standing| headline(standing, was_well.get_untracked(), texts);
    let shown = Memo::new(move |_| {
        let is_old = since.get().is_some_and(|it| now.get().since(it) >= PATIENCE);
        // The card for signing in says the same, and more.
        is_old && trouble.get() > dismissed.get() && standing.get() != Standing::SignInNeeded
    });
    // The moment trouble began is a fact about the past: it cannot be derived from how things stand now.
    Effect::new(move |_| {
        if trouble.get() == 0 {
            if shown.get_untracked() {
                announcer.say(texts.shell().restored);
            }
            since.set(None);
            dismissed.set(0);
            was_well.set(true);
        } else if since.get_untracked().is_none() {
            since.set(Some(now.get_untracked()));
        }
    });
    Effect::new(move |_| {
        if shown.get() {
            announcer.say(headline(standing.get_untracked()));
        }
    });
    let summary = use_rows::<FleetSummary>();
    let data_from = move || {
        let at = summary.confirmed_at()?;
        let format = format.get();
        let age = format.age(now.get().since(at));
        Some(format!(
            "{} {} ({age} {}).",
            texts.shell().data_from,
            format.time_seconds(at),
            texts.shell().ago
        ))
    };
    debug_assert!(!FleetSummary::KIND.is_scoped());
    view! {
        <Show when=move || shown.get()>
            <div class="banner" data-state=move || standing.get().as_str()>
                <svg class="s" aria-hidden="true">
                    <use_ href=move || standing.get().shape().href() />
                </svg>
                <span>
                    <b class="strong">{move || headline(standing.get())}</b>
                    " "
                    {data_from}
                </span>
                <button type="button" class="btn btn--sm" on:click=move |_| link.retry()>
                    {move || texts.shell().retry_now}
                </button>
                <Show when=move || !tally.get().is_empty()>
                    <button type="button" class="btn btn--sm banner-outbox" on:click=move |_| sides.open(Side::Outbox)>
                        {move || texts.outbox().show}
                    </button>
                </Show>
                <span class="grow"></span>
                <button
                    type="button"
                    class="btn btn--sm btn--icon btn--ghost"
                    aria-label=move || texts.shell().dismiss
                    on:click=move |_| dismissed.set(trouble.get_untracked())
                >
                    {Icon::Close.view()}
                </button>
            </div>
        </Show>
    }
}

fn headline(standing: Standing, was_well: bool, texts: crate::texts::Texts) -> &'static str {
    let texts = texts.shell();
    match standing {
        Standing::Offline => texts.you_are_offline,
        Standing::Stopped(sync::StopReason::Superseded) => texts.superseded,
        Standing::Stopped(sync::StopReason::Forbidden) => texts.forbidden_here,
        Standing::Stopped(_) => texts.reload_needed,
        _ if was_well => texts.connection_lost,
        _ => texts.no_connection_yet,
    }
}

/// Shorter trouble heals before anybody has read about it.
const PATIENCE: Duration = Duration::from_secs(4);
