//! The end of a shift: asked, because a thumb that slips would make the driver invisible.

use leptos::prelude::*;
use protocol::entities::Duty;

use super::super::cab::Cab;

/// The question.
#[component]
pub(super) fn EndShift(cab: Cab) -> impl IntoView {
    let Cab {
        texts,
        sheet,
        shift,
        shipments,
        ..
    } = cab;
    let unfinished = Memo::new(move |_| {
        shipments.version();
        shipments.with(|it| {
            let going = it.values().filter(|it| it.progress.status.is_under_way());
            going
                .map(|it| it.reference.clone())
                .collect::<Vec<_>>()
                .join(", ")
        })
    });
    let end = move |_| {
        cab.set_duty(Duty::Off);
        sheet.set(None);
    };
    view! {
        <div class="sheet">
            <p>{move || texts.drive().end_text}</p>
            <Show when=move || !unfinished.with(String::is_empty)>
                <p>
                    <b>{move || texts.drive().end_open}</b>
                    " "
                    {unfinished}
                </p>
            </Show>
            <Show when=move || shift.n_waiting() != 0>
                <p class="t2">{move || texts.drive().end_waits}</p>
            </Show>
            <div class="sheet-foot">
                <button type="button" class="btn" on:click=move |_| sheet.set(None)>
                    {move || texts.drive().stay}
                </button>
                <button type="button" class="btn btn--primary" on:click=end>
                    {move || texts.drive().end}
                </button>
            </div>
        </div>
    }
}
