//! What the world makes of what people decide about shipments.

use std::collections::{HashMap, HashSet};

use protocol::{RowId, Timestamp, entities::Shipment};

use super::{
    desk::time_to_answer,
    job::{Job, Origin, Stage},
    stops::nearest,
};
use crate::{
    chance::mix,
    city::{City, Point},
    clock::{DAY, HOUR, MINUTE, Micros, NEVER, SECOND, micros},
    vehicle::Vehicle,
    world::World,
};

/// One assignment in so many is declined for no reason that anybody could have known.
const DECLINES: u64 = 12;
const REASONS: [&str; 5] = [
    "no time before my break",
    "too far off my way",
    "something is wrong with the tail lift",
    "cannot make it in time",
    "full until the evening",
];
/// More than this nobody takes on.
const TAKES_MAX: usize = 5;

impl World {
    /// A person changed the shipment: this is how it stands since. Rows that the world itself has told are not meant,
    /// and do no harm.
    ///
    /// A driver of the company to whom it was given answers within half a minute (whoever has an account: within one
    /// and a half) and, unless they decline, brings it after what they are doing. Whoever else had it leaves it.
    pub fn observe_shipment(&mut self, shipment: &Shipment, now: Timestamp) {
        let now = micros(now).max(self.clock());
        self.numbers.pass(&shipment.reference);
        let id = &shipment.id;
        let is_old_news = |it: &Job| it.id == *id && shipment.changed_at.is_none_or(|at| at <= it.told_at);
        if self.vehicles.iter().any(|it| it.jobs.iter().any(is_old_news)) {
            return;
        }
        let stage = Stage::of(shipment.progress.status);
        let driver = shipment.progress.driver.as_ref();
        for vehicle in &mut self.vehicles {
            if stage.is_none() || driver != Some(&vehicle.berth.driver.id) {
                vehicle.leave(id);
            }
        }
        let theirs = self
            .vehicles
            .iter_mut()
            .find(|it| driver == Some(&it.berth.driver.id));
        if let (Some(stage), Some(vehicle)) = (stage, theirs) {
            vehicle.hear_of(shipment, stage, now, &self.city, self.config.utc_offset_s);
        }
        self.reschedule();
    }

    /// After a restart: the shipments as they are stored, also those at their end. What stands there holds, and goes
    /// on from there; [`World::roll_call`] then tells what is missing.
    pub fn take_up<'a>(&mut self, stored: impl IntoIterator<Item = &'a Shipment>) {
        self.skip_to_start();
        let (now, utc_offset_s) = (self.clock(), self.config.utc_offset_s);
        let mut holders = HashMap::new();
        let (mut drivers, mut plates) = (HashMap::new(), HashMap::new());
        for (nth, vehicle) in self.vehicles.iter_mut().enumerate() {
            drivers.insert(vehicle.berth.driver.id.clone(), nth);
            plates.insert(vehicle.berth.registration.plate.clone(), nth);
            for job in &mut vehicle.jobs {
                // Whatever was told since, nobody may have heard.
                job.told = Stage::Planned;
                holders.insert(job.id.clone(), nth);
            }
        }
        let (mut known, mut strangers) = (HashSet::new(), HashSet::new());
        // In whatever order they are stored, the story goes on the same way.
        let mut stored: Vec<_> = stored.into_iter().collect();
        stored.sort_unstable_by_key(|it| (it.created_at, &it.id));
        for shipment in stored {
            let id = &shipment.id;
            self.numbers.pass(&shipment.reference);
            known.insert(id.clone());
            let holder = holders.get(id).copied();
            let theirs = shipment.progress.driver.as_ref();
            let theirs = theirs.map(|it| drivers.get(it).copied());
            let stage = Stage::of(shipment.progress.status);
            let next = match (stage, theirs) {
                // It waits: for the vehicle that was to have it.
                (Some(_), None) => holder.or_else(|| plates.get(&plate(id)?).copied()),
                (Some(_), Some(driver)) => driver,
                (None, _) => None,
            };
            if let Some(vehicle) = holder.filter(|_| holder != next) {
                self.vehicles[vehicle].leave(id);
            }
            let (Some(stage), Some(next)) = (stage, next) else {
                continue;
            };
            let vehicle = &mut self.vehicles[next];
            if let Some(job) = vehicle.jobs.iter_mut().find(|it| it.id == *id) {
                job.reach(stage, now);
                job.told = stage;
            } else {
                vehicle.hear_of(shipment, stage, now, &self.city, utc_offset_s);
                strangers.insert(next);
            }
        }
        for (nth, vehicle) in self.vehicles.iter_mut().enumerate() {
            vehicle.forget(&known, strangers.contains(&nth));
            vehicle.finish_former(now);
            for job in &mut vehicle.jobs {
                if job.stage >= Stage::Created && job.origin == Origin::Story && !known.contains(&job.id) {
                    job.number = self.numbers.next();
                }
            }
        }
        self.reschedule();
    }
}

