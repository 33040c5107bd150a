//! Nouns of several tabs on one socket: engines, the relay of the one that leads, and a small gateway.

use std::collections::{BTreeMap, VecDeque};

use livedeck_sync::{Relay, Relayed};
use protocol::{CloseCode, Mut};

use super::*;

/// A gateway of one topic, with one connection at a time.
#[derive(Default)]
pub struct Gateway {
    rows: BTreeMap<String, (u64, String)>,
    offset: u64,
    subs: Vec<SubId>,
    /// The first answer counts for ever.
    verdicts: BTreeMap<MutationId, bool>,
    pub heard: Vec<ClientFrame>,
    /// Says nothing any more.
    pub is_silent: bool,
}

impl Gateway {
    pub fn change(&mut self, id: &str, to: &str) -> Vec<GatewayFrame> {
        let from = self.offset;
        self.offset += 1;
        self.rows.insert(id.to_owned(), (self.offset, to.to_owned()));
        let op = Op::Put(Revision(self.offset), in_state(id, to));
        let (from, to) = (Offset(from), Offset(self.offset));
        let ops = vec![op];
        let deltas = self.subs.iter().map(|s| {
            let ops = ops.clone();
            Delta { s: *s, from, to, ops }.into()
        });
        deltas.collect()
    }

    /// Rights changed: a row is no longer theirs, and every subscription is told anew.
    pub fn withhold(&mut self, id: &str) -> Vec<GatewayFrame> {
        self.rows.remove(id);
        let afresh = |s| Sub {
            s,
            topic: topic().to_string(),
            at: None,
            sum: None,
            hz: None,
        };
        let subs = self.subs.clone().into_iter();
        subs.map(|s| self.follow(afresh(s))).collect()
    }

    pub fn n_changes(&self) -> u64 {
        self.offset
    }

    /// Subscriptions it serves.
    pub fn n_subs(&self) -> usize {
        self.subs.len()
    }

    fn answer(&mut self, frames: Vec<ClientFrame>, now: Timestamp) -> Vec<GatewayFrame> {
        let mut answers = Vec::new();
        for frame in frames {
            self.heard.push(frame.clone());
            match frame {
                ClientFrame::Hello(hello) => {
                    self.subs.clear();
                    answers.push(welcome_as(ana(), now));
                    answers.extend(hello.subs.into_iter().map(|it| self.follow(it)));
                }
                ClientFrame::Sub(sub) => answers.push(self.follow(sub)),
                ClientFrame::Unsub(it) => self.subs.retain(|s| *s != it.s),
                ClientFrame::Ping(it) => answers.push(protocol::Pong { c: it.c, now }.into()),
                ClientFrame::Mut(it) => answers.extend(self.act(it)),
                _ => {}
            }
        }
        if self.is_silent { Vec::new() } else { answers }
    }

    fn follow(&mut self, Sub { s, at, .. }: Sub) -> GatewayFrame {
        self.subs.retain(|it| *it != s);
        self.subs.push(s);
        let here = position("e1", self.offset);
        let same = at.as_ref() == Some(&here);
        let rows = self.rows.iter();
        Snap {
            s,
            at: here,
            sum: Digest::of(
                rows.clone()
                    .map(|(id, (revision, _))| (id.as_str(), Revision(*revision))),
            ),
            rows: rows
                .filter(|_| !same)
                .map(|(id, (revision, state))| (Revision(*revision), in_state(id, state)))
                .collect(),
            part: 1,
            parts: 1,
            same,
        }
        .into()
    }

    fn act(&mut self, Mut { id, args, .. }: Mut) -> Vec<GatewayFrame> {
        let mut answers = Vec::new();
        if self.verdicts.insert(id.clone(), true).is_none() {
            let row = args["id"].as_str().unwrap().to_owned();
            answers = self.change(&row, "acknowledged");
        }
        answers.push(ack(&id));
        answers
    }
}

