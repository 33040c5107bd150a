//! What the diagnostics page and the connection popover show: counters, latency, the heartbeat strip.

use std::{collections::VecDeque, time::Duration};

use protocol::Timestamp;

/// Minutes of the heartbeat strip.
const MINUTES: usize = 60;
const MINUTE: u64 = 60_000;
/// Round trips that percentiles are taken from.
const SAMPLES_MAX: usize = 120;
/// A live link is heard of every few seconds; after a longer silence the device slept, and nothing is known.
const ASLEEP: Duration = Duration::from_secs(90);
/// A minute that was live but for so many milliseconds counts as live: every connection begins somewhere.
const BLINK: u64 = 1_000;
/// A minute with a slower mean round trip counts as degraded.
const SLOW: u32 = 1_000;

/// Counters since the start, and recent history.
#[derive(Clone, Debug, Default)]
pub struct Stats {
    /// Since when the present connection is welcomed.
    pub connected_since: Option<Timestamp>,
    /// Welcomes after the first.
    pub reconnects: u64,
    /// Welcomes.
    pub welcomes: u64,
    /// Messages received.
    pub messages_in: u64,
    /// Messages sent.
    pub messages_out: u64,
    /// Bytes received.
    pub bytes_in: u64,
    /// Bytes sent, as told by [`crate::Engine::handle_sent`].
    pub bytes_out: u64,
    /// Deltas applied.
    pub deltas: u64,
    /// Row changes in them.
    pub changes: u64,
    /// Snapshots applied.
    pub snapshots: u64,
    /// Deltas left out because they had been seen.
    pub duplicates: u64,
    /// Deltas that did not continue where the last one ended.
    pub gaps: u64,
    /// Digests that differed, and deltas that did not fit.
    pub mismatches: u64,
    /// Messages that could not be read.
    pub malformed: u64,
    /// Mutations that took effect.
    pub acked: u64,
    /// Mutations that were refused.
    pub nacked: u64,
    samples: VecDeque<u32>,
    minutes: VecDeque<Minute>,
    counted: Option<Timestamp>,
    live: bool,
    greeted: Option<Timestamp>,
}

/// What was seen during one minute.
#[derive(Clone, Copy, Debug, Default)]
struct Minute {
    number: u64,
    live: u64,
    seen: u64,
    latency_sum: u64,
    latency_count: u64,
    messages: u32,
}

/// One minute of the heartbeat strip.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heartbeat {
    /// When the minute began.
    pub start: Timestamp,
    /// How the link was.
    pub pulse: Pulse,
    /// Mean round trip in milliseconds, if any was measured.
    pub latency: Option<u32>,
    /// Messages received.
    pub messages: u32,
}

/// How the link was during a minute.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Pulse {
    /// Nothing is known: before the start, or asleep.
    Unknown,
    /// Live all the time, or but for a second.
    Ok,
    /// Live part of the time, or slow.
    Degraded,
    /// Never live.
    Down,
}

impl Stats {
    /// The last 60 minutes, oldest first, the present one last; always 60 entries.
    pub fn heartbeats(&self, now: Timestamp) -> Vec<Heartbeat> {
        let mut minutes = self.clone();
        minutes.count(now);
        let last = now.as_millis() / MINUTE;
        (0..MINUTES as u64)
            .map(|it| (last + 1 + it).saturating_sub(MINUTES as u64))
            .map(|number| {
                let minute = minutes.minutes.iter().find(|it| it.number == number);
                Heartbeat {
                    start: Timestamp::from_millis(number * MINUTE),
                    pulse: minute.map_or(Pulse::Unknown, Minute::pulse),
                    latency: minute.and_then(Minute::latency),
                    messages: minute.map_or(0, |it| it.messages),
                }
            })
            .collect()
    }

    /// How long of the last 60 minutes it was live, and how long of them is known.
    pub fn live_time(&self, now: Timestamp) -> (Duration, Duration) {
        let mut stats = self.clone();
        stats.count(now);
        let first = (now.as_millis() / MINUTE + 1).saturating_sub(MINUTES as u64);
        let minutes = stats.minutes.iter().filter(|it| it.number >= first);
        let (live, seen) = minutes.fold((0, 0), |(live, seen), it| (live + it.live, seen + it.seen));
        (Duration::from_millis(live), Duration::from_millis(seen))
    }

