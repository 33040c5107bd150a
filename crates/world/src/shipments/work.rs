//! How a vehicle brings what was ordered: to where it is loaded, there, and to whom it goes.

use protocol::{RowId, entities::VehicleKind, telemetry::Telemetry};

use super::{
    desk::teller,
    job::{Origin, Stage},
};
use crate::{
    activity::Why,
    city::City,
    clock::{Micros, NEVER},
    errands::Task,
    vehicle::{Scene, Vehicle},
};

/// So many shipments at most are loaded at once.
const LOADED_MAX: usize = 2;

impl Vehicle {
    /// Sets out on the next job that its driver has agreed to; says whether there was one.
    pub(crate) fn go_to_work(&mut self, now: Micros, scene: &Scene<'_>) -> bool {
        let is_ready = |stage, origin| match stage {
            Stage::Planned | Stage::Created => false,
            // In the story the answer is known: it comes while the vehicle is loaded.
            Stage::Assigned => origin != Origin::Person,
            Stage::Accepted | Stage::Loaded | Stage::UnderWay => true,
        };
        // What is loaded comes first, then what came first.
        let jobs = self.jobs.iter().enumerate().rev();
        let ready = jobs.filter(|(_, it)| is_ready(it.stage, it.origin));
        let next = ready.max_by_key(|(_, it)| it.stage).map(|(nth, _)| nth);
        if let Some(nth) = next {
            self.bring(nth, now, scene);
        }
        next.is_some()
    }

    /// Has something ordered, and brings it.
    pub(crate) fn find_work(&mut self, now: Micros, scene: &Scene<'_>) {
        let nth = self.order_now(now, scene);
        self.bring(nth, now, scene);
    }

    fn bring(&mut self, nth: usize, now: Micros, scene: &Scene<'_>) {
        let job = &self.jobs[nth];
        let (from, to, stage) = (job.from, job.to, job.stage);
        self.errand = Some(job.id.clone());
        if stage < Stage::Loaded {
            let load = self.stop(Why::Loading, scene.scale);
            self.tasks.extend([Task::Drive { to: from }, load, Task::PickUp]);
        }
        let unload = self.stop(Why::Unloading, scene.scale);
        let way = [Task::SetOff, Task::Drive { to }, unload, Task::HandOver];
        self.tasks.extend(way);
        self.order_ahead(now, scene);
    }

    /// It is loaded, and with it what goes along.
    pub(crate) fn pick_up(&mut self, now: Micros, scene: &Scene<'_>, told: &mut Vec<Telemetry>) {
        let most = self.payload();
        let mixes = self.berth.registration.kind == VehicleKind::Mixer;
        let errand = self.errand.clone();
        let is_errand = |id: &RowId| errand.as_ref() == Some(id);
        let loaded = self
            .jobs
            .iter()
            .filter(|it| is_errand(&it.id) || it.stage >= Stage::Loaded);
        let (mut count, mut weight) = loaded.fold((0, 0.0), |(n, t), it| (n + 1, t + it.weight_t));
        for nth in 0..self.jobs.len() {
            let job = &self.jobs[nth];
            let fits = !mixes && count < LOADED_MAX && weight + job.weight_t <= most;
            let goes_along = job.stage == Stage::Accepted && job.from == self.place && fits;
            if is_errand(&job.id) {
                self.reach(nth, Stage::Loaded, now, scene, told);
            } else if goes_along {
                count += 1;
                weight += job.weight_t;
                self.reach(nth, Stage::Loaded, now, scene, told);
            }
        }
    }

    /// On the way to where it goes.
    pub(crate) fn set_off(&mut self, now: Micros, scene: &Scene<'_>, told: &mut Vec<Telemetry>) {
        if let Some(nth) = self.errand_among_jobs() {
            self.reach(nth, Stage::UnderWay, now, scene, told);
        }
    }

    /// There; the job is done.
    pub(crate) fn hand_over(&mut self, now: Micros, scene: &Scene<'_>, told: &mut Vec<Telemetry>) {
        if let Some(nth) = self.errand_among_jobs() {
            self.reach(nth, Stage::UnderWay, now, scene, told);
            let job = self.jobs.remove(nth);
            if !scene.cadence.is_mute() && job.origin != Origin::Untold {
                told.push(job.end(teller(&self.berth, scene.city), now));
            }
        }
        self.errand = None;
    }

    /// Leaves a job, whoever has it now. If it is what the vehicle does, that ends at the next stop.
    pub(super) fn leave(&mut self, id: &RowId) {
        self.jobs.retain(|it| it.id != *id);
        if self.errand.as_ref() == Some(id) {
            self.errand = None;
            let drives = |it: &&Task| matches!(it, Task::DriveOn { .. } | Task::Halt { .. });
            let way = self.tasks.iter().take_while(drives).count();
            self.tasks.truncate(way);
        }
    }

    /// Tells its jobs as they stand, each with its times; what has come to its end first.
    pub(crate) fn tell_jobs(&mut self, now: Micros, city: &City, told: &mut Vec<Telemetry>) {
        let by = teller(&self.berth, city);
        for job in self
            .jobs
            .extract_if(.., |it| it.stage == Stage::UnderWay && it.next() <= now)
        {
            told.push(job.end(by, now));
        }
        for job in &mut self.jobs {
            job.tell(by, None, told);
        }
    }

    fn errand_among_jobs(&self) -> Option<usize> {
        let errand = self.errand.as_ref()?;
        self.jobs.iter().position(|it| it.id == *errand)
    }

    fn reach(&mut self, nth: usize, stage: Stage, now: Micros, scene: &Scene<'_>, told: &mut Vec<Telemetry>) {
        let job = &mut self.jobs[nth];
        if job.stage == Stage::Planned && job.origin != Origin::Untold {
            // It would be the first to be loaded before it was ordered.
            return;
        }
        job.reach(stage, now);
        job.next = NEVER;
        if !scene.cadence.is_mute() {
            job.tell(teller(&self.berth, scene.city), Some(now), told);
        }
    }
}
