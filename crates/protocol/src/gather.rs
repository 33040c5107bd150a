//! Patches that change the same fields, told together: how they are written. They are read in `alike.rs`.
//!
//! Only a gateway does this, so that browsers do not download it.

use serde::{Serialize, Serializer, ser::SerializeSeq};
use serde_json::Value;

use crate::{
    alike::{NAME_MAX, NUMBER_MAX, SCALES, SIGN, parts},
    ids::RowId,
    op::Op,
    row::Fields,
};

/// More sets of fields than these in one delta are not looked for.
const GROUPS_MAX: usize = 32;

/// The ops of a delta for a client that reads patches told together: every row in it as in the ops themselves. First
/// stands what is told by itself, then what is told together: no row stands twice in a delta of a table, so that the order
/// in it says nothing. (In that of a log it does.)
#[derive(Debug)]
pub struct Gathered<'a> {
    single: Vec<&'a Op>,
    groups: Vec<Group<'a>>,
}

/// Patches that change the same fields.
#[derive(Debug, Default)]
struct Group<'a> {
    revisions: Vec<u64>,
    ids: Vec<&'a RowId>,
    changed: Vec<&'a Fields>,
}

impl<'a> Gathered<'a> {
    /// The ops, with patches told together where there are `rows_min` or more that change the same fields.
    pub fn new(ops: &'a [Op], rows_min: usize) -> Self {
        let mut groups: Vec<Group<'a>> = Vec::new();
        let places: Vec<_> = ops.iter().map(|op| place(op, &mut groups)).collect();
        let is_single = |place: &Option<usize>| place.is_none_or(|it| groups[it].ids.len() < rows_min);
        let single = ops.iter().zip(&places);
        let single = single.filter(|(_, it)| is_single(it)).map(|(op, _)| op).collect();
        groups.retain(|it| it.ids.len() >= rows_min);
        Self { single, groups }
    }
}

/// Puts a patch into its group. `None`: it is none, or is told by itself.
fn place<'a>(op: &'a Op, groups: &mut Vec<Group<'a>>) -> Option<usize> {
    let Op::Patch(revision, id, changed, removed) = op else {
        return None;
    };
    if !removed.is_empty() || revision.0 > NUMBER_MAX || changed.keys().any(|it| it.len() > NAME_MAX) {
        return None;
    }
    let place = groups.iter().position(|it| it.is_of(changed)).or_else(|| {
        let is_room = groups.len() < GROUPS_MAX;
        is_room.then(|| groups.push(Group::default()))?;
        Some(groups.len() - 1)
    })?;
    let group = &mut groups[place];
    group.revisions.push(revision.0);
    group.ids.push(id);
    group.changed.push(changed);
    Some(place)
}

impl Group<'_> {
    /// Whether exactly these fields change in it.
    fn is_of(&self, changed: &Fields) -> bool {
        self.changed
            .first()
            .is_some_and(|it| it.len() == changed.len() && it.keys().eq(changed.keys()))
    }
}

impl Serialize for Gathered<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(Some(self.single.len() + self.groups.len()))?;
        for op in &self.single {
            seq.serialize_element(op)?;
        }
        for group in &self.groups {
            seq.serialize_element(group)?;
        }
        seq.end()
    }
}

impl Serialize for Group<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let revisions = self.revisions.iter().scan(0, |before, it| {
            let by = it.wrapping_sub(*before).cast_signed();
            *before = *it;
            Some(by)
        });
        let revisions: Vec<i64> = revisions.collect();
        (SIGN, revisions, &self.ids, Columns(&self.changed)).serialize(serializer)
    }
}

/// The same fields of several rows.
struct Columns<'a>(&'a [&'a Fields]);

impl Serialize for Columns<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let names = self.0.first().into_iter().flat_map(|it| it.keys());
        // All have the same fields, in the same order.
        let mut rows: Vec<_> = self.0.iter().map(|it| it.values()).collect();
        serializer.collect_map(names.map(|name| {
            let values: Vec<&Value> = rows.iter_mut().filter_map(Iterator::next).collect();
            (name, Column::of(values))
        }))
    }
}

/// One field of several rows.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Column<'a> {
    /// As it is.
    Plain(Vec<&'a Value>),
    /// Numbers.
    Differences {
        /// Each, less the one before it.
        d: Vec<i64>,
        /// Digits after the point; `None`: whole numbers.
        #[serde(skip_serializing_if = "Option::is_none")]
        e: Option<usize>,
    },
}

impl<'a> Column<'a> {
    /// In fewer bytes, if nothing is lost by that: a number comes back as the same kind of number, to the last bit.
    fn of(values: Vec<&'a Value>) -> Self {
        let whole = || values.iter().map(|it| it.as_i64()).collect::<Option<Vec<_>>>();
        let decimal = || {
            let e = values.iter().try_fold(0, |e, it| digits(it, e))?;
            let counts = values.iter().map(|it| count(it, *SCALES.get(e)?));
            Some((counts.collect::<Option<Vec<_>>>()?, e))
        };
        let told = match whole() {
            Some(counts) => differences(&counts).map(|d| (d, None)),
            None => decimal().and_then(|(counts, e)| Some((differences(&counts)?, Some(e)))),
        };
        match told {
            Some((d, e)) => Self::Differences { d, e },
            None => Self::Plain(values),
        }
    }
}

/// How many digits after the point a number has, at least `e`; `None` if it has too many, or is none with a point.
fn digits(value: &Value, e: usize) -> Option<usize> {
    (e..SCALES.len()).find(|it| count(value, SCALES[*it]).is_some())
}

/// How many parts of one a number is, if it is whole parts and a number that is kept with a point.
fn count(value: &Value, scale: f64) -> Option<i64> {
    let value = value.as_f64().filter(|_| value.is_f64())?;
    let parts_of_it = (value * scale).round();
    if parts_of_it.abs() > NUMBER_MAX as f64 {
        return None;
    }
    let count = parts_of_it as i64;
    // Not so of −0, and of what has more digits.
    (parts(count, scale).to_bits() == value.to_bits()).then_some(count)
}

/// Each number less the one before it; `None` if one of them is beyond the numbers of the protocol.
fn differences(numbers: &[i64]) -> Option<Vec<i64>> {
    let mut before = 0;
    let difference = |it: &i64| {
        let by = it.checked_sub(before)?;
        before = *it;
        (it.unsigned_abs() <= NUMBER_MAX && by.unsigned_abs() <= NUMBER_MAX).then_some(by)
    };
    numbers.iter().map(difference).collect()
}
