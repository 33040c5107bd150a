//! Widgets that know nothing about streams: props in, view out.

pub(crate) mod age;
pub(crate) mod badge;
pub(crate) mod chart;
pub(crate) mod dialog;
pub(crate) mod field;
pub(crate) mod grid;
pub(crate) mod icon;
pub(crate) mod kpi;
pub(crate) mod list_state;
pub(crate) mod popover;
pub(crate) mod segment;
pub(crate) mod spark;
pub(crate) mod status;
pub(crate) mod strip;
