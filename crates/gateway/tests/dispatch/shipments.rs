//! What becomes of shipments: told by the world, changed by people, counted, expected, and let go.

use std::time::Duration;

use livedeck_gateway::store::{AskedBy, Deed, HistoryEntry, Person};
use protocol::{
    Revision, StreamKind, Topic,
    entities::{Driver, Duty, Proof, Shipment, ShipmentStatus},
    mutations::ShipmentChange,
};

use crate::rig::{DEGREE, Rig, assigned, ordered, step};

fn delivered(id: &str) -> ShipmentChange {
    ShipmentChange::Deliver {
        id: id.into(),
        proof: Proof {
            recipient: "S. Ader".to_owned(),
            note: String::new(),
            photos: Vec::new(),
            signature: None,
        },
        done_at: None,
    }
}

/// A shipment that the world has given to the driver.
fn given() -> Rig {
    let mut rig = Rig::on_shift();
    let due = rig.now + Duration::from_secs(3600);
    rig.world(ordered("s1", 54.0, 54.1, due), "D. Novak");
    rig.world(assigned("s1", "u-driver"), "D. Novak");
    rig
}

#[test]
fn di7_jobs_and_deliveries_are_counted_from_the_rows() {
    let mut rig = given();
    let figures = |rig: &Rig| (rig.driver().jobs, rig.driver().delivered_today);
    assert_eq!(figures(&rig), (1, 0));
    let due = rig.now;
    rig.change(ordered("s2", 54.0, 54.1, due), "Ana");
    rig.change(assigned("s2", "u-driver"), "Ana");
    assert_eq!(figures(&rig), (2, 0), "in the transaction of the change");
    for it in [ShipmentStatus::Accepted, ShipmentStatus::PickedUp] {
        rig.change(step("s2", it), "M. Okafor");
    }
    assert_eq!(figures(&rig), (2, 0));
    rig.change(delivered("s2"), "M. Okafor");
    assert_eq!(figures(&rig), (1, 1));
    rig.change(
        ShipmentChange::Cancel {
            id: "s1".into(),
            reason: "twice".to_owned(),
        },
        "Ana",
    );
    assert_eq!(figures(&rig), (0, 1));

    // Noon was when it began; at midnight of the depot the day is over.
    rig.wait(12 * 3600 + 1);

    assert_eq!(figures(&rig), (0, 0));
}

#[test]
fn di7_whoever_loses_a_shipment_has_one_less() {
    let mut rig = given();
    rig.put(&crate::rig::member("d-novak", "S. Novak"));
    rig.change(
        ShipmentChange::Assign {
            id: "s1".into(),
            to: Some("d-novak".into()),
            to_name: Some("S. Novak".to_owned()),
            from: None,
        },
        "Ana",
    );
    let jobs: Vec<_> = rig
        .all::<Driver>()
        .iter()
        .map(|it| (it.name.clone(), it.jobs))
        .collect();
    assert_eq!(jobs, [("S. Novak".to_owned(), 1), ("M. Okafor".to_owned(), 0)]);
}

#[test]
fn di8_the_time_of_arrival_follows_the_driver() {
    let mut rig = given();
    rig.track(1, 5, 0.0);
    assert_eq!(rig.shipment("s1").eta, None, "nobody has said yes");
    rig.world(step("s1", ShipmentStatus::Accepted), "M. Okafor");
    // From the depot, where it is loaded, a tenth of a degree: 15.0 km of road at 32 km/h.
    let seconds = 0.1 * DEGREE * 1.35 / (32.0 / 3.6);
    let eta = rig.shipment("s1").eta.expect("a time");
    let found = eta.since(rig.now).as_secs_f64();
    assert!((found - seconds).abs() < 5.0, "{found} {seconds}");

    rig.world(step("s1", ShipmentStatus::PickedUp), "M. Okafor");
    let before = rig.shipment("s1").eta;
    rig.track(2, 5, 30.0);
    assert_eq!(
        rig.shipment("s1").eta,
        before,
        "less than a minute is nothing to tell"
    );
    rig.track(60, 5, 90.0);
    let eta = rig.shipment("s1").eta.expect("a time");
    let left = (54.1 - rig.lat) * DEGREE * 1.35;
    let soonest = left / (90.0 / 3.6);
    let found = eta.since(rig.now).as_secs_f64();
    assert!(found < left / (32.0 / 3.6) && found > soonest - 61.0, "{found}");

    rig.wait(290);
    assert!(rig.shipment("s1").eta.is_some());
    rig.wait(80);
    assert_eq!(rig.shipment("s1").eta, None, "its driver may be anywhere");
    rig.track(1, 5, 30.0);
    assert!(rig.shipment("s1").eta.is_some(), "they were heard again");

    rig.change(
        ShipmentChange::Restore {
            id: "s1".into(),
            progress: Box::default(),
        },
        "Ana",
    );
    assert_eq!(rig.shipment("s1").eta, None, "nobody brings it any more");
}

