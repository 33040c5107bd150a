//! The only reader of the wall clock in the gateway's adapters; the core is handed its time.

use std::time::{SystemTime, UNIX_EPOCH};

use protocol::Timestamp;

/// Now.
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
