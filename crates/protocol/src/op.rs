//! One step of a delta.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, SeqAccess},
    ser::SerializeTuple,
};

use crate::{
    ids::{Revision, RowId},
    row::{Fields, RawRow},
};

/// What happened to one row. On the wire an array that begins with the op's sign.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// `["+", rev, row]`: the row is now this.
    Put(Revision, RawRow),
    /// `["~", rev, id, {changed fields}, [removed fields]]`.
    Patch(Revision, RowId, Fields, Vec<String>),
    /// `["-", rev, id]`: no longer in this view.
    Remove(Revision, RowId),
    /// `["!", rev, row]`: appended to a `log` stream.
    Append(Revision, RawRow),
}

impl Op {
    /// The row it speaks about; `None` if a put row has no proper id.
    pub fn id(&self) -> Option<RowId> {
        match self {
            Self::Put(_, row) | Self::Append(_, row) => row.id(),
            Self::Patch(_, id, _, _) | Self::Remove(_, id) => Some(id.clone()),
        }
    }

    /// The row's revision after it.
    pub const fn revision(&self) -> Revision {
        match self {
            Self::Put(revision, _)
            | Self::Patch(revision, ..)
            | Self::Remove(revision, _)
            | Self::Append(revision, _) => *revision,
        }
    }

    /// What follows on a sign.
    pub(crate) fn read<'de, A: SeqAccess<'de>>(sign: &str, mut seq: A) -> Result<Self, A::Error> {
        let revision = element(&mut seq, "revision")?;
        let op = match sign {
            "+" => Self::Put(revision, element(&mut seq, "row")?),
            "~" => Self::Patch(
                revision,
                element(&mut seq, "id")?,
                element(&mut seq, "changed fields")?,
                seq.next_element()?.unwrap_or_default(),
            ),
            "-" => Self::Remove(revision, element(&mut seq, "id")?),
            "!" => Self::Append(revision, element(&mut seq, "row")?),
            other => return Err(de::Error::custom(format_args!("unknown op {other:?}"))),
        };
        while seq.next_element::<de::IgnoredAny>()?.is_some() {}
        Ok(op)
    }
}

impl Serialize for Op {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Put(revision, row) => ("+", revision, row).serialize(serializer),
            Self::Patch(revision, id, changed, removed) => {
                let mut tuple = serializer.serialize_tuple(5)?;
                tuple.serialize_element("~")?;
                tuple.serialize_element(revision)?;
                tuple.serialize_element(id)?;
                tuple.serialize_element(changed)?;
                tuple.serialize_element(removed)?;
                tuple.end()
            }
            Self::Remove(revision, id) => ("-", revision, id).serialize(serializer),
            Self::Append(revision, row) => ("!", revision, row).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Op {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(OpVisitor)
    }
}

struct OpVisitor;

impl<'de> de::Visitor<'de> for OpVisitor {
    type Value = Op;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an op: [sign, revision, …]")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Op, A::Error> {
        let sign: String = element(&mut seq, "sign")?;
        Op::read(&sign, seq)
    }
}

/// What is to stand next.
pub(crate) fn element<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(
    seq: &mut A,
    what: &str,
) -> Result<T, A::Error> {
    seq.next_element()?
        .ok_or_else(|| de::Error::custom(format_args!("an op without its {what}")))
}
