//! What was done here and dispatch has not had yet; or that it has everything.

use leptos::prelude::*;
use protocol::{Entity, MutationId, entities::Shipment};
use sync::{Pending, Stage};

use super::{
    cab::Cab,
    files::{Drafts, Files, Line},
    model,
};
use crate::{
    components::{
        badge::Badge,
        status::{Shape, Tone},
    },
    shell::Toast,
    texts::{drive, outbox, refusals},
};

/// The card.
#[component]
pub(super) fn Queue(cab: Cab) -> impl IntoView {
    let Cab {
        link,
        texts,
        format,
        shift,
        shipments,
        ..
    } = cab;
    let actions = Memo::new(move |_| link.actions());
    let ids = Memo::new(move |_| actions.with(|it| it.iter().map(|it| it.id.clone()).collect::<Vec<_>>()));
    let is_empty = Memo::new(move |_| cab.n_queued.get() == 0);
    let is_read = Memo::new(move |_| link.is_outbox_read() && shift.is_read());
    let last = Memo::new(move |_| {
        shipments.version();
        let (_, status, at) = shipments.with(|it| model::last_step(it.values()))?;
        let (language, format) = (texts.language(), format.get());
        let words = texts.drive();
        Some(format!(
            "{} {}, {}",
            words.last,
            drive::status(language, status),
            format.time(at)
        ))
    });
    let is_kept = Memo::new(|_| true);
    view! {
        <Show
            when=move || is_empty.get()
            fallback=move || view! {
                <section class="drive-card drive-queue">
                    <div class="drive-card-head">
                        <h2>{move || format!("{} ({})", texts.drive().waiting, cab.n_queued.get())}</h2>
                    </div>
                    <ul>
                        <For each=move || ids.get() key=Clone::clone let:id>
                            <Item cab action=Memo::new(move |_| actions.with(|it| find(it, &id))) />
                        </For>
                        <Files cab />
                        <Show when=move || cab.n_stuck.get() != 0>
                            <Line
                                cab
                                text=Signal::derive(move || drive::positions(texts.language(), cab.n_stuck.get()))
                                is_kept
                            />
                        </Show>
                    </ul>
                </section>
            }
        >
            <Show
                when=move || is_read.get()
                fallback=move || view! {
                    <section class="drive-card drive-reading t2">{move || texts.drive().is_reading}</section>
                }
            >
                <section class="drive-card drive-sent">
                    <svg class="s" data-tone="ok" aria-hidden="true">
                        <use_ href=Shape::Ok.href() />
                    </svg>
                    <span class="grow">{move || texts.drive().all_sent}</span>
                    <span class="t2 dense">{last}</span>
                </section>
            </Show>
        </Show>
        <Drafts cab />
    }
}

#[component]
fn Item(cab: Cab, action: Memo<Option<Pending>>) -> impl IntoView {
    let Cab {
        link,
        texts,
        format,
        shipments,
        toasts,
        ..
    } = cab;
    let Some(Pending {
        id, mutation, since, ..
    }) = action.get_untracked()
    else {
        return ().into_any();
    };
    let stage = Memo::new(move |_| action.with(|it| it.as_ref().map(|it| (it.stage.clone(), it.is_kept))));
    let mark = Memo::new(move |_| {
        let words = texts.drive();
        stage.with(|it| match it {
            Some((Stage::Parked(_), _)) => (Shape::Crit, Tone::Crit, words.refused),
            Some((Stage::Saving | Stage::Sent { .. } | Stage::Effected, _)) | None => {
                (Shape::Ring, Tone::Info, words.is_sending)
            }
            Some((Stage::Queued | Stage::PutOff { .. }, true)) => (Shape::Half, Tone::Warn, words.is_queued),
            Some((Stage::Queued | Stage::PutOff { .. }, false)) => (Shape::Warn, Tone::Warn, words.not_saved),
        })
    });
    let (kind, row) = mutation.target();
    let reference = (kind == Shipment::KIND)
        .then(|| shipments.get(row).map(|it| it.reference))
        .flatten();
    let what = {
        let mutation = mutation.clone();
        move || {
            let me = link.user().map(|it| it.id);
            outbox::verb(texts.language(), &mutation, me.as_ref())
        }
    };
    let when = move || {
        let time = format.get().time(link.corrected(since));
        match &reference {
            Some(reference) => format!("{time} · {reference}"),
            None => time,
        }
    };
    let why = Memo::new(move |_| {
        stage.with(|it| match it {
            Some((Stage::Parked(nack), _)) => Some(refusals::why(texts.language(), &mutation, nack, None)),
            _ => None,
        })
    });
    let again = {
        let id = id.clone();
        move |_| {
            if link.retry_action(&id).is_err() {
                toasts.show(Toast::problem(texts.drive().too_many));
            }
        }
    };
    view! {
        <li>
            <svg class="s" data-tone=move || mark.get().1.as_str() aria-hidden="true">
                <use_ href=move || mark.get().0.href() />
            </svg>
            <span class="grow">
                <b class="med">{what}</b>
                <small>{when}</small>
                {move || why.get().map(|it| view! { <small class="drive-why">{it}</small> })}
            </span>
            <Badge
                tone=Signal::derive(move || mark.get().1)
                shape=Signal::stored(None)
                text=Signal::derive(move || mark.get().2.to_owned())
            />
            <Show when=move || why.with(Option::is_some)>
                <Decide
                    cab
                    id=id.clone()
                    again=Callback::new({
                        let again = again.clone();
                        move |()| again(())
                    })
                />
            </Show>
        </li>
    }
    .into_any()
}

/// What becomes of an action that was refused.
#[component]
fn Decide(cab: Cab, id: MutationId, again: Callback<()>) -> impl IntoView {
    let texts = cab.texts;
    view! {
        <span class="drive-decide">
            <button type="button" class="btn" on:click=move |_| again.run(())>
                {move || texts.drive().try_again}
            </button>
            <button
                type="button"
                class="btn"
                on:click=move |_| {
                    cab.link.discard_action(&id);
                }
            >
                {move || texts.drive().discard}
            </button>
        </span>
    }
}

fn find(actions: &[Pending], id: &MutationId) -> Option<Pending> {
    actions.iter().find(|it| it.id == *id).cloned()
}
