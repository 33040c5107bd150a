//! The run of one seed: what happens next, and what must hold.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, VecDeque},
    fmt,
};

use gateway::{
    hub::{ConnId, HubOutput},
    policy::Principal,
};
use protocol::{ClientFrame, CloseCode, Codec, Encoding, GatewayFrame, Timestamp, entities::Role};
use sync::{Connection, Event, Output, Phase, Resync, Session};

use crate::{
    client::{Client, true_time},
    factory::TOPICS,
    faults::{Fault, Faults},
    network::Network,
    people::Person,
    site::Site,
    streams::{Streams, chance},
    tally::{Sometimes, Tally},
    trace::Trace,
};

/// For so long there is trouble.
pub(crate) const TROUBLE: u64 = 30_000;
/// And so long after it all must be well.
const PEACE: u64 = 60_000;
/// So much later where messages were lost on the way: only the digests of a quiet minute tell.
const QUIET: u64 = 30_000;

/// One seed's world.
pub struct Simulation {
    pub(crate) now: u64,
    pub(crate) faults: Faults,
    pub(crate) streams: Streams,
    pub(crate) tally: Tally,
    pub(crate) site: Site,
    pub(crate) clients: Vec<Client>,
    pub(crate) network: Network,
    pub(crate) rights: BTreeMap<&'static str, Vec<Role>>,
    /// Whether the account's session is valid.
    pub(crate) sessions: BTreeMap<&'static str, bool>,
    happenings: BinaryHeap<Reverse<Scheduled>>,
    count: u64,
    /// What reached a sleeping device.
    held: VecDeque<(usize, Happening)>,
    encoding: Encoding,
    trace: Trace,
    healed: bool,
    repeated: BTreeMap<protocol::MutationId, u32>,
    stalled: u32,
    deadline: u64,
}

/// How a run ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What was seen.
    pub tally: Tally,
    /// Fingerprint of everything that happened.
    pub hash: u64,
    /// Virtual milliseconds from the end of trouble until all was well.
    pub healed_after: u64,
}

/// A promise was broken.
#[derive(Clone, Debug)]
pub struct Violation {
    /// The seed.
    pub seed: u64,
    /// Virtual milliseconds since the start.
    pub at: u64,
    /// What was broken.
    pub what: String,
    /// What was switched on.
    pub faults: Faults,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            seed,
            at,
            what,
            faults,
        } = self;
        write!(f, "seed {seed}, {at} ms: {what}\n  faults {faults}")?;
        write!(
            f,
            "\n  again: cargo run -p livedeck-testkit --bin sim -- --from {seed} --seeds 1 --loud"
        )
    }
}

impl std::error::Error for Violation {}

#[derive(Debug)]
struct Scheduled {
    at: u64,
    number: u64,
    what: Happening,
}

impl PartialEq for Scheduled {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.number) == (other.at, other.number)
    }
}

impl Eq for Scheduled {}

impl PartialOrd for Scheduled {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Scheduled {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.number).cmp(&(other.at, other.number))
    }
}

/// Something that is going to happen.
#[derive(Clone, Debug)]
pub(crate) enum Happening {
    HubOpened(ConnId),
    ClientOpened(ConnId),
    ToHub(ConnId, Vec<ClientFrame>),
    ToClient(ConnId, Vec<GatewayFrame>, usize),
    Garbled(ConnId),
    HubClosed(ConnId),
    ClientClosed(ConnId, CloseCode),
    Unreachable(usize, ConnId),
    Authenticated(ConnId, Person),
    Answered(usize),
    SignIn(usize),
    Written(u64),
    GatewayUp,
    Wake(usize),
    Show(usize),
    Online(usize),
    Restored(Person),
    Resume(usize),
    Work,
    Strike,
    Heal,
}

impl Simulation {
    /// The world of a seed, with a random half of the faults.
    pub fn new(seed: u64) -> Self {
        let mut streams = Streams::new(seed);
        let faults = Faults::half(&mut streams.faults);
        Self::with(seed, streams, faults, false)
    }

