//! The simulated company that Livedeck is shown and measured with: a building-materials supplier and its trucks in the
//! invented city of Port Alder.
//!
//! ```text
//! World::new(config) ─┬─ members()            who works there
//!                     ├─ phones(), areas()    how drivers are called; where nobody should go
//!                     ├─ city()               roads, river, districts: also draws the map
//!                     ├─ history() … None     yesterday and today until the start, in the order of time
//!                     │  or roll_call()       only how things stand
//!                     ├─ advance(now) …       what has happened since
//!                     └─ observe_shipment(…)  what a person decided; drivers answer
//! ```
//!
//! Every vehicle's day is a chain of activities, and every drive a function of time; reports are samples of that. So
//! the story does not depend on how often somebody asks: the same seed and the same times give the same telemetry.
//!
//! Invariant: nothing here reads a clock or uses randomness that does not come from the seed.

mod activity;
mod areas;
mod cadence;
mod chance;
mod city;
mod clock;
mod duty;
mod errands;
mod fleet;
mod fuel;
mod history;
mod people;
mod route;
mod shift;
mod shipments;
mod vehicle;
mod violations;
mod world;

pub use city::{Bounds, City, District, Place, Point, Road, RoadKind};
pub use history::History;
pub use world::{MOST_VEHICLES, World, WorldConfig};
