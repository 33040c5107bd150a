//! Requests of pages that have no socket: each a short connection of the gateway, with one answer.

use gateway::{exchange::Exchange, hub::ConnId};
use protocol::{ClientFrame, CloseCode, Codec, Encoding};
use sync::Request;

use crate::{
    calendar::Happening, client::true_time, faults::Fault, simulation::Simulation, streams::chance,
    tally::Sometimes,
};

/// How long an answer may take beyond what the page waits, ms.
const ANSWER: u64 = 8_000;

/// A request at the gateway.
#[derive(Debug)]
pub(crate) struct Errand {
    exchange: Exchange,
    /// Whether the page has waited as long as it wants.
    is_over: bool,
}

impl Errand {
    /// The gateway says something; whether that makes the answer.
    pub(crate) fn hears(&mut self, bytes: &[u8]) -> Result<bool, String> {
        self.exchange.hear(bytes).map_err(|it| it.to_string())?;
        Ok(self.is_ready())
    }

    /// Whether what was said so far counts, although the connection ends.
    pub(crate) fn counts(&self, code: CloseCode) -> bool {
        let is_usual = matches!(
            code,
            CloseCode::Normal | CloseCode::GoingAway | CloseCode::Restart | CloseCode::TryLater
        );
        is_usual && self.exchange.is_welcomed()
    }

    fn is_ready(&self) -> bool {
        self.exchange.is_answered() && (self.exchange.has_news() || self.is_over)
    }
}

impl Simulation {
    /// A page asks, in place of what it was asking.
    pub(crate) fn request(&mut self, number: usize, request: Request) -> Result<(), String> {
        self.give_up(number);
        let Request { frames, wait, user } = request;
        let conn = self.network.open(number);
        let client = &mut self.clients[number];
        client.errand = Some(conn);
        if user.is_some_and(|it| it.as_str() != client.person.id()) {
            return Err(format!("client {number} asks as somebody else"));
        }
        // One that only asks whether requests get through leaves the socket its say.
        let is_probe = matches!(frames.first(), Some(ClientFrame::Hello(it)) if it.conn == 0);
        if !is_probe {
            client.watch.requested();
            client.watch.says(&client.engine, &frames, self.now)?;
        }
        let refused = self.faults.has(Fault::Refuse) && chance(&mut self.streams.network, 20);
        let mut delay = self.delay();
        if refused || self.site.hub.is_none() {
            self.later(delay, Happening::ClientClosed(conn, CloseCode::Other(1006)));
            return Ok(());
        }
        if self.faults.has(Fault::LateArrival) && chance(&mut self.streams.network, 5) {
            delay += self.streams.network.u64(1_000..9_000);
        }
        let now = self.now;
        let frames = self.clients[number].words(frames);
        if let Some(wire) = self.network.get(conn) {
            let at = wire.reaches_hub(now, delay);
            let wait = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
            self.at(at, Happening::Asked(conn, frames, wait));
        }
        Ok(())
    }

    /// A page does not wait for the answer any more.
    pub(crate) fn give_up(&mut self, number: usize) {
        if let Some(conn) = self.clients[number].errand.take() {
            self.hang_up(conn);
        }
    }

    /// A request reaches the gateway, perhaps after the page has given it up.
    pub(crate) fn asked(&mut self, conn: ConnId, frames: Vec<ClientFrame>, wait: u64) -> Result<(), String> {
        let Some(wire) = self.network.get(conn).filter(|it| !it.is_dead) else {
            return Ok(());
        };
        let person = self.clients[wire.client].person;
        let time = true_time(self.now);
        if self.site.hub.is_none() {
            self.break_off(conn);
            return Ok(());
        }
        let Some(principal) = self.principal(person) else {
            self.refuse(conn, CloseCode::Unauthorized);
            return Ok(());
        };
        if let Some(wire) = self.network.get(conn) {
            wire.hub_open = true;
            wire.told.asks(&frames);
            wire.errand = Some(Errand {
                exchange: Exchange::new(&frames),
                is_over: false,
            });
        }
        self.note_mutations(&frames);
        if let Some(hub) = &mut self.site.hub {
            hub.handle_open(conn, principal, Encoding::Json, time);
            hub.handle_message(conn, frames, time);
        }
        self.later(wait, Happening::Patience(conn));
        self.later(wait + ANSWER, Happening::Patience(conn));
        self.pump()
    }

    /// The page has waited as long as it wanted; the second time, as long as it may.
    pub(crate) fn patience(&mut self, conn: ConnId) -> Result<(), String> {
        let Some(errand) = self.network.get(conn).and_then(|it| it.errand.as_mut()) else {
            return Ok(());
        };
        let is_late = std::mem::replace(&mut errand.is_over, true);
        if errand.is_ready() || (is_late && errand.exchange.is_welcomed()) {
            self.answer(conn)
        } else {
            if is_late {
                self.refuse(conn, CloseCode::TryLater);
            }
            Ok(())
        }
    }

    /// The answer leaves the gateway, and with it the connection ends.
    pub(crate) fn answer(&mut self, conn: ConnId) -> Result<(), String> {
        let delay = self.delay();
        let now = self.now;
        let Some(wire) = self.network.get(conn) else {
            return Ok(());
        };
        let Some(errand) = wire.errand.take() else {
            return Ok(());
        };
        wire.hub_open = false;
        let (is_dead, at) = (wire.is_dead, wire.reaches_client(now, delay));
        if let Some(hub) = &mut self.site.hub {
            hub.handle_close(conn);
        }
        let bytes = errand.exchange.finish();
        self.trace.mix(&bytes);
        let frames = Codec::decode(Encoding::Json, &bytes).map_err(|it| it.to_string())?;
        if !is_dead {
            self.at(at, Happening::Answer(conn, frames, bytes.len()));
        }
        self.network.sweep();
        Ok(())
    }

    /// A request is refused.
    pub(crate) fn refuse(&mut self, conn: ConnId, code: CloseCode) {
        let delay = self.delay();
        let now = self.now;
        let Some(wire) = self.network.get(conn) else {
            return;
        };
        wire.errand = None;
        wire.hub_open = false;
        let (is_dead, at) = (wire.is_dead, wire.reaches_client(now, delay));
        if let Some(hub) = &mut self.site.hub {
            hub.handle_close(conn);
        }
        if !is_dead {
            self.at(at, Happening::ClientClosed(conn, code));
        }
    }

    /// A network that lets no socket through takes the one there is, too.
    pub(crate) fn block_sockets(&mut self, number: usize) {
        let until = self.now + self.streams.faults.u64(5_000..25_000);
        self.tally.saw(Sometimes::Blocked);
        for tab in self.tabs_of(number) {
            self.clients[tab].blocked_until = until;
            if let Some(conn) = self.clients[tab].socket {
                self.break_off(conn);
            }
        }
    }

    /// What becomes of a socket that does not get through: refused, silent, or open and silent.
    pub(crate) fn blocked(&mut self, number: usize, conn: ConnId) {
        if let Some(wire) = self.network.get(conn) {
            wire.is_dead = true;
        }
        let delay = self.delay();
        match self.streams.network.u32(0..3) {
            0 => {}
            1 => self.later(delay, Happening::ClientOpened(conn)),
            _ => self.later(delay, Happening::Unreachable(number, conn)),
        }
    }
}
