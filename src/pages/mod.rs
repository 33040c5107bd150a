//! What people see: one file per page, and the route table.

mod address;
mod day;
mod diagnostics;
mod dispatch;
mod drive;
mod help;
mod lazy;
mod list;
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
    NavigateOptions,
    components::{Redirect, Route, Routes},
    hooks::use_location,
    path,
};
use protocol::{RowId, StreamKind};

use self::{
    lazy::{Page, PageName, fetch_ahead},
    not_found::NotFoundPage,
};
use crate::{
    link::{Link, use_link},
    shell::{Gate, Shell},
    shift::is_driver,
};

/// Where one sees a vehicle: its report, or itself in the list for those who may not see that.
pub(crate) fn vehicle_path(link: Link, id: &RowId) -> String {
    if link.sees(StreamKind::ReportEntry) {
        format!("/fleet/vehicles/{id}")
    } else {
        format!("/fleet/vehicles?sel={id}")
    }
}

/// Every page. A one-time link is taken up whoever is signed in; everything else stands inside the frame.
#[component]
pub fn Pages() -> impl IntoView {
    let path = use_location().pathname;
    fetch_ahead(use_link());
    let is_welcome = Memo::new(move |_| path.with(|it| it == welcome::PATH));
    view! {
        <Show when=move || is_welcome.get() fallback=|| view! { <FramedPages /> }>
            <Page name=PageName::Welcome />
        </Show>
    }
}

/// The route table, inside the frame. Somebody who is not signed in sees the sign-in page at any address and stays there.
#[component]
fn FramedPages() -> impl IntoView {
    view! {
        <Gate closed=|| view! { <Page name=PageName::SignIn /> }.into_any()>
            <Shell>
                <Routes fallback=|| view! { <NotFoundPage /> }.into_any()>
                    <Route path=path!("/") view=|| view! { <Home /> }.into_any() />
                    <Route path=path!("/fleet") view=|| view! { <Page name=PageName::Overview /> }.into_any() />
                    <Route path=path!("/fleet/vehicles") view=|| view! { <Page name=PageName::Vehicles /> }.into_any() />
                    <Route path=path!("/fleet/vehicles/:id") view=|| view! { <Page name=PageName::Report /> }.into_any() />
                    <Route path=path!("/fleet/violations") view=|| view! { <Page name=PageName::Violations /> }.into_any() />
                    <Route path=path!("/drive") view=|| view! { <Page name=PageName::Drive /> }.into_any() />
                    <Route path=path!("/dispatch") view=|| view! { <Page name=PageName::LiveMap /> }.into_any() />
                    <Route path=path!("/dispatch/shipments") view=|| view! { <Page name=PageName::Shipments /> }.into_any() />
                    <Route path=path!("/dispatch/drivers") view=|| view! { <Page name=PageName::Drivers /> }.into_any() />
                    <Route path=path!("/diagnostics") view=|| view! { <Page name=PageName::Diagnostics /> }.into_any() />
                    <Route path=path!("/settings") view=|| view! { <Page name=PageName::Settings /> }.into_any() />
                    <Route path=path!("/help") view=|| view! { <Page name=PageName::Help /> }.into_any() />
                </Routes>
            </Shell>
        </Gate>
    }
}

/// Where one begins: who drives and does nothing else, with what they have to do next.
#[component]
fn Home() -> impl IntoView {
    let user = untrack(|| use_link().user());
    if user.is_some_and(|it| is_driver(&it)) {
        let options = NavigateOptions {
            replace: true,
            ..NavigateOptions::default()
        };
        view! { <Redirect path="/drive" options /> }.into_any()
    } else {
        view! { <Page name=PageName::Overview /> }.into_any()
    }
}
