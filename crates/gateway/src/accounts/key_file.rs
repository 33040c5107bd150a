//! A key of the gateway's own: a file beside the database, for its eyes alone.
//!
//! Beside and not inside, so that a copy of the database does not carry it.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

/// The bytes of every key kept like this: 256 bits.
pub type KeyBytes = [u8; 32];

/// Which key.
#[derive(Clone, Copy, Debug)]
pub struct KeyFile {
    /// What its file is called after the database: `.key`.
    pub suffix: &'static str,
    /// What it is for, as the log says it.
    pub purpose: &'static str,
    /// Whether these bytes can be such a key.
    pub is_key: fn(&KeyBytes) -> bool,
}

impl KeyFile {
    /// The key beside a database; made at the first start. One that others could read is not worth keeping: it is
    /// replaced.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or written, or the system has no randomness.
    pub fn beside(self, database: &Path) -> io::Result<KeyBytes> {
        let path = self.path(database);
        match File::open(&path) {
            Ok(file) => match self.read(&file)? {
                Some(key) => Ok(key),
                None => {
                    tracing::warn!(
                        path = %path.display(),
                        "the key of {} was damaged or open to others: a new one is made", self.purpose
                    );
                    self.create(&path)
                }
            },
            Err(why) if why.kind() == io::ErrorKind::NotFound => self.create(&path),
            Err(why) => Err(why),
        }
    }

    /// `livedeck.sqlite.key` beside `livedeck.sqlite`.
    pub fn path(self, database: &Path) -> PathBuf {
        let mut path = database.as_os_str().to_owned();
        path.push(self.suffix);
        PathBuf::from(path)
    }

    fn read(self, mut file: &File) -> io::Result<Option<KeyBytes>> {
        let metadata = file.metadata()?;
        let mut key = KeyBytes::default();
        if metadata.len() != key.len() as u64 || is_open_to_others(&metadata) {
            return Ok(None);
        }
        file.read_exact(&mut key)?;
        Ok(Some(key).filter(self.is_key))
    }

    /// Written aside and moved into place: a start cut short leaves no half of a key.
    fn create(self, path: &Path) -> io::Result<KeyBytes> {
        let mut key = KeyBytes::default();
        loop {
            getrandom::fill(&mut key).map_err(|it| io::Error::other(it.to_string()))?;
            if (self.is_key)(&key) {
                break;
            }
        }
        let aside = path.with_extension("key-new");
        if let Err(why) = fs::remove_file(&aside)
            && why.kind() != io::ErrorKind::NotFound
        {
            return Err(why);
        }
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&aside)?;
        file.write_all(&key)?;
        file.sync_all()?;
        fs::rename(&aside, path)?;
        Ok(key)
    }
}

#[cfg(unix)]
fn is_open_to_others(metadata: &fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0
}

#[cfg(not(unix))]
const fn is_open_to_others(_: &fs::Metadata) -> bool {
    false
}
