//! How the link moves through its life: what each transition of the table does.

use std::time::Duration;

use protocol::{Bye, CloseCode, Nack, NackCode, Sub, Timestamp};
use serde::{Deserialize, Serialize};

use super::Engine;
use crate::{
    connection::{Connection, Input, Move, StopReason},
    following::Asking,
    output::{Event, Level, Output},
    recorder::Ensued,
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
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
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
                self.stop_polling();
                self.part(now);
                self.enter(Connection::Checking, now);
                self.outputs.push_back(Output::CheckSession);
                self.timers.set(Timer::Retry, now + CHECK);
            }
            Move::AskSignIn => {
                if self.connection.is_welcomed() {
                    self.outputs.push_back(Output::Send(vec![Bye {}.into()]));
                }
                self.stop_polling();
                self.part(now);
                self.enter(Connection::SignInNeeded, now);
            }
            Move::Rest => {
                self.stop_polling();
                self.part(now);
                self.enter(Connection::Offline, now);
                self.timers.set(Timer::Retry, now + OFFLINE_RETRY);
            }
            Move::Connect => {
                // Somebody else must not be answered in this one's name.
                if matches!(input, Input::Replaced | Input::SignedIn) {
                    self.stop_polling();
                    // Who is signed in was answered over HTTP.
                    self.polling.reach();
                }
                self.connect(now);
            }
            Move::Greet => {
                let attempt = self.backoff.failures();
                self.enter(Connection::Greeting { attempt }, now);
                self.timers.set(Timer::Attempt, now + ATTEMPT);
                self.stats.greeted(now);
                self.greet(now);
            }
            Move::CatchUp => {
                self.stop_polling();
                self.timers.clear(Timer::Attempt);
                self.forget_presence();
                self.enter(Connection::CatchingUp { since: now }, now);
            }
            Move::Poll => {
                self.part(now);
                self.enter(Connection::Polling { since: now }, now);
                self.timers.set(Timer::Healthy, now + HEALTHY);
            }
            Move::GoLive => {
                self.enter(Connection::Live { since: now }, now);
                self.timers.set(Timer::Healthy, now + HEALTHY);
            }
            Move::Wait => {
                if self.is_polling() {
                    self.stop_polling();
                }
                self.part(now);
                let until = match self.leave_at.take() {
                    Some(at) => at,
                    None => now + self.backoff.fail(&mut self.random),
                };
                self.wait(until, now);
            }
            Move::Stop(why) => {
                self.stop_polling();
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
        let is_live = matches!(next, Connection::Live { .. } | Connection::Polling { .. });
        self.stats.mark(is_live, now);
        self.connection = next;
        self.recorder.tell(Ensued::Connection(next));
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
            Connection::Polling { .. } => (
                Level::Warning,
                "no socket gets through: asking over HTTP".to_owned(),
            ),
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
        self.open_socket(now);
        let attempt = self.backoff.failures();
        self.enter(Connection::Connecting { attempt }, now);
        self.timers.clear(Timer::Retry);
        self.expect_welcome(now);
    }

    pub(super) fn open_socket(&mut self, now: Timestamp) {
        self.backoff.connected(now);
        // Counts up over restarts without being stored: the clock does, and within one life so does the counter.
        self.conn = (self.conn + 1).max(now.as_millis());
        self.socket = Some(self.conn);
        self.outputs.push_back(Output::Connect { conn: self.conn });
        self.timers.set(Timer::Attempt, now + ATTEMPT);
    }

    /// Says hello with every topic and where it stands, so that a resume costs one round trip.
    fn greet(&mut self, now: Timestamp) {
        let subs = self.all_subs(now);
        self.saying.push(self.hello(self.conn, subs).into());
    }

    /// Whether positions are not to be trusted.
    pub(super) const fn starts_afresh(&self) -> bool {
        self.doubts.misunderstood > 0 || self.doubts.garbled > 1
    }

    /// Every topic, and where it stands.
    pub(super) fn all_subs(&mut self, now: Timestamp) -> Vec<Sub> {
        let afresh = self.starts_afresh();
        let mut subs = Vec::new();
        for (_, it) in self.subscriptions.iter_mut().filter(|(_, it)| it.is_wanted()) {
            it.assembly = None;
            subs.push(if afresh {
                it.ask_afresh(Asking::Start, now)
            } else {
                it.ask(Asking::Start, now)
            });
        }
        subs
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
        if self.is_polling() {
            self.trial_ended(true, now);
            return;
        }
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
                let calm = self.calm();
                self.leave_at = Some(now + calm);
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

    /// The same of requests.
    pub(super) fn outnumbered(&mut self, now: Timestamp) {
        if self.doubts.outnumbered < OUTNUMBERED_MAX {
            self.conn += DAY_MS << self.doubts.outnumbered;
            self.doubts.outnumbered += 1;
            self.exchange_anew(now);
        } else {
            self.step(Input::Refused(StopReason::Superseded), now);
        }
    }

    /// How long a gateway that got too much is left alone.
    pub(super) fn calm(&mut self) -> Duration {
        CALM + Duration::from_millis(self.random.between(0, 5_000))
    }

    /// The gateway could not read us: once more from a fresh start, then it is reported.
    pub(super) fn misunderstood(&mut self, now: Timestamp) {
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
        if self.is_polling() {
            self.trial_ended(false, now);
            return;
        }
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
        if self.is_polling() && input != Input::NetworkDown {
            // Another network perhaps: what is under way may be lost, and a socket may get through.
            self.polling.forget_cuts();
            self.exchange_anew(now);
            self.try_socket(now);
        }
        self.step(input, now);
    }

    /// A message was larger than the gateway takes: the largest mutation under way is not sent again.
    pub(super) fn refuse_largest(&mut self, now: Timestamp) {
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
