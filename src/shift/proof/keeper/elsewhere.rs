//! What other tabs of the browser brought to the disk: it is theirs to send, and as much this phone's as what is here.

use std::collections::BTreeSet;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    super::{Words, disk::Found},
    FileKeeper,
};
use crate::shift::Elsewhere;

impl FileKeeper {
    /// Reads the disk anew (PP7).
    pub(super) fn look(&self) {
        let keeper = self.clone();
        spawn_local(async move {
            let (link, shift) = (keeper.0.link, keeper.0.shift);
            // What is sent from here and gone by now is not another tab's.
            keeper.0.disk.settled().await;
            let before = keeper.names();
            let Found { files, words } = keeper.0.disk.open().await;
            let n_actions = link.n_actions_elsewhere(&keeper.0.user).await;
            if keeper.0.is_over.get() {
                return;
            }
            let here = keeper.names();
            let is_elsewhere = |it: &str| !before.contains(it) && !here.contains(it);
            let elsewhere = Elsewhere {
                n_actions,
                n_files: files
                    .iter()
                    .filter(|it| !it.is_draft && is_elsewhere(it.id.as_str()))
                    .count(),
                has_drafts: files.iter().any(|it| it.is_draft && is_elsewhere(it.id.as_str())),
                has_words: words
                    .iter()
                    .any(|it| !it.is_empty() && is_elsewhere(&Words::name(&it.about))),
            };
            let _ = shift.elsewhere.try_set(elsewhere);
            let _ = shift.are_files_read.try_set(true);
        });
    }

    /// What this tab knows of.
    fn names(&self) -> BTreeSet<String> {
        let shift = self.0.shift;
        let mut names: BTreeSet<_> = self.0.files.borrow().keys().map(ToString::to_string).collect();
        let _ = shift
            .drafts
            .try_with_untracked(|it| names.extend(it.iter().map(|it| it.id.to_string())));
        let _ = shift.words.try_with_untracked(|it| {
            let written = it.iter().filter(|it| !it.is_empty());
            names.extend(written.map(|it| Words::name(&it.about)));
        });
        names
    }
}
