//! Stub of a page.

use leptos::prelude::*;

/// The page.
#[component]
pub fn OverviewPage() -> impl IntoView {
    view! { <p>"Overview"</p> }
}
