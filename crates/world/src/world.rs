//! The company as a whole: who reports when, in the order of time.

use std::{cmp::Reverse, collections::BinaryHeap, time::Duration};

use fastrand::Rng;
use protocol::{
    Timestamp,
    entities::{Geofence, Member},
    telemetry::Telemetry,
};

use crate::{
    areas,
    cadence::Cadence,
    chance::{between, mix},
    city::City,
    clock::{DAY, HOUR, MINUTE, Micros, SECOND, Span, micros, seconds, timestamp},
    duty::{Duty, shift_around},
    fleet::{Fate, berths},
    history::History,
    people::{phone, staff},
    route::Router,
    shipments::{Numbers, Telling},
    vehicle::{Scene, Vehicle},
};

/// How many vehicles there can be.
pub const MOST_VEHICLES: usize = 100_000;
/// How many drivers are listed among the members; those of a larger fleet drive without being listed.
const MOST_DRIVERS: usize = 10_000;
/// A fleet larger than this has only an hour of history: a day of it would take minutes to tell.
const LARGE: usize = 20_000;
/// A pause after which what happened in between is told coarsely.
const LONG_PAUSE: Micros = 2 * MINUTE;

/// What a world is like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorldConfig {
    /// The same seed gives the same world.
    pub seed: u64,
    /// How many; at most [`MOST_VEHICLES`].
    pub vehicles: usize,
    /// The moment the world is looked at for the first time; the history ends here.
    pub start: Timestamp,
    /// Local time of the depots minus UTC, s: where their midnight is.
    pub utc_offset_s: i32,
    /// Positions a second, all vehicles together; `None`: as often as real trackers report.
    pub rate: Option<f64>,
}

impl WorldConfig {
    /// The usual fleet of sixty.
    pub const fn new(seed: u64, start: Timestamp) -> Self {
        Self {
            seed,
            vehicles: 60,
            start,
            utc_offset_s: 3_600,
            rate: None,
        }
    }
}

/// A running company.
pub struct World {
    pub(crate) config: WorldConfig,
    pub(crate) city: City,
    router: Router,
    pub(crate) vehicles: Vec<Vehicle>,
    telling: Telling,
    pub(crate) numbers: Numbers,
    /// Who is due when; exactly one entry a vehicle.
    agenda: BinaryHeap<Reverse<(Micros, u32)>>,
    /// Everything before this has been told.
    clock: Micros,
    cadence: Cadence,
}

impl World {
    /// Builds it and lets nothing happen yet.
    pub fn new(config: WorldConfig) -> Self {
        let city = City::new();
        let count = config.vehicles.clamp(1, MOST_VEHICLES);
        let start = micros(config.start);
        let begins = begin_of_history(&config);
        let vehicles = berths(config.seed, count, &city)
            .enumerate()
            .map(|(nth, berth)| {
                let mut rng = Rng::with_seed(mix(config.seed, nth as u64 + 1));
                let shift = shift_around(berth.fate, start, begins, &mut rng);
                let workshop = workshop(berth.fate, nth, start, &mut rng);
                let destiny = destiny(berth.fate, start, &mut rng);
                let silence = silence(berth.fate, start, &mut rng);
                // Nobody does anything in the very same moment as somebody else.
                let first = begins + rng.u64(0..20 * MINUTE);
                Vehicle::new(berth, rng, Duty::new(shift, workshop), destiny, silence, first)
            })
            .collect();
        let router = Router::new(&city);
        let mut world = Self {
            config,
            city,
            router,
            vehicles,
            telling: Telling::new(count, start),
            numbers: Numbers::new(),
            agenda: BinaryHeap::new(),
            clock: begins,
            cadence: Cadence::Mute,
        };
        world.set_cadence(Cadence::Mute);
        world
    }

    /// What it was built from.
    pub const fn config(&self) -> &WorldConfig {
        &self.config
    }

    /// The city it lives in.
    pub const fn city(&self) -> &City {
        &self.city
    }

