//! Stub of a page.

use leptos::prelude::*;

/// The page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! { <p>"NotFound"</p> }
}
