//! The keeper among the tabs of its browser: it reports, or it shows what the one knows that does.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    super::tabs::{Call, Sharing, Standing},
    Inner, Keeper,
};

impl Keeper {
    /// Joins the other tabs and asks for its turn; where there are no others this one reports.
    pub(super) fn join(&self) {
        let inner = std::rc::Rc::downgrade(&self.0);
        let sharing = Sharing::join(self.0.disk.clone(), move |call| {
            if let Some(inner) = inner.upgrade() {
                Self(inner).answer(call);
            }
        });
        let Some(sharing) = sharing else {
            return self.lead();
        };
        *self.0.sharing.borrow_mut() = Some(sharing.clone());
        sharing.begin();
    }

    /// The driver decided here whether this phone reports, so this tab does what they decided.
    pub(super) fn claim(&self) {
        if let Some(sharing) = self.sharing() {
            sharing.claim();
        }
    }

    /// Whether this tab still reports, and has all the while.
    pub(super) fn is_current(&self, era: u32) -> bool {
        self.0.is_leading.get() && self.0.era.get() == era && !self.0.is_over.get()
    }

    /// Tells the other tabs how this one stands, if it reports.
    pub(super) fn tell(&self) {
        let shift = &self.0.shift;
        if let Some(sharing) = self.sharing() {
            sharing.tell(|| Standing {
                driver: self.0.user.clone(),
                location: shift.location.get_untracked(),
                last: self.0.reporter.borrow().last().copied(),
                n_waiting: shift.n_waiting.get_untracked(),
            });
        }
    }

    pub(super) fn sharing(&self) -> Option<Sharing> {
        self.0.sharing.borrow().clone()
    }

    fn answer(&self, call: Call) {
        if self.0.is_over.get() {
            return;
        }
        match call {
            Call::Begin => self.lead(),
            Call::Rest => self.stand_aside(),
            Call::Tell => self.tell(),
            Call::Elsewhere(standing) => self.mirror(&standing),
        }
    }

    /// This tab reports from now on, and goes on with what waits.
    fn lead(&self) {
        let Inner { shift, era, .. } = &*self.0;
        self.0.is_leading.set(true);
        era.set(era.get() + 1);
        show(shift.is_elsewhere, false);
        // In whichever tab the driver agreed.
        shift.recall_agreed();
        let (since, is_agreed) = self.0.duty.get();
        self.turn(since, is_agreed);
        let (opening, begun) = (self.clone(), era.get());
        spawn_local(async move {
            let now = opening.0.link.gateway_now();
            let fixes = opening.0.disk.open(now).await;
            if !opening.is_current(begun) {
                return;
            }
            opening.0.reporter.borrow_mut().handle_restored(fixes, now);
            opening.0.is_open.set(true);
            opening.settle();
            opening.0.shift.are_positions_read.set(true);
        });
    }

    /// Another tab reports: what waits is its own now.
    fn stand_aside(&self) {
        self.0.is_leading.set(false);
        self.0.is_open.set(false);
        self.0.watch.take();
        self.0.reporter.borrow_mut().hand_over();
    }

    /// Shows what the tab knows that reports.
    fn mirror(&self, standing: &Standing) {
        let shift = &self.0.shift;
        if self.0.is_leading.get() || standing.driver != self.0.user {
            return;
        }
        if let Some(fix) = standing.last {
            self.0.reporter.borrow_mut().handle_elsewhere(fix);
        }
        show(shift.is_elsewhere, true);
        show(shift.location, standing.location);
        show(shift.last, standing.last);
        show(shift.n_waiting, standing.n_waiting);
        show(shift.are_positions_read, true);
    }
}

/// What says the same wakes nobody.
fn show<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.try_with_untracked(|it| *it != value) == Some(true) {
        signal.set(value);
    }
}
