//! A soft pill: shape and word, or a word alone.

use leptos::prelude::*;

use super::status::{Shape, Tone};

/// A pill that says a status in passing.
#[component]
pub fn Badge(
    /// The colour.
    #[prop(into)]
    tone: Signal<Tone>,
    /// The shape, if the colour says anything.
    #[prop(optional, into)]
    shape: Signal<Option<Shape>>,
    /// The word.
    #[prop(into)]
    text: Signal<String>,
) -> impl IntoView {
    view! {
        <span class="badge" data-tone=move || tone.get().as_str()>
            {move || shape.get().map(Shape::view)}
            {text}
        </span>
    }
}
