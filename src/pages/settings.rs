//! Stub of a page.

use leptos::prelude::*;

/// The page.
#[component]
pub fn SettingsPage() -> impl IntoView {
    view! { <p>"Settings"</p> }
}
