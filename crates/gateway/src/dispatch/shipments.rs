//! The shipments as far as dispatch must know them: who has how many, whose they are, and which are long done.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    time::Duration,
};

use protocol::{
    Entity as _, RawRow, RowId, Timestamp,
    entities::{Progress, Shipment, ShipmentStatus},
    mutations::{Author, Change as _, MutationError, ShipmentChange},
};

use super::Dispatch;

/// Shipments at their end are removed from the store when they are so old.
const KEPT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// With more shipments than this, older ones at their end go earlier, though never those of today.
pub(super) const KEPT_MAX: usize = 10_000;

/// All stored shipments.
#[derive(Debug, Default)]
pub(super) struct ShipmentBook {
    rows: HashMap<RowId, Shipment>,
    /// Open ones by driver; no entry for none.
    open: HashMap<RowId, BTreeSet<RowId>>,
    /// Delivered since midnight by driver.
    delivered: HashMap<RowId, u32>,
    /// Those whose driver has acted on them themself: the world tells nothing of them any more.
    hands_on: HashSet<RowId>,
    /// Those whose row is to be written.
    changed: BTreeSet<RowId>,
    /// Drivers whose figures or times may have changed.
    touched: BTreeSet<RowId>,
    /// The midnight since which deliveries count.
    today: Timestamp,
}

impl ShipmentBook {
    /// A row as it is stored, or as it was changed.
    pub(super) fn record(&mut self, mut shipment: Shipment) {
        let id = shipment.id.clone();
        let status = shipment.progress.status;
        // What nobody brings now has no time at which it will be there.
        if shipment.eta.is_some() && status.is_open() && !status.is_under_way() {
            shipment.eta = None;
            self.changed.insert(id.clone());
        }
        if let Some(before) = self.rows.get(&id).cloned() {
            self.uncount(&before);
            if before.progress.driver != shipment.progress.driver {
                self.hands_on.remove(&id);
            }
        }
        self.count(&shipment);
        self.rows.insert(id, shipment);
    }

    /// A row was changed by somebody else than [`Self::tell`]: by a person. Whether that was news.
    pub(super) fn observe(&mut self, shipment: Shipment) -> bool {
        let before = self.rows.get(&shipment.id);
        if before == Some(&shipment) {
            return false;
        }
        let status = shipment.progress.status;
        let is_step = before.is_some_and(|it| it.progress.status != status);
        let is_theirs = is_step && is_by_driver(&shipment);
        let id = shipment.id.clone();
        self.record(shipment);
        if is_theirs {
            self.hands_on.insert(id);
        }
        true
    }

    /// A row is gone.
    pub(super) fn forget(&mut self, id: &RowId) {
        if let Some(shipment) = self.rows.remove(id) {
            self.uncount(&shipment);
            self.hands_on.remove(id);
            self.changed.remove(id);
        }
    }

    /// The world tells what happened to a shipment.
    ///
    /// # Errors
    ///
    /// When it does not apply to the shipment as it stands, or is none of the world's any more.
    pub(super) fn tell(&mut self, change: &ShipmentChange, author: &Author) -> Result<(), MutationError> {
        let id = change.id();
        if self.hands_on.contains(id) {
            return Err(MutationError::State("Its driver sees to it.".to_owned()));
        }
        let row = self.rows.get(id).map(|it| it.to_raw());
        let after = change.apply(row.as_ref(), author)?;
        let shipment =
            decoded(&after).ok_or_else(|| MutationError::State("It cannot be read.".to_owned()))?;
        self.changed.insert(id.clone());
        self.record(shipment);
        Ok(())
    }

    /// From now on its driver sees to it.
    pub(super) fn hand_over(&mut self, id: &RowId) {
        self.hands_on.insert(id.clone());
    }

