//! Stub of a page.

use leptos::prelude::*;

/// The page.
#[component]
pub fn VehiclesPage() -> impl IntoView {
    view! { <p>"Vehicles"</p> }
}
