//! What every page that lists the rows of a stream shares: a filter in the address, a live order, a table or cards, one
//! row beside it.
//!
//! A page says what its rows are ([`ListKind`]: columns, filter, lens, words) and how a cell looks; the rest is here.

mod body;
mod choices;
mod column;
mod export;
mod filter;
mod frame;
mod handle;
mod kind;
mod model;
mod order;
mod paper;
mod peek;
mod row;
mod toolbar;
mod word;

pub(crate) use body::ListBody;
pub(crate) use choices::{name_choice, names, word_choice};
pub(crate) use column::{Column, ColumnLook};
pub(crate) use filter::ListFilter;
pub(crate) use frame::ListFrame;
pub(crate) use handle::ListHandle;
pub(crate) use kind::{ListKind, ListWords};
pub(crate) use model::ListModel;
pub(crate) use order::Order;
pub(crate) use paper::ListPaper;
pub(crate) use peek::{Peek, Seen, read};
pub(crate) use row::ListRow;
pub(crate) use toolbar::{FilterButton, NewRows, Pills, Search, Tools};
pub(crate) use word::WordLook;
