//! How the tabs of a browser share a connection: what the app's own tabs decide, with the simulated locks and channels.

use protocol::{ClientFrame, CloseCode, DeviceId, GatewayFrame};
use sync::{Pending, Role, Stage, TabOutput, Watch};

use crate::{
    browser::Claim, calendar::Happening, faults::Fault, simulation::Simulation, streams::chance,
    tally::Sometimes, words::WORD_LATE,
};

/// How often a follower looks after its leader.
const LOOK: u64 = Watch::EVERY.as_millis() as u64;
/// By then somebody else leads in place of one that stands still: 1 s, and what a word takes.
const REPLACED_WITHIN: u64 = 1_300;

/// The connection.
impl Simulation {
    /// Opens a way to the gateway: through the tab that leads, or by taking the lead. `false`: not this time.
    pub(crate) fn share(&mut self, number: usize) -> Result<bool, String> {
        let clock = self.clients[number].clock(self.now);
        let client = &mut self.clients[number];
        client.n_sockets += 1;
        if !self.browsers[client.browser].is_shared() {
            return Ok(false);
        }
        let (conn, has_lead) = (client.n_sockets, client.granted.is_some());
        let Some(outputs) = client.tab.connect(conn, has_lead, client.is_visible, clock) else {
            return Ok(false);
        };
        self.carry(number, outputs)?;
        Ok(true)
    }

    /// A message of the gateway to a tab that leads: tells the others what is for them, gives what is for itself.
    pub(crate) fn pass_on(
        &mut self,
        number: usize,
        frames: Vec<GatewayFrame>,
    ) -> Result<Vec<GatewayFrame>, String> {
        let clock = self.clients[number].clock(self.now);
        let client = &mut self.clients[number];
        let (own, outputs) = client.tab.handle_message(frames, &client.engine, clock);
        self.carry(number, outputs)?;
        Ok(own)
    }

    /// The engine leaves its connection.
    pub(crate) fn part(&mut self, number: usize) -> Result<(), String> {
        let client = &mut self.clients[number];
        let outputs = client.tab.part(client.engine.connection());
        self.carry(number, outputs)
    }

    /// The connection is gone.
    pub(crate) fn lose(&mut self, number: usize, code: CloseCode) -> Result<(), String> {
        let outputs = self.clients[number].tab.handle_closed(code);
        self.carry(number, outputs)?;
        let client = &mut self.clients[number];
        let clock = client.clock(self.now);
        client.engine.handle_closed(code, clock);
        Ok(())
    }

    /// The page is frozen, and knows it: another tab takes over at once.
    pub(crate) fn resign(&mut self, number: usize) -> Result<(), String> {
        let client = &mut self.clients[number];
        let clock = client.clock(self.now);
        client.engine.handle_hide(clock);
        self.settle(number)?;
        let outputs = self.clients[number].tab.resign();
        self.carry(number, outputs)
    }

