//! Topics that are too large for `localStorage`: one text each in a database, and a mark in `localStorage` that says so,
//! because a page without large topics need not wait for a database.

use std::{cell::Cell, rc::Rc};

use wasm_bindgen_futures::spawn_local;

use crate::{
    platform::{database::Write, storage},
    shelf::{Kept, Shelf},
};

/// The large topics; clones are the same ones.
#[derive(Clone)]
pub(super) struct Large {
    shelf: Shelf,
    is_opened: Rc<Cell<bool>>,
}

impl Large {
    /// `kept` hears of every topic that was to be kept, and whether it is.
    pub(super) fn new(kept: Kept) -> Self {
        let unmark: Kept = Rc::new(move |topic, is_kept| {
            if !is_kept {
                storage::remove(&(MARK.to_owned() + topic));
            }
            kept(topic, is_kept);
        });
        Self {
            shelf: Shelf::new("livedeck-rows", None, unmark),
            is_opened: Rc::default(),
        }
    }

    /// Every record's text.
    pub(super) async fn all(&self) -> Vec<String> {
        self.is_opened.set(true);
        self.shelf.open().await
    }

    pub(super) fn put(&self, topic: String, text: String) {
        // Marked first: a mark without a topic costs a look, a topic without a mark would never be found.
        if storage::write(&(MARK.to_owned() + &topic), &text.len().to_string()).is_ok() {
            self.push(Write::Put(topic, text));
        }
    }

    pub(super) fn remove(&self, topic: &str) {
        let key = MARK.to_owned() + topic;
        if storage::read(&key).is_some() {
            storage::remove(&key);
            self.push(Write::Remove(topic.to_owned()));
        }
    }

    /// Removes all of them.
    pub(super) fn clear(&self) {
        for key in storage::keys(MARK) {
            storage::remove(&key);
        }
        self.push(Write::Clear);
    }

    fn push(&self, step: Write) {
        self.shelf.push(step);
        if !self.is_opened.replace(true) {
            let shelf = self.shelf.clone();
            spawn_local(async move {
                shelf.open().await;
            });
        }
    }
}

/// Every topic that is there, with its size in bytes.
pub(super) fn marks() -> impl Iterator<Item = (String, usize)> {
    storage::keys(MARK).into_iter().filter_map(|key| {
        let bytes = storage::read(&key)?.parse().ok()?;
        Some((key.strip_prefix(MARK)?.to_owned(), bytes))
    })
}

/// Names of the marks begin with it.
const MARK: &str = "livedeck:1:large:";
