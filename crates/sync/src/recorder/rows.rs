//! Rows as a recording knows them: which, and at which revision; or only how many.

use std::{fmt, sync::Arc};

use protocol::{Fields, Op, RawRow, Revision, RowId};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::label::{Label, Salt};

/// Rows of a frame or of a topic.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Rows {
    /// Each of them.
    Each(Vec<Step>),
    /// Too many to keep: how many.
    Count(usize),
}

/// What happened to a row, or that it is there; written `+1f00ab7c@12`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Step {
    sign: Sign,
    /// `None`: it has no proper name.
    row: Option<Label>,
    pub(crate) revision: Revision,
}

/// As on the wire.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Sign {
    Put,
    Patch,
    Remove,
    Append,
}

impl Sign {
    const TABLE: [(Self, char); 4] = [
        (Self::Put, '+'),
        (Self::Patch, '~'),
        (Self::Remove, '-'),
        (Self::Append, '!'),
    ];
}

impl Rows {
    /// How much room they take.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Self::Each(steps) => steps.len(),
            Self::Count(_) => 0,
        }
    }

    pub(crate) fn steps(&self) -> &[Step] {
        match self {
            Self::Each(steps) => steps,
            Self::Count(_) => &[],
        }
    }
}

impl Step {
    /// A row that is there.
    pub(crate) fn there(id: &str, revision: Revision, salt: &Salt) -> Self {
        Self {
            sign: Sign::Put,
            row: (!id.is_empty()).then(|| salt.label(id)),
            revision,
        }
    }

    /// What a delta says of a row.
    pub(crate) fn of(op: &Op, salt: &Salt) -> Self {
        let (sign, id) = match op {
            Op::Put(_, row) => (Sign::Put, row.text("id").unwrap_or_default()),
            Op::Append(_, row) => (Sign::Append, row.text("id").unwrap_or_default()),
            Op::Patch(_, id, _, _) => (Sign::Patch, id.as_str()),
            Op::Remove(_, id) => (Sign::Remove, id.as_str()),
        };
        Self {
            sign,
            ..Self::there(id, op.revision(), salt)
        }
    }

    /// The row's name in a replay.
    pub(crate) fn id(&self) -> RowId {
        self.row.map_or_else(String::new, |it| it.to_string()).into()
    }

    /// The same as a gateway would say it.
    pub(crate) fn op(&self, mark: u64) -> Op {
        match self.sign {
            Sign::Put => Op::Put(self.revision, row(&self.id(), mark)),
            Sign::Append => Op::Append(self.revision, row(&self.id(), mark)),
            Sign::Patch => Op::Patch(self.revision, self.id(), Fields::new(), Vec::new()),
            Sign::Remove => Op::Remove(self.revision, self.id()),
        }
    }
}

/// A row of that name; another mark makes it another row.
pub(crate) fn row(id: &RowId, mark: u64) -> RawRow {
    let fields = [
        ("id".to_owned(), id.as_str().into()),
        ("mark".to_owned(), mark.into()),
    ];
    RawRow(Fields::from_iter(fields))
}

/// Rows as an engine takes them, with the first mark.
pub(crate) fn shared(steps: &[Step]) -> Vec<(Revision, Arc<RawRow>)> {
    steps
        .iter()
        .map(|it| (it.revision, Arc::new(row(&it.id(), 0))))
        .collect()
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = Sign::TABLE.iter().find(|(it, _)| *it == self.sign);
        write!(f, "{}", sign.map_or('+', |(_, sign)| *sign))?;
        if let Some(row) = self.row {
            write!(f, "{row}")?;
        }
        write!(f, "@{}", self.revision)
    }
}

impl Serialize for Step {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Step {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let read = || {
            let sign = text.chars().next()?;
            let (sign, _) = Sign::TABLE.into_iter().find(|(_, it)| *it == sign)?;
            let (row, revision) = text.get(1..)?.split_once('@')?;
            let row = match row {
                "" => None,
                label => Some(Label::read(label)?),
            };
            let revision = Revision(revision.parse().ok()?);
            Some(Self { sign, row, revision })
        };
        read().ok_or_else(|| D::Error::custom("a row is written +1f00ab7c@12"))
    }
}
