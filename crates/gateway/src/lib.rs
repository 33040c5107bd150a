//! The gateway: keeps the rows, tells everybody who may know, and serves the app.
//!
//! The core (`hub`, `session`, `policy`, `store`, `fleet`, `dispatch`) does no I/O of its own but the store's; `conductor` is the
//! one task that owns it, and `http` is everything a network can reach. Without the feature `server` only what the
//! simulation runs is left, so that it runs wherever the engine does.

#[cfg(feature = "server")]
pub mod config;
#[cfg(feature = "server")]
pub mod running;

pub mod company;
#[cfg(feature = "server")]
pub mod conductor;
pub mod derive;
pub mod dispatch;
pub mod exchange;
pub mod fleet;
pub mod hub;
mod message;
pub mod policy;
pub mod session;
pub mod store;

#[cfg(feature = "server")]
pub mod demo;
#[cfg(feature = "server")]
pub mod yard;

#[cfg(feature = "server")]
pub mod accounts;
#[cfg(feature = "server")]
pub mod attachments;
#[cfg(feature = "server")]
mod clock;
#[cfg(feature = "server")]
pub mod enrol;
#[cfg(feature = "server")]
pub mod http;
#[cfg(feature = "server")]
pub mod metrics;
#[cfg(feature = "server")]
mod opening;
#[cfg(feature = "server")]
pub mod push;
#[cfg(feature = "server")]
pub mod server;

#[cfg(feature = "server")]
pub use config::Config;
#[cfg(feature = "server")]
pub use running::{Running, StartError, serve};
