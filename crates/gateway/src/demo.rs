//! The running demo: a simulated company whose vehicles report to the fleet like real ones.

use std::{fmt, time::Duration};

use protocol::{Entity as _, StreamKind, Timestamp, Topic, entities::Member};
use serde::{Deserialize, Serialize};
use world::{City, World, WorldConfig};

use crate::{
    company::Company,
    derive::{Deriver as _, Write},
};

/// What of the demo is stored, so that the same company goes on after a restart.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct DemoMeta {
    /// The seed of the world.
    pub seed: u64,
    /// How many vehicles.
    pub vehicles: usize,
    /// When the world was looked at for the first time.
    pub start: Timestamp,
}

/// What an installation that shows the demo calls itself: its city.
pub const COMPANY: &str = City::NAME;

/// What a start asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DemoConfig {
    /// The seed of the world.
    pub seed: u64,
    /// How many vehicles.
    pub vehicles: usize,
    /// Positions a second, all vehicles together; `None`: as often as real trackers report.
    pub rate: Option<f64>,
    /// Seconds that the depots' clock is ahead of UTC.
    pub utc_offset_s: i32,
}

/// The stored company is another one than was asked for. The stored one goes on: its history belongs to it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct OtherDemo {
    /// What is stored.
    pub stored: DemoMeta,
    /// The seed that was asked for.
    pub seed: u64,
    /// The number of vehicles that was asked for.
    pub vehicles: usize,
}

/// A world that drives the fleet.
pub struct Demo {
    world: World,
    meta: DemoMeta,
}

/// A story older than this is not told to its end again, which would take long: the world begins anew, today.
const STORY_MAX: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// The same for a fleet with more vehicles than this.
const STORY_VEHICLES_MAX: usize = 2_000;

/// The past is told in pieces of this length, so that it need not fit into memory.
const PIECE: Duration = Duration::from_secs(60 * 60);

impl Demo {
    /// The first start, with an empty store: the company absorbs yesterday and today, and all rows come back at once.
    ///
    /// Store [`Demo::meta`] along with them.
    pub fn begin(config: DemoConfig, company: &mut Company, now: Timestamp) -> (Self, Vec<Write>) {
        let meta = DemoMeta {
            seed: config.seed,
            vehicles: config.vehicles,
            start: now,
        };
        let mut demo = Self::new(meta, config);
        let mut writes: Vec<_> = demo.members().iter().map(Write::put).collect();
        // Before the history: who crossed them in it is told as well.
        for area in demo.world.areas() {
            let topic = Topic::whole(StreamKind::Geofence);
            company.observe(&topic, None, Some(&area.to_raw()), now);
            writes.push(Write::put(&area));
        }
        company.absorb(demo.world.history(), now);
        for (driver, phone) in demo.world.phones() {
            company.dispatch.introduce(&driver, &phone);
        }
        writes.extend(company.flush(now));
        (demo, writes)
    }

    /// A later start: the stored company goes on, and is told where everything is now. What happened while
    /// the gateway was down stays unknown, as it would with real vehicles.
    ///
    /// Store [`Demo::meta`] again, it may begin at another time. The difference is for the person at the console.
    pub fn resume(
        config: DemoConfig,
        stored: DemoMeta,
        company: &mut Company,
        now: Timestamp,
    ) -> (Self, Option<OtherDemo>) {
        let is_other = (config.seed, config.vehicles) != (stored.seed, stored.vehicles);
        let is_long = now.since(stored.start) > STORY_MAX || stored.vehicles > STORY_VEHICLES_MAX;
        let start = if is_long || stored.start > now {
            now
        } else {
            stored.start
        };
        let mut demo = Self::new(DemoMeta { start, ..stored }, config);
        let mut told = start;
        while told < now {
            told = (told + PIECE).min(now);
            drop(demo.world.advance(told));
        }
        demo.world.take_up(company.dispatch.shipments());
        for telemetry in demo.world.roll_call() {
            company.handle(telemetry, now);
        }
        let other = is_other.then_some(OtherDemo {
            stored,
            seed: config.seed,
            vehicles: config.vehicles,
        });
        (demo, other)
    }

    /// Lets the world hear what people decided, and the company what has happened since the last call; to be called
    /// every 50 to 100 ms.
    pub fn advance(&mut self, company: &mut Company, now: Timestamp) {
        for shipment in company.dispatch.take_decided() {
            self.world.observe_shipment(&shipment, now);
        }
        for telemetry in self.world.advance(now) {
            company.handle(telemetry, now);
        }
        company.handle_timeout(now);
    }

    /// When [`Demo::advance`] has something to tell.
    pub fn next_due(&self) -> Option<Timestamp> {
        self.world.next_due()
    }

    /// Everybody who works there.
    pub fn members(&self) -> Vec<Member> {
        self.world.members()
    }

    /// What to store.
    pub const fn meta(&self) -> DemoMeta {
        self.meta
    }

    fn new(meta: DemoMeta, config: DemoConfig) -> Self {
        let world = World::new(WorldConfig {
            seed: meta.seed,
            vehicles: meta.vehicles,
            start: meta.start,
            utc_offset_s: config.utc_offset_s,
            rate: config.rate,
        });
        Self { world, meta }
    }
}

impl fmt::Display for OtherDemo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            stored,
            seed,
            vehicles,
        } = self;
        write!(
            f,
            "the database holds a demo of {} vehicles with seed {}, which goes on; for {vehicles} vehicles with seed \
             {seed}, name another file with --database",
            stored.vehicles, stored.seed,
        )
    }
}
