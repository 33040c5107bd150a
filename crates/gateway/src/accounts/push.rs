//! Where signed-in browsers are told while their page is closed.

use protocol::{Timestamp, UserId};
use rusqlite::{OptionalExtension as _, Row, TransactionBehavior, params};

use super::{Account, Accounts, AccountsError, SecretHash, Session, stored};
use crate::{config::SUBSCRIPTIONS_PER_USER, policy};

/// One browser's address at its push service, and what is needed to write to it in secret.
#[derive(Clone, Eq, PartialEq)]
pub struct Subscription {
    /// Where to send. Whoever knows it can reach that browser's door: never logged, never told.
    pub endpoint: String,
    /// The browser's public key: a point of P-256, uncompressed.
    pub p256dh: Vec<u8>,
    /// What browser and gateway share, 16 bytes.
    pub auth: Vec<u8>,
    /// In which language its person reads: `en`, `fr`.
    pub language: String,
}

impl std::fmt::Debug for Subscription {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Subscription(…)")
    }
}

impl Subscription {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            endpoint: row.get("endpoint")?,
            p256dh: row.get("p256dh")?,
            auth: row.get("auth")?,
            language: row.get("language")?,
        })
    }
}

impl Accounts {
    /// Binds a subscription to a session, in place of the one it had; the endpoint leaves whatever session named it
    /// before. An empty language: that of the one before. Beyond the limit a person's oldest goes. `false`: the session
    /// has ended meanwhile.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub fn subscribe(
        &self,
        session: &Session,
        subscription: &Subscription,
        now: Timestamp,
    ) -> Result<bool, AccountsError> {
        let Subscription {
            endpoint,
            p256dh,
            auth,
            language,
        } = subscription;
        let mut db = self.db();
        // Begun as what writes: it reads first, and the store's connection may write in between.
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let before: Option<String> = transaction
            .query_row(
                "SELECT language FROM push WHERE session = ?1",
                [session.hash.as_bytes()],
                |row| row.get(0),
            )
            .optional()?;
        let language = Some(language.clone())
            .filter(|it| !it.is_empty())
            .or(before)
            .unwrap_or_default();
        let kept = transaction.execute(
            "INSERT OR REPLACE INTO push (session, account, endpoint, p256dh, auth, language, created)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE EXISTS (SELECT 1 FROM sessions WHERE hash = ?1)",
            params![
                session.hash.as_bytes(),
                session.account.id.as_str(),
                endpoint,
                p256dh,
                auth,
                language,
                stored(now),
            ],
        )?;
        transaction.execute(
            "DELETE FROM push WHERE account = ?1 AND session NOT IN
             (SELECT session FROM push WHERE account = ?1 ORDER BY created DESC, rowid DESC LIMIT ?2)",
            params![session.account.id.as_str(), SUBSCRIPTIONS_PER_USER],
        )?;
        transaction.commit()?;
        Ok(kept > 0)
    }

    /// Whether a session has a subscription.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn is_subscribed(&self, session: SecretHash) -> Result<bool, AccountsError> {
        let db = self.db();
        let mut query = db.prepare_cached("SELECT 1 FROM push WHERE session = ?1")?;
        Ok(query.exists([session.as_bytes()])?)
    }

    /// Ends the subscription of a session.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub fn unsubscribe(&self, session: SecretHash) -> Result<(), AccountsError> {
        self.db()
            .execute("DELETE FROM push WHERE session = ?1", [session.as_bytes()])?;
        Ok(())
    }

    /// Forgets an address that is none any more, whoever had it.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub fn forget_endpoint(&self, endpoint: &str) -> Result<(), AccountsError> {
        self.db()
            .execute("DELETE FROM push WHERE endpoint = ?1", [endpoint])?;
        Ok(())
    }

    /// Forgets all of them: the key that they were made for is gone.
    ///
    /// # Errors
    ///
    /// When the database cannot be written.
    pub fn forget_subscriptions(&self) -> Result<usize, AccountsError> {
        Ok(self.db().execute("DELETE FROM push", [])?)
    }

    /// Where somebody is told; only what belongs to a session that stands. Who may be told no more, because of what they
    /// do here by now, has their subscriptions ended.
    ///
    /// # Errors
    ///
    /// When the database cannot be read or written.
    pub fn subscriptions(&self, user: &UserId, now: Timestamp) -> Result<Vec<Subscription>, AccountsError> {
        let db = self.db();
        let account = db
            .prepare_cached("SELECT * FROM accounts WHERE id = ?1")?
            .query_row([user.as_str()], Account::read)
            .optional()?;
        if account.is_none_or(|it| policy::may_be_pushed_to(&it.roles).is_err()) {
            db.execute("DELETE FROM push WHERE account = ?1", [user.as_str()])?;
            return Ok(Vec::new());
        }
        let mut query = db.prepare_cached(
            "SELECT push.* FROM push
             JOIN sessions ON sessions.hash = push.session
             JOIN accounts ON accounts.id = sessions.account
             WHERE push.account = ?1 AND sessions.account = ?1 AND sessions.expires > ?2 AND accounts.demo <= ?3",
        )?;
        let found = query.query_map(params![user.as_str(), stored(now), self.demo], Subscription::read)?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// Everybody who has a subscription.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    pub fn subscribers(&self) -> Result<Vec<UserId>, AccountsError> {
        let db = self.db();
        let mut query = db.prepare_cached("SELECT DISTINCT account FROM push")?;
        let found = query.query_map([], |row| Ok(row.get::<_, String>(0)?.into()))?;
        Ok(found.collect::<Result<_, _>>()?)
    }
}
