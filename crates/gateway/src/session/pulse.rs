//! Signs of life of one client, and how much it says.

use std::time::Duration;

use protocol::Timestamp;

use crate::hub::HubLimits;

/// Whether the other side still lives, judged by pings it was really sent.
#[derive(Debug)]
pub struct Pulse {
    next_ping: Timestamp,
    /// The oldest ping since which nothing was heard.
    unanswered: Option<Timestamp>,
    n_pings: u64,
}

impl Pulse {
    /// A client that was just heard.
    pub fn new(now: Timestamp, limits: &HubLimits) -> Self {
        Self {
            next_ping: now + limits.ping_every,
            unanswered: None,
            n_pings: 0,
        }
    }

    /// Something arrived: any frame is a sign of life.
    pub const fn heard(&mut self) {
        self.unanswered = None;
    }

    /// The number of the ping that is due, if one is.
    pub fn ping(&mut self, now: Timestamp, limits: &HubLimits) -> Option<u64> {
        if now < self.next_ping {
            return None;
        }
        self.next_ping = now + limits.ping_every;
        self.unanswered.get_or_insert(now);
        self.n_pings += 1;
        Some(self.n_pings)
    }

    /// The clock was put back.
    pub fn turn_back(&mut self, by: Duration) {
        self.next_ping = self.next_ping - by;
        self.unanswered = self.unanswered.map(|it| it - by);
    }

    /// Whether a ping stayed unanswered for too long.
    pub fn is_dead(&self, now: Timestamp, limits: &HubLimits) -> bool {
        self.dead_at(limits).is_some_and(|it| it <= now)
    }

    /// When to look again.
    pub fn deadline(&self, limits: &HubLimits) -> Timestamp {
        self.dead_at(limits)
            .map_or(self.next_ping, |it| it.min(self.next_ping))
    }

    /// A whole period more than the grace promised to clients: a phone that wakes up late is not dead.
    fn dead_at(&self, limits: &HubLimits) -> Option<Timestamp> {
        self.unanswered
            .map(|it| it + limits.ping_every + limits.ping_grace)
    }
}

/// A bucket of frames: filled at a steady rate, emptied by what a client says.
#[derive(Debug)]
pub struct Bucket {
    frames: f64,
    at: Timestamp,
}

impl Bucket {
    /// A full bucket.
    pub const fn new(now: Timestamp, limits: &HubLimits) -> Self {
        Self {
            frames: limits.frames_burst,
            at: now,
        }
    }

    /// The clock was put back.
    pub fn turn_back(&mut self, by: Duration) {
        self.at = self.at - by;
    }

    /// Takes frames out; `false` if there are not enough.
    pub fn take(&mut self, n_frames: usize, now: Timestamp, limits: &HubLimits) -> bool {
        let filled = now.since(self.at).as_secs_f64() * limits.frames_per_second;
        self.frames = (self.frames + filled).min(limits.frames_burst);
        self.at = self.at.max(now);
        #[expect(
            clippy::cast_precision_loss,
            reason = "a message has far fewer frames than 2^52"
        )]
        let wanted = n_frames as f64;
        self.frames -= wanted;
        self.frames >= 0.0
    }
}

/// Bytes produced for one client that have not left its outgoing queue.
#[derive(Debug, Default)]
pub struct Queue {
    bytes: usize,
    full_since: Option<Timestamp>,
}

impl Queue {
    /// More bytes wait.
    pub fn add(&mut self, bytes: usize, now: Timestamp, limits: &HubLimits) {
        self.waiting(self.bytes + bytes, now, limits);
    }

    /// So many bytes wait now.
    pub fn waiting(&mut self, bytes: usize, now: Timestamp, limits: &HubLimits) {
        self.bytes = bytes;
        // Full as soon as one more large message might not fit.
        if bytes > 0 && bytes + limits.delta_bytes > limits.queue_bytes {
            self.full_since.get_or_insert(now);
        } else {
            self.full_since = None;
        }
    }

    /// The clock was put back.
    pub fn turn_back(&mut self, by: Duration) {
        self.full_since = self.full_since.map(|it| it - by);
    }

    /// Whether nothing may be added.
    pub const fn is_full(&self) -> bool {
        self.full_since.is_some()
    }

    /// When the client is given up, if it is full.
    pub fn deadline(&self, limits: &HubLimits) -> Option<Timestamp> {
        self.full_since.map(|it| it + limits.drain_timeout)
    }
}
