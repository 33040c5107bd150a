//! The rules of `docs/GATEWAY.md`, seen from outside: a hub, a store, and clients that follow the four rules.

#![allow(
    clippy::expect_used,
    clippy::needless_pass_by_value,
    clippy::unwrap_used,
    reason = "what fails here fails a test"
)]

mod alike;
mod connections;
mod deltas;
mod desk;
mod durability;
mod history;
mod identity;
mod mutations;
mod pace;
mod policy;
mod policy_dispatch;
mod presence;
mod replica;
mod rights;
mod rows;
mod sharing;
