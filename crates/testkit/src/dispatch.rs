//! What dispatch and drivers do: shipments are ordered, given out and brought, shifts begin and end, phones report.

use gateway::dispatch::NotCollected;
use protocol::{
    Nack, NackCode, RowId, Timestamp,
    entities::{Duty, Proof, Role, ShipmentStatus, Stop},
    mutations::{DutyChange, Mutation, ShipmentChange},
    telemetry::DriverFix,
};

use crate::{
    client::true_time,
    factory::{DRIVERS, POSITIONS, SHIPMENTS},
    people::Person,
    simulation::Simulation,
    streams::{below, chance},
    tally::Sometimes,
};

/// So few that two people often mean the same one.
const N_SHIPMENTS: u32 = 6;

impl Simulation {
    /// Somebody sees to a shipment or a shift, or a phone tells where its driver is.
    pub(crate) fn dispatch(&mut self) -> Result<(), String> {
        let number = below(&mut self.streams.dispatch, self.clients.len());
        let person = self.clients[number].person;
        if chance(&mut self.streams.dispatch, 30) {
            return self.report_position();
        }
        let id = RowId::from(format!("s{}", self.streams.dispatch.u32(0..N_SHIPMENTS)));
        let change = match person.role() {
            Role::Driver if chance(&mut self.streams.dispatch, 30) => {
                return self.set_duty(number, person);
            }
            Role::Driver => self.drivers_change(id),
            _ => self.desks_change(id),
        };
        self.mutate(number, &Mutation::Shipment(change)).map(drop)
    }

    fn desks_change(&mut self, id: RowId) -> ShipmentChange {
        let random = &mut self.streams.dispatch;
        match random.u32(0..10) {
            0..=2 => {
                let stop = |name: &str| Stop {
                    name: name.to_owned(),
                    lat: 55.5,
                    lng: 4.5,
                    detail: String::new(),
                    phone: None,
                    opens: None,
                };
                ShipmentChange::Create {
                    reference: id.to_string().to_uppercase(),
                    id,
                    goods: "12 pallets brick".to_owned(),
                    weight_t: 8.4,
                    note: String::new(),
                    stops: Box::new([stop("Kiln road 7"), stop("Gate B")]),
                    due: Timestamp::from_millis(1_000_000),
                }
            }
            3..=8 => {
                let to = match random.u32(0..5) {
                    0 => None,
                    1..=2 => Some("dan"),
                    _ => Some("eve"),
                };
                ShipmentChange::Assign {
                    id,
                    to: to.map(RowId::from),
                    to_name: None,
                    from: None,
                }
            }
            _ => ShipmentChange::Cancel {
                id,
                reason: "not wanted".to_owned(),
            },
        }
    }

    fn drivers_change(&mut self, id: RowId) -> ShipmentChange {
        let random = &mut self.streams.dispatch;
        match random.u32(0..8) {
            0..=1 => ShipmentChange::Decline {
                id,
                reason: "full".to_owned(),
            },
            2 => ShipmentChange::Deliver {
                id,
                proof: Proof {
                    recipient: "M. Berg".to_owned(),
                    note: String::new(),
                    photos: Vec::new(),
                    signature: None,
                },
                done_at: None,
            },
            3 => ShipmentChange::Fail {
                id,
                reason: "closed".to_owned(),
                done_at: None,
            },
            it => {
                let steps = [
                    ShipmentStatus::Accepted,
                    ShipmentStatus::PickedUp,
                    ShipmentStatus::InTransit,
                ];
                let step = steps[it as usize % 3];
                ShipmentChange::Step {
                    id,
                    step,
                    done_at: None,
                }
            }
        }
    }

    fn set_duty(&mut self, number: usize, person: Person) -> Result<(), String> {
        let duty = match self.streams.dispatch.u32(0..4) {
            0 => Duty::Off,
            1 => Duty::OnBreak,
            _ => Duty::OnShift,
        };
        let client = &self.clients[number];
        if duty.is_on_shift() && !client.is_asleep && !client.engine.connection().is_welcomed() {
            self.tally.saw(Sometimes::ShiftBegunOffline);
        }
        let id = person.id().into();
        self.mutate(number, &Mutation::Duty(DutyChange::Set { id, duty }))
            .map(drop)
    }

    /// A driver's phone tells the gateway where it is; what is not collected is refused.
    fn report_position(&mut self) -> Result<(), String> {
        let random = &mut self.streams.dispatch;
        let driver = RowId::from(if random.bool() { "dan" } else { "eve" });
        let step = f64::from(random.u32(0..50)) / 10_000.0;
        let late = random.u64(0..20_000);
        let now = true_time(self.now);
        let fix = DriverFix {
            driver: driver.clone(),
            lat: 55.5 + step,
            lng: 4.5,
            accuracy: 8.0,
            speed: 9.0,
            heading: Some(90.0),
            at: now - std::time::Duration::from_millis(late),
        };
        match self.site.hear_phone(&driver, &fix, now) {
            Some(Ok(_)) => self.tally.saw(Sometimes::PositionKept),
            Some(Err(NotCollected::OffShift)) => self.tally.saw(Sometimes::PositionRefused),
            Some(Err(NotCollected::Unknown)) | None => {}
        }
        self.pump()
    }

    /// Shipments were taken from drivers: some hear of it only later.
    pub(crate) fn note_lost(&mut self) {
        for driver in self.site.holders.take_lost() {
            let mut pages = self.clients.iter().filter(|it| it.person.id() == driver);
            if pages.clone().next().is_some() && pages.all(|it| !it.engine.connection().is_reached()) {
                self.tally.saw(Sometimes::ReassignedOffline);
            }
        }
    }

    /// What became of what somebody asked for.
    pub(crate) fn note_dispatch(&mut self, mutation: &Mutation, verdict: &Result<(), Nack>) {
        match (mutation, verdict) {
            (Mutation::Shipment(ShipmentChange::Assign { .. }), Err(it)) if it.code == NackCode::Conflict => {
                self.tally.saw(Sometimes::AssignmentRaced);
            }
            (Mutation::Shipment(ShipmentChange::Decline { .. }), Ok(())) => {
                self.tally.saw(Sometimes::Declined)
            }
            _ => {}
        }
    }

    /// A driver's page never holds what is another driver's; no shipment is in the hands of two.
    pub(crate) fn keeps_apart(&self, number: usize) -> Result<(), String> {
        let client = &self.clients[number];
        if client.person.role() != Role::Driver {
            return Ok(());
        }
        let own = client.person.id();
        for (topic, field) in [(SHIPMENTS, "driver"), (POSITIONS, "id"), (DRIVERS, "id")] {
            let rows = client
                .engine
                .view(&topic)
                .into_iter()
                .flat_map(sync::View::confirmed);
            for (id, _, row) in rows {
                if row.text(field) != Some(own) {
                    return Err(format!("{own} was told {topic}#{id}, which is not theirs"));
                }
            }
        }
        Ok(())
    }
}
