//! The violations as a work queue.

use leptos::prelude::*;

/// The page.
#[component]
pub fn ViolationsPage() -> impl IntoView {
    view! { <p>"Violations"</p> }
}
