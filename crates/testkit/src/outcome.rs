//! How a run ended.

use std::fmt;

use crate::{faults::Faults, tally::Tally};

/// How a run ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What was seen.
    pub tally: Tally,
    /// Fingerprint of everything that happened.
    pub hash: u64,
    /// Virtual milliseconds from the end of trouble until all was well.
    pub healed_after: u64,
}

/// A promise was broken.
#[derive(Clone, Debug)]
pub struct Violation {
    /// The seed.
    pub seed: u64,
    /// Virtual milliseconds since the start.
    pub at: u64,
    /// What was broken.
    pub what: String,
    /// What was switched on.
    pub faults: Faults,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            seed,
            at,
            what,
            faults,
        } = self;
        write!(f, "seed {seed}, {at} ms: {what}\n  faults {faults}")?;
        write!(
            f,
            "\n  again: cargo run -p livedeck-testkit --bin sim -- --from {seed} --seeds 1 --loud"
        )
    }
}

impl std::error::Error for Violation {}
