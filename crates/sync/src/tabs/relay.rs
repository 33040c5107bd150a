//! The tab that leads: passes on what the others say to the gateway, and what it answers.
//!
//! Names are translated, nothing else: each tab subscribes for itself on the one socket, so what it takes for current
//! and live is what the gateway itself told it. Subscriptions that have come to the same position go on as one.

use std::collections::VecDeque;

use mutants::mutant;
use protocol::{
    Ack, ClientFrame, CloseCode, DeviceId, GatewayFrame, Here, MutationId, Nack, Ping, Pong, Sub, SubId,
    Timestamp, Unsub, Want, Welcome,
};

use super::wires::Wires;

/// Numbers of other tabs' pings begin here; those of the own engine count from 1.
const PINGS: u64 = 1 << 32;
/// Subscriptions of the connection that stay with the tab which leads, and one for who asks before it leaves.
const OWN_SUBS: usize = 24 + 1;

/// What a leading tab does for the others; lives as long as its socket.
#[derive(Debug, Default)]
pub struct Relay {
    /// How the gateway welcomed this tab, and when. `None`: not yet.
    welcome: Option<(Welcome, Timestamp)>,
    tabs: Vec<Follower>,
    wires: Wires,
    n_pings: u64,
    /// Who waits for which verdict. Tabs may ask for the same thing: they read the same disk when they start.
    asked: Vec<(MutationId, DeviceId)>,
    outputs: VecDeque<Relayed>,
}

/// A tab that follows.
#[derive(Debug)]
struct Follower {
    name: DeviceId,
    conn: u64,
    /// Its last ping: the number on the wire, and its own.
    ping: Option<(u64, u64)>,
    /// What the message that is being read holds for it.
    mail: Vec<GatewayFrame>,
}

/// Something for the leading tab to do, in the order given.
#[derive(Clone, Debug, PartialEq)]
pub enum Relayed {
    /// Send this over the socket.
    Up(Vec<ClientFrame>),
    /// Tell a tab that the gateway can be spoken to.
    Open(DeviceId, u64),
    /// Tell a tab what the gateway said.
    Down(DeviceId, u64, Vec<GatewayFrame>),
    /// Tell a tab that its connection is over.
    Closed(DeviceId, u64, CloseCode),
}

/// What happened.
impl Relay {
    /// A tab wants to speak to the gateway; it may as soon as the gateway has welcomed this one.
    pub fn handle_knock(&mut self, tab: &DeviceId, conn: u64) {
        // It knocks twice if it does not know whether it was heard.
        if self.conn(tab) == Some(conn) {
            return;
        }
        self.handle_gone(tab);
        self.tabs.push(Follower {
            name: tab.clone(),
            conn,
            ping: None,
            mail: Vec::new(),
        });
        if self.welcome.is_some() {
            self.outputs.push_back(Relayed::Open(tab.clone(), conn));
        }
    }

    /// A tab says something to the gateway, in so many bytes.
    pub fn handle_said(
        &mut self,
        tab: &DeviceId,
        conn: u64,
        frames: Vec<ClientFrame>,
        bytes: usize,
        now: Timestamp,
    ) {
        let is_open = self.conn(tab) == Some(conn);
        let Some((welcome, _)) = self.welcome.as_ref().filter(|_| is_open) else {
            // It believes in a connection that is none: a frozen page that runs again.
            let closed = Relayed::Closed(tab.clone(), conn, CloseCode::Restart);
            self.outputs.push_back(closed);
            return;
        };
        let (frame_max, subs_max) = (welcome.limits.frame, welcome.limits.subs);
        if bytes as u64 > frame_max {
            return self.close(tab, CloseCode::TooLarge);
        }
        let mut up = Vec::with_capacity(frames.len());
        for frame in frames {
            self.take(tab, frame, &mut up, now);
        }
        up.extend(self.wants());
        if self.wires.len() + OWN_SUBS > usize::try_from(subs_max).unwrap_or(usize::MAX) {
            return self.close(tab, CloseCode::TryLater);
        }
        self.say(up);
    }

    /// A tab is no longer there.
    pub fn handle_gone(&mut self, tab: &DeviceId) {
        self.tabs.retain(|it| it.name != *tab);
        self.asked.retain(|(_, it)| it != tab);
        let unread = self.wires.leave(|(it, _)| it == tab);
        let mut up = unsubs(unread);
        up.extend(self.wants());
        self.say(up);
    }

