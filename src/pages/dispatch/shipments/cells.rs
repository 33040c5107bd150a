//! The cells of the shipments table, and a shipment on a small screen.

use leptos::prelude::*;
use protocol::{RowId, Timestamp, entities::ShipmentStatus};

use super::{columns::ShipmentColumn, kind::ShipmentRow, shown::late};
use crate::{
    components::{grid::FlashMark, icon::Icon, status::Shape},
    format::NARROW,
    pages::{
        dispatch::{
            desk::Desk,
            driver_parts::when,
            menus,
            refusal::Refused,
            standing::{foretold, is_late, is_too_late, lateness},
            work::Act,
        },
        list::{Column, WordLook},
    },
    shell::ProgressMark,
    texts::shipments::shipment_status,
};

/// The cells of one place.
#[derive(Clone, Copy)]
pub(super) struct ShipmentCells {
    desk: Desk,
    row: ShipmentRow,
}

impl ShipmentCells {
    /// The cells of a place.
    pub(super) const fn new(desk: Desk, row: ShipmentRow) -> Self {
        Self { desk, row }
    }

    /// The cell of a column.
    pub(super) fn cell(self, column: &str) -> AnyView {
        let row = self.row;
        match ShipmentColumn::find(column) {
            Some(ShipmentColumn::Reference) => {
                view! { <span class="plate">{row.text(|it| it.reference.clone())}</span> }.into_any()
            }
            Some(ShipmentColumn::Status) => self.status(),
            Some(ShipmentColumn::Goods) => {
                let goods = row.text(|it| it.goods.clone());
                view! { <span class="trunc" title=goods>{goods}</span> }.into_any()
            }
            Some(ShipmentColumn::Weight) => {
                let weight = row.value(|it| it.weight_t);
                let format = row.list.format;
                view! {
                    {move || weight.get().map(|it| format.get().number(it, u8::from(it.fract() != 0.0)))}
                    <span class="unit">{format!("{NARROW}t")}</span>
                }
                .into_any()
            }
            Some(ShipmentColumn::Pickup) => {
                view! { <span class="trunc t2">{row.text(|it| it.pickup.name.clone())}</span> }.into_any()
            }
            Some(ShipmentColumn::Drop) => {
                view! { <span class="trunc t2">{row.text(|it| it.drop.name.clone())}</span> }.into_any()
            }
            Some(ShipmentColumn::Driver) => self.driver(),
            Some(ShipmentColumn::Due) => self.moment(false),
            Some(ShipmentColumn::Eta) => self.moment(true),
            Some(ShipmentColumn::Late) => self.late(),
            Some(ShipmentColumn::Actions) => self.actions(),
            None => ().into_any(),
        }
    }

    /// How far it has come, with its shape, and whether a change of it is on its way.
    fn status(self) -> AnyView {
        let (desk, row) = (self.desk, self.row);
        let status = row.value(|it| it.progress.status);
        let progress = Memo::new(move |_| desk.progress(&row.place.id.get()?));
        let look = WordLook {
            mark: Shape::of_shipment,
            name: shipment_status,
            nobody: ShipmentStatus::Created,
            fades: false,
        };
        view! {
            <FlashMark place=row.place figure=Signal::derive(move || status.get().map(|it| it as i64)) word=true />
            {row.word(|it| it.progress.status, look)}
            <ProgressMark progress=progress />
        }
        .into_any()
    }

    fn driver(self) -> AnyView {
        let driver = self.row.value(|it| it.progress.driver_name.clone());
        let desk = self.desk;
        (move || match driver.get().flatten() {
            Some(it) => view! { <span class="trunc">{it}</span> }.into_any(),
            None => view! { <span class="t3">{desk.words().unassigned}</span> }.into_any(),
        })
        .into_any()
    }

