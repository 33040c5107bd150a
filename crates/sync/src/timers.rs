//! Every moment at which the engine wants to be called, by name.

use std::time::Duration;

use protocol::Timestamp;
use serde::{Deserialize, Serialize};

/// What a deadline is for.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Timer {
    /// When to give up on an attempt to connect that has not led to a welcome.
    Attempt,
    /// When to connect again, or to ask again who is signed in.
    Retry,
    /// When to call the connection dead, because a ping stayed unanswered.
    Verdict,
    /// When to ask for a sign of life, because it has been quiet.
    Probe,
    /// When to call the connection healthy and forget earlier failures.
    Healthy,
    /// When to leave a gateway that asked for it.
    Leave,
    /// When to prove the session again before it runs out.
    Prove,
    /// When to ask again for a topic that was not answered.
    Answer,
    /// When to stop following a topic that lost its last reader.
    Grace,
    /// When to drop a topic from memory that nobody reads.
    Collect,
    /// When to call rows stale.
    Stale,
    /// When to compare digests on a quiet topic.
    Compare,
    /// When to write topics to disk.
    Store,
    /// When to send a mutation again that the gateway put off.
    Resend,
    /// When to try HTTP because no socket comes, or a socket while HTTP does its work.
    Fallback,
    /// When to ask over HTTP, or to give up the answer.
    Poll,
}

impl Timer {
    /// Every timer, in the order in which they are served when several are due.
    pub const ALL: [Self; 16] = [
        Self::Attempt,
        Self::Retry,
        Self::Verdict,
        Self::Probe,
        Self::Healthy,
        Self::Leave,
        Self::Prove,
        Self::Answer,
        Self::Grace,
        Self::Collect,
        Self::Stale,
        Self::Compare,
        Self::Store,
        Self::Resend,
        Self::Fallback,
        Self::Poll,
    ];
}

/// One deadline per timer.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Timers {
    deadlines: [Option<Timestamp>; Timer::ALL.len()],
}

impl Timers {
    pub(crate) fn set(&mut self, timer: Timer, at: impl Into<Option<Timestamp>>) {
        self.deadlines[timer as usize] = at.into();
    }

    pub(crate) fn clear(&mut self, timer: Timer) {
        self.set(timer, None);
    }

    pub(crate) fn get(&self, timer: Timer) -> Option<Timestamp> {
        self.deadlines[timer as usize]
    }

    /// The earliest deadline.
    pub(crate) fn next(&self) -> Option<(Timestamp, Timer)> {
        Timer::ALL
            .into_iter()
            .filter_map(|it| Some((self.get(it)?, it)))
            .min()
    }

    /// Takes the first timer that is due; it is not armed any more.
    pub(crate) fn expire(&mut self, now: Timestamp) -> Option<Timer> {
        let (_, timer) = self.next().filter(|(at, _)| *at <= now)?;
        self.clear(timer);
        Some(timer)
    }

    /// The clock went back.
    pub(crate) fn rebase(&mut self, by: Duration) {
        for it in self.deadlines.iter_mut().flatten() {
            *it = *it - by;
        }
    }
}