    /// A shipment.
    pub(super) fn get(&self, id: &RowId) -> Option<&Shipment> {
        self.rows.get(id)
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &Shipment> {
        self.rows.values()
    }

    /// What a driver has to do, and has done since midnight.
    pub(super) fn figures(&self, driver: &RowId) -> (u32, u32) {
        let jobs = self.open.get(driver).map_or(0, BTreeSet::len);
        let delivered = self.delivered.get(driver).copied().unwrap_or_default();
        (u32::try_from(jobs).unwrap_or(u32::MAX), delivered)
    }

    /// Shipments that a driver has said yes to, in the order in which they are brought: loaded ones first.
    pub(super) fn under_way(&self, driver: &RowId) -> Vec<RowId> {
        let Some(open) = self.open.get(driver) else {
            return Vec::new();
        };
        let order = |progress: &Progress| match progress.status {
            ShipmentStatus::InTransit => (0, progress.departed_at),
            ShipmentStatus::PickedUp => (1, progress.picked_up_at),
            _ => (2, progress.accepted_at),
        };
        let mut ways: Vec<_> = open
            .iter()
            .filter_map(|id| self.rows.get(id))
            .filter(|it| it.progress.status.is_under_way())
            .map(|it| (order(&it.progress), it.id.clone()))
            .collect();
        ways.sort();
        ways.into_iter().map(|it| it.1).collect()
    }

    /// It will be there then; `None`: nobody knows any more.
    pub(super) fn expect(&mut self, id: &RowId, eta: Option<Timestamp>) {
        if let Some(shipment) = self.rows.get_mut(id) {
            shipment.eta = eta;
            self.changed.insert(id.clone());
        }
    }

    /// Midnight: deliveries are counted anew. The drivers concerned are touched.
    pub(super) fn roll_day(&mut self, today: Timestamp) {
        self.today = today;
        self.touched.extend(self.delivered.drain().map(|it| it.0));
        for shipment in self.rows.values() {
            if let Some(driver) = delivered_by(shipment, today) {
                *self.delivered.entry(driver.clone()).or_default() += 1;
                self.touched.insert(driver.clone());
            }
        }
    }

    /// Drivers whose figures or times may have changed.
    pub(super) fn take_touched(&mut self) -> BTreeSet<RowId> {
        std::mem::take(&mut self.touched)
    }

    /// Rows to be written.
    pub(super) fn take_changed(&mut self) -> Vec<RawRow> {
        let changed = std::mem::take(&mut self.changed);
        let rows = changed.iter().filter_map(|id| self.rows.get(id));
        rows.map(|it| it.to_raw()).collect()
    }

    /// Shipments that need not be stored any longer.
    pub(super) fn expired(&self, now: Timestamp) -> Vec<RowId> {
        let mut ended: Vec<_> = self
            .rows
            .values()
            .filter(|it| !it.progress.status.is_open())
            .map(|it| (ended_at(it), &it.id))
            .filter(|(at, _)| *at < self.today)
            .collect();
        ended.sort_unstable();
        let surplus = self.rows.len().saturating_sub(KEPT_MAX);
        let too_old = ended.partition_point(|it| it.0 < now - KEPT);
        ended.truncate(too_old.max(surplus));
        ended.into_iter().map(|it| it.1.clone()).collect()
    }

    fn count(&mut self, shipment: &Shipment) {
        let status = shipment.progress.status;
        if let Some(driver) = shipment.progress.driver.as_ref().filter(|_| status.is_open()) {
            let open = self.open.entry(driver.clone()).or_default();
            open.insert(shipment.id.clone());
            self.touched.insert(driver.clone());
        }
        if let Some(driver) = delivered_by(shipment, self.today) {
            *self.delivered.entry(driver.clone()).or_default() += 1;
            self.touched.insert(driver.clone());
        }
    }

    fn uncount(&mut self, shipment: &Shipment) {
        if let Some(driver) = &shipment.progress.driver {
            if let Some(open) = self.open.get_mut(driver)
                && open.remove(&shipment.id)
            {
                self.touched.insert(driver.clone());
                if open.is_empty() {
                    self.open.remove(driver);
                }
            }
            if delivered_by(shipment, self.today).is_some()
                && let Some(count) = self.delivered.get_mut(driver)
            {
                *count = count.saturating_sub(1);
                self.touched.insert(driver.clone());
            }
        }
    }
}

/// The shipment of a row.
pub(super) fn decoded(row: &RawRow) -> Option<Shipment> {
    row.decode().ok()
}

fn is_by_driver(shipment: &Shipment) -> bool {
    let progress = &shipment.progress;
    progress.driver_name.is_some() && progress.driver_name == shipment.changed_by
}

/// Who delivered it, if that was since midnight.
fn delivered_by(shipment: &Shipment, today: Timestamp) -> Option<&RowId> {
    let progress = &shipment.progress;
    let is_today = progress.status == ShipmentStatus::Delivered && ended_at(shipment) >= today;
    progress.driver.as_ref().filter(|_| is_today)
}

pub(super) fn ended_at(shipment: &Shipment) -> Timestamp {
    let at = shipment.progress.ended_at.or(shipment.changed_at);
    at.unwrap_or(shipment.created_at)
}

impl Dispatch {
    /// The world tells what happened to a shipment.
    pub(super) fn tell(&mut self, change: &ShipmentChange, author: &Author) {
        let named = self.named(change);
        if self
            .shipments
            .tell(named.as_ref().unwrap_or(change), author)
            .is_err()
        {
            self.ignored += 1;
        }
    }

    /// The same with the driver's own name, if it speaks of one.
    fn named(&self, change: &ShipmentChange) -> Option<ShipmentChange> {
        let ShipmentChange::Assign {
            id,
            to: Some(to),
            to_name: _,
            from,
        } = change
        else {
            return None;
        };
        let name = self.drivers.get(to)?.row.name.clone();
        Some(ShipmentChange::Assign {
            id: id.clone(),
            to: Some(to.clone()),
            to_name: Some(name),
            from: from.clone(),
        })
    }
}