    /// Everybody with an account and the drivers, each with an id that stays the same for a seed.
    pub fn members(&self) -> Vec<Member> {
        staff().into_iter().chain(self.drivers()).collect()
    }

    /// The listed drivers with the numbers they are called on.
    pub fn phones(&self) -> Vec<(Member, String)> {
        self.drivers()
            .zip(0..)
            .map(|(it, nth)| (it, phone(nth)))
            .collect()
    }

    /// Areas whose border matters, as they have been since the history begins.
    pub fn areas(&self) -> Vec<Geofence> {
        areas::areas(timestamp(begin_of_history(&self.config)))
    }

    fn drivers(&self) -> impl Iterator<Item = Member> {
        let berths = self.vehicles.iter().take(MOST_DRIVERS).map(|it| &it.berth);
        berths.map(|it| it.driver.member(&it.registration.depot))
    }

    /// Tells what happened from yesterday's local midnight to the start, in the order of time; of a very large fleet
    /// only the last hour.
    ///
    /// Older violations come in the state that colleagues have brought them to since. Whoever does not want a history
    /// calls [`World::roll_call`] instead.
    pub fn history(&mut self) -> History<'_> {
        let cadence = Cadence::history(self.vehicles.len());
        if !self.has_started() {
            self.set_cadence(cadence);
        }
        History::new(self)
    }

    /// How things stand at the start (or now, if that is later), without what led to it: all vehicles, who drives
    /// them, which are in the workshop, what is to be brought by whom, and where they are. Of shipments all that has not
    /// been told, with the times at which it happened.
    pub fn roll_call(&mut self) -> Vec<Telemetry> {
        self.skip_to_start();
        let now = self.clock;
        let mut told = self.registrations();
        for vehicle in &mut self.vehicles {
            told.push(vehicle.driver(now));
            told.extend(vehicle.interruption(now));
            told.push(vehicle.maintenance(now));
            vehicle.tell_jobs(now, &self.city, &mut told);
            if vehicle.silence.is_none_or(|it| !it.contains(now)) {
                told.push(Telemetry::Fix(vehicle.fix(now, &self.city)));
            }
        }
        told
    }

    /// What has happened since the last call, in the order of time. The first call begins at the start.
    pub fn advance(&mut self, now: Timestamp) -> Vec<Telemetry> {
        self.skip_to_start();
        let now = micros(now);
        let mut told = Vec::new();
        let pause = now.saturating_sub(self.clock);
        if pause > LONG_PAUSE {
            self.set_cadence(Cadence::history(self.vehicles.len()).catching_up(pause));
            self.run(now - 30 * SECOND, &mut told);
        }
        let usual = self.usual_cadence();
        if self.cadence != usual {
            self.set_cadence(usual);
        }
        self.run(now, &mut told);
        told
    }

    /// When the next report is due: [`World::advance`] gives nothing before.
    pub fn next_due(&self) -> Option<Timestamp> {
        let Reverse((due, _)) = self.agenda.peek()?;
        Some(timestamp(*due + 999))
    }

    pub(crate) const fn start(&self) -> Micros {
        micros(self.config.start)
    }

    pub(crate) const fn clock(&self) -> Micros {
        self.clock
    }

    pub(crate) const fn has_started(&self) -> bool {
        self.clock >= self.start()
    }

    /// Master data of all vehicles.
    pub(crate) fn registrations(&self) -> Vec<Telemetry> {
        let registrations = self.vehicles.iter().map(|it| it.berth.registration.clone());
        registrations.map(Telemetry::Registered).collect()
    }

    /// Lets the next thing happen if it is due until then; says whether there was one.
    pub(crate) fn step(&mut self, until: Micros, told: &mut Vec<Telemetry>) -> bool {
        let Some(mut top) = self.agenda.peek_mut() else {
            return false;
        };
        let Reverse((due, nth)) = *top;
        let Some(vehicle) = self.vehicles.get_mut(nth as usize).filter(|_| due <= until) else {
            return false;
        };
        let mut scene = Scene {
            city: &self.city,
            router: &mut self.router,
            cadence: self.cadence,
            scale: scale(self.config.vehicles),
            telling: self.telling,
            numbers: &mut self.numbers,
        };
        vehicle.step(due, &mut scene, told);
        self.clock = self.clock.max(due);
        // Written through the peek, the entry sinks to its new position by itself.
        *top = Reverse((vehicle.due(), nth));
        true
    }

    /// Lets everything happen that is due until then.
    pub(crate) fn run(&mut self, until: Micros, told: &mut Vec<Telemetry>) {
        while self.step(until, told) {}
        self.clock = self.clock.max(until);
    }

    pub(crate) fn skip_to_start(&mut self) {
        if !self.has_started() {
            self.set_cadence(Cadence::Mute);
            self.run(self.start(), &mut Vec::new());
        }
    }

    fn usual_cadence(&self) -> Cadence {
        match self.config.rate.filter(|it| *it > 0.0) {
            Some(rate) => Cadence::Even {
                every: seconds(self.vehicles.len() as f64 / rate).max(1),
            },
            None => Cadence::Live,
        }
    }

    fn set_cadence(&mut self, cadence: Cadence) {
        self.cadence = cadence;
        let fleet = self.vehicles.len();
        for (nth, vehicle) in self.vehicles.iter_mut().enumerate() {
            vehicle.retime(self.clock, cadence, nth, fleet);
        }
        self.reschedule();
    }

    /// Looks anew when everybody is due.
    pub(crate) fn reschedule(&mut self) {
        let due = self.vehicles.iter().zip(0..);
        self.agenda = due.map(|(vehicle, nth)| Reverse((vehicle.due(), nth))).collect();
    }
}

