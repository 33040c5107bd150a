//! A shipment as the one who brings it sees it: from where to where, and how far it has come.

use protocol::{
    RowId, Timestamp, UserId,
    entities::{Proof, ShipmentStatus, VehicleKind},
    mutations::{Author, ShipmentChange},
    telemetry::Telemetry,
};

use super::{
    goods::goods,
    stops::{recipient, stop},
};
use crate::{
    chance::mix,
    city::City,
    clock::{HOUR, MINUTE, Micros, NEVER, timestamp},
    people::{DESK, Driver},
};

/// How far a job has come.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Stage {
    /// It will be ordered.
    Planned,
    Created,
    Assigned,
    Accepted,
    Loaded,
    UnderWay,
}

impl Stage {
    const AFTER_PLANNED: [Self; 5] = [
        Self::Created,
        Self::Assigned,
        Self::Accepted,
        Self::Loaded,
        Self::UnderWay,
    ];

    /// Where an open shipment stands; `None` at its end.
    pub(super) const fn of(status: ShipmentStatus) -> Option<Self> {
        match status {
            ShipmentStatus::Created => Some(Self::Created),
            ShipmentStatus::Assigned => Some(Self::Assigned),
            ShipmentStatus::Accepted => Some(Self::Accepted),
            ShipmentStatus::PickedUp => Some(Self::Loaded),
            ShipmentStatus::InTransit => Some(Self::UnderWay),
            ShipmentStatus::Delivered | ShipmentStatus::Failed | ShipmentStatus::Cancelled => None,
        }
    }
}

/// Where a job comes from.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Origin {
    /// The world's own story.
    Story,
    /// The same, but nobody hears of it: there would be too many.
    Untold,
    /// A person decided it.
    Person,
}

/// Something to bring.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) id: RowId,
    pub(crate) origin: Origin,
    /// Of its reference; 0 until it is ordered.
    pub(super) number: u32,
    /// Decides what it is and who takes it.
    pub(super) chance: u64,
    /// Places of the city.
    pub(super) from: u8,
    pub(super) to: u8,
    pub(super) weight_t: f64,
    pub(super) due: Micros,
    /// How long it waits for somebody to bring it.
    pub(super) patience: Micros,
    pub(super) stage: Stage,
    /// When it goes on without the vehicle: is ordered, given out, answered.
    pub(super) next: Micros,
    /// Why the driver will not do it.
    pub(super) refusal: Option<String>,
    /// Up to where it has been told, and when last.
    pub(super) told: Stage,
    pub(super) told_at: Timestamp,
    /// When it came to each stage after the first.
    reached: [Micros; 5],
}

/// What telling a job takes.
#[derive(Clone, Copy)]
pub(crate) struct Teller<'a> {
    pub(super) city: &'a City,
    pub(super) kind: VehicleKind,
    pub(super) driver: &'a Driver,
}

impl Job {
    pub(super) const fn new(id: RowId, origin: Origin, [from, to]: [u8; 2], chance: u64) -> Self {
        Self {
            id,
            origin,
            number: 0,
            chance,
            from,
            to,
            weight_t: 0.0,
            due: NEVER,
            patience: 0,
            stage: Stage::Planned,
            next: NEVER,
            refusal: None,
            told: Stage::Planned,
            told_at: Timestamp::from_millis(0),
            reached: [0; 5],
        }
    }

    /// When it goes on by itself.
    pub(crate) const fn next(&self) -> Micros {
        self.next
    }

    /// Whether its driver has it.
    pub(super) fn is_assigned(&self) -> bool {
        self.stage >= Stage::Assigned
    }

    /// Whether it was ordered for later, and waits.
    pub(super) fn is_for_later(&self) -> bool {
        self.stage <= Stage::Created && self.patience > 5 * MINUTE
    }

    /// Brings it up to a stage; those on the way are passed in the same moment.
    pub(super) fn reach(&mut self, stage: Stage, now: Micros) {
        for (nth, on_the_way) in Stage::AFTER_PLANNED.into_iter().enumerate() {
            if on_the_way > self.stage && on_the_way <= stage {
                self.reached[nth] = now;
            }
        }
        self.stage = self.stage.max(stage);
    }

    /// It stands as somebody else says.
    pub(super) fn stands(&mut self, stage: Stage, now: Micros) {
        if stage < self.stage {
            self.stage = stage;
        } else {
            self.reach(stage, now);
        }
        self.told = stage;
    }

