//! Which shipments of the story are told, and what they are called.

use crate::{
    chance::{mix, share},
    clock::{HOUR, MINUTE, Micros},
};

/// How many shipments are told: all that a dispatcher can have before them, few of those long past.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Telling {
    /// Until then, the share `past` of them is told.
    until: Micros,
    past: f64,
    /// Later, this share.
    present: f64,
}

impl Telling {
    /// For a fleet of that size whose present begins at `start`. A vehicle brings about fifteen shipments a day.
    pub(crate) fn new(vehicles: usize, start: Micros) -> Self {
        // What was ordered before, is delivered at the start.
        let (recent, past) = match vehicles {
            0..=250 => (HOUR + 30 * MINUTE, 0.4),
            251..=2_500 => (HOUR, 0.02),
            _ => (40 * MINUTE, 0.0),
        };
        Self {
            until: start.saturating_sub(recent),
            past,
            present: (MOST / vehicles.max(1) as f64).min(1.0),
        }
    }

    /// Whether a shipment ordered then is told.
    pub(super) fn includes(self, ordered: Micros, chance: u64) -> bool {
        let odds = if ordered < self.until {
            self.past
        } else {
            self.present
        };
        share(mix(chance, 21)) < odds
    }
}

/// A fleet larger than this tells only a share of its shipments: as many as one of this size, some 40,000 a day.
const MOST: f64 = 2_500.0;

/// The number of the next reference.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Numbers(u32);

impl Numbers {
    pub(crate) const fn new() -> Self {
        Self(20_000)
    }

    pub(super) const fn next(&mut self) -> u32 {
        self.0 += 1;
        self.0
    }

    /// There is a shipment of that reference: no other one shall be called so.
    pub(super) fn pass(&mut self, reference: &str) {
        let number = reference.strip_prefix("SH-").and_then(|it| it.parse().ok());
        // Whoever types a number far off does not move ours.
        if let Some(number) = number.filter(|it| (self.0..self.0.saturating_add(STRIDE)).contains(it)) {
            self.0 = number;
        }
    }
}

/// Between a reference and the next one are at most so many.
const STRIDE: u32 = 1_000_000;
