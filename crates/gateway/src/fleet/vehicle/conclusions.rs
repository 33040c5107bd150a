//! The rules by which a vehicle's state follows from its last position, its engine and the time since.

use std::time::Duration;

use protocol::{
    Timestamp,
    entities::{LogKind, VehicleStatus},
    telemetry::Fix,
};

use super::{Moment, SILENCE, VehicleState};
use crate::fleet::{
    digits::digits,
    logs::Counted,
    report::{Detail, Sighting},
    track::{STANDING_MAX, coordinates},
};

/// Standing longer, with a device that does not tell about the engine, counts as stopped.
const ENGINE_OFF_AFTER: Duration = Duration::from_secs(300);

/// A rise of the tank, %, that is no splashing.
const REFUEL_MIN: f64 = 2.0;

impl VehicleState {
    /// The state at a moment at which nothing newer is known than what is known now.
    pub(super) fn state_at(&self, now: Timestamp) -> VehicleStatus {
        if self.in_workshop {
            VehicleStatus::Maintenance
        } else if self.is_silent(now) {
            VehicleStatus::Offline
        } else if self.row.speed > STANDING_MAX {
            VehicleStatus::Moving
        } else {
            match (self.engine, self.standing_since) {
                (Some(false), _) => VehicleStatus::Stopped,
                (None, Some(since)) if now.since(since) > ENGINE_OFF_AFTER => VehicleStatus::Stopped,
                (Some(true), _) | (None, _) => VehicleStatus::Idle,
            }
        }
    }

    /// Whether nothing was heard for too long while somebody listened.
    pub(super) fn is_silent(&self, now: Timestamp) -> bool {
        now.since(self.row.fix_at.max(self.listening_since)) > SILENCE
    }

    /// Time alone changed the state.
    pub(super) fn conclude(&mut self, state: VehicleStatus, moment: &mut Moment<'_>) {
        let was_online = self.row.status != VehicleStatus::Offline;
        let since = match state {
            VehicleStatus::Offline => self.row.fix_at,
            VehicleStatus::Stopped => self
                .standing_since
                .map_or(moment.now, |since| since + ENGINE_OFF_AFTER),
            VehicleStatus::Moving | VehicleStatus::Idle | VehicleStatus::Maintenance => moment.now,
        };
        self.enter(state, since, moment.detail);
        if state == VehicleStatus::Offline && was_online {
            moment.logs.count(Counted::Fault, moment.now);
            self.report
                .note(moment.now, LogKind::Link, "lost".to_owned(), moment.detail);
        }
        self.row.status = state;
        self.changed = true;
    }

    /// The state is this from `at` on.
    pub(super) fn enter(&mut self, state: VehicleStatus, at: Timestamp, detail: Detail) {
        if state == self.state {
            return;
        }
        self.credit(at);
        self.state = state;
        let segment = (state != VehicleStatus::Offline).then_some(state);
        self.report.enter(segment, at, detail);
    }

    /// Adds up the time until now in the state it was spent in.
    pub(super) fn credit(&mut self, until: Timestamp) {
        if until <= self.credited {
            return;
        }
        let from = std::mem::replace(&mut self.credited, until);
        if self.row.fix_at > Timestamp::default() || self.in_workshop {
            self.changed |= self.strip.credit(self.state, from, until);
            self.report.credit(self.state, from, until);
        }
    }

    /// A position older than the last one: it fills the track and moves nothing.
    pub(super) fn handle_late(&mut self, fix: &Fix, moment: &Moment<'_>) {
        if fix.at == self.row.fix_at {
            // The same position again.
            return;
        }
        let state = if fix.speed > STANDING_MAX {
            VehicleStatus::Moving
        } else {
            VehicleStatus::Idle
        };
        self.changed |= self.strip.fill(state, fix.at);
        let sighting = Sighting::new(fix, fix.at, state, &self.row.place, 0.0);
        self.report.handle_late(&sighting, moment.detail);
    }

    /// The engine was started or switched off.
    pub(super) fn handle_engine(&mut self, fix: &Fix, moment: &Moment<'_>) {
        if let (Some(before), Some(now)) = (self.engine, fix.engine)
            && before != now
        {
            let text = if now { "engine on" } else { "engine off" };
            self.report
                .note(fix.at, LogKind::Engine, text.to_owned(), moment.detail);
        }
        self.engine = fix.engine;
    }

    /// Fuel that went, in litres of this kind's usual tank. Small rises are splashing, large ones a refuelling.
    pub(super) fn burn(&mut self, fuel: Option<f64>) {
        let Some(fuel) = fuel else { return };
        let level = *self.fuel_level.get_or_insert(fuel);
        if let Some(litres) = self.row.kind.tank() {
            self.report.use_fuel((level - fuel).max(0.0) / 100.0 * litres);
        }
        if fuel < level || fuel > level + REFUEL_MIN {
            self.fuel_level = Some(fuel);
        }
    }

    /// Shows where the vehicle is.
    pub(super) fn show(&mut self, fix: &Fix) {
        let row = &mut self.row;
        row.fix_at = fix.at;
        row.lat = digits(fix.lat, 6);
        row.lng = digits(fix.lng, 6);
        row.accuracy = digits(fix.accuracy, 1);
        row.speed = digits(fix.speed, 1);
        row.speed_limit = digits(fix.speed_limit.unwrap_or_default(), 0);
        row.heading = digits(fix.heading, 0);
        row.fuel = fix.fuel.map(|it| digits(it, 1)).or(row.fuel);
        row.odometer = fix.odometer.map(|it| digits(it, 1)).or(row.odometer);
        match &fix.place {
            Some(place) if *place == row.place => {}
            Some(place) => place.clone_into(&mut row.place),
            None => row.place = coordinates(fix.lat, fix.lng),
        }
        self.standing_since = match self.standing_since {
            _ if fix.speed > STANDING_MAX => None,
            Some(since) => Some(since),
            None => Some(fix.at),
        };
    }
}
