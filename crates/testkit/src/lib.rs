//! Engines, a gateway core, a network and clocks under one seed: whole days of bad luck in milliseconds.
//!
//! [`Simulation::run`] lets people work for 30 virtual seconds while a random half of the [`Fault`]s strikes, heals
//! everything, and demands that all converge within 60 more. Invariants are checked all along. Nothing here is part of
//! the product.

mod alike;
mod browser;
mod calendar;
mod client;
mod dispatch;
mod doubts;
mod edits;
mod factory;
mod faults;
mod holders;
mod network;
mod outcome;
mod pages;
mod peace;
mod people;
mod presence;
mod promises;
mod recordings;
mod requests;
mod simulation;
mod site;
mod still;
mod streams;
mod tabs;
mod tally;
mod told;
mod trace;
mod watch;
mod wires;
mod words;
mod work;

pub use faults::{Fault, Faults};
pub use outcome::{Outcome, Violation};
pub use simulation::Simulation;
pub use tally::{Sometimes, Tally};
