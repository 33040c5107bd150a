//! Dispatch: turns what trackers, phones and the world report into drivers, positions, tracks and shipments.
//!
//! Like the fleet beside it: no clock, no I/O, rows are the only memory, and the hub shows it every row that changes. The
//! rules are numbered in `docs/GATEWAY.md`.

mod drain;
mod drivers;
mod eta;
mod fences;
#[cfg(feature = "server")]
pub mod past;
mod positions;
mod restore;
mod shifts;
mod shipments;
mod tracks;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    time::Duration,
};

use protocol::{
    RowId, StreamKind, Timestamp, Topic,
    entities::{PositionSource, Shipment},
    telemetry::{DriverFix, Fix, Telemetry},
};

use self::{
    drivers::DriverState,
    fences::{Fences, Sides},
    positions::Sample,
    shipments::ShipmentBook,
    tracks::{gathered_for, is_passed, points_of, topic_of},
};
use crate::{
    derive::Write,
    fleet::{FleetConfig, day::Calendar},
    store::KeptPoint,
};

/// Time between two looks at tracks that have grown old.
const SWEEP_PERIOD: Duration = Duration::from_secs(60);

/// Time between two looks at shipments that are long done.
const RETIREMENT_PERIOD: Duration = Duration::from_secs(15 * 60);

/// Positions of history that are kept; older ones are only driven through.
const HISTORY_MAX: usize = 100_000;

/// All drivers, shipments and areas, and what follows from them.
#[derive(Debug)]
pub struct Dispatch {
    calendar: Calendar,
    /// The latest time it was handed.
    clock: Timestamp,
    drivers: BTreeMap<RowId, DriverState>,
    vehicles: HashMap<RowId, Wheel>,
    shipments: ShipmentBook,
    fences: Fences,
    /// Drivers whose row is to be written.
    changed: BTreeSet<RowId>,
    /// Drivers whose position is to be written.
    moved: BTreeSet<RowId>,
    /// Drivers whose track waits to be written, and since when.
    trails: VecDeque<(Timestamp, RowId)>,
    /// Writes that wait for nothing.
    writes: Vec<Write>,
    kept: VecDeque<KeptPoint>,
    /// What people decided about shipments, for whoever plays the drivers; the latest.
    decided: VecDeque<Shipment>,
    next_sweep: Timestamp,
    next_retirement: Timestamp,
    ignored: u64,
}

/// A vehicle, as far as dispatch must know it.
#[derive(Debug, Default)]
struct Wheel {
    plate: String,
    depot: String,
    driver: Option<RowId>,
    sides: Sides,
}

/// What became of a phone's positions.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Heard {
    /// How many are kept.
    pub kept: usize,
    /// When the latest position of the driver was captured.
    pub last: Option<Timestamp>,
}

/// Nothing is collected.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NotCollected {
    /// There is no such driver.
    #[error("There is no such driver.")]
    Unknown,
    /// They are not on shift, and the positions are not of their last one.
    #[error("You are off shift: nothing is collected.")]
    OffShift,
}

impl Dispatch {
    /// Without drivers and shipments.
    pub fn new(config: FleetConfig, now: Timestamp) -> Self {
        let calendar = Calendar::new(config.utc_offset_s);
        let mut shipments = ShipmentBook::default();
        shipments.roll_day(calendar.day(now));
        Self {
            calendar,
            clock: now,
            drivers: BTreeMap::new(),
            vehicles: HashMap::new(),
            shipments,
            fences: Fences::default(),
            changed: BTreeSet::new(),
            moved: BTreeSet::new(),
            trails: VecDeque::new(),
            writes: Vec::new(),
            kept: VecDeque::new(),
            decided: VecDeque::new(),
            next_sweep: now,
            next_retirement: now,
            ignored: 0,
        }
    }

    /// Something was reported.
    pub fn handle(&mut self, telemetry: &Telemetry, now: Timestamp) {
        self.handle_timeout(now);
        match telemetry {
            Telemetry::Registered(registration) => self.register(registration),
            Telemetry::Fix(fix) => self.handle_fix(fix),
            Telemetry::Driver { vehicle, driver, at } => {
                self.take_wheel(vehicle, driver.as_ref(), (*at).min(self.clock))
            }
            Telemetry::Duty { driver, duty, at } => {
                self.interrupt(driver, *duty, (*at).min(self.clock));
            }
            // Off shift the world's positions are as unwelcome as a phone's.
            Telemetry::Position(fix) => {
                self.ignored += u64::from(
                    self.hear_phone(&fix.driver, std::slice::from_ref(fix), now)
                        .is_err(),
                );
            }
            Telemetry::Shipment { change, author } => self.tell(change, author),
            Telemetry::Maintenance { .. } | Telemetry::Violation(_) | Telemetry::Event { .. } => {}
        }
    }

    /// History up to `until` was reported, in the order of time; it goes on from where that ends. A large company's
    /// vehicles leave no tracks of long ago: those would be most of what a first start does.
    pub(crate) fn absorb(&mut self, telemetry: &Telemetry, at: Timestamp, until: Timestamp) {
        if self.vehicles.is_empty() {
            self.clock = at;
            self.next_sweep = at;
            self.next_retirement = at;
            self.shipments.roll_day(self.calendar.day(at));
        }
        match telemetry {
            Telemetry::Fix(fix) if is_passed(self.drivers.len(), until.since(at)) => {
                self.handle_timeout(at);
                self.pass(fix);
            }
            _ => self.handle(telemetry, at),
        }
        if self.kept.len() > HISTORY_MAX {
            self.kept.pop_front();
        }
    }

