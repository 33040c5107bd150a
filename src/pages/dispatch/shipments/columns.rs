//! The columns of the shipments table.

use crate::{
    pages::list::{Column, ColumnLook},
    repositories::sort::Direction,
    texts::Texts,
};

/// A column; its word stands in addresses and settings.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(crate) enum ShipmentColumn {
    /// What people call it.
    Reference,
    /// How far it has come.
    Status,
    /// What it is.
    Goods,
    /// How heavy.
    Weight,
    /// Where it is loaded.
    Pickup,
    /// Where it goes.
    Drop,
    /// Who brings it.
    Driver,
    /// When it should be there.
    #[default]
    Due,
    /// When it will be there.
    Eta,
    /// How much later than due.
    Late,
    /// What can be done.
    Actions,
}

impl Column for ShipmentColumn {
    const ALL: &'static [Self] = &[
        Self::Reference,
        Self::Status,
        Self::Goods,
        Self::Weight,
        Self::Pickup,
        Self::Drop,
        Self::Driver,
        Self::Due,
        Self::Eta,
        Self::Late,
        Self::Actions,
    ];

    fn look(self) -> ColumnLook {
        let column = ColumnLook::new;
        match self {
            Self::Reference => column("reference", "112px").fixed(),
            Self::Status => column("status", "minmax(122px, .6fr)"),
            Self::Goods => column("goods", "minmax(140px, 1.4fr)").needs_width(1020),
            Self::Weight => column("weight", "84px").numeric().needs_width(1240),
            Self::Pickup => column("pickup", "minmax(112px, 1fr)").needs_width(1140),
            Self::Drop => column("drop", "minmax(112px, 1fr)").needs_width(880),
            Self::Driver => column("driver", "minmax(116px, .9fr)").needs_width(560),
            Self::Due => column("due", "108px").numeric(),
            Self::Eta => column("eta", "108px").numeric().needs_width(680),
            Self::Late => column("late", "120px").numeric().needs_width(784),
            Self::Actions => column("actions", "92px").numeric().acting(),
        }
    }

    fn title(self, texts: Texts) -> &'static str {
        let texts = texts.dispatch();
        match self {
            Self::Reference => texts.reference,
            Self::Status => texts.status,
            Self::Goods => texts.goods,
            Self::Weight => texts.weight,
            Self::Pickup => texts.pickup,
            Self::Drop => texts.drop,
            Self::Driver => texts.driver,
            Self::Due => texts.due,
            Self::Eta => texts.eta,
            Self::Late => texts.lateness,
            Self::Actions => texts.actions,
        }
    }

    /// The latest first: that is what one sorts by it for.
    fn first_direction(self) -> Direction {
        match self {
            Self::Late => Direction::Descending,
            _ => Direction::Ascending,
        }
    }
}
