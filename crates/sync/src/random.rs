//! Everything random here, repeatable from one seed.

use std::collections::VecDeque;

use protocol::{MutationId, Timestamp};
use serde::{Deserialize, Serialize};

/// Two generators, because one has only 64 bits of state and mutation ids must not collide across devices.
#[derive(Debug)]
pub(crate) struct Random {
    high: fastrand::Rng,
    low: fastrand::Rng,
    /// What was drawn since somebody asked.
    drawn: Vec<Draw>,
    /// What is drawn first: what was drawn the first time.
    expected: VecDeque<Draw>,
}

/// What chance said.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Draw {
    Number(u64),
    Id(MutationId),
}

impl Random {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "each generator takes its half of the seed"
    )]
    pub(crate) fn new(seed: u128) -> Self {
        Self {
            high: fastrand::Rng::with_seed((seed >> 64) as u64),
            low: fastrand::Rng::with_seed(seed as u64),
            drawn: Vec::new(),
            expected: VecDeque::new(),
        }
    }

    /// A number of the range, both ends included.
    pub(crate) fn between(&mut self, min: u64, max: u64) -> u64 {
        let number = match self.expected.pop_front() {
            Some(Draw::Number(number)) => number,
            Some(Draw::Id(_)) | None => self.low.u64(min.min(max)..=max),
        };
        self.drawn.push(Draw::Number(number));
        number
    }

    /// A UUIDv7: 48 bits of time, 74 random bits.
    pub(crate) fn mutation_id(&mut self, now: Timestamp) -> MutationId {
        let id = match self.expected.pop_front() {
            Some(Draw::Id(id)) => id,
            Some(Draw::Number(_)) | None => self.new_id(now),
        };
        self.drawn.push(Draw::Id(id.clone()));
        id
    }

    /// What was drawn since the last time this was asked.
    pub(crate) fn drawn(&mut self) -> Vec<Draw> {
        std::mem::take(&mut self.drawn)
    }

    /// From now on these are drawn, and after them whatever chance says.
    pub(crate) fn expect(&mut self, draws: Vec<Draw>) {
        self.expected = draws.into();
    }

    fn new_id(&mut self, now: Timestamp) -> MutationId {
        let time = now.as_millis() & 0xffff_ffff_ffff;
        let a = self.high.u64(..) & 0x0fff;
        let b = self.low.u64(..) ^ self.high.u64(..);
        let b = (b & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
        MutationId::from(format!(
            "{:08x}-{:04x}-7{:03x}-{:04x}-{:012x}",
            time >> 16,
            time & 0xffff,
            a,
            b >> 48,
            b & 0xffff_ffff_ffff
        ))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_version_7_and_differ() {
        let mut random = Random::new(1);
        let now = Timestamp::from_millis(0x0197_c3d2_0001);

        let ids: BTreeSet<_> = (0..1_000).map(|_| random.mutation_id(now)).collect();

        assert_eq!(ids.len(), 1_000);
        for id in &ids {
            let id = id.as_str();
            assert!(id.starts_with("0197c3d2-0001-7"), "{id}");
            assert!(
                id.len() == 36 && matches!(&id[19..20], "8" | "9" | "a" | "b"),
                "{id}"
            );
        }
    }
}