    /// All of history was reported.
    pub(crate) fn end_history(&mut self, now: Timestamp) {
        self.handle_timeout(now);
        let placed = self.drivers.iter().filter(|it| it.1.position.is_some());
        self.moved.extend(placed.map(|it| it.0.clone()));
    }

    /// A driver's own phone reported positions. They are known by when they were captured: heard twice, they count once.
    ///
    /// # Errors
    ///
    /// When nothing is collected about them; then nothing was.
    pub fn hear_phone(
        &mut self,
        driver: &RowId,
        fixes: &[DriverFix],
        now: Timestamp,
    ) -> Result<Heard, NotCollected> {
        self.handle_timeout(now);
        let state = self.drivers.get(driver).ok_or(NotCollected::Unknown)?;
        if !state.is_on_shift() && !fixes.iter().any(|it| state.is_collected(it.at)) {
            return Err(NotCollected::OffShift);
        }
        let mut kept = 0;
        for fix in fixes {
            kept += usize::from(self.hear(driver, &Sample::from(fix), PositionSource::Phone));
        }
        let position = self.drivers.get(driver).and_then(|it| it.position.as_ref());
        let last = position.map(|it| it.at);
        Ok(Heard { kept, last })
    }

    /// Time passed: midnight, and what has grown old.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        if now <= self.clock {
            return;
        }
        let today = self.calendar.day(now);
        if today > self.calendar.day(self.clock) {
            self.shipments.roll_day(today);
        }
        self.clock = now;
        if now >= self.next_sweep {
            self.next_sweep = now + SWEEP_PERIOD;
            self.sweep();
        }
        if now >= self.next_retirement {
            self.next_retirement = now + RETIREMENT_PERIOD;
            self.retire();
        }
    }

    /// Positions to be kept, since the last call.
    pub fn take_kept(&mut self) -> Vec<KeptPoint> {
        std::mem::take(&mut self.kept).into()
    }

    /// Shipments as people left them since the last call: a world that plays the drivers answers.
    pub fn take_decided(&mut self) -> Vec<Shipment> {
        std::mem::take(&mut self.decided).into()
    }

    /// All shipments as they stand.
    pub fn shipments(&self) -> impl Iterator<Item = &Shipment> {
        self.shipments.all()
    }

    /// What the world told and what did not apply.
    pub const fn ignored(&self) -> u64 {
        self.ignored
    }

    fn handle_fix(&mut self, fix: &Fix) {
        let at = fix.at.min(self.clock);
        let Some(wheel) = self.vehicles.get_mut(&fix.vehicle) else {
            self.ignored += 1;
            return;
        };
        let crossings = self.fences.cross(&mut wheel.sides, (fix.lat, fix.lng), at);
        let driver = wheel.driver.clone();
        for crossing in crossings {
            self.report(fix, at, driver.as_ref(), &crossing);
        }
        if let Some(driver) = driver {
            self.hear(&driver, &Sample::of_vehicle(fix, at), PositionSource::Vehicle);
        }
    }

    /// A position of long ago: all that is left of it is where its driver was last.
    fn pass(&mut self, fix: &Fix) {
        let driver = self.vehicles.get(&fix.vehicle).and_then(|it| it.driver.as_ref());
        if let Some(state) = driver.and_then(|it| self.drivers.get_mut(it)) {
            let at = fix.at.min(self.clock);
            state.pass(&Sample::of_vehicle(fix, at), PositionSource::Vehicle);
        }
    }

    /// A position of a driver. Whether it is kept.
    fn hear(&mut self, driver: &RowId, sample: &Sample, source: PositionSource) -> bool {
        let points_max = points_of(self.drivers.len());
        let now = self.clock;
        let Some(state) = self.drivers.get_mut(driver) else {
            return false;
        };
        let had_news = state.track.has_news();
        let Some(point) = state.hear(sample, source, points_max, now) else {
            return false;
        };
        if !had_news && state.track.has_news() {
            self.trails
                .push_back((now + gathered_for(self.drivers.len()), driver.clone()));
        }
        self.moved.insert(driver.clone());
        self.kept.push_back(KeptPoint {
            driver: driver.clone(),
            point,
        });
        true
    }

    /// Lets go of points that have grown old.
    fn sweep(&mut self) {
        self.doubt();
        let points_max = points_of(self.drivers.len());
        for (id, state) in &mut self.drivers {
            if state.track.is_overfull(points_max, self.clock)
                && let Some(topic) = topic_of(id)
            {
                state.track.trim(&topic, points_max, self.clock, &mut self.writes);
            }
        }
    }

    /// Lets go of shipments that are long done.
    fn retire(&mut self) {
        let topic = Topic::whole(StreamKind::Shipment);
        for id in self.shipments.expired(self.clock) {
            self.shipments.forget(&id);
            self.writes.push(Write::Remove {
                topic: topic.clone(),
                id,
            });
        }
    }
}
