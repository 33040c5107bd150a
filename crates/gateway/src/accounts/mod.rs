//! Who people are: accounts, sessions, tickets, tokens, invitations, the keys of devices, where they are pushed to, and the audit.
//!
//! The tables live in the gateway's database, beside the rows, on a connection of their own. Every method does a short
//! piece of disk work: call it from a blocking thread.

mod account;
mod audit;
mod device;
mod fact;
mod hs256;
mod invitation;
mod key_file;
mod passes;
mod password;
mod push;
mod secret;
mod session;
mod throttle;
mod ticket;
mod token;
mod token_key;

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use rusqlite::{Connection, ErrorCode};

use crate::store::{StoreError, sqlite::connect};

pub use account::{Account, DEMO_PASSWORD};
pub use device::{Device, DeviceError};
pub use key_file::{KeyBytes, KeyFile};
pub use passes::Passes;
pub use password::{PasswordError, PasswordHash};
pub use push::Subscription;
pub use secret::{Secret, SecretHash};
pub use session::Session;
pub use throttle::{Throttle, Try};
pub use ticket::Tickets;
pub use token::Tokens;
pub use token_key::TokenKey;

/// The people's side of the database.
#[derive(Debug)]
pub struct Accounts {
    db: Mutex<Connection>,
    demo: bool,
}

/// The accounts cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    /// SQLite's own words.
    #[error("the accounts cannot be read or written")]
    Database(#[from] rusqlite::Error),
    /// Something that cannot be written as JSON.
    #[error("this cannot be remembered")]
    Unwritable(#[from] serde_json::Error),
    /// The system has no randomness.
    #[error("the system has no randomness to give")]
    Randomness(#[from] getrandom::Error),
}

impl AccountsError {
    /// Whether somebody else has been writing for so long that it is worth trying again.
    pub fn is_busy(&self) -> bool {
        let Self::Database(error) = self else {
            return false;
        };
        let code = error.sqlite_error_code();
        matches!(code, Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
    }
}

impl Accounts {
    /// Opens the tables in the database at `path`. With `demo`, demo accounts may sign in.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened or written, or a newer version wrote it.
    pub fn open(path: &Path, demo: bool) -> Result<Self, StoreError> {
        let db = Mutex::new(connect(path)?);
        Ok(Self { db, demo })
    }

    /// A panic elsewhere leaves the connection usable: every statement stands for itself or rolls back.
    fn db(&self) -> MutexGuard<'_, Connection> {
        self.db.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Milliseconds as SQLite keeps them.
fn stored(at: protocol::Timestamp) -> i64 {
    i64::try_from(at.as_millis()).unwrap_or(i64::MAX)
}

/// Milliseconds as everybody else keeps them.
fn restored(millis: i64) -> protocol::Timestamp {
    protocol::Timestamp::from_millis(u64::try_from(millis).unwrap_or(0))
}

#[cfg(test)]
mod tests;
