//! What one does with shipments and shifts: shown at once, taken back on request, explained when refused.

use std::collections::BTreeMap;

use leptos::prelude::*;
use protocol::{
    Nack, RowId,
    entities::{Driver, Duty, Shipment, ShipmentStatus},
    mutations::{DutyChange, GeofenceChange, Mutation, PhoneChange, ShipmentChange},
};
use sync::{Pending, Stage};

use crate::{
    link::{Link, use_link},
    repositories::Rows,
    shell::{Deeds, Toast, Toasts, use_deeds, use_toasts},
    texts::{Texts, dispatch::Dispatch, phone, use_texts},
};

/// Something one does with a shipment.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Act {
    /// A driver is to bring it: who, and how people call them.
    Assign(RowId, String),
    /// Nobody brings it after all.
    TakeBack,
    /// It is not wanted any more, and why.
    Cancel(String),
}

/// A change of a shipment that was refused, until somebody has decided what becomes of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refusal {
    /// What was asked for.
    change: ShipmentChange,
    /// Why not.
    pub(super) nack: Nack,
}

/// What one does here; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Work {
    /// Changes that were refused, by shipment.
    pub(super) refusals: Memo<BTreeMap<RowId, Refusal>>,
    shipments: Rows<Shipment>,
    link: Link,
    toasts: Toasts,
    deeds: Deeds,
    texts: Texts,
}

impl Act {
    /// Whether it makes sense for a shipment that has come so far.
    pub(super) const fn fits(&self, status: ShipmentStatus) -> bool {
        match self {
            // What is loaded stays with its driver.
            Self::Assign(..) => matches!(
                status,
                ShipmentStatus::Created | ShipmentStatus::Assigned | ShipmentStatus::Accepted
            ),
            Self::TakeBack => matches!(status, ShipmentStatus::Assigned | ShipmentStatus::Accepted),
            Self::Cancel(_) => status.is_open(),
        }
    }

    fn change(&self, id: RowId) -> ShipmentChange {
        match self {
            Self::Assign(to, name) => ShipmentChange::Assign {
                id,
                to: Some(to.clone()),
                to_name: Some(name.clone()),
                from: None,
            },
            Self::TakeBack => ShipmentChange::Assign {
                id,
                to: None,
                to_name: None,
                from: None,
            },
            Self::Cancel(reason) => ShipmentChange::Cancel {
                id,
                reason: reason.clone(),
            },
        }
    }

    /// What was done with it, in words.
    fn told(&self, reference: &str, words: &Dispatch) -> String {
        match self {
            Self::Assign(_, name) => format!("{} {reference} → {name}", words.assigned),
            Self::TakeBack => format!("{} {reference}", words.taken_back),
            Self::Cancel(_) => format!("{} {reference}", words.cancelled),
        }
    }
}

impl Refusal {
    /// What was asked for.
    pub(super) fn mutation(&self) -> Mutation {
        self.change.clone().into()
    }
}

impl Work {
    /// What the calling page does with these rows.
    pub(super) fn new(shipments: Rows<Shipment>) -> Self {
        let link = use_link();
        Self {
            refusals: Memo::new(move |_| refusals(link.actions())),
            shipments,
            link,
            toasts: use_toasts(),
            deeds: use_deeds(),
            texts: use_texts(),
        }
    }

    /// Does something with a shipment, if it makes sense for it, and offers to take it back.
    pub(super) fn act(self, act: &Act, id: &RowId) {
        let Some(shipment) = self.shipments.get(id) else {
            return;
        };
        if !act.fits(shipment.progress.status) {
            if matches!(act, Act::Assign(..) | Act::TakeBack) && shipment.progress.status.is_open() {
                self.toasts.show(Toast::problem(self.words().is_loaded));
            }
            return;
        }
        self.forget_refusals(id);
        self.ask(
            act.change(id.clone()),
            act.told(&shipment.reference, self.words()),
        );
    }

