//! Stub of a page.

use leptos::prelude::*;

/// The page.
#[component]
pub fn DiagnosticsPage() -> impl IntoView {
    view! { <p>"Diagnostics"</p> }
}