    /// The given percentile (0–100) of recent round trips, in milliseconds.
    pub fn latency(&self, percentile: u8) -> Option<u32> {
        let mut sorted: Vec<_> = self.samples.iter().copied().collect();
        sorted.sort_unstable();
        let last = sorted.len().checked_sub(1)?;
        sorted.get(last * usize::from(percentile.min(100)) / 100).copied()
    }

    /// Recent round trips in milliseconds, oldest first.
    pub fn latencies(&self) -> impl Iterator<Item = u32> {
        self.samples.iter().copied()
    }

    /// A `hello` left.
    pub(crate) fn greeted(&mut self, now: Timestamp) {
        self.greeted = Some(now);
    }

    /// It was answered: the first round trip that is known of a connection.
    pub(crate) fn welcomed(&mut self, now: Timestamp) {
        if let Some(greeted) = self.greeted.take() {
            self.measured(now.since(greeted), now);
        }
        self.connected(now);
    }

    /// The gateway is reached, by whatever way.
    pub(crate) fn connected(&mut self, now: Timestamp) {
        self.reconnects += u64::from(self.welcomes > 0);
        self.welcomes += 1;
        self.connected_since = Some(now);
    }

    /// From now on it is live, or not.
    pub(crate) fn mark(&mut self, live: bool, now: Timestamp) {
        self.count(now);
        self.live = live;
    }

    /// Time went on, and nothing changed until now.
    pub(crate) fn count(&mut self, now: Timestamp) {
        let Some(mut from) = self.counted.replace(now) else {
            return;
        };
        if self.live && now.since(from) > ASLEEP {
            return;
        }
        from = from.max(now - Duration::from_millis(MINUTE * MINUTES as u64));
        while from < now {
            let number = from.as_millis() / MINUTE;
            let end = now.min(Timestamp::from_millis((number + 1) * MINUTE));
            let millis = u64::try_from(end.since(from).as_millis()).unwrap_or(u64::MAX);
            let live = if self.live { millis } else { 0 };
            let minute = self.minute(number);
            minute.seen += millis;
            minute.live += live;
            from = end;
        }
    }

    /// A message of that many bytes came.
    pub(crate) fn received(&mut self, bytes: usize, now: Timestamp) {
        self.messages_in += 1;
        self.bytes_in += bytes as u64;
        let minute = self.minute(now.as_millis() / MINUTE);
        minute.messages = minute.messages.saturating_add(1);
    }

    /// A ping was answered, or a request that did not wait.
    pub(crate) fn measured(&mut self, round_trip: Duration, now: Timestamp) {
        let millis = u32::try_from(round_trip.as_millis()).unwrap_or(u32::MAX);
        if self.samples.len() >= SAMPLES_MAX {
            self.samples.pop_front();
        }
        self.samples.push_back(millis);
        let minute = self.minute(now.as_millis() / MINUTE);
        minute.latency_sum += u64::from(millis);
        minute.latency_count += 1;
    }

    /// The clock went back: what was counted keeps its place.
    pub(crate) fn rebase(&mut self, now: Timestamp) {
        self.counted = Some(now);
    }

    fn minute(&mut self, number: u64) -> &mut Minute {
        let index = self
            .minutes
            .iter()
            .position(|it| it.number == number)
            .unwrap_or_else(|| {
                if self.minutes.len() >= MINUTES {
                    self.minutes.pop_front();
                }
                self.minutes.push_back(Minute {
                    number,
                    ..Minute::default()
                });
                self.minutes.len() - 1
            });
        &mut self.minutes[index]
    }
}

impl Minute {
    fn latency(&self) -> Option<u32> {
        let mean = self.latency_sum.checked_div(self.latency_count)?;
        u32::try_from(mean).ok()
    }

    fn pulse(&self) -> Pulse {
        if self.seen == 0 {
            Pulse::Unknown
        } else if self.live == 0 {
            Pulse::Down
        } else if self.seen - self.live.min(self.seen) > BLINK || self.latency().is_some_and(|it| it > SLOW) {
            Pulse::Degraded
        } else {
            Pulse::Ok
        }
    }
}
