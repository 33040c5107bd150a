//! What else there is today: what comes next, and what came to its end.

use leptos::prelude::*;
use protocol::{RowId, entities::Shipment};

use super::{cab::Cab, model};
use crate::{
    components::{
        icon::Icon,
        status::{Shape, Tone},
    },
    texts::drive,
};

/// The list; nothing where there is nothing else.
#[component]
pub(super) fn Next(cab: Cab) -> impl IntoView {
    let Cab {
        texts,
        format,
        now,
        shipments,
        current,
        ..
    } = cab;
    let shown = Memo::new(move |_| current.with(|it| it.as_ref().map(|it| it.id.clone())));
    let next = Memo::new(move |_| {
        let shown = shown.get().filter(|_| cab.is_on_shift.get());
        let ids = cab.order.get();
        ids.into_iter()
            .filter(|it| Some(it) != shown.as_ref())
            .collect::<Vec<_>>()
    });
    let midnight = Memo::new(move |_| format.get().depot.midnight(now.get()));
    let ended = Memo::new(move |_| {
        shipments.version();
        shipments.with(|it| model::ended(it.values(), midnight.get()))
    });
    let has_more = move || cab.is_on_shift.get() && next.with(|it| !it.is_empty());
    let is_empty = move || next.with(Vec::is_empty) && ended.with(Vec::is_empty);
    view! {
        <Show when=move || !is_empty()>
            <section class="drive-card drive-next">
                <div class="drive-card-head">
                    <h2>{move || if has_more() { texts.drive().next } else { texts.drive().today }}</h2>
                    <span class="t2 dense">
                        {move || has_more().then(|| drive::more_today(texts.language(), next.with(Vec::len)))}
                    </span>
                </div>
                <ul>
                    <For each=move || next.get() key=Clone::clone let:id>
                        <Line cab id />
                    </For>
                    <For each=move || ended.get() key=Clone::clone let:id>
                        <Line cab id />
                    </For>
                </ul>
            </section>
        </Show>
    }
}

/// A shipment in one line; pressing it puts it on the card.
#[component]
fn Line(cab: Cab, id: RowId) -> impl IntoView {
    let Cab {
        texts,
        format,
        shipments,
        ..
    } = cab;
    let row = shipments.watch(Signal::stored(id.clone()));
    let mark = Memo::new(move |_| row.with(|it| it.as_ref().map_or((Shape::Idle, Tone::Idle), look)));
    let way = move || {
        row.with(|it| {
            it.as_ref()
                .map(|it| format!("{} → {}", it.pickup.name, it.drop.name))
        })
    };
    let detail = move || {
        row.with(|it| {
            let it = it.as_ref()?;
            let status = drive::status(texts.language(), it.progress.status);
            let format = format.get();
            let at = match it.progress.ended_at {
                Some(at) => format.time(at),
                None => format!("{} {}", texts.drive().by, format.time(it.due)),
            };
            Some(format!("{status} · {at}"))
        })
    };
    view! {
        <li>
            <button type="button" class="drive-line" on:click=move |_| cab.show(Some(id.clone()))>
                <svg class="s" data-tone=move || mark.get().1.as_str() aria-hidden="true">
                    <use_ href=move || mark.get().0.href() />
                </svg>
                <span class="grow">
                    <span class="row">
                        <span class="id strong">{move || row.with(|it| it.as_ref().map(|it| it.reference.clone()))}</span>
                        <span class="t2 dense">{detail}</span>
                    </span>
                    <small>{way}</small>
                </span>
                {Icon::ChevronRight.view()}
            </button>
        </li>
    }
}

/// The shape of how far a shipment has come, and its tone.
const fn look(shipment: &Shipment) -> (Shape, Tone) {
    use protocol::entities::ShipmentStatus;
    match shipment.progress.status {
        ShipmentStatus::Created | ShipmentStatus::Assigned => (Shape::Idle, Tone::Idle),
        ShipmentStatus::Accepted => (Shape::Half, Tone::Info),
        ShipmentStatus::PickedUp | ShipmentStatus::InTransit => (Shape::Info, Tone::Info),
        ShipmentStatus::Delivered => (Shape::Ok, Tone::Ok),
        ShipmentStatus::Failed => (Shape::Crit, Tone::Crit),
        ShipmentStatus::Cancelled => (Shape::Dash, Tone::Idle),
    }
}
