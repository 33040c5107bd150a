//! The columns of the drivers table.

use crate::{
    pages::list::{Column, ColumnLook},
    repositories::sort::Direction,
    texts::Texts,
};

/// A column; its word stands in addresses and settings.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum DriverColumn {
    /// Who.
    #[default]
    Driver,
    /// Whether they drive now.
    Status,
    /// With what.
    Vehicle,
    /// Where they belong.
    Depot,
    /// Shipments to do.
    Workload,
    /// Shipments done today.
    Delivered,
    /// Since when they do what they do.
    Since,
    /// How old their last position is.
    Seen,
    /// What can be done.
    Actions,
}

impl Column for DriverColumn {
    const ALL: &'static [Self] = &[
        Self::Driver,
        Self::Status,
        Self::Vehicle,
        Self::Depot,
        Self::Workload,
        Self::Delivered,
        Self::Since,
        Self::Seen,
        Self::Actions,
    ];

    fn look(self) -> ColumnLook {
        let column = ColumnLook::new;
        match self {
            Self::Driver => column("driver", "minmax(150px, 1.4fr)").fixed(),
            Self::Status => column("status", "minmax(122px, .9fr)"),
            Self::Vehicle => column("vehicle", "minmax(92px, .7fr)").needs_width(520),
            Self::Depot => column("depot", "minmax(116px, 1fr)").needs_width(900),
            Self::Workload => column("workload", "84px").numeric(),
            Self::Delivered => column("delivered", "148px").numeric().needs_width(920),
            Self::Since => column("since", "92px").numeric().needs_width(800),
            // It runs by the second: rows that trade places all the time cannot be read.
            Self::Seen => column("seen", "84px").numeric().unsortable(),
            Self::Actions => column("actions", "128px").numeric().needs_width(640).acting(),
        }
    }

    fn title(self, texts: Texts) -> &'static str {
        let texts = texts.dispatch();
        match self {
            Self::Driver => texts.driver,
            Self::Status => texts.status,
            Self::Vehicle => texts.vehicle,
            Self::Depot => texts.depot,
            Self::Workload => texts.workload,
            Self::Delivered => texts.delivered,
            Self::Since => texts.since,
            Self::Seen => texts.last_seen,
            Self::Actions => texts.actions,
        }
    }

    /// The most first; names from A.
    fn first_direction(self) -> Direction {
        match self {
            Self::Workload | Self::Delivered => Direction::Descending,
            _ => Direction::Ascending,
        }
    }
}
