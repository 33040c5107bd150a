//! What travels between pages and the gateway, and what becomes of it on the way.

use gateway::{
    hub::{ConnId, HubOutput},
    policy::Principal,
};
use protocol::{ClientFrame, CloseCode, Codec, GatewayFrame};

use crate::{
    calendar::Happening, client::true_time, faults::Fault, people::Person, simulation::Simulation,
    streams::chance, tally::Sometimes,
};

/// What becomes of a message.
enum Luck {
    Usual,
    Lost,
    Twice,
}

impl Simulation {
    pub(crate) fn written(&mut self) -> Result<(), String> {
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
        self.note_lost();
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
                    if wire.errand.is_some() {
                        self.tell_errand(conn, &bytes)?;
                        continue;
                    }
                    self.trace.mix(&bytes);
                    let frames = Codec::decode(self.encoding, &bytes).map_err(|it| it.to_string())?;
                    let client = &mut self.clients[wire.client];
                    client.reads(&bytes, &frames, &mut self.tally)?;
                    let roles = &self.rights[client.person.id()];
                    client.watch.is_told(&wire.told, &frames, roles);
                    wire.told.says(&frames, roles, client.person, &self.site)?;
                    if garbled {
                        self.at(at, Happening::Garbled(conn));
                        continue;
                    }
                    let what = Happening::ToClient(conn, frames.clone(), bytes.len());
                    match self.luck(&what) {
                        Luck::Usual => self.at(at, what),
                        Luck::Lost => self.tally.saw(Sometimes::Lost),
                        Luck::Twice => {
                            let again = Happening::Again(conn, frames, bytes.len());
                            let late = self.streams.network.u64(0..3_000);
                            self.at(at, what);
                            self.at(at + late, again);
                        }
                    }
                }
                HubOutput::Close { conn, code, why: _ } => {
                    self.tally_close(code);
                    if let Some(errand) = self.network.get(conn).and_then(|it| it.errand.as_ref()) {
                        if errand.counts(code) {
                            self.answer(conn)?;
                        } else {
                            self.refuse(conn, code);
                        }
                        continue;
                    }
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

    /// What the hub says to a request is gathered.
    fn tell_errand(&mut self, conn: ConnId, bytes: &[u8]) -> Result<(), String> {
        let Some(wire) = self.network.get(conn) else {
            return Ok(());
        };
        let frames: Vec<GatewayFrame> =
            Codec::decode(protocol::Encoding::Json, bytes).map_err(|it| it.to_string())?;
        let client = wire.client;
        self.clients[client].reads(bytes, &frames, &mut self.tally)?;
        let is_ready = match &mut wire.errand {
            Some(errand) => errand.hears(bytes)?,
            None => false,
        };
        let client = &mut self.clients[client];
        let roles = &self.rights[client.person.id()];
        if let Some(wire) = self.network.get(conn) {
            client.watch.is_told(&wire.told, &frames, roles);
            wire.told.says(&frames, roles, client.person, &self.site)?;
        }
        if is_ready {
            self.answer(conn)?;
        } else if let Some(hub) = &mut self.site.hub {
            hub.handle_queued(conn, 0, true_time(self.now));
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

    pub(crate) fn connect(&mut self, number: usize) -> Result<(), String> {
        self.clients[number].connected(self.now)?;
        if !self.share(number)? {
            self.open_socket(number);
        }
        Ok(())
    }

    /// Opens a socket of the page's own.
    pub(crate) fn open_socket(&mut self, number: usize) {
        let now = self.now;
        let conn = self.network.open(number);
        self.clients[number].socket = Some(conn);
        if now < self.clients[number].blocked_until {
            self.blocked(number, conn);
            return;
        }
        let refused = self.faults.has(Fault::Refuse) && chance(&mut self.streams.network, 40);
        let delay = self.delay();
        if refused || self.site.hub.is_none() {
            // Sometimes nobody even says no.
            if chance(&mut self.streams.network, 80) {
                self.later(delay, Happening::Unreachable(number, conn));
            }
            return;
        }
        if let Some(wire) = self.network.get(conn) {
            let there = wire.reaches_hub(now, delay);
            let back = wire.reaches_client(there, delay);
            self.at(there, Happening::HubOpened(conn));
            self.at(back, Happening::ClientOpened(conn));
        }
    }

    pub(crate) fn send(&mut self, number: usize, frames: Vec<ClientFrame>) -> Result<(), String> {
        let client = &mut self.clients[number];
        if client.socket.is_none() && !client.tab.is_sharing() {
            return Ok(());
        }
        client.watch.says(&client.engine, &frames, self.now)?;
        if frames
            .iter()
            .any(|it| matches!(it, ClientFrame::Mut(it) if !it.after.is_empty()))
        {
            self.tally.saw(Sometimes::Ordered);
        }
        self.send_on(number, frames)
    }

    /// Frames leave over the page's own socket.
    pub(crate) fn transmit(&mut self, number: usize, frames: Vec<ClientFrame>) {
        let Some(conn) = self.clients[number].socket else {
            return;
        };
        let frames = self.clients[number].words(frames);
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

    pub(crate) fn delay(&mut self) -> u64 {
        let random = &mut self.streams.network;
        if self.faults.has(Fault::Delay) && chance(random, 8) {
            random.u64(400..4_000)
        } else {
            random.u64(4..80)
        }
    }

    pub(crate) fn principal(&mut self, person: Person) -> Option<Principal> {
        let valid = self.sessions.get(person.id()).copied().unwrap_or_default();
        let roles = self.rights.get(person.id())?.clone();
        let expires = true_time(self.now + self.streams.workload.u64(15_000..60_000));
        valid.then(|| person.principal(&roles, expires))
    }

    pub(crate) fn tally_close(&mut self, code: CloseCode) {
        match code {
            CloseCode::Superseded => self.tally.saw(Sometimes::Superseded),
            CloseCode::Unauthorized => self.tally.saw(Sometimes::SessionRenewed),
            _ => {}
        }
    }
}
