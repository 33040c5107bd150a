//! One message under construction, in either encoding; lets bytes encoded once stand in the messages of many.

use bytes::Bytes;
use mutants::mutant;
use protocol::{Digest, Encoding, GatewayFrame, Gathered, Offset, Op, Position, RawRow, Revision, SubId};
use serde::Serialize;

/// An array of frames being written.
#[derive(Debug)]
pub struct Message {
    encoding: Encoding,
    frames: u16,
    body: Vec<u8>,
}

impl Message {
    /// No frames yet.
    pub fn new(encoding: Encoding) -> Self {
        let body = match encoding {
            Encoding::Json => vec![b'['],
            // The number of frames is filled in at the end.
            Encoding::MessagePack => vec![MSGPACK_ARRAY16, 0, 0],
        };
        Self {
            encoding,
            frames: 0,
            body,
        }
    }

    /// Bytes so far.
    pub fn len(&self) -> usize {
        self.body.len()
    }

    /// Whether there is no frame in it.
    pub const fn is_empty(&self) -> bool {
        self.frames == 0
    }

    /// Whether no further frame fits into the array.
    pub const fn is_full(&self) -> bool {
        self.frames == u16::MAX
    }

    /// Adds a frame.
    pub fn push(&mut self, frame: &GatewayFrame) {
        self.separate();
        self.value(frame);
    }

    /// Adds a delta whose ops are encoded already.
    pub fn push_delta(&mut self, s: SubId, from: Offset, to: Offset, ops: &[u8]) {
        self.open("delta", 4);
        self.field("s", &s, true);
        self.field("from", &from, false);
        self.field("to", &to, false);
        self.name("ops", false);
        self.body.extend_from_slice(ops);
        self.close();
    }

    /// Adds a part of a snapshot whose rows are encoded already.
    pub fn push_snap(&mut self, s: SubId, head: &SnapHead<'_>, rows: &[u8]) {
        self.open("snap", 6);
        self.field("s", &s, true);
        self.field("at", head.at, false);
        self.field("part", &head.part, false);
        self.field("parts", &head.parts, false);
        self.field("sum", &head.sum, false);
        self.name("rows", false);
        self.body.extend_from_slice(rows);
        self.close();
    }

    /// The finished message.
    pub fn finish(mut self) -> Bytes {
        match self.encoding {
            Encoding::Json => self.body.push(b']'),
            Encoding::MessagePack => self.body[1..3].copy_from_slice(&self.frames.to_be_bytes()),
        }
        Bytes::from(self.body)
    }

    fn separate(&mut self) {
        debug_assert!(!self.is_full(), "an array of 65,536 frames");
        if self.encoding == Encoding::Json && self.frames > 0 {
            self.body.push(b',');
        }
        self.frames = self.frames.saturating_add(1);
    }

    /// Begins a frame of `n_fields` fields (at most 15).
    fn open(&mut self, kind: &'static str, n_fields: u8) {
        self.separate();
        match self.encoding {
            Encoding::Json => {
                self.body.extend_from_slice(b"{\"");
                self.body.extend_from_slice(kind.as_bytes());
                self.body.extend_from_slice(b"\":{");
            }
            Encoding::MessagePack => {
                self.body.push(MSGPACK_FIXMAP | 1);
                self.value(&kind);
                self.body.push(MSGPACK_FIXMAP | n_fields);
            }
        }
    }

    fn name(&mut self, name: &'static str, is_first: bool) {
        match self.encoding {
            Encoding::Json => {
                if !is_first {
                    self.body.push(b',');
                }
                self.value(&name);
                self.body.push(b':');
            }
            Encoding::MessagePack => self.value(&name),
        }
    }

    fn field(&mut self, name: &'static str, value: &impl Serialize, is_first: bool) {
        self.name(name, is_first);
        self.value(value);
    }

    fn close(&mut self) {
        match self.encoding {
            Encoding::Json => self.body.extend_from_slice(b"}}"),
            Encoding::MessagePack => {}
        }
    }

    fn value(&mut self, value: &(impl Serialize + ?Sized)) {
        append(self.encoding, value, &mut self.body);
    }
}

/// What stands before the rows of a part of a snapshot.
#[derive(Clone, Copy, Debug)]
pub struct SnapHead<'a> {
    /// The position it stands for.
    pub at: &'a Position,
    /// Number of the part, from 1.
    pub part: u32,
    /// How many parts.
    pub parts: u32,
    /// Digest of all rows of all parts.
    pub sum: Digest,
}

/// From how many patches of the same fields on these are told together; `None`: each by itself.
pub type Alike = Option<usize>;

/// The ops of a delta, encoded.
pub fn encode_ops(encoding: Encoding, alike: Alike, ops: &[Op]) -> Bytes {
    let mut bytes = Vec::new();
    match alike {
        Some(rows_min) => {
            let told = if mutant!(LoseAlike) {
                ops.split_last().map_or(ops, |(_, rest)| rest)
            } else {
                ops
            };
            append(encoding, &Gathered::new(told, rows_min), &mut bytes);
        }
        None => append(encoding, ops, &mut bytes),
    }
    Bytes::from(bytes)
}

