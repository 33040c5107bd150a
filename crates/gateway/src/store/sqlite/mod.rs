//! The embedded store: one SQLite file beside the gateway.

mod connection;
mod load;
#[cfg(test)]
mod tests;
mod tracks;

use std::{collections::HashMap, fs::File, path::Path};

use protocol::{Epoch, Offset, Position, Topic, entities::TrackPoint};
use rusqlite::{Connection, Transaction, params};

pub use self::{connection::connect, tracks::TrackReader};
use super::{Commit, ENTRIES_MAX, Store, StoreError, StoredState, TopicCommit, TrackQuery, continues};

/// Rows, log and verdicts in one SQLite file (WAL, `synchronous=FULL`: acked means on disk).
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
    /// What the file holds of each topic; read once, then kept in step with it.
    topics: HashMap<Topic, (i64, Position)>,
    /// Held as long as the store lives; the system lets go of it however the process ends.
    _lock: Option<File>,
}

impl SqliteStore {
    /// Opens the file, creating or migrating it if needed.
    ///
    /// # Errors
    ///
    /// When it cannot be opened, is no database, is damaged, or was written by a newer version.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let connection = connection::connect_checked(path)?;
        let topics = load::positions(&connection)?;
        Ok(Self {
            connection,
            topics,
            _lock: None,
        })
    }

    /// Opens the file for as long as the store lives; nobody else can in the same way meanwhile.
    ///
    /// # Errors
    ///
    /// [`StoreError::InUse`] when another gateway has it, else as [`Self::open`].
    pub fn open_alone(path: &Path) -> Result<Self, StoreError> {
        let lock = connection::lock(path)?;
        Ok(Self {
            _lock: Some(lock),
            ..Self::open(path)?
        })
    }

    /// Writes one topic's step; gives its key.
    fn write(
        transaction: &Transaction<'_>,
        key: Option<i64>,
        commit: &TopicCommit,
    ) -> Result<i64, StoreError> {
        let key = match key {
            Some(key) => {
                transaction
                    .prepare_cached(r#"UPDATE topics SET "offset" = ?2 WHERE key = ?1"#)?
                    .execute(params![key, signed(commit.step.to.0)])?;
                key
            }
            None => transaction
                .prepare_cached(
                    r#"INSERT INTO topics (topic, epoch, "offset") VALUES (?1, ?2, ?3) RETURNING key"#,
                )?
                .query_row(
                    params![
                        commit.topic.to_string(),
                        commit.epoch.as_str(),
                        signed(commit.step.to.0)
                    ],
                    |row| row.get(0),
                )?,
        };
        let mut put = transaction.prepare_cached(
            "INSERT INTO rows (topic, id, revision, body) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (topic, id) DO UPDATE SET revision = ?3, body = ?4",
        )?;
        let mut remove = transaction.prepare_cached("DELETE FROM rows WHERE topic = ?1 AND id = ?2")?;
        let mut body = Vec::new();
        for change in &commit.rows {
            match &change.row {
                Some(row) => {
                    json(&**row, &mut body)?;
                    put.execute(params![key, change.id.as_str(), signed(change.revision.0), body])?;
                }
                None => {
                    remove.execute(params![key, change.id.as_str()])?;
                    transaction
                        .prepare_cached("DELETE FROM history WHERE topic = ?1 AND id = ?2")?
                        .execute(params![key, change.id.as_str()])?;
                }
            }
        }
        json(&*commit.step.ops, &mut body)?;
        transaction
            .prepare_cached(
                "INSERT INTO log (topic, to_offset, from_offset, sum, ops) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![
                key,
                signed(commit.step.to.0),
                signed(commit.step.from.0),
                commit.step.sum.to_string(),
                body
            ])?;
        transaction
            .prepare_cached("DELETE FROM log WHERE topic = ?1 AND to_offset <= ?2")?
            .execute(params![key, signed(commit.log_since.0)])?;
        Ok(key)
    }
}

impl Store for SqliteStore {
    fn load(&mut self) -> Result<StoredState, StoreError> {
        load::state(&self.connection)
    }

    fn commit(&mut self, commit: &Commit) -> Result<(), StoreError> {
        for it in &commit.topics {
            continues(it, self.topics.get(&it.topic).map(|(_, position)| position))?;
        }
        // Dropped without a commit, by any error below, it leaves no trace.
        let transaction = self.connection.transaction()?;
        let mut written: Vec<(Topic, i64, Epoch, Offset)> = Vec::with_capacity(commit.topics.len());
        for it in &commit.topics {
            let key = self.topics.get(&it.topic).map(|(key, _)| *key);
            let key = Self::write(&transaction, key, it)?;
            written.push((it.topic.clone(), key, it.epoch.clone(), it.step.to));
        }
        if !commit.verdicts.is_empty() {
            let mut record = transaction.prepare_cached(
                "INSERT INTO verdicts (id, user, at, verdict) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            )?;
            for it in &commit.verdicts {
                let mut verdict = Vec::new();
                json(&it.verdict, &mut verdict)?;
                let verdict = String::from_utf8_lossy(&verdict);
                record.execute(params![
                    it.id.as_str(),
                    it.user.as_str(),
                    signed(it.at.as_millis()),
                    verdict
                ])?;
            }
            transaction
                .prepare_cached("DELETE FROM verdicts WHERE at < ?1")?
                .execute(params![signed(commit.verdicts_since.as_millis())])?;
        }
        for it in &commit.history {
            let key = written
                .iter()
                .find(|(topic, ..)| *topic == it.topic)
                .map(|(_, key, ..)| *key);
            // It stands in the transaction of its change, or nowhere.
            let Some(key) = key else { continue };
            let mut deed = Vec::new();
            json(&it.deed, &mut deed)?;
            transaction
                .prepare_cached("INSERT INTO history (topic, id, n, deed) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![
                    key,
                    it.id.as_str(),
                    signed(it.n),
                    String::from_utf8_lossy(&deed)
                ])?;
            transaction
                .prepare_cached("DELETE FROM history WHERE topic = ?1 AND id = ?2 AND n <= ?3")?
                .execute(params![
                    key,
                    it.id.as_str(),
                    signed(it.n.saturating_sub(ENTRIES_MAX as u64))
                ])?;
        }
        tracks::write(&transaction, commit)?;
        transaction.commit()?;
        for (topic, key, epoch, offset) in written {
            self.topics.insert(topic, (key, Position { epoch, offset }));
        }
        Ok(())
    }

    fn track(&mut self, query: &TrackQuery) -> Result<Vec<TrackPoint>, StoreError> {
        tracks::read(&self.connection, query)
    }

    fn reset(&mut self) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        transaction
            .execute_batch("DELETE FROM attachments; DELETE FROM tracks; DELETE FROM history; DELETE FROM log; DELETE FROM rows; DELETE FROM verdicts; DELETE FROM topics;")?;
        transaction.commit()?;
        self.topics.clear();
        Ok(())
    }
}

/// SQLite numbers are signed; those of the protocol stay below 2⁵³.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn json(value: &(impl serde::Serialize + ?Sized), bytes: &mut Vec<u8>) -> Result<(), StoreError> {
    bytes.clear();
    serde_json::to_writer(bytes, value).map_err(|it| StoreError::Corrupt(it.to_string()))
}
