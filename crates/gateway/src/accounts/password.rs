//! Passwords: hashed with argon2id, compared in the same time whether the account exists or not.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash as Phc},
};

use crate::config::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN};

/// An argon2id hash in PHC form, with its salt and its cost.
#[derive(Clone, Debug)]
pub struct PasswordHash(String);

/// Why a password cannot be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum PasswordError {
    /// Guessable by its length alone.
    #[error("the password needs at least {PASSWORD_CHARS_MIN} characters")]
    TooShort,
    /// Hashing it would be an attack.
    #[error("the password is longer than {PASSWORD_BYTES_MAX} bytes")]
    TooLong,
    /// The hash could not be computed.
    #[error("the password could not be hashed")]
    Hash,
}

impl PasswordHash {
    /// Hashes a password that a person chose. Takes about 20 ms of a core and 19 MiB.
    ///
    /// # Errors
    ///
    /// When the password is too short or too long.
    pub fn choose(password: &str) -> Result<Self, PasswordError> {
        if password.chars().count() < PASSWORD_CHARS_MIN {
            return Err(PasswordError::TooShort);
        }
        if password.len() > PASSWORD_BYTES_MAX {
            return Err(PasswordError::TooLong);
        }
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|it| Self(it.to_string()))
            .map_err(|_| PasswordError::Hash)
    }

    /// A hash as the database keeps it.
    pub const fn stored(text: String) -> Self {
        Self(text)
    }

    /// For the database.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `password` is the one. Without a hash it takes the same time and says no.
    pub fn verify(hash: Option<&Self>, password: &str) -> bool {
        if password.len() > PASSWORD_BYTES_MAX {
            return false;
        }
        let text = hash.map_or(NOBODY, Self::as_str);
        let matches = Phc::new(text).is_ok_and(|it| {
            Argon2::default()
                .verify_password(password.as_bytes(), &it)
                .is_ok()
        });
        matches && hash.is_some()
    }
}

/// A hash with the same cost as every other, for accounts that do not exist.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5bm9ib2R5bm9ib2R5$rMZsSsOfkVFXJVyuxBIe4UAXMcwdbpiZcKvb/1pWp9M";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_password_matches_and_no_other() {
        let hash = PasswordHash::choose("correct horse battery").unwrap();

        assert!(PasswordHash::verify(Some(&hash), "correct horse battery"));
        assert!(!PasswordHash::verify(Some(&hash), "correct horse batterx"));
        assert!(!PasswordHash::verify(None, "correct horse battery"));
    }

    #[test]
    fn nobody_costs_as_much_as_somebody() {
        let real = PasswordHash::choose("correct horse battery").unwrap();
        let cost = |it: &str| it.split('$').take(4).collect::<Vec<_>>().join("$");

        assert!(Phc::new(NOBODY).is_ok());
        assert_eq!(cost(NOBODY), cost(real.as_str()));
    }

    #[test]
    fn short_and_endless_passwords_are_refused() {
        assert_eq!(
            PasswordHash::choose("elevenchars").unwrap_err(),
            PasswordError::TooShort
        );
        assert_eq!(
            PasswordHash::choose(&"x".repeat(2000)).unwrap_err(),
            PasswordError::TooLong
        );
    }
}
