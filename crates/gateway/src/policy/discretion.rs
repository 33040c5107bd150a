//! What rows say of violations, and the same rows for who may not see any: figures tell as much as the rows themselves.

use std::borrow::Cow;

use protocol::{Epoch, Fields, Op, Position, RawRow, entities::StripSlot};
use serde_json::Value;

/// How a topic is told; whoever is told the same shares the same bytes.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Telling {
    /// As it stands.
    Whole,
    /// Without what it says of violations.
    Discreet,
}

impl Telling {
    /// A row as it is told.
    pub fn row(self, row: &RawRow) -> Cow<'_, RawRow> {
        match self {
            Self::Whole => Cow::Borrowed(row),
            Self::Discreet => {
                let mut row = row.clone();
                silence(&mut row.0);
                Cow::Owned(row)
            }
        }
    }

    /// The position as it is told. Digests count revisions, which are the same however a row is told; so each way has
    /// epochs of its own, and whose rights changed while away goes on with no row of the other way.
    pub fn position(self, mut at: Position) -> Position {
        if self == Self::Discreet {
            at.epoch = Epoch::from(format!("{}-discreet", at.epoch));
        }
        at
    }

    /// Steps as they are told. None is left out: each moves the revision of its row, which the digest counts.
    pub fn ops(self, ops: &[Op]) -> Cow<'_, [Op]> {
        match self {
            Self::Whole => Cow::Borrowed(ops),
            Self::Discreet => Cow::Owned(ops.iter().cloned().map(quiet).collect()),
        }
    }
}

fn quiet(op: Op) -> Op {
    match op {
        Op::Put(revision, mut row) => {
            silence(&mut row.0);
            Op::Put(revision, row)
        }
        Op::Append(revision, mut row) => {
            silence(&mut row.0);
            Op::Append(revision, row)
        }
        Op::Patch(revision, id, mut changed, removed) => {
            silence(&mut changed);
            Op::Patch(revision, id, changed, removed)
        }
        it @ Op::Remove(..) => it,
    }
}

/// Takes the counts of violations out of fields, and out of objects in them; a strip keeps its states.
fn silence(fields: &mut Fields) {
    for name in COUNTS {
        fields.remove(name);
    }
    for (name, value) in fields.iter_mut() {
        match value {
            Value::Object(inner) => silence(inner),
            Value::String(strip) if name == STRIP => *strip = strip.chars().map(unmarked).collect(),
            _ => {}
        }
    }
}

fn unmarked(letter: char) -> char {
    StripSlot {
        violation: false,
        ..StripSlot::from_letter(letter)
    }
    .letter()
}

const COUNTS: [&str; 2] = ["open_violations", "critical_violations"];
const STRIP: &str = "strip";

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_row_says_of_violations_is_left_out_wherever_it_stands() {
        let row: RawRow = serde_json::from_value(json!({
            "id": "fleet", "moving": 3, "open_violations": 2, "critical_violations": 1, "strip": "mM+-",
            "before": { "moving": 2.0, "open_violations": 4.0 },
        }))
        .unwrap();

        let told = serde_json::to_value(Telling::Discreet.row(&row).into_owned()).unwrap();

        assert_eq!(
            told,
            json!({ "id": "fleet", "moving": 3, "strip": "mm--", "before": { "moving": 2.0 } })
        );
        assert_eq!(*Telling::Whole.row(&row), row);
    }
}
