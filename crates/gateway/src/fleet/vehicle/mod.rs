//! One vehicle: what its reports, and its silence, say about it.

mod conclusions;
mod words;

use std::time::Duration;

use protocol::{
    Entity, RawRow, RowId, Timestamp,
    entities::{LogKind, Severity, Vehicle, VehicleStatus, Violation},
    telemetry::{Fix, Registration},
};

use self::words::describe;
use super::{
    day::quarter_of,
    digits::digits,
    logs::{Counted, Logs},
    report::{Began, Detail, Report, Sighting},
    strip::Strip,
    track::Track,
};

/// Without a position for longer, a vehicle is offline.
pub(super) const SILENCE: Duration = Duration::from_secs(300);

/// Time in a state without positions is added up so often.
const CREDIT_PERIOD: Duration = Duration::from_secs(60);

/// A vehicle, its row and its day.
#[derive(Debug)]
pub(super) struct VehicleState {
    /// As it is shown, except the strip and `distance_today`, which are filled in when it is written.
    row: Vehicle,
    /// What the timeline says: like `row.status`, but a device that delivers old positions is not offline here.
    state: VehicleStatus,
    track: Track,
    engine: Option<bool>,
    standing_since: Option<Timestamp>,
    in_workshop: bool,
    /// The tank, %, without splashing.
    fuel_level: Option<f64>,
    /// Silence before this was the gateway's own.
    listening_since: Timestamp,
    /// Up to when the time is added up.
    credited: Timestamp,
    strip: Strip,
    report: Report,
    changed: bool,
    /// Whether it waits to be written.
    pub(super) is_queued: bool,
}

/// What surrounds a step of a vehicle.
pub(super) struct Moment<'a> {
    pub(super) now: Timestamp,
    pub(super) detail: Detail,
    pub(super) logs: &'a mut Logs,
}

impl VehicleState {
    /// A vehicle that has not reported yet: offline, at no place, since 1970.
    pub(super) fn registered(registration: Registration, day: Timestamp, now: Timestamp) -> Self {
        let row = Vehicle {
            id: registration.vehicle.clone(),
            plate: String::new(),
            kind: registration.kind,
            gross_t: 0.0,
            depot: String::new(),
            status: VehicleStatus::Offline,
            driver: None,
            driver_name: None,
            lat: 0.0,
            lng: 0.0,
            accuracy: 0.0,
            place: String::new(),
            speed: 0.0,
            speed_limit: 0.0,
            heading: 0.0,
            fuel: None,
            odometer: None,
            distance_today: 0.0,
            open_violations: Some(0),
            fix_at: Timestamp::default(),
            strip: String::new(),
            strip_at: Timestamp::default(),
        };
        let mut vehicle = Self {
            row,
            state: VehicleStatus::Offline,
            track: Track::default(),
            engine: None,
            standing_since: None,
            in_workshop: false,
            fuel_level: None,
            listening_since: Timestamp::default(),
            credited: now,
            strip: Strip::new(now),
            report: Report::new(day),
            changed: true,
            is_queued: false,
        };
        vehicle.register(registration);
        vehicle
    }

    /// A vehicle as its stored rows tell it, last known to be so at `known`.
    pub(super) fn restored(row: Vehicle, report: Report, known: Timestamp) -> Self {
        let standing = matches!(row.status, VehicleStatus::Idle | VehicleStatus::Stopped);
        Self {
            state: row.status,
            track: match row.fix_at {
                never if never == Timestamp::default() => Track::default(),
                at => Track::resumed(row.lat, row.lng, at),
            },
            // Until the device tells again, the engine does what the state says.
            engine: match row.status {
                VehicleStatus::Idle => Some(true),
                VehicleStatus::Stopped => Some(false),
                VehicleStatus::Moving | VehicleStatus::Offline | VehicleStatus::Maintenance => None,
            },
            standing_since: standing.then(|| report.standing_since().unwrap_or(row.fix_at)),
            in_workshop: row.status == VehicleStatus::Maintenance,
            fuel_level: row.fuel,
            listening_since: Timestamp::default(),
            credited: row.fix_at.max(row.strip_at).min(known),
            strip: Strip::restored(row.strip_slots(), row.strip_at, known),
            report,
            changed: false,
            is_queued: false,
            row,
        }
    }

    /// Master data, new or again.
    pub(super) fn register(&mut self, registration: Registration) {
        let Registration {
            vehicle: _,
            plate,
            kind,
            gross_t,
            depot,
        } = registration;
        self.row.plate = plate;
        self.row.kind = kind;
        self.row.gross_t = digits(gross_t, 2);
        self.row.depot = depot;
        self.changed = true;
    }

    /// A position.
    pub(super) fn handle_fix(&mut self, mut fix: Fix, moment: &mut Moment<'_>) {
        // Nothing is captured in the future: the device's clock is ahead.
        fix.at = fix.at.min(moment.now);
        self.settle(moment);
        if fix.at <= self.row.fix_at {
            return self.handle_late(&fix, moment);
        }
        let since = self.row.fix_at;
        let silence = (since > Timestamp::default()).then(|| fix.at.since(since));
        let was_offline = self.row.status == VehicleStatus::Offline;
        let metres = self.track.handle_fix(&fix);
        self.handle_engine(&fix, moment);
        self.burn(fix.fuel);
        self.show(&fix);

        let state = self.state_at(fix.at);
        self.enter(state, fix.at, moment.detail);
        self.credit(fix.at);
        self.row.status = match self.is_silent(moment.now) {
            true if state != VehicleStatus::Maintenance => VehicleStatus::Offline,
            _ => state,
        };
        if let Some(silence) = silence.filter(|_| was_offline && self.row.status != VehicleStatus::Offline) {
            let text = format!("resumed after {} min", silence.as_secs() / 60);
            self.report.note(fix.at, LogKind::Link, text, moment.detail);
        }
        let sighting = Sighting::new(&fix, since, state, &self.row.place, metres);
        match self.report.handle_sighting(&sighting, moment.detail) {
            Some(Began::Trip(at, _)) => moment.logs.count(Counted::Trip, at),
            Some(Began::Stop(at, _)) => moment.logs.count(Counted::Stop, at),
            None => {}
        }
        self.changed = true;
    }

