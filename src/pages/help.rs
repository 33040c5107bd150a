//! Stub of a page.

use leptos::prelude::*;

/// The page.
#[component]
pub fn HelpPage() -> impl IntoView {
    view! { <p>"Help"</p> }
}
