//! Opening the file: how it is kept safe, and how older files are brought up to date.

use std::{
    fs::{File, TryLockError},
    path::Path,
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::store::StoreError;

/// Another connection to the same file, configured alike and migrated, for tables that are not rows (accounts,
/// sessions, device keys, audit). WAL lets it read beside the writer; its own writes wait for the writer's.
///
/// # Errors
///
/// When the file cannot be opened, is no database, is damaged, or was written by a newer version. It is not
/// changed then.
pub fn connect(path: &Path) -> Result<Connection, StoreError> {
    prepare(open(path)?)
}

/// The same after reading through the whole file once.
///
/// # Errors
///
/// As [`connect`].
pub fn connect_checked(path: &Path) -> Result<Connection, StoreError> {
    let connection = open(path)?;
    if version(&connection)? > 0 {
        check(&connection)?;
    }
    prepare(connection)
}

/// Makes sure that nobody else writes: a file beside the database, locked and never removed.
pub(super) fn lock(path: &Path) -> Result<File, StoreError> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".lock");
    let unusable = |why: std::io::Error| StoreError::Unavailable(why.to_string());
    let file = File::create(beside).map_err(unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse),
        Err(TryLockError::Error(why)) => Err(unusable(why)),
    }
}

/// Opens the file without writing to it.
fn open(path: &Path) -> Result<Connection, StoreError> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    // A newer or damaged file must be recognised before anything is written, the journal mode included.
    refuse_newer(version(&connection)?)?;
    Ok(connection)
}

fn prepare(mut connection: Connection) -> Result<Connection, StoreError> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "wal_autocheckpoint", WAL_PAGES)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.set_prepared_statement_cache_capacity(64);
    migrate(&mut connection)?;
    Ok(connection)
}

/// Runs what the file has not seen yet; all of it or nothing.
fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    // Read again under the lock: another connection may have been faster.
    let found = version(&transaction)?;
    refuse_newer(found)?;
    if found < KNOWN {
        for migration in &MIGRATIONS[found as usize..] {
            transaction.execute_batch(migration)?;
        }
        transaction.pragma_update(None, "user_version", KNOWN)?;
    }
    transaction.commit()?;
    Ok(())
}

fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

const fn refuse_newer(found: u32) -> Result<(), StoreError> {
    if found > KNOWN {
        return Err(StoreError::Newer { found, known: KNOWN });
    }
    Ok(())
}

fn check(connection: &Connection) -> Result<(), StoreError> {
    let report: String = connection.pragma_query_value(None, "quick_check", |row| row.get(0))?;
    if report == "ok" {
        return Ok(());
    }
    Err(StoreError::Corrupt(report))
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            // Not SQLite's own error: a column holds something that this version never writes.
            None | Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Corrupt(error.to_string())
            }
            Some(_) => Self::Unavailable(error.to_string()),
        }
    }
}

/// Every step of the schema, in order. A step that was ever released is never changed.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_rows.sql"),
    include_str!("../migrations/0002_accounts.sql"),
    include_str!("../migrations/0003_tokens.sql"),
    include_str!("../migrations/0004_history.sql"),
    include_str!("../migrations/0005_tracks.sql"),
    include_str!("../migrations/0006_attachments.sql"),
    include_str!("../migrations/0007_push.sql"),
];

/// The newest schema known here.
#[expect(
    clippy::cast_possible_truncation,
    reason = "there are a handful of migrations"
)]
const KNOWN: u32 = MIGRATIONS.len() as u32;

/// How long a write waits for another connection's.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Pages of 4 KiB after which the write-ahead log is folded into the file.
const WAL_PAGES: i64 = 4000;

/// Memory for pages of the file.
const CACHE_KIB: i64 = 32 * 1024;