/// Yesterday's midnight at the depots, or later for a fleet too large for that.
fn begin_of_history(config: &WorldConfig) -> Micros {
    let start = micros(config.start);
    if config.vehicles > LARGE {
        return start.saturating_sub(HOUR);
    }
    let offset = Duration::from_secs(u64::from(config.utc_offset_s.unsigned_abs())).as_micros() as Micros;
    let local = if config.utc_offset_s < 0 {
        start.saturating_sub(offset)
    } else {
        start + offset
    };
    start.saturating_sub(local % DAY + DAY)
}

/// How often things go wrong: a queue that a hundred people could not work through would show nothing.
fn scale(vehicles: usize) -> f64 {
    (1_000.0 / vehicles.max(1) as f64).min(1.0).sqrt()
}

fn workshop(fate: Fate, nth: usize, start: Micros, rng: &mut Rng) -> Option<Span> {
    let hours = |hours: f64| seconds(3_600.0 * hours);
    if fate == Fate::Workshop {
        let from = start - hours(between(rng, 3.0, 30.0));
        Some(Span {
            from,
            to: start + hours(between(rng, 4.0, 26.0)),
        })
    } else if fate == Fate::Working && nth % 12 == 9 {
        // Those who were there yesterday.
        let from = start - hours(between(rng, 26.0, 36.0));
        Some(Span {
            from,
            to: from + hours(between(rng, 6.0, 14.0)),
        })
    } else {
        None
    }
}

fn destiny(fate: Fate, start: Micros, rng: &mut Rng) -> Option<Micros> {
    let before = match fate {
        Fate::Working | Fate::Silent | Fate::LongSilent | Fate::Workshop => return None,
        Fate::Racing => seconds(60.0 * between(rng, 25.0, 70.0)),
        Fate::Tired => 12 * HOUR,
        Fate::Taken => 16 * HOUR,
    };
    Some(start - before)
}

fn silence(fate: Fate, start: Micros, rng: &mut Rng) -> Option<Span> {
    let minutes = match fate {
        Fate::Working | Fate::Workshop | Fate::Racing | Fate::Tired | Fate::Taken => return None,
        Fate::Silent => between(rng, 12.0, 45.0),
        Fate::LongSilent => between(rng, 100.0, 140.0),
    };
    let to = start + seconds(60.0 * between(rng, 6.0, 50.0));
    Some(Span {
        from: start - seconds(60.0 * minutes),
        to,
    })
}
