//! The demo company: its first start, and the ones after. Rules FL24 to FL26 of `docs/GATEWAY.md`.

#![expect(clippy::expect_used, reason = "a test may fail")]

use std::{collections::BTreeMap, time::Duration};

use livedeck_gateway::{
    company::Company,
    demo::{Demo, DemoConfig},
    derive::{Deriver as _, Write},
    fleet::FleetConfig,
};
use protocol::{
    Entity, RawRow, RowId, StreamKind, Timestamp, Topic, UserId,
    entities::{
        Driver, Geofence, LogPoint, STRIP_SLOTS, Shipment, ShipmentStatus, Stop, Vehicle, VehicleStatus,
        Violation, ViolationKind, dialled,
    },
    mutations::{Author, Change as _, ShipmentChange},
};

const CONFIG: DemoConfig = DemoConfig {
    seed: 7,
    vehicles: 12,
    rate: None,
    utc_offset_s: 3600,
};

const FLEET: FleetConfig = FleetConfig { utc_offset_s: 3600 };

type Rows = BTreeMap<(Topic, RowId), RawRow>;

/// 14:00 at the depot.
fn start() -> Timestamp {
    Timestamp::from_millis(1_795_129_200_000) + Duration::from_secs(14 * 3600)
}

fn apply(rows: &mut Rows, writes: Vec<Write>) {
    for write in writes {
        let key = (write.topic().clone(), write.id().expect("rows have ids"));
        match write {
            Write::Put { row, .. } => drop(rows.insert(key, row)),
            Write::Remove { .. } => drop(rows.remove(&key)),
        }
    }
}

fn of(rows: &Rows, kind: StreamKind) -> Vec<&RawRow> {
    rows.iter()
        .filter(|it| it.0.0.kind == kind)
        .map(|it| it.1)
        .collect()
}

fn vehicles(rows: &Rows) -> Vec<Vehicle> {
    let rows = of(rows, StreamKind::Vehicle);
    rows.into_iter()
        .map(|it| it.decode().expect("a vehicle"))
        .collect()
}

fn begun() -> (Company, Demo, Rows) {
    let mut company = Company::new(FLEET, start());
    let (demo, writes) = Demo::begin(CONFIG, &mut company, start());
    let mut rows = Rows::new();
    apply(&mut rows, writes);
    (company, demo, rows)
}

fn restored(rows: &Rows, now: Timestamp) -> Company {
    Company::restore(FLEET, rows.iter().map(|((topic, _), row)| (topic, row)), &[], now)
}

#[test]
fn fl24_the_first_start_leaves_no_chart_empty() {
    let (mut company, mut demo, mut rows) = begun();
    assert_eq!(vehicles(&rows).len(), 12);
    assert_eq!(of(&rows, StreamKind::Member).len(), demo.members().len());
    assert!(of(&rows, StreamKind::LogPoint).len() >= 96);
    assert!(!of(&rows, StreamKind::Violation).is_empty());
    let known = |it: &Vehicle| it.strip_slots().filter(|it| it.status.is_some()).count();
    assert!(vehicles(&rows).iter().all(|it| known(it) >= STRIP_SLOTS - 2));
    assert!(
        vehicles(&rows)
            .iter()
            .any(|it| it.status == VehicleStatus::Moving)
    );

    let before = vehicles(&rows);
    for tick in 1..=600 {
        let now = start() + Duration::from_millis(tick * 100);
        demo.advance(&mut company, now);
        apply(&mut rows, company.drain(now));
    }
    assert_ne!(vehicles(&rows), before, "it lives");
}

#[test]
fn fl25_later_starts_go_on_where_the_company_is_now() {
    let (mut company, demo, mut rows) = begun();
    apply(&mut rows, company.flush(start()));
    let now = start() + Duration::from_secs(1800);
    let mut company = restored(&rows, now);
    let violations = of(&rows, StreamKind::Violation).len();
    let (demo, other) = Demo::resume(CONFIG, demo.meta(), &mut company, now);
    assert_eq!(other, None);
    assert_eq!(demo.meta().start, start(), "the same story goes on");
    apply(&mut rows, company.drain(now));
    assert_eq!(vehicles(&rows).len(), 12);
    assert_eq!(
        of(&rows, StreamKind::Violation).len(),
        violations,
        "what happened meanwhile is not made up"
    );
    let gaps = of(&rows, StreamKind::LogPoint)
        .into_iter()
        .filter(|it| it.decode::<LogPoint>().expect("a point").gap);
    assert_eq!(gaps.count(), 2);
}

