//! The driver's shift on this phone: whether it tells where it is, what of that waits, and what it has cost.
//!
//! [`Shift`] is what the rest of the app sees. The keeper, a part of the program of its own, does the work: it is there
//! on every page for as long as a driver is signed in.

pub mod disk;
mod keeper;
mod news;
pub mod proof;
mod tabs;

use std::collections::BTreeSet;

use leptos::prelude::*;
use protocol::{RowId, UserInfo, entities::Role};
use serde::{Deserialize, Serialize};

pub use self::keeper::ShiftKeeper;
use self::proof::{File, FileDeed, Waiting, Words};
use crate::{platform::clock, track::Fix};

/// Whether this phone tells where it is.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub enum Location {
    /// Not asked for: off shift, or the driver has not agreed on this phone.
    #[default]
    Off,
    /// Asked for; nothing has come yet.
    Awaited,
    /// It comes.
    Known,
    /// The receiver sees nothing for now.
    Silent,
    /// The driver or their phone said no.
    Denied,
    /// This device cannot tell.
    Unavailable,
}

impl Location {
    /// Whether something must be done about it.
    pub const fn is_blocked(self) -> bool {
        matches!(self, Self::Denied | Self::Unavailable)
    }
}

/// The shift; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub struct Shift {
    /// Whether this phone tells where it is.
    location: RwSignal<Location>,
    /// Whether the driver agreed, on this phone, that it may.
    is_agreed: RwSignal<bool>,
    /// The latest position that was taken.
    last: RwSignal<Option<Fix>>,
    n_waiting: RwSignal<usize>,
    /// Whether another tab of this browser reports; what is shown here is what it says.
    is_elsewhere: RwSignal<bool>,
    /// Whether the positions on the disk are among them by now.
    are_positions_read: RwSignal<bool>,
    bytes_today: RwSignal<u64>,
    files: RwSignal<Vec<Waiting>>,
    /// Whether the files on the disk are among them by now.
    are_files_read: RwSignal<bool>,
    /// Photos of deliveries that are not confirmed.
    drafts: RwSignal<Vec<File>>,
    /// What was written and is not confirmed.
    words: RwSignal<Vec<Words>>,
    /// What of all of them the disk has refused: ids of files, names of words.
    unkept: RwSignal<BTreeSet<String>>,
    file_deeds: RwSignal<Vec<FileDeed>>,
    elsewhere: RwSignal<Elsewhere>,
}

/// What other tabs of this phone's browser brought to its disk and go on with, as of the last look.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
struct Elsewhere {
    /// Photos of deliveries that are not confirmed.
    has_drafts: bool,
    /// What was written and is not confirmed.
    has_words: bool,
}

/// The shift on this phone.
pub fn use_shift() -> Shift {
    use_context::<Shift>().unwrap_or_else(Shift::new)
}

impl Shift {
    /// Puts the one handle into context.
    pub fn provide() -> Self {
        let shift = Self::new();
        provide_context(shift);
        shift
    }

    fn new() -> Self {
        let kept = disk::Notes::read();
        Self {
            location: RwSignal::new(Location::Off),
            is_agreed: RwSignal::new(kept.is_agreed),
            last: RwSignal::new(None),
            n_waiting: RwSignal::new(0),
            is_elsewhere: RwSignal::new(false),
            are_positions_read: RwSignal::new(false),
            bytes_today: RwSignal::new(kept.bytes),
            files: RwSignal::default(),
            are_files_read: RwSignal::new(false),
            drafts: RwSignal::default(),
            words: RwSignal::default(),
            unkept: RwSignal::default(),
            file_deeds: RwSignal::default(),
            elsewhere: RwSignal::default(),
        }
    }

    /// Whether this phone tells where it is.
    pub fn location(self) -> Location {
        self.location.get()
    }

    /// The latest position that was taken on this page.
    pub fn last(self) -> Option<Fix> {
        self.last.get()
    }

    /// How many positions dispatch has not had yet.
    pub fn n_waiting(self) -> usize {
        self.n_waiting.get()
    }

    /// Whether another tab of this browser reports in place of this one.
    pub fn is_elsewhere(self) -> bool {
        self.is_elsewhere.get()
    }

    /// Bytes that went over the network today, there and back, the app's own files aside.
    pub fn bytes_today(self) -> u64 {
        self.bytes_today.get()
    }

    /// Counts bytes of today, those of other tabs among them.
    fn count(self, n_bytes: u64) {
        let today = clock::now().as_millis() / disk::DAY_MS;
        let notes = disk::Notes::change(|it| {
            if it.day != today {
                (it.day, it.bytes) = (today, 0);
            }
            it.bytes += n_bytes;
        });
        if self.bytes_today.try_with_untracked(|it| *it != notes.bytes) == Some(true) {
            self.bytes_today.set(notes.bytes);
        }
    }

    /// Photos and signatures that dispatch has not had yet.
    pub fn files(self) -> Vec<Waiting> {
        self.files.get()
    }

    /// Looks at the disk anew: until that is done it counts as not read.
    pub fn look(self) {
        self.are_files_read.set(false);
        self.ask(FileDeed::Look);
    }

    /// Whether any of them waits, or belongs to a delivery that is not confirmed; in whichever tab.
    pub fn has_files(self) -> bool {
        let is_here = self.files.with(|it| !it.is_empty()) || self.drafts.with(|it| !it.is_empty());
        is_here || self.elsewhere.get().has_drafts
    }

