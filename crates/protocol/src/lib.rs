//! What is said between a client and a gateway, and what the rows are.
//!
//! Nothing here reads a clock, does I/O or knows another crate of this project. The normative text is
//! `docs/protocol.md`; every frame has a golden file under `golden/`.

mod alike;
mod codec;
mod digest;
mod down;
mod entity;
mod gather;
mod ids;
mod op;
mod row;
mod time;
mod up;
mod version;

pub mod entities;
pub mod history;
pub mod mutations;
pub mod telemetry;

pub use alike::ALIKE;
pub use codec::{Codec, DecodeError, Encoding, FrameSet};
pub use digest::Digest;
pub use down::{
    Ack, AuthOk, Delta, GatewayFrame, GoAway, GoAwayReason, Heartbeat, Limits, Nack, NackCode, Pong, Revoke,
    Snap, SubErr, SubErrCode, UserInfo, Welcome,
};
pub use entities::{Delivery, Persistence, StreamKind};
pub use entity::Entity;
pub use gather::Gathered;
pub use ids::{
    DeviceId, Epoch, MutationId, Offset, Position, Revision, RowId, SubId, Topic, TopicError, UserId,
};
pub use op::Op;
pub use row::{Fields, RawRow};
pub use time::Timestamp;
pub use up::{Auth, Bye, ClientFrame, Got, Hello, Here, Mut, Ping, Refresh, Sub, Unsub, Want};
pub use version::{CloseCode, PROTOCOL_VERSION, SUBPROTOCOL_JSON, SUBPROTOCOL_MSGPACK};
