//! What of photos, signatures and words lies on the disk, and what the disk has refused.

use leptos::prelude::*;
use protocol::RowId;
use wasm_bindgen_futures::spawn_local;

use super::{
    super::{File, Words},
    FileKeeper,
};
use crate::platform::storage;

impl FileKeeper {
    pub(super) fn keep(&self, file: &File) {
        self.0.disk.keep(file);
        self.ask_for_persistence();
    }

    pub(super) fn write(&self, words: &Words) {
        if words.is_empty() {
            self.0.disk.remove_words(&words.about);
            self.settle_kept(&Words::name(&words.about));
        } else {
            self.0.disk.keep_words(words);
            self.ask_for_persistence();
        }
    }

    /// What was written while the disk was being read goes on where an earlier page ended.
    pub(super) fn complete(&self, earlier: Words) {
        let about = earlier.about.clone();
        let is_new = self
            .0
            .shift
            .words
            .with_untracked(|it| !it.iter().any(|it| it.about == about));
        if is_new {
            return self.0.shift.words.update(|it| it.push(earlier));
        }
        self.0.shift.write(&about, |it| it.complete(earlier));
    }

    /// Once per page: some browsers ask the person.
    fn ask_for_persistence(&self) {
        if !self.0.is_persistence_asked.replace(true) {
            spawn_local(async {
                storage::persist().await;
            });
        }
    }

    /// Hands everything to the disk once more that it has refused: there may be room by now.
    pub(super) fn save_again(&self) {
        let shift = self.0.shift;
        let unkept = shift.unkept.get_untracked();
        let is_unkept = |it: &RowId| unkept.contains(it.as_str());
        let files = self.0.files.borrow();
        files
            .values()
            .filter(|it| is_unkept(&it.id))
            .for_each(|it| self.keep(it));
        shift.drafts.with_untracked(|it| {
            it.iter()
                .filter(|it| is_unkept(&it.id))
                .for_each(|it| self.keep(it));
        });
        shift.words.with_untracked(|it| {
            let words = it.iter().filter(|it| unkept.contains(&Words::name(&it.about)));
            words.for_each(|it| self.write(it));
        });
    }

    /// The disk has taken it, or refused it.
    pub(super) fn note(&self, name: &str, is_kept: bool) {
        // What was removed meanwhile is nobody's loss.
        if is_kept || !self.is_there(name) {
            self.settle_kept(name);
        } else if !self.is_unkept(name) {
            self.0.shift.unkept.update(|it| {
                it.insert(name.to_owned());
            });
        }
        self.show();
    }

    fn is_there(&self, name: &str) -> bool {
        let shift = self.0.shift;
        let is_draft = |it: &Vec<File>| it.iter().any(|it| it.id.as_str() == name);
        let is_words = |it: &Vec<Words>| it.iter().any(|it| Words::name(&it.about) == name);
        self.0.files.borrow().contains_key(name)
            || shift.drafts.try_with_untracked(is_draft) == Some(true)
            || shift.words.try_with_untracked(is_words) == Some(true)
    }

    pub(super) fn is_unkept(&self, name: &str) -> bool {
        self.0.shift.unkept.try_with_untracked(|it| it.contains(name)) == Some(true)
    }

    /// Nothing of that name is missing on the disk any more.
    pub(super) fn settle_kept(&self, name: &str) {
        if self.is_unkept(name) {
            self.0.shift.unkept.update(|it| {
                it.remove(name);
            });
        }
    }

    /// Whether closing the page would lose something.
    pub(super) fn is_unsaved(&self) -> bool {
        let is_refused = self.0.shift.unkept.try_with_untracked(|it| !it.is_empty());
        is_refused == Some(true) || !self.0.disk.is_settled()
    }
}
