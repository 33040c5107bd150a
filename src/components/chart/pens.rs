//! What writes the library's options comes with the library, in a file of its own.
#![cfg_attr(
    feature = "split",
    allow(unsafe_code, reason = "what the split macro declares is linked by symbol")
)]

use super::{
    Slice,
    canvas::PageInk,
    option::{Line, Span, ring, time_lines},
};
use crate::chunk::chunk;

/// One writer of options per kind of chart.
#[derive(Clone, Copy)]
pub(super) struct Pens {
    /// Lines over time: lines, axis, minutes between its labels.
    pub lines: fn(&[Line], Span, u32, &PageInk) -> String,
    /// Parts of a whole.
    pub ring: fn(&[Slice], &PageInk) -> String,
}

chunk! {
    /// All of them.
    charts: pub(super) fn pens() -> Pens = Pens {
        lines: time_lines,
        ring,
    };
}