    /// The same, telling everything as it happens.
    pub fn loud(seed: u64) -> Self {
        let mut streams = Streams::new(seed);
        let faults = Faults::half(&mut streams.faults);
        Self::with(seed, streams, faults, true)
    }

    /// The world of a seed with exactly these faults.
    pub fn with_faults(seed: u64, faults: Faults) -> Self {
        Self::with(seed, Streams::new(seed), faults, false)
    }

    fn with(seed: u64, mut streams: Streams, faults: Faults, is_loud: bool) -> Self {
        let deadline = TROUBLE + PEACE + if faults.has(Fault::Loss) { QUIET } else { 0 };
        let n_clients = streams.workload.usize(2..=4);
        let clients = (0..n_clients)
            .map(|number| Client::new(number, Person::ALL[number % Person::ALL.len()], seed, 0))
            .collect();
        let encoding = if streams.network.bool() {
            Encoding::Json
        } else {
            Encoding::MessagePack
        };
        Self {
            now: 0,
            faults,
            streams,
            tally: Tally::default(),
            site: Site::new(seed),
            clients,
            network: Network::default(),
            rights: Person::ALL.iter().map(|it| (it.id(), vec![it.role()])).collect(),
            sessions: Person::ALL.iter().map(|it| (it.id(), true)).collect(),
            happenings: BinaryHeap::new(),
            count: 0,
            held: VecDeque::new(),
            encoding,
            trace: Trace::new(is_loud),
            healed: false,
            repeated: BTreeMap::new(),
            stalled: 0,
            deadline,
        }
    }

    /// Runs it to the end.
    ///
    /// # Errors
    ///
    /// The first promise that was broken.
    pub fn run(seed: u64) -> Result<Outcome, Violation> {
        Self::new(seed).finish(seed)
    }

    /// Runs this world to the end.
    ///
    /// # Errors
    ///
    /// The first promise that was broken.
    pub fn finish(mut self, seed: u64) -> Result<Outcome, Violation> {
        let faults = self.faults.clone();
        match self.play() {
            Ok(healed_after) => Ok(Outcome {
                tally: self.tally,
                hash: self.trace.hash(),
                healed_after,
            }),
            Err(what) => Err(Violation {
                seed,
                at: self.now,
                what,
                faults,
            }),
        }
    }

    fn play(&mut self) -> Result<u64, String> {
        self.site.start(true_time(0))?;
        self.pump()?;
        for number in 0..self.clients.len() {
            for topic in TOPICS {
                let clock = self.clients[number].clock(0);
                self.clients[number].follows.insert(topic.clone());
                self.clients[number].engine.subscribe(&topic, clock);
            }
            self.settle(number)?;
        }
        self.later(100, Happening::Work);
        self.later(500, Happening::Strike);
        self.later(TROUBLE, Happening::Heal);
        let mut check_at = TROUBLE + 500;
        loop {
            self.step()?;
            if self.healed && self.now >= check_at {
                match self.converged() {
                    Ok(()) => return Ok(self.now - TROUBLE),
                    Err(why) if self.now > self.deadline => return Err(format!("not converged: {why}")),
                    Err(_) => check_at = self.now + 250,
                }
            }
        }
    }

    pub(crate) fn later(&mut self, delay: u64, what: Happening) {
        let at = self.now + delay;
        self.at(at, what);
    }

    pub(crate) fn at(&mut self, at: u64, what: Happening) {
        self.count += 1;
        let number = self.count;
        self.happenings.push(Reverse(Scheduled { at, number, what }));
    }

