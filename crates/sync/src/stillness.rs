//! What of a topic stands still while the page is paused, and as of when.

use protocol::{RowId, Timestamp};

use crate::subscription::Subscription;

impl Subscription {
    /// From now on what is seen stays as it is, and grows old.
    pub(crate) fn freeze(&mut self, now: Timestamp) {
        if !self.replica.view().is_frozen() {
            // Of a topic that is current nothing is missing up to this moment.
            self.still_since = self.confirmed_at(now);
            self.replica.view_mut().freeze();
        }
    }

    /// Shows everything that came meanwhile; gives back the rows concerned.
    pub(crate) fn thaw(&mut self) -> Vec<RowId> {
        self.still_since = None;
        self.replica.view_mut().thaw()
    }

    /// When what is seen was last known to be current; a view that stands still is no younger than when it stopped.
    pub(crate) fn seen_at(&self, heard: Timestamp) -> Option<Timestamp> {
        let at = self.confirmed_at(heard)?;
        Some(self.still_since.map_or(at, |still| at.min(still)))
    }
}
