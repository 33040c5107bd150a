//! Which parts of a report there are, and which of them changed since they were last written.

use std::collections::BTreeSet;

use protocol::RowId;

/// Names one part of a report. Their order is the order in which they are written.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum PartKey {
    /// The figures.
    Summary,
    /// The n-th stretch in one state.
    Segment(u32),
    /// The n-th trip or stop.
    Trip(u32),
    /// Speeds of an hour of the day.
    Speed(u32),
    /// The n-th line of the log.
    Log(u32),
}

impl PartKey {
    /// The row's name.
    pub(super) fn id(self) -> RowId {
        match self {
            Self::Summary => RowId::from("summary"),
            Self::Segment(n) => RowId::from(format!("segment-{n:04}")),
            Self::Trip(n) => RowId::from(format!("trip-{n:04}")),
            Self::Speed(hour) => RowId::from(format!("speed-{hour:02}")),
            Self::Log(n) => RowId::from(format!("log-{n:06}")),
        }
    }

    /// Reads what [`Self::id`] wrote.
    pub(super) fn parse(id: &str) -> Option<Self> {
        if id == "summary" {
            return Some(Self::Summary);
        }
        let (kind, n) = id.split_once('-')?;
        let n = n.parse().ok()?;
        match kind {
            "segment" => Some(Self::Segment(n)),
            "trip" => Some(Self::Trip(n)),
            "speed" => Some(Self::Speed(n)),
            "log" => Some(Self::Log(n)),
            _ => None,
        }
    }
}

/// The parts that changed since the report was last written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    changed: BTreeSet<PartKey>,
    urgent: bool,
}

impl Marks {
    /// The part changed, appeared or went.
    pub(super) fn touch(&mut self, key: PartKey) {
        self.changed.insert(key);
    }

    /// The part changed in a way people wait for: it is written without the usual delay.
    pub(super) fn hurry(&mut self, key: PartKey) {
        self.changed.insert(key);
        self.urgent = true;
    }

    /// Whether anything is unwritten.
    pub(super) fn is_empty(&self) -> bool {
        self.changed.is_empty()
    }

    /// Whether somebody waits for it.
    pub(super) const fn is_urgent(&self) -> bool {
        self.urgent
    }

    /// Takes the changed parts.
    pub(super) fn take(&mut self) -> BTreeSet<PartKey> {
        self.urgent = false;
        std::mem::take(&mut self.changed)
    }
}
