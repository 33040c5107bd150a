//! The columns of the vehicles table.

use protocol::entities::StreamKind;

use crate::{
    pages::list::{Column, ColumnLook},
    texts::Texts,
};

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

impl Column for VehicleColumn {
    const ALL: &'static [Self] = &[
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

    fn look(self) -> ColumnLook {
        let column = ColumnLook::new;
        // Wide enough for the feet too: those of 10,000 vehicles have seven digits.
        match self {
            Self::Vehicle => column("vehicle", "minmax(178px, 1.6fr)").fixed(),
            Self::Status => column("status", "minmax(122px, .8fr)"),
            Self::Speed => column("speed", "84px").numeric(),
            Self::Limit => column("limit", "80px").numeric().needs_width(840).unusual(),
            Self::Driver => column("driver", "minmax(116px, 1fr)").needs_width(640),
            Self::Depot => column("depot", "minmax(108px, .9fr)").needs_width(1240),
            Self::Place => column("place", "minmax(120px, 1.2fr)").needs_width(1120),
            Self::Strip => column("strip", "minmax(112px, 1.2fr)")
                .needs_width(760)
                .unsortable(),
            Self::Fuel => column("fuel", "92px").numeric().needs_width(640),
            Self::Today => column("today", "104px").numeric().needs_width(1000),
            Self::Odometer => column("odometer", "104px").numeric().needs_width(840).unusual(),
            Self::Violations => column("violations", "78px").numeric().needs_width(900),
            Self::Age => column("age", "70px").numeric(),
        }
    }

    fn needs(self) -> Option<StreamKind> {
        (self == Self::Violations).then_some(StreamKind::Violation)
    }

    fn title_on_paper(self, texts: Texts) -> &'static str {
        match self {
            Self::Age => texts.vehicles().last_position,
            _ => self.title(texts),
        }
    }

    fn title(self, texts: Texts) -> &'static str {
        let texts = texts.vehicles();
        match self {
            Self::Vehicle => texts.vehicle,
            Self::Status => texts.status,
            Self::Speed => texts.speed,
            Self::Limit => texts.limit,
            Self::Driver => texts.driver,
            Self::Depot => texts.depot,
            Self::Place => texts.place,
            Self::Strip => texts.strip,
            Self::Fuel => texts.fuel,
            Self::Today => texts.today,
            Self::Odometer => texts.odometer,
            Self::Violations => texts.violations,
            Self::Age => texts.age,
        }
    }
}
