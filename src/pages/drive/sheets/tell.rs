//! What is told through whom while the page is closed, before the browser asks whether it may be.

use leptos::prelude::*;

use super::super::cab::Cab;
use crate::components::icon::Icon;

/// The explanation, and the two ways on.
#[component]
pub(super) fn Tell(cab: Cab) -> impl IntoView {
    let texts = cab.texts;
    let allow = move |_| {
        // The browser asks while the press still counts.
        cab.tell.turn_on(cab);
        cab.sheet.set(None);
    };
    view! {
        <div class="sheet">
            <p>{move || texts.drive().tell_what}</p>
            <p>{move || texts.drive().tell_who}</p>
            <p>{move || texts.drive().tell_end}</p>
            <p class="t2">{move || texts.drive().tell_next}</p>
            <button type="button" class="drive-big" on:click=allow>
                {Icon::Message.view()}
                {move || texts.drive().tell_allow}
            </button>
            <div class="sheet-foot">
                <button type="button" class="btn" on:click=move |_| cab.sheet.set(None)>
                    {move || texts.drive().cancel}
                </button>
            </div>
        </div>
    }
}
