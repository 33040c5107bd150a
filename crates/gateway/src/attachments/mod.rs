//! Photos and signatures of shipments: they come in parts, each of which is durable before it is answered.
//!
//! The tables lie beside the rows, on a connection of their own: a photo that is written holds up nobody who signs in.
//! Every method does a short piece of disk work: call it from a blocking thread.

mod media;
mod refused;

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use protocol::{RowId, Timestamp, UserId};
use rusqlite::{Connection, OptionalExtension as _, Row, Transaction, TransactionBehavior, params};

use crate::{
    config::{
        ATTACHED_PER_DAY, ATTACHMENT_BYTES_MAX, ATTACHMENTS_KEPT, ATTACHMENTS_PER_SHIPMENT, UNFINISHED_KEPT,
        UNFINISHED_PER_PERSON,
    },
    store::{StoreError, sqlite::connect},
};

pub use media::Media;
pub use refused::Refused;

/// What an attachment shows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// A photo.
    Photo,
    /// What somebody signed.
    Signature,
}

impl Kind {
    /// In a word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Signature => "signature",
        }
    }

    /// The kind of that word.
    pub fn named(word: &str) -> Option<Self> {
        [Self::Photo, Self::Signature]
            .into_iter()
            .find(|it| it.as_str() == word)
    }
}

/// An attachment without its bytes.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Attachment {
    /// Made by the client; names it for ever.
    pub id: RowId,
    /// What it belongs to.
    pub shipment: RowId,
    /// Who sends it.
    pub owner: UserId,
    /// What it shows.
    pub kind: Kind,
    /// Of what type it is.
    pub media: Media,
    /// Bytes it has when it is complete.
    pub size: u64,
    /// Bytes that are there.
    pub received: u64,
    /// When it began to come.
    pub at: Timestamp,
}

impl Attachment {
    /// Whether all of it is there.
    pub const fn is_complete(&self) -> bool {
        self.received == self.size
    }
}

/// A part as it comes.
#[derive(Clone, Debug)]
pub struct Part {
    /// What it is a part of: as it will be, with nothing received.
    pub of: Attachment,
    /// Where it begins.
    pub offset: u64,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// What became of a part.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Kept {
    /// How the attachment stands now.
    pub attachment: Attachment,
    /// Whether the part was new.
    pub is_new: bool,
}

/// The attachments' side of the database.
#[derive(Debug)]
pub struct Attachments(Mutex<Connection>);

impl Attachments {
    /// Opens the tables in the database at `path`.
    ///
    /// # Errors
    ///
    /// When the file cannot be opened or written, or a newer version wrote it.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        connect(path).map(|it| Self(Mutex::new(it)))
    }

    /// Keeps a part; durable when it returns. The same part again changes nothing.
    ///
    /// # Errors
    ///
    /// When the file cannot be written. The inner error says why the part is not kept.
    pub fn put(&self, part: &Part, now: Timestamp) -> Result<Result<Kept, Refused>, StoreError> {
        let mut db = self.db();
        let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let kept = put(&transaction, part, now)?;
        if kept.is_ok() {
            transaction.commit()?;
        }
        Ok(kept)
    }

    /// An attachment, if something of it is there.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn find(&self, id: &RowId) -> Result<Option<Attachment>, StoreError> {
        find(&self.db(), id)
    }

    /// The bytes of an attachment that are there.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn bytes(&self, id: &RowId) -> Result<Vec<u8>, StoreError> {
        let db = self.db();
        let mut statement =
            db.prepare_cached("SELECT body FROM attachment_parts WHERE attachment = ?1 ORDER BY start")?;
        let mut rows = statement.query([id.as_str()])?;
        let mut bytes = Vec::new();
        while let Some(row) = rows.next()? {
            bytes.extend_from_slice(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?);
        }
        Ok(bytes)
    }

    /// Those of a shipment, the oldest first.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    pub fn of(&self, shipment: &RowId) -> Result<Vec<Attachment>, StoreError> {
        let db = self.db();
        let mut statement = db.prepare_cached(&format!("{SELECT} WHERE shipment = ?1 ORDER BY at, id"))?;
        let mut rows = statement.query([shipment.as_str()])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(attachment(row)?);
        }
        Ok(all)
    }

    /// A panic elsewhere leaves the connection usable: every transaction stands for itself or rolls back.
    fn db(&self) -> MutexGuard<'_, Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn put(db: &Transaction<'_>, part: &Part, now: Timestamp) -> Result<Result<Kept, Refused>, StoreError> {
    let Part { of, offset, body } = part;
    let length = body.len() as u64;
    if of.size > ATTACHMENT_BYTES_MAX {
        return Ok(Err(Refused::TooLarge));
    }
    if body.is_empty() || offset.saturating_add(length) > of.size {
        return Ok(Err(Refused::Malformed));
    }
    let there = find(db, &of.id)?;
    let mut whole = match there {
        Some(it) if !is_same(&it, of) => return Ok(Err(Refused::Taken)),
        Some(it) => it,
        None if *offset > 0 => return Ok(Err(Refused::Offset { received: 0 })),
        None if Media::of(body) != Some(of.media) => return Ok(Err(Refused::WrongType)),
        None => {
            forget(db, now)?;
            if is_full(db, of, now)? {
                return Ok(Err(Refused::Full));
            }
            begin(db, of, now)?;
            Attachment {
                received: 0,
                at: now,
                ..of.clone()
            }
        }
    };
    if *offset < whole.received && is_there(db, part)? {
        return Ok(Ok(Kept {
            attachment: whole,
            is_new: false,
        }));
    }
    if *offset != whole.received {
        return Ok(Err(Refused::Offset {
            received: whole.received,
        }));
    }
    db.prepare_cached("INSERT INTO attachment_parts (attachment, start, body) VALUES (?1, ?2, ?3)")?
        .execute(params![of.id.as_str(), number(*offset), body])?;
    whole.received += length;
    db.prepare_cached("UPDATE attachments SET received = ?2, touched = ?3 WHERE id = ?1")?
        .execute(params![
            of.id.as_str(),
            number(whole.received),
            number(now.as_millis())
        ])?;
    Ok(Ok(Kept {
        attachment: whole,
        is_new: true,
    }))
}

