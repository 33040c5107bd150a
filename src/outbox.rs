//! Where actions are kept until they are settled or given up: on the disk, written in the order they were asked for.

use std::rc::Rc;

use protocol::MutationId;
use sync::OutboxRecord;

use crate::{
    platform::database::Write,
    shelf::{self, Shelf},
};

/// The outbox on the disk.
pub struct Outbox {
    shelf: Shelf,
    kept: Kept,
}

/// Called with every record that was to be kept, and whether it is.
pub type Kept = Rc<dyn Fn(&MutationId, bool)>;

impl Outbox {
    /// Nothing looked at yet; what is written meanwhile waits.
    pub fn new(kept: Kept) -> Self {
        let by_id = Rc::clone(&kept);
        let by_name: shelf::Kept = Rc::new(move |name, is_kept| by_id(&MutationId::from(name), is_kept));
        Self {
            shelf: Shelf::new("livedeck", Some("livedeck.outbox."), by_name),
            kept,
        }
    }

    /// Looks at the disk: everything that is kept there, of whomever. What cannot be read is left where it is.
    pub async fn open(&self) -> Vec<OutboxRecord> {
        read(&self.shelf.open().await)
    }

    /// Looks once more: other tabs write there, too.
    pub async fn look(&self) -> Vec<OutboxRecord> {
        // What ended here a moment ago may still lie there, and is no other tab's.
        self.shelf.settled().await;
        read(&self.shelf.look().await)
    }

    /// Keeps a record in place of what stands there under its id.
    pub fn keep(&self, record: &OutboxRecord) {
        match serde_json::to_string(record) {
            Ok(text) => self.shelf.push(Write::Put(record.id.to_string(), text)),
            Err(_) => (self.kept)(&record.id, false),
        }
    }

    /// Removes a record.
    pub fn remove(&self, id: &MutationId) {
        self.shelf.push(Write::Remove(id.to_string()));
    }
}

fn read(texts: &[String]) -> Vec<OutboxRecord> {
    let records = texts.iter().map(|it| serde_json::from_str(it));
    records.filter_map(Result::ok).collect()
}
