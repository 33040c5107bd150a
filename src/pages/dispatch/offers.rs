//! Who could bring a shipment soonest, each with a button that makes it so.

use leptos::prelude::*;
use protocol::{RowId, entities::Shipment};

use super::{desk::Desk, nearest::Near, work::Act};
use crate::{components::avatar::initials, pages::list::Seen};

/// The section; nothing where nobody can be given it.
#[component]
pub(super) fn Offers(desk: Desk, shipment: Seen<Shipment>) -> impl IntoView {
    let id = Memo::new(move |_| shipment.with(|it| it.as_ref().map(|it| it.id.clone())));
    let is_meant = Memo::new(move |_| {
        let fits = |it: &Shipment| Act::Assign(RowId::from(""), String::new()).fits(it.progress.status);
        desk.may_act() && shipment.with(|it| it.as_ref().is_some_and(fits))
    });
    let has_driver =
        Memo::new(move |_| shipment.with(|it| it.as_ref().is_some_and(|it| it.progress.driver.is_some())));
    // Anew every ten seconds: names that change places under the pointer are pressed by mistake.
    let step = Memo::new(move |_| desk.now.get().as_millis() / 10_000);
    let near = Memo::new(move |_| {
        step.track();
        desk.drivers.version();
        shipment.with(|it| {
            let it = it.as_ref().filter(|_| is_meant.get())?;
            let from = (it.pickup.lat, it.pickup.lng);
            Some(desk.nearest(from, it.progress.driver.as_ref(), NEAREST))
        })
    });
    let line = move |it: Near| {
        let format = desk.format.get();
        let about = format!(
            "{} · {}",
            format.distance(it.metres / 1000.0, 1).joined(),
            format.whole_minutes(it.minutes)
        );
        let (letters, name) = (initials(&it.name), it.name.clone());
        let label = format!("{} {name}", desk.words().assign);
        let act = Act::Assign(it.driver, it.name);
        view! {
            <li>
                <span class="avatar" aria-hidden="true">{letters}</span>
                <span class="grow"><span class="med">{name}</span> " " <span class="cap t2">{about}</span></span>
                <button
                    class="btn btn--sm"
                    type="button"
                    aria-label=label
                    on:click=move |_| {
                        if let Some(id) = id.get_untracked() {
                            desk.work.act(&act, &id);
                        }
                    }
                >
                    {desk.words().assign}
                </button>
            </li>
        }
    };
    view! {
        <Show when=move || is_meant.get()>
            <section class="sec">
                <div class="sec-head">
                    <span>
                        {move || if has_driver.get() { desk.words().nearest_if } else { desk.words().nearest }}
                    </span>
                </div>
                <ul class="near">{move || near.get().unwrap_or_default().into_iter().map(line).collect_view()}</ul>
                <Show when=move || near.with(|it| it.as_ref().is_none_or(Vec::is_empty))>
                    <p class="dense t2">{move || desk.words().nobody_near}</p>
                </Show>
            </section>
        </Show>
    }
}

/// So many are offered.
const NEAREST: usize = 3;
