//! The fleet: turns what devices report, and their silence, into the rows people look at.
//!
//! No clock, no I/O: time is handed in, and what should be written is handed out. Rows are the only memory:
//! [`Fleet::restore`] rebuilds everything from what the store held. The rules are numbered in `docs/GATEWAY.md`.

pub(crate) mod day;
pub(crate) mod digits;
mod drain;
mod logs;
mod report;
mod restore;
mod strip;
mod summary;
pub(crate) mod track;
mod vehicle;
mod violations;

use std::{
    collections::BTreeMap,
    ops::Bound::{Excluded, Unbounded},
    time::Duration,
};

use protocol::{
    RowId, StreamKind, Timestamp, Topic,
    entities::{FleetSummary, Violation, ViolationState},
    telemetry::{Registration, Telemetry},
};

use self::{
    day::{Calendar, QUARTER, day_before, hour_of, quarter_of},
    logs::Logs,
    report::{Agenda, Archive, Detail},
    summary::{Summary, figures},
    vehicle::{Moment, VehicleState},
    violations::{Distribution, ViolationBook},
};
use crate::derive::Write;

/// Vehicles looked at for silence per call, so that no call takes long.
const SWEEP_MAX: usize = 2_000;

/// Time between two looks at the same silent vehicle.
const SWEEP_PERIOD: Duration = Duration::from_secs(1);

/// The same while history is absorbed, where calls are as cheap as their number is large.
const BULK_SWEEP_PERIOD: Duration = Duration::from_secs(30);

/// What a fleet must be told.
#[derive(Clone, Copy, Debug, Default)]
pub struct FleetConfig {
    /// Seconds that the depot's clock is ahead of UTC: decides when midnight is.
    pub utc_offset_s: i32,
}

/// All vehicles and what follows from them.
#[derive(Debug)]
pub struct Fleet {
    calendar: Calendar,
    /// The latest time it was handed.
    clock: Timestamp,
    vehicles: BTreeMap<RowId, VehicleState>,
    /// Vehicles whose row changed, in the order in which that happened.
    changed: Vec<RowId>,
    book: ViolationBook,
    distribution: Distribution,
    logs: Logs,
    summary: Summary,
    agenda: Agenda,
    archive: Archive,
    sweep: Sweep,
    /// Writes that wait for nothing.
    writes: Vec<Write>,
    /// The next drain writes everything, due or not.
    is_bulk: bool,
    ignored: u64,
}

/// How far the round over silent vehicles has come.
#[derive(Debug)]
struct Sweep {
    after: Option<RowId>,
    next_at: Timestamp,
    period: Duration,
}

impl Fleet {
    /// A fleet without vehicles.
    pub fn new(config: FleetConfig, now: Timestamp) -> Self {
        let mut fleet = Self {
            calendar: Calendar::new(config.utc_offset_s),
            clock: now,
            vehicles: BTreeMap::new(),
            changed: Vec::new(),
            book: ViolationBook::default(),
            distribution: Distribution::default(),
            logs: Logs::default(),
            summary: Summary::default(),
            agenda: Agenda::new(now),
            archive: Archive::default(),
            sweep: Sweep {
                after: None,
                next_at: now,
                period: SWEEP_PERIOD,
            },
            writes: Vec::new(),
            is_bulk: false,
            ignored: 0,
        };
        fleet.logs.roll(now);
        fleet
    }

    /// Something was reported. What concerns a vehicle nobody registered is ignored, and counted.
    pub fn handle(&mut self, telemetry: Telemetry, now: Timestamp) {
        self.handle_timeout(now);
        match telemetry {
            Telemetry::Registered(registration) => self.register(registration),
            Telemetry::Fix(fix) => {
                let id = fix.vehicle.clone();
                self.step(&id, |vehicle, moment| vehicle.handle_fix(fix, moment));
            }
            Telemetry::Driver {
                vehicle,
                driver,
                at: _,
            } => {
                self.step(&vehicle, |vehicle, _| vehicle.handle_driver(driver));
            }
            Telemetry::Maintenance { vehicle, begins, at } => {
                self.step(&vehicle, |vehicle, moment| {
                    vehicle.handle_maintenance(begins, at, moment)
                });
            }
            Telemetry::Violation(violation) => {
                self.record(&violation);
                self.writes.push(Write::put(&violation));
            }
            Telemetry::Event {
                vehicle,
                kind,
                text,
                at,
            } => {
                self.step(&vehicle, |vehicle, moment| {
                    vehicle.handle_event(kind, text, at, moment)
                });
            }
            // They speak of people and goods, not of vehicles.
            Telemetry::Position(_) | Telemetry::Shipment { .. } | Telemetry::Duty { .. } => {}
        }
    }

