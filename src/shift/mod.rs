//! The driver's shift on this phone: whether it tells where it is, what of that waits, and what it has cost.
//!
//! [`Shift`] is what the rest of the app sees. The keeper, a part of the program of its own, does the work: it is there
//! on every page for as long as a driver is signed in.

pub mod disk;
mod keeper;
mod news;
pub mod proof;

use leptos::prelude::*;
use protocol::{RowId, UserInfo, entities::Role};

pub use self::keeper::ShiftKeeper;
use self::proof::{File, FileDeed, Waiting};
use crate::track::Fix;

/// Whether this phone tells where it is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
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
    /// Whether the positions on the disk are among them by now.
    are_positions_read: RwSignal<bool>,
    bytes_today: RwSignal<u64>,
    files: RwSignal<Vec<Waiting>>,
    /// Whether the files on the disk are among them by now.
    are_files_read: RwSignal<bool>,
    file_deeds: RwSignal<Vec<FileDeed>>,
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
            are_positions_read: RwSignal::new(false),
            bytes_today: RwSignal::new(kept.bytes),
            files: RwSignal::default(),
            are_files_read: RwSignal::new(false),
            file_deeds: RwSignal::default(),
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

    /// Bytes of positions that were sent today.
    pub fn bytes_today(self) -> u64 {
        self.bytes_today.get()
    }

    /// Photos and signatures that dispatch has not had yet.
    pub fn files(self) -> Vec<Waiting> {
        self.files.get()
    }

    /// Whether any of them waits.
    pub fn has_files(self) -> bool {
        self.files.with(|it| !it.is_empty())
    }

    /// Whether this phone's disk was read: before that, nobody knows that nothing waits.
    pub fn is_read(self) -> bool {
        self.are_positions_read.get() && self.are_files_read.get()
    }

    /// Keeps a photo or a signature on this phone until dispatch has it.
    pub fn attach(self, file: File) {
        self.file_deeds.update(|it| it.push(FileDeed::Keep(file)));
    }

    /// Tries again what was refused.
    pub fn retry_file(self, id: RowId) {
        self.file_deeds.update(|it| it.push(FileDeed::Retry(id)));
    }

    /// Forgets a file that waits.
    pub fn discard_file(self, id: RowId) {
        self.file_deeds.update(|it| it.push(FileDeed::Discard(id)));
    }

    /// The driver agrees that this phone tells where it is while a shift goes on; or takes that back.
    pub fn agree(self, is_agreed: bool) {
        disk::Notes::change(|it| it.is_agreed = is_agreed);
        // Also when it was agreed before: what was denied meanwhile is asked for again.
        self.is_agreed.set(is_agreed);
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