    /// Tells what has not been told of it: as of now, or of when it happened.
    pub(super) fn tell(&mut self, by: Teller<'_>, now: Option<Micros>, said: &mut Vec<Telemetry>) {
        if self.origin == Origin::Untold {
            return;
        }
        for (nth, stage) in Stage::AFTER_PLANNED.into_iter().enumerate() {
            if stage <= self.told || stage > self.stage {
                continue;
            }
            let at = now.unwrap_or(self.reached[nth]);
            let id = self.id.clone();
            let (change, author) = match stage {
                Stage::Planned => continue,
                Stage::Created => (self.order(by, at), self.colleague(at)),
                Stage::Assigned => {
                    let (to, to_name) = (Some(by.driver.id.clone()), Some(by.driver.name.clone()));
                    // Whoever gave it to somebody else meanwhile was first.
                    let from = Some(Vec::new());
                    let assign = ShipmentChange::Assign {
                        id,
                        to,
                        to_name,
                        from,
                    };
                    (assign, self.colleague(at))
                }
                Stage::Accepted => (step(id, ShipmentStatus::Accepted), by.driver_at(at)),
                Stage::Loaded => (step(id, ShipmentStatus::PickedUp), by.driver_at(at)),
                Stage::UnderWay => (step(id, ShipmentStatus::InTransit), by.driver_at(at)),
            };
            self.told_at = timestamp(at);
            said.push(Telemetry::Shipment { change, author });
        }
        self.told = self.stage;
    }

    /// Its end: handed over, now and then not.
    pub(super) fn end(&self, by: Teller<'_>, now: Micros) -> Telemetry {
        let id = self.id.clone();
        let change = if mix(self.chance, 11).is_multiple_of(FAILS) {
            let reason = FAILURES[mix(self.chance, 12) as usize % FAILURES.len()].to_owned();
            ShipmentChange::Fail {
                id,
                reason,
                done_at: None,
            }
        } else {
            let note = match mix(self.chance, 13) % 24 {
                0 => "one pallet damaged, noted on the delivery note",
                1 => "left beside the site hut as agreed",
                2 => "waited 20 min for the forklift",
                _ => "",
            };
            let proof = Proof {
                recipient: recipient(self.to, mix(self.chance, 14)),
                note: note.to_owned(),
                photos: Vec::new(),
                signature: None,
            };
            ShipmentChange::Deliver {
                id,
                proof,
                done_at: None,
            }
        };
        let author = by.driver_at(now);
        Telemetry::Shipment { change, author }
    }

    /// The driver will not do it.
    pub(super) fn decline(&self, reason: String, by: Teller<'_>, now: Micros) -> Telemetry {
        Telemetry::Shipment {
            change: ShipmentChange::Decline {
                id: self.id.clone(),
                reason,
            },
            author: by.driver_at(now),
        }
    }

    /// Nobody came for it in time.
    pub(super) fn cancel(&self, now: Micros) -> Telemetry {
        let reason = CANCELLATIONS[mix(self.chance, 15) as usize % CANCELLATIONS.len()].to_owned();
        Telemetry::Shipment {
            change: ShipmentChange::Cancel {
                id: self.id.clone(),
                reason,
            },
            author: self.colleague(now),
        }
    }

    fn order(&self, by: Teller<'_>, at: Micros) -> ShipmentChange {
        let fetched = !by
            .city
            .places
            .get(usize::from(self.from))
            .is_some_and(|it| it.depot);
        let goods = goods(by.kind, fetched, self.chance);
        let opens = mix(self.chance, 16).is_multiple_of(9).then(|| {
            let opens = self.due.saturating_sub(HOUR).max(at + 10 * MINUTE);
            timestamp(opens / (15 * MINUTE) * (15 * MINUTE))
        });
        let (pickup, drop) = (stop(by.city, self.from, None), stop(by.city, self.to, opens));
        ShipmentChange::Create {
            id: self.id.clone(),
            reference: format!("SH-{}", self.number),
            goods: goods.text,
            weight_t: goods.weight_t,
            note: goods.note.to_owned(),
            stops: Box::new([pickup, drop]),
            due: timestamp(self.due),
        }
    }

    /// The colleague of the desk who sees to it: mostly the dispatcher.
    fn colleague(&self, at: Micros) -> Author {
        let (id, name) = DESK[usize::from(mix(self.chance, 17).is_multiple_of(5))];
        Author {
            user: UserId::from(id),
            name: name.to_owned(),
            at: timestamp(at),
        }
    }
}

impl Teller<'_> {
    fn driver_at(self, at: Micros) -> Author {
        Author {
            user: UserId::from(self.driver.id.as_str()),
            name: self.driver.name.clone(),
            at: timestamp(at),
        }
    }
}

const fn step(id: RowId, step: ShipmentStatus) -> ShipmentChange {
    ShipmentChange::Step {
        id,
        step,
        done_at: None,
    }
}

/// One delivery in so many fails.
const FAILS: u64 = 40;
const FAILURES: [&str; 5] = [
    "nobody there",
    "site closed",
    "gate locked, nobody answers the phone",
    "refused: ordered for tomorrow",
    "access blocked by a crane",
];
const CANCELLATIONS: [&str; 3] = [
    "collected by the customer",
    "ordered twice",
    "postponed by the customer",
];
