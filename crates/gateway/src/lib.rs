//! The gateway: keeps the rows, tells everybody who may know, and serves the app.
//!
//! The core (`hub`, `session`, `policy`, `store`, `fleet`) does no I/O of its own but the store's; `conductor` is the
//! one task that owns it, and `http` is everything a network can reach.

pub mod config;
pub mod running;

pub mod conductor;
pub mod derive;
pub mod exchange;
pub mod hub;
mod message;
pub mod policy;
pub mod session;
pub mod store;

pub mod demo;
pub mod fleet;
pub mod yard;

pub mod accounts;
mod clock;
pub mod enrol;
pub mod http;
pub mod metrics;
mod opening;
pub mod server;

pub use config::Config;
pub use running::{Running, StartError, serve};
