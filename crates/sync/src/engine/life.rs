//! How the link moves through its life: what each transition of the table does.

use std::time::Duration;

use protocol::{Bye, CloseCode, Hello, Nack, NackCode, PROTOCOL_VERSION, Timestamp};

use super::Engine;
use crate::{
    connection::{Connection, Input, Move, StopReason},
    following::Asking,
    output::{Event, Level, Output},
    timers::Timer,
};

/// How long an attempt may take until the socket is open, and again until the welcome.
const ATTEMPT: Duration = Duration::from_secs(10);
/// How long an attempt may still take after the page came back to life.
const ATTEMPT_AFTER_WAKE: Duration = Duration::from_secs(2);
/// How long nobody may answer who is signed in.
const CHECK: Duration = Duration::from_secs(15);
/// Browsers are sometimes wrong about the network: tried this often although there is said to be none.
const OFFLINE_RETRY: Duration = Duration::from_secs(30);
/// A connection this old has proven itself.
const HEALTHY: Duration = Duration::from_secs(10);
/// How long a gateway that got too many messages is left alone.
const CALM: Duration = Duration::from_secs(5);

/// By how much the number of a connection is raised that was too low; doubled each time.
const DAY_MS: u64 = 86_400_000;
/// How often it is raised before it is believed that there is another page.
const OUTNUMBERED_MAX: u32 = 16;

/// What makes the next connection special.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Doubts {
    /// How often the gateway did not accept the session, since the last welcome.
    pub(super) unproven: u32,
    /// How often one side did not understand the other, since the last healthy connection.
    misunderstood: u32,
    /// How often we could not read the gateway, since the last healthy connection.
    garbled: u32,
    /// How often our number was too low, since the last healthy connection.
    outnumbered: u32,
}

impl Engine {
    /// Something happened: does what the table says.
    pub(super) fn step(&mut self, input: Input, now: Timestamp) {
        match self.connection.after(input) {
            Move::Stay => {}
            Move::Check => {
                self.part(now);
                self.enter(Connection::Checking, now);
                self.outputs.push_back(Output::CheckSession);
                self.timers.set(Timer::Retry, now + CHECK);
            }
            Move::AskSignIn => {
                if self.connection.is_welcomed() {
                    self.outputs.push_back(Output::Send(vec![Bye {}.into()]));
                }
                self.part(now);
                self.enter(Connection::SignInNeeded, now);
            }
            Move::Rest => {
                self.part(now);
                self.enter(Connection::Offline, now);
                self.timers.set(Timer::Retry, now + OFFLINE_RETRY);
            }
            Move::Connect => self.connect(now),
            Move::Greet => {
                let attempt = self.backoff.failures();
                self.enter(Connection::Greeting { attempt }, now);
                self.timers.set(Timer::Attempt, now + ATTEMPT);
                self.stats.greeted(now);
                self.greet(now);
            }
            Move::CatchUp => {
                self.timers.clear(Timer::Attempt);
                self.enter(Connection::CatchingUp { since: now }, now);
            }
            Move::GoLive => {
                self.enter(Connection::Live { since: now }, now);
                self.timers.set(Timer::Healthy, now + HEALTHY);
            }
            Move::Wait => {
                self.part(now);
                let until = match self.leave_at.take() {
                    Some(at) => at,
                    None => now + self.backoff.fail(&mut self.random),
                };
                self.wait(until, now);
            }
            Move::Stop(why) => {
                self.part(now);
                self.enter(Connection::Stopped { why }, now);
            }
        }
    }

    /// The one place where the state changes, so that no transition is silent.
    fn enter(&mut self, next: Connection, now: Timestamp) {
        if self.connection == next {
            return;
        }
        self.stats.mark(matches!(next, Connection::Live { .. }), now);
        self.connection = next;
        self.event(Event::Connection);
        let (level, text) = match next {
            Connection::Checking => (Level::Info, "asking who is signed in".to_owned()),
            Connection::SignInNeeded => (Level::Warning, "sign-in needed".to_owned()),
            Connection::Offline => (Level::Warning, "the browser says there is no network".to_owned()),
            Connection::Connecting { attempt } => {
                (Level::Info, format!("connecting, attempt {}", attempt + 1))
            }
            Connection::Greeting { .. } => (Level::Info, "socket open, saying hello".to_owned()),
            Connection::CatchingUp { .. } => (Level::Info, "welcomed, catching up".to_owned()),
            Connection::Live { .. } => (Level::Info, "live".to_owned()),
            Connection::Waiting { attempt, until } => {
                let wait = until.since(now).as_millis();
                (
                    Level::Warning,
                    format!("connection lost, attempt {} in {wait} ms", attempt + 1),
                )
            }
            Connection::Stopped { why } => (Level::Warning, format!("stopped: {why:?}")),
        };
        self.note(level, &text, now);
    }

    fn wait(&mut self, until: Timestamp, now: Timestamp) {
        let until = until.max(self.backoff.permitted(now));
        let attempt = self.backoff.failures();
        self.enter(Connection::Waiting { attempt, until }, now);
        self.timers.set(Timer::Retry, until);
    }

    fn connect(&mut self, now: Timestamp) {
        self.part(now);
        self.leave_at = None;
        if self.backoff.permitted(now) > now {
            self.wait(now, now);
            return;
        }
        self.backoff.connected(now);
        // Counts up over restarts without being stored: the clock does, and within one life so does the counter.
        self.conn = (self.conn + 1).max(now.as_millis());
        self.socket = Some(self.conn);
        self.outputs.push_back(Output::Connect { conn: self.conn });
        let attempt = self.backoff.failures();
        self.enter(Connection::Connecting { attempt }, now);
        self.timers.clear(Timer::Retry);
        self.timers.set(Timer::Attempt, now + ATTEMPT);
    }