    /// The gateway said something: what is left of it is for this tab's own engine, which `is_own` says of mutations.
    pub fn handle_message(
        &mut self,
        frames: Vec<GatewayFrame>,
        is_own: impl Fn(&MutationId) -> bool,
        now: Timestamp,
    ) -> Vec<GatewayFrame> {
        let own = frames
            .into_iter()
            .filter_map(|it| self.sort(it, &is_own, now))
            .collect();
        for tab in &mut self.tabs {
            if !tab.mail.is_empty() {
                let mail = std::mem::take(&mut tab.mail);
                let down = Relayed::Down(tab.name.clone(), tab.conn, mail);
                self.outputs.push_back(down);
            }
        }
        let over = self.wires.merge();
        let mut up = unsubs(over);
        up.extend(self.wants());
        self.say(up);
        own
    }

    /// The socket is gone, and with it the connection of every tab.
    pub fn handle_closed(&mut self, code: CloseCode) {
        self.close_all(match code {
            // It says something about the person or the gateway, which is the same for all tabs; or about this one.
            CloseCode::Unauthorized | CloseCode::TooMany => code,
            _ => CloseCode::Restart,
        });
    }

    /// This tab gives up the lead though nothing is wrong with the connection: another takes over at once.
    pub fn hand_over(&mut self) {
        self.close_all(CloseCode::Normal);
    }

    /// The next thing to do; until `None`, after every call.
    pub fn poll_output(&mut self) -> Option<Relayed> {
        self.outputs.pop_front()
    }
}

/// From the tabs to the gateway.
impl Relay {
    fn take(&mut self, tab: &DeviceId, frame: ClientFrame, up: &mut Vec<ClientFrame>, now: Timestamp) {
        match frame {
            ClientFrame::Hello(hello) => {
                self.greet(tab, now);
                for sub in hello.subs {
                    self.subscribe(tab, sub, up);
                }
            }
            ClientFrame::Sub(sub) => self.subscribe(tab, sub, up),
            ClientFrame::Unsub(Unsub { s }) => up.extend(self.unsubscribe(tab, s)),
            ClientFrame::Mut(asked) => {
                let waits = (asked.id.clone(), tab.clone());
                if !self.asked.contains(&waits) && !mutant!(KeepVerdicts) {
                    self.asked.push(waits);
                }
                up.push(asked.into());
            }
            ClientFrame::Got(got) => up.push(got.into()),
            ClientFrame::Ping(Ping { c }) => {
                self.n_pings += 1;
                let number = PINGS + self.n_pings;
                if let Some(tab) = self.tabs.iter_mut().find(|it| it.name == *tab) {
                    tab.ping = Some((number, c));
                }
                up.push(Ping { c: number }.into());
            }
            ClientFrame::Bye(_) => self.handle_gone(tab),
            ClientFrame::Want(Want { s, hz }) => self.wires.want(&(tab.clone(), s), hz),
            ClientFrame::Here(Here { s, state }) => self.wires.be_here((tab.clone(), s), state),
            // The tab that leads proves the session for all; the other is said by no engine.
            ClientFrame::Auth(_) | ClientFrame::Refresh(_) => {}
        }
    }

    /// As the gateway welcomed this tab, with the time that has gone by since.
    fn greet(&mut self, tab: &DeviceId, now: Timestamp) {
        let Some((welcome, at)) = &self.welcome else {
            return;
        };
        let since = now.since(*at);
        let welcome = Welcome {
            now: welcome.now + since,
            expires: welcome.expires.saturating_sub(since.as_secs()),
            ..welcome.clone()
        };
        if let Some(conn) = self.conn(tab) {
            let down = Relayed::Down(tab.clone(), conn, vec![welcome.into()]);
            self.outputs.push_back(down);
        }
    }

    fn subscribe(&mut self, tab: &DeviceId, sub: Sub, up: &mut Vec<ClientFrame>) {
        let left = self.wires.set_out(&(tab.clone(), sub.s));
        let s = self.wires.open((tab.clone(), sub.s), &sub);
        // Asked before it is left: what the connection follows, it is not told of as it was earlier.
        up.push(Sub { s, ..sub }.into());
        up.extend(unsubs(left));
    }

    fn unsubscribe(&mut self, tab: &DeviceId, s: SubId) -> Vec<ClientFrame> {
        unsubs(self.wires.leave(|it| *it == (tab.clone(), s)))
    }