    /// Photos of deliveries that are not confirmed: how many of which shipment, and whether all of them lie on the disk.
    pub fn drafted(self) -> Vec<(RowId, usize, bool)> {
        let mut drafted = Vec::<(RowId, usize, bool)>::new();
        self.drafts.with(|it| {
            for it in it {
                let is_kept = self.is_kept(it.id.as_str());
                match drafted.iter_mut().find(|(id, ..)| *id == it.shipment) {
                    Some((_, n, are_kept)) => (*n, *are_kept) = (*n + 1, *are_kept && is_kept),
                    None => drafted.push((it.shipment.clone(), 1, is_kept)),
                }
            }
        });
        drafted
    }

    /// Whether the disk has not refused it: a file, by its id, or what was written, by [`Words::name`].
    pub fn is_kept(self, name: &str) -> bool {
        self.unkept.with(|it| !it.contains(name))
    }

    /// Whether the disk has refused nothing.
    pub fn is_all_kept(self) -> bool {
        self.unkept.with(BTreeSet::is_empty)
    }

    /// Tries to keep what the disk has refused.
    pub fn save_again(self) {
        self.ask(FileDeed::SaveAgain);
    }

    /// Whether anything was written that is not confirmed; in whichever tab.
    pub fn has_words(self) -> bool {
        self.elsewhere.get().has_words || self.words.with(|it| it.iter().any(|it| !it.is_empty()))
    }

    /// Reads what was written about a shipment and not confirmed.
    pub fn read<T>(self, about: &RowId, read: impl FnOnce(Option<&Words>) -> T) -> T {
        self.words
            .with(|it| read(it.iter().find(|it| it.about == *about)))
    }

    /// Changes what was written about it; kept on this phone until it is confirmed.
    pub fn write(self, about: &RowId, change: impl FnOnce(&mut Words)) {
        let mut changed = None;
        self.words.update(|all| {
            let index = all.iter().position(|it| it.about == *about).unwrap_or_else(|| {
                all.push(Words::about(about.clone()));
                all.len() - 1
            });
            if let Some(it) = all.get_mut(index) {
                change(it);
                changed = Some(it.clone());
            }
        });
        if let Some(words) = changed {
            self.ask(FileDeed::Write(words));
        }
    }

    /// Forgets what was written about it.
    pub fn forget_words(self, about: &RowId) {
        self.words.update(|it| it.retain(|it| it.about != *about));
        self.ask(FileDeed::Write(Words::about(about.clone())));
    }

    /// Photos of a delivery that is not confirmed, in the order they were taken.
    pub fn drafts(self, shipment: &RowId) -> Vec<File> {
        self.drafts
            .with(|it| it.iter().filter(|it| it.shipment == *shipment).cloned().collect())
    }

    /// Keeps a photo on this phone while its delivery is not confirmed.
    pub fn draft(self, file: File) {
        let file = File {
            is_draft: true,
            ..file
        };
        self.drafts.update(|it| it.push(file.clone()));
        self.ask(FileDeed::Draft(file));
    }

    /// A delivery was taken back: nothing more of it is sent, and its photos are there when it is confirmed again.
    pub fn reopen(self, shipment: RowId) {
        self.ask(FileDeed::Reopen(shipment));
    }

    /// Whether this phone's disk was read: before that, nobody knows that nothing waits.
    pub fn is_read(self) -> bool {
        self.are_positions_read.get() && self.are_files_read.get()
    }

    /// Keeps a photo or a signature on this phone until dispatch has it.
    pub fn attach(self, file: File) {
        self.drafts.update(|it| it.retain(|it| it.id != file.id));
        self.ask(FileDeed::Keep(file));
    }

    /// Tries again what was refused.
    pub fn retry_file(self, id: RowId) {
        self.ask(FileDeed::Retry(id));
    }

    /// Forgets a file that waits, or a draft.
    pub fn discard_file(self, id: RowId) {
        self.drafts.update(|it| it.retain(|it| it.id != id));
        self.ask(FileDeed::Discard(id));
    }

    fn ask(self, deed: FileDeed) {
        self.file_deeds.update(|it| it.push(deed));
    }

    /// The driver agrees that this phone tells where it is while a shift goes on; or takes that back.
    pub fn agree(self, is_agreed: bool) {
        disk::Notes::change(|it| it.is_agreed = is_agreed);
        // Also when it was agreed before: what was denied meanwhile is asked for again.
        self.is_agreed.set(is_agreed);
    }

    /// The driver may have decided in another tab.
    fn recall_agreed(self) {
        let is_agreed = disk::Notes::read().is_agreed;
        if self.is_agreed.get_untracked() != is_agreed {
            self.is_agreed.set(is_agreed);
        }
    }

    /// Whether they did. Wakes nobody.
    pub fn is_agreed_untracked(self) -> bool {
        self.is_agreed.get_untracked()
    }
}

/// Whether this person drives.
pub fn drives(user: &UserInfo) -> bool {
    user.roles.iter().any(|it| it == Role::Driver.as_str())
}

/// Whether they do nothing else: then `/drive` is where they begin.
pub fn is_driver(user: &UserInfo) -> bool {
    drives(user) && user.roles.len() == 1
}

/// Removes every position, photo and note of whoever was here; who signs out leaves nothing behind.
pub fn forget_all() {
    disk::forget_all();
    proof::disk::forget_all();
}
