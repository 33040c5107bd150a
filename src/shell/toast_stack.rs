//! The corner where toasts stand: three at most, the rest counted.

use leptos::prelude::*;

use super::{
    chip::{Standing, use_standing},
    toasts::{Shown, Toast, ToastKind, use_toasts},
};
use crate::{
    components::{
        icon::Icon,
        status::{Shape, Tone},
        unbroken::unbroken,
    },
    link::{Progress, use_link},
    texts::use_texts,
};

/// The newest toasts. The bar below each is its clock: it stops while somebody points at the stack or is in it.
#[component]
pub(crate) fn ToastStack() -> impl IntoView {
    let (toasts, texts) = (use_toasts(), use_texts());
    let visible = move || {
        toasts
            .shown
            .with(|it| it.iter().rev().take(VISIBLE_MAX).cloned().collect::<Vec<_>>())
    };
    let hidden = move || toasts.shown.with(|it| it.len().saturating_sub(VISIBLE_MAX));
    view! {
        <section class="toasts" aria-label=move || texts.shell().notices>
            <Show when=move || { hidden() > 0 }>
                <p class="toasts-more cap t2">{move || format!("+{} {}", hidden(), texts.shell().more_notices)}</p>
            </Show>
            <For each=visible key=|it| it.id let:shown>
                <ToastView shown=shown />
            </For>
        </section>
    }
}

#[component]
fn ToastView(shown: Shown) -> impl IntoView {
    let (toasts, texts, link) = (use_toasts(), use_texts(), use_link());
    let Shown { id, mut toast } = shown;
    let has_action = toast.action.is_some();
    let action = toast.action.take().map(|(icon, word, act)| {
        let press = move |_| {
            toasts.dismiss(id);
            act();
        };
        view! {
            <button type="button" class="btn btn--sm" on:click=press>
                {icon.view()}
                {word}
            </button>
        }
    });
    let Toast {
        kind, text, about, ..
    } = toast;
    let progress = Memo::new(move |_| match kind {
        ToastKind::Done => link.progress_of(&about),
        ToastKind::Problem => None,
    });
    // What has no verdict yet must not look done.
    let mark = move || match (kind, progress.get()) {
        (ToastKind::Done, Some(progress)) => progress.mark(),
        (ToastKind::Done, None) => (Shape::Ok, Tone::Ok),
        (ToastKind::Problem, _) => (Shape::Crit, Tone::Crit),
    };
    let standing = use_standing(link);
    let waits = move || match progress.get() {
        Some(Progress::Queued) if standing.get() == Standing::SignInNeeded => {
            Some(texts.outbox().will_be_sent_signed_in)
        }
        Some(Progress::Queued) => Some(texts.outbox().will_be_sent),
        Some(Progress::Unsaved) => Some(texts.outbox().not_saved),
        Some(Progress::Sending) | None => None,
    };
    view! {
        <div class="toast">
            <svg class="s" data-tone=move || mark().1.as_str() aria-hidden="true">
                <use_ href=move || mark().0.href() />
            </svg>
            <span class="grow">
                {unbroken(&text)} {move || waits().map(|it| view! { <span class="toast-waits">{it}</span> })}
            </span>
            {action}
            <button
                type="button"
                class="btn btn--sm btn--icon btn--ghost"
                aria-label=move || texts.shell().dismiss
                on:click=move |_| toasts.dismiss(id)
            >
                {Icon::Close.view()}
            </button>
            <span class="toast-bar" data-long=has_action.to_string() on:animationend=move |_| toasts.dismiss(id)></span>
        </div>
    }
}

/// More would cover what people work on.
const VISIBLE_MAX: usize = 3;
