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
    path,
};

use self::{
    diagnostics::DiagnosticsPage, help::HelpPage, not_found::NotFoundPage, overview::OverviewPage,
    settings::SettingsPage, sign_in::SignInPage, vehicle_report::VehicleReportPage, vehicles::VehiclesPage,
    violations::ViolationsPage, welcome::WelcomePage,
};
use crate::{
    platform::page,
    shell::{Gate, Shell},
};

/// The route table, inside the frame. Somebody who is not signed in sees the sign-in page at any address and stays there.
#[component]
pub fn Pages() -> impl IntoView {
    view! {
        <Gate closed=way_in>
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

/// What somebody sees who is not signed in.
fn way_in() -> AnyView {
    let is_welcome = page::path().split('?').next() == Some(welcome::PATH);
    if is_welcome {
        view! { <WelcomePage /> }.into_any()
    } else {
        view! { <SignInPage /> }.into_any()
    }
}
