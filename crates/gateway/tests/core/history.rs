//! HI1–HI3: who changed a row, what they did, and when.

use std::time::Duration;

use livedeck_gateway::{derive::Write, hub::HubLimits, store::Deed};
use protocol::{RowId, entities::Role};
use serde_json::json;

use crate::{desk::*, mutations::*, rows::*};

fn history(desk: &Desk, role: Role, id: &str) -> Option<Vec<Deed>> {
    desk.hub
        .history(&who(role), VIOLATIONS, &RowId::from(id), 50)
        .unwrap()
}

#[test]
fn hi1_every_change_of_a_row_is_told_with_who_what_and_when() {
    let mut desk = work();
    let conn = desk.connect(who(Role::Dispatcher), &[]);
    assert_eq!(
        history(&desk, Role::Manager, "v1"),
        Some(vec![]),
        "that it came to be is the row itself"
    );

    desk.pass(Duration::from_secs(5));
    let acknowledged = desk.now;
    desk.say(
        conn,
        vec![acknowledge("m1", "v1").into(), acknowledge("m2", "v1").into()],
    );
    desk.commit();
    desk.pass(Duration::from_secs(5));
    desk.write(vec![violation("v1", "high")]);
    let [latest, first] = &history(&desk, Role::Manager, "v1").unwrap()[..] else {
        panic!("two changes: what was refused changed nothing");
    };

    let asked = first.asked.as_ref().unwrap();
    assert_eq!(
        (asked.by.id.as_str(), asked.by.name.as_str()),
        ("dispatcher", "dispatcher's name")
    );
    assert_eq!(
        (asked.action.as_str(), asked.mutation.as_str()),
        ("violation.acknowledge", "m1")
    );
    assert_eq!(first.at, acknowledged);
    assert_eq!(first.changed.get("state"), Some(&json!("acknowledged")));
    assert_eq!(latest.asked, None, "the gateway's own");
    assert_eq!(latest.changed.get("severity"), Some(&json!("high")));
    assert!(latest.revision > first.revision && latest.at > first.at);
}

#[test]
fn hi1_two_changes_of_a_row_in_one_transaction_are_two_entries() {
    let mut desk = work();
    let conn = desk.connect(who(Role::Dispatcher), &[]);
    let resolve = mutation("m2", "violation.resolve", json!({"id": "v1"}));
    desk.say(conn, vec![acknowledge("m1", "v1").into(), resolve.into()]);
    desk.commit();

    let deeds = history(&desk, Role::Manager, "v1").unwrap();
    let actions: Vec<_> = deeds
        .iter()
        .map(|it| it.asked.as_ref().unwrap().action.as_str())
        .collect();
    assert_eq!(actions, ["violation.resolve", "violation.acknowledge"]);
    assert_eq!(deeds[0].revision, deeds[1].revision);
}

#[test]
fn hi2_a_history_is_for_whoever_may_see_the_row() {
    let mut desk = work();
    let conn = desk.connect(who(Role::Dispatcher), &[]);
    desk.say(conn, vec![acknowledge("m1", "v1").into()]);
    desk.commit();

    let read = |principal| {
        desk.hub
            .history(&principal, VIOLATIONS, &RowId::from("v1"), 50)
            .unwrap()
    };
    assert_eq!(read(who(Role::Driver)).map(|it| it.len()), Some(1), "their own");
    assert_eq!(read(somebody("another driver", Role::Driver)), None);
    assert_eq!(history(&desk, Role::Manager, "nothing"), None);
    let nothing = RowId::from("v1");
    assert!(
        desk.hub
            .history(&who(Role::Manager), "no/topic", &nothing, 50)
            .is_err()
    );
}

#[test]
fn hi3_a_history_survives_a_restart_and_ends_with_its_row() {
    let mut desk = work();
    let conn = desk.connect(who(Role::Dispatcher), &[]);
    desk.say(
        conn,
        vec![acknowledge("m1", "v1").into(), acknowledge("m2", "v2").into()],
    );
    desk.commit();
    let before = history(&desk, Role::Manager, "v1");

    desk.restart(HubLimits::default());
    assert_eq!(history(&desk, Role::Manager, "v1"), before);
    let conn = desk.connect(who(Role::Dispatcher), &[]);
    desk.say(
        conn,
        vec![mutation("m3", "violation.resolve", json!({"id": "v1"})).into()],
    );
    desk.commit();
    assert_eq!(history(&desk, Role::Manager, "v1").unwrap().len(), 2);

    desk.write(vec![Write::Remove {
        topic: topic(VIOLATIONS),
        id: "v1".into(),
    }]);
    assert_eq!(history(&desk, Role::Manager, "v1"), None);
    desk.write(vec![violation("v1", "low")]);
    desk.restart(HubLimits::default());
    assert_eq!(
        history(&desk, Role::Manager, "v1"),
        Some(vec![]),
        "another row of that name"
    );
    assert_eq!(history(&desk, Role::Manager, "v2").unwrap().len(), 1);
}