    /// The next thing, whatever it is.
    fn step(&mut self) -> Result<(), String> {
        let happening = self.happenings.peek().map(|Reverse(it)| it.at);
        let alarm = self
            .clients
            .iter()
            .enumerate()
            .filter(|(_, it)| !it.is_asleep)
            .filter_map(|(number, it)| Some((it.alarm?, number)))
            .min();
        let hub = self
            .site
            .hub
            .as_ref()
            .and_then(gateway::hub::Hub::poll_timeout)
            .map(|at| u64::try_from(at.since(true_time(0)).as_millis()).unwrap_or(u64::MAX));
        let limit = self.deadline + 1_000;
        let next = [happening, alarm.map(|(at, _)| at), hub, Some(limit)]
            .into_iter()
            .flatten()
            .min();
        let next = next.unwrap_or(limit).max(self.now);
        if next == self.now {
            self.stalled += 1;
            if self.stalled > 100_000 {
                return Err("time stands still".to_owned());
            }
        } else {
            self.stalled = 0;
        }
        self.now = next;
        if happening.is_some_and(|at| at <= self.now) {
            if let Some(Reverse(it)) = self.happenings.pop() {
                self.trace.note(self.now, "happening", &Brief(&it.what));
                self.happen(it.what)?;
            }
        } else if let Some((_, number)) = alarm.filter(|(at, _)| *at <= self.now) {
            let clock = self.clients[number].clock(self.now);
            self.clients[number].engine.handle_timeout(clock);
            self.settle(number)?;
        } else if hub.is_some_and(|at| at <= self.now)
            && let Some(hub) = &mut self.site.hub
        {
            hub.handle_timeout(true_time(self.now));
            self.pump()?;
        }
        Ok(())
    }

    fn happen(&mut self, what: Happening) -> Result<(), String> {
        let time = true_time(self.now);
        match what {
            Happening::HubOpened(conn) => {
                let Some(wire) = self.network.get(conn).filter(|it| !it.is_dead) else {
                    return Ok(());
                };
                wire.hub_open = true;
                let person = self.clients[wire.client].person;
                let principal = self.principal(person);
                let encoding = self.encoding;
                match &mut self.site.hub {
                    Some(hub) => hub.handle_open(conn, principal, encoding, time),
                    None => self.break_off(conn),
                }
                self.pump()
            }
            Happening::ToHub(conn, frames) => {
                if self.network.get(conn).is_some_and(|it| it.hub_open)
                    && let Some(hub) = &mut self.site.hub
                {
                    for it in &frames {
                        if let ClientFrame::Mut(it) = it {
                            let times = self.repeated.entry(it.id.clone()).or_default();
                            *times += 1;
                            if *times > 1 {
                                self.tally.saw(Sometimes::MutationRepeated);
                            }
                        }
                    }
                    hub.handle_message(conn, frames, time);
                }
                self.pump()
            }
            Happening::HubClosed(conn) => {
                if let Some(wire) = self.network.get(conn).filter(|it| it.hub_open) {
                    wire.hub_open = false;
                    if let Some(hub) = &mut self.site.hub {
                        hub.handle_close(conn);
                    }
                }
                self.network.sweep();
                self.pump()
            }
            Happening::Authenticated(conn, person) => {
                let principal = self.principal(person);
                if let Some(hub) = &mut self.site.hub {
                    hub.handle_authenticated(conn, principal, time);
                }
                self.pump()
            }
            Happening::Written(life) => {
                if life == self.site.life {
                    self.written()?;
                }
                self.pump()
            }
            Happening::GatewayUp => {
                if self.site.hub.is_none() {
                    self.site.start(time)?;
                }
                self.pump()
            }
            Happening::Restored(person) => {
                self.rights.insert(person.id(), vec![person.role()]);
                if let Some(hub) = &mut self.site.hub {
                    hub.change_rights(&person.id().into(), &[person.role()], time);
                }
                self.pump()
            }
            Happening::Work => {
                if !self.healed {
                    self.work()?;
                    let pause = self.streams.workload.u64(40..350);
                    self.later(pause, Happening::Work);
                }
                Ok(())
            }
            Happening::Strike => {
                if !self.healed {
                    self.strike()?;
                    let pause = self.streams.faults.u64(200..1_800);
                    self.later(pause, Happening::Strike);
                }
                Ok(())
            }
            Happening::Heal => self.heal(),
            Happening::ClientOpened(_)
            | Happening::ToClient(..)
            | Happening::Garbled(_)
            | Happening::ClientClosed(..)
            | Happening::Unreachable(..)
            | Happening::Answered(_)
            | Happening::SignIn(_)
            | Happening::Wake(_)
            | Happening::Show(_)
            | Happening::Online(_)
            | Happening::Resume(_) => self.happen_to_client(what),
        }
    }