    /// Absorbs a history in the order of time, up to `now`; the next drain writes all of it.
    ///
    /// Meant for a fleet that is new: its clock goes back to where the history begins.
    pub fn absorb(&mut self, history: impl IntoIterator<Item = Telemetry>, now: Timestamp) {
        let mut history = history.into_iter();
        // Registrations have no time: they hold from the first moment that has one.
        let mut untimed = Vec::new();
        let first = history.find_map(|telemetry| match at(&telemetry) {
            Some(at) => Some((telemetry, at)),
            None => {
                untimed.push(telemetry);
                None
            }
        });
        if let Some((_, at)) = &first
            && self.vehicles.is_empty()
        {
            self.clock = *at;
            self.summary.begin(*at);
            self.sweep.next_at = *at;
            self.logs = Logs::default();
            self.logs.roll(*at);
        }
        self.sweep.period = BULK_SWEEP_PERIOD;
        self.is_bulk = true;
        let timed = first.into_iter().map(|it| it.0).chain(history);
        // What people worked on since was open at first: the figures of that time must count it.
        let mut worked: BTreeMap<(Timestamp, RowId), Violation> = BTreeMap::new();
        for telemetry in untimed.into_iter().chain(timed) {
            let at = at(&telemetry).map_or(self.clock, |it| it.min(now));
            while let Some(next) = worked.first_entry().filter(|it| it.key().0 <= at) {
                let (changed_at, _) = *next.key();
                let violation = next.remove();
                self.handle(Telemetry::Violation(violation), changed_at);
            }
            match telemetry {
                Telemetry::Violation(violation) if !violation.state.is_open() => {
                    let opened = Violation {
                        state: ViolationState::Open,
                        ..violation.clone()
                    };
                    self.handle(Telemetry::Violation(opened), at);
                    let changed_at = violation.changed_at.unwrap_or(at).max(at);
                    worked.insert((changed_at, violation.id.clone()), violation);
                }
                telemetry => self.handle(telemetry, at),
            }
        }
        for ((changed_at, _), violation) in worked {
            self.handle(Telemetry::Violation(violation), changed_at.min(now));
        }
        self.sweep.period = SWEEP_PERIOD;
        self.sweep.next_at = now;
        self.handle_timeout(now);
    }

    /// The vehicle is no longer ours: its row and its reports go, its violations stay.
    pub fn remove(&mut self, id: &RowId) {
        let Some(mut vehicle) = self.vehicles.remove(id) else {
            return;
        };
        self.agenda.remove(id, vehicle.report().due);
        vehicle.report().remove(id, &mut self.writes);
        self.archive.remove(id, self.calendar, &mut self.writes);
        self.writes.push(Write::Remove {
            topic: Topic::whole(StreamKind::Vehicle),
            id: id.clone(),
        });
        self.summary.hurry();
    }

