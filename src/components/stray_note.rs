//! What an address asks for and nobody knows, said: a page that ignores it in silence shows something else than was asked for.

use leptos::prelude::*;

use super::status::Shape;
use crate::texts::use_texts;

/// The note, with the way to be rid of it; nothing while there is nothing to say.
#[component]
pub fn StrayNote(
    /// What is asked for in vain, as a sentence; empty if nothing is.
    #[prop(into)]
    text: Signal<String>,
    /// Somebody wants the address to say what is shown.
    #[prop(into)]
    clear: Callback<()>,
) -> impl IntoView {
    let texts = use_texts();
    view! {
        <Show when=move || !text.with(String::is_empty)>
            <p class="strays" role="status">
                <span class="tone" data-tone="warn">{Shape::Warn.view()}</span>
                <span>
                    {text}
                    " "
                    <button class="btn btn--link" type="button" on:click=move |_| clear.run(())>
                        {move || texts.list().remove_strays}
                    </button>
                </span>
            </p>
        </Show>
    }
}
