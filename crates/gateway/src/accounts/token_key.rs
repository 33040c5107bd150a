//! The key that signs tokens.

use std::{fmt, io, path::Path};

use super::key_file::{KeyBytes, KeyFile};

/// 256 random bits. Never logged.
pub struct TokenKey(KeyBytes);

/// Any bits will do.
const FILE: KeyFile = KeyFile {
    suffix: ".key",
    purpose: "tokens",
    is_key: |_| true,
};

impl TokenKey {
    /// The key beside a database; made at the first start. Replacing it ends the tokens of the last minutes.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or written, or the system has no randomness.
    pub fn beside(database: &Path) -> io::Result<Self> {
        FILE.beside(database).map(Self)
    }

    /// For signing and verifying.
    pub(super) const fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKey(…)")
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::PathBuf};

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
        let mode = || fs::metadata(FILE.path(&database)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(), 0o600);

        fs::set_permissions(FILE.path(&database), fs::Permissions::from_mode(0o644)).unwrap();
        let second = TokenKey::beside(&database).unwrap();
        assert_ne!(first.0, second.0, "others may have read it");
        assert_eq!(mode(), 0o600);

        fs::write(FILE.path(&database), b"short").unwrap();
        let third = TokenKey::beside(&database).unwrap();
        assert_ne!(second.0, third.0);
        fs::remove_dir_all(folder).unwrap();
    }
}
