//! Photos and signatures that dispatch has not had yet, and those that it will not have.

use leptos::prelude::*;
use protocol::RowId;

use super::cab::Cab;
use crate::{
    components::{
        badge::Badge,
        status::{Shape, Tone},
    },
    shift::proof::{FileKind, Waiting},
    texts::drive,
};

/// Lines of the queue.
#[component]
pub(super) fn Files(cab: Cab) -> impl IntoView {
    let shift = cab.shift;
    let refused = Memo::new(move |_| {
        let mut files = shift.files();
        files.retain(|it| it.refusal.is_some());
        files
    });
    let waiting = Memo::new(move |_| {
        let mut files = shift.files();
        files.retain(|it| it.refusal.is_none());
        files
    });
    view! {
        <Show when=move || waiting.with(|it| !it.is_empty())>
            <OnTheirWay cab waiting />
        </Show>
        <For each=move || refused.get() key=|it| (it.id.clone(), it.refusal.clone()) let:it>
            <Refused cab file=it />
        </For>
    }
}

/// All that wait, in one line: which ones matters to nobody.
#[component]
fn OnTheirWay(cab: Cab, waiting: Memo<Vec<Waiting>>) -> impl IntoView {
    let Cab { texts, format, .. } = cab;
    let text = Signal::derive(move || {
        waiting.with(|it| {
            let n_signatures = it.iter().filter(|it| it.kind == FileKind::Signature).count();
            let left: u64 = it.iter().map(|it| it.size.saturating_sub(it.sent)).sum();
            let bytes = format.get().bytes(left as f64);
            drive::files(texts.language(), it.len() - n_signatures, n_signatures, &bytes)
        })
    });
    let is_kept = Memo::new(move |_| waiting.with(|it| it.iter().all(|it| it.is_kept)));
    view! { <Line cab text is_kept /> }
}

/// What waits and is nothing to decide about.
#[component]
pub(super) fn Line(cab: Cab, text: Signal<String>, is_kept: Memo<bool>) -> impl IntoView {
    let Cab { link, texts, .. } = cab;
    let mark = Memo::new(move |_| {
        let words = texts.drive();
        match (is_kept.get(), link.connection().is_reached()) {
            (false, _) => (Shape::Warn, Tone::Warn, words.not_saved),
            (true, true) => (Shape::Ring, Tone::Info, words.is_sending),
            (true, false) => (Shape::Half, Tone::Warn, words.is_queued),
        }
    });
    view! {
        <li>
            <svg class="s" data-tone=move || mark.get().1.as_str() aria-hidden="true">
                <use_ href=move || mark.get().0.href() />
            </svg>
            <span class="grow">
                <b class="med">{text}</b>
                <Show when=move || !is_kept.get()>
                    <small class="drive-why">{move || texts.drive().not_saved_here}</small>
                </Show>
            </span>
            <Badge
                tone=Signal::derive(move || mark.get().1)
                shape=Signal::stored(None)
                text=Signal::derive(move || mark.get().2.to_owned())
            />
        </li>
    }
}

/// Photos of deliveries that are not confirmed: nothing waits to be sent, and nothing of them is forgotten.
#[component]
pub(super) fn Drafts(cab: Cab) -> impl IntoView {
    let drafted = Memo::new(move |_| cab.shift.drafted());
    view! {
        <Show when=move || drafted.with(|it| !it.is_empty())>
            <section class="drive-card drive-drafts">
                <ul>
                    <For each=move || drafted.get() key=Clone::clone let:it>
                        <Draft cab shipment=it.0 n=it.1 is_kept=it.2 />
                    </For>
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Draft(cab: Cab, shipment: RowId, n: usize, is_kept: bool) -> impl IntoView {
    let texts = cab.texts;
    let reference = cab.shipments.get(&shipment).map(|it| it.reference);
    let (shape, tone) = match is_kept {
        true => (Shape::Idle, Tone::Idle),
        false => (Shape::Warn, Tone::Warn),
    };
    let word = move || match is_kept {
        true => texts.drive().saved.to_owned(),
        false => texts.drive().not_saved.to_owned(),
    };
    view! {
        <li data-kept=is_kept.to_string()>
            <svg class="s" data-tone=tone.as_str() aria-hidden="true">
                <use_ href=shape.href() />
            </svg>
            <span class="grow">
                <b class="med">{move || drive::drafts(texts.language(), n)}</b>
                <small>{reference}</small>
                {(!is_kept).then(|| view! { <small class="drive-why">{move || texts.drive().not_saved_here}</small> })}
            </span>
            <Badge tone=Signal::stored(tone) shape=Signal::stored(None) text=Signal::derive(word) />
        </li>
    }
}

#[component]
fn Refused(cab: Cab, file: Waiting) -> impl IntoView {
    let Cab {
        texts,
        shift,
        shipments,
        format,
        ..
    } = cab;
    let Waiting {
        id,
        shipment,
        kind,
        size,
        refusal,
        ..
    } = file;
    let reference = shipments.get(&shipment).map(|it| it.reference);
    let what = move || match kind {
        FileKind::Photo => texts.drive().photo,
        FileKind::Signature => texts.drive().signed,
    };
    let about = move || {
        let bytes = format.get().bytes(size as f64);
        reference
            .iter()
            .cloned()
            .chain([bytes])
            .collect::<Vec<_>>()
            .join(" · ")
    };
    let why = move || drive::file_refused(texts.drive(), refusal.as_deref().unwrap_or_default());
    let (again, gone) = (id.clone(), id);
    view! {
        <li>
            <svg class="s" data-tone=Tone::Crit.as_str() aria-hidden="true">
                <use_ href=Shape::Crit.href() />
            </svg>
            <span class="grow">
                <b class="med">{what}</b>
                <small>{about}</small>
                <small class="drive-why">{why}</small>
            </span>
            <Badge
                tone=Signal::stored(Tone::Crit)
                shape=Signal::stored(None)
                text=Signal::derive(move || texts.drive().refused.to_owned())
            />
            <span class="drive-decide">
                <button type="button" class="btn" on:click=move |_| shift.retry_file(again.clone())>
                    {move || texts.drive().try_again}
                </button>
                <button type="button" class="btn" on:click=move |_| shift.discard_file(gone.clone())>
                    {move || texts.drive().discard}
                </button>
            </span>
        </li>
    }
}
