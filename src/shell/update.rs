//! A newer version is here: said, and loaded when the person says so, never by itself.

use leptos::prelude::*;

use crate::{
    components::{dialog::Dialog, icon::Icon},
    link::use_link,
    platform::install,
    shift::use_shift,
    texts::use_texts,
};

/// What a driver or a dispatcher did that the gateway has not had.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Unsent {
    Nothing,
    /// It outlives the page.
    OnDisk,
    /// The disk refused some of it: it would go with the page.
    OnThisPage,
}

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
    let unsent = Memo::new(move |_| {
        if link.is_anything_unsaved() || !shift.is_all_kept() {
            Unsent::OnThisPage
        } else if !link.actions().is_empty()
            || shift.n_waiting() > 0
            || shift.has_files()
            || shift.has_words()
        {
            Unsent::OnDisk
        } else {
            Unsent::Nothing
        }
    });
    let load = move |_| match unsent.get_untracked() {
        Unsent::Nothing => install::update(),
        Unsent::OnDisk | Unsent::OnThisPage => asking.set(true),
    };
    let said = move || match unsent.get() {
        Unsent::Nothing => texts.shell().update_sent,
        Unsent::OnDisk => texts.shell().update_unsent,
        Unsent::OnThisPage => texts.shell().update_unsaved,
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
                <p>{said}</p>
            </div>
            <div class="dialog-foot">
                <Show when=move || unsent.get() != Unsent::OnThisPage>
                    <button type="button" class="btn" on:click=|_| install::update()>
                        {move || texts.shell().update_anyway}
                    </button>
                </Show>
                <button type="button" class="btn btn--primary" on:click=move |_| asking.set(false)>
                    {move || texts.shell().update_later}
                </button>
            </div>
        </Dialog>
    }
}
