//! Where drivers were: positions that are kept for two months, beside the rows.

use std::time::Duration;

use protocol::{RowId, Timestamp, entities::TrackPoint};

/// A position of a driver on shift, as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptPoint {
    /// Whose.
    pub driver: RowId,
    /// What; its moment names it among those of the driver.
    pub point: TrackPoint,
}

/// Whose positions somebody wants, and of what time.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TrackQuery {
    /// Whose.
    pub driver: RowId,
    /// From then on.
    pub from: Timestamp,
    /// Up to then, itself included.
    pub to: Timestamp,
    /// At most so many, the earliest first.
    pub limit: usize,
}

/// Positions are kept so long, in whole days of UTC.
pub const TRACKS_KEPT: Duration = Duration::from_secs(60 * 24 * 60 * 60);

/// The day, counted from 1970, in which tracks are kept together.
pub const fn track_day(at: Timestamp) -> u64 {
    at.as_millis() / DAY_MS
}

const DAY_MS: u64 = 24 * 60 * 60 * 1000;
