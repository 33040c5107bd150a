//! The gateway over a real port: what a browser, a script and a phone see of it.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod client;
mod gateway;

mod attachments;
mod exchanges;
mod history;
mod ingest;
mod killing;
mod moment;
mod pages;
mod positions;
mod push;
mod push_service;
mod sessions;
mod sockets;
mod starting;
mod tokens;
