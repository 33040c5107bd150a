//! Where a shipment is loaded and where it goes: what of it is done, what comes next, and when.

use leptos::prelude::*;
use protocol::{
    Timestamp,
    entities::{Shipment, ShipmentStatus, Stop},
};

use super::{desk::Desk, standing::foretold};
use crate::{
    components::status::{Shape, Tone},
    pages::list::Seen,
    texts::dispatch as texts,
};

/// The section.
#[component]
pub(super) fn Stops(desk: Desk, shipment: Seen<Shipment>) -> impl IntoView {
    let done = Memo::new(move |_| {
        shipment.with(|it| {
            it.as_ref().map_or((false, false), |it| {
                let progress = &it.progress;
                (
                    progress.picked_up_at.is_some(),
                    progress.status == ShipmentStatus::Delivered,
                )
            })
        })
    });
    let n_done = move || usize::from(done.get().0) + usize::from(done.get().1);
    let at =
        move |moment: fn(&Shipment) -> Option<Timestamp>| shipment.with(|it| it.as_ref().and_then(moment));
    let pickup_note = move || {
        let (format, now) = (desk.format.get(), desk.now.get_untracked());
        at(|it| it.progress.picked_up_at)
            .map(|it| format.moment(it, now))
            .or_else(|| Some(format.plan(at(|it| it.pickup.opens)?, now)))
    };
    let eta = move || {
        let now = desk.now.get();
        shipment.with(|it| foretold(it.as_ref()?, now))
    };
    let drop_note = move || {
        let (format, words, now) = (desk.format.get(), desk.words(), desk.now.get_untracked());
        let arrival = match done.get().1 {
            true => at(|it| it.progress.ended_at).map(|it| format.moment(it, now)),
            false => eta().map(|it| format!("{} {}", words.eta, format.plan(it, now))),
        };
        let due = at(|it| Some(it.due)).map(|it| format!("{} {}", words.window, format.plan(it, now)));
        let parts: Vec<_> = arrival.into_iter().chain(due).collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    };
    let reason = move || shipment.with(|it| it.as_ref()?.progress.reason.clone());
    view! {
        <section class="sec">
            <div class="sec-head">
                <span>{move || desk.words().stops}</span>
                <span>{move || texts::stops_done(desk.language.get(), n_done(), 2)}</span>
            </div>
            <ol class="steps">
                <StopLine
                    stop=Signal::derive(move || shipment.with(|it| it.as_ref().map(|it| it.pickup.clone())))
                    what=Signal::derive(move || desk.words().pickup)
                    is_done=Signal::derive(move || done.get().0)
                    is_next=Signal::derive(move || !done.get().0)
                    note=Signal::derive(pickup_note)
                />
                <StopLine
                    stop=Signal::derive(move || shipment.with(|it| it.as_ref().map(|it| it.drop.clone())))
                    what=Signal::derive(move || desk.words().drop)
                    is_done=Signal::derive(move || done.get().1)
                    is_next=Signal::derive(move || done.get().0 && !done.get().1)
                    note=Signal::derive(drop_note)
                />
            </ol>
            {move || reason().map(|it| view! { <p class="cap t2">{format!("{}: {it}", desk.words().reason)}</p> })}
        </section>
    }
}

#[component]
fn StopLine(
    stop: Signal<Option<Stop>>,
    what: Signal<&'static str>,
    is_done: Signal<bool>,
    is_next: Signal<bool>,
    note: Signal<Option<String>>,
) -> impl IntoView {
    let mark = move || match (is_done.get(), is_next.get()) {
        (true, _) => (Shape::Ok, Tone::Ok),
        (false, true) => (Shape::Info, Tone::Info),
        (false, false) => (Shape::Idle, Tone::Idle),
    };
    let name = move || stop.with(|it| it.as_ref().map(|it| it.name.clone()));
    let detail = move || {
        let detail = stop.with(|it| {
            it.as_ref()
                .map(|it| it.detail.clone())
                .filter(|it| !it.is_empty())
        });
        let parts: Vec<_> = [Some(what.get().to_owned()), note.get(), detail]
            .into_iter()
            .flatten()
            .collect();
        parts.join(" · ")
    };
    view! {
        <li class="step" data-next=move || is_next.get().to_string()>
            <span class="tone" data-tone=move || mark().1.as_str()>{move || mark().0.view()}</span>
            <span class="step-name">{name}</span>
            <span class="cap t2">{detail}</span>
        </li>
    }
}
