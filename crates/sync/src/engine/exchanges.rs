//! The conversation without a socket: when a request leaves, what it carries, and what its answer does.

use protocol::{ALIKE, CloseCode, GatewayFrame, Got, Hello, PROTOCOL_VERSION, Timestamp, Welcome};

use super::Engine;
use crate::{
    connection::{Connection, Input, StopReason},
    following::{Asking, Following},
    output::{Level, Output},
    polling::{Flight, PATIENCE, PROBE_AGAIN, Request, SOCKET_AGAIN, SOCKET_FIRST, TRIAL},
    recorder::Happened,
    session::Session,
    timers::Timer,
};

/// What came back.
impl Engine {
    /// The request of [`Output::Exchange`] was answered with a message of that many bytes.
    pub fn handle_exchanged(&mut self, frames: Vec<GatewayFrame>, bytes: usize, now: Timestamp) {
        let heard = self.heard_frames(&frames);
        self.begin(Happened::Exchanged(heard), now);
        self.stats.received(bytes, now);
        self.answered(frames, now);
        self.finish(now);
    }

    /// The request of [`Output::Exchange`] was refused, or came to nothing; the code says what a socket would have been
    /// closed with.
    pub fn handle_exchange_failed(&mut self, code: CloseCode, now: Timestamp) {
        self.begin(Happened::ExchangeFailed(code.as_u16()), now);
        self.not_answered(code, now);
        self.finish(now);
    }
}

impl Engine {
    /// Whether requests do the work of a socket.
    pub(super) const fn is_polling(&self) -> bool {
        matches!(self.connection, Connection::Polling { .. })
    }

    /// A socket is tried: if it stays without a welcome, HTTP is tried beside it.
    pub(super) fn expect_welcome(&mut self, now: Timestamp) {
        self.polling.try_socket(now);
        let is_armed = self.timers.get(Timer::Fallback).is_some() || self.polling.flight().is_some();
        if !is_armed && self.config.may_poll {
            let at = if self.polling.is_preferred {
                now
            } else {
                now + PATIENCE
            };
            self.timers.set(Timer::Fallback, at);
        }
    }

    /// Either HTTP is tried beside a socket that does not come, or a socket beside HTTP.
    pub(super) fn try_other_way(&mut self, now: Timestamp) {
        match self.connection {
            Connection::Polling { .. } => self.try_socket(now),
            Connection::Connecting { .. } | Connection::Greeting { .. } | Connection::Waiting { .. }
                if self.online && self.polling.flight().is_none() =>
            {
                // Nothing asked for, and as a device of its own: should a socket be welcomed meanwhile, neither is in
                // the other's way.
                let device = format!("{}-probe", self.config.device).into();
                let hello = Hello {
                    device,
                    ..self.hello(0, Vec::new())
                };
                let (wait, by) = self.polling.leave(true, true, now);
                self.timers.set(Timer::Poll, by);
                self.outputs.push_back(Output::Exchange(Request {
                    frames: vec![hello.into()],
                    wait,
                    user: self.owner.as_ref().map(|it| it.id.clone()),
                }));
            }
            _ => {}
        }
    }

    /// A request is due, or its answer overdue.
    pub(super) fn poll_due(&mut self, now: Timestamp) {
        if self.polling.flight().is_some() {
            self.outputs.push_back(Output::Abandon);
            self.not_answered(CloseCode::Other(NO_ANSWER), now);
        } else if self.is_polling() && !self.polling.is_greeting {
            self.exchange(now);
        }
    }

    /// At the end of every call: what there is to say leaves with the next request, soon.
    pub(super) fn poll_if_urgent(&mut self, now: Timestamp) {
        let is_asking = self
            .saying
            .drain(..)
            .fold(false, |any, it| any | matches!(it, protocol::ClientFrame::Sub(_)));
        let owner = self.session.user().map(|it| &it.id);
        let is_due = owner.is_some_and(|it| self.outbox.is_due(it, self.terms.pending, now));
        if !(is_asking || is_due || self.is_presence_due()) {
            return;
        }
        match self.polling.flight() {
            // Its answer comes soon, and the next request with it.
            Some(flight) if flight.owes => {}
            // It only waits for news.
            Some(_) => self.exchange_anew(now),
            None => self.poll_by(self.polling.soonest(now)),
        }
    }

    /// Gives up the request under way, if there is one, and sends another.
    pub(super) fn exchange_anew(&mut self, now: Timestamp) {
        if !self.is_polling() || self.polling.is_greeting {
            return;
        }
        self.abandon();
        self.timers.set(Timer::Poll, self.polling.soonest(now));
    }