    /// What reaches a page; a sleeping one later.
    fn happen_to_client(&mut self, what: Happening) -> Result<(), String> {
        let wire = |it: &mut Self, conn| it.network.get(conn).map(|it| it.client);
        let number = match &what {
            Happening::ClientOpened(conn)
            | Happening::ToClient(conn, ..)
            | Happening::Garbled(conn)
            | Happening::ClientClosed(conn, _) => wire(self, *conn),
            Happening::Unreachable(number, _)
            | Happening::Answered(number)
            | Happening::SignIn(number)
            | Happening::Wake(number)
            | Happening::Show(number)
            | Happening::Online(number)
            | Happening::Resume(number) => Some(*number),
            _ => None,
        };
        let Some(number) = number else { return Ok(()) };
        if self.clients[number].is_asleep && !matches!(what, Happening::Wake(_)) {
            self.held.push_back((number, what));
            return Ok(());
        }
        let clock = self.clients[number].clock(self.now);
        let time = true_time(self.now);
        let current = self.clients[number].socket;
        let client = &mut self.clients[number];
        match what {
            Happening::ClientOpened(conn) if current == Some(conn) => client.engine.handle_opened(clock),
            Happening::ToClient(conn, frames, bytes) => {
                let mut open = true;
                if let Some(wire) = self.network.get(conn) {
                    open = wire.client_open;
                }
                if let Some(hub) = &mut self.site.hub {
                    hub.handle_queued(conn, 0, time);
                }
                self.pump()?;
                if open && current == Some(conn) {
                    self.watch(&frames);
                    let client = &mut self.clients[number];
                    let before = client.engine.stats().duplicates;
                    client.engine.handle_message(frames, bytes, clock);
                    if client.engine.stats().duplicates > before {
                        self.tally.saw(Sometimes::DuplicateDelta);
                    }
                }
            }
            Happening::Garbled(conn) if current == Some(conn) => {
                self.tally.saw(Sometimes::Garbled);
                client.engine.handle_malformed("noise", clock);
            }
            Happening::ClientClosed(conn, code) => {
                if let Some(wire) = self.network.get(conn) {
                    wire.client_open = false;
                }
                self.network.sweep();
                if current == Some(conn) {
                    let client = &mut self.clients[number];
                    client.socket = None;
                    client.engine.handle_closed(code, clock);
                }
            }
            Happening::Unreachable(_, conn) if current == Some(conn) => {
                client.socket = None;
                self.tally.saw(Sometimes::Unreachable);
                client.engine.handle_closed(CloseCode::Other(1006), clock);
            }
            Happening::Answered(_) => {
                let person = client.person;
                let valid = self.sessions.get(person.id()).copied().unwrap_or_default();
                let session = if self.site.hub.is_none() {
                    Session::Unknown
                } else if valid {
                    let roles = self.rights.get(person.id()).cloned().unwrap_or_default();
                    Session::SignedIn(person.info(&roles))
                } else {
                    Session::Expired
                };
                self.clients[number].engine.handle_session(session, clock);
            }
            Happening::SignIn(_) => {
                let person = client.person;
                self.sessions.insert(person.id(), true);
                self.tally.saw(Sometimes::SignedInAgain);
                let roles = self.rights.get(person.id()).cloned().unwrap_or_default();
                let session = Session::SignedIn(person.info(&roles));
                self.clients[number].engine.handle_session(session, clock);
            }
            Happening::Wake(_) => {
                client.is_asleep = false;
                self.tally.saw(Sometimes::Woke);
                client.engine.handle_wake(clock);
                self.settle(number)?;
                let held: Vec<_> = std::mem::take(&mut self.held).into();
                for (whose, what) in held {
                    if whose == number {
                        self.happen_to_client(what)?;
                    } else {
                        self.held.push_back((whose, what));
                    }
                }
            }
            Happening::Show(_) => {
                self.tally.saw(Sometimes::Shown);
                client.engine.handle_visibility(true, clock);
            }
            Happening::Online(_) => client.engine.handle_network(true, clock),
            Happening::Resume(_) => {
                self.tally.saw(Sometimes::Paused);
                client.engine.resume(clock);
            }
            _ => {}
        }
        self.settle(number)
    }

