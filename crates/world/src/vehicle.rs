//! One vehicle through time: it goes from activity to activity and reports on the way.

use std::collections::VecDeque;

use fastrand::Rng;
use protocol::{
    RowId,
    entities::{LogKind, Violation, ViolationKind, ViolationState},
    telemetry::{Fix, Telemetry},
};

use crate::{
    activity::{Activity, Trip, Where, Why, shaken},
    cadence::Cadence,
    chance::mix,
    city::City,
    clock::{Micros, NEVER, SECOND, Span, seconds_between, timestamp},
    duty::Duty,
    errands::Task,
    fleet::{Berth, Fate},
    fuel,
    route::Router,
    shipments::{Job, Numbers, Telling},
    violations::{Measured, Note, What, limit, severity},
};

/// What vehicles need to know of the world around them.
pub(crate) struct Scene<'a> {
    pub(crate) city: &'a City,
    pub(crate) router: &'a mut Router,
    pub(crate) cadence: Cadence,
    /// How often things go wrong: 1 for an ordinary fleet.
    pub(crate) scale: f64,
    /// Which shipments are told.
    pub(crate) telling: Telling,
    /// What they are called.
    pub(crate) numbers: &'a mut Numbers,
}

/// A vehicle.
#[derive(Debug)]
pub(crate) struct Vehicle {
    pub(crate) berth: Berth,
    pub(crate) rng: Rng,
    pub(crate) activity: Activity,
    pub(crate) since: Micros,
    /// When the activity ends.
    pub(crate) until: Micros,
    /// What comes next, as far as it is known.
    pub(crate) tasks: VecDeque<Task>,
    pub(crate) duty: Duty,
    /// What it has to bring, in the order in which that came.
    pub(crate) jobs: Vec<Job>,
    /// Which of them it is about.
    pub(crate) errand: Option<RowId>,
    /// Where it stands or drives to.
    pub(crate) place: u8,
    /// What will be reported during the activity, the last one first.
    pub(crate) notes: Vec<Note>,
    /// When its fate befalls it, unless it already has.
    pub(crate) destiny: Option<Micros>,
    /// Without network.
    pub(crate) silence: Option<Span>,
    /// When it reports its position next.
    pub(crate) next_fix: Micros,
    /// When the activity began: km, and % of the tank.
    pub(crate) odometer: f64,
    pub(crate) fuel: f64,
    /// What a kilometre takes, % of the tank.
    thirst: f64,
    noise: u64,
}

impl Vehicle {
    pub(crate) fn new(
        berth: Berth,
        mut rng: Rng,
        duty: Duty,
        destiny: Option<Micros>,
        silence: Option<Span>,
        begins: Micros,
    ) -> Self {
        let place = berth.home;
        let (odometer, fuel) = ((8_000.0 + rng.f64() * 300_000.0).round(), 30.0 + rng.f64() * 65.0);
        let noise = rng.u64(..);
        Self {
            activity: Activity::Standing {
                why: Why::Parked,
                engine: false,
                at: Where::Place(place),
            },
            since: begins,
            until: begins,
            tasks: VecDeque::new(),
            duty,
            jobs: Vec::new(),
            errand: None,
            place,
            notes: Vec::new(),
            destiny,
            silence,
            next_fix: NEVER,
            odometer,
            fuel,
            thirst: fuel::thirst(berth.registration.kind, noise),
            noise,
            berth,
            rng,
        }
    }

    pub(crate) const fn id(&self) -> &RowId {
        &self.berth.registration.vehicle
    }

    /// Whether it is time for that fate.
    pub(crate) fn is_fated(&self, fate: Fate, now: Micros) -> bool {
        self.berth.fate == fate && self.destiny.is_some_and(|it| it <= now)
    }

    /// When something happens next.
    pub(crate) fn due(&self) -> Micros {
        let note = self.notes.last().map_or(NEVER, |it| it.at);
        let heard = self.silence.map_or(NEVER, |it| it.to);
        let job = self.jobs.iter().map(Job::next).min().unwrap_or(NEVER);
        self.next_fix.min(self.until).min(note).min(heard).min(job)
    }

    /// Lets happen what is due; everything that is told bears that time.
    pub(crate) fn step(&mut self, now: Micros, scene: &mut Scene<'_>, told: &mut Vec<Telemetry>) {
        if let Some(span) = self.silence.take_if(|it| it.to <= now) {
            let minutes = seconds_between(span.from, span.to) / 60.0;
            let text = format!("back after {minutes:.0} min without network");
            self.tell_event(now, scene, LogKind::Link, text, told);
            self.tell_fix(now, scene, told);
        }
        while let Some(note) = self.notes.pop_if(|it| it.at <= now) {
            self.tell_note(now, scene, note.what, told);
        }
        self.see_to_jobs(now, scene, told);
        while self.until <= now {
            self.begin_next(scene, told);
            if !scene.cadence.is_even() {
                let pause = scene.cadence.interval(&self.activity, self.noise);
                self.next_fix = now.saturating_add(match self.activity {
                    // Just under way: the first report while it rolls.
                    Activity::Driving(_) => pause.min(5 * SECOND),
                    Activity::Standing { .. } => {
                        self.tell_fix(now, scene, told);
                        pause
                    }
                });
            }
        }
        if self.next_fix <= now {
            self.tell_fix(now, scene, told);
            self.next_fix = now.saturating_add(scene.cadence.interval(&self.activity, self.noise));
        }
    }

    /// Spreads the next report over the beat that begins now.
    pub(crate) fn retime(&mut self, now: Micros, cadence: Cadence, nth: usize, fleet: usize) {
        let beat = cadence.interval(&self.activity, self.noise);
        self.next_fix = if beat == NEVER {
            NEVER
        } else {
            let share = u128::from(beat) * nth as u128 / fleet.max(1) as u128;
            now + 1 + share as Micros
        };
    }

