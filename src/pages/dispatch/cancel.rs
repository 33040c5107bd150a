//! Asks why a shipment is not wanted any more.

use leptos::prelude::*;
use protocol::{entities::Editing, mutations::REASON_CHARS_MAX};

use super::{desk::Desk, here::at_shipment, work::Act};
use crate::{
    components::{dialog::Dialog, field::Field},
    shell::HereNote,
};

/// The dialog.
#[component]
pub(super) fn CancelDialog(desk: Desk) -> impl IntoView {
    let (reason, tried) = (RwSignal::new(String::new()), RwSignal::new(false));
    Effect::watch(
        move || desk.cancelling.get(),
        move |is_open, _, _| {
            if *is_open {
                reason.set(String::new());
                tried.set(false);
            }
        },
        false,
    );
    let subject = move || desk.subject.get().filter(|_| desk.cancelling.get());
    let here = at_shipment(desk, subject, || Some(Editing::Reason));
    let title = Signal::derive(move || {
        let subject = desk.subject.get().and_then(|it| desk.shipments.get(&it));
        let reference = subject.map(|it| it.reference).unwrap_or_default();
        format!("{} {reference}", desk.words().cancel_title)
    });
    let is_good =
        Memo::new(move |_| (1..=REASON_CHARS_MAX).contains(&reason.with(|it| it.trim().chars().count())));
    let error =
        Signal::derive(move || (tried.get() && !is_good.get()).then(|| desk.words().needed.to_owned()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        if is_good.get_untracked() {
            desk.cancelling.set(false);
            let reason = reason.with_untracked(|it| it.trim().to_owned());
            if let Some(id) = desk.subject.get_untracked() {
                desk.work.act(&Act::Cancel(reason), &id);
            }
        }
    };
    view! {
        <Dialog open=desk.cancelling title=title>
            <form on:submit=submit>
                <div class="dialog-content">
                    <Field
                        id="cancel-reason"
                        label=Signal::derive(move || desk.words().cancel_why.to_owned())
                        error=error
                    >
                        <textarea
                            class="input"
                            id="cancel-reason"
                            autofocus
                            rows="3"
                            maxlength=REASON_CHARS_MAX
                            aria-describedby="cancel-reason-note"
                            aria-invalid=move || error.get().is_some().to_string()
                            prop:value=move || reason.get()
                            on:input=move |event| reason.set(event_target_value(&event))
                        ></textarea>
                    </Field>
                </div>
                <div class="dialog-foot">
                    <HereNote here with_lookers=true />
                    <button class="btn" type="button" on:click=move |_| desk.cancelling.set(false)>
                        {move || desk.words().keep}
                    </button>
                    <button class="btn btn--primary" type="submit">
                        {move || desk.words().cancel_title}
                    </button>
                </div>
            </form>
        </Dialog>
    }
}
