//! A panel along the edge of the window, beside the page and not over it: one goes on working while it is open.

use leptos::prelude::*;

use super::icon::Icon;
use crate::{
    platform::{
        listener::{Key, Listener},
        page,
    },
    texts::use_texts,
};

/// The panel. It takes the focus when it opens, closes on Escape, and gives the focus back to `opener`.
#[component]
pub fn Drawer(
    /// What it is about.
    #[prop(into)]
    title: Signal<String>,
    /// What gets the focus afterwards, as a selector.
    opener: &'static str,
    /// Asks for it to be closed.
    close: Callback<()>,
    /// What stands beside the title.
    aside: AnyView,
    children: Children,
) -> impl IntoView {
    let texts = use_texts();
    let listener = Listener::on_key(move |key: Key| {
        if key.name() == "Escape" && !page::has_focus("dialog, .pop") {
            close.run(());
            page::focus(opener);
        }
    });
    let listener = StoredValue::new_local(listener);
    on_cleanup(move || drop(listener.try_update_value(Option::take)));
    Effect::new(move |_| page::focus(".drawer-close"));
    let press = move |_| {
        close.run(());
        page::focus(opener);
    };
    view! {
        <section class="drawer" role="dialog" aria-label=move || title.get()>
            <div class="drawer-head">
                <h2 class="grow">{title}</h2>
                {aside}
                <button
                    type="button"
                    class="btn btn--icon btn--ghost drawer-close"
                    aria-label=move || texts.shell().close
                    on:click=press
                >
                    {Icon::Close.view()}
                </button>
            </div>
            {children()}
        </section>
    }
}
