//! Numbers, ages, times and measures as people read them.
//!
//! Plain functions of a small value, [`Formatter`]: no browser, no allocation but the result. Thin no-break spaces stand
//! before units, so that a number never parts from its unit; the minus sign is U+2212.

mod measure;
mod number;
mod time;
mod violation;

pub use measure::Units;
pub use number::{MINUS, NARROW};
pub use time::{RECENT, Zone};

use crate::texts::Language;

/// How this person reads numbers, measures and times. Cheap to copy; take it out of its signal once per cell.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Formatter {
    /// Decides about separators.
    pub language: Language,
    /// Kilometres or miles.
    pub units: Units,
    /// How far the clocks are from UTC.
    pub zone: Zone,
    /// The clocks of the depot, by which the gateway counts days.
    pub depot: Zone,
}

/// A number and its unit, for screens that show the unit smaller.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Measure {
    /// The number.
    pub value: String,
    /// The unit, without a space.
    pub unit: &'static str,
}

impl Measure {
    /// Number and unit in one text.
    pub fn joined(self) -> String {
        let Self { mut value, unit } = self;
        value.push(NARROW);
        value.push_str(unit);
        value
    }
}
