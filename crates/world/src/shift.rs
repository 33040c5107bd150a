//! How a working day goes: sign on, load, drive, unload, drive home, load again; breaks, fuel, the workshop, the night.

use std::sync::Arc;

use fastrand::Rng;
use protocol::{
    entities::{LogKind, VehicleKind, ViolationKind},
    telemetry::Telemetry,
};

use crate::{
    activity::{Activity, Trip, Where, Why},
    chance::{between, happens},
    clock::{DAY, HOUR, MINUTE, Micros, SECOND, seconds, timestamp},
    fleet::Fate,
    route::Route,
    vehicle::{Scene, Span, Vehicle},
    violations::{Circumstances, IDLING_MAX, Note, What, idling, on_trip},
};

/// Whether somebody works with the vehicle, and when they should.
#[derive(Debug)]
pub(crate) struct Duty {
    /// The shift that goes on or comes next.
    pub(crate) shift: Span,
    /// The end of the last break of whoever is at the wheel; `None`: nobody.
    at_wheel: Option<Micros>,
    /// Drives on when a break would be due.
    restless: bool,
    /// The next time in the workshop.
    pub(crate) workshop: Option<Span>,
    pub(crate) in_workshop: bool,
}

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

/// The tank, L, and how full it is after refuelling, %.
const TANK: f64 = 140.0;
const FULL: f64 = 96.0;

impl Duty {
    pub(crate) const fn new(shift: Span, workshop: Option<Span>) -> Self {
        Self {
            shift,
            at_wheel: None,
            restless: false,
            workshop,
            in_workshop: false,
        }
    }

    /// Turns to the next shift if this one is as good as over.
    const fn roll(&mut self, now: Micros) {
        while self.shift.to <= now + HOUR {
            self.shift = Span {
                from: self.shift.from + DAY,
                to: self.shift.to + DAY,
            };
        }
    }

    pub(crate) const fn driver_at_wheel(&self) -> bool {
        self.at_wheel.is_some()
    }
}

