//! The shipments in columns by how far they have come: cards that can be dragged, and do the same from a menu.

use leptos::prelude::*;
use protocol::{
    RowId,
    entities::{Shipment, ShipmentStatus},
};

use super::kind::ShipmentsModel;
use crate::{
    components::{icon::Icon, status::Shape},
    pages::{
        dispatch::{desk::Desk, driver_parts::when, menus, refusal::Refused, standing::is_late, work::Act},
        list::read,
    },
    shell::ProgressMark,
    texts::shipments::shipment_status,
};

/// The columns.
#[component]
pub(super) fn Board(desk: Desk, model: ShipmentsModel) -> impl IntoView {
    // What is being dragged, and how far it had come.
    let dragged = RwSignal::new(None::<(RowId, ShipmentStatus)>);
    let columns = Memo::new(move |_| {
        model.rows.version();
        let ids: Vec<_> = model.live.figures(|view| view.ids().cloned().collect());
        let mut columns: [Vec<RowId>; COLUMNS.len()] = Default::default();
        model.rows.with(|rows| {
            for shipment in ids.iter().filter_map(|it| rows.get(it)) {
                if let Some(index) = COLUMNS.iter().position(|it| *it == shipment.progress.status) {
                    columns[index].push(shipment.id.clone());
                }
            }
        });
        columns
    });
    let column = move |index: usize| view! { <Column desk model dragged columns index /> };
    view! {
        <p class="vh">{move || desk.may_act().then(|| desk.words().drag_hint)}</p>
        <div class="board" role="list" aria-label=move || desk.words().board>
            {(0..COLUMNS.len()).map(column).collect_view()}
        </div>
    }
}

#[component]
fn Column(
    desk: Desk,
    model: ShipmentsModel,
    dragged: RwSignal<Option<(RowId, ShipmentStatus)>>,
    columns: Memo<[Vec<RowId>; COLUMNS.len()]>,
    index: usize,
) -> impl IntoView {
    let status = COLUMNS[index];
    let ids = Memo::new(move |_| columns.with(|it| it[index].clone()));
    let takes = move || dragged.with(|it| it.as_ref().is_some_and(|it| may_move(it.1, status)));
    let drop = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        let Some((id, from)) = dragged.get_untracked().filter(|it| may_move(it.1, status)) else {
            return;
        };
        dragged.set(None);
        match (from, status) {
            (_, ShipmentStatus::Created) => desk.work.act(&Act::TakeBack, &id),
            (_, ShipmentStatus::Assigned) => {
                let card = format!("[data-card=\"{id}\"] [data-act=more]");
                menus::assign(desk, id, &card);
            }
            _ => {}
        }
    };
    let (shape, tone) = Shape::of_shipment(status);
    view! {
        <section
            class="board-column"
            role="listitem"
            data-takes=move || takes().to_string()
            on:dragover=move |event| {
                if untrack(takes) {
                    event.prevent_default();
                }
            }
            on:drop=drop
        >
            <h2 class="board-head">
                <span class="tone" data-tone=tone.as_str()>{shape.view()}</span>
                {move || shipment_status(desk.language.get(), status)}
                <span class="t2">{move || desk.format.get().count(ids.with(Vec::len))}</span>
            </h2>
            <ul class="board-cards">
                <For each=move || ids.get().into_iter().take(MOST) key=RowId::clone let:id>
                    <Card desk model dragged id />
                </For>
                <Show when=move || ids.with(Vec::is_empty)>
                    <li class="board-empty cap t2">{move || desk.words().empty_column}</li>
                </Show>
            </ul>
        </section>
    }
}

