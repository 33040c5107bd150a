//! Who durably holds which shipment, who is on shift, and the promises about both.

use std::collections::{BTreeMap, BTreeSet};

use gateway::store::{Commit, HistoryEntry};
use protocol::{MutationId, RowId};

use crate::factory::{DRIVERS, POSITIONS, SHIPMENTS};

/// What the store holds of dispatch.
#[derive(Debug, Default)]
pub(crate) struct Holders {
    /// Who holds each shipment.
    holders: BTreeMap<RowId, String>,
    /// What was asked for: to whom a shipment is given, and whom the author saw with it.
    given: BTreeMap<MutationId, (Option<String>, Option<String>)>,
    /// Drivers who are not at work.
    off: BTreeSet<RowId>,
    /// Drivers whose position is told.
    placed: BTreeSet<RowId>,
    /// Drivers from whom a shipment was just taken.
    lost: Vec<String>,
}

impl Holders {
    /// Somebody gives a shipment to a driver, or to nobody, where they see somebody, or nobody, with it.
    pub(crate) fn gives(&mut self, id: MutationId, to: Option<&str>, seen: Option<&str>) {
        let owned = |it: &str| it.to_owned();
        self.given.insert(id, (to.map(owned), seen.map(owned)));
    }

    /// Nothing is left.
    pub(crate) fn clear(&mut self) {
        *self = Self {
            given: std::mem::take(&mut self.given),
            ..Self::default()
        };
    }

    /// From whom shipments were taken since this was last asked.
    pub(crate) fn take_lost(&mut self) -> Vec<String> {
        std::mem::take(&mut self.lost)
    }

    /// A shipment is given over nobody's head, and who is off shift is nowhere.
    pub(crate) fn check(&mut self, commit: &Commit) -> Result<(), String> {
        for entry in commit.history.iter().filter(|it| it.topic == SHIPMENTS) {
            self.check_entry(entry)?;
        }
        for change in &commit.topics {
            for it in &change.rows {
                let id = it.id.clone();
                if change.topic == SHIPMENTS {
                    let holder = it.row.as_ref().and_then(|row| row.text("driver"));
                    let known = self.holders.get(&id).map(String::as_str);
                    // Who holds what is known from what was asked for: nothing else changes hands.
                    if it.row.is_some() && holder != known {
                        return Err(format!(
                            "{id} went from {known:?} to {holder:?}, and nobody asked"
                        ));
                    }
                    if it.row.is_none() {
                        self.holders.remove(&id);
                    }
                } else if change.topic == DRIVERS {
                    let duty = it.row.as_ref().and_then(|row| row.text("duty"));
                    if duty == Some("off") {
                        self.off.insert(id);
                    } else {
                        self.off.remove(&id);
                    }
                } else if change.topic == POSITIONS {
                    match it.row {
                        Some(_) => self.placed.insert(id),
                        None => self.placed.remove(&id),
                    };
                }
            }
        }
        match self.placed.intersection(&self.off).next() {
            Some(driver) => Err(format!("{driver} is off shift, and where they are is told")),
            None => Ok(()),
        }
    }

    fn check_entry(&mut self, entry: &HistoryEntry) -> Result<(), String> {
        let before = self.holders.get(&entry.id);
        let asked = entry.deed.asked.as_ref();
        if let Some((to, seen)) = asked.and_then(|it| self.given.get(&it.mutation))
            && before != seen.as_ref()
            && before != to.as_ref()
        {
            return Err(format!(
                "{} was taken from {before:?}, where {seen:?} was seen",
                entry.id
            ));
        }
        let before = before.cloned();
        // A transaction may hold several changes of a row.
        if let Some(to) = entry.deed.changed.get("driver").and_then(|it| it.as_str()) {
            self.holders.insert(entry.id.clone(), to.to_owned());
        } else if entry.deed.removed.iter().any(|it| it == "driver") {
            self.holders.remove(&entry.id);
        }
        if asked.is_none() && self.holders.get(&entry.id) != before.as_ref() {
            return Err(format!("{} changed hands, and nobody asked", entry.id));
        }
        self.lost
            .extend(before.filter(|it| self.holders.get(&entry.id) != Some(it)));
        Ok(())
    }
}
