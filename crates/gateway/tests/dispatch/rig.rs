//! A company with one vehicle and its driver, and the rows a store would hold.

use std::{collections::BTreeMap, time::Duration};

use livedeck_gateway::{
    company::Company,
    derive::{Deriver as _, Write},
    dispatch::{Heard, NotCollected},
    fleet::FleetConfig,
    store::{HistoryEntry, KeptPoint},
};
use protocol::{
    Entity, RawRow, RowId, StreamKind, Timestamp, Topic, UserId,
    entities::{Driver, DriverPosition, Duty, Member, Role, Shipment, Stop, TrackPoint, VehicleKind},
    mutations::{Author, Change as _, DutyChange, PhoneChange, ShipmentChange},
    telemetry::{DriverFix, Fix, Registration, Telemetry},
};

pub const CONFIG: FleetConfig = FleetConfig { utc_offset_s: 3600 };

/// A degree of latitude, m.
pub const DEGREE: f64 = 111_195.0;

pub struct Rig {
    pub company: Company,
    pub rows: BTreeMap<(Topic, RowId), RawRow>,
    pub kept: Vec<KeptPoint>,
    pub history: Vec<HistoryEntry>,
    pub now: Timestamp,
    pub lat: f64,
}

impl Rig {
    /// `kv-1` and its driver `u-driver`, who is off shift; noon at the depot.
    pub fn new() -> Self {
        let now = Timestamp::from_millis(1_795_129_200_000) + Duration::from_secs(12 * 3600);
        let mut rig = Self {
            company: Company::new(CONFIG, now),
            rows: BTreeMap::new(),
            kept: Vec::new(),
            history: Vec::new(),
            now,
            lat: 54.0,
        };
        rig.tell(registered("kv-1"));
        rig.put(&member("u-driver", "M. Okafor"));
        rig
    }

    /// The same, on shift with `kv-1`.
    pub fn on_shift() -> Self {
        let mut rig = Self::new();
        rig.at_wheel("kv-1", Some(("u-driver", "M. Okafor")));
        rig
    }

    pub fn tell(&mut self, telemetry: Telemetry) {
        self.company.handle(telemetry, self.now);
        self.drain();
    }

    pub fn at_wheel(&mut self, vehicle: &str, driver: Option<(&str, &str)>) {
        self.tell(Telemetry::Driver {
            vehicle: vehicle.into(),
            driver: driver.map(|(id, name)| (id.into(), name.to_owned())),
            at: self.now,
        });
    }

    /// Time passes, without any news.
    pub fn wait(&mut self, seconds: u64) {
        let until = self.now + Duration::from_secs(seconds);
        while self.now < until {
            self.now = (self.now + Duration::from_secs(30)).min(until);
            self.company.handle_timeout(self.now);
            self.drain();
        }
    }

    /// The tracker reports so many positions, one in so many seconds.
    pub fn track(&mut self, count: usize, every: u64, speed: f64) {
        for _ in 0..count {
            self.now = self.now + Duration::from_secs(every);
            self.lat += speed / 3.6 * every as f64 / DEGREE;
            self.tell(Telemetry::Fix(self.tracker_fix(speed)));
        }
    }

    pub fn tracker_fix(&self, speed: f64) -> Fix {
        Fix {
            vehicle: RowId::from("kv-1"),
            at: self.now,
            lat: self.lat,
            lng: 12.0,
            accuracy: 6.0,
            speed,
            heading: 0.0,
            engine: None,
            fuel: None,
            odometer: None,
            place: Some("Ring road".to_owned()),
            speed_limit: None,
        }
    }

    /// A phone's position of so many seconds ago.
    pub fn phone_fix(&self, ago: u64, lat: f64) -> DriverFix {
        DriverFix {
            driver: "u-driver".into(),
            at: self.now - Duration::from_secs(ago),
            lat,
            lng: 12.0,
            accuracy: 12.0,
            speed: 40.0,
            heading: None,
        }
    }

    pub fn phone(&mut self, fixes: &[DriverFix]) -> Result<Heard, NotCollected> {
        let heard = self.company.hear_phone(&"u-driver".into(), fixes, self.now);
        self.drain();
        heard
    }

    pub fn drain(&mut self) {
        let writes = self.company.drain(self.now);
        self.kept.extend(self.company.take_kept());
        self.apply(writes);
    }

    /// As the hub does it: what follows joins in, until nothing follows any more.
    pub fn apply(&mut self, mut writes: Vec<Write>) {
        while !writes.is_empty() {
            for write in writes {
                let key = (write.topic().clone(), write.id().expect("rows have ids"));
                let after = match write {
                    Write::Put { row, .. } => Some(row),
                    Write::Remove { .. } => None,
                };
                let before = match &after {
                    Some(row) => self.rows.insert(key.clone(), row.clone()),
                    None => self.rows.remove(&key),
                };
                if before != after {
                    let (before, after) = (before.as_ref(), after.as_ref());
                    self.company.observe(&key.0, before, after, self.now);
                }
            }
            writes = self.company.drain(self.now);
            writes.retain(|it| match it {
                Write::Put { topic, row } => self.rows.get(&(topic.clone(), row.id().unwrap())) != Some(row),
                Write::Remove { topic, id } => self.rows.contains_key(&(topic.clone(), id.clone())),
            });
        }
    }

