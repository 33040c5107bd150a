//! Photos and signatures of deliveries: they wait on this phone until the gateway has them, and hold up nothing.

pub mod disk;
mod file;
mod keeper;
mod uploader;
mod words;

use protocol::RowId;

pub(super) use self::keeper::keep_files;
pub use self::{
    file::{File, FileKind, size as file_size},
    words::{Line, Part, Words},
};

/// A file that dispatch has not had yet, as people see it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Waiting {
    /// Its name.
    pub id: RowId,
    /// What it belongs to.
    pub shipment: RowId,
    /// What it shows.
    pub kind: FileKind,
    /// Its bytes.
    pub size: u64,
    /// Those of them that are there.
    pub sent: u64,
    /// Whether it lies on the disk; until the disk has answered that is believed.
    pub is_kept: bool,
    /// Why it was refused, by the gateway's code.
    pub refusal: Option<String>,
}

/// What is asked about files.
#[derive(Clone, Debug)]
pub(super) enum FileDeed {
    /// Keep it.
    Draft(File),
    /// Keep it and send it.
    Keep(File),
    /// Keep what was written; forget it where nothing is left of it.
    Write(Words),
    /// Try to keep what the disk has refused.
    SaveAgain,
    /// Look at what other tabs brought to the disk.
    Look,
    /// Send nothing more of a shipment: what waits is a draft again.
    Reopen(RowId),
    /// Try again what was refused.
    Retry(RowId),
    /// Forget it.
    Discard(RowId),
}

/// Files that may wait here.
pub const FILES_MAX: usize = 40;

/// Their bytes, all together.
pub const BYTES_MAX: u64 = 24_000_000;
