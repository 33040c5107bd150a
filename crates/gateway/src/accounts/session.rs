//! Signed-in browsers, and programs with a token.

use std::time::Duration;

use protocol::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use super::{Account, Accounts, AccountsError, Secret, SecretHash, restored, stored};
use crate::{
    config::{SESSION_LIFE, SESSION_TOUCH, TOKEN_LIFE},
    policy::Principal,
};

/// Somebody is signed in: a browser with a cookie, or a program with a token.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    /// What is kept of its id.
    pub hash: SecretHash,
    /// Who signed in.
    pub account: Account,
    /// When it ends; a browser's moves while it is used.
    pub expires: Timestamp,
}

impl Session {
    /// Who it stands for, in the policy's terms.
    pub fn principal(&self) -> Principal {
        Principal {
            user: self.account.info(),
            roles: self.account.roles.clone(),
            member: self.account.row(),
            expires: self.expires,
        }
    }
}

impl Accounts {
    /// Starts a session; the secret goes into the cookie and nowhere else.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub fn start_session(
        &self,
        account: &Account,
        now: Timestamp,
    ) -> Result<(Secret, Session), AccountsError> {
        self.start(account, Lasting::WhileUsed, now)
    }

    /// Starts the session of a token; the secret goes into the token and nowhere else.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub fn start_token(&self, account: &Account, now: Timestamp) -> Result<(Secret, Session), AccountsError> {
        self.start(account, Lasting::AsSaid, now)
    }

    fn start(
        &self,
        account: &Account,
        lasting: Lasting,
        now: Timestamp,
    ) -> Result<(Secret, Session), AccountsError> {
        let secret = Secret::random()?;
        let session = Session {
            hash: secret.hash(),
            account: account.clone(),
            expires: now + lasting.life(),
        };
        let db = self.db();
        db.execute("DELETE FROM sessions WHERE expires <= ?1", [stored(now)])?;
        db.execute(
            "INSERT INTO sessions (hash, account, seen, expires, slides) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                session.hash.as_bytes(),
                account.id.as_str(),
                stored(now),
                stored(session.expires),
                lasting == Lasting::WhileUsed,
            ],
        )?;
        Ok((secret, session))
    }

    /// The session of a cookie, a ticket or a token, used just now, which moves the end of a browser's.
    ///
    /// # Errors
    ///
    /// When the database cannot be read or written.
    pub fn session(&self, hash: SecretHash, now: Timestamp) -> Result<Option<Session>, AccountsError> {
        let db = self.db();
        let mut query = db.prepare_cached(
            "SELECT accounts.*, sessions.seen, sessions.expires, sessions.slides FROM sessions
             JOIN accounts ON accounts.id = sessions.account
             WHERE sessions.hash = ?1 AND sessions.expires > ?2 AND accounts.demo <= ?3",
        )?;
        let found = query
            .query_row(params![hash.as_bytes(), stored(now), self.demo], |row| {
                let slides: bool = row.get("slides")?;
                Ok((Account::read(row)?, row.get("seen")?, row.get("expires")?, slides))
            })
            .optional()?;
        let Some((account, seen, expires, slides)) = found else {
            return Ok(None);
        };
        let mut session = Session {
            hash,
            account,
            expires: restored(expires),
        };
        if slides && now.since(restored(seen)) >= SESSION_TOUCH {
            session.expires = now + SESSION_LIFE;
            db.execute(
                "UPDATE sessions SET seen = ?2, expires = ?3 WHERE hash = ?1",
                params![hash.as_bytes(), stored(now), stored(session.expires)],
            )?;
        }
        Ok(Some(session))
    }

    /// Ends a session; whether there was one.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub fn end_session(&self, hash: SecretHash) -> Result<bool, AccountsError> {
        let ended = self
            .db()
            .execute("DELETE FROM sessions WHERE hash = ?1", [hash.as_bytes()])?;
        Ok(ended > 0)
    }
}

/// How long a session lasts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Lasting {
    /// Its use moves its end.
    WhileUsed,
    /// Its end was said at the start.
    AsSaid,
}

impl Lasting {
    const fn life(self) -> Duration {
        match self {
            Self::WhileUsed => SESSION_LIFE,
            Self::AsSaid => TOKEN_LIFE,
        }
    }
}
