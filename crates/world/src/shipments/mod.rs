//! What the company brings to its customers: orders, who brings them, and what people decide about them.

mod answers;
mod desk;
mod goods;
mod job;
mod stops;
mod telling;
mod work;

pub(crate) use job::Job;
pub(crate) use telling::{Numbers, Telling};
