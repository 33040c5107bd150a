//! The run of one seed: what happens next.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use protocol::{ClientFrame, Encoding, MutationId, entities::Role};

use crate::{
    browser::{Browser, pages},
    calendar::{Brief, Calendar, Happening},
    client::{Client, true_time},
    doubts::Question,
    factory::TOPICS,
    faults::{Fault, Faults},
    network::Network,
    outcome::{Outcome, Violation},
    people::Person,
    site::Site,
    streams::{Streams, below, chance},
    tally::{Sometimes, Tally},
    trace::Trace,
};

/// For so long there is trouble.
pub(crate) const TROUBLE: u64 = 30_000;
/// And so long after it all must be well.
const PEACE: u64 = 60_000;
/// So much later where messages were lost on the way, or came again: only the digests of a quiet minute tell, and the last
/// changes may come half a minute after the trouble.
const QUIET: u64 = 40_000;

/// One seed's world.
pub struct Simulation {
    pub(crate) now: u64,
    /// What strikes now.
    pub(crate) faults: Faults,
    /// What strikes in this run.
    pub(crate) all_faults: Faults,
    pub(crate) streams: Streams,
    pub(crate) tally: Tally,
    pub(crate) site: Site,
    pub(crate) browsers: Vec<Browser>,
    /// All pages.
    pub(crate) clients: Vec<Client>,
    pub(crate) network: Network,
    pub(crate) rights: BTreeMap<&'static str, Vec<Role>>,
    /// Whether the account's session is valid.
    pub(crate) sessions: BTreeMap<&'static str, bool>,
    calendar: Calendar,
    /// What reached a sleeping device.
    pub(crate) held: VecDeque<(usize, Happening)>,
    pub(crate) encoding: Encoding,
    pub(crate) trace: Trace,
    pub(crate) healed: bool,
    pub(crate) repeated: BTreeMap<MutationId, u32>,
    /// Actions in other words.
    pub(crate) reworded: BTreeSet<MutationId>,
    pub(crate) n_words: u32,
    pub(crate) questions: Vec<Question>,
    /// Whether people say where they are.
    pub(crate) has_presence: bool,
    stalled: u32,
    deadline: u64,
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

    fn with(seed: u64, mut streams: Streams, mut faults: Faults, is_loud: bool) -> Self {
        let is_tampered = faults.has(Fault::Loss) || faults.has(Fault::Repeat);
        let deadline = TROUBLE + PEACE + if is_tampered { QUIET } else { 0 };
        let n_clients = 2 + below(&mut streams.workload, 3);
        let (browsers, clients) = pages(seed, n_clients, &mut streams.tabs);
        let has_tabs = browsers.iter().any(Browser::is_shared);
        if has_tabs && streams.tabs.bool() {
            faults.add(Fault::LateWords);
        }
        let has_presence = streams.presence.bool();
        let encoding = if streams.network.bool() {
            Encoding::Json
        } else {
            Encoding::MessagePack
        };
        Self {
            now: 0,
            all_faults: faults.clone(),
            faults,
            streams,
            tally: Tally::default(),
            site: Site::new(seed),
            browsers,
            clients,
            network: Network::default(),
            rights: Person::ALL.iter().map(|it| (it.id(), vec![it.role()])).collect(),
            sessions: Person::ALL.iter().map(|it| (it.id(), true)).collect(),
            calendar: Calendar::default(),
            held: VecDeque::new(),
            encoding,
            trace: Trace::new(is_loud),
            healed: false,
            repeated: BTreeMap::new(),
            reworded: BTreeSet::new(),
            n_words: 0,
            questions: Vec::new(),
            has_presence,
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
        let faults = self.all_faults.clone();
        match self.play() {
            Ok(healed_after) => {
                self.note_views();
                Ok(Outcome {
                    tally: self.tally,
                    hash: self.trace.hash(),
                    healed_after,
                })
            }
            Err(what) => Err(Violation {
                seed,
                at: self.now,
                what,
                faults,
            }),
        }
    }

    /// What everybody sees in the end.
    fn note_views(&mut self) {
        for (number, client) in self.clients.iter().enumerate() {
            for topic in TOPICS {
                let rows = client.engine.view(&topic).map(|it| it.iter().collect::<Vec<_>>());
                let at = client.engine.position(&topic);
                let brief = (number, topic.to_string(), at);
                self.trace
                    .note_in_brief(self.now, "view", &brief, &(number, at, rows));
            }
        }
    }

    /// Everybody opens the app.
    pub(crate) fn begin(&mut self) -> Result<(), String> {
        self.site.start(true_time(0))?;
        self.pump()?;
        for number in 0..self.clients.len() {
            for topic in TOPICS {
                let clock = self.clients[number].clock(0);
                self.clients[number].follows.insert(topic.clone());
                self.clients[number].engine.subscribe(&topic, clock);
            }
            self.open_desk(number);
            self.settle(number)?;
        }
        self.later(100, Happening::Work);
        self.later(500, Happening::Strike);
        self.later(TROUBLE, Happening::Heal);
        Ok(())
    }

    fn play(&mut self) -> Result<u64, String> {
        self.begin()?;
        let mut check_at = TROUBLE + 500;
        loop {
            self.step()?;
            if self.healed && self.now >= check_at {
                match self.converged() {
                    Ok(()) => {
                        let well_after = self.now - TROUBLE;
                        return self.prove_life().map(|()| well_after);
                    }
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
        self.calendar.add(at, what);
    }

    /// The next thing, whatever it is.
    pub(crate) fn step(&mut self) -> Result<(), String> {
        let happening = self.calendar.next_at();
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
            if let Some(it) = self.calendar.pop() {
                self.trace.note(self.now, "happening", &Brief(&it));
                self.happen(it)?;
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
                if let Some(wire) = self.network.get(conn).filter(|it| it.hub_open)
                    && self.site.hub.is_some()
                {
                    wire.told.asks(&frames);
                    self.note_mutations(&frames);
                    if let Some(hub) = &mut self.site.hub {
                        hub.handle_message(conn, frames, time);
                    }
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
                    if chance(&mut self.streams.dispatch, 50) {
                        self.dispatch()?;
                    }
                    self.move_about()?;
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
            Happening::Doubt => self.doubt(),
            Happening::Reassured => self.reassured(),
            Happening::Asked(conn, frames, wait) => self.asked(conn, frames, wait),
            Happening::Patience(conn) => {
                self.patience(conn)?;
                self.pump()
            }
            Happening::ClientOpened(_)
            | Happening::Answer(..)
            | Happening::ToClient(..)
            | Happening::Again(..)
            | Happening::Garbled(_)
            | Happening::ClientClosed(..)
            | Happening::Unreachable(..)
            | Happening::Answered(_)
            | Happening::SignIn(_)
            | Happening::Wake(_)
            | Happening::Show(_)
            | Happening::Online(_)
            | Happening::Resume(_)
            | Happening::Insist(_)
            | Happening::FormDone(..)
            | Happening::AskForLead(..)
            | Happening::LeadGranted(_)
            | Happening::LeadLost(_)
            | Happening::Look(..)
            | Happening::Gone(..)
            | Happening::Word(..) => self.happen_to_client(what),
        }
    }
    /// What the gateway is asked to change.
    pub(crate) fn note_mutations(&mut self, frames: &[ClientFrame]) {
        for it in frames {
            if let ClientFrame::Mut(it) = it {
                self.site.asked(&it.id, &it.after);
                let times = self.repeated.entry(it.id.clone()).or_default();
                *times += 1;
                if *times > 1 {
                    self.tally.saw(Sometimes::MutationRepeated);
                }
            }
        }
    }
}
