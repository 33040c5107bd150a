//! A page that is a file of its own: asked for when it is opened, and fetched ahead while nothing else is to do.
#![cfg_attr(
    feature = "split",
    allow(unsafe_code, reason = "what the split macro declares is linked by symbol")
)]

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};

use super::{
    diagnostics::DiagnosticsPage,
    dispatch::{DriversPage, LiveMapPage, ShipmentsPage},
    drive::DrivePage,
    help::HelpPage,
    overview::OverviewPage,
    settings::SettingsPage,
    sign_in::SignInPage,
    vehicle_report::VehicleReportPage,
    vehicles::VehiclesPage,
    violations::ViolationsPage,
    welcome::WelcomePage,
};
use crate::{
    chunk::chunk,
    link::Link,
    platform::{page, timer},
    shell::{Lazy, Loading, PartView},
    shift::is_driver,
};

// The tables are one part, because they share the grid; so are the two doors, and what is seldom opened.
chunk! {
    door: fn sign_in() -> PartView = || view! { <SignInPage /> }.into_any();
    door: fn welcome() -> PartView = || view! { <WelcomePage /> }.into_any();
    overview: fn overview() -> PartView = || view! { <OverviewPage /> }.into_any();
    tables: fn vehicles() -> PartView = || view! { <VehiclesPage /> }.into_any();
    tables: fn violations() -> PartView = || view! { <ViolationsPage /> }.into_any();
    dispatch: fn live_map() -> PartView = || view! { <LiveMapPage /> }.into_any();
    dispatch: fn shipments() -> PartView = || view! { <ShipmentsPage /> }.into_any();
    dispatch: fn drivers() -> PartView = || view! { <DriversPage /> }.into_any();
    report: fn report() -> PartView = || view! { <VehicleReportPage /> }.into_any();
    drive: fn drive() -> PartView = || view! { <DrivePage /> }.into_any();
    seldom: fn diagnostics() -> PartView = || view! { <DiagnosticsPage /> }.into_any();
    seldom: fn settings() -> PartView = || view! { <SettingsPage /> }.into_any();
    seldom: fn help() -> PartView = || view! { <HelpPage /> }.into_any();
}

/// The pages that are files of their own, those first that are wanted first.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum PageName {
    SignIn,
    Overview,
    Vehicles,
    Violations,
    LiveMap,
    Shipments,
    Drivers,
    Report,
    Drive,
    Settings,
    Diagnostics,
    Help,
    Welcome,
}

impl PageName {
    /// One page of every part, in the order in which they are fetched ahead.
    /// The door is the last: one may leave without a network.
    const AHEAD: &[Self] = &[
        Self::Overview,
        Self::Vehicles,
        Self::LiveMap,
        Self::Report,
        Self::Settings,
        Self::SignIn,
    ];
    /// The same for who only drives: nothing else is offered to them, and a phone has better to do.
    const AHEAD_OF_DRIVERS: &[Self] = &[Self::Drive, Self::Settings, Self::SignIn];

    fn load(self) -> Loading {
        match self {
            Self::SignIn => Box::pin(sign_in()),
            Self::Overview => Box::pin(overview()),
            Self::Vehicles => Box::pin(vehicles()),
            Self::Violations => Box::pin(violations()),
            Self::LiveMap => Box::pin(live_map()),
            Self::Shipments => Box::pin(shipments()),
            Self::Drivers => Box::pin(drivers()),
            Self::Report => Box::pin(report()),
            Self::Drive => Box::pin(drive()),
            Self::Settings => Box::pin(settings()),
            Self::Diagnostics => Box::pin(diagnostics()),
            Self::Help => Box::pin(help()),
            Self::Welcome => Box::pin(welcome()),
        }
    }
}

/// Fetches every part that this person may open once the first page has had the network for itself, so that later ones
/// open at once, also without a network. Each waits until nothing else is to do: to compile it is work.
pub(super) fn fetch_ahead(link: Link) {
    spawn_local(async move {
        // Who saves bytes pays for what they open.
        if page::saves_data() {
            return;
        }
        timer::sleep(FIRST_PAGE).await;
        let names = match link.user_now() {
            Some(user) if is_driver(&user) => PageName::AHEAD_OF_DRIVERS,
            Some(_) | None => PageName::AHEAD,
        };
        for name in names {
            timer::idle(AT_MOST).await;
            // Lost: then it is asked for again when it is opened, and says so if it is lost again.
            let _ = name.load().await;
        }
    });
}

/// How long the first page has the network for itself.
const FIRST_PAGE: Duration = Duration::from_secs(2);
/// How long a part that is fetched ahead waits for a quiet moment.
const AT_MOST: Duration = Duration::from_secs(1);

/// A page, or what stands in its place until its file has arrived.
#[component]
pub(super) fn Page(
    /// Which one.
    name: PageName,
) -> impl IntoView {
    view! { <Lazy load=move || name.load() class="page" /> }
}
