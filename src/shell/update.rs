//! A newer version is here: said, and loaded when the person says so, never by itself.

use leptos::prelude::*;

use crate::{
    components::{dialog::Dialog, icon::Icon},
    link::use_link,
    platform::install,
    shift::use_shift,
    texts::use_texts,
};

/// The note, while a newer version waits and nobody has put it off.
#[component]
pub(super) fn UpdateNote() -> impl IntoView {
    let (link, shift, texts) = (use_link(), use_shift(), use_texts());
    let is_ready = RwSignal::new(install::is_update_ready());
    let is_put_off = RwSignal::new(false);
    let asking = RwSignal::new(false);
    let listener = StoredValue::new_local(install::on_change(move || {
        let _ = is_ready.try_set(install::is_update_ready());
    }));
    on_cleanup(move || drop(listener.try_update_value(Option::take)));
    let load = move |_| {
        let is_unsent = untrack(|| !link.actions().is_empty() || shift.n_waiting() > 0);
        if is_unsent {
            asking.set(true);
        } else {
            install::update();
        }
    };
    view! {
        <Show when=move || is_ready.get() && !is_put_off.get()>
            <div class="banner" data-state="update" role="status">
                {Icon::Refresh.view()}
                <b class="strong">{move || texts.shell().update_ready}</b>
                <button type="button" class="btn btn--sm" on:click=load>
                    {move || texts.shell().update_now}
                </button>
                <span class="grow"></span>
                <button
                    type="button"
                    class="btn btn--sm btn--icon btn--ghost"
                    aria-label=move || texts.shell().update_later
                    on:click=move |_| is_put_off.set(true)
                >
                    {Icon::Close.view()}
                </button>
            </div>
        </Show>
        <Dialog open=asking title=Signal::derive(move || texts.shell().update_ready.to_owned())>
            <div class="dialog-content">
                <p>{move || texts.shell().update_unsent}</p>
            </div>
            <div class="dialog-foot">
                <button type="button" class="btn" on:click=|_| install::update()>
                    {move || texts.shell().update_anyway}
                </button>
                <button type="button" class="btn btn--primary" on:click=move |_| asking.set(false)>
                    {move || texts.shell().update_later}
                </button>
            </div>
        </Dialog>
    }
}
