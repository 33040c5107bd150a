//! How the tabs of a browser share a connection: as the app does it, with the same relay and the same watch.

use protocol::{Bye, ClientFrame, CloseCode, DeviceId, GatewayFrame};
use sync::{Connection, Relay, Relayed, Say, Vigil, Watch};

use crate::{
    browser::Claim, calendar::Happening, faults::Fault, simulation::Simulation, streams::chance,
    tally::Sometimes, words::WORD_LATE,
};

/// How long a hidden tab leaves the lead to visible ones.
const VISIBLE_FIRST: u64 = 300;
/// How often a follower looks after its leader.
const LOOK: u64 = Watch::EVERY.as_millis() as u64;
/// By then somebody else leads in place of one that stands still: 1 s, and what a word takes.
const REPLACED_WITHIN: u64 = 1_300;

/// What carries the frames of a tab that is not alone.
#[derive(Debug)]
pub(crate) enum Transport {
    Leads(Box<Relay>, Claim),
    Follows(Follow),
}

/// A way through the tab that leads.
#[derive(Debug)]
pub(crate) struct Follow {
    /// `None`: nobody has let this tab through yet.
    pub(crate) leader: Option<DeviceId>,
    pub(crate) watch: Watch,
    claim: Option<Claim>,
}

/// The connection.
impl Simulation {
    /// Opens a way to the gateway: through the tab that leads, or by taking the lead. `false`: not this time.
    pub(crate) fn share(&mut self, number: usize) -> bool {
        let clock = self.clients[number].clock(self.now);
        let client = &mut self.clients[number];
        client.n_sockets += 1;
        let socket = client.n_sockets;
        if !self.browsers[client.browser].is_shared() || std::mem::take(&mut client.is_alone) {
            return false;
        }
        if let Some(claim) = client.claim.take() {
            self.lead(number, claim);
            return true;
        }
        client.transport = Some(Transport::Follows(Follow {
            leader: None,
            watch: Watch::new(clock),
            claim: None,
        }));
        let by_force = std::mem::take(&mut client.by_force);
        let is_visible = client.is_visible;
        self.later(LOOK, Happening::Look(number, socket));
        self.say_to_all(number, socket, &Say::Knock);
        if by_force || is_visible {
            self.ask_for_lead(number, socket, by_force);
        } else {
            self.later(VISIBLE_FIRST, Happening::AskForLead(number, socket));
        }
        true
    }

    /// A message of the gateway to a tab that leads: tells the others what is for them, gives what is for itself.
    pub(crate) fn pass_on(&mut self, number: usize, frames: Vec<GatewayFrame>) -> Vec<GatewayFrame> {
        let clock = self.clients[number].clock(self.now);
        let client = &mut self.clients[number];
        let Some(Transport::Leads(relay, _)) = &mut client.transport else {
            return frames;
        };
        let is_welcome = frames.iter().any(|it| matches!(it, GatewayFrame::Welcome(_)));
        let engine = &client.engine;
        let own = relay.handle_message(frames, |id| engine.pending().any(|it| it.id == *id), clock);
        self.carry(number);
        if is_welcome {
            self.say_to_all(number, 0, &Say::Through);
        }
        own
    }

    /// The engine leaves its connection.
    pub(crate) fn part(&mut self, number: usize) {
        let is_following = self.take_leave(number);
        let client = &mut self.clients[number];
        let is_lost = matches!(client.engine.connection(), Connection::Waiting { .. });
        // Who found the connection of the one that leads dead opens a better one.
        client.by_force = is_following && is_lost;
        self.let_go(number, Some(CloseCode::Restart));
    }

    /// The connection is gone.
    pub(crate) fn lose(&mut self, number: usize, code: CloseCode) {
        self.let_go(number, Some(code));
        let client = &mut self.clients[number];
        let clock = client.clock(self.now);
        client.engine.handle_closed(code, clock);
    }

    /// The page is frozen, and knows it: another tab takes over at once.
    pub(crate) fn resign(&mut self, number: usize) -> Result<(), String> {
        let client = &mut self.clients[number];
        let clock = client.clock(self.now);
        client.engine.handle_hide(clock);
        self.settle(number)?;
        if self.clients[number].transport.is_some() {
            self.take_leave(number);
            self.let_go(number, None);
            self.lose(number, CloseCode::Restart);
        }
        self.settle(number)
    }

