//! Livedeck in the browser: live dashboards that always say how fresh every number is.
//!
//! Reading order: [`link`] drives the engine of the `sync` crate and is the only interpreter of what it asks for;
//! [`repositories`] turn rows into signals; [`pages`] are what people see, made of [`components`] inside the
//! [`shell`]. Only [`platform`] talks to the browser.

pub mod app;
pub mod cache;
mod chunk;
pub mod dispatch;
pub mod link;
pub mod outbox;

pub mod repositories;
pub mod settings;
pub mod shift;
pub mod track;

pub mod components;
pub mod pages;
pub mod shelf;
pub mod shell;

pub mod format;
pub mod texts;

pub mod platform;

pub use app::start;
