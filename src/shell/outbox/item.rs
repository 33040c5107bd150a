//! One action in the outbox: what it is, how far it has come, and what can be done about it.

use leptos::prelude::*;
use protocol::{NackCode, mutations::Mutation};
use sync::{Condition, Pending, Stage};

use super::{
    conflict::{Conflict, may_insist},
    edit::{Edit, argument},
};
use crate::{
    components::{
        age::Age,
        badge::Badge,
        icon::Icon,
        status::{Shape, Tone},
        unbroken::unbroken,
    },
    link::{use_link, use_now},
    settings::use_format,
    shell::{
        Toast,
        deeds::{Effected, use_deeds},
        side::use_sides,
        subject::{Subject, Subjects, href},
        use_toasts,
    },
    texts::{Texts, outbox, refusals, use_texts},
};

/// An action without a verdict, or refused.
#[component]
pub(super) fn Action(
    /// The action; nothing in the moment between its end and its leaving the list.
    action: Memo<Option<Pending>>,
    /// Where the row is looked up.
    rows: Subjects,
) -> impl IntoView {
    let (link, texts, now) = (use_link(), use_texts(), use_now());
    let (toasts, deeds) = (use_toasts(), use_deeds());
    let Some(Pending {
        id, mutation, since, ..
    }) = action.get_untracked()
    else {
        return ().into_any();
    };
    let stage = Memo::new(move |_| action.with(|it| it.as_ref().map(|it| it.stage.clone())));
    let mark = Memo::new(move |_| stage.with(|it| it.as_ref().map_or((Shape::Ok, Tone::Ok), look)));
    let word = move || {
        stage.with(|it| {
            it.as_ref()
                .map(|it| stage_word(it, texts))
                .unwrap_or_default()
                .to_owned()
        })
    };
    let is_refused = Memo::new(move |_| stage.with(|it| matches!(it, Some(Stage::Parked(_)))));
    let is_unsaved = Memo::new(move |_| action.with(|it| it.as_ref().is_some_and(is_unsaved)));
    let is_conflict = Memo::new(move |_| {
        stage.with(|it| matches!(it, Some(Stage::Parked(nack)) if nack.code == NackCode::Conflict))
    });
    let row = rows.watch(&mutation);
    let refusal = {
        let mutation = mutation.clone();
        Memo::new(move |_| {
            stage.with(|it| match it {
                Some(Stage::Parked(nack)) => row.with(|row| {
                    let violation = row.as_ref().and_then(Subject::violation);
                    Some(refusals::why(texts.language(), &mutation, nack, violation))
                }),
                _ => None,
            })
        })
    };
    // Rights may be given and a gateway be renewed; what the row does not allow would be refused again.
    let may_again = {
        let mutation = mutation.clone();
        Memo::new(move |_| {
            stage.with(|it| match it {
                Some(Stage::Parked(nack)) => {
                    matches!(nack.code, NackCode::Forbidden | NackCode::Unsupported)
                        || row.with(|it| it.as_ref().is_some_and(|it| may_insist(&mutation, &it.raw())))
                }
                _ => false,
            })
        })
    };
    let is_edited = RwSignal::new(false);
    let may_edit = {
        let has_argument = argument(&mutation).is_some();
        Memo::new(move |_| has_argument && action.with(|it| it.as_ref().is_some_and(may_discard)))
    };
    let wanted = mutation.clone();
    let may_discard = Memo::new(move |_| action.with(|it| it.as_ref().is_some_and(may_discard)));
    let detail = move || action.with(|it| it.as_ref().and_then(|it| detail(it, texts)));
    let again = {
        let id = id.clone();
        move |_| {
            if link.retry_action(&id).is_err() {
                toasts.show(Toast::problem(texts.outbox().too_many));
            }
        }
    };
    let discard = {
        let mutation = mutation.clone();
        move |_| {
            if !link.discard_action(&id) {
                return;
            }
            deeds.forget(&id);
            let what = format!(
                "{} {}",
                texts.outbox().discarded,
                outbox::verb(
                    texts.language(),
                    &mutation,
                    untrack(|| link.user()).map(|it| it.id).as_ref()
                )
            );
            let mutation = mutation.clone();
            toasts.show(Toast::done(what).with_action(texts.outbox().undo, move || {
                if link.mutate(mutation.clone()).is_err() {
                    toasts.show(Toast::problem(texts.outbox().too_many));
                }
            }));
        }
    };
    view! {
        <li class="action" data-refused=move || is_refused.get().to_string()>
            <div class="action-head">
                <What mutation=mutation rows=rows />
                <Badge
                    tone=Signal::derive(move || mark.get().1)
                    shape=Signal::derive(move || Some(mark.get().0))
                    text=Signal::derive(word)
                />
            </div>
            {move || refusal.get().map(|why| view! {
                <p class="action-why" role="note">
                    <b>{texts.outbox().refused_colon}</b>
                    " "
                    {why}
                    " "
                    {texts.outbox().nothing_changed}
                </p>
            })}
            {move || is_conflict.get().then(|| view! { <Conflict mutation=wanted.clone() row /> })}
            <Show when=move || is_unsaved.get()>
                <p class="action-unsaved cap">{Shape::Warn.view()} {move || texts.outbox().not_saved}</p>
            </Show>
            <div class="action-foot">
                <span class="cap t2 grow">
                    <Age at=Signal::derive(move || Some(link.corrected(since))) now=now />
                    {move || detail().map(|it| format!(" · {it}"))}
                </span>
                <Show when=move || may_edit.get() && !is_edited.get()>
                    <button type="button" class="btn btn--sm btn--ghost" on:click=move |_| is_edited.set(true)>
                        {move || texts.outbox().edit}
                    </button>
                </Show>
                <Show when=move || may_again.get()>
                    <button type="button" class="btn btn--sm" on:click=again.clone()>
                        {move || if is_conflict.get() { texts.outbox().use_mine } else { texts.outbox().try_again }}
                    </button>
                </Show>
                <Show when=move || may_discard.get()>
                    <button type="button" class="btn btn--sm btn--ghost" on:click=discard.clone()>
                        {Icon::Trash.view()}
                        {move || if is_conflict.get() { texts.outbox().keep_theirs } else { texts.outbox().discard }}
                    </button>
                </Show>
            </div>
            {move || {
                let close = Callback::new(move |()| is_edited.set(false));
                let action = action.get_untracked().filter(|_| is_edited.get() && may_edit.get());
                action.map(|action| view! { <Edit action is_told=is_conflict close /> })
            }}
        </li>
    }
    .into_any()
}

