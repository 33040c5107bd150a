//! The columns of the violations queue.

use std::str::FromStr;

use crate::repositories::sort::Direction;

/// A column; its word stands in addresses and settings.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum ViolationColumn {
    /// A box to choose the row.
    Select,
    /// How bad.
    #[default]
    Severity,
    /// Which rule, and by how much.
    Violation,
    /// Which vehicle.
    Vehicle,
    /// Who drove.
    Driver,
    /// Where.
    Place,
    /// When.
    Time,
    /// Where it stands.
    State,
    /// Whose work it is.
    Assignee,
    /// What can be done.
    Actions,
}

impl ViolationColumn {
    /// Every column, from left to right.
    pub(crate) const ALL: [Self; 10] = [
        Self::Select,
        Self::Severity,
        Self::Violation,
        Self::Vehicle,
        Self::Driver,
        Self::Place,
        Self::Time,
        Self::State,
        Self::Assignee,
        Self::Actions,
    ];

    /// The column's word.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Select => "select",
            Self::Severity => "severity",
            Self::Violation => "violation",
            Self::Vehicle => "vehicle",
            Self::Driver => "driver",
            Self::Place => "place",
            Self::Time => "time",
            Self::State => "state",
            Self::Assignee => "assignee",
            Self::Actions => "actions",
        }
    }

    /// Whether rows can be sorted by it.
    pub(crate) const fn is_sortable(self) -> bool {
        !matches!(self, Self::Select | Self::Actions)
    }

    /// Which way it sorts at the first click: the worst and the latest first, names from A.
    pub(crate) const fn first_direction(self) -> Direction {
        match self {
            Self::Severity | Self::Time => Direction::Descending,
            _ => Direction::Ascending,
        }
    }

    /// Whether it stands at the right edge.
    pub(crate) const fn is_numeric(self) -> bool {
        matches!(self, Self::Time | Self::Actions)
    }

    /// Whether it is always shown.
    pub(crate) const fn is_fixed(self) -> bool {
        matches!(
            self,
            Self::Select | Self::Severity | Self::Violation | Self::Actions
        )
    }

    /// Its width, as a track of a CSS grid.
    pub(crate) const fn track(self) -> &'static str {
        match self {
            Self::Select => "46px",
            Self::Severity => "94px",
            Self::Violation => "minmax(200px, 2fr)",
            Self::Vehicle => "minmax(84px, .6fr)",
            Self::Driver => "minmax(110px, 1fr)",
            Self::Place => "minmax(96px, 1fr)",
            Self::Time => "minmax(70px, 136px)",
            Self::State => "minmax(132px, 1.2fr)",
            Self::Assignee => "minmax(122px, 1fr)",
            Self::Actions => "124px",
        }
    }

    /// The narrowest table, in px, that has room for it.
    pub(crate) const fn room(self) -> u32 {
        match self {
            Self::Select | Self::Severity | Self::Violation | Self::State | Self::Actions => 0,
            Self::Vehicle => 680,
            Self::Time => 750,
            Self::Assignee => 872,
            Self::Driver => 982,
            Self::Place => 1078,
        }
    }
}

impl FromStr for ViolationColumn {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|it| it.as_str() == text).ok_or(())
    }
}
