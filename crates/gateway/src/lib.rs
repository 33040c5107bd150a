//! The gateway: keeps the rows, tells everybody who may know, and serves the app.
//!
//! The core (`hub`, `policy`, `store`, `fleet`) does no I/O of its own; `conductor` is the one task that owns it, and
//! `http` is everything a network can reach.

pub mod derive;
pub mod hub;
pub mod policy;
pub mod session;
pub mod store;
