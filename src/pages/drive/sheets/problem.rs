//! A problem that somebody should look at: kept on this phone until the desk has it.

use leptos::prelude::*;
use protocol::{
    RowId,
    entities::TicketKind,
    mutations::{REASON_CHARS_MAX, TicketChange},
};

use super::{
    super::cab::{Cab, Sheet},
    written::{UnsavedWords, Written},
};
use crate::{
    components::field::Field,
    platform::{page, random},
    shell::Toast,
    shift::proof::Part,
    texts::drive,
};

/// The form.
#[component]
pub(super) fn Problem(cab: Cab) -> impl IntoView {
    let Cab {
        texts,
        sheet,
        current,
        ..
    } = cab;
    // What was half written is about the shipment that it was written at, and about no other.
    let about = RowId::from("");
    let shift = cab.shift;
    let here = current.with_untracked(|it| it.as_ref().map(|it| it.id.clone()));
    let here = StoredValue::new(here);
    let may_fail =
        current.with_untracked(|it| it.as_ref().is_some_and(|it| it.progress.status.is_under_way()));
    let text = Written::new(cab, &about, Part::Problem);
    let key = StoredValue::new(about.clone());
    let kind = Memo::new(move |_| key.with_value(|key| shift.read(key, |it| it?.kind)));
    let choose = move |it| key.with_value(|key| shift.write(key, |words| words.kind = Some(it)));
    let write = move |event| {
        text.set(event_target_value(&event));
        key.with_value(|key| {
            shift.write(key, |words| {
                let met = words.shipment.take().or_else(|| here.get_value());
                words.shipment = met.filter(|_| !words.is_empty());
            });
        });
    };
    let is_pressed = RwSignal::new(false);
    let is_missing = Memo::new(move |_| text.is_blank());
    let error = Signal::derive(move || {
        let shows = is_pressed.get() && is_missing.get();
        shows.then(|| texts.drive().problem_missing.to_owned())
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        is_pressed.set(true);
        if is_missing.get_untracked() {
            return page::focus("#drive-problem");
        }
        let asked = cab.act(TicketChange::Create {
            id: RowId::from(format!("t-{:020x}", random::seed() >> 48)),
            kind: kind.get_untracked().unwrap_or(TicketKind::Other),
            text: text.trimmed(),
            shipment: untrack(|| key.with_value(|key| shift.read(key, |it| it?.shipment.clone()))),
            driver: cab
                .driver
                .with_untracked(|it| it.as_ref().map(|it| it.id.clone())),
        });
        if let Some(asked) = asked {
            cab.toasts
                .show(Toast::done(untrack(|| texts.drive().problem_sent)).about([asked.id]));
            key.with_value(|key| shift.forget_words(key));
            sheet.set(None);
        }
    };
    view! {
        <form class="sheet" on:submit=submit novalidate>
            <div class="sheet-choices" role="group" aria-label=move || texts.drive().problem_kind>
                {KINDS
                    .map(|it| view! {
                        <button
                            type="button"
                            class="btn"
                            aria-pressed=move || (kind.get() == Some(it)).to_string()
                            on:click=move |_| choose(it)
                        >
                            {move || drive::problem(texts.language(), it)}
                        </button>
                    })
                    .into_iter()
                    .collect_view()}
            </div>
            <Field id="drive-problem" label=Signal::derive(move || texts.drive().problem_text.to_owned()) error=error>
                <textarea
                    class="input"
                    id="drive-problem"
                    rows="3"
                    maxlength=REASON_CHARS_MAX
                    aria-describedby="drive-problem-note"
                    aria-invalid=move || error.with(Option::is_some).to_string()
                    prop:value=move || text.get()
                    on:input=write
                ></textarea>
            </Field>
            <UnsavedWords cab about />
            <Show when=move || may_fail>
                <button type="button" class="btn btn--danger" on:click=move |_| sheet.set(Some(Sheet::Fail))>
                    {move || texts.drive().cannot_deliver}
                </button>
            </Show>
            <div class="sheet-foot">
                <button type="button" class="btn" on:click=move |_| sheet.set(None)>
                    {move || texts.drive().cancel}
                </button>
                <button type="submit" class="btn btn--primary">
                    {move || texts.drive().send}
                </button>
            </div>
        </form>
    }
}

const KINDS: [TicketKind; 5] = [
    TicketKind::Site,
    TicketKind::Goods,
    TicketKind::Vehicle,
    TicketKind::Road,
    TicketKind::Other,
];
