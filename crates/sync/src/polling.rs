//! The way around a network that lets no socket through: one request after the other, each with every position.

use std::time::Duration;

use protocol::{ClientFrame, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// So long without a welcome over a socket, HTTP is tried beside it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(4);
/// And again so long after a try that was not answered.
pub(crate) const PROBE_AGAIN: Duration = Duration::from_secs(10);
/// When the first socket is tried after HTTP got through: the gateway may only have been away, and be back for both.
pub(crate) const SOCKET_FIRST: Duration = Duration::from_secs(1);
/// How often a socket is tried while requests do its work.
pub(crate) const SOCKET_AGAIN: Duration = Duration::from_mins(1);
/// How long such a socket may take from `hello` to the welcome: meanwhile nothing is asked for over HTTP.
pub(crate) const TRIAL: Duration = Duration::from_secs(4);
/// How long the gateway may wait for news. Its answer is the proof that rows are current, so this is how old they may be.
const WAIT: Duration = Duration::from_secs(8);
/// How long an answer may take beyond that.
const ANSWER: Duration = Duration::from_secs(15);
/// The pause after an answer, so that a busy gateway is asked about once a second.
const GAP: Duration = Duration::from_secs(1);
/// The same on a hidden page.
const GAP_HIDDEN: Duration = Duration::from_secs(5);
/// Nobody asks more often than this, whatever happens.
const GAP_MIN: Duration = Duration::from_millis(200);
/// How often is asked where requests that wait are cut off.
const PLAIN: Duration = Duration::from_secs(30);
/// So many cut requests are no accident.
const CUTS_MAX: u32 = 2;

/// One request of the conversation without a socket. The answer goes to [`crate::Engine::handle_exchanged`], anything else
/// to [`crate::Engine::handle_exchange_failed`].
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// What is said; begins with `hello`.
    pub frames: Vec<ClientFrame>,
    /// How long the gateway may wait for news.
    pub wait: Duration,
    /// As whom: the gateway refuses the request if somebody else is signed in.
    pub user: Option<UserId>,
}

/// What is under way over HTTP.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Polling {
    flight: Option<Flight>,
    /// Requests did the work of a socket, and no socket was welcomed since.
    pub(crate) is_preferred: bool,
    /// HTTP was answered, and has not failed since: it is not the gateway that is away.
    is_reached: bool,
    /// The first socket that was tried since.
    tried: Option<Timestamp>,
    /// The socket that is being tried has been greeted: it has the word.
    pub(crate) is_greeting: bool,
    /// The last request that waited had no answer; whether it was cut off tells the next one, which does not wait.
    is_doubted: bool,
    cuts: u32,
    /// When the last request left.
    sent: Option<Timestamp>,
}

/// A request without an answer yet.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) struct Flight {
    /// It only asks whether HTTP gets through.
    pub(crate) is_probe: bool,
    /// The answer will not wait: it owes verdicts or rows.
    pub(crate) owes: bool,
    wait: Duration,
    sent: Timestamp,
}

impl Flight {
    /// Whether the welcome in its answer tells the time well enough.
    pub(crate) fn is_quick(&self, now: Timestamp) -> bool {
        now.since(self.sent) < Duration::from_secs(1)
    }

    /// How long it took, if the gateway had nothing to wait for.
    pub(crate) fn round_trip(&self, now: Timestamp) -> Option<Duration> {
        (self.owes || self.wait.is_zero()).then(|| now.since(self.sent))
    }
}

impl Polling {
    pub(crate) const fn flight(&self) -> Option<&Flight> {
        self.flight.as_ref()
    }

    /// HTTP was answered.
    pub(crate) const fn reach(&mut self) {
        self.is_reached = true;
    }

    /// HTTP was not answered: sockets that come to nothing prove nothing.
    pub(crate) const fn miss(&mut self) {
        self.is_reached = false;
        self.tried = None;
    }

    /// A socket is being tried.
    pub(crate) fn try_socket(&mut self, now: Timestamp) {
        if self.is_reached {
            self.tried.get_or_insert(now);
        }
    }

    /// Since when sockets come to nothing although HTTP is answered.
    pub(crate) const fn tried(&self) -> Option<Timestamp> {
        self.tried
    }

    /// A request leaves: how long the gateway may wait, and by when there is an answer or none.
    pub(crate) fn leave(&mut self, is_probe: bool, owes: bool, now: Timestamp) -> (Duration, Timestamp) {
        let may_wait = !is_probe && !self.is_doubted && !self.is_plain();
        let wait = if may_wait { WAIT } else { Duration::ZERO };
        self.sent = Some(now);
        self.flight = Some(Flight {
            is_probe,
            owes,
            wait,
            sent: now,
        });
        (wait, now + wait + ANSWER)
    }

    /// The request has come to its end.
    pub(crate) const fn land(&mut self) -> Option<Flight> {
        self.flight.take()
    }

    /// It was answered.
    pub(crate) fn succeeded(&mut self, flight: &Flight) {
        if !flight.wait.is_zero() {
            self.cuts = 0;
        } else if self.is_doubted {
            self.cuts += 1;
        }
        self.is_doubted = false;
    }

    /// It was not. `true` if that may only have been because it waited.
    pub(crate) fn failed(&mut self) -> bool {
        !std::mem::replace(&mut self.is_doubted, true)
    }

    /// Another network: what was found out about the last one is void.
    pub(crate) const fn forget_cuts(&mut self) {
        self.cuts = 0;
        self.is_doubted = false;
    }

    /// When to ask next, after an answer.
    pub(crate) fn next(&self, is_visible: bool, now: Timestamp) -> Timestamp {
        let gap = match (self.is_plain(), is_visible) {
            (true, _) => PLAIN,
            (false, true) => GAP,
            (false, false) => GAP_HIDDEN,
        };
        now + gap
    }

    /// When something that does not wait may be asked for.
    pub(crate) fn soonest(&self, now: Timestamp) -> Timestamp {
        self.sent.map_or(now, |it| now.max(it + GAP_MIN))
    }

    /// A socket took over, or there is nobody to ask for.
    pub(crate) fn end(&mut self) {
        *self = Self {
            is_preferred: self.is_preferred,
            cuts: self.cuts,
            ..Self::default()
        };
    }

    /// The clock went back.
    pub(crate) fn rebase(&mut self, by: Duration) {
        self.sent = self.sent.map(|it| it - by);
        self.tried = self.tried.map(|it| it - by);
        if let Some(it) = &mut self.flight {
            it.sent = it.sent - by;
        }
    }

    const fn is_plain(&self) -> bool {
        self.cuts >= CUTS_MAX
    }
}
