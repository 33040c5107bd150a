//! What only a file can go through.

use std::{
    fs,
    path::PathBuf,
    sync::atomic::{AtomicU32, Ordering},
};

use super::*;
use crate::store::contract::{Place, commit, put, store_contract, vehicles};

/// A folder of its own, gone in the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("livedeck-store-{}-{count}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("livedeck.db")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder left behind in the temporary directory harms nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Place for Folder {
    fn open(&self) -> Box<dyn Store> {
        Box::new(SqliteStore::open(&self.file()).unwrap())
    }
}

store_contract!(Folder::new());

/// ST9: a file of a newer version is refused with what to do, and not touched.
#[test]
fn st9_a_newer_schema_is_refused() {
    let folder = Folder::new();
    drop(folder.open());
    let connection = Connection::open(folder.file()).unwrap();
    connection.pragma_update(None, "user_version", 1_000).unwrap();
    connection
        .pragma_update(None, "wal_checkpoint", "TRUNCATE")
        .unwrap();
    drop(connection);
    let before = fs::read(folder.file()).unwrap();

    let refused = SqliteStore::open(&folder.file()).unwrap_err();

    assert!(
        matches!(refused, StoreError::Newer { found: 1_000, .. }),
        "{refused}"
    );
    assert!(refused.to_string().contains("newer version"), "{refused}");
    assert_eq!(fs::read(folder.file()).unwrap(), before);
}

/// ST10: a file that is no database is refused, and not touched.
#[test]
fn st10_a_file_of_something_else_is_refused() {
    let folder = Folder::new();
    let letter = "Dear diary, ".repeat(1_000);
    fs::write(folder.file(), &letter).unwrap();

    let refused = SqliteStore::open(&folder.file()).unwrap_err();

    assert!(matches!(refused, StoreError::Corrupt(_)), "{refused}");
    assert_eq!(fs::read_to_string(folder.file()).unwrap(), letter);
}

/// ST10: a database with a damaged page is refused, and not touched.
#[test]
fn st10_a_damaged_database_is_refused() {
    let folder = Folder::new();
    let mut store = folder.open();
    for from in 0..300 {
        store
            .commit(&commit(vec![put(vehicles(), from, &format!("row-{from}"), from)]))
            .unwrap();
    }
    drop(store);
    let mut bytes = fs::read(folder.file()).unwrap();
    let middle = bytes.len() / 2 / 4096 * 4096;
    bytes[middle..middle + 2048].fill(0x5a);
    fs::write(folder.file(), &bytes).unwrap();

    let refused = SqliteStore::open(&folder.file()).unwrap_err();

    assert!(matches!(refused, StoreError::Corrupt(_)), "{refused}");
    assert!(refused.to_string().contains("nothing was changed"), "{refused}");
    assert_eq!(fs::read(folder.file()).unwrap(), bytes);
}

/// ST10: rows that this gateway cannot have written are an error, never skipped.
#[test]
fn st10_a_row_that_is_no_row_is_refused() {
    let folder = Folder::new();
    folder
        .open()
        .commit(&commit(vec![put(vehicles(), 0, "a", 1)]))
        .unwrap();
    connect(&folder.file())
        .unwrap()
        .execute("UPDATE rows SET body = x'7b'", [])
        .unwrap();

    assert!(matches!(folder.open().load(), Err(StoreError::Corrupt(_))));
}

/// ST11: what is not committed does not exist after a crash; what is committed does.
#[test]
fn st11_a_crash_leaves_whole_commits_only() {
    let folder = Folder::new();
    folder
        .open()
        .commit(&commit(vec![put(vehicles(), 0, "a", 1)]))
        .unwrap();
    let copy = Folder::new();
    let mut store = SqliteStore::open(&folder.file()).unwrap();
    store.commit(&commit(vec![put(vehicles(), 1, "b", 2)])).unwrap();
    let transaction = store.connection.transaction().unwrap();
    SqliteStore::write(&transaction, Some(1), &put(vehicles(), 2, "c", 3)).unwrap();
    // What is on the disk at the moment of the crash: the file and its write-ahead log.
    for end in ["", "-wal"] {
        let name = format!("livedeck.db{end}");
        fs::copy(folder.0.join(&name), copy.0.join(&name)).unwrap();
    }

    let state = copy.open().load().unwrap();

    assert_eq!(state.topics[0].position.offset, Offset(2));
    assert_eq!(state.topics[0].rows.len(), 2);
}

/// ST12: another connection reads and writes its own tables beside the store.
#[test]
fn st12_a_second_connection_works_beside_the_store() {
    let folder = Folder::new();
    let mut store = folder.open();
    let second = connect(&folder.file()).unwrap();
    second.execute_batch("CREATE TABLE notes (text TEXT)").unwrap();

    store.commit(&commit(vec![put(vehicles(), 0, "a", 1)])).unwrap();
    second.execute("INSERT INTO notes VALUES ('x')", []).unwrap();
    store.commit(&commit(vec![put(vehicles(), 1, "a", 2)])).unwrap();

    let n: u32 = second
        .query_row("SELECT count(*) FROM rows", [], |row| row.get(0))
        .unwrap();
    assert_eq!(n, 1);
}

/// ST13: a second gateway is refused while the first lives, and welcome afterwards.
#[test]
fn st13_one_store_at_a_time() {
    let folder = Folder::new();
    let first = SqliteStore::open_alone(&folder.file()).unwrap();

    let second = SqliteStore::open_alone(&folder.file());

    assert!(matches!(second, Err(StoreError::InUse)), "{second:?}");
    drop(first);
    assert!(SqliteStore::open_alone(&folder.file()).is_ok());
}

/// DI17: the last position before a moment is one step down the primary key, and no search.
#[test]
fn di17_the_last_position_is_found_by_the_key() {
    let folder = Folder::new();
    drop(folder.open());
    let connection = Connection::open(folder.file()).unwrap();
    let plan: Vec<String> = connection
        .prepare(&format!("EXPLAIN QUERY PLAN {}", super::tracks::LAST))
        .unwrap()
        .query_map(params![1, "d1", 1], |row| row.get(3))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        plan,
        ["SEARCH tracks USING PRIMARY KEY (day=? AND driver=? AND at<?)"]
    );
}
