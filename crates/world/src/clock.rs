//! Time inside the world: microseconds, so that ten thousand positions a second keep their distance.

use protocol::Timestamp;

/// Microseconds since 1970.
pub(crate) type Micros = u64;

pub(crate) const SECOND: Micros = 1_000_000;
pub(crate) const MINUTE: Micros = 60 * SECOND;
pub(crate) const HOUR: Micros = 60 * MINUTE;
pub(crate) const DAY: Micros = 24 * HOUR;

/// Never.
pub(crate) const NEVER: Micros = Micros::MAX;

/// From when to when.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span {
    pub(crate) from: Micros,
    pub(crate) to: Micros,
}

impl Span {
    /// Whether the moment lies inside; the end does not.
    pub(crate) const fn contains(self, at: Micros) -> bool {
        self.from <= at && at < self.to
    }

    /// The same a day later.
    pub(crate) const fn next_day(self) -> Self {
        Self {
            from: self.from + DAY,
            to: self.to + DAY,
        }
    }
}

pub(crate) const fn micros(at: Timestamp) -> Micros {
    at.as_millis().saturating_mul(1_000)
}

pub(crate) const fn timestamp(at: Micros) -> Timestamp {
    Timestamp::from_millis(at / 1_000)
}

/// So many seconds.
pub(crate) fn seconds(span: f64) -> Micros {
    (span.max(0.0) * SECOND as f64) as Micros
}

/// How many seconds lie between.
pub(crate) const fn seconds_between(from: Micros, to: Micros) -> f64 {
    to.saturating_sub(from) as f64 / SECOND as f64
}
