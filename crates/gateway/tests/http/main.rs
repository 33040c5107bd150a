//! The gateway over a real port: what a browser, a script and a phone see of it.

mod gateway;

mod ingest;
mod pages;
mod sessions;
mod sockets;
mod starting;
