//! What every page of dispatch shares: the rows, who stands how, who brings what, and what one does about it.

use std::{collections::HashMap, sync::Arc};

use leptos::prelude::*;
use protocol::{
    RowId, StreamKind, Timestamp, Topic,
    entities::{Driver, DriverPosition, Duty, Shipment, ShipmentStatus},
};
use sync::Connection;

use super::{
    nearest::{Near, nearest},
    standing::{Standing, is_late},
    work::Work,
};
use crate::{
    components::{grid::Menu, map::Place},
    format::Formatter,
    link::{Link, Progress, use_link, use_now},
    repositories::{Rows, use_rows},
    settings::{use_format, use_settings},
    texts::{Language, Texts, dispatch::Dispatch, use_texts},
};

/// The desk; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// Who drives.
    pub(super) drivers: Rows<Driver>,
    /// Where they are.
    pub(super) positions: Rows<DriverPosition>,
    /// What goes where.
    pub(super) shipments: Rows<Shipment>,
    /// Changes of drivers as lists follow them: with every commit, in a large company once a second. A memo that is only
    /// tracked is never evaluated: read it.
    pub(super) drivers_seen: Memo<u64>,
    /// The same of shipments.
    pub(super) shipments_seen: Memo<u64>,
    /// What each driver has to do.
    pub(super) loads: Memo<Loads>,
    /// Whether it is a desk of the past, where nothing can be done.
    pub(super) is_past: bool,
    /// What one does here.
    pub(super) work: Work,
    /// Which shipment a menu or a dialog is about.
    pub(super) subject: RwSignal<Option<RowId>>,
    /// To whom to assign it.
    pub(super) assign_menu: Menu,
    /// What else to do with it.
    pub(super) more_menu: Menu,
    /// Why to cancel it.
    pub(super) cancelling: RwSignal<bool>,
    /// Whether a new one is being written.
    pub(super) creating: RwSignal<bool>,
    /// The connection.
    pub(super) link: Link,
    /// The app's clock.
    pub(super) now: Signal<Timestamp>,
    /// How this person reads numbers.
    pub(super) format: Memo<Formatter>,
    /// What this person reads.
    pub(super) language: Memo<Language>,
    /// Every text.
    pub(super) texts: Texts,
}

/// What each driver has to do, by driver.
pub(super) type Loads = Arc<HashMap<RowId, Load>>;

/// What a driver has to do.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Load {
    /// What they are at, or what comes next.
    pub(super) current: Option<RowId>,
    /// Whether any of it is late.
    pub(super) is_late: bool,
    /// When the current one is due, and how far it has come; to find the next one.
    rank: (u8, Timestamp),
}

impl Desk {
    /// The desk of the page that calls.
    pub(super) fn new() -> Self {
        Self::over(use_rows(), use_rows(), use_rows(), use_now(), false)
    }

    /// A desk of the past: rows of a moment, and that moment in place of the present.
    pub(super) fn past(
        drivers: Rows<Driver>,
        positions: Rows<DriverPosition>,
        shipments: Rows<Shipment>,
        moment: Signal<Timestamp>,
    ) -> Self {
        Self::over(drivers, positions, shipments, moment, true)
    }

    fn over(
        drivers: Rows<Driver>,
        positions: Rows<DriverPosition>,
        shipments: Rows<Shipment>,
        now: Signal<Timestamp>,
        is_past: bool,
    ) -> Self {
        let (drivers_seen, shipments_seen) = (seen(drivers, now), seen(shipments, now));
        // What is overdue changes with time; nobody needs it by the second.
        let minute = Memo::new(move |_| now.get().as_millis() / 60_000);
        let loads = Memo::new(move |_| {
            shipments_seen.get();
            minute.get();
            let now = now.get_untracked();
            Arc::new(shipments.with(|rows| loads(rows.values(), now)))
        });
        Self {
            drivers,
            positions,
            shipments,
            drivers_seen,
            shipments_seen,
            loads,
            is_past,
            work: Work::new(shipments),
            subject: RwSignal::new(None),
            assign_menu: Menu::new(),
            more_menu: Menu::new(),
            cancelling: RwSignal::new(false),
            creating: RwSignal::new(false),
            link: use_link(),
            now,
            format: use_format(),
            language: use_settings().language_memo(),
            texts: use_texts(),
        }
    }

