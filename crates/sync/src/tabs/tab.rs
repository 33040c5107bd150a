//! One tab among those of a browser: alone, leading or following; what it does when it hears of the others.
//!
//! Sans IO: locks, channels and the socket are the caller's. What a method returns is done in order and at once; some of
//! it feeds the engine, which may ask the tab for more, and that is done first.

use std::time::Duration;

use mutants::mutant;
use protocol::{Bye, ClientFrame, CloseCode, DeviceId, GatewayFrame, MutationId, Timestamp};

use super::{
    output::TabOutput,
    relay::{Relay, Relayed},
    watch::{Vigil, Watch},
    word::{Say, Word},
};
use crate::{connection::Connection, engine::Engine};

/// How long a hidden tab leaves the lead to visible ones.
const VISIBLE_FIRST: Duration = Duration::from_millis(300);

/// What a tab is to the others of its browser.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum Role {
    /// It has a connection of its own, or none.
    #[default]
    Alone,
    /// The others use its connection.
    Leads,
    /// It uses the connection of another.
    Follows,
}

/// A tab.
#[derive(Debug)]
pub struct Tab {
    name: DeviceId,
    /// Number of the connection that was asked for last.
    conn: u64,
    place: Place,
    /// The next connection takes the lead by force: the one that leads was found dead.
    by_force: bool,
    /// The next connection is not shared: the one that leads has no room.
    alone: bool,
}

#[derive(Debug)]
enum Place {
    Alone,
    Leads(Box<Relay>),
    Follows {
        /// `None`: nobody has let this tab through yet.
        leader: Option<DeviceId>,
        watch: Watch,
    },
}

/// Of the own engine.
impl Tab {
    /// A tab under a name that no other has.
    pub const fn new(name: DeviceId) -> Self {
        Self {
            name,
            conn: 0,
            place: Place::Alone,
            by_force: false,
            alone: false,
        }
    }

    /// What it is to the others.
    pub const fn role(&self) -> Role {
        match self.place {
            Place::Leads(_) => Role::Leads,
            Place::Follows { leader: Some(_), .. } => Role::Follows,
            Place::Follows { leader: None, .. } | Place::Alone => Role::Alone,
        }
    }

    /// Whether it shares a connection, or waits for one to share.
    pub const fn is_sharing(&self) -> bool {
        !matches!(self.place, Place::Alone)
    }

    /// The tab whose connection it uses.
    pub const fn leader(&self) -> Option<&DeviceId> {
        match &self.place {
            Place::Follows { leader, .. } => leader.as_ref(),
            Place::Leads(_) | Place::Alone => None,
        }
    }

    /// Opens a way to the gateway: through the tab that leads, or by taking the lead, which it may have been granted
    /// already. `None`: not this time, a socket of its own is wanted.
    pub fn connect(
        &mut self,
        conn: u64,
        has_lead: bool,
        is_visible: bool,
        now: Timestamp,
    ) -> Option<Vec<TabOutput>> {
        if std::mem::take(&mut self.alone) {
            return None;
        }
        self.conn = conn;
        if has_lead {
            return Some(self.lead());
        }
        self.place = Place::Follows {
            leader: None,
            watch: Watch::new(now),
        };
        let by_force = std::mem::take(&mut self.by_force);
        let wait = if by_force || is_visible {
            Duration::ZERO
        } else {
            VISIBLE_FIRST
        };
        Some(vec![
            self.to_all(conn, Say::Knock),
            TabOutput::AskForLead(conn, wait, by_force),
        ])
    }

    /// The engine says something. Gives back what goes over the own socket.
    pub fn send(&self, frames: Vec<ClientFrame>) -> (Vec<ClientFrame>, Option<TabOutput>) {
        match &self.place {
            Place::Follows { leader: Some(it), .. } => {
                (Vec::new(), Some(self.to(it, self.conn, Say::Up(frames))))
            }
            Place::Follows { leader: None, .. } => (Vec::new(), None),
            Place::Leads(_) | Place::Alone => (frames, None),
        }
    }

    /// The engine gave an action up.
    pub fn give_up(&self, id: MutationId) -> TabOutput {
        self.to_all(0, Say::GivenUp(vec![id]))
    }

    /// The engine holds an action, or lets it go.
    pub fn hold(&self, id: MutationId, is_held: bool) -> TabOutput {
        self.to_all(0, Say::Holds(id, is_held))
    }

    /// The engine, in this state, leaves its connection.
    pub fn part(&mut self, connection: &Connection) -> Vec<TabOutput> {
        let is_lost = matches!(connection, Connection::Waiting { .. });
        // Who found the connection of the one that leads dead opens a better one.
        self.by_force = matches!(self.place, Place::Follows { .. }) && is_lost;
        let mut outputs = self.take_leave();
        outputs.extend(self.let_go(Some(CloseCode::Restart)));
        outputs
    }

