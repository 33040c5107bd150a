//! One-time links with which a new person chooses a password.

use protocol::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use super::{Account, Accounts, AccountsError, PasswordHash, Secret, SecretHash, stored};
use crate::config::INVITATION_LIFE;

impl Accounts {
    /// Makes sure that somebody can administer this gateway: the secret of a new link while no administrator has a
    /// password. Older links end.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub fn invite_first_admin(&self, now: Timestamp) -> Result<Option<Secret>, AccountsError> {
        let settled: bool = self.db().query_row(
            "SELECT EXISTS (SELECT 1 FROM accounts WHERE NOT demo AND password IS NOT NULL
             AND ',' || roles || ',' LIKE '%,admin,%')",
            [],
            |row| row.get(0),
        )?;
        if settled {
            return Ok(None);
        }
        let admin = Account::first_admin();
        self.keep(std::slice::from_ref(&admin), None)?;
        let secret = Secret::random()?;
        let mut db = self.db();
        let transaction = db.transaction()?;
        transaction.execute("DELETE FROM invitations WHERE account = ?1", [admin.id.as_str()])?;
        transaction.execute(
            "INSERT INTO invitations (hash, account, expires) VALUES (?1, ?2, ?3)",
            params![
                secret.hash().as_bytes(),
                admin.id.as_str(),
                stored(now + INVITATION_LIFE)
            ],
        )?;
        transaction.commit()?;
        Ok(Some(secret))
    }

    /// Whether an invitation stands. Asked before the costly hash of the password.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn is_invited(&self, hash: SecretHash, now: Timestamp) -> Result<bool, AccountsError> {
        Ok(self.db().query_row(
            "SELECT EXISTS (SELECT 1 FROM invitations WHERE hash = ?1 AND expires > ?2)",
            params![hash.as_bytes(), stored(now)],
            |row| row.get(0),
        )?)
    }

    /// Uses an invitation up: its account has this password now. `None`: there is no such invitation (any more).
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub fn accept(
        &self,
        hash: SecretHash,
        password: &PasswordHash,
        now: Timestamp,
    ) -> Result<Option<Account>, AccountsError> {
        let mut db = self.db();
        let transaction = db.transaction()?;
        let account: Option<String> = transaction
            .query_row(
                "DELETE FROM invitations WHERE hash = ?1 AND expires > ?2 RETURNING account",
                params![hash.as_bytes(), stored(now)],
                |row| row.get(0),
            )
            .optional()?;
        let Some(id) = account else { return Ok(None) };
        let account = transaction.query_row(
            "UPDATE accounts SET password = ?2 WHERE id = ?1 RETURNING *",
            params![id, password.as_str()],
            Account::read,
        )?;
        // Whoever had a session from before the new password has none now.
        transaction.execute("DELETE FROM sessions WHERE account = ?1", [id])?;
        transaction.commit()?;
        Ok(Some(account))
    }
}
