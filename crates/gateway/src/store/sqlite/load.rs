//! Reading everything back, and refusing what this gateway never wrote.

use std::{collections::HashMap, sync::Arc};

use protocol::{Digest, Epoch, MutationId, Offset, Position, Revision, Timestamp, Topic, UserId};
use rusqlite::Connection;
use serde::de::DeserializeOwned;

use crate::store::{HistoryEntry, LogStep, RecordedVerdict, StoreError, StoredState, StoredTopic};

/// Every topic's key and position.
pub fn positions(connection: &Connection) -> Result<HashMap<Topic, (i64, Position)>, StoreError> {
    let mut statement = connection.prepare(r#"SELECT key, topic, epoch, "offset" FROM topics"#)?;
    let mut rows = statement.query([])?;
    let mut positions = HashMap::new();
    while let Some(row) = rows.next()? {
        let path: String = row.get(1)?;
        let topic = path
            .parse()
            .map_err(|_| StoreError::Corrupt(format!("there is no topic {path:?}")))?;
        let epoch = Epoch::from(row.get::<_, String>(2)?);
        let offset = Offset(unsigned(row.get(3)?)?);
        positions.insert(topic, (row.get(0)?, Position { epoch, offset }));
    }
    Ok(positions)
}

/// Everything.
pub fn state(connection: &Connection) -> Result<StoredState, StoreError> {
    let mut topics = positions(connection)?
        .into_iter()
        .map(|(topic, (key, position))| {
            let log = log(connection, key)?;
            if log.last().is_some_and(|it| it.to != position.offset)
                || log.windows(2).any(|it| it[0].to != it[1].from)
            {
                return Err(StoreError::Corrupt(format!("the log of {topic} has a hole")));
            }
            Ok(StoredTopic {
                rows: rows(connection, key)?,
                topic,
                position,
                log,
            })
        })
        .collect::<Result<Vec<_>, StoreError>>()?;
    topics.sort_by(|a, b| a.topic.cmp(&b.topic));
    Ok(StoredState {
        topics,
        verdicts: verdicts(connection)?,
        history: history(connection)?,
    })
}

fn rows(connection: &Connection, key: i64) -> Result<Vec<(Revision, Arc<protocol::RawRow>)>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT revision, body FROM rows WHERE topic = ?1 ORDER BY id")?;
    let mut rows = statement.query([key])?;
    let mut read = Vec::new();
    while let Some(row) = rows.next()? {
        let body = row
            .get_ref(1)?
            .as_blob()
            .map_err(|it| StoreError::Corrupt(it.to_string()))?;
        read.push((Revision(unsigned(row.get(0)?)?), Arc::new(parse(body)?)));
    }
    Ok(read)
}

fn log(connection: &Connection, key: i64) -> Result<Vec<LogStep>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT from_offset, to_offset, sum, ops FROM log WHERE topic = ?1 ORDER BY to_offset",
    )?;
    let mut rows = statement.query([key])?;
    let mut read = Vec::new();
    while let Some(row) = rows.next()? {
        let sum: String = row.get(2)?;
        let ops = row
            .get_ref(3)?
            .as_blob()
            .map_err(|it| StoreError::Corrupt(it.to_string()))?;
        read.push(LogStep {
            from: Offset(unsigned(row.get(0)?)?),
            to: Offset(unsigned(row.get(1)?)?),
            ops: parse::<Vec<_>>(ops)?.into(),
            sum: digest(&sum)?,
        });
    }
    Ok(read)
}

fn verdicts(connection: &Connection) -> Result<Vec<RecordedVerdict>, StoreError> {
    let mut statement = connection.prepare("SELECT id, user, at, verdict FROM verdicts ORDER BY at, id")?;
    let mut rows = statement.query([])?;
    let mut read = Vec::new();
    while let Some(row) = rows.next()? {
        let verdict: String = row.get(3)?;
        read.push(RecordedVerdict {
            id: MutationId::from(row.get::<_, String>(0)?),
            user: UserId::from(row.get::<_, String>(1)?),
            at: Timestamp::from_millis(unsigned(row.get(2)?)?),
            verdict: parse(verdict.as_bytes())?,
        });
    }
    Ok(read)
}

fn history(connection: &Connection) -> Result<Vec<HistoryEntry>, StoreError> {
    let mut statement = connection.prepare(
        "SELECT topics.topic, id, n, deed FROM history JOIN topics ON topics.key = history.topic
         ORDER BY history.topic, id, n",
    )?;
    let mut rows = statement.query([])?;
    let mut read = Vec::new();
    while let Some(row) = rows.next()? {
        let path: String = row.get(0)?;
        let deed: String = row.get(3)?;
        read.push(HistoryEntry {
            topic: path
                .parse()
                .map_err(|_| StoreError::Corrupt(format!("there is no topic {path:?}")))?,
            id: protocol::RowId::from(row.get::<_, String>(1)?),
            n: unsigned(row.get(2)?)?,
            deed: parse(deed.as_bytes())?,
        });
    }
    Ok(read)
}

fn digest(text: &str) -> Result<Digest, StoreError> {
    serde_json::from_value(serde_json::Value::from(text)).map_err(|it| StoreError::Corrupt(it.to_string()))
}

fn parse<T: DeserializeOwned>(json: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(json).map_err(|it| StoreError::Corrupt(it.to_string()))
}

fn unsigned(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| StoreError::Corrupt(format!("a negative number: {number}")))
}