    /// The page goes, or is frozen, and nothing is wrong with its connection: another tab takes over at once.
    pub fn resign(&mut self) -> Vec<TabOutput> {
        if !self.is_sharing() {
            return Vec::new();
        }
        let mut outputs = self.take_leave();
        outputs.extend(self.let_go(None));
        outputs.push(TabOutput::Closed(CloseCode::Restart));
        outputs
    }

    /// The connection is gone.
    pub fn handle_closed(&mut self, code: CloseCode) -> Vec<TabOutput> {
        self.let_go(Some(code))
    }

    /// The gateway says something over the own socket: what is left of it is for the engine, once the rest is done.
    pub fn handle_message(
        &mut self,
        frames: Vec<GatewayFrame>,
        engine: &Engine,
        now: Timestamp,
    ) -> (Vec<GatewayFrame>, Vec<TabOutput>) {
        let Place::Leads(relay) = &mut self.place else {
            return (frames, Vec::new());
        };
        let is_welcome = frames.iter().any(|it| matches!(it, GatewayFrame::Welcome(_)));
        let own = relay.handle_message(frames, |id| engine.pending().any(|it| it.id == *id), now);
        let mut outputs = self.relayed();
        if is_welcome {
            outputs.push(self.to_all(0, Say::Through));
        }
        (own, outputs)
    }
}

/// Of the lead.
impl Tab {
    /// The lead that was asked for is there.
    pub fn handle_granted(&mut self, conn: u64) -> Vec<TabOutput> {
        match &self.place {
            // The one that led is gone, and the connection with it. The lead stays for the next one.
            Place::Follows { leader: Some(_), .. } if conn == self.conn => {
                vec![TabOutput::Reconnect, TabOutput::ReleaseLead]
            }
            Place::Follows { leader: None, .. } if conn == self.conn => self.lead(),
            Place::Follows { .. } | Place::Leads(_) | Place::Alone => vec![TabOutput::ReleaseLead],
        }
    }

    /// Another tab took the lead by force: this one may have missed that while it stood still.
    pub fn handle_lead_lost(&self) -> Vec<TabOutput> {
        match self.place {
            Place::Leads(_) => vec![TabOutput::Reconnect],
            Place::Follows { .. } | Place::Alone => Vec::new(),
        }
    }

    /// Sees to it that the one that leads still runs; every [`Watch::EVERY`], for the connection that is meant.
    pub fn look(&mut self, conn: u64, is_visible: bool, now: Timestamp) -> Vec<TabOutput> {
        let vigil = match &mut self.place {
            // Timers of hidden pages run late: they judge nobody.
            Place::Follows { watch, .. } if conn == self.conn && is_visible => watch.look(now),
            Place::Follows { .. } | Place::Leads(_) | Place::Alone => return Vec::new(),
        };
        match vigil {
            Vigil::Ask => vec![self.to_all(0, Say::Ask)],
            Vigil::Replace => {
                self.by_force = true;
                vec![TabOutput::Reconnect]
            }
        }
    }

    fn lead(&mut self) -> Vec<TabOutput> {
        self.place = Place::Leads(Box::default());
        vec![TabOutput::OpenSocket(self.conn), self.to_all(0, Say::Leads)]
    }

    /// Tells the one that leads, if another does.
    fn take_leave(&self) -> Vec<TabOutput> {
        let leader = self.leader();
        let say = leader.map(|it| self.to(it, self.conn, Say::Up(vec![Bye {}.into()])));
        say.into_iter().collect()
    }

    /// Lets go of what carried the frames; `None`: though nothing is wrong with it.
    fn let_go(&mut self, code: Option<CloseCode>) -> Vec<TabOutput> {
        if let Place::Leads(relay) = &mut self.place {
            match code {
                Some(code) => relay.handle_closed(code),
                None => relay.hand_over(),
            }
        }
        let mut outputs = self.relayed();
        self.place = Place::Alone;
        outputs.push(TabOutput::LetGo);
        outputs
    }
}

