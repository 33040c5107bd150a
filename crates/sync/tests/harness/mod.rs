//! Nouns of the rule tests: an engine in a known state, frames, rows, and what came out.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses its part, and a broken noun should fail loudly"
)]

pub mod polling;
pub mod tabs;

use std::time::Duration;

use livedeck_sync::{Changes, Config, Connection, Engine, Event, Output, Session, Timer};
use protocol::{
    Ack, ClientFrame, Delta, DeviceId, Digest, Epoch, GatewayFrame, Heartbeat, Limits, MutationId, Nack,
    NackCode, Offset, Op, Position, RawRow, Revision, RowId, Snap, StreamKind, Sub, SubId, Timestamp, Topic,
    UserInfo, Welcome,
    mutations::{Mutation, ViolationChange},
};
use serde_json::json;

pub const START: Timestamp = Timestamp::from_millis(1_790_000_000_000);

/// That many milliseconds after the start.
pub fn at(millis: u64) -> Timestamp {
    START + Duration::from_millis(millis)
}

pub fn topic() -> Topic {
    Topic::whole(StreamKind::Violation)
}

pub fn vehicles() -> Topic {
    Topic::whole(StreamKind::Vehicle)
}

pub fn ana() -> UserInfo {
    UserInfo {
        id: "u4".into(),
        name: "Ana".to_owned(),
        roles: vec!["dispatcher".to_owned()],
        sees: Vec::new(),
    }
}

pub fn ben() -> UserInfo {
    UserInfo {
        id: "u5".into(),
        name: "Ben".to_owned(),
        roles: vec![],
        sees: Vec::new(),
    }
}

/// An engine before anything.
pub fn fresh() -> Engine {
    let config = Config {
        device: DeviceId::from("d1"),
        may_poll: true,
        build: "test".to_owned(),
        seed: 42,
    };
    let mut engine = Engine::new(config, START);
    drain(&mut engine);
    engine
}

/// Signed in; the socket is being opened.
pub fn connecting() -> Engine {
    let mut engine = fresh();
    engine.handle_session(Session::SignedIn(ana()), START);
    drain(&mut engine);
    engine
}

/// Live, following nothing.
pub fn live() -> Engine {
    let mut engine = connecting();
    welcome(&mut engine, START);
    engine
}

/// Live, following the violations `v1` and `v2` at offset 4.
pub fn following() -> Engine {
    let mut engine = live();
    engine.subscribe(&topic(), START);
    say(&mut engine, [snapshot("e1", 4, &[("v1", 3), ("v2", 4)])], START);
    drain(&mut engine);
    engine
}

/// Opens the socket and welcomes whoever is there.
pub fn welcome(engine: &mut Engine, now: Timestamp) -> Vec<Output> {
    engine.handle_opened(now);
    engine.handle_message(vec![welcome_as(ana(), now)], 10, now);
    drain(engine)
}

pub fn welcome_as(user: UserInfo, now: Timestamp) -> GatewayFrame {
    Welcome {
        session: "x".to_owned(),
        now,
        expires: 3_600,
        heartbeat: Heartbeat {
            every: 15_000,
            grace: 5_000,
        },
        limits: Limits {
            frame: 262_144,
            pending: 32,
            subs: 64,
            hz: 30.0,
        },
        user,
    }
    .into()
}

/// Loses the connection and brings it back: everything that came out, hello included, the welcome not yet answered.
pub fn reconnect(engine: &mut Engine, now: Timestamp) -> Vec<Output> {
    engine.handle_closed(protocol::CloseCode::Other(1006), now);
    engine.retry_now(now);
    let mut outputs = drain(engine);
    engine.handle_opened(now);
    outputs.extend(drain(engine));
    outputs
}

pub fn say(engine: &mut Engine, frames: impl IntoIterator<Item = GatewayFrame>, now: Timestamp) {
    engine.handle_message(frames.into_iter().collect(), 10, now);
}

/// Everything the engine asks for. The disk keeps what it is given at once; [`drain_raw`] leaves that to the test.
pub fn drain(engine: &mut Engine) -> Vec<Output> {
    let mut outputs = Vec::new();
    while let Some(output) = engine.poll_output() {
        if let Output::Keep(record) = &output {
            engine.handle_kept(&record.id, true, engine.now());
        }
        outputs.push(output);
    }
    outputs
}

pub fn drain_raw(engine: &mut Engine) -> Vec<Output> {
    std::iter::from_fn(|| engine.poll_output()).collect()
}

/// Lets time pass until then, serving every timer at its moment.
pub fn pass(engine: &mut Engine, until: Timestamp) -> Vec<Output> {
    let mut outputs = Vec::new();
    while let Some((due, _)) = engine.poll_timeout().filter(|(due, _)| *due <= until) {
        let due = due.max(engine.now());
        engine.handle_timeout(due);
        outputs.extend(drain(engine));
    }
    outputs
}

/// Lets time pass like [`pass`], with a gateway that answers every ping at once.
pub fn pass_answered(engine: &mut Engine, until: Timestamp) -> Vec<Output> {
    let mut outputs = Vec::new();
    while let Some((due, _)) = engine.poll_timeout().filter(|(due, _)| *due <= until) {
        let due = due.max(engine.now());
        engine.handle_timeout(due);
        let mut out = drain(engine);
        for ping in pings(&out) {
            say(engine, [protocol::Pong { c: ping, now: due }.into()], due);
        }
        outputs.append(&mut out);
        outputs.extend(drain(engine));
    }
    outputs
}

pub fn timer(engine: &Engine) -> Option<Timer> {
    engine.poll_timeout().map(|(_, timer)| timer)
}

