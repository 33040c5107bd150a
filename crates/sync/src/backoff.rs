//! How long to wait before connecting again, so that a thousand clients do not come back in the same second.

use std::{collections::VecDeque, time::Duration};

use mutants::mutant;
use protocol::Timestamp;
use serde::{Deserialize, Serialize};

use crate::random::Random;

/// Nobody connects sooner than this after a failure.
const DELAY_MIN: u64 = 100;
/// Nobody waits longer than this.
const DELAY_MAX: u64 = 20_000;
/// The ceiling of the first wait; doubled with every failure.
const DELAY_FIRST: u64 = 500;
/// At most this many connects within [`WINDOW`], whatever people and browsers ask for.
const CONNECTS_MAX: usize = 12;
const WINDOW: Duration = Duration::from_mins(1);

/// Failures so far, and recent connects.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Backoff {
    failures: u32,
    connects: VecDeque<Timestamp>,
}

impl Backoff {
    pub(crate) const fn failures(&self) -> u32 {
        self.failures
    }

    /// One more failure: how long to wait. Full jitter, as in
    /// <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>.
    pub(crate) fn fail(&mut self, random: &mut Random) -> Duration {
        let ceiling = DELAY_FIRST
            .saturating_mul(1_u64.checked_shl(self.failures).unwrap_or(u64::MAX))
            .min(DELAY_MAX);
        self.failures = self.failures.saturating_add(1);
        Duration::from_millis(random.between(DELAY_MIN, ceiling))
    }

    /// The connection has proven itself.
    pub(crate) fn reset(&mut self) {
        self.failures = 0;
    }

    /// The earliest moment for the next connect that keeps to the limit.
    pub(crate) fn permitted(&self, now: Timestamp) -> Timestamp {
        match self.connects.front() {
            Some(first) if self.connects.len() >= CONNECTS_MAX && !mutant!(ConnectWithoutLimit) => {
                now.max(*first + WINDOW)
            }
            _ => now,
        }
    }

    pub(crate) fn connected(&mut self, now: Timestamp) {
        if self.connects.len() >= CONNECTS_MAX {
            self.connects.pop_front();
        }
        self.connects.push_back(now);
    }

    /// The clock went back.
    pub(crate) fn rebase(&mut self, by: Duration) {
        for it in &mut self.connects {
            *it = *it - by;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_ceiling_and_are_spread() {
        let mut random = Random::new(7);
        let mut backoff = Backoff::default();

        let delays: Vec<_> = (0..200).map(|_| backoff.fail(&mut random).as_millis()).collect();

        assert!(delays[0] <= 500 && delays[1] <= 1_000 && delays[2] <= 2_000);
        assert!(delays.iter().all(|it| (100..=20_000).contains(it)));
        assert!(delays[20..].iter().any(|it| *it < 5_000) && delays[20..].iter().any(|it| *it > 15_000));
    }

    #[test]
    fn the_thirteenth_connect_of_a_minute_waits() {
        let mut backoff = Backoff::default();
        let at = |seconds: u64| Timestamp::from_millis(seconds * 1_000);
        for second in 0..12 {
            assert_eq!(backoff.permitted(at(second)), at(second));
            backoff.connected(at(second));
        }

        assert_eq!(backoff.permitted(at(12)), at(60));
    }
}
