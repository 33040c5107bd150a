//! What people see: one file per page, and the route table.

mod address;
mod day;
mod diagnostics;
mod help;
mod not_found;
mod overview;
mod settings;
mod sign_in;
mod vehicle_report;
mod vehicles;
mod violations;
mod welcome;

use leptos::prelude::*;
use leptos_router::{
    components::{Route, Routes},
    hooks::use_location,
    path,
};

use self::{
    diagnostics::DiagnosticsPage, help::HelpPage, not_found::NotFoundPage, overview::OverviewPage,
    settings::SettingsPage, sign_in::SignInPage, vehicle_report::VehicleReportPage, vehicles::VehiclesPage,
    violations::ViolationsPage, welcome::WelcomePage,
};
use crate::shell::{Gate, Shell};

/// Every page. A one-time link is taken up whoever is signed in; everything else stands inside the frame.
#[component]
pub fn Pages() -> impl IntoView {
    let path = use_location().pathname;
    let is_welcome = Memo::new(move |_| path.with(|it| it == welcome::PATH));
    view! {
        <Show when=move || is_welcome.get() fallback=|| view! { <FramedPages /> }>
            <WelcomePage />
        </Show>
    }
}

/// The route table, inside the frame. Somebody who is not signed in sees the sign-in page at any address and stays there.
#[component]
fn FramedPages() -> impl IntoView {
    view! {
        <Gate closed=|| view! { <SignInPage /> }.into_any()>
            <Shell>
                <Routes fallback=|| view! { <NotFoundPage /> }.into_any()>
                    <Route path=path!("/") view=|| view! { <OverviewPage /> }.into_any() />
                    <Route path=path!("/fleet") view=|| view! { <OverviewPage /> }.into_any() />
                    <Route path=path!("/fleet/vehicles") view=|| view! { <VehiclesPage /> }.into_any() />
                    <Route path=path!("/fleet/vehicles/:id") view=|| view! { <VehicleReportPage /> }.into_any() />
                    <Route path=path!("/fleet/violations") view=|| view! { <ViolationsPage /> }.into_any() />
                    <Route path=path!("/diagnostics") view=|| view! { <DiagnosticsPage /> }.into_any() />
                    <Route path=path!("/settings") view=|| view! { <SettingsPage /> }.into_any() />
                    <Route path=path!("/help") view=|| view! { <HelpPage /> }.into_any() />
                </Routes>
            </Shell>
        </Gate>
    }
}
