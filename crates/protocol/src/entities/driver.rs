//! A driver: whether they work, with which vehicle, and how much they have to do.

use serde::{Deserialize, Serialize};

use crate::{
    entities::{StreamKind, words::words},
    entity::Entity,
    ids::RowId,
    time::Timestamp,
};

words! {
    /// Whether somebody drives now.
    Duty {
        /// Not at work: nothing is collected about them.
        Off = "off",
        /// On shift.
        OnShift = "on_shift",
        /// On shift, resting.
        OnBreak = "on_break",
        /// On shift, and cannot go on.
        Breakdown = "breakdown",
    }
}

impl Duty {
    /// Whether their shift goes on.
    pub const fn is_on_shift(self) -> bool {
        matches!(self, Self::OnShift | Self::OnBreak | Self::Breakdown)
    }
}

/// A driver.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Driver {
    /// Their row in `team/members`.
    pub id: RowId,
    /// As people write them, such as `M. Okafor`.
    pub name: String,
    /// Where they belong, such as `Nord depot`.
    pub depot: String,
    /// Whether they drive now.
    pub duty: Duty,
    /// Since when.
    pub since: Timestamp,
    /// When the shift began, while it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift_at: Option<Timestamp>,
    /// What they drive, if anything: an id of `fleet/vehicles`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vehicle: Option<RowId>,
    /// Its plate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plate: Option<String>,
    /// How to call them, such as `+44 20 7946 0112`: see [`is_phone_number`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Shipments that they have and that are not at their end.
    pub jobs: u32,
    /// Shipments delivered since midnight of the depot.
    pub delivered_today: u32,
}

impl Entity for Driver {
    const KIND: StreamKind = StreamKind::Driver;

    fn id(&self) -> &RowId {
        &self.id
    }
}

/// Whether this can be called from everywhere: `+`, a country, and 7 to 15 digits in all (ITU-T E.164), grouped as people
/// like it.
pub fn is_phone_number(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('+').filter(|_| text.len() <= PHONE_LENGTH_MAX) else {
        return false;
    };
    let digits = rest.bytes().filter(u8::is_ascii_digit).count();
    // No country begins with 0: it is what one dials at home.
    (7..=15).contains(&digits)
        && rest.starts_with(|it: char| ('1'..='9').contains(&it))
        && rest
            .chars()
            .all(|it| it.is_ascii_digit() || " -.()/".contains(it))
}

/// A number as a phone dials it: without what groups its digits.
pub fn dialled(phone: &str) -> String {
    phone
        .chars()
        .filter(|it| it.is_ascii_digit() || *it == '+')
        .collect()
}

/// Longest number, with all that groups it.
pub const PHONE_LENGTH_MAX: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_can_be_called_from_everywhere() {
        for good in [
            "+447700900123",
            "+44 7700 900123",
            "+1 (202) 555-0123",
            "+33 1.99.00.12.34",
        ] {
            assert!(is_phone_number(good), "{good}");
        }
        for bad in [
            "",
            "+",
            "07700 900123",
            "+44 7700 x",
            "+0447700900123",
            "+1234567890123456",
            "+ 44 7700 900123",
        ] {
            assert!(!is_phone_number(bad), "{bad}");
        }
        assert!(!is_phone_number(&format!("+44{}7700900123", " ".repeat(40))));
        assert_eq!(dialled("+1 (202) 555-0123"), "+12025550123");
    }
}