    /// A page ends: it says so, or was killed. What it was to the others ends with it.
    pub(crate) fn end_page(&mut self, number: usize) -> Result<(), String> {
        let browser = self.clients[number].browser;
        if self.browsers[browser].is_shared() {
            if self.streams.tabs.bool() && !self.clients[number].is_asleep {
                self.resign(number)?;
            }
            self.clients[number].transport = None;
            self.clients[number].claim = None;
            let next = self.browsers[browser].lead.vanish(number);
            self.grant(next);
            let name = self.clients[number].name();
            for tab in self.neighbours(number) {
                let delay = self.streams.tabs.u64(1..30);
                self.later(delay, Happening::Gone(tab, name.clone()));
            }
        }
        if let Some(conn) = self.clients[number].socket.take() {
            self.hang_up(conn);
        }
        Ok(())
    }

    /// Tells the one that leads; `false` if nobody else does.
    fn take_leave(&mut self, number: usize) -> bool {
        let client = &self.clients[number];
        let Some(Transport::Follows(follow)) = &client.transport else {
            return false;
        };
        if let Some(leader) = follow.leader.clone() {
            let socket = client.n_sockets;
            self.say_to(number, &leader, socket, Say::Up(vec![Bye {}.into()]));
        }
        true
    }

    /// Lets go of what carried the frames; `None`: though nothing is wrong with it.
    fn let_go(&mut self, number: usize, code: Option<CloseCode>) {
        let client = &mut self.clients[number];
        // What was asked for and is not there yet is not wanted any more.
        client.n_sockets += 1;
        if let Some(Transport::Leads(relay, _)) = &mut client.transport {
            match code {
                Some(code) => relay.handle_closed(code),
                None => relay.hand_over(),
            }
            self.carry(number);
        }
        let client = &mut self.clients[number];
        let claim = match client.transport.take() {
            Some(Transport::Leads(_, claim)) => Some(claim),
            Some(Transport::Follows(follow)) => follow.claim,
            None => None,
        };
        let (browser, socket) = (client.browser, client.socket.take());
        if let Some(conn) = socket {
            self.hang_up(conn);
        }
        if let Some(claim) = claim {
            let next = self.browsers[browser].lead.release(claim);
            self.grant(next);
        }
    }

    /// The tab that led is gone, not the gateway: there is no reason to wait.
    pub(crate) fn reconnect(&mut self, number: usize) -> Result<(), String> {
        self.lose(number, CloseCode::Restart);
        self.settle(number)?;
        let client = &mut self.clients[number];
        if client.is_online {
            let clock = client.clock(self.now);
            client.engine.handle_network(true, clock);
        }
        self.settle(number)
    }
}

/// The lead.
impl Simulation {
    /// Asks for the lead, unless the tab has given up the connection that it was for.
    pub(crate) fn ask_for_lead(&mut self, number: usize, socket: u64, by_force: bool) {
        let client = &mut self.clients[number];
        let Some(Transport::Follows(follow)) = &mut client.transport else {
            return;
        };
        if client.n_sockets != socket {
            return;
        }
        let lead = &mut self.browsers[client.browser].lead;
        let claim = lead.claim(number, socket);
        follow.claim = Some(claim);
        if by_force {
            if let Some(lost) = lead.steal(claim) {
                self.later(1, Happening::LeadLost(lost.tab));
            }
            self.grant(Some(claim));
        } else if lead.ask(claim) {
            self.grant(Some(claim));
        }
    }

    fn grant(&mut self, claim: Option<Claim>) {
        if let Some(claim) = claim {
            let delay = self.streams.tabs.u64(1..10);
            self.later(delay, Happening::LeadGranted(claim));
        }
    }

    /// A tab learns that it has the lock.
    pub(crate) fn granted(&mut self, claim: Claim) -> Result<(), String> {
        let number = claim.tab;
        let client = &mut self.clients[number];
        let browser = client.browser;
        if !self.browsers[browser].lead.is_held(claim) {
            return Ok(());
        }
        let is_through = match &client.transport {
            Some(Transport::Follows(follow)) if client.n_sockets == claim.socket => follow.leader.is_some(),
            _ => {
                let next = self.browsers[browser].lead.release(claim);
                self.grant(next);
                return Ok(());
            }
        };
        if !is_through {
            self.lead(number, claim);
            return Ok(());
        }
        // The one that led is gone, and the connection with it. The lock stays with this tab for the next one.
        if let Some(Transport::Follows(follow)) = &mut client.transport {
            follow.claim = None;
        }
        client.claim = Some(claim);
        self.reconnect(number)?;
        if let Some(claim) = self.clients[number].claim.take() {
            let next = self.browsers[browser].lead.release(claim);
            self.grant(next);
        }
        Ok(())
    }

    fn lead(&mut self, number: usize, claim: Claim) {
        let client = &mut self.clients[number];
        client.transport = Some(Transport::Leads(Box::default(), claim));
        if client.engine.pending().next().is_some() {
            self.tally.saw(Sometimes::LedWithPending);
        }
        self.open_socket(number);
        self.say_to_all(number, 0, &Say::Leads);
    }