    fn moment(self, eta: bool) -> AnyView {
        let row = self.row;
        let at = Memo::new(move |_| {
            // What is foretold is so only until then.
            let now = if eta {
                row.list.now.get()
            } else {
                Timestamp::default()
            };
            row.read(|it| if eta { foretold(it, now) } else { Some(it.due) })
        });
        let format = row.list.format;
        (move || {
            let format = format.get();
            format.or_nothing(
                at.get()
                    .flatten()
                    .map(|it| format.plan(it, row.list.now.get_untracked())),
            )
        })
        .into_any()
    }

    fn late(self) -> AnyView {
        let row = self.row;
        let late_by = Memo::new(move |_| {
            let now = row.list.now.get();
            row.read(|it| lateness(it, now)).flatten().map(|it| it / 60_000)
        });
        let text = move || {
            let format = row.list.format.get();
            format.or_nothing(late_by.get().map(|it| late(it * 60_000, format)))
        };
        let is_late = move || late_by.get().is_some_and(is_too_late);
        view! {
            <span class="late" data-late=move || is_late().to_string()>
                {move || is_late().then(|| Shape::Warn.view())}
                {text}
            </span>
        }
        .into_any()
    }

    fn actions(self) -> AnyView {
        let (desk, row) = (self.desk, self.row);
        let status = row.value(|it| it.progress.status);
        let tabindex = move || if row.place.active.get() { "0" } else { "-1" };
        let may_assign = move || {
            let act = Act::Assign(RowId::from(""), String::new());
            status.get().is_some_and(|it| act.fits(it))
        };
        let button = move |act: &str| {
            row.place
                .index
                .get_untracked()
                .map(|it| format!(".grid-row[aria-rowindex=\"{}\"] [data-act={act}]", it + 2))
        };
        view! {
            <span class="row-actions">
                <button
                    class="btn btn--sm btn--icon btn--ghost"
                    type="button"
                    data-act="assign"
                    tabindex=tabindex
                    hidden=move || !may_assign()
                    aria-haspopup="menu"
                    aria-label=move || desk.words().assign
                    title=move || desk.words().assign
                    on:click=move |_| {
                        if let (Some(id), Some(button)) = (row.id(), button("assign")) {
                            menus::assign(desk, id, &button);
                        }
                    }
                >
                    {Icon::User.view()}
                </button>
                <button
                    class="btn btn--sm btn--icon btn--ghost"
                    type="button"
                    data-act="more"
                    tabindex=tabindex
                    aria-haspopup="menu"
                    aria-label=move || desk.words().actions
                    title=move || desk.words().actions
                    on:click=move |_| {
                        if let (Some(id), Some(button)) = (row.id(), button("more")) {
                            menus::more(desk, id, &button);
                        }
                    }
                >
                    {Icon::More.view()}
                </button>
            </span>
        }
        .into_any()
    }

    /// When it comes, or came, with the word for it.
    fn when(self) -> AnyView {
        let (desk, row) = (self.desk, self.row);
        let late = Memo::new(move |_| {
            let now = row.list.now.get();
            row.read(|it| it.progress.status.is_open() && is_late(it, now)) == Some(true)
        });
        let text = move || {
            let now = row.list.now.get();
            row.read(|it| match it.progress.ended_at {
                Some(at) => desk.format.get().moment(at, now),
                None => when(desk, it, now),
            })
        };
        view! { <span class="lc-r2 cap t2 late" data-late=move || late.get().to_string()>{text}</span> }
            .into_any()
    }

    /// The card of a small screen: two lines, how far it has come at the right.
    pub(super) fn card(self) -> AnyView {
        let row = self.row;
        let select = move |_| row.list.select(row.id().as_ref());
        view! {
            <button class="lc lc--button" type="button" on:click=select>
                <span class="lc-1">
                    <span class="plate">{row.text(|it| it.reference.clone())}</span>
                    <span class="t2 dense trunc">{row.text(|it| it.goods.clone())}</span>
                </span>
                <span class="lc-r">{self.status()}</span>
                <span class="lc-2 lc-parts">
                    <span class="trunc">{self.driver()} " · " {row.text(|it| it.drop.name.clone())}</span>
                </span>
                {self.when()}
            </button>
            <Refused desk=self.desk id=row.place.id class="card-refusal" />
        }
        .into_any()
    }
}
