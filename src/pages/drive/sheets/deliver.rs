//! Handing over: who takes it, photos, a signature, and what else is to be said. Without one the typed name stands for it.

use leptos::prelude::*;
use protocol::{
    entities::Proof,
    mutations::{REASON_CHARS_MAX, ShipmentChange},
};

use super::{
    super::cab::{Cab, Sheet},
    photos::Photos,
    signature::{Signature, SignaturePad},
    written::{UnsavedWords, Written},
};
use crate::{
    components::{field::Field, icon::Icon},
    platform::page,
    shift::proof::{File, FileKind, Part},
};

/// The form.
#[component]
pub(super) fn Deliver(cab: Cab) -> impl IntoView {
    let Cab { texts, sheet, .. } = cab;
    // What it is about is settled now: rows may move below an open sheet.
    let id = cab
        .current
        .with_untracked(|it| it.as_ref().map(|it| it.id.clone()));
    let shipment = id.clone().unwrap_or_else(|| "".into());
    let about = shipment.clone();
    let (recipient, note) = (
        Written::new(cab, &about, Part::Recipient),
        Written::new(cab, &about, Part::Note),
    );
    let signature = Signature::new(cab, &about);
    let is_pressed = RwSignal::new(false);
    let is_missing = Memo::new(move |_| recipient.is_blank());
    let error = Signal::derive(move || {
        let shows = is_pressed.get() && is_missing.get();
        shows.then(|| texts.drive().recipient_missing.to_owned())
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        is_pressed.set(true);
        let Some(id) = id.clone().filter(|_| !is_missing.get_untracked()) else {
            return page::focus("#drive-recipient");
        };
        let photos = untrack(|| cab.shift.drafts(&id));
        let signed = signature.picture();
        let signed = signed.map(|it| File::new(id.clone(), FileKind::Signature, it));
        let proof = Proof {
            recipient: recipient.trimmed(),
            note: note.trimmed(),
            photos: photos.iter().map(|it| it.id.clone()).collect(),
            signature: signed.as_ref().map(|it| it.id.clone()),
        };
        let about = id.clone();
        let done_at = Some(cab.link.gateway_now());
        if cab.act(ShipmentChange::Deliver { id, proof, done_at }).is_some() {
            // They go their own way: the word that it was delivered does not wait for them.
            photos
                .into_iter()
                .chain(signed)
                .for_each(|it| cab.shift.attach(it));
            cab.shift.forget_words(&about);
            cab.chosen.set(None);
            sheet.set(None);
        }
    };
    view! {
        <form class="sheet" on:submit=submit novalidate>
            <Field
                id="drive-recipient"
                label=Signal::derive(move || texts.drive().recipient.to_owned())
                help=Signal::derive(move || Some(texts.drive().recipient_help.to_owned()))
                error=error
            >
                <input
                    class="input"
                    id="drive-recipient"
                    maxlength=REASON_CHARS_MAX
                    autocomplete="off"
                    autocapitalize="words"
                    aria-describedby="drive-recipient-note"
                    aria-invalid=move || error.with(Option::is_some).to_string()
                    prop:value=move || recipient.get()
                    on:input=recipient.hear()
                />
            </Field>
            <Photos cab shipment />
            <SignaturePad cab signature />
            <Field id="drive-note" label=Signal::derive(move || texts.drive().note.to_owned())>
                <textarea
                    class="input"
                    id="drive-note"
                    rows="2"
                    maxlength=REASON_CHARS_MAX
                    prop:value=move || note.get()
                    on:input=note.hear()
                ></textarea>
            </Field>
            <UnsavedWords cab about />
            <button type="submit" class="drive-big">
                {Icon::Check.view()}
                {move || texts.drive().confirm}
            </button>
            <div class="sheet-foot">
                <button type="button" class="btn" on:click=move |_| sheet.set(None)>
                    {move || texts.drive().cancel}
                </button>
                <button type="button" class="btn btn--danger" on:click=move |_| sheet.set(Some(Sheet::Fail))>
                    {move || texts.drive().cannot_deliver}
                </button>
            </div>
        </form>
    }
}
