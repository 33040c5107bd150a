//! A cheap proof that two sides hold the same rows.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::ids::Revision;

/// The wrapping 64-bit sum, over the rows of a view, of FNV-1a-64 of `id` `:` decimal revision.
///
/// A sum, so that it is kept up to date by adding and taking away single rows. FNV-1a:
/// <http://www.isthe.com/chongo/tech/comp/fnv/>. On the wire 16 lower-case hex digits.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Digest(u64);

impl Digest {
    /// The digest of the given rows.
    pub fn of<'a>(rows: impl IntoIterator<Item = (&'a str, Revision)>) -> Self {
        let mut digest = Self::default();
        for (id, revision) in rows {
            digest.add(id, revision);
        }
        digest
    }

    /// A row came in.
    pub fn add(&mut self, id: &str, revision: Revision) {
        self.0 = self.0.wrapping_add(hash(id, revision));
    }

    /// A row went out.
    pub fn take(&mut self, id: &str, revision: Revision) {
        self.0 = self.0.wrapping_sub(hash(id, revision));
    }
}

fn hash(id: &str, revision: Revision) -> u64 {
    let mut digits = [0_u8; 20];
    let mut start = digits.len();
    let mut rest = revision.0;
    loop {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    id.bytes()
        .chain([b':'])
        .chain(digits[start..].iter().copied())
        .fold(FNV_OFFSET, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME)
        })
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.len() != 16 {
            return Err(D::Error::custom("a digest has 16 hex digits"));
        }
        u64::from_str_radix(&text, 16).map(Self).map_err(D::Error::custom)
    }
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fnv_matches_the_published_vector() {
        // "foobar" → 0x85944171f73967e8 in the reference; here over "a:1".
        let by_hand = b"a:1".iter().fold(FNV_OFFSET, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(FNV_PRIME)
        });
        assert_eq!(hash("a", Revision(1)), by_hand);
        assert_eq!(
            b"foobar"
                .iter()
                .fold(FNV_OFFSET, |hash, byte| (hash ^ u64::from(*byte))
                    .wrapping_mul(FNV_PRIME)),
            0x8594_4171_f739_67e8
        );
    }

    #[test]
    fn order_does_not_matter_and_taking_undoes_adding() {
        let mut digest = Digest::of([("a", Revision(1)), ("b", Revision(20))]);
        assert_eq!(digest, Digest::of([("b", Revision(20)), ("a", Revision(1))]));

        digest.take("b", Revision(20));

        assert_eq!(digest, Digest::of([("a", Revision(1))]));
    }
}
