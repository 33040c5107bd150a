//! What the tabs of a browser say to each other, and what each word does: as in the app.

use protocol::{CloseCode, DeviceId};
use sync::{Connection, Say, Word};

use crate::{
    calendar::Happening,
    faults::Fault,
    simulation::Simulation,
    streams::chance,
    tabs::{Follow, Transport},
    tally::Sometimes,
};

/// How late a word may be, ms.
pub(crate) const WORD_LATE: u64 = 2_000;

impl Simulation {
    /// The other tabs of a page's browser.
    pub(crate) fn neighbours(&self, number: usize) -> Vec<usize> {
        let mut tabs = self.tabs_of(number);
        tabs.retain(|it| *it != number);
        tabs
    }

    /// The tab of that name in the browser of a page.
    pub(crate) fn named(&self, number: usize, name: &DeviceId) -> Option<usize> {
        self.neighbours(number)
            .into_iter()
            .find(|it| self.clients[*it].name() == *name)
    }

    pub(crate) fn say_to_all(&mut self, number: usize, conn: u64, say: &Say) {
        for tab in self.neighbours(number) {
            self.post(number, tab, true, conn, say.clone());
        }
    }

    /// Says it to one tab; if that is gone, to nobody.
    pub(crate) fn say_to(&mut self, number: usize, to: &DeviceId, conn: u64, say: Say) {
        if let Some(tab) = self.named(number, to) {
            self.post(number, tab, false, conn, say);
        }
    }

    fn post(&mut self, from: usize, to: usize, is_to_all: bool, conn: u64, say: Say) {
        let name = self.clients[from].name();
        let Some(text) = (Word {
            from: name,
            conn,
            say,
        })
        .write() else {
            return;
        };
        let random = &mut self.streams.tabs;
        let mut delay = random.u64(0..12);
        if self.faults.has(Fault::LateWords) && chance(random, 5) {
            delay += random.u64(100..WORD_LATE);
            self.tally.saw(Sometimes::WordLate);
        }
        let browser = self.clients[from].browser;
        let arrival = self.browsers[browser]
            .arrivals
            .entry((from, to, is_to_all))
            .or_default();
        *arrival = (*arrival).max(self.now + delay);
        let at = *arrival;
        let reader = self.clients[to].name();
        self.at(at, Happening::Word(to, reader, text));
    }

    /// A tab hears another.
    pub(crate) fn hear(&mut self, number: usize, reader: &DeviceId, text: &str) -> Result<(), String> {
        if self.clients[number].name() != *reader {
            // It was for the page that was here before.
            return Ok(());
        }
        let Some(Word { from, conn, say }) = Word::read(text) else {
            return Err(format!("a tab cannot read {text:?}"));
        };
        let client = &mut self.clients[number];
        let clock = client.clock(self.now);
        match say {
            Say::Knock => {
                if let Some(Transport::Leads(relay, _)) = &mut client.transport {
                    relay.handle_knock(&from, conn);
                    self.carry(number);
                }
            }
            Say::Up(frames) => {
                if let Some(Transport::Leads(relay, _)) = &mut client.transport {
                    relay.handle_said(&from, conn, frames, text.len(), clock);
                    self.carry(number);
                } else {
                    self.say_to(number, &from, conn, Say::Closed(CloseCode::Restart));
                }
            }
            Say::Ask => {
                if matches!(client.transport, Some(Transport::Leads(..))) {
                    self.say_to(number, &from, 0, Say::Here);
                }
            }
            Say::Leads => return self.hear_leads(number, &from),
            Say::Through => {
                let is_waiting = matches!(
                    client.engine.connection(),
                    Connection::Waiting { .. } | Connection::Offline | Connection::Polling { .. }
                );
                if is_waiting {
                    client.engine.handle_network(true, clock);
                }
            }
            Say::Open | Say::Down(_) | Say::Closed(_) | Say::Here => {
                return self.hear_leader(number, &from, conn, say, text.len());
            }
        }
        self.settle(number)
    }

    /// A tab is there no more.
    pub(crate) fn bury(&mut self, number: usize, tab: &DeviceId) {
        if let Some(Transport::Leads(relay, _)) = &mut self.clients[number].transport {
            relay.handle_gone(tab);
            self.carry(number);
        }
    }

    /// Another tab leads from now on.
    fn hear_leads(&mut self, number: usize, from: &DeviceId) -> Result<(), String> {
        let client = &self.clients[number];
        let is_over = match &client.transport {
            Some(Transport::Leads(..)) => true,
            Some(Transport::Follows(Follow { leader, .. })) => match leader {
                Some(leader) => leader != from,
                None => {
                    // It may not have led yet when this tab knocked.
                    self.say_to_all(number, client.n_sockets, &Say::Knock);
                    false
                }
            },
            None => false,
        };
        if is_over { self.reconnect(number) } else { Ok(()) }
    }

    /// The one that leads says something about this tab's connection.
    fn hear_leader(
        &mut self,
        number: usize,
        from: &DeviceId,
        conn: u64,
        say: Say,
        bytes: usize,
    ) -> Result<(), String> {
        let client = &mut self.clients[number];
        let clock = client.clock(self.now);
        let Some(Transport::Follows(follow)) = &mut client.transport else {
            return Ok(());
        };
        let is_leader = follow.leader.as_ref().is_none_or(|it| it == from);
        if matches!(say, Say::Here) {
            if is_leader {
                follow.watch.handle_sign();
            }
            return Ok(());
        }
        if conn != client.n_sockets || !is_leader {
            return Ok(());
        }
        follow.watch.handle_sign();
        match say {
            Say::Open => {
                follow.leader = Some(from.clone());
                self.tally.saw(Sometimes::WentThroughLeader);
                client.engine.handle_opened(clock);
                self.settle(number)
            }
            Say::Down(frames) => {
                self.receive(number, frames, bytes)?;
                self.settle(number)
            }
            Say::Closed(CloseCode::Normal) => {
                self.tally.saw(Sometimes::HandedOver);
                self.reconnect(number)
            }
            Say::Closed(CloseCode::TryLater) => {
                client.is_alone = true;
                self.reconnect(number)
            }
            Say::Closed(code) => {
                self.lose(number, code);
                self.settle(number)
            }
            _ => Ok(()),
        }
    }
}
