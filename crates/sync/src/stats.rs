//! What the diagnostics page and the connection popover show: counters, latency, the heartbeat strip.

use protocol::Timestamp;

/// Counters since the start, and recent history.
#[derive(Clone, Debug, Default)]
pub struct Stats {
    /// Since when the present connection is welcomed.
    pub connected_since: Option<Timestamp>,
    /// Welcomes after the first.
    pub reconnects: u64,
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
    /// Deltas left out because they had been seen.
    pub duplicates: u64,
    /// Deltas that did not continue where the last one ended.
    pub gaps: u64,
    /// Digests that differed.
    pub mismatches: u64,
    /// Messages that could not be read.
    pub malformed: u64,
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
}

/// How the link was during a minute.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Pulse {
    /// Before the start.
    Unknown,
    /// Live all the time.
    Ok,
    /// Part of the time, or slow.
    Degraded,
    /// Never.
    Down,
}

impl Stats {
    /// The last 60 minutes, oldest first; always 60 entries.
    pub fn heartbeats(&self, now: Timestamp) -> Vec<Heartbeat> {
        let _ = now;
        Vec::new()
    }

    /// The given percentile (0–100) of recent round trips, in milliseconds.
    pub fn latency(&self, percentile: u8) -> Option<u32> {
        let _ = percentile;
        None
    }
}
