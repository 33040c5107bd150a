//! The cells of the drivers table, and a driver on a small screen.

use leptos::prelude::*;
use leptos_router::components::A;
use protocol::{RowId, Timestamp, entities::Driver};

use super::{columns::DriverColumn, kind::DriverRow};
use crate::{
    components::{
        age::{Age, OLD},
        status::Status,
    },
    pages::{
        dispatch::{desk::Desk, driver_parts::standing, standing::Standing},
        list::{Column, Seen},
        vehicle_path,
    },
};

/// The cells of one place.
#[derive(Clone, Copy)]
pub(super) struct DriverCells {
    desk: Desk,
    row: DriverRow,
}

impl DriverCells {
    /// The cells of a place.
    pub(super) const fn new(desk: Desk, row: DriverRow) -> Self {
        Self { desk, row }
    }

    /// The cell of a column.
    pub(super) fn cell(self, column: &str) -> AnyView {
        let row = self.row;
        let figure = |figure: Memo<Option<u32>>| {
            let format = row.list.format;
            (move || figure.get().map(|it| format.get().integer(it.into()))).into_any()
        };
        match DriverColumn::find(column) {
            Some(DriverColumn::Driver) => {
                view! { <span class="med trunc">{row.text(|it| it.name.clone())}</span> }.into_any()
            }
            Some(DriverColumn::Status) => self.status(),
            Some(DriverColumn::Vehicle) => self.vehicle(),
            Some(DriverColumn::Depot) => {
                view! { <span class="trunc t2">{row.text(|it| it.depot.clone())}</span> }.into_any()
            }
            Some(DriverColumn::Workload) => figure(row.value(|it| it.jobs)),
            Some(DriverColumn::Delivered) => figure(row.value(|it| it.delivered_today)),
            Some(DriverColumn::Since) => {
                let at = row.value(|it| it.since);
                (move || {
                    at.get()
                        .map(|it| row.list.format.get().moment(it, row.list.now.get_untracked()))
                })
                .into_any()
            }
            Some(DriverColumn::Seen) => self.seen(),
            Some(DriverColumn::Actions) => self.actions(),
            None => ().into_any(),
        }
    }

    fn status(self) -> AnyView {
        let row = self.row;
        let driver: Seen<Driver> = row.value(Clone::clone).into();
        let standing = standing(self.desk, driver);
        let mark = Memo::new(move |_| standing.get().unwrap_or(Standing::Off).mark());
        let word = Signal::derive(move || standing.get().map_or("", |it| it.word(row.list.texts)).to_owned());
        // Of whom nobody has heard all that is shown is old.
        let is_lost = move || (standing.get() == Some(Standing::NoSignal)).to_string();
        view! { <span data-lost=is_lost><Status mark=mark word=word /></span> }.into_any()
    }

    fn vehicle(self) -> AnyView {
        let row = self.row;
        let vehicle = row.value(|it| it.vehicle.clone().zip(it.plate.clone()));
        (move || match vehicle.get().flatten() {
            Some((id, plate)) => view! {
                <A href=vehicle_path(row.list.link, &id) attr:class="plate" attr:tabindex="-1">{plate}</A>
            }
            .into_any(),
            None => view! { <span class="t3">"–"</span> }.into_any(),
        })
        .into_any()
    }

    fn seen(self) -> AnyView {
        let (at, now) = (self.seen_at(), self.row.list.now);
        let is_old = Memo::new(move |_| at.get().is_some_and(|it| now.get().since(it) > OLD));
        view! { <Age at=at now=now stale=is_old /> }.into_any()
    }

    fn seen_at(self) -> Memo<Option<Timestamp>> {
        let row = self.row;
        let id = Memo::new(move |_| row.place.id.get().unwrap_or_else(|| RowId::from("")));
        let position = self.desk.positions.watch(id);
        Memo::new(move |_| position.with(|it| it.as_ref().map(|it| it.at)))
    }

    fn actions(self) -> AnyView {
        let (desk, row) = (self.desk, self.row);
        let is_on = row.value(|it| it.duty.is_on_shift());
        let tabindex = move || if row.place.active.get() { "0" } else { "-1" };
        let end = move |_| {
            if let Some(driver) = row.id().and_then(|it| desk.drivers.get(&it)) {
                desk.work.end_shift(&driver);
            }
        };
        view! {
            <span class="row-actions">
                <button
                    class="btn btn--sm"
                    type="button"
                    tabindex=tabindex
                    hidden=move || is_on.get() != Some(true)
                    on:click=end
                >
                    {move || desk.words().end_shift}
                </button>
            </span>
        }
        .into_any()
    }

    /// The card of a small screen.
    pub(super) fn card(self) -> AnyView {
        let row = self.row;
        let select = move |_| row.list.select(row.id().as_ref());
        let jobs = row.value(|it| it.jobs as usize);
        let about = move || {
            let jobs = jobs.get().unwrap_or_default();
            crate::texts::dispatch::jobs(row.list.language.get(), jobs)
        };
        view! {
            <button class="lc lc--button" type="button" on:click=select>
                <span class="lc-1">
                    <span class="med">{row.text(|it| it.name.clone())}</span>
                    <span class="t2 dense plate">{row.text(|it| it.plate.clone().unwrap_or_default())}</span>
                </span>
                <span class="lc-r">{self.status()}</span>
                <span class="lc-2 trunc">{about} " · " {row.text(|it| it.depot.clone())}</span>
                <span class="lc-r2">{self.seen()}</span>
            </button>
        }
        .into_any()
    }
}
