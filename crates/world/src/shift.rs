//! How a working day goes: sign on, load, drive, unload, drive home, load again; breaks, fuel, the workshop, the night.

use protocol::entities::VehicleKind;

use crate::{
    activity::{Where, Why},
    chance::{between, happens},
    clock::{HOUR, Micros, SECOND, Span, seconds},
    errands::Task,
    fleet::Fate,
    vehicle::{Scene, Vehicle},
};

impl Vehicle {
    /// Decides what comes next when nothing is planned.
    pub(crate) fn plan(&mut self, now: Micros, scene: &Scene<'_>) {
        let home = self.berth.home;
        let workshop = self.duty.workshop.filter(|it| it.from <= now);
        let Some(rested) = self.duty.at_wheel else {
            return self.plan_off_duty(now, workshop, scene);
        };
        if now >= self.duty.shift.to || workshop.is_some() {
            // What was promised is brought first.
            if self.go_to_work(now, scene) {
                return;
            }
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
            if !self.go_to_work(now, scene) {
                self.find_work(now, scene);
            }
        } else if !self.go_to_work(now, scene) {
            self.tasks.push_back(Task::Drive { to: home });
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
            let to = self.site(self.place, scene);
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

    /// Some place that is not a depot, and mostly not the one given. Of two orders the farther one is taken: near customers come and
    /// fetch it themselves.
    pub(crate) fn site(&mut self, from: u8, scene: &Scene<'_>) -> u8 {
        let depots = scene.city.depots().len();
        let sites = scene.city.places.len() - depots;
        let way = |to: u8| match (
            scene.city.places.get(usize::from(from)),
            scene.city.places.get(usize::from(to)),
        ) {
            (Some(here), Some(there)) => here.at.metres(there.at),
            _ => 0.0,
        };
        let [a, b] = [(); 2].map(|()| (depots + self.rng.usize(0..sites)) as u8);
        if way(a) >= way(b) { a } else { b }
    }

    pub(crate) fn stop(&mut self, why: Why, scale: f64) -> Task {
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

    pub(crate) const fn unloads_under_power(&self) -> bool {
        matches!(
            self.berth.registration.kind,
            VehicleKind::Mixer | VehicleKind::Crane
        )
    }
}
