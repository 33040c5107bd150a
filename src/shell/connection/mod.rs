//! Everything about the connection that fits in a hand: the last hour, the delays, every feed's age.

mod beats;
mod feeds;
mod head;
mod report;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use self::{
    beats::{Figures, HeartbeatStrip},
    feeds::FeedList,
    head::PanelHead,
    report::link_report,
};
use super::{
    chip::{ChipFace, use_standing},
    outbox::OutboxLine,
    toasts::{Toast, use_toasts},
};
use crate::{
    components::{icon::Icon, popover::Popover},
    link::{use_link, use_now},
    platform::clipboard,
    texts::use_texts,
};

/// The chip, and what opens below it.
#[component]
pub(super) fn ConnectionChip() -> impl IntoView {
    let (link, now, texts) = (use_link(), use_now(), use_texts());
    let open = RwSignal::new(false);
    let standing = use_standing(link);
    let n_queued = Signal::derive(move || link.pending().len());
    let button = view! {
        <button
            type="button"
            class="chip-conn"
            data-state=move || standing.get().as_str()
            aria-expanded=move || open.get().to_string()
            aria-haspopup="dialog"
            on:click=move |_| open.update(|it| *it = !*it)
        >
            <ChipFace standing=standing n_queued=n_queued now=now />
        </button>
    }
    .into_any();
    view! {
        <Popover
            id="connection"
            open=open
            label=Signal::derive(move || texts.shell().connection.to_owned())
            button=button
        >
            <ConnectionPanel open=open />
        </Popover>
    }
}

#[component]
fn ConnectionPanel(open: RwSignal<bool>) -> impl IntoView {
    let (link, texts, toasts) = (use_link(), use_texts(), use_toasts());
    let copy = move |_| {
        let report = link_report(link);
        spawn_local(async move {
            let copied = clipboard::copy(&report).await;
            let texts = texts.shell();
            toasts.show(match copied {
                Ok(()) => Toast::done(texts.copied),
                Err(_) => Toast::problem(texts.not_copied),
            });
        });
    };
    let check = move |_| {
        let texts = texts.shell();
        let asked = link.refresh();
        toasts.show(Toast::done(if asked {
            texts.being_compared
        } else {
            texts.was_compared
        }));
    };
    view! {
        <div class="conn">
            <PanelHead />
            <OutboxLine press=Callback::new(move |()| open.set(false)) />
            <HeartbeatStrip />
            <Figures />
            <FeedList />
            <div class="conn-foot">
                <a href="/diagnostics" on:click=move |_| open.set(false)>
                    {move || texts.shell().open_diagnostics}
                </a>
                <Show when=move || link.connection().is_welcomed()>
                    <button type="button" class="btn btn--sm btn--ghost" on:click=check>
                        {Icon::Refresh.view()}
                        {move || texts.shell().check_now}
                    </button>
                </Show>
                <button type="button" class="btn btn--sm btn--ghost" on:click=copy>
                    {Icon::Copy.view()}
                    {move || texts.shell().copy_details}
                </button>
            </div>
        </div>
    }
}