/// The tabs of one browser: the first one leads.
pub struct Browser {
    pub gateway: Gateway,
    pub relay: Relay,
    pub tabs: Vec<Engine>,
    pub leader: usize,
    conns: Vec<u64>,
    now: Timestamp,
}

impl Browser {
    /// So many tabs that show the violations, all live.
    pub fn open(n_tabs: usize) -> Self {
        let mut browser = Self::closed(n_tabs);
        for tab in 0..n_tabs {
            browser.connect(tab);
        }
        browser
    }

    /// The same, and nobody is connected.
    pub fn closed(n_tabs: usize) -> Self {
        let mut gateway = Gateway::default();
        gateway.change("v1", "open");
        gateway.change("v2", "open");
        let tabs = (0..n_tabs).map(|it| tab(it, ana())).collect();
        Self {
            gateway,
            relay: Relay::default(),
            tabs,
            leader: 0,
            conns: vec![0; n_tabs],
            now: START,
        }
    }

    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Opens what the tab asked for: the socket, or a way through the leader.
    pub fn connect(&mut self, tab: usize) {
        self.conns[tab] += 1;
        if tab == self.leader {
            self.tabs[tab].handle_opened(self.now);
        } else {
            self.relay.handle_knock(&name(tab), self.conns[tab]);
        }
        self.settle();
    }

    /// The gateway's word to whoever is connected.
    pub fn tell(&mut self, frames: Vec<GatewayFrame>) {
        let leader = &self.tabs[self.leader];
        let own = self
            .relay
            .handle_message(frames, |id| leader.pending().any(|it| it.id == *id), self.now);
        self.tabs[self.leader].handle_message(own, 10, self.now);
        self.settle();
    }

    /// What the relay said earlier reaches the gateway.
    pub fn hear(&mut self, outputs: Vec<Relayed>) {
        for output in outputs {
            let Relayed::Up(frames) = output else {
                panic!("{output:?}");
            };
            let answers = self.gateway.answer(frames, self.now);
            self.tell(answers);
        }
    }

    /// Something of the gateway changed.
    pub fn change(&mut self, id: &str, to: &str) {
        let frames = self.gateway.change(id, to);
        self.tell(frames);
    }

    /// A person acknowledges a violation in one of the tabs.
    pub fn acknowledge(&mut self, tab: usize, id: &str) {
        self.tabs[tab].mutate(acknowledge(id), self.now).unwrap();
        self.settle();
    }

    /// Somebody looks at a tab, or nobody does any more.
    pub fn show(&mut self, tab: usize, is_visible: bool) {
        self.tabs[tab].handle_visibility(is_visible, self.now);
        self.settle();
    }

    /// A tab of another person than the gateway knows.
    pub fn stranger(&mut self, tab: usize) {
        self.tabs[tab] = self::tab(tab, ben());
    }

    /// The leader's page is gone; another one has its place and a socket of its own.
    pub fn replace_leader(&mut self, by: usize) {
        let gone = self.leader;
        self.relay.hand_over();
        self.leader = usize::MAX;
        self.settle_without_leader();
        self.relay = Relay::default();
        self.tabs[gone] = tab(gone, ana());
        self.leader = by;
        for tab in (0..self.tabs.len()).filter(|it| *it != gone) {
            self.tabs[tab].retry_now(self.now);
            drain(&mut self.tabs[tab]);
        }
    }

    /// Lets time pass in every tab.
    pub fn pass(&mut self, millis: u64) {
        let until = self.now + Duration::from_millis(millis);
        loop {
            let due = self
                .tabs
                .iter()
                .filter_map(|it| it.poll_timeout())
                .map(|(at, _)| at);
            let Some(at) = due.min().filter(|at| *at <= until) else {
                break;
            };
            self.now = at.max(self.now);
            for tab in &mut self.tabs {
                if tab.poll_timeout().is_some_and(|(at, _)| at <= self.now) {
                    tab.handle_timeout(self.now);
                }
            }
            self.settle();
        }
        self.now = until;
    }

