//! HB10–HB19: what is told of the rows, and in which order.

use std::time::Duration;

use livedeck_gateway::{
    derive::{Deriver, Write},
    hub::HubLimits,
};
use protocol::{
    Digest, Epoch, GatewayFrame, Offset, Op, RawRow, SubId, Timestamp, Topic, Unsub, Want,
    entities::{Role, StreamKind},
};

use crate::{desk::*, rows::*};

fn deltas(frames: &[GatewayFrame]) -> Vec<&protocol::Delta> {
    frames
        .iter()
        .filter_map(|it| match it {
            GatewayFrame::Delta(it) => Some(it),
            _ => None,
        })
        .collect()
}

/// HB10: nothing is visible before it is durable, to followers or to readers.
#[test]
fn hb10_nothing_is_visible_before_it_is_durable() {
    let mut desk = Desk::new();
    desk.write(vec![vehicle("a", 1)]);
    let conn = desk.connect(who(Role::Manager), &[VEHICLES]);
    desk.hub.write(vec![vehicle("a", 2)], desk.now);
    let commit = desk.hub.poll_commit().unwrap();
    desk.settle();

    let late = desk.connect(who(Role::Admin), &[VEHICLES]);
    for it in [conn, late] {
        assert_eq!(desk.replica(it, 1).field("a", "speed"), Some(&1.into()));
    }

    desk.finish(&commit);
    desk.settle();
    for it in [conn, late] {
        assert_eq!(desk.replica(it, 1).field("a", "speed"), Some(&2.into()));
    }
}

/// HB11: one commit at a time; what arrives meanwhile is in the next one, once per row.
#[test]
fn hb11_commits_are_grouped() {
    let mut desk = Desk::new();
    desk.hub.write(vec![vehicle("a", 0)], desk.now);
    let first = desk.hub.poll_commit().unwrap();
    for speed in 1..=50 {
        desk.hub
            .write(vec![vehicle("a", speed), vehicle("b", speed)], desk.now);
        assert!(desk.hub.poll_commit().is_none());
    }

    desk.finish(&first);
    let second = desk.hub.poll_commit().unwrap();

    assert_eq!(second.topics.len(), 1);
    assert_eq!(second.topics[0].step.ops.len(), 2);
    assert_eq!(second.topics[0].step.from, Offset(1));
    desk.finish(&second);
    assert!(desk.hub.poll_commit().is_none());
}

/// HB12: what changes nothing vanishes, and what changes little travels as a patch.
#[test]
fn hb12_puts_become_patches() {
    let mut desk = Desk::new();
    desk.write(vec![vehicle("a", 1), vehicle("b", 1)]);
    let conn = desk.connect(who(Role::Manager), &[VEHICLES]);
    desk.client_mut(conn).forget();

    desk.write(vec![vehicle("a", 1), remove(VEHICLES, "unknown")]);
    assert!(desk.client(conn).messages.is_empty());
    assert!(desk.hub.poll_commit().is_none());
    desk.settle();
    desk.write(vec![vehicle("a", 9), vehicle("b", 1)]);
    desk.settle();

    let frames: Vec<_> = desk.client(conn).frames().cloned().collect();
    let deltas = deltas(&frames);
    assert_eq!(deltas.len(), 1);
    let [Op::Patch(_, id, changed, removed)] = &deltas[0].ops[..] else {
        panic!("{deltas:?}")
    };
    assert_eq!((id.as_str(), changed.len(), removed.len()), ("a", 1, 0));
}

/// Counts vehicles into the summary.
struct Counter(i64, bool);

impl Deriver for Counter {
    fn observe(&mut self, topic: &Topic, before: Option<&RawRow>, after: Option<&RawRow>, _: Timestamp) {
        if topic.kind == StreamKind::Vehicle {
            self.0 += i64::from(after.is_some()) - i64::from(before.is_some());
            self.1 = true;
        }
    }

    fn drain(&mut self, _: Timestamp) -> Vec<Write> {
        let row = serde_json::from_value(serde_json::json!({"id": "fleet", "total": self.0})).unwrap();
        std::mem::take(&mut self.1)
            .then(|| Write::Put {
                topic: Topic::whole(StreamKind::FleetSummary),
                row,
            })
            .into_iter()
            .collect()
    }
}

