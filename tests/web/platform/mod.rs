//! What the browser really does with what the adapters ask of it.

mod canvas;
mod database;
mod events;
mod frames;
mod http;
mod locale;
mod page;
mod poll;
mod socket;
mod storage;
mod tabs;
mod waits;