#[component]
fn Card(
    desk: Desk,
    model: ShipmentsModel,
    dragged: RwSignal<Option<(RowId, ShipmentStatus)>>,
    id: RowId,
) -> impl IntoView {
    let shipment = model.rows.watch(Signal::stored(id.clone()));
    let progress = {
        let id = id.clone();
        Memo::new(move |_| desk.progress(&id))
    };
    let status = Memo::new(move |_| shipment.with(|it| it.as_ref().map(|it| it.progress.status)));
    let can_move = Memo::new(move |_| {
        let is_movable = |it| COLUMNS.iter().any(|to| may_move(it, *to));
        desk.may_act() && status.get().is_some_and(is_movable)
    });
    let minute = Memo::new(move |_| desk.now.get().as_millis() / 60_000);
    let when = move || {
        minute.track();
        read(shipment, |it| when(desk, it, desk.now.get_untracked()))
    };
    let late = Memo::new(move |_| {
        minute.track();
        shipment.with(|it| {
            it.as_ref()
                .is_some_and(|it| is_late(it, desk.now.get_untracked()))
        })
    });
    let driver = move || {
        let nobody = desk.words().unassigned;
        read(shipment, |it| {
            it.progress
                .driver_name
                .clone()
                .unwrap_or_else(|| nobody.to_owned())
        })
    };
    let is_selected = {
        let id = id.clone();
        Memo::new(move |_| model.selected.with(|it| it.as_ref() == Some(&id)))
    };
    let begin = {
        let id = id.clone();
        move |_| dragged.set(status.get_untracked().map(|it| (id.clone(), it)))
    };
    let select = {
        let id = id.clone();
        move |_| model.select(Some(&id))
    };
    let more = {
        let id = id.clone();
        move |_| menus::more(desk, id.clone(), &format!("[data-card=\"{id}\"] [data-act=more]"))
    };
    let about = move || {
        read(shipment, |it: &Shipment| {
            format!("{} → {}", it.pickup.name, it.drop.name)
        })
    };
    let own = Signal::stored(Some(id.clone()));
    view! {
        <li
            class="board-card"
            data-card=id.to_string()
            data-selected=move || is_selected.get().to_string()
            draggable=move || can_move.get().to_string()
            on:dragstart=begin
            on:dragend=move |_| dragged.set(None)
        >
            <span class="row">
                <button class="btn btn--link board-open" type="button" on:click=select>
                    {move || read(shipment, |it| it.reference.clone())}
                </button>
                <ProgressMark progress=progress />
                <span class="grow"></span>
                <Show when=move || desk.may_act()>
                    <button
                        class="btn btn--icon btn--ghost btn--sm"
                        type="button"
                        data-act="more"
                        aria-haspopup="menu"
                        aria-label=move || format!("{} {}", desk.words().actions, read(shipment, |it| it.reference.clone()))
                        on:click=more.clone()
                    >
                        {Icon::More.view()}
                    </button>
                </Show>
            </span>
            <span class="dense trunc">{move || read(shipment, |it| it.goods.clone())}</span>
            <span class="cap t2 trunc">{about}</span>
            <span class="row cap">
                <span class="trunc grow">{driver}</span>
                <span class="nowrap late" data-late=move || late.get().to_string()>{when}</span>
            </span>
            <Refused desk id=own class="board-refusal" />
        </li>
    }
}

/// Whether a card may be moved from one column to another: dispatch gives work out and takes it back, the rest is the
/// driver's.
fn may_move(from: ShipmentStatus, to: ShipmentStatus) -> bool {
    match to {
        ShipmentStatus::Created => Act::TakeBack.fits(from),
        ShipmentStatus::Assigned => {
            from != ShipmentStatus::Assigned && Act::Assign(RowId::from(""), String::new()).fits(from)
        }
        ShipmentStatus::Accepted
        | ShipmentStatus::PickedUp
        | ShipmentStatus::InTransit
        | ShipmentStatus::Delivered
        | ShipmentStatus::Failed
        | ShipmentStatus::Cancelled => false,
    }
}

/// The columns, from left to right; what failed or was cancelled stands in the table.
const COLUMNS: [ShipmentStatus; 6] = [
    ShipmentStatus::Created,
    ShipmentStatus::Assigned,
    ShipmentStatus::Accepted,
    ShipmentStatus::PickedUp,
    ShipmentStatus::InTransit,
    ShipmentStatus::Delivered,
];

/// More than that nobody reads in a column: the filters and the table are there.
const MOST: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards_move_where_dispatch_has_a_say() {
        let moves: Vec<_> = COLUMNS
            .iter()
            .flat_map(|from| COLUMNS.iter().map(move |to| (*from, *to)))
            .filter(|it| may_move(it.0, it.1))
            .collect();
        use ShipmentStatus::{Accepted, Assigned, Created};
        assert_eq!(
            moves,
            [
                (Created, Assigned),
                (Assigned, Created),
                (Accepted, Created),
                (Accepted, Assigned)
            ]
        );
    }
}
