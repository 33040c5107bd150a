//! Another wording for an action that has not taken effect, without asking for it all over again.

use leptos::prelude::*;
use protocol::{
    MutationId,
    mutations::{Mutation, REASON_CHARS_MAX},
};

use crate::{
    components::field::Field,
    link::use_link,
    shell::{Toast, deeds::use_deeds, use_toasts},
    texts::use_texts,
};

/// The words of an action that may be changed, if it has any.
pub(super) fn wording(mutation: &Mutation) -> Option<&str> {
    match mutation {
        Mutation::Dismiss { reason, .. } => Some(reason),
        _ => None,
    }
}

fn reworded(mutation: &Mutation, words: &str) -> Option<Mutation> {
    match mutation {
        Mutation::Dismiss { id, .. } => Some(Mutation::Dismiss {
            id: id.clone(),
            reason: words.trim().to_owned(),
        }),
        _ => None,
    }
}

/// The form; it takes the place of the old action when it is sent.
#[component]
pub(super) fn Edit(
    /// Which action.
    id: MutationId,
    /// What it asks for.
    mutation: Mutation,
    /// Called when the person is done, either way.
    close: Callback<()>,
) -> impl IntoView {
    let (link, texts, toasts, deeds) = (use_link(), use_texts(), use_toasts(), use_deeds());
    let words = RwSignal::new(wording(&mutation).unwrap_or_default().to_owned());
    let is_good =
        Memo::new(move |_| (1..=REASON_CHARS_MAX).contains(&words.with(|it| it.trim().chars().count())));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(mutation) = words
            .with_untracked(|it| reworded(&mutation, it))
            .filter(|_| is_good.get_untracked())
        else {
            return;
        };
        // The new one first: if there is no room for it, the old one is still there.
        if link.mutate(mutation).is_err() {
            toasts.show(Toast::problem(texts.outbox().too_many));
        } else if link.discard_action(&id) {
            deeds.forget(&id);
        }
        close.run(());
    };
    let field = "action-reason";
    view! {
        <form class="action-edit" on:submit=submit>
            <Field
                id=field
                label=Signal::derive(move || texts.violations().reason.to_owned())
                error=Signal::derive(move || (!is_good.get()).then(|| texts.violations().reason_missing.to_owned()))
            >
                <textarea
                    class="input"
                    id=field
                    rows="2"
                    maxlength=REASON_CHARS_MAX
                    aria-describedby="action-reason-note"
                    aria-invalid=move || (!is_good.get()).to_string()
                    autofocus
                    prop:value=move || words.get()
                    on:input=move |event| words.set(event_target_value(&event))
                ></textarea>
            </Field>
            <div class="action-foot">
                <span class="grow"></span>
                <button type="button" class="btn btn--sm" on:click=move |_| close.run(())>
                    {move || texts.violations().cancel}
                </button>
                <button type="submit" class="btn btn--sm btn--primary">
                    {move || texts.outbox().send_again}
                </button>
            </div>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use protocol::RowId;

    use super::*;

    #[test]
    fn only_what_has_words_is_worded_anew() {
        let dismiss = Mutation::Dismiss {
            id: RowId::from("v1"),
            reason: "old".to_owned(),
        };
        let resolve = Mutation::Resolve {
            id: RowId::from("v1"),
        };

        assert_eq!(wording(&dismiss), Some("old"));
        assert_eq!(
            reworded(&dismiss, " new "),
            Some(Mutation::Dismiss {
                id: RowId::from("v1"),
                reason: "new".to_owned()
            })
        );
        assert_eq!((wording(&resolve), reworded(&resolve, "x")), (None, None));
    }
}
