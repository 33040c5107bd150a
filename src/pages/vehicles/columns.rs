//! The columns of the vehicles table.

use std::str::FromStr;

/// A column; its word stands in addresses and settings.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum VehicleColumn {
    /// Plate and kind.
    #[default]
    Vehicle,
    /// What it does.
    Status,
    /// How fast it is.
    Speed,
    /// How fast it may be.
    Limit,
    /// Who drives.
    Driver,
    /// Where it belongs.
    Depot,
    /// Where it is.
    Place,
    /// What it did in the last 24 hours.
    Strip,
    /// What is in the tank.
    Fuel,
    /// Driven since midnight.
    Today,
    /// Driven ever.
    Odometer,
    /// Open violations.
    Violations,
    /// How old the last position is.
    Age,
}

impl VehicleColumn {
    /// Every column, from left to right.
    pub(crate) const ALL: [Self; 13] = [
        Self::Vehicle,
        Self::Status,
        Self::Speed,
        Self::Limit,
        Self::Driver,
        Self::Depot,
        Self::Place,
        Self::Strip,
        Self::Fuel,
        Self::Today,
        Self::Odometer,
        Self::Violations,
        Self::Age,
    ];

    /// The column's word.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Vehicle => "vehicle",
            Self::Status => "status",
            Self::Speed => "speed",
            Self::Limit => "limit",
            Self::Driver => "driver",
            Self::Depot => "depot",
            Self::Place => "place",
            Self::Strip => "strip",
            Self::Fuel => "fuel",
            Self::Today => "today",
            Self::Odometer => "odometer",
            Self::Violations => "violations",
            Self::Age => "age",
        }
    }

    /// Whether rows can be sorted by it.
    pub(crate) const fn is_sortable(self) -> bool {
        !matches!(self, Self::Strip)
    }

    /// Whether it holds numbers, which stand at the right edge.
    pub(crate) const fn is_numeric(self) -> bool {
        matches!(
            self,
            Self::Speed
                | Self::Limit
                | Self::Fuel
                | Self::Today
                | Self::Odometer
                | Self::Violations
                | Self::Age
        )
    }

    /// Whether it is shown until somebody chooses.
    pub(crate) const fn is_usual(self) -> bool {
        !matches!(self, Self::Limit | Self::Odometer)
    }

    /// Its width, as a track of a CSS grid.
    pub(crate) const fn track(self) -> &'static str {
        match self {
            Self::Vehicle => "minmax(178px, 1.3fr)",
            Self::Status => "minmax(122px, .8fr)",
            Self::Speed => "84px",
            Self::Driver => "minmax(104px, 1fr)",
            Self::Depot => "minmax(108px, .9fr)",
            Self::Place => "minmax(120px, 1.2fr)",
            Self::Strip => "minmax(112px, 1.2fr)",
            Self::Fuel => "92px",
            Self::Limit | Self::Today => "80px",
            Self::Odometer => "104px",
            Self::Violations => "78px",
            Self::Age => "70px",
        }
    }

    /// The narrowest table, in px, that has room for it.
    pub(crate) const fn room(self) -> u32 {
        match self {
            Self::Vehicle | Self::Status | Self::Speed | Self::Age => 0,
            Self::Driver | Self::Fuel => 640,
            Self::Strip => 760,
            Self::Limit | Self::Odometer => 840,
            Self::Violations => 900,
            Self::Today => 980,
            Self::Place => 1120,
            Self::Depot => 1240,
        }
    }
}

impl FromStr for VehicleColumn {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|it| it.as_str() == text).ok_or(())
    }
}
