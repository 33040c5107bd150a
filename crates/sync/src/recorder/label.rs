//! Names that tell rows and people apart without telling who they are.

use std::{
    fmt,
    hash::{DefaultHasher, Hasher as _},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Stands for a name in one recording; 8 hex digits. Another recording has another for the same name.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Label(u32);

/// What makes the labels of one engine its own: without it nobody finds a name by trying all.
#[derive(Clone, Debug)]
pub(crate) struct Salt(DefaultHasher);

impl Salt {
    /// From the seed of the engine, which nobody else has; what the engine draws stays as it was.
    pub(crate) fn new(seed: u128) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(b"recorder");
        hasher.write_u128(seed);
        Self(hasher)
    }

    pub(crate) fn label(&self, name: &str) -> Label {
        let mut hasher = self.0.clone();
        hasher.write(name.as_bytes());
        Label((hasher.finish() >> 32) as u32)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl Label {
    pub(super) fn read(text: &str) -> Option<Self> {
        let digits = text.len() == 8;
        digits.then(|| u32::from_str_radix(text, 16).ok().map(Self))?
    }
}

impl Serialize for Label {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Label {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::read(&text).ok_or_else(|| D::Error::custom("a label has 8 hex digits"))
    }
}
