//! Who looked at what about whom: lines that are only added, each sealed by the hash of all before it.

use protocol::{Timestamp, UserId};
use rusqlite::{Connection, OptionalExtension as _, params};
use sha2::{Digest as _, Sha256};

use super::{Accounts, AccountsError, stored};

/// A hash of a line and of everything before it.
type Seal = [u8; 32];

impl Accounts {
    /// Writes down who does what, before they do it.
    ///
    /// # Errors
    ///
    /// When the database cannot be written; then it must not be done.
    pub fn audit(&self, who: &UserId, what: &str, now: Timestamp) -> Result<(), AccountsError> {
        let mut db = self.db();
        // Read and written under one lock: no two lines have the same predecessor.
        let transaction = db.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        let last: Option<(i64, Seal)> = transaction
            .prepare_cached("SELECT n, hash FROM audit ORDER BY n DESC LIMIT 1")?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (n, previous) = last.map_or((1, Seal::default()), |(n, hash)| (n + 1, hash));
        let hash = seal(n, stored(now), who.as_str(), what, &previous);
        transaction
            .prepare_cached(
                "INSERT INTO audit (n, at, who, what, previous, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![n, stored(now), who.as_str(), what, previous, hash])?;
        transaction.commit()?;
        Ok(())
    }

    /// The first line that is not as it was written, or does not follow from the one before; `None`: all are right.
    ///
    /// Lines taken from the end leave no trace here: compare the last number with a backup.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn audit_fault(&self) -> Result<Option<i64>, AccountsError> {
        fault(&self.db()).map_err(Into::into)
    }
}

fn fault(db: &Connection) -> rusqlite::Result<Option<i64>> {
    let mut statement = db.prepare("SELECT n, at, who, what, previous, hash FROM audit ORDER BY n")?;
    let mut rows = statement.query([])?;
    let (mut expected, mut before) = (1, Seal::default());
    while let Some(row) = rows.next()? {
        let n: i64 = row.get(0)?;
        let (who, what): (String, String) = (row.get(2)?, row.get(3)?);
        let (previous, hash): (Seal, Seal) = (row.get(4)?, row.get(5)?);
        let is_right =
            n == expected && previous == before && hash == seal(n, row.get(1)?, &who, &what, &previous);
        if !is_right {
            return Ok(Some(n));
        }
        (expected, before) = (n + 1, hash);
    }
    Ok(None)
}

fn seal(n: i64, at: i64, who: &str, what: &str, previous: &Seal) -> Seal {
    let mut hash = Sha256::new();
    hash.update(n.to_be_bytes());
    hash.update(at.to_be_bytes());
    // With their lengths: no two lines run together to the same bytes.
    for text in [who, what] {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text.as_bytes());
    }
    hash.update(previous);
    hash.finalize().into()
}