    /// The texts of these pages.
    pub(super) fn words(self) -> &'static Dispatch {
        self.texts.dispatch()
    }

    /// Whether this person gives out work. What a role may do in detail, the gateway says.
    pub(super) fn may_act(self) -> bool {
        let roles = self.link.user().map(|it| it.roles).unwrap_or_default();
        !self.is_past && roles.iter().any(|it| WORKING.contains(&it.as_str()))
    }

    /// Whether the gateway can be asked.
    pub(super) fn is_connected(self) -> bool {
        matches!(
            self.link.connection(),
            Connection::Live { .. } | Connection::Polling { .. }
        )
    }

    /// How a driver stands, as far as is known now. Wakes nobody by itself.
    pub(super) fn standing(self, driver: &Driver, now: Timestamp) -> Standing {
        let is_late = self
            .loads
            .with(|it| it.get(&driver.id).is_some_and(|it| it.is_late));
        self.positions
            .with(|it| Standing::of(driver, it.get(&driver.id), is_late, now))
    }

    /// Hands out how everybody stands; wakes once a second, and when somebody's work changes.
    pub(super) fn standings(self, tell: impl FnOnce(&dyn Fn(&RowId) -> Option<Standing>)) {
        let now = self.now.get();
        self.loads.with(|loads| {
            self.positions.with(|positions| {
                self.drivers.with(|drivers| {
                    tell(&|id| {
                        let is_late = loads.get(id).is_some_and(|it| it.is_late);
                        Some(Standing::of(drivers.get(id)?, positions.get(id), is_late, now))
                    });
                });
            });
        });
    }

    /// What a driver is at, or what comes next. Wakes when that is another one.
    pub(super) fn current(self, driver: &RowId) -> Option<RowId> {
        self.loads.with(|it| it.get(driver)?.current.clone())
    }

    /// How far the changes of a shipment have come.
    pub(super) fn progress(self, id: &RowId) -> Option<Progress> {
        self.progress_of(StreamKind::Shipment, id)
    }

    /// The same of any row; what is under way now is no matter of the past.
    pub(super) fn progress_of(self, kind: StreamKind, id: &RowId) -> Option<Progress> {
        let ask = || self.link.progress_of_row(&Topic::whole(kind), id);
        (!self.is_past).then(ask).flatten()
    }

    /// What a link to the desk ends with, to lead to the moment that is shown.
    pub(super) fn then(self) -> String {
        match self.is_past {
            true => format!("&past={}", self.now.get()),
            false => String::new(),
        }
    }

    /// Who could bring something from there soonest.
    pub(super) fn nearest(self, from: Place, except: Option<&RowId>, most: usize) -> Vec<Near> {
        let now = self.now.get_untracked();
        self.positions.with(|positions| {
            self.drivers.with(|drivers| {
                let free = drivers
                    .values()
                    .filter(|it| Some(&it.id) != except && self.standing(it, now) == Standing::Available)
                    .filter_map(|it| Some((it, positions.get(&it.id)?)));
                nearest(free, from, most)
            })
        })
    }

    /// How many drivers are on shift, and how many are not.
    pub(super) fn on_shift(self) -> (usize, usize) {
        self.drivers_seen.get();
        self.drivers.with(|it| {
            let n_off = it.values().filter(|it| it.duty == Duty::Off).count();
            (it.len() - n_off, n_off)
        })
    }

    /// How many shipments are not at their end.
    pub(super) fn n_open(self) -> usize {
        self.shipments_seen.get();
        self.shipments
            .with(|it| it.values().filter(|it| it.progress.status.is_open()).count())
    }
}

fn seen<E: protocol::Entity>(rows: Rows<E>, now: Signal<Timestamp>) -> Memo<u64> {
    Memo::new(move |_| {
        if rows.len() <= MANY {
            return rows.version();
        }
        now.track();
        untrack(|| rows.version())
    })
}

fn loads<'a>(shipments: impl Iterator<Item = &'a Shipment>, now: Timestamp) -> HashMap<RowId, Load> {
    let mut loads: HashMap<RowId, Load> = HashMap::new();
    for shipment in shipments.filter(|it| it.progress.status.is_open()) {
        let Some(driver) = &shipment.progress.driver else {
            continue;
        };
        let load = loads.entry(driver.clone()).or_default();
        load.is_late |= is_late(shipment, now);
        let rank = (rank(shipment.progress.status), shipment.due);
        if load.current.is_none() || rank < load.rank {
            load.current = Some(shipment.id.clone());
            load.rank = rank;
        }
    }
    loads
}

/// What is nearest to its end is what they are at.
const fn rank(status: ShipmentStatus) -> u8 {
    match status {
        ShipmentStatus::InTransit => 0,
        ShipmentStatus::PickedUp => 1,
        ShipmentStatus::Accepted => 2,
        ShipmentStatus::Assigned => 3,
        ShipmentStatus::Created
        | ShipmentStatus::Delivered
        | ShipmentStatus::Failed
        | ShipmentStatus::Cancelled => 4,
    }
}

/// With more rows than this, going through them at every commit would be most of what the page does.
const MANY: usize = 1_000;

/// Roles that give out work.
const WORKING: [&str; 3] = ["admin", "manager", "dispatcher"];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_driver_is_at_what_is_nearest_to_its_end() {
        let place = json!({ "name": "Kiln road 7", "lat": 55.5, "lng": 4.5 });
        let shipment = |id: &str, status: &str, due: u64, eta: Option<u64>| -> Shipment {
            serde_json::from_value(json!({
                "id": id, "reference": id, "goods": "blocks", "weight_t": 1.0, "pickup": place, "drop": place, "due": due,
                "eta": eta, "created_at": 1, "status": status, "driver": "d1",
            }))
            .unwrap()
        };
        let all = [
            shipment("next", "assigned", 100_000_000, None),
            shipment("now", "in_transit", 200_000_000, Some(200_900_000)),
            shipment("past", "delivered", 1, None),
            shipment("soon", "accepted", 100_000_000, None),
        ];
        let loads = loads(all.iter(), Timestamp::from_millis(1_000));
        let load = &loads[&RowId::from("d1")];
        assert_eq!(load.current, Some(RowId::from("now")));
        assert!(load.is_late);
        assert_eq!(loads.len(), 1);
    }
}
