//! Photos, signatures and half-written words on the disk, so that a killed browser loses none, and a mark beside them in
//! `localStorage` that says whether there is anything to look for.

use std::rc::Rc;

use protocol::{RowId, UserId};
use serde::{Deserialize, Serialize};

use super::{File, Words, words::WORDS};
use crate::{
    platform::{database::Write, storage},
    shelf::{Kept, Shelf},
};

/// A file, or words.
#[derive(Deserialize, Serialize)]
struct Record {
    user: UserId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    file: Option<File>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    words: Option<Words>,
}

/// What lay on the disk.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// Photos and signatures.
    pub files: Vec<File>,
    /// What was written and not confirmed.
    pub words: Vec<Words>,
}

/// The files of one driver on this disk, and what they wrote.
pub struct FileDisk {
    shelf: Shelf,
    user: UserId,
    kept: Kept,
}

impl FileDisk {
    /// Nothing looked at yet; what is written meanwhile waits. `kept` is told of each file by its id, and of what was
    /// written by [`Words::name`], whether it lies there.
    pub fn of(user: UserId, kept: Kept) -> Self {
        let (prefix, told) = (prefix(&user), Rc::clone(&kept));
        let told = move |name: &str, is_kept: bool| match name.strip_prefix(&prefix) {
            Some(about) => told(&Words::name(&about.into()), is_kept),
            None => told(name, is_kept),
        };
        let shelf = Shelf::new(NAME, None, Rc::new(told));
        Self { shelf, user, kept }
    }

    /// What waits there of this driver.
    pub async fn open(&self) -> Found {
        self.own(&self.shelf.open().await)
    }

    /// What waits there by now, also of other tabs.
    pub async fn look(&self) -> Found {
        self.own(&self.shelf.look().await)
    }

    fn own(&self, texts: &[String]) -> Found {
        let mut found = Found::default();
        for text in texts {
            let Ok(Record { user, file, words }) = serde_json::from_str(text) else {
                continue;
            };
            if user == self.user {
                found.files.extend(file);
                found.words.extend(words);
            }
        }
        found
    }

    /// Comes back once everything that was to be written is, or the disk refused it.
    pub async fn settled(&self) {
        self.shelf.settled().await;
    }

    /// Whether nothing waits to be written.
    pub fn is_settled(&self) -> bool {
        self.shelf.is_settled()
    }

    /// Keeps a file.
    pub fn keep(&self, file: &File) {
        let record = Record {
            user: self.user.clone(),
            file: Some(file.clone()),
            words: None,
        };
        self.put(file.id.to_string(), &record);
    }

    /// Keeps what was written.
    pub fn keep_words(&self, words: &Words) {
        let record = Record {
            user: self.user.clone(),
            file: None,
            words: Some(words.clone()),
        };
        self.put(self.words_name(&words.about), &record);
    }

    /// Forgets a file.
    pub fn remove(&self, id: &RowId) {
        self.shelf.push(Write::Remove(id.to_string()));
    }

    /// Forgets what was written about it.
    pub fn remove_words(&self, about: &RowId) {
        self.shelf.push(Write::Remove(self.words_name(about)));
    }

    fn put(&self, name: String, record: &Record) {
        // Before the record itself, or signing out would not know that there is something to forget.
        let _ = storage::write(MARK, "1");
        match serde_json::to_string(record) {
            Ok(text) => self.shelf.push(Write::Put(name, text)),
            Err(_) => (self.kept)(&name, false),
        }
    }

    fn words_name(&self, about: &RowId) -> String {
        format!("{}{about}", prefix(&self.user))
    }
}

/// Two drivers of one phone write about the same shipment, one after the other.
fn prefix(user: &UserId) -> String {
    format!("{WORDS}{user}:")
}

/// Removes everything, whosever it is.
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
