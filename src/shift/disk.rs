//! Positions that wait, on the disk: one text each, so that a killed browser loses none, and a note beside them in
//! `localStorage` that says whether there is anything to look for.

use std::rc::Rc;

use protocol::{Timestamp, UserId};
use serde::{Deserialize, Serialize};

use crate::{
    platform::{database, storage},
    shelf::Shelf,
    track::{Fix, Write},
};

/// What is kept beside the positions.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(default)]
pub(super) struct Notes {
    /// The driver agreed on this phone that it may tell where it is.
    pub(super) is_agreed: bool,
    /// The day that the bytes are of, as a number of days.
    pub(super) day: u64,
    /// Bytes sent on that day.
    pub(super) bytes: u64,
}

impl Notes {
    pub(super) fn read() -> Self {
        let kept = storage::read(NOTES).and_then(|it| serde_json::from_str(&it).ok());
        kept.unwrap_or_default()
    }

    pub(super) fn change(change: impl FnOnce(&mut Self)) -> Self {
        let mut notes = Self::read();
        change(&mut notes);
        if let Ok(text) = serde_json::to_string(&notes) {
            // Not kept: the driver is asked again, and the count begins anew.
            let _ = storage::write(NOTES, &text);
        }
        notes
    }
}

/// A position on the disk: whose, and which.
#[derive(Deserialize, Serialize)]
struct Record {
    user: UserId,
    fix: Fix,
}

/// The positions of one driver on this disk; clones are the same ones.
#[derive(Clone)]
pub struct Disk {
    shelf: Shelf,
    user: UserId,
}

impl Disk {
    /// Nothing looked at yet; what is written meanwhile waits.
    pub fn of(user: UserId) -> Self {
        // A mark from the first moment on, or signing out would not know that there is something to forget.
        Notes::change(|_| ());
        Self { shelf: shelf(), user }
    }

    /// What waits there of this driver. What is older than a day goes, whosever it is; so does what nobody can read.
    pub async fn open(&self, now: Timestamp) -> Vec<Fix> {
        let texts = self.shelf.open().await;
        let records = texts
            .iter()
            .filter_map(|it| serde_json::from_str::<Record>(it).ok());
        let (young, old): (Vec<_>, Vec<_>) = records.partition(|it| now.since(it.fix.at) <= KEPT_FOR);
        for Record { user, fix } in old {
            self.shelf.push(database::Write::Remove(name(&user, fix.at)));
        }
        let own = young.into_iter().filter(|it| it.user == self.user);
        own.map(|it| it.fix).collect()
    }

    /// Comes back once everything that was to be written is, or the disk refused it.
    pub async fn settled(&self) {
        self.shelf.settled().await;
    }

    /// Does what the reporter asks for, in order.
    pub fn write(&self, writes: Vec<Write>) {
        for write in writes {
            self.shelf.push(match write {
                Write::Keep(fix) => {
                    let (name, user) = (name(&self.user, fix.at), self.user.clone());
                    match serde_json::to_string(&Record { user, fix }) {
                        Ok(text) => database::Write::Put(name, text),
                        Err(_) => continue,
                    }
                }
                Write::Drop(at) => database::Write::Remove(name(&self.user, at)),
            });
        }
    }
}

/// Removes everything, also the notes.
pub fn forget_all() {
    if storage::read(NOTES).is_none() {
        return;
    }
    storage::remove(NOTES);
    let shelf = shelf();
    shelf.push(database::Write::Clear);
    wasm_bindgen_futures::spawn_local(async move {
        shelf.open().await;
    });
}

fn shelf() -> Shelf {
    Shelf::new("livedeck-track", None, Rc::new(|_, _| ()))
}

/// Names sort by time.
fn name(user: &UserId, at: Timestamp) -> String {
    format!("{user}:{:013}", at.as_millis())
}

/// Days begin at midnight UTC.
pub(super) const DAY_MS: u64 = 86_400_000;

const NOTES: &str = "livedeck:1:shift";

/// As long as the gateway takes them.
const KEPT_FOR: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);
