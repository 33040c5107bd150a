//! A fingerprint of everything that happened, to show that a seed always means the same run; and its text, to read.

use std::fmt::Debug;

/// The fingerprint, and the text if somebody wants to read it.
#[derive(Debug)]
pub(crate) struct Trace {
    hash: u64,
    is_loud: bool,
}

impl Trace {
    pub(crate) const fn new(is_loud: bool) -> Self {
        Self {
            hash: 0xcbf2_9ce4_8422_2325,
            is_loud,
        }
    }

    pub(crate) fn note(&mut self, at: u64, what: &str, detail: &dyn Debug) {
        if self.is_loud {
            println!("{at:>7} {what} {detail:?}");
        }
        self.mix(&at.to_le_bytes());
        self.mix(what.as_bytes());
    }

    pub(crate) fn mix(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.hash = (self.hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    pub(crate) const fn hash(&self) -> u64 {
        self.hash
    }
}
