//! A question or a list that everything else waits for.

use leptos::{html, prelude::*};

use super::icon::Icon;
use crate::{platform::page, texts::use_texts};

/// A modal dialog. The browser keeps the focus inside, closes it on Escape and gives the focus back.
#[component]
pub fn Dialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// What it is about.
    #[prop(into)]
    title: Signal<String>,
    /// How it looks; `"palette"` for a list under a search field without a title bar.
    #[prop(default = "plain")]
    look: &'static str,
    children: ChildrenFn,
) -> impl IntoView {
    let texts = use_texts();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else {
            return;
        };
        if open.get() && !dialog.open() {
            // Fails only for a dialog that is not in the page.
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    // Only a press on the backdrop has the dialog itself as its target: the content covers the rest.
    let close_outside = move |event: leptos::ev::MouseEvent| {
        if page::hits(&event, ".dialog") {
            open.set(false);
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class="dialog"
            data-look=look
            aria-label=move || title.get()
            on:close=move |_| open.set(false)
            on:click=close_outside
        >
            <Show when=move || open.get()>
                <div class="dialog-body">
                    <Show when=move || look == "plain">
                        <div class="dialog-head">
                            <h2>{title}</h2>
                            <button
                                type="button"
                                class="btn btn--icon btn--ghost"
                                aria-label=move || texts.shell().close
                                on:click=move |_| open.set(false)
                            >
                                {Icon::Close.view()}
                            </button>
                        </div>
                    </Show>
                    {children()}
                </div>
            </Show>
        </dialog>
    }
}