    /// Time passed: midnights, full hours and quarters, vehicles that fell silent.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        if now > self.clock {
            // Hours and midnights are quarters too.
            let mut boundary = quarter_of(self.clock) + QUARTER;
            while boundary <= now {
                self.clock = boundary;
                self.cross(boundary);
                boundary = boundary + QUARTER;
            }
            self.clock = now;
        }
        self.sweep();
    }

    /// When [`Self::handle_timeout`] and a drain are worth while next.
    pub fn poll_timeout(&self) -> Timestamp {
        self.clock + SWEEP_PERIOD
    }

    /// Whether the vehicle is registered.
    pub fn knows(&self, id: &RowId) -> bool {
        self.vehicles.contains_key(id)
    }

    /// Vehicles registered.
    pub fn len(&self) -> usize {
        self.vehicles.len()
    }

    /// Whether no vehicle is registered.
    pub fn is_empty(&self) -> bool {
        self.vehicles.is_empty()
    }

    /// Reports about vehicles nobody registered.
    pub const fn ignored(&self) -> u64 {
        self.ignored
    }

    fn register(&mut self, registration: Registration) {
        let id = registration.vehicle.clone();
        if self.vehicles.contains_key(&id) {
            self.step(&id, |vehicle, _| vehicle.register(registration));
        } else {
            let vehicle = VehicleState::registered(registration, self.calendar.day(self.clock), self.clock);
            self.vehicles.insert(id.clone(), vehicle);
            self.step(&id, |_, _| {});
        }
    }

    /// Lets one vehicle do something, and remembers what is to be written after it.
    fn step(&mut self, id: &RowId, step: impl FnOnce(&mut VehicleState, &mut Moment<'_>)) {
        let detail = Detail::of(self.vehicles.len());
        let Some(vehicle) = self.vehicles.get_mut(id) else {
            self.ignored += 1;
            return;
        };
        let mut moment = Moment {
            now: self.clock,
            detail,
            logs: &mut self.logs,
        };
        step(vehicle, &mut moment);
        enqueue(id, vehicle, &mut self.changed, &mut self.agenda, self.clock);
    }

    /// A quarter of an hour begins, perhaps with an hour or a day.
    fn cross(&mut self, at: Timestamp) {
        // The sample of midnight is what the day came to, not the zero of the next one.
        if hour_of(at) == at {
            self.summary.sample(at, &self.figures());
        }
        let today = self.calendar.day(at);
        if today == at {
            self.roll_day(today);
        }
        self.logs.roll(at);
        let expired = self.book.expired(at, day_before(today));
        let topic = Topic::whole(StreamKind::Violation);
        self.writes.extend(expired.into_iter().map(|id| {
            self.book.forget(&id);
            Write::Remove {
                topic: topic.clone(),
                id,
            }
        }));
    }

    /// A day begins.
    fn roll_day(&mut self, today: Timestamp) {
        let detail = Detail::of(self.vehicles.len());
        for (id, vehicle) in &mut self.vehicles {
            if vehicle.day() < today {
                let mut moment = Moment {
                    now: self.clock,
                    detail,
                    logs: &mut self.logs,
                };
                vehicle.settle(&mut moment);
                vehicle.roll_day(today, detail);
                enqueue(id, vehicle, &mut self.changed, &mut self.agenda, self.clock);
            }
        }
    }

    /// Looks at all vehicles.
    fn sweep_all(&mut self) {
        self.sweep.after = None;
        self.sweep.next_at = self.clock;
        self.sweep();
        while self.sweep.after.is_some() {
            self.sweep();
        }
    }

    /// Looks at the next vehicles whose silence may mean something.
    fn sweep(&mut self) {
        let from = match self.sweep.after.take() {
            Some(after) => Excluded(after),
            None if self.clock < self.sweep.next_at => return,
            None => {
                self.sweep.next_at = self.clock + self.sweep.period;
                Unbounded
            }
        };
        let detail = Detail::of(self.vehicles.len());
        let mut moment = Moment {
            now: self.clock,
            detail,
            logs: &mut self.logs,
        };
        let mut rest = self.vehicles.range_mut((from, Unbounded));
        for (id, vehicle) in rest.by_ref().take(SWEEP_MAX) {
            vehicle.settle(&mut moment);
            enqueue(id, vehicle, &mut self.changed, &mut self.agenda, self.clock);
            self.sweep.after = Some(id.clone());
        }
        if rest.next().is_none() {
            self.sweep.after = None;
        }
    }

    fn figures(&self) -> FleetSummary {
        figures(self.vehicles.values(), &self.book, self.clock)
    }
}

/// Remembers what of a vehicle is to be written.
fn enqueue(
    id: &RowId,
    vehicle: &mut VehicleState,
    changed: &mut Vec<RowId>,
    agenda: &mut Agenda,
    now: Timestamp,
) {
    if vehicle.is_changed() && !std::mem::replace(&mut vehicle.is_queued, true) {
        changed.push(id.clone());
    }
    agenda.schedule(id, vehicle.report(), now);
}

/// When it was reported to happen; a registration holds at any time.
pub(crate) const fn at(telemetry: &Telemetry) -> Option<Timestamp> {
    match telemetry {
        Telemetry::Registered(_) => None,
        Telemetry::Fix(fix) => Some(fix.at),
        Telemetry::Violation(violation) => Some(violation.at),
        Telemetry::Position(fix) => Some(fix.at),
        Telemetry::Shipment { author, .. } => Some(author.at),
        Telemetry::Driver { at, .. }
        | Telemetry::Duty { at, .. }
        | Telemetry::Maintenance { at, .. }
        | Telemetry::Event { at, .. } => Some(*at),
    }
}
