//! Maps: the library draws the ground, the app draws on one canvas over it what moves.

mod area;
mod brush;
mod camera;
mod cluster;
mod detail;
mod glide;
mod ground;
mod ink;
mod live_map;
mod mover;
mod names;
mod paths;
mod picture;
mod replay;
mod source;
mod stage;
mod tools;
mod trail;

pub(crate) use area::{Area, Areas, Outline};
pub(crate) use camera::{Place, Spot, distance, read_view, write_view};
pub(crate) use glide::Fix;
pub(crate) use live_map::LiveMap;
pub(crate) use mover::Mover;
pub(crate) use paths::{Paths, Pin};
pub(crate) use picture::Hit;
pub(crate) use replay::{Head, Replay};
pub(crate) use stage::Stage;
pub(crate) use tools::{MapTool, MapTools};
pub(crate) use trail::{Piece, pieces};
