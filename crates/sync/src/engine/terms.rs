//! What a gateway asks of whoever talks to it.

use protocol::Heartbeat;
use serde::{Deserialize, Serialize};

/// What the gateway said about itself.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(super) struct Terms {
    pub(super) heartbeat: Heartbeat,
    /// Mutations without a verdict at a time.
    pub(super) pending: usize,
    /// How often a topic is told at most, per second.
    pub(super) hz: f32,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            heartbeat: Heartbeat {
                every: 15_000,
                grace: 5_000,
            },
            // Until the gateway has said how many.
            pending: 1,
            hz: 30.0,
        }
    }
}