#[test]
fn di9_what_the_world_tells_applies_or_is_ignored() {
    let mut rig = given();
    let shipment = rig.shipment("s1");
    assert_eq!(shipment.progress.driver_name.as_deref(), Some("M. Okafor"));
    assert_eq!(shipment.changed_by.as_deref(), Some("D. Novak"));
    let before = rig.company.dispatch.ignored();

    rig.world(step("s1", ShipmentStatus::PickedUp), "M. Okafor");
    rig.world(step("s9", ShipmentStatus::PickedUp), "M. Okafor");

    assert_eq!(rig.shipment("s1"), shipment);
    assert_eq!(rig.company.dispatch.ignored(), before + 2);
    rig.world(step("s1", ShipmentStatus::Accepted), "M. Okafor");
    assert_eq!(rig.shipment("s1").progress.status, ShipmentStatus::Accepted);
}

#[test]
fn di9_what_a_driver_has_taken_into_their_own_hands_is_theirs() {
    let mut rig = given();
    rig.change(step("s1", ShipmentStatus::Accepted), "M. Okafor");
    rig.wait(60);
    rig.world(step("s1", ShipmentStatus::PickedUp), "M. Okafor");
    assert_eq!(rig.shipment("s1").progress.status, ShipmentStatus::Accepted);

    // Also after a restart, which knows it from the history of the row.
    let changed = serde_json::from_value(serde_json::json!({"status": "accepted"})).unwrap();
    rig.history.push(HistoryEntry {
        topic: Topic::whole(StreamKind::Shipment),
        id: "s1".into(),
        n: 1,
        deed: Deed {
            at: rig.now,
            revision: Revision(1),
            asked: Some(AskedBy {
                by: Person {
                    id: "u-driver".into(),
                    name: "M. Okafor".to_owned(),
                },
                action: "shipment.step".to_owned(),
                mutation: "m1".into(),
            }),
            changed,
            removed: Vec::new(),
            was: None,
        },
    });
    rig.restart(60);
    rig.world(step("s1", ShipmentStatus::PickedUp), "M. Okafor");
    assert_eq!(rig.shipment("s1").progress.status, ShipmentStatus::Accepted);

    // Given to somebody else it is the world's again.
    rig.put(&crate::rig::member("d-novak", "S. Novak"));
    let mut to_novak = assigned("s1", "d-novak");
    if let ShipmentChange::Assign { to_name, .. } = &mut to_novak {
        *to_name = Some("S. Novak".to_owned());
    }
    rig.change(to_novak, "Ana");
    rig.world(step("s1", ShipmentStatus::Accepted), "S. Novak");
    assert_eq!(rig.shipment("s1").progress.status, ShipmentStatus::Accepted);
}

#[test]
fn di9_what_a_dispatcher_did_leaves_the_world_its_part() {
    let mut rig = Rig::on_shift();
    let due = rig.now;
    rig.change(ordered("s1", 54.0, 54.1, due), "Ana");
    rig.change(assigned("s1", "u-driver"), "Ana");
    rig.world(step("s1", ShipmentStatus::Accepted), "M. Okafor");
    assert_eq!(rig.shipment("s1").progress.status, ShipmentStatus::Accepted);
}

#[test]
fn di9_what_people_decide_is_told_to_whoever_plays_the_drivers() {
    let mut rig = given();
    assert!(
        rig.company.dispatch.take_decided().is_empty(),
        "it knows what it told"
    );
    let due = rig.now;
    rig.change(ordered("s2", 54.0, 54.1, due), "Ana");
    rig.change(assigned("s2", "u-driver"), "Ana");

    let decided = rig.company.dispatch.take_decided();

    let told: Vec<_> = decided
        .iter()
        .map(|it| (it.id.as_str(), it.progress.status))
        .collect();
    assert_eq!(
        told,
        [("s2", ShipmentStatus::Created), ("s2", ShipmentStatus::Assigned)]
    );
    assert!(rig.company.dispatch.take_decided().is_empty());
    assert_eq!(rig.company.dispatch.shipments().count(), 2);
}

#[test]
fn di13_shipments_at_their_end_are_let_go_after_a_week() {
    let mut rig = given();
    let due = rig.now;
    rig.change(ordered("s2", 54.0, 54.1, due), "Ana");
    let cancel = |id: &str| ShipmentChange::Cancel {
        id: id.into(),
        reason: "twice".to_owned(),
    };
    rig.change(cancel("s2"), "Ana");
    rig.duty(Duty::Off);

    rig.wait(7 * 24 * 3600 - 60);
    assert_eq!(rig.all::<Shipment>().len(), 2);
    rig.wait(20 * 60);

    let left: Vec<_> = rig.all::<Shipment>().into_iter().map(|it| it.id).collect();
    assert_eq!(left, ["s1".into()], "what is open stays");
}

#[test]
fn di13_with_more_than_ten_thousand_the_oldest_go_earlier_though_none_of_today() {
    let mut rig = Rig::new();
    let due = rig.now;
    for n in 0..10_003 {
        let id = format!("s{n:05}");
        rig.world(ordered(&id, 54.0, 54.1, due), "Ana");
        let cancel = ShipmentChange::Cancel {
            id: id.as_str().into(),
            reason: "twice".to_owned(),
        };
        rig.world(cancel, "Ana");
        rig.now = rig.now + Duration::from_millis(1);
    }
    rig.wait(1_200);
    assert_eq!(rig.all::<Shipment>().len(), 10_003, "they are of today");
    rig.wait(13 * 3600);
    let left = rig.all::<Shipment>();
    assert_eq!(left.len(), 10_000);
    assert_eq!(left[0].id, "s00003".into());
}
