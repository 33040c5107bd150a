//! What a vehicle does one after the other: each errand becomes an activity, with what will be reported during it.

use std::sync::Arc;

use protocol::{
    entities::{Duty as DriverDuty, LogKind, ViolationKind},
    telemetry::Telemetry,
};

use crate::{
    activity::{Activity, Trip, Where, Why},
    chance::{between, happens},
    clock::{Micros, SECOND, Span, seconds, timestamp},
    fleet::Fate,
    fuel,
    route::Route,
    vehicle::{Scene, Vehicle},
    violations::{Circumstances, IDLING_MAX, Note, What, idling, on_trip},
};

/// What a vehicle is going to do.
#[derive(Clone, Debug)]
pub(crate) enum Task {
    SignOn,
    SignOff,
    EnterWorkshop {
        until: Micros,
    },
    LeaveWorkshop,
    Drive {
        to: u8,
    },
    /// The rest of a way, after a halt.
    DriveOn {
        route: Arc<Route>,
        from: f64,
    },
    Stand {
        why: Why,
        minutes: f64,
        engine: bool,
    },
    /// What the vehicle was to load is loaded.
    PickUp,
    /// The way to where it goes begins.
    SetOff,
    /// It is handed over.
    HandOver,
    /// On the road, where the last drive ended.
    Halt {
        at: Where,
        breakdown: bool,
    },
}

const FAULTS: [&str; 5] = [
    "breakdown: coolant temperature",
    "breakdown: tyre pressure",
    "breakdown: brake air pressure",
    "breakdown: battery voltage",
    "breakdown: hydraulics",
];

/// How full the tank is after refuelling, %.
const FULL: f64 = 96.0;

impl Vehicle {
    /// Ends what it does and begins what comes next.
    pub(crate) fn begin_next(&mut self, scene: &mut Scene<'_>, told: &mut Vec<Telemetry>) {
        let now = self.until;
        self.settle();
        if let Activity::Standing {
            why: Why::Refuelling, ..
        } = self.activity
        {
            let litres = (FULL - self.fuel).max(0.0) / 100.0 * fuel::tank(self.berth.registration.kind);
            self.fuel = FULL;
            let place = scene
                .city
                .places
                .get(usize::from(self.place))
                .map_or("", |it| it.name);
            self.tell_event(
                now,
                scene,
                LogKind::Fuel,
                format!("+{litres:.1} L, {place}"),
                told,
            );
        }
        if matches!(
            self.activity,
            Activity::Standing {
                why: Why::Break | Why::Breakdown,
                ..
            }
        ) {
            self.tell_duty(now, scene, DriverDuty::OnShift, told);
        }
        self.notes.clear();
        self.since = now;
        while self.until <= now {
            match self.tasks.pop_front() {
                Some(task) => self.begin(task, now, scene, told),
                None => self.plan(now, scene),
            }
        }
        self.notes.sort_by_key(|it| std::cmp::Reverse(it.at));
    }

    fn begin(&mut self, task: Task, now: Micros, scene: &mut Scene<'_>, told: &mut Vec<Telemetry>) {
        let mute = scene.cadence.is_mute();
        match task {
            Task::SignOn => {
                self.duty.at_wheel = Some(now);
                self.duty.restless =
                    self.is_fated(Fate::Tired, now) || happens(&mut self.rng, 0.02 * scene.scale);
                told.extend((!mute).then(|| self.driver(now)));
            }
            Task::SignOff => {
                self.duty.at_wheel = None;
                told.extend((!mute).then(|| self.driver(now)));
            }
            Task::EnterWorkshop { until } => {
                self.duty.in_workshop = true;
                told.extend((!mute).then(|| self.maintenance(now)));
                self.stand(Why::Workshop, false, Where::Place(self.place), until);
            }
            Task::LeaveWorkshop => {
                self.duty.in_workshop = false;
                told.extend((!mute).then(|| self.maintenance(now)));
            }
            Task::Drive { to } => {
                let from = std::mem::replace(&mut self.place, to);
                let route = scene.router.route(scene.city, usize::from(from), usize::from(to));
                if let Some(route) = route {
                    self.depart(route, 0.0, now, scene);
                    self.note_gate(from, "left", self.until.min(now + 20 * SECOND), scene);
                }
            }
            Task::DriveOn { route, from } => self.depart(route, from, now, scene),
            Task::PickUp => self.pick_up(now, scene, told),
            Task::SetOff => self.set_off(now, scene, told),
            Task::HandOver => self.hand_over(now, scene, told),
            Task::Stand { why, minutes, engine } => {
                let until = now + seconds(minutes * 60.0);
                self.stand(why, engine, Where::Place(self.place), until);
                if why == Why::Break {
                    self.tell_duty(now, scene, DriverDuty::OnBreak, told);
                }
                // Machines that work while they unload are not idling.
                if engine && minutes > IDLING_MAX && !self.unloads_under_power() {
                    self.notes.push(idling(now, (minutes - 0.5).floor()));
                }
            }
            Task::Halt { at, breakdown } => {
                let minutes = if breakdown {
                    let text = self.rng.choice(FAULTS).unwrap_or(FAULTS[0]).to_owned();
                    let kind = LogKind::Fault;
                    self.notes.push(Note {
                        at: now + SECOND,
                        what: What::Event { kind, text },
                    });
                    self.tell_duty(now, scene, DriverDuty::Breakdown, told);
                    between(&mut self.rng, 25.0, 70.0)
                } else {
                    between(&mut self.rng, 1.5, 4.5)
                };
                let why = if breakdown { Why::Breakdown } else { Why::Jam };
                self.stand(why, !breakdown, at, now + seconds(minutes * 60.0));
            }
        }
    }

