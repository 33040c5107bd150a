//! A page that is a file of its own: asked for when it is opened, and fetched ahead while nothing else is to do.
#![cfg_attr(
    feature = "split",
    allow(unsafe_code, reason = "what the split macro declares is linked by symbol")
)]

use std::{pin::Pin, time::Duration};

use futures::FutureExt;
use leptos::{prelude::*, task::spawn_local};

use super::{
    diagnostics::DiagnosticsPage, help::HelpPage, overview::OverviewPage, settings::SettingsPage,
    sign_in::SignInPage, vehicle_report::VehicleReportPage, vehicles::VehiclesPage,
    violations::ViolationsPage, welcome::WelcomePage,
};
use crate::{
    chunk::{ChunkLost, chunk},
    components::{
        icon::Icon,
        list_state::{Empty, Skeleton},
    },
    link::use_link,
    platform::{page, timer},
    texts::use_texts,
};

type PageView = fn() -> AnyView;

// The tables are one part, because they share the grid; so are the two doors, and what is seldom opened.
chunk! {
    door: fn sign_in() -> PageView = || view! { <SignInPage /> }.into_any();
    door: fn welcome() -> PageView = || view! { <WelcomePage /> }.into_any();
    overview: fn overview() -> PageView = || view! { <OverviewPage /> }.into_any();
    tables: fn vehicles() -> PageView = || view! { <VehiclesPage /> }.into_any();
    tables: fn violations() -> PageView = || view! { <ViolationsPage /> }.into_any();
    report: fn report() -> PageView = || view! { <VehicleReportPage /> }.into_any();
    seldom: fn diagnostics() -> PageView = || view! { <DiagnosticsPage /> }.into_any();
    seldom: fn settings() -> PageView = || view! { <SettingsPage /> }.into_any();
    seldom: fn help() -> PageView = || view! { <HelpPage /> }.into_any();
}

/// The pages that are files of their own, those first that are wanted first.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum PageName {
    SignIn,
    Overview,
    Vehicles,
    Violations,
    Report,
    Settings,
    Diagnostics,
    Help,
    Welcome,
}

impl PageName {
    /// One page of every part, in the order in which they are fetched ahead.
    /// The door is the last: one may leave without a network.
    const AHEAD: [Self; 5] = [
        Self::Overview,
        Self::Vehicles,
        Self::Report,
        Self::Settings,
        Self::SignIn,
    ];

    fn load(self) -> Pin<Box<dyn Future<Output = Result<PageView, ChunkLost>>>> {
        match self {
            Self::SignIn => Box::pin(sign_in()),
            Self::Overview => Box::pin(overview()),
            Self::Vehicles => Box::pin(vehicles()),
            Self::Violations => Box::pin(violations()),
            Self::Report => Box::pin(report()),
            Self::Settings => Box::pin(settings()),
            Self::Diagnostics => Box::pin(diagnostics()),
            Self::Help => Box::pin(help()),
            Self::Welcome => Box::pin(welcome()),
        }
    }
}

/// Fetches every part once the first page has had the network for itself, so that later ones open at once, also without
/// a network.
pub(super) fn fetch_ahead() {
    spawn_local(async {
        timer::sleep(FIRST_PAGE).await;
        for name in PageName::AHEAD {
            // Lost: then it is asked for again when it is opened, and says so if it is lost again.
            let _ = name.load().await;
        }
    });
}

/// How long the first page has the network for itself.
const FIRST_PAGE: Duration = Duration::from_secs(1);

/// A page: here at once when its file is, otherwise grey lines until it has arrived.
#[component]
pub(super) fn Page(
    /// Which one.
    name: PageName,
) -> impl IntoView {
    let state = RwSignal::new(None::<Result<PageView, ChunkLost>>);
    let load = move || {
        let mut loading = name.load();
        match (&mut loading).now_or_never() {
            Some(here) => state.set(Some(here)),
            None => spawn_local(async move {
                let arrived = loading.await;
                // Left in the meantime: then there is nothing to show it in.
                state.try_set(Some(arrived));
            }),
        }
    };
    load();
    let again = move || {
        state.set(None);
        load();
    };
    // Without a gateway there was nothing to load from; when it is back, nobody should have to press.
    let link = use_link();
    let is_reached = Memo::new(move |_| link.connection().is_welcomed());
    Effect::new(move || {
        if is_reached.get() && matches!(state.get_untracked(), Some(Err(ChunkLost))) {
            again();
        }
    });
    move || match state.get() {
        None => view! {
            <div class="page">
                <Skeleton />
            </div>
        }
        .into_any(),
        Some(Ok(view)) => view(),
        Some(Err(ChunkLost)) => view! {
            <Lost again=Callback::new(move |()| again()) />
        }
        .into_any(),
    }
}

#[component]
fn Lost(again: Callback<()>) -> impl IntoView {
    let texts = use_texts();
    view! {
        <div class="page" role="alert">
            <section class="card">
                <Empty icon=Icon::Octagon text=Signal::derive(move || texts.shell().page_lost.to_owned())>
                    <button class="btn btn--primary" on:click=move |_| again.run(())>
                        {move || texts.shell().try_again}
                    </button>
                    <button class="btn" on:click=|_| page::reload()>
                        {move || texts.shell().reload}
                    </button>
                </Empty>
            </section>
        </div>
    }
}