    /// A subscription that several tabs read is told as often as the one of them wants that wants it most often; and on it
    /// is said what the busiest of them says.
    fn wants(&mut self) -> Vec<ClientFrame> {
        let hz_max = self
            .welcome
            .as_ref()
            .map_or(f32::INFINITY, |(it, _)| it.limits.hz);
        let wants = self.wires.wants(hz_max).into_iter().map(Into::into);
        let heres = self.wires.heres().into_iter().map(Into::into);
        wants.chain(heres).collect()
    }

    fn close(&mut self, tab: &DeviceId, code: CloseCode) {
        if let Some(conn) = self.conn(tab) {
            self.handle_gone(tab);
            self.outputs.push_back(Relayed::Closed(tab.clone(), conn, code));
        }
    }

    fn close_all(&mut self, code: CloseCode) {
        self.welcome = None;
        for Follower { name, conn, .. } in self.tabs.drain(..) {
            self.outputs.push_back(Relayed::Closed(name, conn, code));
        }
    }

    /// The connection of a tab, if it has one.
    fn conn(&self, tab: &DeviceId) -> Option<u64> {
        self.tabs.iter().find(|it| it.name == *tab).map(|it| it.conn)
    }

    fn say(&mut self, frames: Vec<ClientFrame>) {
        if !frames.is_empty() {
            self.outputs.push_back(Relayed::Up(frames));
        }
    }
}

/// From the gateway to the tabs.
impl Relay {
    /// Puts a frame to those of the tabs it is for; gives back what is for the own engine.
    fn sort(
        &mut self,
        mut frame: GatewayFrame,
        is_own: impl Fn(&MutationId) -> bool,
        now: Timestamp,
    ) -> Option<GatewayFrame> {
        if let Some(s) = name_of(&mut frame).filter(|s| Wires::is_wire(**s)) {
            let name = *s;
            // What nobody reads any more reaches nobody.
            for (tab, theirs) in self.wires.hear(name, &frame) {
                let mut frame = frame.clone();
                if let Some(s) = name_of(&mut frame) {
                    *s = theirs;
                }
                if let Some(tab) = self.tabs.iter_mut().find(|it| it.name == tab) {
                    tab.mail.push(frame);
                }
            }
            return None;
        }
        match &frame {
            GatewayFrame::Welcome(welcome) => {
                self.welcome = Some((welcome.clone(), now));
                for Follower { name, conn, .. } in &self.tabs {
                    self.outputs.push_back(Relayed::Open(name.clone(), *conn));
                }
            }
            GatewayFrame::Pong(Pong { c, now }) if *c > PINGS => {
                for tab in &mut self.tabs {
                    if let Some((_, theirs)) = tab.ping.take_if(|(number, _)| number == c) {
                        tab.mail.push(Pong { c: theirs, now: *now }.into());
                    }
                }
                return None;
            }
            GatewayFrame::Ack(Ack { id, .. }) | GatewayFrame::Nack(Nack { id, .. }) => {
                let mut is_theirs = false;
                for tab in &mut self.tabs {
                    let waits = self
                        .asked
                        .iter()
                        .position(|(it, who)| it == id && *who == tab.name);
                    if let Some(waits) = waits {
                        self.asked.swap_remove(waits);
                        tab.mail.push(frame.clone());
                        is_theirs = true;
                    }
                }
                if is_theirs && !is_own(id) {
                    return None;
                }
            }
            // Hidden tabs send no pings of their own, but answer these.
            GatewayFrame::Ping(_) => {
                for tab in &mut self.tabs {
                    tab.mail.push(frame.clone());
                }
            }
            _ => {}
        }
        Some(frame)
    }
}

fn unsubs(names: Vec<SubId>) -> Vec<ClientFrame> {
    names.into_iter().map(|s| Unsub { s }.into()).collect()
}

/// The subscription a frame speaks of.
const fn name_of(frame: &mut GatewayFrame) -> Option<&mut SubId> {
    match frame {
        GatewayFrame::Snap(it) => Some(&mut it.s),
        GatewayFrame::Delta(it) => Some(&mut it.s),
        GatewayFrame::SubErr(it) => Some(&mut it.s),
        GatewayFrame::Revoke(it) => Some(&mut it.s),
        _ => None,
    }
}
