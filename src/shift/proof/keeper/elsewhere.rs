//! What other tabs of the browser brought to the disk: as much this phone's as what is here.

use std::collections::BTreeSet;

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{
    super::{Words, disk::Found},
    FileKeeper,
};
use crate::{
    platform::{clock, lifecycle},
    shift::Elsewhere,
};

impl FileKeeper {
    /// Looks from time to time while the page is seen and nothing waits here: what does is enough to show, and much to read.
    pub(super) fn look_sometimes(&self) {
        let is_due = clock::elapsed() - self.0.looked_at.get() > LOOK_EVERY_MS;
        if is_due && lifecycle::is_visible() && self.0.files.borrow().is_empty() {
            self.look();
        }
    }

    /// Reads the disk anew (PP7): what is to be sent is taken over, its tab may have ended.
    pub(super) fn look(&self) {
        self.0.looked_at.set(clock::elapsed());
        let keeper = self.clone();
        spawn_local(async move {
            let (link, shift) = (keeper.0.link, keeper.0.shift);
            // What is sent from here and gone by now is not another tab's.
            keeper.0.disk.settled().await;
            let before = keeper.names();
            let Found { files, words } = keeper.0.disk.look().await;
            link.take_over().await;
            if keeper.0.is_over.get() {
                return;
            }
            let here = keeper.names();
            let is_elsewhere = |it: &str| !before.contains(it) && !here.contains(it);
            let files = files.into_iter().filter(|it| is_elsewhere(it.id.as_str()));
            let (drafts, files): (Vec<_>, Vec<_>) = files.partition(|it| it.is_draft);
            let elsewhere = Elsewhere {
                has_drafts: !drafts.is_empty(),
                has_words: words
                    .iter()
                    .any(|it| !it.is_empty() && is_elsewhere(&Words::name(&it.about))),
            };
            files.into_iter().for_each(|it| keeper.take(it, None));
            keeper.settle();
            if shift.elsewhere.try_with_untracked(|it| *it != elsewhere) == Some(true) {
                shift.elsewhere.set(elsewhere);
            }
            if shift.are_files_read.try_get_untracked() == Some(false) {
                shift.are_files_read.set(true);
            }
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

const LOOK_EVERY_MS: f64 = 10_000.0;
