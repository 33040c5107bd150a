//! The rules of `docs/GATEWAY.md`, seen from outside: a hub, a store, and clients that follow the four rules.

mod connections;
mod deltas;
mod desk;
mod mutations;
mod pace;
mod policy;
mod rights;
mod rows;