/// HB13: derived rows join the transaction they follow from, and a transaction is one message.
#[test]
fn hb13_a_transaction_is_one_message() {
    let mut desk = Desk::with(HubLimits::default(), Box::new(Counter(0, false)));
    desk.write(vec![vehicle("a", 1)]);
    let conn = desk.connect(who(Role::Manager), &["fleet/summary", VEHICLES, VIOLATIONS]);
    desk.settle();
    desk.client_mut(conn).forget();

    desk.write(vec![vehicle("b", 1), vehicle("c", 1), violation("v", "low")]);

    let client = desk.client(conn);
    assert_eq!(client.kinds(), ["delta", "delta", "delta"]);
    assert_eq!(client.messages.len(), 1);
    assert_eq!(desk.replica(conn, 1).field("fleet", "total"), Some(&3.into()));
    desk.check(conn);
}

/// HB14: a failed commit leaves no trace: the gateway's own changes come again, derived figures are undone.
#[test]
fn hb14_a_failed_commit_is_planned_again() {
    let mut desk = Desk::with(HubLimits::default(), Box::new(Counter(0, false)));
    desk.write(vec![vehicle("a", 1)]);
    let conn = desk.connect(who(Role::Manager), &["fleet/summary", VEHICLES]);
    desk.hub.write(vec![vehicle("b", 1), vehicle("c", 1)], desk.now);
    let failed = desk.hub.poll_commit().unwrap();
    desk.hub
        .write(vec![vehicle("c", 7), remove(VEHICLES, "a")], desk.now);

    desk.hub.handle_commit_failed(failed.id, desk.now);
    desk.settle();
    assert_eq!(desk.replica(conn, 2).rows.len(), 1);
    desk.commit();
    desk.settle();

    assert_eq!(desk.replica(conn, 1).field("fleet", "total"), Some(&2.into()));
    assert_eq!(desk.replica(conn, 2).field("c", "speed"), Some(&7.into()));
    desk.check(conn);
}

/// HB15: a client that was away is told what changed since, at most one op per row.
#[test]
fn hb15_a_resume_is_one_delta() {
    let mut desk = Desk::new();
    desk.write((0..50).map(|it| vehicle(&format!("r{it:02}"), 0)).collect());
    let conn = desk.connect(who(Role::Manager), &[VEHICLES]);
    let left = desk.replica(conn, 1).clone();
    desk.hub.handle_close(conn);
    for speed in 1..20 {
        desk.write(vec![
            vehicle("r01", speed),
            vehicle("r02", speed),
            vehicle("new", speed),
        ]);
    }
    desk.write(vec![remove(VEHICLES, "r02"), vehicle("brief", 1)]);
    desk.write(vec![remove(VEHICLES, "brief")]);

    let again = desk.accept(who(Role::Manager), protocol::Encoding::Json);
    desk.adopt(again, 1, left.clone());
    desk.say(again, vec![hello("d", 1, vec![resume(1, VEHICLES, &left)])]);

    assert_eq!(desk.client(again).kinds(), ["welcome", "delta"]);
    let delta = deltas(desk.client(again).last())[0];
    assert_eq!((delta.from.0, delta.to.0), (1, 22));
    assert_eq!(delta.ops.len(), 4);
    desk.check(again);
}

/// HB15: of a log every event is told, but for those that came and went meanwhile.
#[test]
fn hb15_a_resume_of_a_log_tells_what_is_left_of_it() {
    const TRACK: &str = "dispatch/tracks/driver";
    let mut desk = Desk::new();
    desk.write(vec![driver("driver")]);
    desk.write(vec![point("driver", 1), point("driver", 2)]);
    let conn = desk.connect(who(Role::Manager), &[TRACK]);
    let left = desk.replica(conn, 1).clone();
    desk.hub.handle_close(conn);
    for at in 3..8 {
        let oldest = format!("{:013}", at - 2);
        desk.write(vec![point("driver", at), remove(TRACK, &oldest)]);
    }

    let again = desk.accept(who(Role::Manager), protocol::Encoding::Json);
    desk.adopt(again, 1, left.clone());
    desk.say(again, vec![hello("d", 1, vec![resume(1, TRACK, &left)])]);

    let delta = deltas(desk.client(again).last())[0];
    let appended = delta
        .ops
        .iter()
        .filter(|it| matches!(it, protocol::Op::Append(..)));
    assert_eq!(appended.count(), 2);
    desk.check(again);
}

