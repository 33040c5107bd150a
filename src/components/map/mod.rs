//! Maps: the library draws the ground, the app draws on one canvas over it what moves.

mod brush;
mod camera;
mod cluster;
mod detail;
mod glide;
mod ground;
mod ink;
mod live_map;
mod mover;
mod picture;
mod source;
mod stage;
mod tools;
mod trail;

pub(crate) use camera::{Place, distance, read_view, write_view};
pub(crate) use glide::Fix;
pub(crate) use live_map::LiveMap;
pub(crate) use mover::Mover;
pub(crate) use stage::{Hit, Paths, Pin, Stage};
pub(crate) use tools::{MapTool, MapTools};
pub(crate) use trail::pieces;