    fn written(&mut self) -> Result<(), String> {
        let time = true_time(self.now);
        let Some(commit) = self.site.writing.take() else {
            return Ok(());
        };
        let fails = self.faults.has(Fault::StoreError) && chance(&mut self.streams.storage, 10);
        if fails {
            self.tally.saw(Sometimes::CommitFailed);
            if let Some(hub) = &mut self.site.hub {
                hub.handle_commit_failed(commit.id, time);
            }
            return Ok(());
        }
        if commit.topics.len() > 1 {
            self.tally.saw(Sometimes::ManyTopics);
        }
        self.site.keep(&commit)?;
        if let Some(hub) = &mut self.site.hub {
            hub.handle_committed(commit.id, time);
        }
        Ok(())
    }

    /// Does what the hub asks for.
    pub(crate) fn pump(&mut self) -> Result<(), String> {
        let Some(hub) = &mut self.site.hub else {
            return Ok(());
        };
        if self.site.writing.is_none()
            && let Some(commit) = hub.poll_commit()
        {
            self.site.writing = Some(commit);
            let delay = self.streams.storage.u64(1..25);
            let life = self.site.life;
            self.later(delay, Happening::Written(life));
        }
        while let Some(output) = self.site.hub.as_mut().and_then(gateway::hub::Hub::poll_output) {
            match output {
                HubOutput::Send { conn, bytes } => {
                    let delay = self.delay();
                    let garbled = self.faults.has(Fault::Garble) && chance(&mut self.streams.network, 1);
                    let now = self.now;
                    let Some(wire) = self.network.get(conn).filter(|it| !it.is_dead) else {
                        continue;
                    };
                    let at = wire.reaches_client(now, delay);
                    self.trace.mix(&bytes);
                    let frames = Codec::decode(self.encoding, &bytes).map_err(|it| it.to_string())?;
                    if garbled {
                        self.at(at, Happening::Garbled(conn));
                        continue;
                    }
                    let what = Happening::ToClient(conn, frames, bytes.len());
                    match self.luck(&what) {
                        Luck::Usual => self.at(at, what),
                        Luck::Lost => self.tally.saw(Sometimes::Lost),
                        Luck::Twice => {
                            self.at(at, what.clone());
                            self.at(at, what);
                        }
                    }
                }
                HubOutput::Close { conn, code, why: _ } => {
                    self.tally_close(code);
                    let delay = self.delay();
                    let now = self.now;
                    let Some(wire) = self.network.get(conn) else {
                        continue;
                    };
                    wire.hub_open = false;
                    if !wire.is_dead {
                        let at = wire.reaches_client(now, delay);
                        self.at(at, Happening::ClientClosed(conn, code));
                    }
                }
                HubOutput::Authenticate { conn, token: _ } => {
                    if let Some(wire) = self.network.get(conn) {
                        let person = self.clients[wire.client].person;
                        self.later(3, Happening::Authenticated(conn, person));
                    }
                }
            }
        }
        Ok(())
    }

    /// What becomes of a message with nothing but rows and verdicts.
    fn luck(&mut self, what: &Happening) -> Luck {
        let Happening::ToClient(_, frames, _) = what else {
            return Luck::Usual;
        };
        let mendable = frames.iter().all(|it| {
            matches!(
                it,
                GatewayFrame::Delta(_) | GatewayFrame::Snap(_) | GatewayFrame::Ack(_) | GatewayFrame::Nack(_)
            )
        });
        let random = &mut self.streams.network;
        if mendable && self.faults.has(Fault::Loss) && chance(random, 5) {
            Luck::Lost
        } else if mendable && self.faults.has(Fault::Repeat) && chance(random, 5) {
            Luck::Twice
        } else {
            Luck::Usual
        }
    }

