//! A photo or a signature as it waits: its bytes as text, which is how a canvas gives them and how the disk keeps them.

use protocol::RowId;
use serde::{Deserialize, Serialize};

use crate::platform::random;

/// What a file shows.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// A photo.
    Photo,
    /// What somebody signed.
    Signature,
}

impl FileKind {
    /// As the gateway calls it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Signature => "signature",
        }
    }
}

/// A file.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct File {
    /// Names it for ever; stands in the proof of the delivery.
    pub id: RowId,
    /// What it belongs to.
    pub shipment: RowId,
    /// What it shows.
    pub kind: FileKind,
    /// `data:image/jpeg;base64,…`
    pub data: String,
    /// Not sent: its delivery is not confirmed yet, or was taken back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_draft: bool,
}

impl File {
    /// One that nobody has had yet, under a name of its own.
    pub fn new(shipment: RowId, kind: FileKind, data: String) -> Self {
        Self {
            id: RowId::from(format!("p-{:024x}", random::seed() >> 32)),
            shipment,
            kind,
            data,
            is_draft: false,
        }
    }

    /// Of what type it is, such as `image/jpeg`.
    pub fn media(&self) -> &str {
        let rest = self.data.strip_prefix("data:").unwrap_or_default();
        rest.split(';').next().unwrap_or_default()
    }

    /// How many bytes it has.
    pub fn size(&self) -> u64 {
        size(&self.data)
    }

    /// Some of its bytes, from there on; fewer at the end.
    pub fn part(&self, from: u64, length: u64) -> Vec<u8> {
        let code = code(&self.data);
        let until = from.saturating_add(length).min(self.size());
        let index = |it: u64| usize::try_from(it).unwrap_or(usize::MAX);
        // Four letters are three bytes.
        let (first, last) = (from / 3, until.div_ceil(3));
        let letters = code.get(index(first * 4)..index(last * 4).min(code.len()));
        let bytes = decoded(letters.unwrap_or_default());
        let skipped = index(from - first * 3);
        let wanted = index(until.saturating_sub(from));
        bytes.into_iter().skip(skipped).take(wanted).collect()
    }
}

/// How many bytes stand behind a `data:` address.
pub fn size(data: &str) -> u64 {
    let code = code(data);
    let padding = code.iter().rev().take_while(|it| **it == b'=').count();
    (code.len() / 4 * 3).saturating_sub(padding) as u64
}

fn code(data: &str) -> &[u8] {
    data.split_once(',').map_or(&[], |it| it.1.as_bytes())
}

/// Base64, of which only whole groups of four letters are handed in.
fn decoded(letters: &[u8]) -> Vec<u8> {
    let value = |it: u8| match it {
        b'A'..=b'Z' => it - b'A',
        b'a'..=b'z' => it - b'a' + 26,
        b'0'..=b'9' => it - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => 0,
    };
    let group = |it: &[u8]| {
        let [_, a, b, c] = it
            .iter()
            .fold(0_u32, |sum, it| sum << 6 | u32::from(value(*it)))
            .to_be_bytes();
        [a, b, c]
    };
    letters.chunks_exact(4).flat_map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(code: &str) -> File {
        File {
            id: "p-1".into(),
            shipment: "s-1".into(),
            kind: FileKind::Photo,
            data: format!("data:image/jpeg;base64,{code}"),
            is_draft: false,
        }
    }

    #[test]
    fn any_part_of_a_file_can_be_read() {
        for (code, bytes) in [
            ("TGl2ZWRlY2s=", &b"Livedeck"[..]),
            ("TGl2ZWRlY2shIQ==", b"Livedeck!!"),
        ] {
            let file = file(code);
            assert_eq!((file.media(), file.size()), ("image/jpeg", bytes.len() as u64));
            for from in 0..=bytes.len() {
                for length in 0..=bytes.len() {
                    let until = (from + length).min(bytes.len());
                    assert_eq!(
                        file.part(from as u64, length as u64),
                        bytes[from..until],
                        "{from} {length}"
                    );
                }
            }
        }
        assert_eq!(file("/+8A").part(0, 9), [0xff, 0xef, 0x00]);
    }
}