    /// Another tab took the lead by force: this one may have missed that while it stood still.
    pub(crate) fn lose_lead(&mut self, number: usize) -> Result<(), String> {
        let client = &self.clients[number];
        match &client.transport {
            Some(Transport::Leads(_, claim)) if !self.browsers[client.browser].lead.is_held(*claim) => {
                self.reconnect(number)
            }
            _ => Ok(()),
        }
    }

    /// Sees to it that the one that leads still runs.
    pub(crate) fn look(&mut self, number: usize, socket: u64) -> Result<(), String> {
        let client = &mut self.clients[number];
        let clock = client.clock(self.now);
        let is_visible = client.is_visible;
        let Some(Transport::Follows(follow)) = &mut client.transport else {
            return Ok(());
        };
        if client.n_sockets != socket {
            return Ok(());
        }
        // Timers of hidden pages run late: they judge nobody.
        let vigil = is_visible.then(|| follow.watch.look(clock));
        let leader = follow.leader.clone();
        self.later(LOOK, Happening::Look(number, socket));
        match vigil {
            None => Ok(()),
            Some(Vigil::Ask) => {
                self.say_to_all(number, 0, &Say::Ask);
                self.held_to_replace(number, leader)
            }
            Some(Vigil::Replace) => {
                // Or its words were late.
                let leader = leader.and_then(|it| self.named(number, &it));
                if leader.is_some_and(|it| self.clients[it].is_asleep) {
                    self.tally.saw(Sometimes::LeaderReplaced);
                }
                self.clients[number].by_force = true;
                self.reconnect(number)
            }
        }
    }

    /// Nobody goes on asking a leader that stands still.
    fn held_to_replace(&self, number: usize, leader: Option<DeviceId>) -> Result<(), String> {
        let since = |it: usize| self.clients[it].asleep_since;
        let leader = leader.and_then(|it| self.named(number, &it));
        let Some(asleep) = leader.filter(|it| self.clients[*it].is_asleep).map(since) else {
            return Ok(());
        };
        // Who slept or was hidden itself begins to ask anew.
        let begun = asleep.max(self.clients[number].looking_since);
        // Its last words may still be on their way.
        let late = match self.all_faults.has(Fault::LateWords) {
            true => WORD_LATE,
            false => 0,
        };
        if self.now > begun + REPLACED_WITHIN + late {
            return Err(format!("client {number} follows one that stands still"));
        }
        Ok(())
    }
}

/// What is passed on.
impl Simulation {
    /// What the relay of a tab asks for.
    pub(crate) fn carry(&mut self, number: usize) {
        loop {
            let Some(Transport::Leads(relay, _)) = &mut self.clients[number].transport else {
                return;
            };
            let Some(output) = relay.poll_output() else {
                return;
            };
            self.trace.note(self.now, "relayed", &(number, &output));
            match output {
                Relayed::Up(frames) => self.transmit(number, frames),
                Relayed::Open(tab, conn) => self.say_to(number, &tab, conn, Say::Open),
                Relayed::Down(tab, conn, frames) => self.say_to(number, &tab, conn, Say::Down(frames)),
                Relayed::Closed(tab, conn, code) => self.say_to(number, &tab, conn, Say::Closed(code)),
            }
        }
    }

    /// Sends frames of a tab's engine on their way, if there is one.
    pub(crate) fn send_on(&mut self, number: usize, frames: Vec<ClientFrame>) {
        let client = &self.clients[number];
        match &client.transport {
            Some(Transport::Follows(Follow { leader: Some(it), .. })) => {
                let (leader, socket) = (it.clone(), client.n_sockets);
                self.say_to(number, &leader, socket, Say::Up(frames));
            }
            Some(Transport::Follows(_)) => {}
            Some(Transport::Leads(..)) | None => self.transmit(number, frames),
        }
    }

    /// Whether chance has it that one tab sleeps without knowing, with a last word, or together with all others.
    pub(crate) fn fall_asleep(&mut self, number: usize, wait: u64) -> Result<(), String> {
        let mut tabs = vec![number];
        if self.browsers[self.clients[number].browser].is_shared() {
            if chance(&mut self.streams.tabs, 30) {
                tabs.extend(self.neighbours(number));
            } else if chance(&mut self.streams.tabs, 40) && !self.clients[number].is_asleep {
                self.resign(number)?;
            }
        }
        for tab in tabs {
            let client = &mut self.clients[tab];
            if !client.is_asleep {
                client.asleep_since = self.now;
            }
            client.is_asleep = true;
            self.later(wait, Happening::Wake(tab));
        }
        Ok(())
    }
}
