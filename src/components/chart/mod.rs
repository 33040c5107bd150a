//! Charts: the library draws lines and slices, the page lays cursor, pins and words over them.

mod canvas;
mod card;
mod curve;
mod donut;
mod option;
mod pens;
mod table;
mod time_chart;

pub(crate) use card::{ChartCard, Trust};
pub(crate) use donut::{Donut, Slice};
pub(crate) use option::{Line, Span};
pub(crate) use table::Digits;
pub(crate) use time_chart::{Pin, TimeChart, TimeContent};