    /// A row is written past dispatch.
    pub fn put(&mut self, row: &impl Entity) {
        self.apply(vec![Write::put(row)]);
    }

    /// Somebody makes a change.
    #[expect(clippy::needless_pass_by_value, reason = "it reads like a sentence")]
    pub fn change(&mut self, change: ShipmentChange, by: &str) {
        let topic = Topic::whole(StreamKind::Shipment);
        let key = (topic.clone(), change.id().clone());
        let row = change.apply(self.rows.get(&key), &self.author(by)).unwrap();
        self.apply(vec![Write::Put { topic, row }]);
    }

    /// The driver begins or ends their shift by hand.
    pub fn duty(&mut self, duty: Duty) {
        let topic = Topic::whole(StreamKind::Driver);
        let id = RowId::from("u-driver");
        let row = self.rows.get(&(topic.clone(), id.clone()));
        let set = DutyChange::Set { id, duty };
        let row = set.apply(row, &self.author("M. Okafor")).unwrap();
        self.apply(vec![Write::Put { topic, row }]);
    }

    /// Somebody writes down on which number the driver is called.
    pub fn number(&mut self, phone: Option<&str>) {
        let topic = Topic::whole(StreamKind::Driver);
        let id = RowId::from("u-driver");
        let row = self.rows.get(&(topic.clone(), id.clone()));
        let set = PhoneChange::Set {
            id,
            phone: phone.map(str::to_owned),
            from: None,
        };
        let row = set.apply(row, &self.author("D. Novak")).unwrap();
        self.apply(vec![Write::Put { topic, row }]);
    }

    /// The world tells of a shipment.
    pub fn world(&mut self, change: ShipmentChange, by: &str) {
        let author = self.author(by);
        self.tell(Telemetry::Shipment { change, author });
    }

    pub fn author(&self, name: &str) -> Author {
        let user = match name {
            "M. Okafor" => "u-driver",
            other => other,
        };
        Author {
            user: UserId::from(user),
            name: name.to_owned(),
            at: self.now,
        }
    }

    /// Stops in order, and starts again after so long.
    pub fn restart(&mut self, seconds: u64) {
        let writes = self.company.flush(self.now);
        self.apply(writes);
        self.now = self.now + Duration::from_secs(seconds);
        let rows = self.rows.iter().map(|((topic, _), row)| (topic, row));
        self.company = Company::restore(CONFIG, rows, &self.history, self.now);
        let writes = self.company.flush(self.now);
        self.apply(writes);
    }

    pub fn all<E: Entity>(&self) -> Vec<E> {
        let rows = self.rows.iter().filter(|((it, _), _)| it.kind == E::KIND);
        rows.map(|(_, row)| row.decode().expect("a proper row")).collect()
    }

    pub fn driver(&self) -> Driver {
        let mut drivers = self.all::<Driver>().into_iter();
        drivers.find(|it| it.id.as_str() == "u-driver").unwrap()
    }

    pub fn position(&self) -> Option<DriverPosition> {
        self.all::<DriverPosition>().into_iter().next()
    }

    pub fn points(&self) -> Vec<TrackPoint> {
        self.all()
    }

    pub fn shipment(&self, id: &str) -> Shipment {
        let mut shipments = self.all::<Shipment>().into_iter();
        shipments.find(|it| it.id.as_str() == id).unwrap()
    }
}

pub fn registered(id: &str) -> Telemetry {
    Telemetry::Registered(Registration {
        vehicle: RowId::from(id),
        plate: id.to_uppercase(),
        kind: VehicleKind::Tipper,
        gross_t: 26.0,
        depot: "Nord depot".to_owned(),
    })
}

pub fn member(id: &str, name: &str) -> Member {
    Member {
        id: id.into(),
        name: name.to_owned(),
        role: Role::Driver,
        area: "Nord depot".to_owned(),
        assignable: false,
    }
}

pub fn stop(name: &str, lat: f64) -> Stop {
    Stop {
        name: name.to_owned(),
        lat,
        lng: 12.0,
        detail: String::new(),
        phone: None,
        opens: None,
    }
}

/// An order from here to there.
pub fn ordered(id: &str, from: f64, to: f64, due: Timestamp) -> ShipmentChange {
    ShipmentChange::Create {
        id: id.into(),
        reference: id.to_uppercase(),
        goods: "sand".to_owned(),
        weight_t: 6.0,
        note: String::new(),
        stops: Box::new([stop("Nord depot", from), stop("Kiln road 7", to)]),
        due,
    }
}

pub fn assigned(id: &str, to: &str) -> ShipmentChange {
    ShipmentChange::Assign {
        id: id.into(),
        to: Some(to.into()),
        to_name: Some("M. Okafor".to_owned()),
        from: None,
    }
}

pub fn step(id: &str, step: protocol::entities::ShipmentStatus) -> ShipmentChange {
    ShipmentChange::Step {
        id: id.into(),
        step,
        done_at: None,
    }
}