/// Of the other tabs.
impl Tab {
    /// Hears another, in so many bytes.
    pub fn handle_word(&mut self, text: &str, engine: &Engine, now: Timestamp) -> Vec<TabOutput> {
        let Some(Word { from, conn, say }) = Word::read(text) else {
            return Vec::new();
        };
        match (say, &mut self.place) {
            (Say::Knock, Place::Leads(relay)) => {
                relay.handle_knock(&from, conn);
                let told = self.tell(&from, engine);
                let opened = told.into_iter().chain(self.relayed());
                opened.chain([TabOutput::Mourn(from)]).collect()
            }
            (Say::Knock, _) => self.tell(&from, engine),
            (Say::Up(frames), Place::Leads(relay)) => {
                relay.handle_said(&from, conn, frames, text.len(), now);
                self.relayed()
            }
            (Say::Up(_), _) => vec![self.to(&from, conn, Say::Closed(CloseCode::Restart))],
            (Say::Ask, Place::Leads(_)) => vec![self.to(&from, 0, Say::Here)],
            (Say::GivenUp(ids), _) => ids.into_iter().map(TabOutput::GivenUp).collect(),
            (Say::Holds(id, is_held), _) => vec![TabOutput::Held(id, is_held)],
            (Say::Leads, _) => {
                // Who took the lead at once has not waited for an answer to its knock.
                let told = self.tell(&from, engine);
                told.into_iter().chain(self.hear_leads(&from)).collect()
            }
            (Say::Through, _) => {
                use Connection::{Offline, Polling, Waiting};
                let waits = matches!(engine.connection(), Waiting { .. } | Offline | Polling { .. });
                waits.then_some(TabOutput::Online).into_iter().collect()
            }
            (say, Place::Follows { .. }) => self.hear_leader(from, conn, say, text.len()),
            (_, Place::Leads(_) | Place::Alone) => Vec::new(),
        }
    }

    /// Who may just have been loaded hears of what is held and was given up here before it is let through: it has read
    /// that from the disk, perhaps.
    fn tell(&self, tab: &DeviceId, engine: &Engine) -> Vec<TabOutput> {
        let held = engine.held().cloned().map(|it| Say::Holds(it, true));
        let given_up: Vec<_> = engine.given_up().cloned().collect();
        let given_up = (!given_up.is_empty()).then_some(Say::GivenUp(given_up));
        held.chain(given_up).map(|it| self.to(tab, 0, it)).collect()
    }

    /// A tab is there no more.
    pub fn handle_gone(&mut self, tab: DeviceId) -> Vec<TabOutput> {
        if let Place::Leads(relay) = &mut self.place {
            relay.handle_gone(&tab);
        }
        let mut outputs = self.relayed();
        outputs.push(TabOutput::Forget(tab));
        outputs
    }

    /// Another tab leads from now on.
    fn hear_leads(&self, from: &DeviceId) -> Vec<TabOutput> {
        match &self.place {
            // It may not have led yet when this tab knocked.
            Place::Follows { leader: None, .. } => vec![self.to_all(self.conn, Say::Knock)],
            Place::Follows { leader: Some(it), .. } if it == from => Vec::new(),
            Place::Follows { .. } | Place::Leads(_) => vec![TabOutput::Reconnect],
            Place::Alone => Vec::new(),
        }
    }

    /// The one that leads says something about this tab's connection.
    fn hear_leader(&mut self, from: DeviceId, conn: u64, say: Say, bytes: usize) -> Vec<TabOutput> {
        let Place::Follows { leader, watch } = &mut self.place else {
            return Vec::new();
        };
        // That another one leads says nothing about whom this tab goes through.
        let is_leader = leader.as_ref().is_none_or(|it| *it == from);
        let is_current = conn == self.conn || mutant!(HearOfEarlierConnection);
        if !is_leader || !(is_current || say == Say::Here) {
            return Vec::new();
        }
        let output = match say {
            Say::Open => {
                *leader = Some(from);
                TabOutput::Opened
            }
            Say::Down(frames) => TabOutput::Message(frames, bytes),
            Say::Closed(CloseCode::Normal) => TabOutput::Reconnect,
            Say::Closed(CloseCode::TryLater) => {
                self.alone = true;
                TabOutput::Reconnect
            }
            Say::Closed(code) => TabOutput::Closed(code),
            Say::Here => {
                watch.handle_sign();
                return Vec::new();
            }
            Say::Ask
            | Say::Knock
            | Say::Leads
            | Say::Through
            | Say::Up(_)
            | Say::GivenUp(_)
            | Say::Holds(..) => return Vec::new(),
        };
        watch.handle_sign();
        vec![output]
    }

    /// What the relay asks for.
    fn relayed(&mut self) -> Vec<TabOutput> {
        let mut outputs = Vec::new();
        while let Place::Leads(relay) = &mut self.place
            && let Some(output) = relay.poll_output()
        {
            outputs.push(match output {
                Relayed::Up(frames) => TabOutput::Send(frames),
                Relayed::Open(tab, conn) => self.to(&tab, conn, Say::Open),
                Relayed::Down(tab, conn, frames) => self.to(&tab, conn, Say::Down(frames)),
                Relayed::Closed(tab, conn, code) => self.to(&tab, conn, Say::Closed(code)),
            });
        }
        outputs
    }

    fn to(&self, tab: &DeviceId, conn: u64, say: Say) -> TabOutput {
        TabOutput::Say(Some(tab.clone()), self.word(conn, say))
    }

    fn to_all(&self, conn: u64, say: Say) -> TabOutput {
        TabOutput::Say(None, self.word(conn, say))
    }

    fn word(&self, conn: u64, say: Say) -> Word {
        let from = self.name.clone();
        Word { from, conn, say }
    }
}
