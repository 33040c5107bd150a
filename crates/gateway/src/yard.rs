//! Everything that moves by itself: the company, and the demo world that drives it.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use protocol::{
    RowId, Timestamp,
    telemetry::{DriverFix, Telemetry},
};

use crate::{
    company::Company,
    demo::Demo,
    derive::{Deriver as _, Write},
    dispatch::{Heard, NotCollected},
    store::KeptPoint,
};

/// Turns what devices report, and the passing of time, into rows. The hub derives from the same company.
pub struct Yard {
    company: Arc<Mutex<Company>>,
    demo: Option<Demo>,
    /// When time was last let pass.
    ticked: Timestamp,
}

impl Yard {
    /// A company, and the world that drives it.
    pub const fn new(company: Arc<Mutex<Company>>, demo: Option<Demo>, now: Timestamp) -> Self {
        Self {
            company,
            demo,
            ticked: now,
        }
    }

    /// Devices reported.
    pub fn hear(&mut self, telemetry: Vec<Telemetry>, now: Timestamp) -> Vec<Write> {
        let mut company = lock(&self.company);
        for it in telemetry {
            company.handle(it, now);
        }
        company.drain(now)
    }

    /// A driver's own phone reported positions; what follows, also if nothing is collected.
    pub fn hear_phone(
        &mut self,
        driver: &RowId,
        fixes: &[DriverFix],
        now: Timestamp,
    ) -> (Result<Heard, NotCollected>, Vec<Write>) {
        let mut company = lock(&self.company);
        let heard = company.hear_phone(driver, fixes, now);
        (heard, company.drain(now))
    }

    /// Positions to be kept, since the last call.
    pub fn take_kept(&mut self) -> Vec<KeptPoint> {
        lock(&self.company).take_kept()
    }

    /// A deadline of [`Yard::poll_timeout`] has passed.
    pub fn handle_timeout(&mut self, now: Timestamp) -> Vec<Write> {
        self.ticked = now;
        let mut company = lock(&self.company);
        match &mut self.demo {
            Some(demo) => demo.advance(&mut company, now),
            None => company.handle_timeout(now),
        }
        company.drain(now)
    }

    /// When to call [`Yard::handle_timeout`].
    pub fn poll_timeout(&self) -> Timestamp {
        let company = lock(&self.company).poll_timeout();
        let demo = self.demo.as_ref().and_then(Demo::next_due);
        // Not for every single report: what happens within a moment becomes one transaction.
        demo.map_or(company, |it| it.min(company)).max(self.ticked + TICK)
    }

    /// Everything not written yet: before a stop.
    pub fn flush(&mut self, now: Timestamp) -> Vec<Write> {
        lock(&self.company).flush(now)
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
fn lock(company: &Mutex<Company>) -> MutexGuard<'_, Company> {
    company.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Shortest time between two looks at the world.
const TICK: Duration = Duration::from_millis(50);
