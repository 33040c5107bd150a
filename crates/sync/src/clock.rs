//! How far the gateway's clock is from ours.

use std::time::Duration;

use protocol::Timestamp;
use serde::{Deserialize, Serialize};

/// The offset of the gateway's clock, from the quickest round trip of late.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct GatewayClock {
    offset: i64,
    best: Option<Duration>,
}

impl GatewayClock {
    /// The welcome came: a first guess that leaves the way out of account.
    pub(crate) fn greeted(&mut self, gateway: Timestamp, now: Timestamp) {
        if self.best.is_none() {
            self.offset = difference(gateway, now);
        }
    }

    /// A ping was answered. The shorter the round trip, the surer the middle of it.
    pub(crate) fn measured(&mut self, gateway: Timestamp, round_trip: Duration, now: Timestamp) {
        // The best grows a little with every measurement, so that a clock that drifts is followed.
        let best = self
            .best
            .map_or(round_trip, |it| it.mul_f32(1.1) + Duration::from_millis(1));
        if round_trip <= best {
            self.offset = difference(gateway + round_trip / 2, now);
        }
        self.best = Some(best.min(round_trip));
    }

    pub(crate) fn read(&self, now: Timestamp) -> Timestamp {
        Timestamp::from_millis(now.as_millis().saturating_add_signed(self.offset))
    }

    /// Our clock went back.
    pub(crate) fn rebase(&mut self, by: Duration) {
        let by = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.offset = self.offset.saturating_add(by);
    }
}

fn difference(gateway: Timestamp, now: Timestamp) -> i64 {
    let ahead = i64::try_from(gateway.since(now).as_millis()).unwrap_or(i64::MAX);
    let behind = i64::try_from(now.since(gateway).as_millis()).unwrap_or(i64::MAX);
    ahead.saturating_sub(behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quick_round_trip_beats_a_slow_one() {
        let at = Timestamp::from_millis;
        let mut clock = GatewayClock::default();
        clock.greeted(at(10_000), at(5_000));
        clock.measured(at(11_000), Duration::from_millis(20), at(6_010));
        clock.measured(at(15_000), Duration::from_secs(3), at(9_000));

        assert_eq!(clock.read(at(10_000)), at(15_000));
    }
}
