//! Patches that change the same fields, told together: how they are read. They are written in `gather.rs`.
//!
//! `["=", [revisions], [ids], {field: column}]` among the ops of a delta stands for one patch for each id. Only who said
//! [`ALIKE`] in `hello.can` is told so. A column holds as many values as there are ids: `[value, …]` as they are, or
//! `{"d": [number, …], "e"?: digits}`, of which each is the difference to the one before it (the first to 0). With `e`
//! these are whole parts of a number: the sum divided by 10 to the power of `e`. Revisions are such differences.

use std::fmt;

use serde::{
    Deserializer,
    de::{self, DeserializeSeed, Error as _, SeqAccess},
};
use serde_json::Value;

use crate::{
    ids::{Revision, RowId},
    op::{Op, element},
    row::Fields,
};

/// What a client that reads them says in `hello.can`.
pub const ALIKE: &str = "alike";

/// Their sign on the wire.
pub(crate) const SIGN: &str = "=";

/// A field with a longer name is not told so: a name stands once in the message and in every patch that is read.
pub(crate) const NAME_MAX: usize = 64;

/// 10 to the power of `e`; each is exact, and so is what is divided by it.
pub(crate) const SCALES: [f64; 10] = [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/// The largest number of the protocol.
pub(crate) const NUMBER_MAX: u64 = (1 << 53) - 1;

/// The ops of a delta, with one patch for each that is told together with others.
pub(crate) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Op>, D::Error> {
    deserializer.deserialize_seq(Steps)
}

/// All steps of a delta.
struct Steps;

impl<'de> de::Visitor<'de> for Steps {
    type Value = Vec<Op>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ops")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Vec<Op>, A::Error> {
        let mut ops = Vec::new();
        while seq.next_element_seed(Step(&mut ops))?.is_some() {}
        Ok(ops)
    }
}

/// One step: an op, or several.
struct Step<'a>(&'a mut Vec<Op>);

impl<'de> DeserializeSeed<'de> for Step<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> de::Visitor<'de> for Step<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an op: [sign, revision, …]")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let sign: String = element(&mut seq, "sign")?;
        if sign == SIGN {
            let revisions = element(&mut seq, "revisions")?;
            let ids = element(&mut seq, "ids")?;
            let columns = element(&mut seq, "columns")?;
            expand(revisions, ids, columns, self.0)
                .ok_or_else(|| A::Error::custom("patches told together that do not fit together"))?;
            while seq.next_element::<de::IgnoredAny>()?.is_some() {}
        } else {
            self.0.push(Op::read(&sign, seq)?);
        }
        Ok(())
    }
}

/// Adds a patch for each id. `None`: a column is too short or too long, or no column.
fn expand(revisions: Vec<i64>, ids: Vec<RowId>, columns: Fields, ops: &mut Vec<Op>) -> Option<()> {
    let mut changed = vec![Fields::new(); ids.len()];
    for (name, column) in columns {
        let values = values(column)?;
        if values.len() != ids.len() || name.len() > NAME_MAX {
            return None;
        }
        for (changed, value) in changed.iter_mut().zip(values) {
            changed.insert(name.clone(), value);
        }
    }
    if revisions.len() != ids.len() {
        return None;
    }
    let mut sum = 0;
    for ((id, changed), by) in ids.into_iter().zip(changed).zip(revisions) {
        let revision = u64::try_from(add(&mut sum, by)?).ok()?;
        ops.push(Op::Patch(Revision(revision), id, changed, Vec::new()));
    }
    Some(())
}

/// The values of a column.
fn values(column: Value) -> Option<Vec<Value>> {
    let column = match column {
        Value::Array(values) => return Some(values),
        Value::Object(column) => column,
        _ => return None,
    };
    let scale = match column.get("e") {
        Some(e) => Some(SCALES.get(usize::try_from(e.as_u64()?).ok()?)?),
        None => None,
    };
    let mut sum = 0;
    let value = |by: &Value| {
        let sum = add(&mut sum, by.as_i64()?)?;
        Some(scale.map_or_else(|| Value::from(sum), |it| Value::from(parts(sum, *it))))
    };
    column.get("d")?.as_array()?.iter().map(value).collect()
}

/// So many parts of one.
pub(crate) fn parts(count: i64, scale: f64) -> f64 {
    // No number of the protocol is so large that it is not exact.
    count as f64 / scale
}

/// The next sum; `None` beyond the numbers of the protocol.
fn add(sum: &mut i64, by: i64) -> Option<i64> {
    *sum = sum.checked_add(by)?;
    (sum.unsigned_abs() <= NUMBER_MAX).then_some(*sum)
}