    /// Does what an engine asks for, and checks what it tells.
    pub(crate) fn settle(&mut self, number: usize) -> Result<(), String> {
        while let Some(output) = self.clients[number].engine.poll_output() {
            match &output {
                Output::Event(Event::Log(line)) => self.trace.note(self.now, &line.text, &number),
                Output::Store(record) => {
                    self.trace
                        .note(self.now, "store", &(number, record.topic.to_string()))
                }
                other => self.trace.note(self.now, "output", &(number, other)),
            }
            match output {
                Output::Connect { .. } => self.connect(number)?,
                Output::Send(frames) => self.send(number, frames),
                Output::Disconnect => {
                    if let Some(conn) = self.clients[number].socket.take() {
                        self.hang_up(conn);
                    }
                }
                Output::Store(record) => {
                    self.tally.saw(Sometimes::Stored);
                    self.clients[number].disk.insert(record.topic.clone(), record);
                }
                Output::Forget(topic) => {
                    self.clients[number].disk.remove(&topic);
                }
                Output::ForgetAll => self.clients[number].disk.clear(),
                Output::CheckSession => {
                    let delay = self.delay();
                    self.later(delay, Happening::Answered(number));
                }
                Output::Event(event) => self.event(number, event)?,
            }
        }
        let client = &mut self.clients[number];
        client.arm(self.now);
        client.check_health()
    }

    fn event(&mut self, number: usize, event: Event) -> Result<(), String> {
        match event {
            Event::Changed { topic, changes } => self.clients[number].check(&topic, &changes)?,
            Event::Settled { id, verdict, .. } => {
                let client = &mut self.clients[number];
                if !client.made.remove(&id) {
                    return Err(format!("{id} settled twice, or was never asked for"));
                }
                match (&verdict, self.site.verdict(&id)) {
                    (Ok(()), Some(true)) => {
                        self.tally.saw(Sometimes::Acked);
                        if self.repeated.get(&id).is_some_and(|it| *it > 1) {
                            self.tally.saw(Sometimes::AckedAfterRepeat);
                        }
                    }
                    (Ok(()), it) => return Err(format!("{id} was acked but stored as {it:?}")),
                    // Lost with a store that was emptied, it may have been judged differently the second time.
                    (Err(_), Some(true)) if !self.faults.has(Fault::EpochLoss) && !self.healed => {
                        return Err(format!("{id} took effect but was refused"));
                    }
                    (Err(_), _) => self.tally.saw(Sometimes::Nacked),
                }
            }
            Event::Resynchronised { why, .. } => self.tally.saw(match why {
                Resync::Gap | Resync::Unanswered => Sometimes::GapHealed,
                Resync::Mismatch => Sometimes::ResyncedByMismatch,
                Resync::Position => Sometimes::ResyncedByPosition,
            }),
            Event::Phase(topic) => match self.clients[number].engine.phase(&topic) {
                Phase::Stale => self.tally.saw(Sometimes::WentStale),
                Phase::Refused(sync::Refusal::Revoked, _) => self.tally.saw(Sometimes::Revoked),
                Phase::Refused(sync::Refusal::Denied(_), _) => self.tally.saw(Sometimes::Refused),
                Phase::Fresh | Phase::Loading => {}
            },
            Event::Connection => self.connection(number)?,
            Event::Log(line) => {
                if line.text.contains("stayed unanswered") {
                    self.tally.saw(Sometimes::DeclaredDead);
                }
                if line.text.contains("put off") {
                    self.tally.saw(Sometimes::PutOff);
                }
            }
            Event::Session => {}
        }
        Ok(())
    }

