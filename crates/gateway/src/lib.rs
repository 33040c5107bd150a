//! The gateway: keeps the rows, tells everybody who may know, and serves the app.
//!
//! The core (`hub`, `policy`, `store`, `fleet`) does no I/O of its own; `conductor` is the one task that owns it, and
//! `http` is everything a network can reach.

pub mod demo;
pub mod derive;
pub mod fleet;
pub mod hub;
mod message;
pub mod policy;
pub mod session;
pub mod store;
pub mod accounts;
mod clock;
pub mod conductor;
pub mod config;
pub mod http;
pub mod metrics;
mod opening;
pub mod running;
pub mod server;
pub mod yard;

pub use config::Config;
pub use running::{Running, StartError, serve};