    pub(crate) fn stand(&mut self, why: Why, engine: bool, at: Where, until: Micros) {
        self.activity = Activity::Standing { why, engine, at };
        self.until = until;
    }

    /// Sets out on a way, perhaps not to its end in one go.
    fn depart(&mut self, route: Arc<Route>, from: f64, now: Micros, scene: &Scene<'_>) {
        let race = self.is_fated(Fate::Racing, now);
        let rng = &mut self.rng;
        let whole = route.seconds();
        let breakdown = happens(rng, 0.004 * scene.scale);
        let halts = from == 0.0 && self.duty.at_wheel.is_some() && (happens(rng, 0.25) || breakdown);
        let to = if halts {
            route.slow_second(whole * between(rng, 0.3, 0.7))
        } else {
            whole
        };
        let mut trip = Trip::new(Arc::clone(&route), [from, to], rng);
        if halts {
            self.tasks.push_front(Task::DriveOn { route, from: to });
            self.tasks.push_front(Task::Halt {
                at: Self::halt(&trip),
                breakdown,
            });
        }
        let around = Circumstances {
            city: scene.city,
            begins: now,
            on_duty: self.duty.at_wheel.is_some(),
            homeward: self.place == self.berth.home,
            race,
            restless_since: self.duty.at_wheel.filter(|_| self.duty.restless),
            scale: scene.scale,
        };
        self.notes = on_trip(&mut trip, rng, &around);
        let told = |kind| self.notes.iter().any(|it| it.is_about(kind));
        // Once is enough: then the next stop is a break.
        self.duty.restless &= !told(ViolationKind::Fatigue);
        if (race && told(ViolationKind::Speeding)) || told(ViolationKind::Fatigue) {
            self.destiny = None;
        }
        self.until = now + seconds(trip.seconds()).max(SECOND);
        if around.on_duty && self.silence.is_none() && happens(rng, 0.012) {
            let from = now + seconds(trip.seconds() * rng.f64());
            self.silence = Some(Span {
                from,
                to: from + seconds(60.0 * between(rng, 6.0, 16.0)),
            });
        }
        self.activity = Activity::Driving(trip);
        if !halts {
            self.note_gate(self.place, "entered", self.until - SECOND, scene);
        }
    }

    /// The gates of the depots see who passes.
    fn note_gate(&mut self, place: u8, passed: &str, at: Micros, scene: &Scene<'_>) {
        let place = scene.city.places.get(usize::from(place));
        if let Some(depot) = place.filter(|it| it.depot) {
            let kind = LogKind::Geofence;
            let text = format!("{passed} {}", depot.name);
            self.notes.push(Note {
                at,
                what: What::Event { kind, text },
            });
        }
    }

    /// Who is at the wheel.
    pub(crate) fn driver(&self, now: Micros) -> Telemetry {
        let driver = &self.berth.driver;
        Telemetry::Driver {
            vehicle: self.id().clone(),
            driver: self
                .duty
                .driver_at_wheel()
                .then(|| (driver.id.clone(), driver.name.clone())),
            at: timestamp(now),
        }
    }

    /// What interrupts the driver's shift now, if anything does.
    pub(crate) fn interruption(&self, now: Micros) -> Option<Telemetry> {
        let duty = match self.activity {
            Activity::Standing { why: Why::Break, .. } => DriverDuty::OnBreak,
            Activity::Standing {
                why: Why::Breakdown, ..
            } => DriverDuty::Breakdown,
            Activity::Standing { .. } | Activity::Driving(_) => return None,
        };
        self.duty.driver_at_wheel().then(|| self.duty_is(duty, now))
    }

    fn tell_duty(&self, now: Micros, scene: &Scene<'_>, duty: DriverDuty, told: &mut Vec<Telemetry>) {
        if self.duty.driver_at_wheel() && !scene.cadence.is_mute() {
            told.push(self.duty_is(duty, now));
        }
    }

    fn duty_is(&self, duty: DriverDuty, now: Micros) -> Telemetry {
        Telemetry::Duty {
            driver: self.berth.driver.id.clone(),
            duty,
            at: timestamp(now),
        }
    }

    /// Whether it is in the workshop.
    pub(crate) fn maintenance(&self, now: Micros) -> Telemetry {
        Telemetry::Maintenance {
            vehicle: self.id().clone(),
            begins: self.duty.in_workshop,
            at: timestamp(now),
        }
    }
}
