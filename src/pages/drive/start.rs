//! The beginning of a shift: what is told to whom comes before the browser's question, and a no is no dead end.

use leptos::prelude::*;
use protocol::entities::Duty;
use wasm_bindgen_futures::spawn_local;

use super::cab::{Cab, Sheet};
use crate::{
    components::status::Shape,
    platform::{
        geolocation::{self, Permission},
        install::Device,
    },
    shift::Location,
};

/// Begins at once where nothing is left to explain, otherwise explains first.
pub(super) fn begin_shift(cab: Cab) {
    spawn_local(async move {
        let permission = geolocation::permission().await;
        match permission {
            // Some browsers never say what they were told before; the driver has, on this phone.
            Permission::Prompt if !cab.shift.is_agreed_untracked() => cab.sheet.set(Some(Sheet::Explain)),
            // A no shows on the page, with what can be done about it; work goes on without.
            Permission::Prompt | Permission::Granted | Permission::Denied => start(cab, true),
        }
    });
}

/// Reports where this phone is from now on; explains first what is left to explain.
fn report_location(cab: Cab) {
    spawn_local(async move {
        match geolocation::permission().await {
            Permission::Prompt | Permission::Granted => cab.sheet.set(Some(Sheet::Explain)),
            // The browser will not ask: what can be done about it says the page.
            Permission::Denied => cab.shift.agree(true),
        }
    });
}

/// Begins the shift, with this phone's position or without.
pub(super) fn start(cab: Cab, with_location: bool) {
    cab.sheet.set(None);
    // What was looked at before is no work of this shift.
    cab.chosen.set(None);
    cab.shift.agree(with_location);
    cab.set_duty(Duty::OnShift);
}

/// Off shift.
#[component]
pub(super) fn OffShift(cab: Cab) -> impl IntoView {
    let texts = cab.texts;
    let who = Memo::new(move |_| {
        cab.driver.with(|it| {
            let it = it.as_ref()?;
            let parts = [Some(it.name.clone()), it.plate.clone(), Some(it.depot.clone())];
            let parts = parts.into_iter().flatten().filter(|it| !it.is_empty());
            Some(parts.collect::<Vec<_>>().join(" · "))
        })
    });
    view! {
        <section class="drive-card">
            <h2>{who}</h2>
            <p class="t2">{move || texts.drive().explain_what}</p>
            <p class="t2">{move || texts.drive().explain_off}</p>
        </section>
    }
}

/// On shift, while dispatch does not see this phone for a reason that the driver can do something about.
#[component]
pub(super) fn LocationCard(cab: Cab) -> impl IntoView {
    let (texts, shift) = (cab.texts, cab.shift);
    let location = Memo::new(move |_| shift.location());
    let again = move |_| shift.agree(true);
    move || {
        match location.get() {
        Location::Denied | Location::Unavailable => view! {
            <section class="drive-card drive-recover" role="alert">
                <div class="row">
                    {Shape::Warn.view()}
                    <h2>{move || texts.drive().recover_title}</h2>
                </div>
                <p>{move || texts.drive().recover_lead}</p>
                <ol>{move || ways_out(cab, Device::here()).map(|it| view! { <li>{it}</li> }).collect_view()}</ol>
                <button type="button" class="btn" on:click=again>
                    {move || texts.drive().try_again}
                </button>
            </section>
        }
        .into_any(),
        Location::Off => view! {
            <section class="drive-card">
                <p>{move || texts.drive().location_off}</p>
                <button type="button" class="btn" on:click=move |_| report_location(cab)>
                    {move || texts.drive().report_location}
                </button>
            </section>
        }
        .into_any(),
        Location::Awaited | Location::Known | Location::Silent => ().into_any(),
    }
    }
}

/// What to do about a no, by what the device is.
fn ways_out(cab: Cab, device: Device) -> [&'static str; 3] {
    let words = cab.texts.drive();
    match device {
        Device::Apple => [
            words.recover_apple_1,
            words.recover_apple_2,
            words.recover_apple_3,
        ],
        Device::Android => [
            words.recover_android_1,
            words.recover_android_2,
            words.recover_android_3,
        ],
        Device::Desk => [words.recover_desk_1, words.recover_desk_2, words.recover_desk_3],
    }
}
