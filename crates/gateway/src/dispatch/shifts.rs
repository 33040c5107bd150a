//! Who drives what: shifts as trackers and the world tell of them, beside those that people begin by hand.

use mutants::mutant;
use protocol::{
    RowId, Timestamp,
    entities::{Duty, Member},
    telemetry::Registration,
};

use super::{Dispatch, drivers::DriverState};

impl Dispatch {
    pub(super) fn register(&mut self, registration: &Registration) {
        let wheel = self.vehicles.entry(registration.vehicle.clone()).or_default();
        wheel.depot.clone_from(&registration.depot);
        if wheel.plate != registration.plate {
            wheel.plate.clone_from(&registration.plate);
            if let Some(driver) = wheel.driver.clone() {
                self.dress(&driver);
            }
        }
    }

    /// Somebody took the wheel, or left it. Told again, it means nothing: who ended their shift by hand stays off.
    pub(super) fn take_wheel(&mut self, vehicle: &RowId, driver: Option<&(RowId, String)>, at: Timestamp) {
        let Some(wheel) = self.vehicles.get_mut(vehicle) else {
            self.ignored += 1;
            return;
        };
        let depot = wheel.depot.clone();
        let before = std::mem::replace(&mut wheel.driver, driver.map(|it| it.0.clone()));
        if before.as_ref() == driver.map(|it| &it.0) {
            return;
        }
        if let Some(id) = before {
            self.leave_wheel(&id, vehicle, at);
        }
        if let Some((id, name)) = driver {
            self.meet(id, name, &depot);
            self.enter_shift(id, Duty::OnShift, at, Some(vehicle));
        }
    }

    fn leave_wheel(&mut self, id: &RowId, vehicle: &RowId, at: Timestamp) {
        let is_theirs = self
            .drivers
            .get(id)
            .is_some_and(|it| it.at_wheel.as_ref() == Some(vehicle));
        if is_theirs {
            self.enter_shift(id, Duty::Off, at, None);
        }
    }

    fn enter_shift(&mut self, id: &RowId, duty: Duty, at: Timestamp, vehicle: Option<&RowId>) {
        let Some(state) = self.drivers.get_mut(id) else {
            return;
        };
        state.at_wheel = vehicle.cloned();
        // Whoever has begun by hand, or rests, goes on.
        if duty.is_on_shift() != state.is_on_shift() {
            state.set_duty(duty, at);
        }
        self.dress(id);
    }

    /// A shift is interrupted, or goes on. None begins or ends by this.
    pub(super) fn interrupt(&mut self, id: &RowId, duty: Duty, at: Timestamp) {
        let state = self.drivers.get_mut(id).filter(|it| it.is_on_shift());
        match state.filter(|_| duty.is_on_shift()) {
            Some(state) => {
                state.set_duty(duty, at);
                self.changed.insert(id.clone());
            }
            None => self.ignored += 1,
        }
    }

    /// A colleague drives, and is called there.
    pub fn introduce(&mut self, member: &Member, phone: &str) {
        self.meet(&member.id, &member.name, &member.area);
        if let Some(state) = self.drivers.get_mut(&member.id) {
            state.row.phone = Some(phone.to_owned());
            self.changed.insert(member.id.clone());
        }
    }

    /// Makes sure that a driver is known.
    pub(super) fn meet(&mut self, id: &RowId, name: &str, depot: &str) {
        let now = self.clock;
        let state = self.drivers.entry(id.clone()).or_insert_with(|| {
            self.changed.insert(id.clone());
            DriverState::new(id.clone(), name.to_owned(), depot.to_owned(), now)
        });
        if state.row.name != name {
            name.clone_into(&mut state.row.name);
            self.changed.insert(id.clone());
        }
    }

    /// Shows what follows from a driver's shift: the vehicle, and that off shift they are nowhere.
    pub(super) fn dress(&mut self, id: &RowId) {
        let Some(state) = self.drivers.get_mut(id) else {
            return;
        };
        let vehicle = state.at_wheel.clone().filter(|_| state.is_on_shift());
        let wheel = vehicle.as_ref().and_then(|it| self.vehicles.get(it));
        state.row.plate = wheel.map(|it| it.plate.clone());
        state.row.vehicle = vehicle;
        self.changed.insert(id.clone());
        if !state.is_on_shift() && !mutant!(StayOnTheMap) {
            state.position = None;
            self.moved.insert(id.clone());
        }
    }
}
