//! Every bound of the core, in one place.

use std::time::Duration;

use protocol::StreamKind;

/// What the hub and its sessions allow. The defaults are those of `docs/protocol.md`, section 8.
#[derive(Clone, Debug, PartialEq)]
pub struct HubLimits {
    /// Bytes of one message from a client (enforced by the socket, told in `welcome`).
    pub frame_bytes: usize,
    /// Subscriptions per connection.
    pub subscriptions: usize,
    /// Mutations without a verdict per connection.
    pub pending: usize,
    /// Messages with changes per second and connection.
    pub hz: f32,
    /// Frames from a client per second, on average.
    pub frames_per_second: f64,
    /// Frames from a client at once.
    pub frames_burst: f64,
    /// Connections per user.
    pub connections_per_user: usize,
    /// How long a connection may stay without `hello`.
    pub hello_timeout: Duration,
    /// How often a client is pinged.
    pub ping_every: Duration,
    /// How long a ping may stay unanswered.
    pub ping_grace: Duration,
    /// Bytes waiting for one client; beyond it nothing is produced for it.
    pub queue_bytes: usize,
    /// How long a client may stay over `queue_bytes` before it is closed.
    pub drain_timeout: Duration,
    /// Bytes of one part of a snapshot, about.
    pub part_bytes: usize,
    /// Bytes of one delta; a larger one is sent as a snapshot in parts.
    pub delta_bytes: usize,
    /// From how many patches of the same fields in one delta on these are told together.
    pub alike_min: usize,
    /// Ops of a topic's recent log.
    pub log_ops: usize,
    /// Bytes of a topic's recent log, about.
    pub log_bytes: usize,
    /// Ops of the recent log of one driver's track or of one place where people are: there are many, and a whole one
    /// is small.
    pub track_log_ops: usize,
    /// How long verdicts are kept.
    pub verdict_retention: Duration,
    /// Verdicts kept; beyond it mutations are answered `busy`.
    pub verdicts: usize,
    /// How often `refresh` is honoured per subscription.
    pub refresh_every: Duration,
    /// Places per connection: a part of its subscriptions.
    pub places: usize,
    /// How often it is told who is at one place, at most.
    pub presence_every: Duration,
    /// How long somebody is still here whose connection ended without a word.
    pub presence_linger: Duration,
}

impl Default for HubLimits {
    fn default() -> Self {
        Self {
            frame_bytes: 256 * 1024,
            subscriptions: 256,
            pending: 32,
            hz: 30.0,
            frames_per_second: 50.0,
            frames_burst: 200.0,
            connections_per_user: 5,
            hello_timeout: Duration::from_secs(5),
            ping_every: Duration::from_secs(15),
            ping_grace: Duration::from_secs(5),
            queue_bytes: 1024 * 1024,
            drain_timeout: Duration::from_secs(30),
            part_bytes: 192 * 1024,
            delta_bytes: 512 * 1024,
            alike_min: 3,
            log_ops: 65_536,
            log_bytes: 16 * 1024 * 1024,
            track_log_ops: 64,
            verdict_retention: Duration::from_secs(30 * 24 * 60 * 60),
            verdicts: 1_000_000,
            refresh_every: Duration::from_secs(1),
            places: 32,
            presence_every: Duration::from_millis(100),
            presence_linger: Duration::from_secs(3),
        }
    }
}

impl HubLimits {
    /// Ops of the recent log of a topic of that stream.
    pub fn log_ops_of(&self, kind: StreamKind) -> usize {
        match kind {
            StreamKind::TrackPoint | StreamKind::Presence => self.track_log_ops.min(self.log_ops),
            StreamKind::Vehicle
            | StreamKind::Violation
            | StreamKind::FleetSummary
            | StreamKind::DistributionPoint
            | StreamKind::LogPoint
            | StreamKind::ReportEntry
            | StreamKind::Driver
            | StreamKind::DriverPosition
            | StreamKind::Shipment
            | StreamKind::Geofence
            | StreamKind::Ticket
            | StreamKind::Member => self.log_ops,
        }
    }
}
