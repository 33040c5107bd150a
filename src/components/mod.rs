//! Widgets that know nothing about streams: props in, view out.

pub mod age;
pub mod avatar;
pub mod badge;
pub(crate) mod chart;
pub mod dialog;
pub mod drawer;
pub mod field;
pub mod grid;
pub mod icon;
pub mod kpi;
pub mod list_state;
pub(crate) mod map;
pub mod phone_form;
pub mod popover;
pub mod segment;
pub mod spark;
pub mod status;
pub mod stray_note;
pub mod strip;
pub mod unbroken;
pub mod violation_line;