/// Rows with their revisions, encoded in arrays of about `part_bytes` each; at least one, which may be empty.
pub fn encode_parts<'a>(
    encoding: Encoding,
    rows: impl IntoIterator<Item = (Revision, &'a RawRow)>,
    part_bytes: usize,
) -> Vec<Bytes> {
    let mut parts = Vec::new();
    let mut part = Part::default();
    for row in rows {
        if part.body.len() >= part_bytes {
            parts.push(std::mem::take(&mut part).finish(encoding));
        }
        part.push(encoding, row);
    }
    if part.rows > 0 || parts.is_empty() {
        parts.push(part.finish(encoding));
    }
    parts
}

#[derive(Default)]
struct Part {
    rows: u32,
    body: Vec<u8>,
}

impl Part {
    fn push(&mut self, encoding: Encoding, row: (Revision, &RawRow)) {
        if encoding == Encoding::Json && self.rows > 0 {
            self.body.push(b',');
        }
        append(encoding, &row, &mut self.body);
        self.rows += 1;
    }

    fn finish(self, encoding: Encoding) -> Bytes {
        let mut bytes = Vec::with_capacity(self.body.len() + 5);
        match encoding {
            Encoding::Json => {
                bytes.push(b'[');
                bytes.extend_from_slice(&self.body);
                bytes.push(b']');
            }
            Encoding::MessagePack => {
                bytes.push(MSGPACK_ARRAY32);
                bytes.extend_from_slice(&self.rows.to_be_bytes());
                bytes.extend_from_slice(&self.body);
            }
        }
        Bytes::from(bytes)
    }
}

/// Appends a value. Rows are JSON values, so that nothing in a message can fail to be encoded; should it ever, the
/// place holds a null and the client asks again.
fn append(encoding: Encoding, value: &(impl Serialize + ?Sized), bytes: &mut Vec<u8>) {
    let start = bytes.len();
    let is_written = match encoding {
        Encoding::Json => serde_json::to_writer(&mut *bytes, value).is_ok(),
        Encoding::MessagePack => rmp_serde::encode::write_named(bytes, value).is_ok(),
    };
    debug_assert!(is_written, "every value of the protocol can be encoded");
    if !is_written {
        bytes.truncate(start);
        match encoding {
            Encoding::Json => bytes.extend_from_slice(b"null"),
            Encoding::MessagePack => bytes.push(MSGPACK_NIL),
        }
    }
}

// Format bytes of <https://github.com/msgpack/msgpack/blob/master/spec.md>.
const MSGPACK_NIL: u8 = 0xc0;
const MSGPACK_ARRAY16: u8 = 0xdc;
const MSGPACK_ARRAY32: u8 = 0xdd;
const MSGPACK_FIXMAP: u8 = 0x80;

#[cfg(test)]
mod tests {
    use protocol::{Codec, Delta, Ping, RowId, Snap};
    use serde_json::json;

    use super::*;

    fn row(id: &str) -> RawRow {
        serde_json::from_value(json!({"id": id, "speed": 12.5, "name": "Žižkov \"7\""})).unwrap()
    }

    #[test]
    fn shared_bytes_decode_to_the_frames_they_stand_for() {
        for encoding in [Encoding::Json, Encoding::MessagePack] {
            let ops = vec![
                Op::Put(Revision(7), row("a")),
                Op::Remove(Revision(8), RowId::from("b")),
            ];
            let at = Position::from(("e\"1".into(), Offset(300)));
            let head = SnapHead {
                at: &at,
                part: 2,
                parts: 3,
                sum: Digest::of([("a", Revision(7))]),
            };
            let mut message = Message::new(encoding);

            message.push(&Ping { c: 70_000 }.into());
            message.push_delta(SubId(1), Offset(6), Offset(8), &encode_ops(encoding, None, &ops));
            let rows = encode_parts(encoding, [(Revision(7), &row("a"))], 1000);
            message.push_snap(SubId(2), &head, &rows[0]);

            let frames: Vec<GatewayFrame> = Codec::decode(encoding, &message.finish()).unwrap();
            assert_eq!(
                frames,
                [
                    Ping { c: 70_000 }.into(),
                    Delta {
                        s: SubId(1),
                        from: Offset(6),
                        to: Offset(8),
                        ops
                    }
                    .into(),
                    Snap {
                        s: SubId(2),
                        at: at.clone(),
                        rows: vec![(Revision(7), row("a"))],
                        part: 2,
                        parts: 3,
                        sum: head.sum,
                        same: false
                    }
                    .into(),
                ]
            );
        }
    }

    #[test]
    fn parts_hold_every_row_once() {
        let rows: Vec<_> = (0..100).map(|it| row(&format!("r{it}"))).collect();

        let parts = encode_parts(Encoding::Json, rows.iter().map(|it| (Revision(1), it)), 500);

        let decoded: Vec<(Revision, RawRow)> = parts
            .iter()
            .flat_map(|it| serde_json::from_slice::<Vec<_>>(it).unwrap())
            .collect();
        assert!(parts.len() > 5);
        assert!(parts.iter().all(|it| it.len() < 600));
        assert_eq!(decoded.into_iter().map(|(_, row)| row).collect::<Vec<_>>(), rows);
    }
}