    fn poll_by(&mut self, at: Timestamp) {
        let at = self.timers.get(Timer::Poll).map_or(at, |it| it.min(at));
        self.timers.set(Timer::Poll, at);
    }

    /// Nothing more is asked for over HTTP.
    pub(super) fn stop_polling(&mut self) {
        self.abandon();
        self.polling.end();
        self.timers.clear(Timer::Poll);
        self.timers.clear(Timer::Fallback);
    }

    fn abandon(&mut self) {
        if self.polling.land().is_some() {
            self.outputs.push_back(Output::Abandon);
            self.outbox.disconnected();
        }
    }

    /// One request with every topic and where it stands, and what waits for a verdict.
    fn exchange(&mut self, now: Timestamp) {
        self.conn = (self.conn + 1).max(now.as_millis());
        let afresh = self.starts_afresh();
        let is_visible = self.liveness.is_visible();
        let (mut subs, mut heres, mut owes) = (Vec::new(), Vec::new(), false);
        for (_, it) in self.subscriptions.iter_mut() {
            if !it.is_wanted() || it.is_refused_for_now() {
                continue;
            }
            owes |= !it.is_current();
            it.assembly = None;
            subs.push(match &it.following {
                _ if afresh => it.ask_afresh(Asking::Start, now),
                Following::Asked { why, from: None, .. } => it.ask_afresh(*why, now),
                Following::Idle => it.ask(Asking::Start, now),
                Following::Asked {
                    why: why @ (Asking::Start | Asking::Again(_)),
                    ..
                } => it.ask(*why, now),
                Following::Asked { .. } | Following::Current => it.ask(Asking::Poll, now),
            });
            it.presence.forget();
            heres.extend(it.presence.say(it.s, is_visible));
        }
        let mut frames = vec![self.hello(self.conn, subs).into()];
        frames.extend(heres.into_iter().map(protocol::ClientFrame::from));
        let ids = std::mem::take(&mut self.got);
        if !ids.is_empty() {
            frames.push(Got { ids }.into());
        }
        if let Session::SignedIn(user) = &self.session {
            let due = self.outbox.take_due(&user.id, self.terms.pending, now);
            owes |= !due.is_empty();
            frames.extend(due.into_iter().map(protocol::ClientFrame::from));
        }
        let (wait, by) = self.polling.leave(false, owes, now);
        self.timers.set(Timer::Poll, by);
        self.stats.messages_out += 1;
        self.outputs.push_back(Output::Exchange(Request {
            frames,
            wait,
            user: self.owner.as_ref().map(|it| it.id.clone()),
        }));
    }

    pub(super) fn hello(&self, conn: u64, subs: Vec<protocol::Sub>) -> Hello {
        Hello {
            v: PROTOCOL_VERSION,
            build: self.config.build.clone(),
            device: self.config.device.clone(),
            conn,
            token: None,
            can: vec![ALIKE.to_owned()],
            subs,
        }
    }

    /// The request under way was answered.
    pub(super) fn answered(&mut self, frames: Vec<GatewayFrame>, now: Timestamp) {
        let mut frames = frames.into_iter();
        let Some(GatewayFrame::Welcome(welcome)) = frames.next() else {
            self.not_answered(CloseCode::Other(NO_ANSWER), now);
            return;
        };
        let Some(flight) = self.polling.land() else {
            return;
        };
        self.timers.clear(Timer::Poll);
        if let Some(round_trip) = flight.round_trip(now) {
            self.stats.measured(round_trip, now);
        }
        if !self.is_welcome_ours(&welcome) {
            self.note(Level::Warning, "the gateway takes us for somebody else", now);
            self.unproven(now);
            return;
        }
        if flight.is_probe {
            self.learn_terms(welcome, &flight, now);
            self.get_through(now);
            return;
        }
        if !self.is_polling() {
            return;
        }
        self.learn_terms(welcome, &flight, now);
        self.polling.succeeded(&flight);
        self.liveness.hear(now);
        for frame in frames {
            self.take_frame(frame, now);
        }
        // A verdict that is not among them is asked for again.
        self.outbox.disconnected();
        // One of the frames may have ended it.
        if self.is_polling() {
            let at = self.polling.next(self.liveness.is_visible(), now);
            self.timers.set(Timer::Poll, at);
        }
    }

    fn is_welcome_ours(&self, welcome: &Welcome) -> bool {
        self.owner.as_ref().is_none_or(|it| it.id == welcome.user.id)
    }