/// HB16: a client that has everything is told so without rows; one whose digest differs is told everything.
#[test]
fn hb16_the_digest_decides() {
    let mut desk = Desk::new();
    desk.write(vec![vehicle("a", 1), vehicle("b", 1)]);
    let conn = desk.connect(who(Role::Manager), &[VEHICLES]);
    let held = desk.replica(conn, 1).clone();
    let mut damaged = resume(1, VEHICLES, &held);
    damaged.sum = Some(Digest::of([("a", protocol::Revision(9))]));

    desk.client_mut(conn).forget();
    desk.say(conn, vec![resume(1, VEHICLES, &held).into()]);
    assert!(matches!(desk.client(conn).last(), [GatewayFrame::Snap(it)] if it.same && it.rows.is_empty()));
    desk.say(conn, vec![damaged.clone().into()]);
    assert!(matches!(desk.client(conn).last(), [GatewayFrame::Snap(it)] if it.rows.len() == 2));

    // The same at an older place: the digest is known at every offset of the log.
    desk.write(vec![vehicle("a", 2)]);
    desk.settle();
    desk.client_mut(conn).forget();
    desk.say(conn, vec![damaged.clone().into()]);
    let head = desk.hub.read(&who(Role::Manager), VEHICLES).unwrap().at;
    assert!(
        matches!(desk.client(conn).last(), [GatewayFrame::Snap(it)] if it.at == head),
        "the question crossed with a change: nothing older than that answers it"
    );
    desk.check(conn);

    // Who was told nothing yet may be told what was encoded for others.
    desk.write(vec![vehicle("a", 3)]);
    desk.settle();
    let conn = desk.connect(who(Role::Manager), &[]);
    desk.client_mut(conn).forget();
    desk.say(conn, vec![damaged.into()]);
    assert_eq!(
        desk.client(conn).kinds(),
        ["snap", "delta"],
        "what was encoded before leads on by the log"
    );
}

/// HB17: where the history does not reach — unknown epoch, too long ago, from the future — everything is told.
#[test]
fn hb17_a_snapshot_where_history_does_not_reach() {
    let limits = HubLimits {
        log_ops: 4,
        ..HubLimits::default()
    };
    let mut desk = Desk::with(limits, Box::new(livedeck_gateway::derive::NoDeriver));
    for speed in 0..10 {
        desk.write(vec![vehicle("a", speed)]);
    }
    let head = desk.hub.read(&who(Role::Manager), VEHICLES).unwrap().at;
    for (epoch, offset, kind) in [
        (head.epoch.clone(), 1, "snap"),
        (head.epoch.clone(), 8, "delta"),
        (head.epoch.clone(), 11, "snap"),
        (Epoch::from("another"), 8, "snap"),
    ] {
        let conn = desk.connect(who(Role::Manager), &[]);
        let mut asked = sub(1, VEHICLES);
        asked.at = Some((epoch, Offset(offset)).into());
        desk.hub.handle_message(conn, vec![asked.into()], desk.now);
        let message = std::iter::from_fn(|| desk.hub.poll_output()).last().unwrap();
        let livedeck_gateway::hub::HubOutput::Send { bytes, .. } = message else {
            panic!("closed")
        };
        let frames: Vec<GatewayFrame> =
            protocol::Codec::decode(protocol::Encoding::MessagePack, &bytes).unwrap();
        assert_eq!(frames[0].kind(), kind, "at {offset}");
        desk.hub.handle_close(conn);
    }
}

/// HB17: after a restart the stored log still leads on; after a lost database nothing does.
#[test]
fn hb17_positions_survive_a_restart_but_not_a_reset() {
    let mut desk = Desk::new();
    desk.write(vec![vehicle("a", 1), vehicle("b", 1)]);
    let conn = desk.connect(who(Role::Manager), &[VEHICLES]);
    let held = desk.replica(conn, 1).clone();
    desk.write(vec![vehicle("a", 2)]);
    desk.restart(HubLimits::default());
    let conn = desk.connect(who(Role::Manager), &[]);
    desk.adopt(conn, 1, held.clone());
    desk.say(conn, vec![resume(1, VEHICLES, &held).into()]);
    assert_eq!(desk.client(conn).last()[0].kind(), "delta");
    desk.check(conn);

    desk.store = livedeck_gateway::store::MemoryStore::new();
    desk.restart(HubLimits::default());
    desk.write(vec![vehicle("c", 1)]);
    let conn = desk.connect(who(Role::Manager), &[]);
    desk.adopt(conn, 1, held.clone());
    desk.say(conn, vec![resume(1, VEHICLES, &held).into()]);
    assert_eq!(desk.client(conn).last()[0].kind(), "snap");
    desk.check(conn);
}

