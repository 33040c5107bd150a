//! HB30–HB34: how often and how much a client is told.

use std::time::Duration;

use livedeck_gateway::hub::HubLimits;
use protocol::{CloseCode, Encoding, Refresh, SubId, Want, entities::Role};

use crate::{desk::*, rows::*};

/// Writes a change every 10 ms for a second.
fn busy_second(desk: &mut Desk) {
    for speed in 0..100 {
        desk.write(vec![vehicle("a", speed)]);
        desk.pass(Duration::from_millis(10));
    }
}

/// HB30: a client is told as often as it wants, at most at the gateway's rate, and always the latest.
#[test]
fn hb30_the_rate_is_kept() {
    let mut desk = Desk::new();
    desk.write(vec![vehicle("a", 500)]);
    let fast = desk.connect(who(Role::Manager), &[VEHICLES]);
    let slow = desk.connect(who(Role::Admin), &[VEHICLES]);
    desk.say(slow, vec![Want { s: SubId(1), hz: 5.0 }.into()]);
    desk.settle();
    for conn in [fast, slow] {
        desk.client_mut(conn).forget();
    }

    busy_second(&mut desk);

    let (n_fast, n_slow) = (desk.client(fast).messages.len(), desk.client(slow).messages.len());
    assert!((24..=31).contains(&n_fast), "{n_fast}");
    assert!((4..=6).contains(&n_slow), "{n_slow}");
    desk.settle();
    desk.check(fast);
    desk.check(slow);
}

/// HB30: a change after a quiet while is told at once.
#[test]
fn hb30_a_change_after_a_quiet_while_is_told_at_once() {
    let mut desk = Desk::new();
    desk.write(vec![vehicle("a", 1)]);
    let conn = desk.connect(who(Role::Manager), &[VEHICLES]);
    desk.settle();

    desk.write(vec![vehicle("a", 2)]);

    desk.check(conn);
}

/// HB31: a paused subscription is told nothing; `refresh` and a new rate tell what is missing.
#[test]
fn hb31_a_pause_is_caught_up() {
    let mut desk = Desk::new();
    desk.write(vec![vehicle("a", 1)]);
    let conn = desk.connect(who(Role::Manager), &[VEHICLES]);
    desk.say(conn, vec![Want { s: SubId(1), hz: 0.0 }.into()]);
    desk.client_mut(conn).forget();
    busy_second(&mut desk);
    assert!(desk.client(conn).messages.is_empty());

    desk.say(conn, vec![Refresh { s: SubId(1) }.into()]);
    assert_eq!(desk.client(conn).kinds(), ["delta"]);
    desk.check(conn);
    desk.write(vec![vehicle("a", 777)]);
    desk.say(conn, vec![Refresh { s: SubId(1) }.into()]);
    assert_eq!(desk.client(conn).kinds(), ["delta"], "at most once per interval");

    desk.say(
        conn,
        vec![
            Want {
                s: SubId(1),
                hz: 30.0,
            }
            .into(),
        ],
    );
    desk.settle();
    desk.check(conn);
}

/// HB32: a client that does not drain costs at most a mebibyte and nobody else's time; then it is closed.
#[test]
fn hb32_a_stalled_client_is_bounded_and_closed() {
    let mut desk = Desk::new();
    let rows = |speed| {
        (0..300)
            .map(|it| vehicle(&format!("r{it}"), speed))
            .collect::<Vec<_>>()
    };
    desk.write(rows(1_000));
    let stalled = desk.accept(who(Role::Manager), Encoding::Json);
    desk.say(stalled, vec![hello("s", 1, vec![sub(1, VEHICLES)])]);
    let healthy = desk.connect(who(Role::Admin), &[VEHICLES]);
    desk.client_mut(stalled).is_stuck = true;

    for step in 0..650 {
        desk.write(rows(step));
        desk.pass(Duration::from_millis(50));
        assert!(desk.client(stalled).waiting <= 1024 * 1024);
        if step % 100 == 0 {
            desk.check(healthy);
            desk.say(healthy, vec![protocol::Ping { c: 1 }.into()]);
            if desk.client(stalled).closed.is_none() {
                desk.say(stalled, vec![protocol::Ping { c: 1 }.into()]);
            }
        }
    }
    assert_eq!(desk.client(healthy).closed, None);
    assert_eq!(
        desk.client(stalled).closed,
        None,
        "not before 30 s over the limit"
    );
    for _ in 0..10 {
        desk.pass(Duration::from_secs(3));
        for conn in [healthy, stalled] {
            if desk.client(conn).closed.is_none() {
                desk.say(conn, vec![protocol::Ping { c: 1 }.into()]);
            }
        }
    }

    assert_eq!(desk.client(stalled).closed, Some(CloseCode::TryLater));
    assert_eq!(desk.client(healthy).closed, None);
    assert_eq!(desk.hub.stats().slow_closed, 1);
}

/// HB33: a client that drains again is told the latest of each row once, not everything it missed.
#[test]
fn hb33_a_slow_client_is_told_the_latest() {
    let limits = HubLimits {
        queue_bytes: 6_000,
        delta_bytes: 3_000,
        ..HubLimits::default()
    };
    let mut desk = Desk::with(limits, Box::new(livedeck_gateway::derive::NoDeriver));
    desk.write(vec![vehicle("a", 1), vehicle("b", 1)]);
    let conn = desk.connect(who(Role::Manager), &[VEHICLES]);
    desk.client_mut(conn).is_stuck = true;
    for _ in 0..3 {
        busy_second(&mut desk);
    }
    let n_told = desk.client(conn).messages.len();
    busy_second(&mut desk);
    assert_eq!(desk.client(conn).messages.len(), n_told);

    desk.drain(conn);

    assert_eq!(desk.client(conn).messages.len(), n_told + 1);
    desk.check(conn);
}

/// HB34: what many are told is encoded once per encoding: equal bytes but for the client's own name of it.
#[test]
fn hb34_followers_of_one_topic_are_told_the_same() {
    let mut desk = Desk::new();
    desk.write(vec![vehicle("a", 1)]);
    let one = desk.connect(who(Role::Manager), &[VEHICLES]);
    let two = desk.connect(who(Role::Admin), &["fleet/summary", VEHICLES]);
    desk.settle();
    for conn in [one, two] {
        desk.client_mut(conn).forget();
    }

    desk.write(vec![vehicle("a", 2)]);

    assert_eq!(desk.client(one).sizes, desk.client(two).sizes);
    desk.check(one);
    desk.check(two);
}

/// HB35: when the gateway's clock is put back, clients are told, pinged and given up as before.
#[test]
fn hb35_a_clock_put_back_stops_nothing() {
    let mut desk = Desk::new();
    desk.write(vec![vehicle("a", 1)]);
    let conn = desk.connect(who(Role::Manager), &[VEHICLES]);
    desk.write(vec![vehicle("a", 2)]);

    desk.now = desk.now - Duration::from_secs(3_600);
    desk.write(vec![vehicle("a", 3)]);
    desk.settle();

    desk.check(conn);
    desk.pass(Duration::from_secs(40));
    assert!(desk.client(conn).kinds().contains(&"ping"));
    assert_eq!(desk.client(conn).closed, Some(CloseCode::GoingAway));
}
