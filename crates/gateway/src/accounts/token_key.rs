//! The key that signs tokens: a file beside the database, for the gateway's own eyes.
//!
//! Beside and not inside, so that a copy of the database does not carry it.

use std::{
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

/// 256 random bits. Never logged.
pub struct TokenKey([u8; BYTES]);

const BYTES: usize = 32;

impl TokenKey {
    /// The key beside a database; made at the first start. One that others could read is not worth keeping: it is
    /// replaced, which ends the tokens of the last minutes.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or written, or the system has no randomness.
    pub fn beside(database: &Path) -> io::Result<Self> {
        let path = path(database);
        match File::open(&path) {
            Ok(file) => match Self::read(&file)? {
                Some(key) => Ok(key),
                None => {
                    tracing::warn!(path = %path.display(), "the key of tokens was damaged or open to others: a new one is made");
                    Self::create(&path)
                }
            },
            Err(why) if why.kind() == io::ErrorKind::NotFound => Self::create(&path),
            Err(why) => Err(why),
        }
    }

    /// For signing and verifying.
    pub(super) const fn expose(&self) -> &[u8] {
        &self.0
    }

    fn read(mut file: &File) -> io::Result<Option<Self>> {
        let metadata = file.metadata()?;
        if metadata.len() != BYTES as u64 || is_open_to_others(&metadata) {
            return Ok(None);
        }
        let mut bytes = [0; BYTES];
        file.read_exact(&mut bytes)?;
        Ok(Some(Self(bytes)))
    }

    /// Written aside and moved into place: a start cut short leaves no half of a key.
    fn create(path: &Path) -> io::Result<Self> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(|it| io::Error::other(it.to_string()))?;
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
        file.write_all(&bytes)?;
        file.sync_all()?;
        fs::rename(&aside, path)?;
        Ok(Self(bytes))
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKey(…)")
    }
}

/// `livedeck.sqlite.key` beside `livedeck.sqlite`.
fn path(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(".key");
    PathBuf::from(path)
}

#[cfg(unix)]
fn is_open_to_others(metadata: &fs::Metadata) -> bool {
    std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o077 != 0
}

#[cfg(not(unix))]
const fn is_open_to_others(_: &fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("livedeck-key-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn ht18_the_key_is_made_once() {
        let folder = folder("once");
        let database = folder.join("livedeck.sqlite");

        let first = TokenKey::beside(&database).unwrap();
        let again = TokenKey::beside(&database).unwrap();

        assert_eq!(first.0, again.0);
        assert_eq!(format!("{first:?}"), "TokenKey(…)");
        fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn ht18_the_key_is_for_the_gateway_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = folder("alone");
        let database = folder.join("livedeck.sqlite");
        let first = TokenKey::beside(&database).unwrap();
        let mode = || fs::metadata(path(&database)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(), 0o600);

        fs::set_permissions(path(&database), fs::Permissions::from_mode(0o644)).unwrap();
        let second = TokenKey::beside(&database).unwrap();
        assert_ne!(first.0, second.0, "others may have read it");
        assert_eq!(mode(), 0o600);

        fs::write(path(&database), b"short").unwrap();
        let third = TokenKey::beside(&database).unwrap();
        assert_ne!(second.0, third.0);
        fs::remove_dir_all(folder).unwrap();
    }
}