    /// Says hello with every topic and where it stands, so that a resume costs one round trip.
    fn greet(&mut self, now: Timestamp) {
        let afresh = self.doubts.misunderstood > 0 || self.doubts.garbled > 1;
        let mut subs = Vec::new();
        for (_, it) in self.subscriptions.iter_mut().filter(|(_, it)| it.is_wanted()) {
            subs.push(if afresh {
                it.ask_afresh(Asking::Start, now)
            } else {
                it.ask(Asking::Start, now)
            });
        }
        self.saying.push(
            Hello {
                v: PROTOCOL_VERSION,
                build: self.config.build.clone(),
                device: self.config.device.clone(),
                conn: self.conn,
                token: None,
                subs,
            }
            .into(),
        );
    }

    /// Leaves the socket, if there is one: nothing that was under way on it counts any more.
    fn part(&mut self, now: Timestamp) {
        if self.socket.take().is_some() {
            self.outputs.push_back(Output::Disconnect);
        }
        let heard = self.liveness.heard();
        for (_, it) in self.subscriptions.iter_mut() {
            it.leave(heard);
        }
        self.outbox.disconnected();
        self.liveness.begin(now);
        self.saying.clear();
        self.got.clear();
        self.stats.connected_since = None;
        for timer in [
            Timer::Attempt,
            Timer::Retry,
            Timer::Healthy,
            Timer::Leave,
            Timer::Prove,
        ] {
            self.timers.clear(timer);
        }
    }

    /// The socket is gone, or as good as gone.
    pub(super) fn lose(&mut self, now: Timestamp) {
        self.step(if self.online { Input::Lost } else { Input::Cut }, now);
    }

    /// The socket closed and said why.
    pub(super) fn close(&mut self, code: CloseCode, now: Timestamp) {
        if !self.connection.has_socket() {
            return;
        }
        self.socket = None;
        self.note(
            Level::Warning,
            &format!("socket closed with {}", code.as_u16()),
            now,
        );
        match code {
            CloseCode::Normal
            | CloseCode::GoingAway
            | CloseCode::Restart
            | CloseCode::TryLater
            | CloseCode::HelloTimeout
            | CloseCode::Other(_) => self.lose(now),
            CloseCode::TooMany => {
                self.leave_at = Some(now + CALM + Duration::from_millis(self.random.between(0, 5_000)));
                self.lose(now);
            }
            CloseCode::TooLarge => {
                self.refuse_largest(now);
                self.lose(now);
            }
            CloseCode::Malformed => self.misunderstood(now),
            CloseCode::Unauthorized => self.unproven(now),
            CloseCode::Forbidden => self.step(Input::Refused(StopReason::Forbidden), now),
            CloseCode::Superseded => self.superseded(now),
            CloseCode::UpdateNeeded => self.step(Input::Refused(StopReason::UpdateNeeded), now),
        }
    }

    /// Another connection of this device counts more. If we were never welcomed, it is an older one of our own whose number
    /// came from a clock that was ahead: ours is raised.
    fn superseded(&mut self, now: Timestamp) {
        let greeting = matches!(self.connection, Connection::Greeting { .. });
        if greeting && self.doubts.outnumbered < OUTNUMBERED_MAX {
            self.conn += DAY_MS << self.doubts.outnumbered;
            self.doubts.outnumbered += 1;
            self.lose(now);
        } else {
            self.step(Input::Refused(StopReason::Superseded), now);
        }
    }

    /// The gateway could not read us: once more from a fresh start, then it is reported.
    fn misunderstood(&mut self, now: Timestamp) {
        self.doubts.misunderstood += 1;
        if self.doubts.misunderstood > 1 {
            self.doubts.misunderstood = 0;
            self.step(Input::Refused(StopReason::NotUnderstood), now);
        } else {
            self.lose(now);
        }
    }

    /// We could not read the gateway: nothing of that connection can be trusted, so everything is continued on a new one;
    /// the second time from a fresh start.
    pub(super) fn garbled(&mut self, why: &str, now: Timestamp) {
        self.stats.malformed += 1;
        self.note(
            Level::Warning,
            &format!("a message could not be read: {why}"),
            now,
        );
        if !self.connection.has_socket() {
            return;
        }
        self.doubts.garbled += 1;
        self.lose(now);
    }

    /// Healthy for long enough to forget what went wrong before.
    pub(super) fn prove_healthy(&mut self) {
        self.backoff.reset();
        self.doubts = Doubts::default();
    }

    /// The page came back to life: an attempt under way has little time left, a wait is over.
    pub(super) fn hurry(&mut self, input: Input, now: Timestamp) {
        if matches!(
            self.connection,
            Connection::Connecting { .. } | Connection::Greeting { .. }
        ) {
            let at = now + ATTEMPT_AFTER_WAKE;
            let at = self.timers.get(Timer::Attempt).map_or(at, |it| it.min(at));
            self.timers.set(Timer::Attempt, at);
        }
        if self.connection.is_welcomed() {
            let ping = self.liveness.probe_after_wake(now);
            self.saying.push(ping.into());
        }
        self.step(input, now);
    }

    /// A message was larger than the gateway takes: the largest mutation under way is not sent again.
    fn refuse_largest(&mut self, now: Timestamp) {
        let Some(id) = self.outbox.largest_sent().cloned() else {
            return;
        };
        let nack = Nack {
            id,
            code: NackCode::Invalid,
            msg: "too large for the gateway".to_owned(),
            retry: None,
            row: None,
        };
        self.refused(nack, now);
    }
}
