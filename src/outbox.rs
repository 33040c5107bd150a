//! Where actions are kept until they are settled or given up: on the disk, written in the order they were asked for.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use protocol::MutationId;
use sync::OutboxRecord;
use wasm_bindgen_futures::spawn_local;

use crate::platform::{
    database::{Database, Write},
    storage::{self, StorageError},
};

/// The outbox on the disk; clones are the same one.
#[derive(Clone)]
pub struct Outbox(Rc<Inner>);

struct Inner {
    /// `None` until the disk has been looked at.
    shelf: RefCell<Option<Shelf>>,
    queue: RefCell<Vec<Write>>,
    is_writing: Cell<bool>,
}

/// Where the records lie.
#[derive(Clone)]
enum Shelf {
    Database(Database),
    /// The browser has no database for this page. Better than nothing: it survives a reload, not a crash.
    LocalStorage,
}

/// Called with every record that was to be kept, and whether it is.
pub type Kept = Rc<dyn Fn(&MutationId, bool)>;

impl Outbox {
    /// Nothing looked at yet; what is written meanwhile waits.
    pub fn new() -> Self {
        Self(Rc::new(Inner {
            shelf: RefCell::new(None),
            queue: RefCell::default(),
            is_writing: Cell::new(false),
        }))
    }

    /// Looks at the disk: everything that is kept there, of whomever. What cannot be read is left where it is.
    pub async fn open(&self, kept: Kept) -> Vec<OutboxRecord> {
        let shelf = match Database::open(NAME).await {
            Ok(database) => Shelf::Database(database),
            Err(_) => Shelf::LocalStorage,
        };
        let texts = match &shelf {
            Shelf::Database(database) => database.all().await.unwrap_or_default(),
            Shelf::LocalStorage => storage::keys(PREFIX)
                .iter()
                .filter_map(|it| storage::read(it))
                .collect(),
        };
        *self.0.shelf.borrow_mut() = Some(shelf);
        self.write_on(kept);
        texts
            .iter()
            .filter_map(|it| serde_json::from_str(it).ok())
            .collect()
    }

    /// Keeps a record in place of what stands there under its id.
    pub fn keep(&self, record: &OutboxRecord, kept: Kept) {
        match serde_json::to_string(record) {
            Ok(text) => self.push(Write::Put(record.id.to_string(), text), kept),
            Err(_) => kept(&record.id, false),
        }
    }

    /// Removes a record.
    pub fn remove(&self, id: &MutationId, kept: Kept) {
        self.push(Write::Remove(id.to_string()), kept);
    }

    fn push(&self, step: Write, kept: Kept) {
        self.0.queue.borrow_mut().push(step);
        self.write_on(kept);
    }

    /// Writes what waits; one writer at a time, so that a removal never overtakes what it removes.
    fn write_on(&self, kept: Kept) {
        let Some(shelf) = self.0.shelf.borrow().clone() else {
            return;
        };
        if self.0.queue.borrow().is_empty() || self.0.is_writing.replace(true) {
            return;
        }
        let inner = Rc::clone(&self.0);
        spawn_local(async move {
            loop {
                let steps = inner.queue.take();
                if steps.is_empty() {
                    break;
                }
                for (id, is_kept) in shelf.write(&steps).await {
                    kept(&id, is_kept);
                }
            }
            inner.is_writing.set(false);
        });
    }
}

impl Default for Outbox {
    fn default() -> Self {
        Self::new()
    }
}

impl Shelf {
    /// Carries the steps out; says of every record to keep whether it is kept.
    async fn write(&self, steps: &[Write]) -> Vec<(MutationId, bool)> {
        let whole = self.try_write(steps).await;
        let mut kept = Vec::new();
        for step in steps {
            // What does not fit together may fit one by one.
            let is_kept = whole.is_ok() || self.try_write(std::slice::from_ref(step)).await.is_ok();
            if let Write::Put(id, _) = step {
                kept.push((MutationId::from(id.as_str()), is_kept));
            }
        }
        kept
    }

    async fn try_write(&self, steps: &[Write]) -> Result<(), StorageError> {
        match self {
            Self::Database(database) => database.write(steps).await,
            Self::LocalStorage => steps.iter().try_for_each(|step| match step {
                Write::Put(id, text) => storage::write(&format!("{PREFIX}{id}"), text),
                Write::Remove(id) => {
                    storage::remove(&format!("{PREFIX}{id}"));
                    Ok(())
                }
            }),
        }
    }
}

const NAME: &str = "livedeck";
const PREFIX: &str = "livedeck.outbox.";