/// An action that took effect a short while ago.
#[component]
pub(super) fn Done(
    /// Which one, and when.
    effected: Effected,
    /// Where the row is looked up.
    rows: Subjects,
) -> impl IntoView {
    let (texts, now) = (use_texts(), use_now());
    view! {
        <li class="action">
            <div class="action-head">
                <What mutation=effected.mutation rows=rows />
                <Badge
                    tone=Signal::stored(Tone::Ok)
                    shape=Signal::stored(Some(Shape::Ok))
                    text=Signal::derive(move || texts.outbox().took_effect.to_owned())
                />
            </div>
            <span class="cap t2">
                <Age at=Signal::stored(Some(effected.at)) now=now />
            </span>
        </li>
    }
}

/// What is asked for, and the way to the row.
#[component]
fn What(mutation: Mutation, rows: Subjects) -> impl IntoView {
    let (texts, format, sides, link) = (use_texts(), use_format(), use_sides(), use_link());
    let row = mutation.target().1.clone();
    let href = href(&mutation);
    let subject = rows.watch(&mutation);
    let me = Memo::new(move |_| link.user().map(|it| it.id));
    let verb = move || me.with(|me| outbox::verb(texts.language(), &mutation, me.as_ref()));
    let name = move || {
        subject.with(|it| match it {
            Some(it) => it.name(texts.language(), format.get()),
            None => row.to_string(),
        })
    };
    view! {
        <div class="action-what">
            <div class="med">{verb}</div>
            <a class="dense" href=href on:click=move |_| sides.close()>{move || unbroken(&name())}</a>
        </div>
    }
}

const fn look(stage: &Stage) -> (Shape, Tone) {
    match stage {
        Stage::Saving | Stage::Sent { .. } => (Shape::Ring, Tone::Info),
        Stage::Queued | Stage::PutOff { .. } => (Shape::Half, Tone::Warn),
        Stage::Effected => (Shape::Ok, Tone::Ok),
        Stage::Parked(_) => (Shape::Crit, Tone::Crit),
    }
}

fn stage_word(stage: &Stage, texts: Texts) -> &'static str {
    let texts = texts.outbox();
    match stage {
        Stage::Saving => texts.saving,
        Stage::Queued => texts.queued,
        Stage::Sent { .. } => texts.sending,
        Stage::PutOff { .. } => texts.put_off,
        Stage::Effected => texts.took_effect,
        Stage::Parked(_) => texts.refused,
    }
}

/// The disk refused it; while it is being written nothing is known yet.
fn is_unsaved(action: &Pending) -> bool {
    !action.is_kept && action.stage != Stage::Saving
}

/// As the engine allows: what was refused, and what never left.
const fn may_discard(action: &Pending) -> bool {
    match action.stage {
        Stage::Parked(_) => true,
        Stage::Saving | Stage::Queued => action.attempts == 0,
        Stage::Sent { .. } | Stage::PutOff { .. } | Stage::Effected => false,
    }
}

fn detail(action: &Pending, texts: Texts) -> Option<String> {
    let texts = texts.outbox();
    if matches!(action.condition, Some(Condition::After(_))) {
        return Some(texts.waits_for_other.to_owned());
    }
    match action.stage {
        Stage::Queued => Some(texts.waits.to_owned()),
        Stage::Sent { .. } | Stage::PutOff { .. } if action.attempts > 1 => {
            Some(format!("{} {}", texts.asked_again, action.attempts))
        }
        _ => None,
    }
}