fn is_same(a: &Attachment, b: &Attachment) -> bool {
    let of = |it: &Attachment| (it.shipment.clone(), it.owner.clone(), it.kind, it.media, it.size);
    of(a) == of(b)
}

/// Whether these very bytes stand there already.
fn is_there(db: &Connection, part: &Part) -> Result<bool, StoreError> {
    let body: Option<Vec<u8>> = db
        .prepare_cached("SELECT body FROM attachment_parts WHERE attachment = ?1 AND start = ?2")?
        .query_row(params![part.of.id.as_str(), number(part.offset)], |row| {
            row.get(0)
        })
        .optional()?;
    Ok(body.is_some_and(|it| it == part.body))
}

fn is_full(db: &Connection, of: &Attachment, now: Timestamp) -> Result<bool, StoreError> {
    let count = |question: &str, name: &str| -> Result<i64, StoreError> {
        Ok(db.prepare_cached(question)?.query_row([name], |row| row.get(0))?)
    };
    let of_shipment = count(
        "SELECT count(*) FROM attachments WHERE shipment = ?1",
        of.shipment.as_str(),
    )?;
    let unfinished = count(
        "SELECT count(*) FROM attachments WHERE owner = ?1 AND received < size",
        of.owner.as_str(),
    )?;
    let today: i64 = db
        .prepare_cached("SELECT coalesce(sum(size), 0) FROM attachments WHERE owner = ?1 AND at > ?2")?
        .query_row(
            params![of.owner.as_str(), number((now - DAY).as_millis())],
            |row| row.get(0),
        )?;
    let reached = |count: i64, limit: usize| usize::try_from(count).is_ok_and(|it| it >= limit);
    Ok(reached(of_shipment, ATTACHMENTS_PER_SHIPMENT)
        || reached(unfinished, UNFINISHED_PER_PERSON)
        || today.unsigned_abs() + of.size > ATTACHED_PER_DAY)
}

fn begin(db: &Connection, of: &Attachment, now: Timestamp) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO attachments (id, shipment, owner, kind, media, size, received, at, touched)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?7)",
    )?
    .execute(params![
        of.id.as_str(),
        of.shipment.as_str(),
        of.owner.as_str(),
        of.kind.as_str(),
        of.media.as_str(),
        number(of.size),
        number(now.as_millis()),
    ])?;
    Ok(())
}

/// Removes some of what is too old: with each that begins, so that none is slow.
fn forget(db: &Connection, now: Timestamp) -> Result<(), StoreError> {
    db.prepare_cached(
        "DELETE FROM attachments WHERE id IN (
             SELECT id FROM attachments WHERE touched < ?1 AND (received < size OR touched < ?2) LIMIT 20)",
    )?
    .execute(params![
        number((now - UNFINISHED_KEPT).as_millis()),
        number((now - ATTACHMENTS_KEPT).as_millis()),
    ])?;
    Ok(())
}

fn find(db: &Connection, id: &RowId) -> Result<Option<Attachment>, StoreError> {
    let mut statement = db.prepare_cached(&format!("{SELECT} WHERE id = ?1"))?;
    let mut rows = statement.query([id.as_str()])?;
    rows.next()?.map(attachment).transpose()
}

fn attachment(row: &Row<'_>) -> Result<Attachment, StoreError> {
    let text = |index: usize| row.get::<_, String>(index);
    let count = |index: usize| row.get::<_, i64>(index).map(i64::unsigned_abs);
    let (kind, media) = (text(3)?, text(4)?);
    let strange = |what: &str| StoreError::Corrupt(format!("an attachment of the kind {what}"));
    Ok(Attachment {
        id: RowId::from(text(0)?),
        shipment: RowId::from(text(1)?),
        owner: UserId::from(text(2)?),
        kind: Kind::named(&kind).ok_or_else(|| strange(&kind))?,
        media: Media::named(&media).ok_or_else(|| strange(&media))?,
        size: count(5)?,
        received: count(6)?,
        at: Timestamp::from_millis(count(7)?),
    })
}

/// Sizes and moments as SQLite keeps them.
fn number(it: u64) -> i64 {
    i64::try_from(it).unwrap_or(i64::MAX)
}

const SELECT: &str = "SELECT id, shipment, owner, kind, media, size, received, at FROM attachments";

const DAY: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);
