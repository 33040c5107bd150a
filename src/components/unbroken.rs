//! Running text in which no word parts at its hyphens: half of a plate on each line is no plate.

use leptos::prelude::*;

/// The text; what it says to whoever copies or searches it is unchanged.
pub fn unbroken(text: &str) -> impl IntoView + use<> {
    let part = |part: &str| match part.contains('-') {
        true => view! { <span class="nowrap">{part.to_owned()}</span> }.into_any(),
        false => part.to_owned().into_any(),
    };
    text.split_inclusive(' ').map(part).collect_view()
}
