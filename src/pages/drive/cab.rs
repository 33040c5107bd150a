//! What the parts of the page share: the driver's rows, how they stand, and what can be done with them.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use protocol::{
    Entity, RowId, Timestamp,
    entities::{Driver, DriverPosition, Duty, Shipment, ShipmentStatus},
    mutations::{DutyChange, Mutation, ShipmentChange},
};
use sync::{Phase, Speculation, Stage};

use super::{model, tell::Tell};
use crate::{
    format::Formatter,
    link::{Link, use_link, use_now},
    platform::{frame::Frame, page, timer::Timer},
    repositories::{Rows, use_rows},
    settings::use_format,
    shell::{Toast, Toasts, use_toasts},
    shift::{Shift, use_shift},
    texts::{Texts, use_texts},
};

/// A sheet above the page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Sheet {
    /// What is told to whom, before the browser asks.
    Explain,
    /// Whether the shift is to end.
    End,
    /// Why one declines.
    Decline,
    /// Who takes it.
    Deliver,
    /// Why it cannot be handed over.
    Fail,
    /// What is wrong.
    Problem,
    /// With which app to go there.
    Navigate,
    /// What is told while the page is closed, before the browser asks.
    Tell,
}

/// Everything the parts share; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Cab {
    pub(super) link: Link,
    pub(super) texts: Texts,
    pub(super) format: Memo<Formatter>,
    pub(super) now: Signal<Timestamp>,
    pub(super) shift: Shift,
    pub(super) toasts: Toasts,
    /// The driver, once they are known.
    pub(super) driver: Signal<Option<Driver>>,
    /// Whether the driver and what they have to do can be known by now.
    pub(super) phase: Memo<Phase>,
    /// Whether anybody has said whether they are at work and what they have to do.
    pub(super) is_known: Memo<bool>,
    pub(super) is_on_shift: Memo<bool>,
    /// Where dispatch sees them.
    pub(super) position: Signal<Option<DriverPosition>>,
    pub(super) positions: Rows<DriverPosition>,
    pub(super) shipments: Rows<Shipment>,
    /// Open shipments, what is to be done first at the beginning.
    pub(super) order: Memo<Vec<RowId>>,
    /// The one that the driver looks at instead of the first.
    pub(super) chosen: RwSignal<Option<RowId>>,
    /// The one on the card.
    pub(super) current: Signal<Option<Shipment>>,
    /// Positions that could not be sent.
    pub(super) n_stuck: Memo<usize>,
    /// Everything of this tab that dispatch has not had: actions, photos, signatures, positions.
    pub(super) n_queued: Memo<usize>,
    /// Whether this device is told while the page is closed.
    pub(super) tell: Tell,
    /// The open sheet.
    pub(super) sheet: RwSignal<Option<Sheet>>,
    /// A step was just done, and the button below the thumb means another one by now.
    pub(super) is_settling: RwSignal<bool>,
    settling: StoredValue<Option<Timer>, LocalStorage>,
    coming: StoredValue<Option<Frame>, LocalStorage>,
}

impl Cab {
    /// Follows the rows of the driver here for as long as the calling component lives.
    pub(super) fn new() -> Self {
        let link = use_link();
        let me = Memo::new(move |_| {
            let user = link.user();
            RowId::from(user.map_or_else(String::new, |it| it.id.to_string()))
        });
        let drivers = use_rows::<Driver>();
        let positions = use_rows::<DriverPosition>();
        let shipments = use_rows::<Shipment>();
        let driver = drivers.watch(me);
        let order = Memo::new(move |_| {
            shipments.version();
            shipments.with(|it| model::order(it.values()))
        });
        let chosen = RwSignal::new(None);
        let asked = use_query_map();
        Effect::new(move |_| chosen.set(asked.with(|it| it.get("sel")).map(RowId::from)));
        let id = Memo::new(move |_| {
            shipments.version();
            let chosen = chosen.get().filter(|id| shipments.get(id).is_some());
            let first = || order.with(|it| it.first().cloned());
            chosen.or_else(first).unwrap_or_else(|| RowId::from(""))
        });
        // The work before it is there is no work done: the page comes whole, and nothing jumps away from a thumb.
        let phase = Memo::new(move |_| match shipments.phase() {
            Phase::Loading => Phase::Loading,
            Phase::Fresh | Phase::Stale | Phase::Refused(..) => drivers.phase(),
        });
        let shift = use_shift();
        let is_on_shift =
            Memo::new(move |_| driver.with(|it| it.as_ref().is_some_and(|it| it.duty.is_on_shift())));
        let n_stuck = Memo::new(move |_| {
            let n = shift.n_waiting();
            // Any of a shift that goes on may be on its way at this moment.
            let is_moving = link.connection().is_reached() && is_on_shift.get() && n <= JUST_NOW;
            if is_moving { 0 } else { n }
        });
        Self {
            link,
            texts: use_texts(),
            format: use_format(),
            now: use_now(),
            shift,
            toasts: use_toasts(),
            driver,
            phase,
            is_known: Memo::new(move |_| phase.get() != Phase::Loading),
            is_on_shift,
            position: positions.watch(me),
            positions,
            shipments,
            order,
            chosen,
            current: shipments.watch(id),
            n_stuck,
            n_queued: Memo::new(move |_| link.actions().len() + shift.files().len() + n_stuck.get()),
            tell: Tell::new(),
            sheet: RwSignal::new(None),
            is_settling: RwSignal::new(false),
            settling: StoredValue::new_local(None),
            coming: StoredValue::new_local(None),
        }
    }

