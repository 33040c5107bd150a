//! What comes in for a vehicle: orders, soon given to its driver, and the driver's answers.

use protocol::{RowId, entities::VehicleKind, telemetry::Telemetry};

use super::{
    goods::{goods, payload},
    job::{Job, Origin, Stage, Teller},
};
use crate::{
    chance::{between, happens, mix},
    city::City,
    clock::{MINUTE, Micros, NEVER, SECOND, seconds},
    fleet::Berth,
    people::Driver,
    vehicle::{Scene, Vehicle},
};

/// A driver of the story has at most so many jobs.
pub(super) const JOBS_MAX: usize = 3;
/// Nothing new is ordered for a vehicle so shortly before its shift ends or the workshop waits.
const LAST_ORDER: Micros = 75 * MINUTE;
/// How often something is ordered for later, per delivery and in a fleet of ordinary size.
const FOR_LATER: f64 = 0.14;

impl Vehicle {
    /// Lets happen to its jobs what is due.
    pub(crate) fn see_to_jobs(&mut self, now: Micros, scene: &mut Scene<'_>, told: &mut Vec<Telemetry>) {
        while let Some(nth) = self.jobs.iter().position(|it| it.next <= now) {
            let mute = scene.cadence.is_mute();
            let has_time = self.jobs.iter().filter(|it| it.is_assigned()).count() < JOBS_MAX;
            let works = self.duty.driver_at_wheel() && now < self.duty.shift.to;
            let by = teller(&self.berth, scene.city);
            let job = &mut self.jobs[nth];
            job.next = NEVER;
            let given_up = match job.stage {
                Stage::Planned => {
                    job.reach(Stage::Created, now);
                    if job.origin != Origin::Untold {
                        job.number = scene.numbers.next();
                    }
                    job.next = now + job.patience;
                    None
                }
                Stage::Created if !works => Some(job.cancel(now)),
                Stage::Created if !has_time => {
                    job.next = now + 4 * MINUTE;
                    None
                }
                Stage::Created => {
                    job.reach(Stage::Assigned, now);
                    job.next = now + time_to_answer(by.driver, job.chance);
                    None
                }
                Stage::Assigned => match job.refusal.take() {
                    Some(reason) => Some(job.decline(reason, by, now)),
                    None => {
                        job.reach(Stage::Accepted, now);
                        None
                    }
                },
                Stage::Accepted | Stage::Loaded => None,
                // It was brought while nobody listened.
                Stage::UnderWay => Some(job.end(by, now)),
            };
            if !mute {
                job.tell(by, Some(now), told);
            }
            if let Some(end) = given_up {
                let job = self.jobs.remove(nth);
                told.extend((!mute && job.origin != Origin::Untold).then_some(end));
            }
        }
    }

    /// Something to bring at once, for a vehicle that stands at home with nothing to do: its place among the jobs.
    pub(super) fn order_now(&mut self, now: Micros, scene: &Scene<'_>) -> usize {
        let delay = seconds(between(&mut self.rng, 1.0, 5.0));
        let patience = seconds(between(&mut self.rng, 8.0, 24.0));
        self.order(now + delay, patience, scene);
        self.jobs.len() - 1
    }

    /// What is ordered while the vehicle brings something else.
    pub(super) fn order_ahead(&mut self, now: Micros, scene: &Scene<'_>) {
        let last = now + LAST_ORDER;
        if self.duty.shift.to < last || self.duty.workshop.is_some_and(|it| it.from < last) {
            return;
        }
        let for_later = self.jobs.iter().filter(|it| it.is_for_later()).count();
        // All but what it brings now.
        let ahead = self.jobs.len() - for_later - 1;
        let draw = self.rng.f64();
        let fresh = match ahead {
            0 if draw < 0.25 => 2,
            0 if draw < 0.85 => 1,
            1 if draw < 0.55 => 1,
            _ => 0,
        };
        for _ in 0..fresh {
            let ordered = now + seconds(between(&mut self.rng, 20.0, 480.0));
            let patience = seconds(between(&mut self.rng, 15.0, 100.0));
            self.order(ordered, patience, scene);
        }
        if for_later == 0 && happens(&mut self.rng, FOR_LATER * scene.scale) {
            let ordered = now + seconds(between(&mut self.rng, 20.0, 480.0));
            let patience = seconds(60.0 * between(&mut self.rng, 10.0, 60.0));
            if ordered + patience + 30 * MINUTE < self.duty.shift.to {
                self.order(ordered, patience, scene);
            }
        }
    }

    fn order(&mut self, ordered: Micros, patience: Micros, scene: &Scene<'_>) {
        let (home, kind) = (self.berth.home, self.berth.registration.kind);
        let fetches = match kind {
            VehicleKind::Tipper => 0.16,
            VehicleKind::Flatbed => 0.08,
            VehicleKind::Van | VehicleKind::Mixer | VehicleKind::Crane | VehicleKind::Phone => 0.0,
        };
        let fetched = happens(&mut self.rng, fetches);
        let ends = if !fetched {
            [home, self.site(home, scene)]
        } else if kind == VehicleKind::Flatbed {
            [self.site(home, scene), home]
        } else {
            let from = self.site(home, scene);
            let to = self.site(from, scene);
            [from, if to == from { home } else { to }]
        };
        let chance = self.rng.u64(..);
        let origin = if scene.telling.includes(ordered, chance) {
            Origin::Story
        } else {
            Origin::Untold
        };
        let plate = self.berth.registration.plate.trim_start_matches("KV-");
        let id = RowId::from(format!("s-{plate}-{:x}", ordered / 1_000));
        let mut job = Job::new(id, origin, ends, chance);
        job.weight_t = goods(kind, fetched, chance).weight_t;
        job.patience = patience.max(SECOND);
        let before = self.jobs.len() as f64 * 22.0;
        let minutes = between(&mut self.rng, 42.0, 80.0) + before;
        let step = 5 * MINUTE;
        job.due = (ordered + patience + seconds(minutes * 60.0)).div_ceil(step) * step;
        job.next = ordered;
        self.jobs.push(job);
    }

    /// The most it may carry, t.
    pub(super) fn payload(&self) -> f64 {
        payload(self.berth.registration.gross_t)
    }
}

/// What telling the jobs of that vehicle takes.
pub(super) fn teller<'a>(berth: &'a Berth, city: &'a City) -> Teller<'a> {
    Teller {
        city,
        kind: berth.registration.kind,
        driver: &berth.driver,
    }
}

/// How long a driver looks at the phone before answering. Whoever has an account may answer first.
pub(super) fn time_to_answer(driver: &Driver, chance: u64) -> Micros {
    let (least, most) = if driver.has_account() { (60, 90) } else { (8, 25) };
    least * SECOND + mix(chance, 22) % ((most - least) * SECOND)
}
