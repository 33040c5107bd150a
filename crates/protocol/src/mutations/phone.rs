//! How a driver is called on the phone: a number that dispatch or the driver writes down.

use serde::{Deserialize, Serialize};

use super::{Author, Change, MutationError};
use crate::{
    entities::{Driver, StreamKind, is_phone_number},
    entity::Entity,
    ids::RowId,
    row::RawRow,
};

/// A change of a driver's number.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub enum PhoneChange {
    /// They are called there from now on.
    #[serde(rename = "phone.set")]
    Set {
        /// Which driver.
        id: RowId,
        /// The number, as [`is_phone_number`] wants it; absent: nobody knows one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        phone: Option<String>,
        /// The number that its author saw there, empty for none; absent: whatever stands there is overwritten.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Vec<String>>,
    },
}

impl Change for PhoneChange {
    const NAMES: &'static [&'static str] = &["phone.set"];
    const KIND: StreamKind = StreamKind::Driver;

    fn ordinal(&self) -> usize {
        match self {
            Self::Set { .. } => 0,
        }
    }

    fn id(&self) -> &RowId {
        match self {
            Self::Set { id, .. } => id,
        }
    }

    fn apply(&self, row: Option<&RawRow>, _: &Author) -> Result<RawRow, MutationError> {
        let row = row.ok_or_else(MutationError::gone)?;
        let mut driver: Driver = row.decode().map_err(|it| MutationError::State(it.to_string()))?;
        let Self::Set { id: _, phone, from } = self;
        let wanted = phone.as_deref().map(str::trim);
        let now = driver.phone.as_deref();
        let is_as_seen = |from: &Vec<String>| from.first().map(String::as_str) == now || now == wanted;
        if !from.as_ref().is_none_or(is_as_seen) {
            return Err(MutationError::State(
                "Somebody else wrote down another number meanwhile.".to_owned(),
            ));
        }
        driver.phone = wanted.map(str::to_owned);
        Ok(driver.to_raw())
    }

    fn over(mut self, row: &RawRow) -> Self {
        let Self::Set { from, .. } = &mut self;
        *from = Some(row.text("phone").map(str::to_owned).into_iter().collect());
        self
    }

    fn inverse(&self, before: &RawRow) -> Option<Self> {
        let before: Driver = before.decode().ok()?;
        Some(Self::Set {
            id: before.id,
            phone: before.phone,
            from: None,
        })
    }

    fn check(&self) -> Result<(), MutationError> {
        let Self::Set { phone, .. } = self;
        if phone.as_deref().is_none_or(|it| is_phone_number(it.trim())) {
            Ok(())
        } else {
            Err(MutationError::Arguments(
                "a number with its country is needed, such as +44 7700 900123".to_owned(),
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{ids::UserId, mutations::Mutation, time::Timestamp};

    fn author() -> Author {
        Author {
            user: UserId::from("u-dispatcher"),
            name: "D. Novak".to_owned(),
            at: Timestamp::from_millis(10),
        }
    }

    fn driver(phone: Option<&str>) -> RawRow {
        let mut row = json!({
            "id": "u-driver", "name": "M. Okafor", "depot": "Nord depot", "duty": "off", "since": 1, "jobs": 0,
            "delivered_today": 0,
        });
        if let Some(phone) = phone {
            row["phone"] = phone.into();
        }
        serde_json::from_value(row).unwrap()
    }

    fn set(phone: Option<&str>) -> PhoneChange {
        PhoneChange::Set {
            id: RowId::from("u-driver"),
            phone: phone.map(str::to_owned),
            from: None,
        }
    }

    #[test]
    fn a_number_is_written_down_changed_and_taken_away_and_each_leads_back() {
        for (before, after) in [
            (None, Some("+44 7700 900123")),
            (Some("+44 7700 900123"), Some("+33 1 99 00 12 34")),
            (Some("+44 7700 900123"), None),
        ] {
            let row = driver(before);
            let done = set(after).apply(Some(&row), &author()).unwrap();
            assert_eq!(done, driver(after));
            let back = set(after).inverse(&row).unwrap();
            assert_eq!(back.apply(Some(&done), &author()).unwrap(), row);
        }
        assert!(set(None).apply(None, &author()).is_err());
        let padded = set(Some(" +44 7700 900123 ")).apply(Some(&driver(None)), &author());
        assert_eq!(padded, Ok(driver(Some("+44 7700 900123"))));
    }

    #[test]
    fn of_two_numbers_for_the_same_driver_the_first_stays() {
        let free = driver(None);
        let [first, second] = ["+44 7700 900001", "+44 7700 900002"].map(|it| set(Some(it)).over(&free));
        let taken = first.apply(Some(&free), &author()).unwrap();
        assert!(matches!(
            second.apply(Some(&taken), &author()),
            Err(MutationError::State(_))
        ));
        assert!(
            first.apply(Some(&taken), &author()).is_ok(),
            "the same one is none"
        );
        assert!(second.over(&taken).apply(Some(&taken), &author()).is_ok());
    }

    #[test]
    fn what_nobody_can_call_is_refused() {
        for bad in [
            "",
            "call me",
            "0207 946 0112",
            "+0 12345678",
            "+44 77",
            "+44 7700 900123 ext 7",
        ] {
            let read = Mutation::read("phone.set", &json!({ "id": "u-driver", "phone": bad }));
            assert!(matches!(read, Err(MutationError::Arguments(_))), "{bad}");
        }
    }
}
