//! Whether inputs changed since the last time: what makes a second start take seconds.

use std::{
    fmt, fs,
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
};

use crate::{failure::Failure, shell};

/// Stands for the content of files; equal inputs, equal fingerprint.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Fingerprint(u64);

impl Fingerprint {
    /// Of files and of everything in folders; names that do not exist count as empty.
    pub(crate) fn of(inputs: &[&str]) -> Result<Self, Failure> {
        // Its keys are fixed: the same content gives the same number in every run.
        let mut hasher = DefaultHasher::new();
        for input in inputs {
            feed(&shell::root().join(input), &mut hasher)
                .map_err(|it| Failure::new(format!("{input} cannot be read: {it}")))?;
        }
        Ok(Self(hasher.finish()))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Where the fingerprint of the last success is kept.
#[derive(Debug)]
pub(crate) struct Stamp(PathBuf);

impl Stamp {
    /// The stamp of one step.
    pub(crate) fn new(step: &str) -> Self {
        Self(shell::target().join("xtask").join(format!("{step}.stamp")))
    }

    /// Whether the last success had these inputs.
    pub(crate) fn matches(&self, fingerprint: &Fingerprint) -> bool {
        fs::read_to_string(&self.0).is_ok_and(|it| it == fingerprint.to_string())
    }

    /// Remembers a success.
    pub(crate) fn write(&self, fingerprint: &Fingerprint) -> Result<(), Failure> {
        let folder = self.0.parent().unwrap_or(&self.0);
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&self.0, fingerprint.to_string()))
            .map_err(|it| Failure::new(format!("cannot write {}: {it}", self.0.display())))
    }
}

fn feed(path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    if path.is_dir() {
        let mut entries: Vec<_> = fs::read_dir(path)?.collect::<io::Result<_>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            entry.file_name().hash(hasher);
            feed(&entry.path(), hasher)?;
        }
    } else if path.is_file() {
        fs::read(path)?.hash(hasher);
    }
    Ok(())
}
