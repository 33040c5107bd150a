//! Tables and lists of many live rows: only what is in sight is mounted, and nothing moves under a pointer or the focus.

mod cards;
mod choice;
mod columns;
mod csv;
mod flash;
mod geometry;
mod keys;
mod mark;
mod menu;
mod model;
mod pool;
mod range;
mod row;
mod scroll;
mod table;
mod tools;

pub use cards::{CardList, CardLook};
pub use choice::{Choice, ChoiceList, FilterPill};
pub use columns::{ColumnChoice, ColumnChooser, ColumnOption};
pub use csv::Csv;
pub use flash::FlashGate;
pub use mark::FlashMark;
pub use menu::{FloatMenu, Menu};
pub use model::{GridActions, GridColumn, GridLook, GridModel, GridRow, RowLook, Sorted};
pub use range::RangeChoice;
pub use scroll::Scroll;
pub use table::Grid;
pub use tools::{DensityButton, NewPill};
