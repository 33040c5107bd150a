//! Whether the other side is still there, by evidence: silence proves nothing, an unanswered ping does.

use std::time::Duration;

use mutants::mutant;
use protocol::{Ping, Timestamp};
use serde::{Deserialize, Serialize};

/// A visible page asks for a sign of life after this much silence.
pub(crate) const QUIET_MAX: Duration = Duration::from_secs(5);
/// How long an answer may take then. Together with [`QUIET_MAX`]: a dead link is seen within 7.5 s.
pub(crate) const GRACE: Duration = Duration::from_millis(2_500);
/// How long an answer may take after the device slept or the network came back.
pub(crate) const GRACE_AFTER_WAKE: Duration = Duration::from_secs(1);
/// A verdict that comes this much too late says that we slept, not that the other side is gone.
const LATE: Duration = Duration::from_secs(2);

/// What is known about the other side.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(crate) struct Liveness {
    visible: bool,
    heard: Timestamp,
    probe: Option<Probe>,
    count: u64,
}

/// A ping that was sent and not yet answered.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
struct Probe {
    c: u64,
    sent: Timestamp,
    /// When its silence is a proof. A hidden page does not judge.
    deadline: Option<Timestamp>,
    /// Sent after a sleep: nothing else is sent before it is answered.
    wake: bool,
}

/// What an unanswered ping means.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Judgement {
    /// Nothing yet.
    Open,
    /// The link is dead.
    Dead,
    /// We ourselves were away; ask again.
    Slept,
}

impl Liveness {
    pub(crate) const fn new(now: Timestamp) -> Self {
        Self {
            visible: true,
            heard: now,
            probe: None,
            count: 0,
        }
    }

    /// A new socket: nothing is asked yet.
    pub(crate) fn begin(&mut self, now: Timestamp) {
        self.heard = now;
        self.probe = None;
    }

    pub(crate) const fn is_visible(&self) -> bool {
        self.visible
    }

    pub(crate) fn show(&mut self, visible: bool) {
        self.visible = visible;
        if !visible && let Some(probe) = &mut self.probe {
            // Timers of hidden pages run late; their verdicts would be false.
            probe.deadline = None;
        }
    }

    /// When we last heard from the gateway.
    pub(crate) const fn heard(&self) -> Timestamp {
        self.heard
    }

    /// Anything came. It gives an open ping more time, but only its pong answers it: what comes first after a sleep may
    /// have lain in a buffer since before.
    pub(crate) fn hear(&mut self, now: Timestamp) {
        self.heard = now;
        if let Some(Probe {
            deadline: Some(deadline),
            ..
        }) = &mut self.probe
        {
            *deadline = (*deadline).max(now + GRACE);
        }
    }

    /// The ping to send now.
    pub(crate) fn probe(&mut self, grace: Duration, now: Timestamp) -> Ping {
        self.send(grace, false, now)
    }

    /// The ping that answers the gateway's own; none is needed while one is open, since that was a sign of life too.
    pub(crate) fn reply(&mut self, grace: Duration, now: Timestamp) -> Option<Ping> {
        self.verdict_at().is_none().then(|| self.probe(grace, now))
    }

    /// The ping to send after a sleep.
    pub(crate) fn probe_after_wake(&mut self, now: Timestamp) -> Ping {
        self.send(GRACE_AFTER_WAKE, true, now)
    }

    fn send(&mut self, grace: Duration, wake: bool, now: Timestamp) -> Ping {
        self.count += 1;
        self.probe = Some(Probe {
            c: self.count,
            sent: now,
            deadline: self.visible.then(|| now + grace),
            wake,
        });
        Ping { c: self.count }
    }

    /// A pong came: the round trip, if it answers the open ping.
    pub(crate) fn answer(&mut self, c: u64, now: Timestamp) -> Option<Duration> {
        let probe = self.probe.take_if(|it| it.c == c)?;
        Some(now.since(probe.sent))
    }

    /// Whether a ping after a sleep is open, so that nothing may be trusted to the socket yet. Not for ever: a gateway
    /// that talks but does not answer pings is odd, not dead.
    pub(crate) fn is_waking(&self, now: Timestamp) -> bool {
        self.waking_until().is_some_and(|it| now < it)
    }

    /// When it is trusted again even without a pong: on a hidden page nothing else comes by that would tell.
    pub(crate) fn waking_until(&self) -> Option<Timestamp> {
        self.probe.filter(|it| it.wake).map(|it| it.sent + GRACE)
    }

    /// When to send the next ping.
    pub(crate) fn probe_at(&self) -> Option<Timestamp> {
        (self.visible && self.probe.is_none_or(|it| it.deadline.is_none())).then(|| self.heard + QUIET_MAX)
    }

    /// When to judge the open ping.
    pub(crate) fn verdict_at(&self) -> Option<Timestamp> {
        self.probe.and_then(|it| it.deadline)
    }

    pub(crate) fn judge(&self, now: Timestamp) -> Judgement {
        match self.verdict_at() {
            Some(_) if mutant!(NeverGiveUp) => Judgement::Open,
            Some(deadline) if now >= deadline + LATE => Judgement::Slept,
            Some(deadline) if now >= deadline => Judgement::Dead,
            Some(_) | None => Judgement::Open,
        }
    }

    /// The clock went back.
    pub(crate) fn rebase(&mut self, by: Duration) {
        self.heard = self.heard - by;
        if let Some(probe) = &mut self.probe {
            probe.sent = probe.sent - by;
            probe.deadline = probe.deadline.map(|it| it - by);
        }
    }
}
