//! The fleet and its dispatch: both hear the same reports, and the hub derives from both.

use protocol::{
    RawRow, RowId, Timestamp, Topic,
    telemetry::{DriverFix, Telemetry},
};

use crate::{
    derive::{Deriver, Write},
    dispatch::{Dispatch, Heard, NotCollected},
    fleet::{self, Fleet, FleetConfig},
    store::{HistoryEntry, KeptPoint, StoredState},
};

/// Everything that follows from what is reported.
#[derive(Debug)]
pub struct Company {
    /// Vehicles, and what goes wrong with them.
    pub fleet: Fleet,
    /// Who drives them, and what they bring.
    pub dispatch: Dispatch,
}

impl Company {
    /// Without vehicles and drivers.
    pub fn new(config: FleetConfig, now: Timestamp) -> Self {
        Self {
            fleet: Fleet::new(config, now),
            dispatch: Dispatch::new(config, now),
        }
    }

    /// The company that wrote these rows.
    pub fn restore<'a>(
        config: FleetConfig,
        rows: impl IntoIterator<Item = (&'a Topic, &'a RawRow)> + Clone,
        history: &[HistoryEntry],
        now: Timestamp,
    ) -> Self {
        Self {
            fleet: Fleet::restore(config, rows.clone(), now),
            dispatch: Dispatch::restore(config, rows, history, now),
        }
    }

    /// The company that wrote what a store holds.
    pub fn of_stored(config: FleetConfig, state: &StoredState, now: Timestamp) -> Self {
        let rows = state.topics.iter().flat_map(|it| {
            let topic = &it.topic;
            it.rows.iter().map(move |(_, row)| (topic, row.as_ref()))
        });
        Self::restore(config, rows, &state.history, now)
    }

    /// Something was reported.
    pub fn handle(&mut self, telemetry: Telemetry, now: Timestamp) {
        self.dispatch.handle(&telemetry, now);
        self.fleet.handle(telemetry, now);
    }

    /// A driver's own phone reported positions.
    ///
    /// # Errors
    ///
    /// When nothing is collected about them.
    pub fn hear_phone(
        &mut self,
        driver: &RowId,
        fixes: &[DriverFix],
        now: Timestamp,
    ) -> Result<Heard, NotCollected> {
        self.dispatch.hear_phone(driver, fixes, now)
    }

    /// Absorbs a history in the order of time, up to `now`; the next drain writes all of it.
    pub fn absorb(&mut self, history: impl IntoIterator<Item = Telemetry>, now: Timestamp) {
        let Self { fleet, dispatch } = self;
        let mut clock = None;
        let mut untimed = Vec::new();
        let told = history.into_iter().inspect(|telemetry| {
            // What has no time holds from the first moment that has one.
            match fleet::at(telemetry).or(clock) {
                Some(at) => {
                    let at = at.min(now);
                    clock = Some(at);
                    for it in untimed.drain(..) {
                        dispatch.absorb(&it, at, now);
                    }
                    dispatch.absorb(telemetry, at, now);
                }
                None => untimed.push(telemetry.clone()),
            }
        });
        fleet.absorb(told, now);
        for it in untimed {
            dispatch.handle(&it, now);
        }
        dispatch.end_history(now);
    }

    /// Time passed.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        self.dispatch.handle_timeout(now);
        self.fleet.handle_timeout(now);
    }

    /// When [`Self::handle_timeout`] and a drain are worth while next.
    pub fn poll_timeout(&self) -> Timestamp {
        self.fleet.poll_timeout()
    }

    /// Everything not written yet: before a stop.
    pub fn flush(&mut self, now: Timestamp) -> Vec<Write> {
        let mut writes = self.fleet.flush(now);
        writes.extend(self.dispatch.flush(now));
        writes
    }

    /// Positions to be kept, since the last call.
    pub fn take_kept(&mut self) -> Vec<KeptPoint> {
        self.dispatch.take_kept()
    }
}

impl Deriver for Company {
    fn observe(&mut self, topic: &Topic, before: Option<&RawRow>, after: Option<&RawRow>, now: Timestamp) {
        self.fleet.observe(topic, before, after, now);
        self.dispatch.observe(topic, before, after, now);
    }

    fn drain(&mut self, now: Timestamp) -> Vec<Write> {
        let mut writes = self.fleet.drain(now);
        writes.extend(self.dispatch.drain(now));
        writes
    }
}
