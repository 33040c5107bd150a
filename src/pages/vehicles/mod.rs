//! The vehicles: a live table that can be searched, narrowed and sorted, with one vehicle beside it.

use leptos::prelude::*;

/// The page.
#[component]
pub fn VehiclesPage() -> impl IntoView {
    view! { <p>"Vehicles"</p> }
}
