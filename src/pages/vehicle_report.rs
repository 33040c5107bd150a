//! Stub of a page.

use leptos::prelude::*;

/// The page.
#[component]
pub fn VehicleReportPage() -> impl IntoView {
    view! { <p>"VehicleReport"</p> }
}