impl Vehicle {
    /// Ends what it does and begins what comes next.
    pub(crate) fn begin_next(&mut self, scene: &mut Scene<'_>, told: &mut Vec<Telemetry>) {
        let now = self.until;
        self.settle();
        if let Activity::Standing {
            why: Why::Refuelling, ..
        } = self.activity
        {
            let litres = (FULL - self.fuel).max(0.0) / 100.0 * TANK;
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
                    self.note_depots(from, to, scene);
                }
            }
            Task::DriveOn { route, from } => self.depart(route, from, now, scene),
            Task::Stand { why, minutes, engine } => {
                let until = now + seconds(minutes * 60.0);
                self.stand(why, engine, Where::Place(self.place), until);
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
                    between(&mut self.rng, 25.0, 70.0)
                } else {
                    between(&mut self.rng, 1.5, 4.5)
                };
                let why = if breakdown { Why::Breakdown } else { Why::Jam };
                self.stand(why, !breakdown, at, now + seconds(minutes * 60.0));
            }
        }
    }

    fn stand(&mut self, why: Why, engine: bool, at: Where, until: Micros) {
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
        if race && told(ViolationKind::Speeding) {
            self.destiny = None;
        }
        self.until = now + seconds(trip.seconds()).max(SECOND);
        if self.silence.is_none() && happens(rng, 0.012) {
            let from = now + seconds(trip.seconds() * rng.f64());
            self.silence = Some(Span {
                from,
                to: from + seconds(60.0 * between(rng, 6.0, 16.0)),
            });
        }
        self.activity = Activity::Driving(trip);
    }

    /// The gates of the depots see who passes.
    fn note_depots(&mut self, from: u8, to: u8, scene: &Scene<'_>) {
        let gates = [
            (from, "left", self.since + 20 * SECOND),
            (to, "entered", self.until - SECOND),
        ];
        for (place, what, at) in gates {
            let depot = scene.city.places.get(usize::from(place)).filter(|it| it.depot);
            // A halt in between leaves the arrival to nobody: the gate sees it, but we do not ask it.
            if let Some(depot) = depot.filter(|_| (self.since..self.until).contains(&at)) {
                let text = format!("{what} {}", depot.name);
                let kind = LogKind::Geofence;
                if what == "left" || self.tasks.is_empty() || !matches!(self.tasks[0], Task::Halt { .. }) {
                    self.notes.push(Note {
                        at,
                        what: What::Event { kind, text },
                    });
                }
            }
        }
    }

    /// Decides what comes next when nothing is planned.
    fn plan(&mut self, now: Micros, scene: &Scene<'_>) {
        let home = self.berth.home;
        let workshop = self.duty.workshop.filter(|it| it.from <= now);
        let Some(rested) = self.duty.at_wheel else {
            return self.plan_off_duty(now, workshop, scene);
        };
        if now >= self.duty.shift.to || workshop.is_some() {
            if self.place == home {
                if self.duty.workshop.is_none() && happens(&mut self.rng, 0.03) {
                    let to = now + seconds(3_600.0 * between(&mut self.rng, 4.0, 10.0));
                    self.duty.workshop = Some(Span { from: now, to });
                }
                self.tasks.push_back(Task::SignOff);
            } else {
                self.tasks.push_back(Task::Drive { to: home });
            }
            return;
        }
        let patience = if self.duty.restless {
            290.0
        } else {
            between(&mut self.rng, 225.0, 262.0)
        };
        if now > rested + seconds(patience * 60.0) {
            let minutes = between(&mut self.rng, 30.0, 36.0);
            self.duty.at_wheel = Some(now + seconds(minutes * 60.0));
            self.duty.restless = false;
            self.tasks.push_back(Task::Stand {
                why: Why::Break,
                minutes,
                engine: false,
            });
        } else if self.place == home {
            if self.fuel < between(&mut self.rng, 25.0, 60.0) {
                let minutes = between(&mut self.rng, 5.0, 9.0);
                self.tasks.push_back(Task::Stand {
                    why: Why::Refuelling,
                    minutes,
                    engine: false,
                });
            }
            let load = self.stop(Why::Loading, scene.scale);
            self.tasks.push_back(load);
            self.deliver(scene);
        } else if happens(&mut self.rng, 0.45) {
            self.tasks.push_back(Task::Drive { to: home });
        } else {
            self.deliver(scene);
        }
    }

    fn plan_off_duty(&mut self, now: Micros, workshop: Option<Span>, scene: &Scene<'_>) {
        if let Some(span) = workshop {
            self.duty.workshop = None;
            if span.to > now {
                self.tasks.push_back(Task::EnterWorkshop { until: span.to });
                self.tasks.push_back(Task::LeaveWorkshop);
            }
            return;
        }
        self.duty.roll(now);
        let shift = self.duty.shift;
        if now >= shift.from {
            self.tasks.push_back(Task::SignOn);
        } else if shift.from - now > 5 * HOUR
            && (self.is_fated(Fate::Taken, now) || happens(&mut self.rng, 0.02 * scene.scale))
        {
            // Somebody takes it for a ride.
            self.destiny = None;
            let minutes = between(&mut self.rng, 30.0, 150.0);
            let stay = between(&mut self.rng, 5.0, 20.0);
            let to = self.site(scene);
            let parked = |minutes| Task::Stand {
                why: Why::Parked,
                minutes,
                engine: false,
            };
            let home = Task::Drive { to: self.berth.home };
            self.tasks
                .extend([parked(minutes), Task::Drive { to }, parked(stay), home]);
        } else {
            let next = self
                .duty
                .workshop
                .map_or(shift.from, |it| it.from.min(shift.from));
            self.stand(
                Why::Parked,
                false,
                Where::Place(self.place),
                next.max(now + SECOND),
            );
        }
    }

    /// Drives to a site and unloads there.
    fn deliver(&mut self, scene: &Scene<'_>) {
        let to = self.site(scene);
        let unload = self.stop(Why::Unloading, scene.scale);
        self.tasks.extend([Task::Drive { to }, unload]);
    }

    /// Some place that is not a depot, and not here. Of two orders the farther one is taken: near customers come and
    /// fetch it themselves.
    fn site(&mut self, scene: &Scene<'_>) -> u8 {
        let depots = scene.city.depots().len();
        let sites = scene.city.places.len() - depots;
        let way = |to: u8| match (
            scene.city.places.get(usize::from(self.place)),
            scene.city.places.get(usize::from(to)),
        ) {
            (Some(here), Some(there)) => here.at.metres(there.at),
            _ => 0.0,
        };
        let [a, b] = [(); 2].map(|()| (depots + self.rng.usize(0..sites)) as u8);
        if way(a) >= way(b) { a } else { b }
    }

    fn stop(&mut self, why: Why, scale: f64) -> Task {
        let powered = why == Why::Unloading && self.unloads_under_power();
        let rng = &mut self.rng;
        let forgets = happens(rng, 0.012 * scale);
        let engine = forgets || happens(rng, 0.76);
        let minutes = if forgets {
            between(rng, 7.5, 17.0)
        } else if !engine {
            between(rng, 3.0, 6.5)
        } else if powered {
            between(rng, 5.0, 9.0)
        } else {
            between(rng, 2.2, 4.7)
        };
        Task::Stand { why, minutes, engine }
    }

    const fn unloads_under_power(&self) -> bool {
        matches!(
            self.berth.registration.kind,
            VehicleKind::Mixer | VehicleKind::Crane
        )
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

    /// Whether it is in the workshop.
    pub(crate) fn maintenance(&self, now: Micros) -> Telemetry {
        Telemetry::Maintenance {
            vehicle: self.id().clone(),
            begins: self.duty.in_workshop,
            at: timestamp(now),
        }
    }
}

/// When a vehicle's shifts are, seen from the moment the world starts.
///
/// Whatever the clock says at that moment, most crews are in the middle of their day: a demo begun at three at night
/// is as busy as one begun at noon. One crew in fifteen works the opposite shift, so that the rest of the day is quiet
/// but never dead.
pub(crate) fn shift_around(fate: Fate, start: Micros, begins: Micros, rng: &mut Rng) -> Span {
    let opposite = match fate {
        Fate::Working => happens(rng, 0.06),
        Fate::Taken => true,
        Fate::Silent | Fate::LongSilent | Fate::Workshop | Fate::Racing | Fate::Tired => false,
    };
    let hours = |hours: f64| seconds(3_600.0 * hours);
    let (from, length) = if opposite {
        (start + hours(between(rng, 1.0, 5.0)), between(rng, 9.5, 10.5))
    } else if fate == Fate::Tired {
        (start - hours(between(rng, 5.0, 6.5)), 10.0)
    } else {
        (start - hours(between(rng, 2.0, 7.5)), between(rng, 9.7, 11.5))
    };
    // The first shift that has not ended when the story begins.
    let mut shift = Span {
        from: from.saturating_sub(3 * DAY),
        to: (from + hours(length)).saturating_sub(3 * DAY),
    };
    while shift.to <= begins + 30 * MINUTE {
        shift = Span {
            from: shift.from + DAY,
            to: shift.to + DAY,
        };
    }
    shift
}
