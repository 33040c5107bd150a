//! Asks why something is dismissed.

use leptos::prelude::*;
use protocol::{
    entities::{Editing, Place},
    mutations::REASON_CHARS_MAX,
};

use super::{
    model::ViolationsModel,
    work::{Act, name},
};
use crate::{
    components::{dialog::Dialog, field::Field},
    shell::{HereNote, Meanwhile, changed_since, use_here_at},
    texts::violations::many,
};

/// The dialog.
#[component]
pub(super) fn DismissDialog(model: ViolationsModel) -> impl IntoView {
    let opened_at = RwSignal::new(None);
    let (reason, tried) = (RwSignal::new(String::new()), RwSignal::new(false));
    Effect::watch(
        move || model.dismissing.get(),
        move |is_open, _, _| {
            if *is_open {
                opened_at.set(Some(model.link.gateway_now()));
                reason.set(String::new());
                tried.set(false);
            }
        },
        false,
    );
    let places = move || match model.dismissing.get() {
        true => model
            .subject
            .with(|it| it.iter().cloned().map(Place::Violation).collect()),
        false => Vec::new(),
    };
    let here = use_here_at(places, Editing::Reason);
    let title = Signal::derive(move || {
        let language = model.list.language.get();
        let what = model.subject.with(|ids| match ids.as_slice() {
            [id] => model
                .list
                .rows
                .get(id)
                .map(|it| name(language, &it))
                .unwrap_or_default(),
            ids => many(language, ids.len()),
        });
        format!("{} {what}", model.texts().dismiss_title)
    });
    let is_good =
        Memo::new(move |_| (1..=REASON_CHARS_MAX).contains(&reason.with(|it| it.trim().chars().count())));
    let change = Memo::new(move |_| {
        model.list.rows.version();
        let opened_at = opened_at.get()?;
        let me = model.link.user().map(|it| it.name);
        let rows = model.subject.with(|ids| {
            let rows = ids.iter().filter_map(|it| model.list.rows.get(it));
            rows.collect::<Vec<_>>()
        });
        changed_since(rows, opened_at, me.as_deref())
    });
    let error = Signal::derive(move || {
        (tried.get() && !is_good.get()).then(|| model.texts().reason_missing.to_owned())
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        if is_good.get_untracked() {
            model.dismissing.set(false);
            let reason = reason.with_untracked(|it| it.trim().to_owned());
            model.act(&Act::Dismiss(reason), &model.subject.get_untracked());
        }
    };
    let suggestions = move || {
        let texts = model.texts();
        [
            texts.reason_sensor,
            texts.reason_traffic,
            texts.reason_order,
            texts.reason_duplicate,
            texts.reason_test,
        ]
        .map(|it| {
            view! {
                <button class="suggestion" type="button" on:click=move |_| reason.set(it.to_owned())>
                    {it}
                </button>
            }
        })
    };
    view! {
        <Dialog open=model.dismissing title=title>
            <form on:submit=submit>
                <div class="dialog-content">
                    <Meanwhile change />
                    <div class="suggestions" role="group" aria-label=move || model.texts().reason>
                        {suggestions}
                    </div>
                    <Field
                        id="dismiss-reason"
                        label=Signal::derive(move || model.texts().reason.to_owned())
                        help=Signal::derive(move || Some(model.texts().reason_hint.to_owned()))
                        error=error
                    >
                        <textarea
                            class="input"
                            id="dismiss-reason"
                            autofocus
                            rows="3"
                            maxlength=REASON_CHARS_MAX
                            aria-describedby="dismiss-reason-note"
                            aria-invalid=move || error.get().is_some().to_string()
                            prop:value=move || reason.get()
                            on:input=move |event| reason.set(event_target_value(&event))
                        ></textarea>
                    </Field>
                </div>
                <div class="dialog-foot">
                    <HereNote here with_lookers=true />
                    <button class="btn" type="button" on:click=move |_| model.dismissing.set(false)>
                        {move || model.texts().cancel}
                    </button>
                    <button class="btn btn--primary" type="submit">
                        {move || model.texts().dismiss_verb}
                    </button>
                </div>
            </form>
        </Dialog>
    }
}
