//! The columns of the violations queue.

use crate::{
    pages::list::{Column, ColumnLook},
    repositories::sort::Direction,
    texts::Texts,
};

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

impl Column for ViolationColumn {
    const ALL: &'static [Self] = &[
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

    fn look(self) -> ColumnLook {
        let column = ColumnLook::new;
        match self {
            Self::Select => column("select", "44px").acting(),
            Self::Severity => column("severity", "94px").fixed(),
            Self::Violation => column("violation", "minmax(var(--violation-what), 2.4fr)").fixed(),
            Self::Vehicle => column("vehicle", "84px").needs_width(680),
            Self::Driver => column("driver", "minmax(124px, .9fr)").needs_width(996),
            Self::Place => column("place", "minmax(var(--violation-place), 1fr)").needs_width(1120),
            Self::Time => column("time", "var(--violation-time)").numeric().needs_width(750),
            Self::State => column("state", "minmax(150px, .6fr)"),
            Self::Assignee => column("assignee", "minmax(122px, .6fr)").needs_width(872),
            Self::Actions => column("actions", "116px").numeric().acting(),
        }
    }

    fn title(self, texts: Texts) -> &'static str {
        let texts = texts.violations();
        match self {
            Self::Select => texts.select,
            Self::Severity => texts.severity,
            Self::Violation => texts.violation,
            Self::Vehicle => texts.vehicle,
            Self::Driver => texts.driver,
            Self::Place => texts.place,
            Self::Time => texts.time,
            Self::State => texts.state,
            Self::Assignee => texts.assignee,
            Self::Actions => texts.actions,
        }
    }

    /// The worst and the latest first, names from A.
    fn first_direction(self) -> Direction {
        match self {
            Self::Severity | Self::Time => Direction::Descending,
            _ => Direction::Ascending,
        }
    }
}