/// HB18: a large topic is told in parts that a client can take one by one, and changes meanwhile are not lost.
#[test]
fn hb18_large_topics_come_in_parts() {
    for encoding in [protocol::Encoding::Json, protocol::Encoding::MessagePack] {
        let mut desk = Desk::new();
        desk.write((0..14_000).map(|it| vehicle(&format!("r{it:05}"), 0)).collect());
        let conn = desk.accept(who(Role::Manager), encoding);
        desk.client_mut(conn).is_stuck = true;
        desk.say(conn, vec![hello("d", 1, vec![sub(1, VEHICLES)])]);
        assert!(
            desk.client(conn).waiting <= 1024 * 1024,
            "{}",
            desk.client(conn).waiting
        );
        assert!(desk.replica(conn, 1).at.is_none());

        desk.write(vec![vehicle("r00000", 5), remove(VEHICLES, "r01000")]);
        desk.settle();
        desk.drain(conn);
        desk.settle();

        let parts = desk
            .client(conn)
            .kinds()
            .iter()
            .filter(|it| **it == "snap")
            .count();
        assert!(parts > 3, "{parts} parts");
        assert!(desk.client(conn).sizes.iter().all(|it| *it < 450 * 1024));
        assert_eq!(desk.replica(conn, 1).rows.len(), 13_999);
        desk.check(conn);
    }
}

/// HB19: whatever is written, and however clients come, go, pause and stall, all end with the same rows.
#[test]
fn hb19_everybody_ends_with_the_same_rows() {
    for seed in 0..16 {
        let mut random = fastrand::Rng::with_seed(seed);
        let limits = HubLimits {
            log_ops: 40,
            part_bytes: 300,
            delta_bytes: 2_000,
            queue_bytes: 4_000,
            connections_per_user: 100,
            ..HubLimits::default()
        };
        let mut desk = Desk::with(limits, Box::new(Counter(0, false)));
        desk.is_lively = true;
        let paths = [VEHICLES, VIOLATIONS, "fleet/summary"];
        let mut conns = vec![desk.connect(who(Role::Manager), &paths)];
        for step in 0..300 {
            let conn = conns[random.usize(..conns.len())];
            let id = format!("r{}", random.u32(..30));
            match random.u32(..12) {
                0..=4 => desk.write(vec![driven(
                    &id,
                    random.u32(..9),
                    ["driver", "x"][random.usize(..2)],
                )]),
                5 => desk.write(vec![remove(VEHICLES, &id)]),
                6 => desk.write(vec![violation(&id, "low"), vehicle(&id, step)]),
                7 => {
                    let role = [Role::Manager, Role::Driver, Role::Member][random.usize(..3)];
                    let readable: &[&str] = match role {
                        Role::Driver => &[VEHICLES, VIOLATIONS],
                        _ => &[VEHICLES],
                    };
                    conns.push(desk.connect(who(role), readable));
                }
                8 => {
                    let want = Want {
                        s: SubId(1),
                        hz: [0.0, 1.0, 50.0][random.usize(..3)],
                    };
                    desk.say(conn, vec![want.into()]);
                }
                9 => desk.client_mut(conn).is_stuck = true,
                10 => desk.drain(conn),
                _ => {
                    let held = desk.replica(conn, 1).clone();
                    if held.at.is_some() {
                        desk.say(
                            conn,
                            vec![Unsub { s: SubId(1) }.into(), resume(1, VEHICLES, &held).into()],
                        );
                    }
                }
            }
            desk.pass(Duration::from_millis(random.u64(..30)));
        }
        for conn in conns {
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
            desk.drain(conn);
            desk.settle();
            assert_eq!(desk.client(conn).closed, None, "seed {seed}");
            desk.check(conn);
        }
    }
}