    fn connection(&mut self, number: usize) -> Result<(), String> {
        match self.clients[number].engine.connection() {
            Connection::SignInNeeded => {
                let wait = self.streams.workload.u64(500..3_000);
                self.later(wait, Happening::SignIn(number));
            }
            Connection::Stopped { why } => {
                return Err(format!("client {number} stopped: {why:?}"));
            }
            Connection::CatchingUp { .. } => {
                self.tally.saw(Sometimes::Welcomed);
                if self.clients[number].engine.stats().welcomes > 1 {
                    self.tally.saw(Sometimes::Reconnected);
                }
            }
            Connection::Offline => self.tally.saw(Sometimes::WentOffline),
            Connection::Checking
            | Connection::Connecting { .. }
            | Connection::Greeting { .. }
            | Connection::Live { .. }
            | Connection::Waiting { .. } => {}
        }
        Ok(())
    }

    fn connect(&mut self, number: usize) -> Result<(), String> {
        let now = self.now;
        self.clients[number].connected(now)?;
        let conn = self.network.open(number);
        self.clients[number].socket = Some(conn);
        let refused = self.faults.has(Fault::Refuse) && chance(&mut self.streams.network, 40);
        let delay = self.delay();
        if refused || self.site.hub.is_none() {
            // Sometimes nobody even says no.
            if chance(&mut self.streams.network, 80) {
                self.later(delay, Happening::Unreachable(number, conn));
            }
            return Ok(());
        }
        if let Some(wire) = self.network.get(conn) {
            let there = wire.reaches_hub(now, delay);
            let back = wire.reaches_client(there, delay);
            self.at(there, Happening::HubOpened(conn));
            self.at(back, Happening::ClientOpened(conn));
        }
        Ok(())
    }

    fn send(&mut self, number: usize, frames: Vec<ClientFrame>) {
        let Some(conn) = self.clients[number].socket else {
            return;
        };
        if frames
            .iter()
            .any(|it| matches!(it, ClientFrame::Mut(it) if !it.after.is_empty()))
        {
            self.tally.saw(Sometimes::Ordered);
        }
        let mut delay = self.delay();
        if self.faults.has(Fault::LateArrival) && chance(&mut self.streams.network, 5) {
            delay += self.streams.network.u64(1_000..9_000);
        }
        let now = self.now;
        if let Some(wire) = self.network.get(conn).filter(|it| !it.is_dead) {
            let at = wire.reaches_hub(now, delay);
            self.at(at, Happening::ToHub(conn, frames));
        }
    }

    /// A page leaves a connection: the gateway hears of it after what is under way, if at all.
    pub(crate) fn hang_up(&mut self, conn: ConnId) {
        let delay = self.delay();
        let now = self.now;
        if let Some(wire) = self.network.get(conn) {
            wire.client_open = false;
            if !wire.is_dead {
                let at = wire.reaches_hub(now, delay);
                self.at(at, Happening::HubClosed(conn));
            }
        }
        self.network.sweep();
    }

    /// A connection breaks under both.
    pub(crate) fn break_off(&mut self, conn: ConnId) {
        let (there, back) = (self.delay(), self.delay());
        if let Some(wire) = self.network.get(conn) {
            wire.is_dead = true;
        }
        self.later(there, Happening::HubClosed(conn));
        self.later(back, Happening::ClientClosed(conn, CloseCode::Other(1006)));
    }

    fn delay(&mut self) -> u64 {
        let random = &mut self.streams.network;
        if self.faults.has(Fault::Delay) && chance(random, 8) {
            random.u64(400..4_000)
        } else {
            random.u64(4..80)
        }
    }

    fn principal(&mut self, person: Person) -> Option<Principal> {
        let valid = self.sessions.get(person.id()).copied().unwrap_or_default();
        let roles = self.rights.get(person.id())?.clone();
        let expires = true_time(self.now + self.streams.workload.u64(15_000..60_000));
        valid.then(|| person.principal(&roles, expires))
    }

    fn watch(&mut self, frames: &[GatewayFrame]) {
        for it in frames {
            match it {
                GatewayFrame::Snap(it) if it.same => self.tally.saw(Sometimes::Same),
                GatewayFrame::Snap(it) if it.parts > 1 => self.tally.saw(Sometimes::Parts),
                GatewayFrame::GoAway(_) => self.tally.saw(Sometimes::SentAway),
                _ => {}
            }
        }
    }

