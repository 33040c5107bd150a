//! Eight independent streams of randomness, so that a change in one part leaves the luck of the others as it was.

/// The streams of one seed.
#[derive(Debug)]
pub(crate) struct Streams {
    /// What people and vehicles do.
    pub(crate) workload: fastrand::Rng,
    /// Delays and losses.
    pub(crate) network: fastrand::Rng,
    /// Clocks and sleep.
    pub(crate) clock: fastrand::Rng,
    /// How the gateway's store fares.
    pub(crate) storage: fastrand::Rng,
    /// Which faults strike, and when.
    pub(crate) faults: fastrand::Rng,
    /// How many tabs browsers have, and what becomes of what they say to each other.
    pub(crate) tabs: fastrand::Rng,
    /// What dispatch and drivers do.
    pub(crate) dispatch: fastrand::Rng,
    /// Who comes to the desk and goes.
    pub(crate) presence: fastrand::Rng,
}

impl Streams {
    pub(crate) fn new(seed: u64) -> Self {
        let stream =
            |number: u64| fastrand::Rng::with_seed(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (number << 56));
        Self {
            workload: stream(1),
            network: stream(2),
            clock: stream(3),
            storage: stream(4),
            faults: stream(5),
            tabs: stream(6),
            dispatch: stream(7),
            presence: stream(8),
        }
    }
}

/// Whether something with that chance in a hundred happens.
pub(crate) fn chance(random: &mut fastrand::Rng, percent: u32) -> bool {
    random.u32(0..100) < percent
}

/// A number below that; the same on every machine, which a drawn `usize` is not.
pub(crate) fn below(random: &mut fastrand::Rng, limit: usize) -> usize {
    random.u64(0..limit as u64) as usize
}
