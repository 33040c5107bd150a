//! Why a change was refused, below the row it was about and in its details, until somebody has read it.

use leptos::{prelude::*, task::spawn_local};

use super::{
    model::ViolationsModel,
    row::ViolationRow,
    work::{Act, Refusal, name},
};
use crate::{
    components::{icon::Icon, status::Shape},
    platform::clipboard,
    shell::{Toast, may_insist, use_toasts},
    texts::{outbox, refusals},
};
use protocol::{
    Entity, NackCode, RowId,
    entities::{Role, Violation},
};

/// The strip of a place.
pub(super) fn strip(row: ViolationRow) -> AnyView {
    let id = Signal::derive(move || row.seat.place.id.get());
    let violation = row.seat.value(Clone::clone);
    note(row.model, id, violation.into())
}

/// What was refused, why, and what one can do now; empty where nothing was.
pub(super) fn note(
    model: ViolationsModel,
    id: Signal<Option<RowId>>,
    violation: Signal<Option<Violation>>,
) -> AnyView {
    let toasts = use_toasts();
    let refusal = model.work.refusal(id);
    let what = move || refusal.with(|it| it.as_ref().map(|it| it.word(model.texts())));
    let why = move || {
        let language = model.list.language.get();
        violation.with(|violation| {
            refusal.with(|it| {
                let it = it.as_ref()?;
                Some(refusals::why(
                    language,
                    &it.mutation(),
                    &it.nack,
                    violation.as_ref(),
                ))
            })
        })
    };
    let may_insist = Memo::new(move |_| {
        violation.with(|violation| {
            let (refusal, violation) = (refusal.get(), violation.as_ref());
            let refusal = refusal.filter(|it| it.nack.code == NackCode::Conflict);
            refusal
                .zip(violation)
                .is_some_and(|(it, violation)| may_insist(&it.mutation(), &violation.to_raw()))
        })
    });
    let mine = move || {
        let (language, me) = (model.list.language.get(), model.link.user().map(|it| it.id));
        refusal.with(|it| {
            let it = it.as_ref()?;
            Some(outbox::verb(language, &it.mutation(), me.as_ref()))
        })
    };
    let insist = move |_| {
        let refused = refusal.with_untracked(|it| it.as_ref().map(|it| it.nack.id.clone()));
        if refused.is_some_and(|id| model.link.retry_action(&id).is_err()) {
            toasts.show(Toast::problem(untrack(|| model.texts()).too_many));
        }
    };
    // A manager can do what this person may not: hand it over.
    let manager = Memo::new(move |_| {
        let is_forbidden =
            refusal.with(|it| it.as_ref().is_some_and(|it| it.nack.code == NackCode::Forbidden));
        model.members.len();
        is_forbidden.then(|| find_manager(model)).flatten()
    });
    let hand_over = move |_| {
        let act = manager
            .get_untracked()
            .map(|(user, name)| Act::Assign(user, name));
        if let (Some(act), Some(id)) = (act, id.get_untracked()) {
            model.act(&act, &[id]);
        }
    };
    let copy = move |_| {
        let Some(details) = untrack(|| Some(details(model, &violation.get()?, &refusal.get()?))) else {
            return;
        };
        let texts = untrack(|| model.texts());
        spawn_local(async move {
            toasts.show(match clipboard::copy(&details).await {
                Ok(()) => Toast::done(texts.copied),
                Err(_) => Toast::problem(texts.not_copied),
            });
        });
    };
    let close = move |_| {
        if let Some(id) = id.get_untracked() {
            model.work.dismiss_refusal(&id);
        }
    };
    view! {
        <div class="refusal" role="alert">
            <span class="tone" data-tone="crit">{Shape::Crit.view()}</span>
            <span class="refusal-text">
                <b>{what}</b>
                " "
                {why}
                <span class="refusal-rest">" " {move || model.texts().nothing_changed}</span>
            </span>
            <span class="grow"></span>
            <Show when=move || may_insist.get()>
                <button class="btn btn--sm" type="button" title=mine on:click=insist>
                    {move || model.list.texts.outbox().use_mine}
                    <span class="refusal-mine">": " {mine}</span>
                </button>
            </Show>
            <Show when=move || manager.with(Option::is_some)>
                <button class="btn btn--sm" type="button" on:click=hand_over>
                    {move || model.texts().take_over}
                </button>
            </Show>
            <button class="btn btn--sm btn--ghost refusal-copy" type="button" on:click=copy>
                {move || model.texts().copy_details}
            </button>
            <button
                class="btn btn--sm btn--icon btn--ghost"
                type="button"
                aria-label=move || model.texts().close
                on:click=close
            >
                {Icon::Close.view()}
            </button>
        </div>
    }
    .into_any()
}

/// Nobody for who may already do what a manager may: handing it over would help nothing.
fn find_manager(model: ViolationsModel) -> Option<(protocol::UserId, String)> {
    let roles = model.link.user().map(|it| it.roles).unwrap_or_default();
    let may_as_much = |it: &String| {
        [Role::Admin, Role::Manager]
            .iter()
            .any(|role| it == role.as_str())
    };
    if roles.iter().any(may_as_much) {
        return None;
    }
    model.members.with(|members| {
        let manager = members
            .values()
            .find(|it| it.assignable && it.role == Role::Manager)?;
        Some((manager.user(), manager.name.clone()))
    })
}

/// Everything somebody needs who is asked about it.
fn details(model: ViolationsModel, violation: &Violation, refusal: &Refusal) -> String {
    let (mutation, nack) = (refusal.mutation(), &refusal.nack);
    format!(
        "{} ({})\n{} {}\n{:?}: {}",
        name(model.list.language.get_untracked(), violation),
        violation.id,
        mutation.name(),
        nack.id,
        nack.code,
        nack.msg
    )
}