    fn tally_close(&mut self, code: CloseCode) {
        match code {
            CloseCode::Superseded => self.tally.saw(Sometimes::Superseded),
            CloseCode::Unauthorized => self.tally.saw(Sometimes::SessionRenewed),
            _ => {}
        }
    }

    /// Trouble is over: everybody is awake, online, looking, signed in and in their rights.
    fn heal(&mut self) -> Result<(), String> {
        self.healed = true;
        self.faults.heal();
        if self.site.hub.is_none() {
            self.site.start(true_time(self.now))?;
        }
        for person in Person::ALL {
            self.later(1, Happening::Restored(person));
        }
        for number in 0..self.clients.len() {
            let clock = self.clients[number].clock(self.now);
            for topic in TOPICS {
                if self.clients[number].follows.insert(topic.clone()) {
                    self.clients[number].engine.subscribe(&topic, clock);
                }
            }
            self.settle(number)?;
            if self.clients[number].is_asleep {
                self.happen_to_client(Happening::Wake(number))?;
            }
            for what in [
                Happening::Online(number),
                Happening::Show(number),
                Happening::Resume(number),
            ] {
                self.happen_to_client(what)?;
            }
        }
        Ok(())
    }

    fn converged(&mut self) -> Result<(), String> {
        let Some(hub) = &self.site.hub else {
            return Err("the gateway is down".to_owned());
        };
        for (number, client) in self.clients.iter().enumerate() {
            let engine = &client.engine;
            if !matches!(engine.connection(), Connection::Live { .. }) {
                return Err(format!("client {number} is {:?}", engine.connection()));
            }
            if let Some(it) = engine.pending().next() {
                return Err(format!("client {number} still waits for {it:?}"));
            }
            let roles = self.rights.get(client.person.id()).cloned().unwrap_or_default();
            let principal = client.person.principal(&roles, Timestamp::from_millis(u64::MAX));
            for topic in TOPICS {
                let reading = hub
                    .read(&principal, &topic.to_string())
                    .map_err(|it| format!("{topic}: {}", it.msg))?;
                let Some(view) = engine.view(&topic) else {
                    return Err(format!(
                        "client {number} has no {topic}: {:?}",
                        engine.phase(&topic)
                    ));
                };
                if engine.phase(&topic) != Phase::Fresh {
                    return Err(format!("client {number}, {topic} is {:?}", engine.phase(&topic)));
                }
                let own = view.confirmed().map(|(_, revision, row)| (revision, &**row));
                let theirs = reading.rows.iter().map(|(revision, row)| (*revision, &**row));
                if !own.eq(theirs) {
                    return Err(format!("client {number} and the gateway differ in {topic}"));
                }
                if view
                    .iter()
                    .any(|(id, row)| view.is_speculative(id) || row.id().as_ref() != Some(id))
                {
                    return Err(format!("client {number} still shows a guess in {topic}"));
                }
                if view.waiting() > 0 {
                    return Err(format!("client {number} still freezes {topic}"));
                }
            }
        }
        Ok(())
    }
}

/// What becomes of a message.
enum Luck {
    Usual,
    Lost,
    Twice,
}

/// A happening in a line, without rows.
struct Brief<'a>(&'a Happening);

impl fmt::Debug for Brief<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Happening::ToClient(conn, frames, _) => {
                write!(f, "ToClient({}", conn.0)?;
                for it in frames {
                    match it {
                        GatewayFrame::Delta(it) => write!(f, " delta {} {}→{}", it.s, it.from, it.to)?,
                        GatewayFrame::Snap(it) => {
                            write!(
                                f,
                                " snap {} {} {}/{} {}",
                                it.s, it.at.offset, it.part, it.parts, it.same
                            )?;
                        }
                        other => write!(f, " {}", other.kind())?,
                    }
                }
                f.write_str(")")
            }
            other => write!(f, "{other:?}"),
        }
    }
}
