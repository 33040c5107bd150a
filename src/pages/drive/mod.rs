//! The driver's phone: what to do next, and how well dispatch sees whoever does it.

mod cab;
mod card;
mod files;
mod foot;
mod head;
mod model;
mod next;
mod phone;
mod queue;
mod sheets;
mod start;
mod tell;
mod truth;

use leptos::prelude::*;

use self::{
    cab::Cab,
    card::Card,
    foot::Foot,
    head::Head,
    next::Next,
    phone::Phone,
    queue::Queue,
    sheets::Sheets,
    start::{LocationCard, OffShift},
    truth::TruthLine,
};
use crate::{
    components::{
        icon::Icon,
        list_state::{Awaited, Empty},
    },
    link::use_link,
    shift::drives,
    texts::use_texts,
};

/// The page, or who it is for.
#[component]
pub fn DrivePage() -> impl IntoView {
    let link = use_link();
    let is_theirs = Memo::new(move |_| link.user().as_ref().is_some_and(drives));
    move || match is_theirs.get() {
        true => view! { <DriversPage /> }.into_any(),
        false => view! { <ForDrivers /> }.into_any(),
    }
}

#[component]
fn ForDrivers() -> impl IntoView {
    let texts = use_texts();
    let text = move || format!("{} {}", texts.drive().for_drivers, texts.drive().for_drivers_text);
    view! {
        <div class="page">
            <section class="card">
                <Empty icon=Icon::Truck text=Signal::derive(text)>
                    <a class="btn btn--primary" href="/fleet">
                        {move || texts.shell().to_overview}
                    </a>
                </Empty>
            </section>
        </div>
    }
}

/// What stands in the middle.
#[derive(Clone, Copy, PartialEq)]
enum Middle {
    Unknown,
    OffShift,
    OnShift,
}

#[component]
fn DriversPage() -> impl IntoView {
    let cab = Cab::new();
    view! {
        <div class="drive">
            <Head cab />
            <TruthLine cab />
            <Show when=move || cab.is_known.get() fallback=move || view! { <Unread cab /> }>
                <Desk cab />
            </Show>
        </div>
        <Sheets cab />
    }
}

/// While nobody has said what there is to do: what waits on this phone is there all the same.
#[component]
fn Unread(cab: Cab) -> impl IntoView {
    view! {
        <div class="drive-main" tabindex="0">
            <section class="drive-card"><Awaited lines=5 /></section>
            <Queue cab />
        </div>
    }
}

#[component]
fn Desk(cab: Cab) -> impl IntoView {
    let middle = Memo::new(move |_| match cab.driver.with(Option::is_some) {
        true if cab.is_on_shift.get() => Middle::OnShift,
        true => Middle::OffShift,
        false => Middle::Unknown,
    });
    // Off shift there is nothing to do: what a press asks for is shown, and nothing else.
    let is_looked_at = Memo::new(move |_| {
        let chosen = cab.chosen.get();
        chosen.is_some_and(|it| cab.is_shown(&it))
    });
    view! {
        // It scrolls, so the keyboard must reach it also where nothing in it can take the focus.
        <div class="drive-main" tabindex="0">
            {move || match middle.get() {
                Middle::Unknown => view! {
                    <section class="drive-card">
                        <Empty
                            icon=Icon::User
                            text=Signal::derive(move || cab.texts.drive().unknown_driver.to_owned())
                        />
                    </section>
                }
                .into_any(),
                Middle::OffShift => view! {
                    <OffShift cab />
                    <Show when=move || is_looked_at.get()>
                        <Card cab />
                    </Show>
                }
                .into_any(),
                Middle::OnShift => view! {
                    <LocationCard cab />
                    <Card cab />
                }
                .into_any(),
            }}
            <Queue cab />
            <Next cab />
            <Phone cab />
        </div>
        <Foot cab />
    }
}