#[test]
fn fl24_a_driver_of_the_demo_answers_who_assigns_them_something() {
    let (mut company, mut demo, mut rows) = begun();
    let topic = Topic::whole(StreamKind::Shipment);
    let id = RowId::from("s-of-a-person");
    let place = |vehicle: &Vehicle| Stop {
        name: vehicle.place.clone(),
        lat: vehicle.lat,
        lng: vehicle.lng,
        detail: String::new(),
        phone: None,
        opens: None,
    };
    let stops = [0, 1].map(|nth| place(&vehicles(&rows)[nth]));
    let create = ShipmentChange::Create {
        id: id.clone(),
        reference: "SH-1".to_owned(),
        goods: "24 pallets".to_owned(),
        weight_t: 9.0,
        note: String::new(),
        stops: Box::new(stops),
        due: start() + Duration::from_secs(3600),
    };
    let assign = ShipmentChange::Assign {
        id: id.clone(),
        to: Some(RowId::from("u-driver")),
        to_name: Some("M. Okafor".to_owned()),
        from: None,
    };
    let author = Author {
        user: UserId::from("u-dispatcher"),
        name: "D. Novak".to_owned(),
        at: start(),
    };
    let mut row = None;
    for change in [create, assign] {
        let after = change.apply(row.as_ref(), &author).expect("it applies");
        company.observe(&topic, row.as_ref(), Some(&after), start());
        row = Some(after);
    }
    rows.extend(row.map(|it| ((topic.clone(), id.clone()), it)));
    let mut seen = Vec::new();
    for second in 1..=3 * 3600 {
        let now = start() + Duration::from_secs(second);
        demo.advance(&mut company, now);
        apply(&mut rows, company.drain(now));
        let shipment: Shipment = rows[&(topic.clone(), id.clone())].decode().expect("a shipment");
        if seen
            .last()
            .is_none_or(|it: &(u64, _)| it.1 != shipment.progress.status)
        {
            seen.push((second, shipment.progress.status));
        }
    }
    let [
        (1, ShipmentStatus::Assigned),
        (answered, ShipmentStatus::Accepted),
        rest @ ..,
    ] = &seen[..]
    else {
        panic!("{seen:?}");
    };
    assert!((60..=91).contains(answered), "{seen:?}");
    assert!(
        rest.last().is_some_and(|it| it.1 == ShipmentStatus::Delivered),
        "{seen:?}"
    );
}

#[test]
fn fl25_another_seed_does_not_replace_what_is_stored() {
    let (_, demo, rows) = begun();
    let mut company = restored(&rows, start());
    let asked = DemoConfig {
        seed: 8,
        vehicles: 60,
        ..CONFIG
    };
    let (resumed, other) = Demo::resume(asked, demo.meta(), &mut company, start());
    assert_eq!(resumed.meta(), demo.meta());
    assert_eq!(company.fleet.len(), 12);
    let said = other.expect("a difference").to_string();
    assert!(
        said.contains("12 vehicles with seed 7") && said.contains("--database"),
        "{said}"
    );
}

fn decoded<E: Entity>(rows: &Rows) -> Vec<E> {
    let rows = of(rows, E::KIND);
    rows.into_iter()
        .map(|it| it.decode().expect("a proper row"))
        .collect()
}

#[test]
fn fl26_the_company_has_areas_and_numbers_from_its_first_start_on() {
    let (mut company, mut demo, mut rows) = begun();
    let areas: Vec<Geofence> = decoded(&rows);
    assert_eq!(areas.len(), 2);
    assert!(areas.iter().all(|it| !it.retired && it.changed_at < start()));
    let told = |rows: &Rows| -> Vec<Violation> {
        let all: Vec<Violation> = decoded(rows);
        let of_an_area = |it: &Violation| areas.iter().any(|area| it.detail.ends_with(&area.name));
        all.into_iter()
            .filter(|it| it.kind == ViolationKind::Geofence && of_an_area(it))
            .collect()
    };
    let crossings = told(&rows);
    let (n_crossings, n_all) = (crossings.len(), of(&rows, StreamKind::Violation).len());
    assert!(
        (4..=n_all / 2).contains(&n_crossings),
        "{n_crossings} of {n_all} in a day and a half"
    );
    for it in &crossings {
        let area = areas
            .iter()
            .find(|area| it.detail.ends_with(&area.name))
            .expect("an area");
        assert!(
            it.detail.starts_with("entered ") || it.detail.starts_with("left "),
            "{}",
            it.detail
        );
        assert_eq!(
            area.contains(it.lat, it.lng),
            it.detail.starts_with("entered "),
            "{it:?}"
        );
    }

    let drivers: Vec<Driver> = decoded(&rows);
    assert_eq!(drivers.len(), 12);
    let mut numbers: Vec<_> = drivers
        .iter()
        .filter_map(|it| it.phone.as_deref().map(dialled))
        .collect();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 12, "each their own");
    // The range that Ofcom keeps for drama.
    assert!(
        numbers
            .iter()
            .all(|it| it.starts_with("+447700900") && it.len() == 13),
        "{numbers:?}"
    );

    for minute in 1..=600 {
        let now = start() + Duration::from_secs(minute * 60);
        demo.advance(&mut company, now);
        apply(&mut rows, company.drain(now));
    }
    let later = told(&rows).len();
    assert!(
        (n_crossings..n_crossings + 30).contains(&later),
        "{n_crossings}, ten hours later {later}"
    );
}

#[test]
fn fl26_a_company_stored_before_is_left_alone() {
    let (_, demo, mut rows) = begun();
    rows.retain(|(topic, _), _| topic.kind != StreamKind::Geofence);
    for row in rows.iter_mut().filter(|it| it.0.0.kind == StreamKind::Driver) {
        row.1.0.remove("phone");
    }
    let mut company = restored(&rows, start());
    drop(Demo::resume(CONFIG, demo.meta(), &mut company, start()));
    apply(&mut rows, company.flush(start()));
    assert!(of(&rows, StreamKind::Geofence).is_empty());
    assert!(decoded::<Driver>(&rows).iter().all(|it| it.phone.is_none()));
}
