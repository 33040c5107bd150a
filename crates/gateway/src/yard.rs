//! Everything that moves by itself: the fleet, and the demo world that drives it.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use protocol::{Timestamp, telemetry::Telemetry};

use crate::{
    demo::Demo,
    derive::{Deriver as _, Write},
    fleet::Fleet,
};

/// Turns what devices report, and the passing of time, into rows. The hub derives from the same fleet.
pub struct Yard {
    fleet: Arc<Mutex<Fleet>>,
    demo: Option<Demo>,
    /// When time was last let pass.
    ticked: Timestamp,
}

impl Yard {
    /// A fleet, and the world that drives it.
    pub const fn new(fleet: Arc<Mutex<Fleet>>, demo: Option<Demo>, now: Timestamp) -> Self {
        Self {
            fleet,
            demo,
            ticked: now,
        }
    }

    /// Devices reported.
    pub fn hear(&mut self, telemetry: Vec<Telemetry>, now: Timestamp) -> Vec<Write> {
        let mut fleet = lock(&self.fleet);
        for it in telemetry {
            fleet.handle(it, now);
        }
        fleet.drain(now)
    }

    /// A deadline of [`Yard::poll_timeout`] has passed.
    pub fn handle_timeout(&mut self, now: Timestamp) -> Vec<Write> {
        self.ticked = now;
        let mut fleet = lock(&self.fleet);
        match &mut self.demo {
            Some(demo) => demo.advance(&mut fleet, now),
            None => fleet.handle_timeout(now),
        }
        fleet.drain(now)
    }

    /// When to call [`Yard::handle_timeout`].
    pub fn poll_timeout(&self) -> Timestamp {
        let fleet = lock(&self.fleet).poll_timeout();
        let demo = self.demo.as_ref().and_then(Demo::next_due);
        // Not for every single report: what happens within a moment becomes one transaction.
        demo.map_or(fleet, |it| it.min(fleet)).max(self.ticked + TICK)
    }

    /// Everything not written yet: before a stop.
    pub fn flush(&mut self, now: Timestamp) -> Vec<Write> {
        lock(&self.fleet).flush(now)
    }
}

impl fmt::Debug for Yard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Yard")
            .field("demo", &self.demo.is_some())
            .finish_non_exhaustive()
    }
}

/// A panic under the lock would have ended the conductor; whoever still asks gets what there is.
fn lock(fleet: &Mutex<Fleet>) -> MutexGuard<'_, Fleet> {
    fleet.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Shortest time between two looks at the world.
const TICK: Duration = Duration::from_millis(50);