    /// Whether what the device says is lost.
    fn is_mute(&self, now: Micros, scene: &Scene<'_>) -> bool {
        let silent = self.silence.is_some_and(|it| it.contains(now));
        scene.cadence.is_mute() || (silent && !scene.cadence.is_even())
    }

    fn tell_fix(&self, now: Micros, scene: &Scene<'_>, told: &mut Vec<Telemetry>) {
        if !self.is_mute(now, scene) {
            told.push(Telemetry::Fix(self.fix(now, scene.city)));
        }
    }

    pub(crate) fn tell_event(
        &self,
        now: Micros,
        scene: &Scene<'_>,
        kind: LogKind,
        text: String,
        told: &mut Vec<Telemetry>,
    ) {
        if !self.is_mute(now, scene) {
            told.push(Telemetry::Event {
                vehicle: self.id().clone(),
                kind,
                text,
                at: timestamp(now),
            });
        }
    }

    fn tell_note(&self, now: Micros, scene: &Scene<'_>, what: What, told: &mut Vec<Telemetry>) {
        if self.is_mute(now, scene) {
            return;
        }
        match what {
            What::Event { kind, text } => self.tell_event(now, scene, kind, text, told),
            What::Offence {
                kind,
                measured,
                detail,
            } => {
                let fix = self.fix(now, scene.city);
                let violation = self.violation(&fix, kind, measured, detail, self.duty.driver_at_wheel());
                told.push(Telemetry::Fix(fix));
                told.extend(violation.map(Telemetry::Violation));
            }
        }
    }

    /// `None` if the speed was fine after all.
    fn violation(
        &self,
        fix: &Fix,
        kind: ViolationKind,
        measured: Measured,
        detail: String,
        driven: bool,
    ) -> Option<Violation> {
        let limit = limit(kind, fix.speed_limit);
        let value = match measured {
            Measured::Value(value) => value,
            Measured::Speed => fix.speed.round(),
        };
        if kind == ViolationKind::Speeding && limit.is_none_or(|limit| value < limit + 3.0) {
            return None;
        }
        let registration = &self.berth.registration;
        let driver = driven.then_some(&self.berth.driver);
        let plate = registration.plate.trim_start_matches("KV-");
        Some(Violation {
            id: RowId::from(format!("v-{plate}-{:x}-{}", fix.at.as_millis(), kind as u8)),
            kind,
            severity: severity(kind, value, limit),
            vehicle: registration.vehicle.clone(),
            plate: registration.plate.clone(),
            driver: driver.map(|it| it.id.clone()),
            driver_name: driver.map(|it| it.name.clone()),
            value,
            limit,
            detail,
            place: fix.place.clone().unwrap_or_default(),
            lat: fix.lat,
            lng: fix.lng,
            at: fix.at,
            state: ViolationState::Open,
            assignee: None,
            assignee_name: None,
            reason: None,
            changed_by: None,
            changed_at: None,
        })
    }

    /// What the device measures now.
    pub(crate) fn fix(&self, now: Micros, city: &City) -> Fix {
        let noise = mix(self.noise, now);
        let tenths = |value: f64| (value * 10.0).round() / 10.0;
        let seventh = |value: f64| (value * 1e7).round() / 1e7;
        let mut km = 0.0;
        let (at, heading, speed, engine, place, limit) = match &self.activity {
            Activity::Standing {
                engine,
                at: Where::Place(place),
                ..
            } => {
                let place = city.places.get(usize::from(*place));
                let at = place.map_or(city.bounds.north_west, |it| it.at);
                let heading = (self.noise % 360) as f64;
                let name = place.map(|it| it.name.to_owned());
                (shaken(at, self.noise, 30.0), heading, 0.0, *engine, name, None)
            }
            Activity::Standing {
                engine,
                at: Where::Road(spot),
                ..
            } => {
                let place = city.spot_name(spot.road, spot.mark, spot.heading);
                (spot.at, spot.heading, 0.0, *engine, Some(place), Some(spot.limit))
            }
            Activity::Driving(trip) => {
                let spot = trip.spot(seconds_between(self.since, now));
                let place = city.spot_name(spot.road, spot.mark, spot.heading);
                km = spot.way / 1_000.0;
                (
                    spot.at,
                    spot.heading,
                    spot.speed * 3.6,
                    true,
                    Some(place),
                    Some(spot.limit),
                )
            }
        };
        let at = shaken(at, noise, 3.0);
        Fix {
            vehicle: self.id().clone(),
            at: timestamp(now),
            lat: seventh(at.lat),
            lng: seventh(at.lng),
            accuracy: 3.0 + (noise >> 40 & 7) as f64,
            speed: tenths(speed),
            heading: heading.round() % 360.0,
            engine: Some(engine),
            fuel: Some(tenths((self.fuel - km * self.thirst).max(2.0))),
            odometer: Some(tenths(self.odometer + km)),
            place,
            speed_limit: limit,
        }
    }

    /// Closes the books of the activity that ends.
    pub(crate) fn settle(&mut self) {
        let Activity::Driving(trip) = &self.activity else {
            return;
        };
        let km = trip.spot(trip.seconds()).way / 1_000.0;
        self.odometer += km;
        self.fuel = (self.fuel - km * self.thirst).max(2.0);
    }

    /// Where it is at the end of a drive that does not end at a place.
    pub(crate) fn halt(trip: &Trip) -> Where {
        let mut spot = trip.spot(trip.seconds());
        spot.speed = 0.0;
        Where::Road(spot)
    }
}
