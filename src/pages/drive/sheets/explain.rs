//! What is told to whom while a shift goes on, before the browser asks whether it may be.

use leptos::prelude::*;

use super::super::{cab::Cab, start::start};
use crate::components::icon::Icon;

/// The explanation, and the two ways on.
#[component]
pub(super) fn Explain(cab: Cab) -> impl IntoView {
    let (texts, shift) = (cab.texts, cab.shift);
    let is_on_shift = cab.is_on_shift;
    let allow = move |_| {
        if is_on_shift.get_untracked() {
            shift.agree(true);
            cab.sheet.set(None);
        } else {
            start(cab, true);
        }
    };
    view! {
        <div class="sheet">
            <p>{move || texts.drive().explain_what}</p>
            <p>{move || texts.drive().explain_who}</p>
            <p>{move || texts.drive().explain_off}</p>
            <p class="t2">{move || texts.drive().explain_next}</p>
            <button type="button" class="drive-big" on:click=allow>
                {Icon::Map.view()}
                {move || if is_on_shift.get() { texts.drive().report_location } else { texts.drive().allow }}
            </button>
            <Show when=move || !is_on_shift.get()>
                <div class="sheet-foot">
                    <button type="button" class="btn" on:click=move |_| cab.sheet.set(None)>
                        {move || texts.drive().cancel}
                    </button>
                    <button type="button" class="btn" on:click=move |_| start(cab, false)>
                        {move || texts.drive().without}
                    </button>
                </div>
            </Show>
        </div>
    }
}
