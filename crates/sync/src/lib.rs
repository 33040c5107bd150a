//! The client's side of the protocol as a machine that does nothing: it is told what happened and says what to do.
//!
//! The grammar of [`Engine`] has four families. `handle_*` tells it what happened in the world, verbs
//! (`subscribe`, `mutate`, `pause` …) what the app wants, `poll_*` says what is to be done and when to come back, and
//! plain nouns (`connection()`, `view()` …) are for reading. After every call the caller drains
//! [`Engine::poll_output`] and arms one timer for [`Engine::poll_timeout`].
//!
//! Invariant: nothing here reads a clock, draws randomness that was not handed in as a seed, does I/O, or knows an
//! entity by name. The behaviour is written down as numbered rules in `docs/SYNC.md`; every rule has a test.

mod action;
mod assembly;
mod backoff;
mod cache;
mod clock;
mod connection;
mod engine;
mod following;
mod holds;
mod journal;
mod liveness;
mod outbox;
mod output;
mod phase;
mod polling;
mod presence;
mod random;
mod recorder;
mod replica;
mod session;
mod stats;
mod stillness;
mod subscription;
mod subscriptions;
mod tabs;
mod timers;
mod view;

pub use action::{Condition, OutboxFull, OutboxRecord, Pending, Speculation, Stage};
pub use cache::CacheRecord;
pub use connection::{Connection, StopReason};
pub use engine::{Config, Engine};
pub use outbox::{ACTIONS_MAX, BYTES_MAX};
pub use output::{Changes, Event, Level, LogLine, Output, Resync};
pub use phase::{Phase, Refusal};
pub use polling::Request;
pub use recorder::{Difference, Replay, Replayed, Unreadable};
pub use session::Session;
pub use stats::{Heartbeat, Pulse, Stats};
pub use subscriptions::TopicStatus;
pub use tabs::{Relay, Relayed, Role, Say, Tab, TabOutput, Vigil, Watch, Word};
pub use timers::Timer;
pub use view::View;
