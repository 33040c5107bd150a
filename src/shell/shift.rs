//! Has a driver's shift go on whatever page is open. A part of its own: nobody else needs any of it.
#![cfg_attr(
    feature = "split",
    allow(unsafe_code, reason = "what the split macro declares is linked by symbol")
)]

use leptos::{prelude::*, task::spawn_local};

use super::lazy::PartView;
use crate::{
    chunk::chunk,
    link::use_link,
    shift::{ShiftKeeper, drives},
};

chunk! {
    drive: fn shift_keeper() -> PartView = || view! { <ShiftKeeper /> }.into_any();
}

/// Shows nothing; works for as long as a driver is signed in.
#[component]
pub(super) fn ShiftPart() -> impl IntoView {
    let link = use_link();
    let driver = Memo::new(move |_| link.user().filter(drives).map(|it| it.id));
    let part = RwSignal::new(None::<PartView>);
    // Asked for again when there is a gateway to load it from: nobody would see that it is missing.
    Effect::new(move |_| {
        let is_reached = link.connection().is_reached();
        let is_wanted = driver.with(Option::is_some) && part.with_untracked(Option::is_none);
        if is_wanted && (is_reached || link.user().is_some()) {
            spawn_local(async move {
                if let Ok(view) = shift_keeper().await
                    && part.try_with_untracked(Option::is_none) == Some(true)
                {
                    part.try_set(Some(view));
                }
            });
        }
    });
    move || {
        driver.get()?;
        part.get().map(|it| it())
    }
}
