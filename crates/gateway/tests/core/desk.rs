//! A hub with its store and some clients, driven by hand.

use std::{collections::BTreeMap, time::Duration};

use livedeck_gateway::{
    derive::{Deriver, NoDeriver, Write},
    hub::{ConnId, Hub, HubLimits, HubOutput},
    policy::Principal,
    store::{Commit, MemoryStore, Store as _},
};
use protocol::{
    ClientFrame, CloseCode, Codec, Encoding, GatewayFrame, Hello, Mut, Nack, Sub, SubId, Timestamp,
};
use serde_json::Value;

pub use crate::replica::Replica;

pub struct Desk {
    pub hub: Hub,
    pub store: MemoryStore,
    pub now: Timestamp,
    /// Whether clients answer pings.
    pub is_lively: bool,
    clients: BTreeMap<ConnId, Client>,
    n_conns: u64,
}

/// A client that follows the four rules of the protocol and complains when the gateway does not.
pub struct Client {
    pub principal: Principal,
    pub messages: Vec<Vec<GatewayFrame>>,
    pub sizes: Vec<usize>,
    pub closed: Option<CloseCode>,
    /// Bytes that a client which does not drain has not taken.
    pub waiting: usize,
    pub is_stuck: bool,
    encoding: Encoding,
    paths: BTreeMap<SubId, String>,
    replicas: BTreeMap<SubId, Replica>,
}

pub const START: Timestamp = Timestamp::from_millis(1_790_000_000_000);

impl Desk {
    pub fn new() -> Self {
        Self::with(HubLimits::default(), Box::new(NoDeriver))
    }

    pub fn with(limits: HubLimits, deriver: Box<dyn Deriver + Send>) -> Self {
        Self {
            hub: Hub::new(limits, deriver, 7),
            store: MemoryStore::new(),
            now: START,
            is_lively: false,
            clients: BTreeMap::new(),
            n_conns: 0,
        }
    }

    /// The gateway starts again on what is stored; every connection is gone.
    pub fn restart(&mut self, limits: HubLimits) {
        self.hub = Hub::new(limits, Box::new(NoDeriver), 8);
        self.hub.load(self.store.load().unwrap());
        self.clients.clear();
    }

    pub fn accept(&mut self, principal: Principal, encoding: Encoding) -> ConnId {
        self.n_conns += 1;
        let conn = ConnId(self.n_conns);
        self.hub.handle_open(conn, principal.clone(), encoding, self.now);
        let client = Client {
            principal,
            messages: Vec::new(),
            sizes: Vec::new(),
            closed: None,
            waiting: 0,
            is_stuck: false,
            encoding,
            paths: BTreeMap::new(),
            replicas: BTreeMap::new(),
        };
        self.clients.insert(conn, client);
        conn
    }

    /// A client that said hello and follows some topics, as 1, 2, …
    pub fn connect(&mut self, principal: Principal, paths: &[&str]) -> ConnId {
        let conn = self.accept(principal, Encoding::MessagePack);
        let subs = paths.iter().zip(1..).map(|(path, s)| sub(s, path)).collect();
        let device = format!("device-{}", conn.0);
        self.say(conn, vec![hello(&device, 1, subs)]);
        conn
    }

    pub fn say(&mut self, conn: ConnId, frames: Vec<ClientFrame>) {
        let client = self.clients.get_mut(&conn).unwrap();
        for frame in &frames {
            let subs = match frame {
                ClientFrame::Hello(it) => it.subs.clone(),
                ClientFrame::Sub(it) => vec![it.clone()],
                _ => Vec::new(),
            };
            for it in subs {
                client.paths.insert(it.s, it.topic.clone());
                client.replicas.entry(it.s).or_default();
            }
        }
        // Over the wire, so that both directions are read as they are written.
        let bytes = Codec::encode(client.encoding, &frames).unwrap();
        let frames = Codec::decode(client.encoding, &bytes).unwrap();
        self.hub.handle_message(conn, frames, self.now);
        self.pump();
    }

    pub fn write(&mut self, writes: Vec<Write>) {
        self.hub.write(writes, self.now);
        self.commit();
    }

    /// Makes everything durable that waits for it.
    pub fn commit(&mut self) {
        while let Some(commit) = self.hub.poll_commit() {
            self.finish(&commit);
        }
        self.pump();
    }

    /// One commit is durable.
    pub fn finish(&mut self, commit: &Commit) {
        self.store.commit(commit).unwrap();
        self.hub.handle_committed(commit.id, self.now);
        self.pump();
    }

    pub fn pass(&mut self, duration: Duration) {
        let end = self.now + duration;
        while let Some(at) = self.hub.poll_timeout().filter(|it| *it <= end) {
            self.now = self.now.max(at);
            self.hub.handle_timeout(self.now);
            self.pump();
        }
        self.now = end;
        self.hub.handle_timeout(self.now);
        self.pump();
    }

    /// A second is longer than any pace of the tests.
    pub fn settle(&mut self) {
        self.pass(Duration::from_secs(1));
    }