    /// Orders a shipment. Says whether it could be asked for.
    pub(super) fn create(self, change: ShipmentChange) -> bool {
        let reference = match &change {
            ShipmentChange::Create { reference, .. } => reference.clone(),
            _ => return false,
        };
        self.ask(change, format!("{} {reference}", self.words().created))
    }

    /// Ends a shift that somebody forgot to end.
    pub(super) fn end_shift(self, driver: &Driver) {
        let change = DutyChange::Set {
            id: driver.id.clone(),
            duty: Duty::Off,
        };
        self.ask(change, format!("{} {}", self.words().shift_ended, driver.name));
    }

    /// Writes down on which number a driver is called; `None`: on none. Says whether it could be asked for.
    pub(super) fn call_at(self, driver: &Driver, number: Option<String>) -> bool {
        let change = PhoneChange::Set {
            id: driver.id.clone(),
            phone: number,
            from: None,
        };
        let told = phone::told(untrack(|| self.texts.language()), &change, &driver.name);
        self.forget_refusals(&driver.id);
        self.ask(change, told)
    }

    /// Draws an area, or draws it otherwise. Says whether it could be asked for.
    pub(super) fn fence(self, change: GeofenceChange, told: String) -> bool {
        let GeofenceChange::Set { id, .. } = &change;
        self.forget_refusals(id);
        self.ask(change, told)
    }

    fn ask(self, change: impl Into<Mutation>, told: String) -> bool {
        let mutation = change.into();
        match self.link.mutate(mutation.clone()) {
            Ok(mut speculation) => {
                speculation.inverse = speculation.inverse.or_else(|| undrawn(&mutation));
                self.deeds.tell(told, vec![(mutation, speculation)]);
                true
            }
            Err(_) => {
                self.toasts.show(Toast::problem(self.words().too_many));
                false
            }
        }
    }

    /// What was refused is left at that, or tried again in another way.
    pub(super) fn forget_refusals(self, id: &RowId) {
        let refused = untrack(|| self.link.actions())
            .into_iter()
            .filter(|it| matches!(it.stage, Stage::Parked(_)) && it.mutation.target().1 == id);
        for action in refused {
            self.link.discard_action(&action.id);
        }
    }

    fn words(self) -> &'static Dispatch {
        untrack(|| self.texts.dispatch())
    }
}

/// What was refused, by shipment; of several the latest.
fn refusals(actions: Vec<Pending>) -> BTreeMap<RowId, Refusal> {
    let refusal = |it: Pending| {
        let id = it.mutation.target().1.clone();
        match (it.stage, it.mutation) {
            (Stage::Parked(nack), Mutation::Shipment(change)) => Some((id, Refusal { change, nack })),
            _ => None,
        }
    };
    actions.into_iter().filter_map(refusal).collect()
}

/// What takes back that an area was drawn: it is watched no longer, because rows are never removed by people.
fn undrawn(mutation: &Mutation) -> Option<Mutation> {
    let Mutation::Geofence(GeofenceChange::Set { id, name, ring, .. }) = mutation else {
        return None;
    };
    let change = GeofenceChange::Set {
        id: id.clone(),
        name: name.clone(),
        ring: ring.clone(),
        retired: true,
    };
    Some(change.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_loaded_stays_with_its_driver_and_what_ended_is_left_alone() {
        let assign = Act::Assign(RowId::from("d1"), String::new());
        let cancel = Act::Cancel(String::new());
        let cases = [
            (ShipmentStatus::Created, [true, false, true]),
            (ShipmentStatus::Assigned, [true, true, true]),
            (ShipmentStatus::Accepted, [true, true, true]),
            (ShipmentStatus::PickedUp, [false, false, true]),
            (ShipmentStatus::InTransit, [false, false, true]),
            (ShipmentStatus::Delivered, [false, false, false]),
            (ShipmentStatus::Cancelled, [false, false, false]),
        ];
        for (status, expected) in cases {
            let fits = [&assign, &Act::TakeBack, &cancel].map(|it| it.fits(status));
            assert_eq!(fits, expected, "{status:?}");
        }
    }
}