    /// A page ends: it says so, or was killed. What it was to the others ends with it.
    pub(crate) fn end_page(&mut self, number: usize) -> Result<(), String> {
        let browser = self.clients[number].browser;
        if self.browsers[browser].is_shared() {
            if self.streams.tabs.bool() && !self.clients[number].is_asleep {
                self.resign(number)?;
            }
            self.clients[number].granted = None;
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

    /// Lets go of what carried the frames.
    fn let_go(&mut self, number: usize) {
        let client = &mut self.clients[number];
        // What was asked for and is not there yet is not wanted any more.
        client.n_sockets += 1;
        let claim = client.claim.take();
        if let Some(conn) = client.socket.take() {
            self.hang_up(conn);
        }
        self.release(number, claim);
    }

    /// The tab that led is gone, not the gateway: there is no reason to wait.
    fn reconnect(&mut self, number: usize) -> Result<(), String> {
        self.lose(number, CloseCode::Restart)?;
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
    pub(crate) fn ask_for_lead(&mut self, number: usize, conn: u64, by_force: bool) {
        let client = &mut self.clients[number];
        if client.n_sockets != conn {
            return;
        }
        let lead = &mut self.browsers[client.browser].lead;
        let claim = lead.claim(number, conn);
        client.claim = Some(claim);
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

    fn release(&mut self, number: usize, claim: Option<Claim>) {
        if let Some(claim) = claim {
            let next = self.browser(number).lead.release(claim);
            self.grant(next);
        }
    }

    /// A tab learns that it has the lock.
    pub(crate) fn granted(&mut self, claim: Claim) -> Result<(), String> {
        let number = claim.tab;
        if !self.browser(number).lead.is_held(claim) {
            return Ok(());
        }
        let client = &mut self.clients[number];
        client.claim.take_if(|it| *it == claim);
        client.granted = Some(claim);
        let outputs = client.tab.handle_granted(claim.socket);
        self.carry(number, outputs)
    }

    /// Another tab took the lead by force: this one may have missed that while it stood still.
    pub(crate) fn lose_lead(&mut self, number: usize) -> Result<(), String> {
        let client = &self.clients[number];
        let lead = &self.browsers[client.browser].lead;
        if client.claim.is_none_or(|it| lead.is_held(it)) {
            return Ok(());
        }
        let outputs = client.tab.handle_lead_lost();
        self.carry(number, outputs)
    }

    /// Sees to it that the one that leads still runs.
    pub(crate) fn look(&mut self, number: usize, conn: u64) -> Result<(), String> {
        let client = &mut self.clients[number];
        let clock = client.clock(self.now);
        if client.n_sockets != conn || client.tab.role() == Role::Leads {
            return Ok(());
        }
        let leader = client.tab.leader().cloned();
        let outputs = client.tab.look(conn, client.is_visible, clock);
        self.later(LOOK, Happening::Look(number, conn));
        if outputs.contains(&TabOutput::Reconnect) {
            // Or its words were late.
            let leader = leader.and_then(|it| self.named(number, &it));
            if leader.is_some_and(|it| self.clients[it].is_asleep) {
                self.tally.saw(Sometimes::LeaderReplaced);
            }
        } else if !outputs.is_empty() {
            self.held_to_replace(number, leader)?;
        }
        self.carry(number, outputs)
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
    /// Does what a tab asks for.
    pub(crate) fn carry(
        &mut self,
        number: usize,
        outputs: impl IntoIterator<Item = TabOutput>,
    ) -> Result<(), String> {
        for output in outputs {
            self.trace.note(self.now, "relayed", &(number, &output));
            self.carry_out(number, output)?;
        }
        Ok(())
    }

    fn carry_out(&mut self, number: usize, output: TabOutput) -> Result<(), String> {
        let client = &mut self.clients[number];
        let clock = client.clock(self.now);
        match output {
            TabOutput::Say(to, word) => self.say(number, to.as_ref(), &word),
            TabOutput::AskForLead(conn, wait, by_force) => {
                self.later(LOOK, Happening::Look(number, conn));
                if wait.is_zero() {
                    self.ask_for_lead(number, conn, by_force);
                } else {
                    let wait = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
                    self.later(wait, Happening::AskForLead(number, conn));
                }
            }
            TabOutput::OpenSocket(_) => {
                client.claim = client.granted.take();
                if client.engine.pending().next().is_some() {
                    self.tally.saw(Sometimes::LedWithPending);
                }
                self.open_socket(number);
            }
            TabOutput::Send(frames) => self.transmit(number, frames),
            TabOutput::LetGo => self.let_go(number),
            TabOutput::ReleaseLead => {
                let claim = client.granted.take();
                self.release(number, claim);
            }
            // Everybody hears of everybody's end.
            TabOutput::Mourn(_) | TabOutput::Forget(_) => {}
            TabOutput::Opened => {
                self.tally.saw(Sometimes::WentThroughLeader);
                client.engine.handle_opened(clock);
            }
            TabOutput::Message(frames, bytes) => self.receive(number, frames, bytes)?,
            TabOutput::Closed(code) => self.lose(number, code)?,
            TabOutput::Reconnect => self.reconnect(number)?,
            TabOutput::Online => client.engine.handle_network(true, clock),
            TabOutput::Held(id, is_held) => {
                let is_waiting = |it: &Pending| it.id == id && it.stage == Stage::Queued;
                if is_held && client.engine.pending().any(is_waiting) {
                    self.tally.saw(Sometimes::HeldElsewhere);
                }
                client.watch.is_held_elsewhere(&id, is_held, self.now);
                client.engine.handle_held(&id, is_held, clock);
            }
            TabOutput::GivenUp(id) => {
                if let Some(action) = client.engine.actions().find(|it| it.id == id) {
                    self.tally.saw(Sometimes::GivenUpElsewhere);
                    let still = client.still.iter_mut();
                    still.for_each(|it| it.acts_on(&action.mutation));
                }
                client.engine.handle_given_up(&id, clock);
                match client.engine.actions().find(|it| it.id == id).map(|it| &it.stage) {
                    // Under way already.
                    Some(Stage::Sent { .. }) => {}
                    Some(stage) => return Err(format!("{id} was given up and is {stage:?} in another tab")),
                    None => drop(client.made.remove(&id)),
                }
            }
        }
        Ok(())
    }

    /// Sends frames of a tab's engine on their way, if there is one.
    pub(crate) fn send_on(&mut self, number: usize, frames: Vec<ClientFrame>) -> Result<(), String> {
        let (own, said) = self.clients[number].tab.send(frames);
        self.carry(number, said)?;
        if !own.is_empty() {
            self.transmit(number, own);
        }
        Ok(())
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