impl Vehicle {
    /// A shipment of its driver stands like this; one that nobody has is to become the driver's.
    fn hear_of(&mut self, shipment: &Shipment, stage: Stage, now: Micros, city: &City, utc_offset_s: i32) {
        let chance = named(&shipment.id);
        let nth = self.jobs.iter().position(|it| it.id == shipment.id);
        let nth = nth.unwrap_or_else(|| {
            let stops = [&shipment.pickup, &shipment.drop];
            let ends = stops.map(|it| {
                let at = Point {
                    lat: it.lat,
                    lng: it.lng,
                };
                nearest(city, at)
            });
            self.jobs
                .push(Job::new(shipment.id.clone(), Origin::Person, ends, chance));
            self.jobs.len() - 1
        });
        let refusal = (stage == Stage::Assigned)
            .then(|| self.refusal(shipment, now, utc_offset_s))
            .flatten();
        let wait = match stage {
            Stage::Planned | Stage::Created => MINUTE + mix(chance, 32) % (30 * MINUTE),
            Stage::Assigned => time_to_answer(&self.berth.driver, mix(chance, now)),
            Stage::Accepted | Stage::Loaded | Stage::UnderWay => NEVER,
        };
        let job = &mut self.jobs[nth];
        job.origin = Origin::Person;
        job.weight_t = shipment.weight_t;
        job.stands(stage, now);
        job.refusal = refusal;
        job.next = now.saturating_add(wait);
    }

    /// Why its driver will not take it on, if so.
    fn refusal(&self, shipment: &Shipment, now: Micros, utc_offset_s: i32) -> Option<String> {
        let clock = |at: Micros| {
            let local = (at / SECOND).saturating_add_signed(i64::from(utc_offset_s)) % (DAY / SECOND);
            format!("{:02}:{:02}", local / 3_600, local % 3_600 / 60)
        };
        let duty = &self.duty;
        let mut shift = duty.shift;
        while shift.to <= now {
            shift = shift.next_day();
        }
        if duty.in_workshop {
            return Some(format!(
                "vehicle in the workshop until {}",
                clock(self.until.max(now))
            ));
        }
        if !duty.driver_at_wheel() {
            return (now < shift.from).then(|| format!("off shift until {}", clock(shift.from)));
        }
        if shift.to - now < HOUR / 4 || duty.shift.to <= now {
            return Some(format!("my shift ends at {}", clock(duty.shift.to)));
        }
        let registration = &self.berth.registration;
        if shipment.weight_t > registration.gross_t {
            return Some(format!("too heavy for a vehicle of {} t", registration.gross_t));
        }
        let others = self
            .jobs
            .iter()
            .filter(|it| it.is_assigned() && it.id != shipment.id);
        let others = others.count();
        if others >= TAKES_MAX {
            return Some(format!("{others} jobs already"));
        }
        let chance = mix(named(&shipment.id), now);
        let is_moody = !self.berth.driver.has_account() && chance.is_multiple_of(DECLINES);
        is_moody.then(|| REASONS[mix(chance, 31) as usize % REASONS.len()].to_owned())
    }

    /// What stands as under way although the vehicle is about something else was brought meanwhile.
    fn finish_former(&mut self, now: Micros) {
        let errand = self.errand.clone();
        let is_told = |it: &Job| errand.as_ref() == Some(&it.id) && it.origin != Origin::Untold;
        if !self.jobs.iter().any(is_told) {
            return;
        }
        for job in &mut self.jobs {
            if job.told == Stage::UnderWay && errand.as_ref() != Some(&job.id) {
                job.next = now;
            }
        }
    }

    /// Its jobs that nobody knows of are its own affair if it has others now: nobody drives for two at once.
    fn forget(&mut self, known: &HashSet<RowId>, has_others: bool) {
        if !has_others {
            return;
        }
        let errand = self.errand.clone();
        self.jobs
            .retain(|it| known.contains(&it.id) || errand.as_ref() == Some(&it.id));
        for job in &mut self.jobs {
            if !known.contains(&job.id) {
                job.origin = Origin::Untold;
            }
        }
    }
}

/// The plate in the name of a shipment of the story.
fn plate(id: &RowId) -> Option<String> {
    let (plate, _) = id.as_str().strip_prefix("s-")?.split_once('-')?;
    Some(format!("KV-{plate}"))
}

/// A number that belongs to the name.
fn named(id: &RowId) -> u64 {
    id.as_str()
        .bytes()
        .fold(0x0DE5, |sum, byte| mix(sum, u64::from(byte)))
}
