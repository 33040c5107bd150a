//! Photos and signatures on the disk, so that a killed browser loses none, and a mark beside them in `localStorage` that says
//! whether there is anything to look for.

use std::rc::Rc;

use protocol::{RowId, UserId};
use serde::{Deserialize, Serialize};

use super::File;
use crate::{
    platform::{database::Write, storage},
    shelf::{Kept, Shelf},
};

#[derive(Deserialize, Serialize)]
struct Record {
    user: UserId,
    file: File,
}

/// The files of one driver on this disk.
pub struct FileDisk {
    shelf: Shelf,
    user: UserId,
    kept: Kept,
}

impl FileDisk {
    /// Nothing looked at yet; what is written meanwhile waits. `kept` is told of each file whether it lies there.
    pub fn of(user: UserId, kept: Kept) -> Self {
        let shelf = Shelf::new(NAME, None, Rc::clone(&kept));
        Self { shelf, user, kept }
    }

    /// What waits there of this driver.
    pub async fn open(&self) -> Vec<File> {
        let texts = self.shelf.open().await;
        let records = texts
            .iter()
            .filter_map(|it| serde_json::from_str::<Record>(it).ok());
        records
            .filter(|it| it.user == self.user)
            .map(|it| it.file)
            .collect()
    }

    /// Keeps a file.
    pub fn keep(&self, file: &File) {
        // Before the file itself, or signing out would not know that there is something to forget.
        let _ = storage::write(MARK, "1");
        let record = Record {
            user: self.user.clone(),
            file: file.clone(),
        };
        match serde_json::to_string(&record) {
            Ok(text) => self.shelf.push(Write::Put(file.id.to_string(), text)),
            Err(_) => (self.kept)(file.id.as_str(), false),
        }
    }

    /// Forgets a file.
    pub fn remove(&self, id: &RowId) {
        self.shelf.push(Write::Remove(id.to_string()));
    }
}

/// Removes every file, whosever it is.
pub fn forget_all() {
    if storage::read(MARK).is_none() {
        return;
    }
    storage::remove(MARK);
    let shelf = Shelf::new(NAME, None, Rc::new(|_, _| ()));
    shelf.push(Write::Clear);
    wasm_bindgen_futures::spawn_local(async move {
        shelf.open().await;
    });
}

const NAME: &str = "livedeck-proof";
const MARK: &str = "livedeck:1:proof";