    fn learn_terms(&mut self, welcome: Welcome, flight: &Flight, now: Timestamp) {
        self.doubts.unproven = 0;
        self.terms.heartbeat = welcome.heartbeat;
        self.terms.pending = usize::try_from(welcome.limits.pending)
            .unwrap_or(usize::MAX)
            .max(1);
        // The welcome of a request that waited is as old as it waited.
        if flight.is_quick(now) {
            self.clock.greeted(welcome.now, now);
        }
        self.recognise(welcome.user);
    }

    /// HTTP gets through. It takes over where no socket does; after an outage of the gateway the next socket comes first.
    fn get_through(&mut self, now: Timestamp) {
        self.polling.reach();
        if self.connection.has_socket() {
            self.polling.try_socket(now);
        }
        let tried = self.polling.tried();
        let is_blocked = tried.is_some_and(|it| now.since(it) >= PATIENCE);
        if !is_blocked && !self.polling.is_preferred {
            if let Some(tried) = tried {
                self.timers.set(Timer::Fallback, tried + PATIENCE);
            }
            return;
        }
        self.step(Input::Answered, now);
        if self.is_polling() {
            self.polling.is_preferred = true;
            self.stats.connected(now);
            self.exchange(now);
            self.timers.set(Timer::Fallback, now + SOCKET_FIRST);
        }
    }

    /// The request under way came to nothing, for this reason.
    pub(super) fn not_answered(&mut self, code: CloseCode, now: Timestamp) {
        let Some(flight) = self.polling.land() else {
            return;
        };
        self.timers.clear(Timer::Poll);
        self.outbox.disconnected();
        if flight.is_probe {
            match code {
                CloseCode::Unauthorized => self.unproven(now),
                // An earlier probe is still there; HTTP gets through all the same.
                CloseCode::Superseded => self.get_through(now),
                _ => {
                    self.polling.miss();
                    self.timers.set(Timer::Fallback, now + PROBE_AGAIN);
                }
            }
            return;
        }
        if !self.is_polling() {
            return;
        }
        let text = format!("a request was not answered ({})", code.as_u16());
        self.note(Level::Warning, &text, now);
        match code {
            CloseCode::Unauthorized => self.unproven(now),
            CloseCode::Forbidden => self.step(Input::Refused(StopReason::Forbidden), now),
            CloseCode::UpdateNeeded => self.step(Input::Refused(StopReason::UpdateNeeded), now),
            CloseCode::Malformed => self.misunderstood(now),
            CloseCode::Superseded => self.outnumbered(now),
            CloseCode::TooMany => {
                let calm = self.calm();
                self.timers.set(Timer::Poll, now + calm);
            }
            CloseCode::TooLarge => {
                self.refuse_largest(now);
                self.timers.set(Timer::Poll, self.polling.soonest(now));
            }
            CloseCode::Normal
            | CloseCode::GoingAway
            | CloseCode::Restart
            | CloseCode::TryLater
            | CloseCode::HelloTimeout
            | CloseCode::Other(_) => {
                if self.polling.failed() {
                    self.timers.set(Timer::Poll, self.polling.soonest(now));
                } else {
                    self.lose(now);
                }
            }
        }
    }

    /// Tries a socket while requests go on.
    pub(super) fn try_socket(&mut self, now: Timestamp) {
        let permitted = self.backoff.permitted(now);
        if permitted > now {
            self.timers.set(Timer::Fallback, permitted);
            return;
        }
        self.timers.set(Timer::Fallback, now + SOCKET_AGAIN);
        if self.socket.is_none() {
            self.open_socket(now);
        }
    }

    /// The socket that was tried is open: it is greeted, and has the word until it is welcomed or not.
    pub(super) fn trial_opened(&mut self, now: Timestamp) {
        self.abandon();
        self.timers.clear(Timer::Poll);
        self.polling.is_greeting = true;
        // Above every request that may still be on its way.
        self.conn = (self.conn + 1).max(now.as_millis());
        let subs = self.all_subs(now);
        let hello = self.hello(self.conn, subs);
        self.stats.greeted(now);
        self.outputs.push_back(Output::Send(vec![hello.into()]));
        self.timers.set(Timer::Attempt, now + TRIAL);
    }

    /// The socket that was tried came to nothing; requests go on.
    pub(super) fn trial_ended(&mut self, is_closed: bool, now: Timestamp) {
        if self.socket.take().is_some() && !is_closed {
            self.outputs.push_back(Output::Disconnect);
        }
        self.timers.clear(Timer::Attempt);
        self.timers.set(Timer::Fallback, now + SOCKET_AGAIN);
        self.polling.is_greeting = false;
        if self.polling.flight().is_none() {
            self.poll_by(self.polling.soonest(now));
        }
    }
}

/// Stands for an answer that is none, and for none at all.
const NO_ANSWER: u16 = 1006;
