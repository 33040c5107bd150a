//! What other tabs of the browser brought to the disk: they may have ended without a word, and what waits there is sent
//! and shown by whoever is looked at.

use std::collections::BTreeSet;

use leptos::prelude::*;
use protocol::MutationId;

use super::Link;
use crate::platform::clock;

impl Link {
    /// Takes over what lies on the disk and this page does not know (OB27). The gateway knows actions by their ids: what
    /// its own tab sends as well takes effect once.
    pub async fn take_over(self) {
        let Some(driver) = self.driver.try_get_value() else {
            return;
        };
        let before = self.known_actions();
        let mut records = driver.outbox.look().await;
        if self.driver.is_disposed() {
            return;
        }
        // What came here or ended here meanwhile is no other tab's.
        let here = self.known_actions();
        records.retain(|it| !before.contains(&it.id) && !here.contains(&it.id));
        if !records.is_empty() {
            self.step(|it| it.handle_actions(records, clock::now()));
        }
    }

    /// How long one may go without looking, ms: what waits here is enough to show, and much to read.
    pub(super) fn look_every(self) -> f64 {
        match self.read(|it| it.actions().next().is_some()) {
            true => 60_000.0,
            false => 10_000.0,
        }
    }

    fn known_actions(self) -> BTreeSet<MutationId> {
        self.read(|it| it.actions().map(|it| it.id.clone()).collect())
    }
}
