//! What the browser really does with what the adapters ask of it.

mod events;
mod http;
mod locale;
mod page;
mod socket;
mod storage;
mod waits;
