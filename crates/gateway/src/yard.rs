//! Everything that moves by itself: the fleet, and the demo world that drives it.

use protocol::{Timestamp, telemetry::Telemetry};

use crate::derive::Write;

/// Turns what devices report, and the passing of time, into rows.
pub struct Yard;

impl Yard {
    /// Devices reported.
    pub fn hear(&mut self, _telemetry: Vec<Telemetry>, _now: Timestamp) -> Vec<Write> {
        Vec::new()
    }

    /// A deadline of [`Yard::poll_timeout`] has passed.
    pub fn handle_timeout(&mut self, _now: Timestamp) -> Vec<Write> {
        Vec::new()
    }

    /// When to call [`Yard::handle_timeout`].
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        None
    }
}
