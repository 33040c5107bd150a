//! HB21, HB22, HB29: an id takes effect once, in its order, whoever is lost on the way.

use livedeck_gateway::hub::HubLimits;
use protocol::{NackCode, Offset, entities::Role};
use serde_json::json;

use crate::{
    desk::*,
    mutations::{acknowledge, work},
    rows::*,
};

/// HB21: a repeated id is given the first verdict and changes nothing, also after a restart, on any connection.
#[test]
fn hb21_a_repeated_id_changes_nothing() {
    let mut desk = work();
    let conn = desk.connect(who(Role::Dispatcher), &[VIOLATIONS]);
    desk.say(conn, vec![acknowledge("m1", "v1").into()]);
    desk.commit();
    let restore = json!({"id": "v1", "state": "open"});
    desk.say(
        conn,
        vec![
            mutation("m2", "violation.restore", restore).into(),
            acknowledge("m3", "none").into(),
        ],
    );
    desk.commit();
    let head = desk.replica(conn, 1).offset();

    for _ in 0..2 {
        let again = desk.connect(who(Role::Dispatcher), &[VIOLATIONS]);
        desk.say(
            again,
            vec![acknowledge("m1", "v1").into(), acknowledge("m3", "v2").into()],
        );
        desk.commit();

        assert_eq!(desk.client(again).n_acks("m1"), 1);
        assert_eq!(desk.client(again).nack("m3").code, NackCode::NotFound);
        assert_eq!(desk.replica(again, 1).offset(), head);
        assert_eq!(desk.replica(again, 1).field("v1", "state"), Some(&json!("open")));
        desk.restart(HubLimits::default());
    }
}

/// HB21: an id that is being decided is decided once, and everybody who asked is told.
#[test]
fn hb21_an_id_in_flight_is_decided_once() {
    let mut desk = work();
    let one = desk.connect(who(Role::Dispatcher), &[VIOLATIONS]);
    let two = desk.connect(who(Role::Dispatcher), &[VIOLATIONS]);
    desk.say(one, vec![acknowledge("m1", "v1").into()]);
    let commit = desk.hub.poll_commit().unwrap();

    desk.say(two, vec![acknowledge("m1", "v1").into()]);
    desk.say(one, vec![acknowledge("m1", "v1").into()]);
    assert!(desk.hub.poll_commit().is_none());
    desk.finish(&commit);

    assert!(desk.hub.poll_commit().is_none());
    for conn in [one, two] {
        assert_eq!(desk.client(conn).n_acks("m1"), 1);
    }
}

/// HB21: an id belongs to whoever used it first.
#[test]
fn hb21_an_id_belongs_to_its_user() {
    let mut desk = work();
    let one = desk.connect(who(Role::Dispatcher), &[VIOLATIONS]);
    let two = desk.connect(who(Role::Manager), &[VIOLATIONS]);
    desk.say(one, vec![acknowledge("m1", "v1").into()]);
    desk.say(two, vec![acknowledge("m1", "v2").into()]);
    desk.commit();
    assert_eq!(desk.client(two).nack("m1").code, NackCode::Invalid);

    desk.client_mut(two).forget();
    desk.say(two, vec![acknowledge("m1", "v2").into()]);

    assert_eq!(desk.client(two).nack("m1").code, NackCode::Invalid);
    assert_eq!(desk.replica(two, 1).field("v2", "state"), Some(&json!("open")));
}

/// HB22: a mutation waits for those it names; once they have verdicts it is decided.
#[test]
fn hb22_after_waits_for_verdicts() {
    let mut desk = work();
    let conn = desk.connect(who(Role::Dispatcher), &[VIOLATIONS]);
    let mut second = mutation("m2", "violation.resolve", json!({"id": "v1"}));
    second.after = vec!["m1".into()];

    desk.say(conn, vec![second.clone().into()]);
    desk.commit();
    assert_eq!(desk.client(conn).nack("m2").code, NackCode::Waiting);
    assert!(
        livedeck_gateway::store::Store::load(&mut desk.store)
            .unwrap()
            .verdicts
            .is_empty()
    );

    desk.client_mut(conn).forget();
    desk.say(conn, vec![acknowledge("m1", "v1").into(), second.into()]);
    desk.commit();
    assert_eq!(desk.client(conn).n_acks("m2"), 1);
    assert_eq!(
        desk.replica(conn, 1).field("v1", "state"),
        Some(&json!("resolved"))
    );
}

/// HB29: whoever is gone is not waited for; the change is made, and its verdict is there when they come back.
#[test]
fn hb29_a_lost_connection_loses_no_mutation() {
    let mut desk = work();
    let conn = desk.connect(who(Role::Dispatcher), &[VIOLATIONS]);
    desk.say(conn, vec![acknowledge("m1", "v1").into()]);
    desk.hub.handle_close(conn);
    desk.commit();

    let again = desk.connect(who(Role::Dispatcher), &[VIOLATIONS]);
    desk.say(again, vec![acknowledge("m1", "v1").into()]);

    assert_eq!(desk.client(again).n_acks("m1"), 1);
    assert_eq!(
        desk.replica(again, 1).field("v1", "state"),
        Some(&json!("acknowledged"))
    );
}

/// HB29: offsets have no holes, however many people write at once.
#[test]
fn hb29_many_writers_leave_no_holes() {
    let limits = HubLimits {
        connections_per_user: 100,
        ..HubLimits::default()
    };
    let mut desk = Desk::with(limits, Box::new(livedeck_gateway::derive::NoDeriver));
    desk.is_lively = true;
    desk.write((0..64).map(|it| violation(&format!("v{it}"), "low")).collect());
    let reader = desk.connect(who(Role::Admin), &[VIOLATIONS]);
    let conns: Vec<_> = (0..64).map(|_| desk.connect(who(Role::Manager), &[])).collect();
    let mut random = fastrand::Rng::with_seed(3);
    let mut commit = None;
    for round in 0..100 {
        for (n, conn) in conns.iter().enumerate() {
            if random.bool() {
                let state = ["open", "acknowledged"][round % 2];
                let args = json!({"id": format!("v{n}"), "state": state});
                desk.say(
                    *conn,
                    vec![mutation(&format!("m{round}-{n}"), "violation.restore", args).into()],
                );
            }
            if random.u32(..16) == 0 {
                match commit.take() {
                    Some(it) => desk.finish(&it),
                    None => commit = desk.hub.poll_commit(),
                }
            }
        }
        desk.settle();
    }
    if let Some(it) = commit {
        desk.finish(&it);
    }
    desk.commit();
    desk.settle();

    // The store refuses holes and the reader complains about gaps; both saw the same number of steps.
    use livedeck_gateway::store::Store as _;
    let stored = desk.store.load().unwrap();
    assert_eq!(
        stored.topics[0].position.offset,
        Offset(desk.replica(reader, 1).offset())
    );
    assert_eq!(
        stored.topics[0].log.len() as u64,
        desk.replica(reader, 1).offset()
    );
    desk.check(reader);
}
