//! What one delta costs the client's engine, decoding included.

use std::{error::Error, time::Duration};

use protocol::{
    ClientFrame, Codec, Delta, DeviceId, Digest, Encoding, Entity, Epoch, GatewayFrame, Heartbeat, Limits,
    Offset, Op, Position, RawRow, Revision, Snap, SubId, Timestamp, Topic, UserId, UserInfo, Welcome,
    entities::Vehicle,
};
use sync::{Config, Engine, Output, Session};

use crate::{fleet, stopwatch};

/// Rows in the table.
const ROWS: usize = 10_000;

/// One delta into 10,000 rows.
const BUDGET: Duration = Duration::from_micros(10);

/// Measures and prints.
pub(crate) fn report() -> Result<(), Box<dyn Error>> {
    println!("Sync engine, {ROWS} vehicles");
    let mut client = Client::live()?;
    let snapshot = Codec::encode(Encoding::MessagePack, &[snapshot(client.sub, fleet::rows(ROWS))])?;
    stopwatch::line(
        "a snapshot of all of them",
        stopwatch::median(5, |_| {
            drop(Client::live().map(|mut it| it.hear(&snapshot)));
        }),
        None,
    );
    client.hear(&snapshot);
    for (what, changes, budget) in [
        ("one delta with one changed row", 1, Some(BUDGET)),
        ("one delta with 100 changed rows", 100, None),
    ] {
        for encoding in [Encoding::MessagePack, Encoding::Json] {
            let time = stopwatch::median(2_000, |round| client.hear_delta(encoding, changes, round));
            stopwatch::line(&format!("{what} ({encoding:?})"), time, budget);
        }
    }
    let bytes = Codec::encode(Encoding::MessagePack, &[client.delta(1, 1)])?.len();
    println!("{:<58}{bytes:>9} B\n", "one position on the wire (MessagePack)");
    Ok(())
}

/// An engine that follows the vehicles.
struct Client {
    engine: Engine,
    sub: SubId,
    offset: u64,
}

impl Client {
    fn live() -> Result<Self, Box<dyn Error>> {
        let config = Config {
            device: DeviceId::from("bench"),
            may_poll: false,
            build: "bench".to_owned(),
            seed: 1,
        };
        let now = Timestamp::from_millis(1_790_000_000_000);
        let user = UserInfo {
            id: UserId::from("u1"),
            name: "Ana".to_owned(),
            roles: vec!["manager".to_owned()],
            sees: Vec::new(),
        };
        let mut engine = Engine::new(config, now);
        engine.subscribe(&Topic::whole(Vehicle::KIND), now);
        engine.handle_session(Session::SignedIn(user.clone()), now);
        engine.handle_opened(now);
        let mut sub = None;
        while let Some(output) = engine.poll_output() {
            if let Output::Send(frames) = output {
                sub = frames.iter().find_map(|it| match it {
                    ClientFrame::Hello(hello) => hello.subs.first().map(|it| it.s),
                    _ => None,
                });
            }
        }
        let welcome = Welcome {
            session: "bench".to_owned(),
            now,
            expires: 900,
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
        };
        engine.handle_message(vec![welcome.into()], 0, now);
        Ok(Self {
            engine,
            sub: sub.ok_or("the engine said no hello")?,
            offset: 1,
        })
    }

    fn hear_delta(&mut self, encoding: Encoding, changes: usize, round: usize) {
        let delta = self.delta(changes, round);
        self.offset += 1;
        // Encoding belongs to the gateway; it is measured along because it is the smaller part, and cannot fail here.
        if let Ok(bytes) = Codec::encode(encoding, &[delta]) {
            self.hear_in(encoding, &bytes);
        }
    }

    fn delta(&self, changes: usize, round: usize) -> GatewayFrame {
        let to = self.offset + 1;
        let ops = (0..changes)
            .map(|it| {
                let id = format!("kv-{}", (round * 7919 + it * 31) % ROWS).into();
                Op::Patch(Revision(to), id, fleet::moved(round), Vec::new())
            })
            .collect();
        Delta {
            s: self.sub,
            from: Offset(self.offset),
            to: Offset(to),
            ops,
        }
        .into()
    }

    fn hear(&mut self, bytes: &[u8]) {
        self.hear_in(Encoding::MessagePack, bytes);
    }

    fn hear_in(&mut self, encoding: Encoding, bytes: &[u8]) {
        let now = Timestamp::from_millis(1_790_000_000_000 + self.offset);
        match Codec::decode(encoding, bytes) {
            Ok(frames) => self.engine.handle_message(frames, bytes.len(), now),
            Err(why) => self.engine.handle_malformed(&why.to_string(), now),
        }
        while self.engine.poll_output().is_some() {}
    }
}

fn snapshot(s: SubId, rows: Vec<(Revision, RawRow)>) -> GatewayFrame {
    let mut sum = Digest::default();
    for (revision, row) in &rows {
        if let Some(id) = row.id() {
            sum.add(id.as_str(), *revision);
        }
    }
    Snap {
        s,
        at: Position {
            epoch: Epoch::from("e1"),
            offset: Offset(1),
        },
        rows,
        part: 1,
        parts: 1,
        sum,
        same: false,
    }
    .into()
}
