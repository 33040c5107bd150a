//! A fingerprint of everything that happened, to show that a seed always means the same run; and its text, to read.

use std::fmt::{self, Debug, Write as _};

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

    /// Something happened.
    pub(crate) fn note(&mut self, at: u64, what: &str, detail: &dyn Debug) {
        self.note_in_brief(at, what, detail, detail);
    }

    /// Something happened that is too long to read: all of it goes into the fingerprint.
    pub(crate) fn note_in_brief(&mut self, at: u64, what: &str, brief: &dyn Debug, detail: &dyn Debug) {
        if self.is_loud {
            println!("{at:>7} {what} {brief:?}");
        }
        self.mix(&at.to_le_bytes());
        self.mix(what.as_bytes());
        // As it is being written: no text is made of it. Taking in cannot fail.
        let _ = write!(self, "{detail:?}");
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

impl fmt::Write for Trace {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.mix(text.as_bytes());
        Ok(())
    }
}