    /// For a moment nothing more is done: a thumb that taps twice means one step.
    pub(super) fn settle(self) {
        self.is_settling.set(true);
        let timer = Timer::new(SETTLING, move || {
            let _ = self.is_settling.try_set(false);
        });
        self.settling.set_value(Some(timer));
    }

    /// Asks for a change; says so if that is not possible.
    pub(super) fn act(self, mutation: impl Into<Mutation>) -> Option<Speculation> {
        let asked = self.link.mutate(mutation.into());
        if asked.is_err() {
            self.toasts
                .show(Toast::problem(untrack(|| self.texts.drive().too_many)));
        }
        asked.ok()
    }

    /// Begins, interrupts or ends the shift.
    pub(super) fn set_duty(self, duty: Duty) -> Option<Speculation> {
        let id = self.driver.with_untracked(|it| Some(it.as_ref()?.id.clone()))?;
        self.act(DutyChange::Set { id, duty })
    }

    /// Puts a shipment on the card, the first one for `None`, and the card into sight: it was asked for by a press, maybe far
    /// down.
    pub(super) fn show(self, id: Option<RowId>) {
        self.chosen.set(id);
        let frame = Frame::new(|| {
            page::scroll_to_start(".drive-main");
            page::focus("#drive-goal");
        });
        self.coming.set_value(Some(frame));
    }

    /// Whether it is the one on the card.
    pub(super) fn is_shown(self, id: &RowId) -> bool {
        self.current.with(|it| it.as_ref().is_some_and(|it| it.id == *id))
    }

    /// Takes the driver's latest step back, and shows of which shipment.
    pub(super) fn undo(self) {
        let last = self.shipments.with(|it| model::last_step(it.values()));
        let Some((id, status, _)) = last else {
            return;
        };
        let Some(shipment) = self.shipments.get(&id) else {
            return;
        };
        match untrack(|| self.is_shown(&id)) {
            true => self.chosen.set(Some(id.clone())),
            false => self.show(Some(id.clone())),
        }
        if status == ShipmentStatus::Delivered {
            self.shift.reopen(id);
        }
        // What never left this phone need not be taken back by another change: it is as if it had not been made.
        let actions = untrack(|| self.link.actions());
        let pending = actions.iter().rev().find(|it| {
            let is_its = it.mutation.target() == (Shipment::KIND, &shipment.id);
            is_its && model::step_of(&it.mutation) == Some(status) && !matches!(it.stage, Stage::Parked(_))
        });
        if pending.is_some_and(|it| self.link.discard_action(&it.id)) {
            return;
        }
        if let Some(was) = model::before(&shipment.progress, self.link.gateway_now()) {
            let back = ShipmentChange::Restore {
                id: shipment.id,
                progress: Box::new(was),
            };
            if self.link.mutate_if_unchanged(back.into()).is_err() {
                self.toasts
                    .show(Toast::problem(untrack(|| self.texts.drive().too_many)));
            }
        }
    }

    /// The driver's latest step, if it can be taken back. Wakes with every change of a shipment.
    pub(super) fn undoable(self) -> Option<(Shipment, ShipmentStatus)> {
        self.shipments.version();
        let last = self.shipments.with(|it| model::last_step(it.values()))?;
        let shipment = self.shipments.get(&last.0)?;
        model::before(&shipment.progress, self.now.get())?;
        Some((shipment, last.1))
    }
}

/// As one comes every 5 s, the oldest of more than so many has waited for 10 s at least.
const JUST_NOW: usize = 2;

/// As long as a double tap takes.
const SETTLING: std::time::Duration = std::time::Duration::from_millis(600);