    /// Carries everything that is on its way to where it goes.
    pub fn settle(&mut self) {
        loop {
            let mut up = VecDeque::new();
            for tab in 0..self.tabs.len() {
                for frames in self.said(tab) {
                    if tab == self.leader {
                        up.push_back(frames);
                    } else {
                        self.relay
                            .handle_said(&name(tab), self.conns[tab], frames, 10, self.now);
                    }
                }
            }
            let is_quiet = up.is_empty() && !self.deliver(&mut up);
            for frames in up {
                let answers = self.gateway.answer(frames, self.now);
                if !answers.is_empty() {
                    self.tell(answers);
                }
            }
            if is_quiet {
                break;
            }
        }
    }

    fn settle_without_leader(&mut self) {
        self.deliver(&mut VecDeque::new());
        for tab in &mut self.tabs {
            drain(tab);
        }
    }

    fn said(&mut self, tab: usize) -> Vec<Vec<ClientFrame>> {
        drain(&mut self.tabs[tab])
            .into_iter()
            .filter_map(|it| match it {
                Output::Send(frames) => Some(frames),
                _ => None,
            })
            .collect()
    }

    /// What the relay has to say; `false` if nothing.
    fn deliver(&mut self, up: &mut VecDeque<Vec<ClientFrame>>) -> bool {
        let mut any = false;
        while let Some(output) = self.relay.poll_output() {
            any = true;
            match output {
                Relayed::Up(frames) => up.push_back(frames),
                Relayed::Open(tab, conn) => self.reach(&tab, conn, |it, now| it.handle_opened(now)),
                Relayed::Down(tab, conn, frames) => {
                    self.reach(&tab, conn, |it, now| it.handle_message(frames, 10, now));
                }
                Relayed::Closed(tab, conn, code) => {
                    self.reach(&tab, conn, |it, now| it.handle_closed(code, now));
                }
            }
        }
        any
    }

    fn reach(&mut self, tab: &DeviceId, conn: u64, tell: impl FnOnce(&mut Engine, Timestamp)) {
        let Some(tab) = (0..self.tabs.len()).find(|it| name(*it) == *tab) else {
            return;
        };
        if self.conns[tab] == conn {
            tell(&mut self.tabs[tab], self.now);
        }
    }
}

/// What a tab is called.
pub fn name(tab: usize) -> DeviceId {
    format!("tab{tab}").into()
}

/// A tab whose connection is being opened.
fn tab(tab: usize, user: UserInfo) -> Engine {
    let config = Config {
        device: name(tab),
        may_poll: false,
        build: "test".to_owned(),
        seed: 42 + tab as u128,
    };
    let mut engine = Engine::new(config, START);
    engine.handle_session(Session::SignedIn(user), START);
    engine.subscribe(&topic(), START);
    drain(&mut engine);
    engine
}

/// Frames of that kind that the gateway heard.
pub fn heard(gateway: &Gateway, kind: &str) -> usize {
    gateway.heard.iter().filter(|it| it.kind() == kind).count()
}

/// The close that a tab was told, if any.
pub fn closed(outputs: &[Relayed]) -> Vec<(&DeviceId, CloseCode)> {
    outputs
        .iter()
        .filter_map(|it| match it {
            Relayed::Closed(tab, _, code) => Some((tab, *code)),
            _ => None,
        })
        .collect()
}

/// The state of a violation as every tab shows it.
pub fn state_everywhere(browser: &Browser, id: &str) -> Vec<Option<String>> {
    browser.tabs.iter().map(|it| seen(it, id)).collect()
}

/// Everything the relay asks for.
pub fn outputs(relay: &mut Relay) -> Vec<Relayed> {
    std::iter::from_fn(|| relay.poll_output()).collect()
}