    /// Somebody took the wheel, or left it.
    pub(super) fn handle_driver(&mut self, driver: Option<(RowId, String)>) {
        (self.row.driver, self.row.driver_name) = driver.unzip();
        self.changed = true;
    }

    /// Went into the workshop, or came out.
    pub(super) fn handle_maintenance(&mut self, begins: bool, at: Timestamp, moment: &mut Moment<'_>) {
        self.settle(moment);
        let at = at.min(moment.now);
        if begins != self.in_workshop {
            self.in_workshop = begins;
            let state = self.state_at(at);
            self.enter(state, at, moment.detail);
            self.row.status = state;
            self.changed = true;
        }
    }

    /// A rule was broken.
    pub(super) fn handle_violation(&mut self, violation: &Violation, moment: &Moment<'_>) {
        self.changed |= self.strip.mark(violation.at);
        if violation.at >= self.report.day() {
            let critical = violation.severity == Severity::Critical;
            self.report.count_violation(critical);
            self.report.note(
                violation.at,
                LogKind::Violation,
                describe(violation),
                moment.detail,
            );
        }
    }

    /// Anything else worth a line.
    pub(super) fn handle_event(
        &mut self,
        kind: LogKind,
        text: String,
        at: Timestamp,
        moment: &mut Moment<'_>,
    ) {
        match kind {
            LogKind::Fuel => moment.logs.count(Counted::Refuel, at),
            LogKind::Fault => moment.logs.count(Counted::Fault, at),
            LogKind::Position
            | LogKind::Violation
            | LogKind::Trip
            | LogKind::Engine
            | LogKind::Geofence
            | LogKind::Link => {}
        }
        self.report.note(at, kind, text, moment.detail);
    }

    /// Violations with work left.
    pub(super) fn count_open(&mut self, open: u32) {
        self.changed |= self.row.open_violations != Some(open);
        self.row.open_violations = Some(open);
    }

    /// Draws the conclusions of time passing without a position.
    pub(super) fn settle(&mut self, moment: &mut Moment<'_>) {
        let now = moment.now;
        if matches!(self.state, VehicleStatus::Idle | VehicleStatus::Stopped)
            && let Some(Began::Stop(at, _)) = self.report.handle_rest(now, self.state, moment.detail)
        {
            moment.logs.count(Counted::Stop, at);
        }
        let state = self.state_at(now);
        if state != self.state {
            self.conclude(state, moment);
        }
        if self.state == VehicleStatus::Offline {
            self.report.handle_silence(self.row.fix_at);
        }
        let waits = matches!(self.state, VehicleStatus::Offline | VehicleStatus::Maintenance);
        if waits && now.since(self.credited) >= CREDIT_PERIOD {
            self.credit(now);
        }
        if quarter_of(now) > self.strip.at() {
            self.credit(quarter_of(now));
            self.changed |= self.strip.roll(now);
        }
    }

    /// Ends the day and begins `today`.
    pub(super) fn roll_day(&mut self, today: Timestamp, detail: Detail) {
        self.credit(today);
        self.report.roll(today, &self.row.place, detail);
        self.changed = true;
    }

    /// The gateway was away from `from` to `now`: what the vehicle did meanwhile is unknown, not offline.
    pub(super) fn handle_downtime(&mut self, from: Timestamp, now: Timestamp, detail: Detail) {
        if now.since(from) <= SILENCE {
            // Who was silent before is silent still; everybody else has the whole time again.
            if self.row.status != VehicleStatus::Offline {
                self.listening_since = now;
            }
            return;
        }
        self.credit(from);
        self.credited = now;
        self.changed |= self.strip.roll(now);
        if self.state != VehicleStatus::Maintenance {
            self.report.enter(None, from, detail);
            // The trip or stop ends where the timeline says so.
            self.report.handle_silence(from);
            self.state = VehicleStatus::Offline;
            self.row.status = VehicleStatus::Offline;
            self.changed = true;
        }
    }

    /// The row to write, if it changed.
    pub(super) fn take_row(&mut self) -> RawRow {
        self.changed = false;
        self.is_queued = false;
        self.row.distance_today = digits(self.report.metres() / 1000.0, 2);
        self.row.strip = self.strip.letters();
        self.row.strip_at = self.strip.at();
        self.row.to_raw()
    }

    /// Whether its row changed since it was last taken.
    pub(super) const fn is_changed(&self) -> bool {
        self.changed
    }

    /// Its day.
    pub(super) const fn report(&mut self) -> &mut Report {
        &mut self.report
    }

    /// The midnight with which its day began.
    pub(super) const fn day(&self) -> Timestamp {
        self.report.day()
    }

    /// What it does now.
    pub(super) const fn status(&self) -> VehicleStatus {
        self.row.status
    }

    /// Where it belongs.
    pub(super) fn depot(&self) -> &str {
        &self.row.depot
    }

    /// Driven today.
    pub(super) const fn metres_today(&self) -> f64 {
        self.report.metres()
    }

    /// Moving, idle and known time of today.
    pub(super) fn spent_today(&self) -> [Duration; 3] {
        self.report.spent()
    }
}