    pub fn pump(&mut self) {
        while let Some(output) = self.hub.poll_output() {
            match output {
                HubOutput::Send { conn, bytes } => {
                    let client = self.clients.get_mut(&conn).unwrap();
                    client.receive(&bytes);
                    let waiting = client.waiting;
                    let is_asked = client.last().iter().any(|it| it.kind() == "ping");
                    self.hub.handle_queued(conn, waiting, self.now);
                    if self.is_lively && is_asked {
                        self.hub
                            .handle_message(conn, vec![protocol::Ping { c: 0 }.into()], self.now);
                    }
                }
                HubOutput::Close { conn, code, .. } => {
                    self.clients.get_mut(&conn).unwrap().closed = Some(code);
                }
                HubOutput::Authenticate { .. } => {}
            }
        }
    }

    /// A client takes everything that waits for it.
    pub fn drain(&mut self, conn: ConnId) {
        let client = self.clients.get_mut(&conn).unwrap();
        client.waiting = 0;
        client.is_stuck = false;
        self.hub.handle_queued(conn, 0, self.now);
        self.pump();
    }

    /// What a client held before it connected.
    pub fn adopt(&mut self, conn: ConnId, s: u32, replica: Replica) {
        self.client_mut(conn).replicas.insert(SubId(s), replica);
    }

    pub fn client(&self, conn: ConnId) -> &Client {
        &self.clients[&conn]
    }

    pub fn client_mut(&mut self, conn: ConnId) -> &mut Client {
        self.clients.get_mut(&conn).unwrap()
    }

    pub fn replica(&self, conn: ConnId, s: u32) -> &Replica {
        &self.client(conn).replicas[&SubId(s)]
    }

    /// Every replica of a client equals what the hub would tell it now.
    pub fn check(&self, conn: ConnId) {
        let client = self.client(conn);
        for (s, replica) in &client.replicas {
            let Ok(reading) = self.hub.read(&client.principal, &client.paths[s]) else {
                continue;
            };
            let rows: Vec<_> = reading
                .rows
                .into_iter()
                .map(|(revision, row)| (row.id().unwrap(), (revision, (*row).clone())))
                .collect();
            assert_eq!(
                replica.rows.clone().into_iter().collect::<Vec<_>>(),
                rows,
                "{:?}",
                client.paths[s]
            );
        }
    }
}

impl Client {
    fn receive(&mut self, bytes: &[u8]) {
        assert!(self.closed.is_none(), "nothing is said after the end");
        assert!(bytes.len() <= 1024 * 1024, "a message of {} bytes", bytes.len());
        if self.is_stuck {
            self.waiting += bytes.len();
        }
        let frames: Vec<GatewayFrame> = Codec::decode(self.encoding, bytes).unwrap();
        assert!(!frames.is_empty(), "an empty message");
        for frame in &frames {
            self.apply(frame);
        }
        self.sizes.push(bytes.len());
        self.messages.push(frames);
    }

    fn apply(&mut self, frame: &GatewayFrame) {
        match frame {
            GatewayFrame::Snap(snap) => self.replicas.entry(snap.s).or_default().snap(snap),
            GatewayFrame::Delta(delta) => {
                let replica = self.replicas.get_mut(&delta.s).unwrap();
                let at = replica.at.as_mut().expect("a delta before a position");
                assert_eq!(at.offset, delta.from, "rule 1: no gaps, no repeats");
                at.offset = delta.to;
                replica.delta(&delta.ops, delta.from, delta.to);
            }
            GatewayFrame::Revoke(revoke) => {
                self.replicas.remove(&revoke.s);
            }
            _ => {}
        }
    }

    pub fn frames(&self) -> impl Iterator<Item = &GatewayFrame> {
        self.messages.iter().flatten()
    }

    pub fn kinds(&self) -> Vec<&'static str> {
        self.frames().map(GatewayFrame::kind).collect()
    }

    pub fn last(&self) -> &[GatewayFrame] {
        self.messages.last().unwrap()
    }

    pub fn forget(&mut self) {
        self.messages.clear();
        self.sizes.clear();
    }

    /// The refusal of a mutation.
    pub fn nack(&self, id: &str) -> Nack {
        self.frames()
            .find_map(|it| match it {
                GatewayFrame::Nack(it) if it.id.as_str() == id => Some(it.clone()),
                _ => None,
            })
            .unwrap_or_else(|| panic!("no refusal of {id}: {:?}", self.kinds()))
    }

    pub fn n_acks(&self, id: &str) -> usize {
        self.frames()
            .filter(|it| matches!(it, GatewayFrame::Ack(it) if it.id.as_str() == id))
            .count()
    }
}

pub fn hello(device: &str, conn: u64, subs: Vec<Sub>) -> ClientFrame {
    Hello {
        v: 1,
        build: "test".to_owned(),
        device: device.into(),
        conn,
        token: None,
        can: vec![protocol::ALIKE.to_owned()],
        subs,
    }
    .into()
}

pub fn sub(s: u32, path: &str) -> Sub {
    Sub {
        s: SubId(s),
        topic: path.to_owned(),
        at: None,
        sum: None,
        hz: None,
    }
}

/// A subscription that goes on where a replica stands.
pub fn resume(s: u32, path: &str, replica: &Replica) -> Sub {
    Sub {
        at: replica.at.clone(),
        sum: Some(replica.sum()),
        ..sub(s, path)
    }
}

pub fn mutation(id: &str, name: &str, args: Value) -> Mut {
    Mut {
        id: id.into(),
        name: name.to_owned(),
        args,
        after: Vec::new(),
        only_if: BTreeMap::new(),
    }
}
