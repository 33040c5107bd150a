//! Why a change of a shipment was refused, wherever the shipment is shown, until somebody has decided what becomes of it.

use leptos::prelude::*;
use protocol::{Entity as _, NackCode, RowId};

use super::{desk::Desk, work::Refusal};
use crate::{
    components::{icon::Icon, status::Shape},
    shell::{Toast, may_insist, use_toasts},
    texts::{outbox, refusals},
};

/// What can be done besides leaving it at that.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Remedy {
    /// It can still be done over what somebody else did.
    Insist,
    /// It may be allowed by now.
    Again,
}

/// The refusal of a row, in a place that is always there.
pub(super) fn note(desk: Desk, id: Signal<Option<RowId>>) -> AnyView {
    let toasts = use_toasts();
    let refusal = refusal(desk, id);
    let verb = move || {
        let (language, me) = (desk.language.get(), desk.link.user().map(|it| it.id));
        refusal.with(|it| Some(outbox::verb(language, &it.as_ref()?.mutation(), me.as_ref())))
    };
    let what = move || verb().map(|it| format!("{} {it}.", desk.texts.outbox().refused_colon));
    let why = move || {
        let language = desk.language.get();
        refusal.with(|it| {
            let it = it.as_ref()?;
            Some(refusals::why(language, &it.mutation(), &it.nack, None))
        })
    };
    let remedy = Memo::new(move |_| {
        desk.shipments_seen.get();
        let refusal = refusal.get()?;
        match refusal.nack.code {
            NackCode::Conflict => {
                let row = desk.shipments.get(&id.get()?)?;
                may_insist(&refusal.mutation(), &row.to_raw()).then_some(Remedy::Insist)
            }
            NackCode::Forbidden | NackCode::Unsupported => Some(Remedy::Again),
            NackCode::Invalid | NackCode::NotFound | NackCode::Waiting | NackCode::Busy => None,
        }
    });
    let word = move || match remedy.get() {
        Some(Remedy::Insist) => desk.texts.outbox().use_mine,
        Some(Remedy::Again) | None => desk.texts.outbox().try_again,
    };
    let retry = move |_| {
        let refused = refusal.with_untracked(|it| it.as_ref().map(|it| it.nack.id.clone()));
        if refused.is_some_and(|id| desk.link.retry_action(&id).is_err()) {
            toasts.show(Toast::problem(untrack(|| desk.words().too_many)));
        }
    };
    let close = move |_| {
        if let Some(id) = id.get_untracked() {
            desk.work.forget_refusals(&id);
        }
    };
    view! {
        <div class="refusal" role="alert">
            <span class="tone" data-tone="crit">{Shape::Crit.view()}</span>
            <span class="refusal-text">
                <b>{what}</b>
                " "
                {why}
                <span class="refusal-rest">" " {move || desk.texts.outbox().nothing_changed}</span>
            </span>
            <span class="grow"></span>
            <Show when=move || remedy.get().is_some()>
                <button class="btn btn--sm" type="button" title=verb on:click=retry>{word}</button>
            </Show>
            <button
                class="btn btn--sm btn--icon btn--ghost"
                type="button"
                aria-label=move || desk.texts.violations().close
                on:click=close
            >
                {Icon::Close.view()}
            </button>
        </div>
    }
    .into_any()
}

/// The same where there is no place for it while nothing was refused.
#[component]
pub(super) fn Refused(
    desk: Desk,
    /// Of which shipment.
    #[prop(into)]
    id: Signal<Option<RowId>>,
    /// Names the box in the style sheet.
    class: &'static str,
) -> impl IntoView {
    let refusal = refusal(desk, id);
    let is_refused = Memo::new(move |_| refusal.with(Option::is_some));
    view! {
        <Show when=move || is_refused.get()>
            <div class=class>{note(desk, id)}</div>
        </Show>
    }
}

/// Why the last change of a shipment was refused.
pub(super) fn refusal(desk: Desk, id: Signal<Option<RowId>>) -> Memo<Option<Refusal>> {
    Memo::new(move |_| {
        let id = id.get().filter(|_| !desk.is_past)?;
        desk.work.refusals.with(|it| it.get(&id).cloned())
    })
}