pub fn sent(outputs: &[Output]) -> Vec<ClientFrame> {
    outputs
        .iter()
        .filter_map(|it| match it {
            Output::Send(frames) => Some(frames.clone()),
            _ => None,
        })
        .flatten()
        .collect()
}

pub fn kinds(outputs: &[Output]) -> Vec<&'static str> {
    sent(outputs).iter().map(ClientFrame::kind).collect()
}

pub fn pings(outputs: &[Output]) -> Vec<u64> {
    sent(outputs)
        .iter()
        .filter_map(|it| match it {
            ClientFrame::Ping(ping) => Some(ping.c),
            _ => None,
        })
        .collect()
}

pub fn subs(outputs: &[Output]) -> Vec<Sub> {
    sent(outputs)
        .into_iter()
        .flat_map(|it| match it {
            ClientFrame::Sub(sub) => vec![sub],
            ClientFrame::Hello(hello) => hello.subs,
            _ => vec![],
        })
        .collect()
}

pub fn muts(outputs: &[Output]) -> Vec<protocol::Mut> {
    sent(outputs)
        .into_iter()
        .filter_map(|it| match it {
            ClientFrame::Mut(it) => Some(it),
            _ => None,
        })
        .collect()
}

pub fn events(outputs: &[Output]) -> Vec<&Event> {
    outputs
        .iter()
        .filter_map(|it| match it {
            Output::Event(Event::Log(_)) => None,
            Output::Event(event) => Some(event),
            _ => None,
        })
        .collect()
}

pub fn changed(outputs: &[Output]) -> Vec<&Changes> {
    events(outputs)
        .into_iter()
        .filter_map(|it| match it {
            Event::Changed { changes, .. } => Some(changes),
            _ => None,
        })
        .collect()
}

pub fn is_disconnected(outputs: &[Output]) -> bool {
    outputs.contains(&Output::Disconnect)
}

pub fn is_connecting(engine: &Engine) -> bool {
    matches!(engine.connection(), Connection::Connecting { .. })
}

pub fn is_live(engine: &Engine) -> bool {
    matches!(engine.connection(), Connection::Live { .. })
}

pub fn position(epoch: &str, offset: u64) -> Position {
    Position {
        epoch: Epoch::from(epoch),
        offset: Offset(offset),
    }
}

/// An open violation.
pub fn violation(id: &str) -> RawRow {
    in_state(id, "open")
}

pub fn in_state(id: &str, state: &str) -> RawRow {
    serde_json::from_value(json!({
        "id": id, "kind": "speeding", "severity": "high", "vehicle": "kv-1", "plate": "KV-1", "value": 94.0,
        "limit": 70.0, "place": "Ring road", "lat": 0.0, "lng": 0.0, "at": 1, "state": state,
    }))
    .unwrap()
}

pub fn snapshot(epoch: &str, offset: u64, rows: &[(&str, u64)]) -> GatewayFrame {
    part(epoch, offset, rows, 1, 1, digest(rows)).into()
}

pub fn part(epoch: &str, offset: u64, rows: &[(&str, u64)], part: u32, parts: u32, sum: Digest) -> Snap {
    Snap {
        s: SubId(1),
        at: position(epoch, offset),
        rows: rows
            .iter()
            .map(|(id, revision)| (Revision(*revision), violation(id)))
            .collect(),
        part,
        parts,
        sum,
        same: false,
    }
}

pub fn same(epoch: &str, offset: u64) -> GatewayFrame {
    Snap {
        same: true,
        ..part(epoch, offset, &[], 1, 1, Digest::default())
    }
    .into()
}

pub fn digest(rows: &[(&str, u64)]) -> Digest {
    Digest::of(rows.iter().map(|(id, revision)| (*id, Revision(*revision))))
}

pub fn delta(from: u64, to: u64, ops: Vec<Op>) -> GatewayFrame {
    Delta {
        s: SubId(1),
        from: Offset(from),
        to: Offset(to),
        ops,
    }
    .into()
}

pub fn put(id: &str, revision: u64) -> Op {
    Op::Put(Revision(revision), violation(id))
}

pub fn state(id: &str, revision: u64, state: &str) -> Op {
    let changed = serde_json::from_value(json!({ "state": state })).unwrap();
    Op::Patch(Revision(revision), RowId::from(id), changed, vec![])
}

pub fn remove(id: &str, revision: u64) -> Op {
    Op::Remove(Revision(revision), RowId::from(id))
}

pub fn acknowledge(id: &str) -> Mutation {
    Mutation::Violation(ViolationChange::Acknowledge { id: RowId::from(id) })
}

pub fn resolve(id: &str) -> Mutation {
    Mutation::Violation(ViolationChange::Resolve { id: RowId::from(id) })
}

pub fn ack(id: &MutationId) -> GatewayFrame {
    Ack {
        id: id.clone(),
        out: None,
    }
    .into()
}

pub fn nack(id: &MutationId, code: NackCode, retry: Option<u64>) -> GatewayFrame {
    Nack {
        id: id.clone(),
        code,
        msg: "no".to_owned(),
        retry,
        row: None,
    }
    .into()
}

/// The state people see of a violation.
pub fn seen(engine: &Engine, id: &str) -> Option<String> {
    let row = engine.view(&topic())?.get(&RowId::from(id))?;
    row.text("state").map(str::to_owned)
}

pub fn ids(engine: &Engine) -> Vec<String> {
    engine
        .view(&topic())
        .map(|view| view.iter().map(|(id, _)| id.to_string()).collect())
        .unwrap_or_default()
}
