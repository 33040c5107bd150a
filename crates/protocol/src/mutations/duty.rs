//! Whether somebody drives now: shifts, breaks and breakdowns.

use serde::{Deserialize, Serialize};

use super::{Author, Change, MutationError};
use crate::{
    entities::{Driver, Duty, StreamKind},
    entity::Entity,
    ids::RowId,
    row::RawRow,
};

/// A change of a driver.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub enum DutyChange {
    /// A shift begins or ends, or is interrupted.
    #[serde(rename = "duty.set")]
    Set {
        /// Which driver.
        id: RowId,
        /// What they do from now on.
        duty: Duty,
    },
}

impl Change for DutyChange {
    const NAMES: &'static [&'static str] = &["duty.set"];
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

    fn apply(&self, row: Option<&RawRow>, author: &Author) -> Result<RawRow, MutationError> {
        let row = row.ok_or_else(MutationError::gone)?;
        let mut driver: Driver = row.decode().map_err(|it| MutationError::State(it.to_string()))?;
        let Self::Set { id: _, duty } = self;
        if driver.duty != *duty {
            driver.shift_at = duty.is_on_shift().then(|| driver.shift_at.unwrap_or(author.at));
            driver.duty = *duty;
            driver.since = author.at;
        }
        Ok(driver.to_raw())
    }

    fn inverse(&self, before: &RawRow) -> Option<Self> {
        let before: Driver = before.decode().ok()?;
        Some(Self::Set {
            id: before.id,
            duty: before.duty,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{ids::UserId, time::Timestamp};

    #[test]
    fn a_shift_has_one_beginning_and_its_breaks_do_not_change_it() {
        let author = |at| Author {
            user: UserId::from("u-driver"),
            name: "M. Okafor".to_owned(),
            at: Timestamp::from_millis(at),
        };
        let set = |duty| DutyChange::Set {
            id: RowId::from("u-driver"),
            duty,
        };
        let mut row: RawRow = serde_json::from_value(json!({
            "id": "u-driver", "name": "M. Okafor", "depot": "Nord depot", "duty": "off", "since": 1, "jobs": 0,
            "delivered_today": 0,
        }))
        .unwrap();
        for (at, duty, shift_at) in [
            (10, Duty::OnShift, Some(10)),
            (20, Duty::OnBreak, Some(10)),
            (30, Duty::OnShift, Some(10)),
            (40, Duty::Off, None),
            (50, Duty::OnShift, Some(50)),
        ] {
            row = set(duty).apply(Some(&row), &author(at)).unwrap();
            let driver: Driver = row.decode().unwrap();
            assert_eq!(
                (driver.duty, driver.since.as_millis(), driver.shift_at),
                (duty, at, shift_at.map(Timestamp::from_millis))
            );
        }
    }
}
