//! Small things the gateway itself must remember, such as which demo its rows belong to.

use rusqlite::{OptionalExtension as _, params};
use serde::{Serialize, de::DeserializeOwned};

use super::{Accounts, AccountsError};

impl Accounts {
    /// What is remembered under a name; `None` also if this version cannot read it any more.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn fact<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, AccountsError> {
        let value: Option<String> = self
            .db()
            .query_row("SELECT value FROM facts WHERE name = ?1", [name], |row| {
                row.get(0)
            })
            .optional()?;
        Ok(value.and_then(|it| serde_json::from_str(&it).ok()))
    }

    /// Remembers something under a name.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub fn remember(&self, name: &str, value: &impl Serialize) -> Result<(), AccountsError> {
        let value = serde_json::to_string(value)?;
        self.db().execute(
            "INSERT INTO facts (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
            params![name, value],
        )?;
        Ok(())
    }
}
