//! Texts by name that must not be lost: IndexedDB, written through to the disk before they count as kept.
//!
//! `localStorage` is no place for them: a browser that is killed loses what was written there in the last seconds.

use std::rc::Rc;

// The only wrapper that lets a transaction ask for strict durability, which is the point of all this.
use indexed_db_futures::{
    database::Database as Handle,
    error::Error,
    prelude::*,
    transaction::{TransactionDurability, TransactionMode, TransactionOptions},
};

use super::storage::StorageError;

/// The open database; clones are the same one.
#[derive(Clone, Debug)]
pub struct Database(Rc<Handle>);

/// One step of a write.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Write {
    /// Keeps a text under a name, in place of what was there.
    Put(String, String),
    /// Forgets the text of a name.
    Remove(String),
    /// Forgets all of them.
    Clear,
}

impl Database {
    /// Opens the database of that name; makes it the first time.
    ///
    /// # Errors
    ///
    /// When the browser has none for this page (an old private window, a policy, a broken profile).
    pub async fn open(name: &str) -> Result<Self, StorageError> {
        Handle::open(name)
            .with_version(1_u8)
            .with_on_upgrade_needed(|_, database| {
                database.create_object_store(STORE).build()?;
                Ok(())
            })
            .await
            .map(|it| Self(Rc::new(it)))
            .map_err(|_| StorageError::Denied)
    }

    /// Every text, in the order of their names.
    ///
    /// # Errors
    ///
    /// When the browser cannot read them.
    pub async fn all(&self) -> Result<Vec<String>, StorageError> {
        self.read().await.map_err(|_| StorageError::Denied)
    }

    /// Carries out all steps or none. When it returns they are on the disk.
    ///
    /// # Errors
    ///
    /// When there is no room, or the database is gone; nothing of it has happened then.
    pub async fn write(&self, steps: &[Write]) -> Result<(), StorageError> {
        self.commit(steps).await.map_err(|_| StorageError::Full)
    }

    async fn read(&self) -> Result<Vec<String>, Error> {
        let transaction = self.0.transaction(STORE).build()?;
        let store = transaction.object_store(STORE)?;
        store.get_all::<String>().primitive()?.await?.collect()
    }

    async fn commit(&self, steps: &[Write]) -> Result<(), Error> {
        let transaction = self
            .0
            .transaction(STORE)
            .with_mode(TransactionMode::Readwrite)
            .with_options(TransactionOptions::new().with_durability(TransactionDurability::Strict))
            .build()?;
        let store = transaction.object_store(STORE)?;
        for step in steps {
            match step {
                Write::Put(name, text) => {
                    store
                        .put(text.as_str())
                        .with_key(name.as_str())
                        .primitive()?
                        .await?;
                }
                Write::Remove(name) => store.delete(name.as_str()).primitive()?.await?,
                Write::Clear => store.clear()?.await?,
            }
        }
        transaction.commit().await
    }
}

const STORE: &str = "texts";
