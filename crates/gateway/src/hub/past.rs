//! How rows stood at a moment of the past: as they are now, with everything taken back that was done to them since.

use std::sync::Arc;

use protocol::{RawRow, RowId, StreamKind, SubErr, Timestamp, Topic};

use super::Hub;
use crate::{policy::Principal, store::HistoryEntry};

/// Drivers and shipments at a moment, as far as somebody may see them.
#[derive(Debug)]
pub struct Past {
    /// Who drives.
    pub drivers: Vec<Stood>,
    /// What goes where; `None`: not for them.
    pub shipments: Option<Vec<Stood>>,
}

/// How a row stood.
#[derive(Debug)]
pub enum Stood {
    /// Like this.
    So(Arc<RawRow>),
    /// Nobody knows any more, or nobody ever wrote it down; how it is now.
    Unknown(Arc<RawRow>),
}

/// Why somebody is not told of the past.
#[derive(Debug)]
pub enum NoPast {
    /// It is not theirs.
    Refused(SubErr),
    /// More rows than [`PAST_ROWS_MAX`]: everybody else would wait too long for the answer.
    TooMuch,
}

impl Hub {
    /// How drivers and shipments stood at a moment.
    ///
    /// Rights are those of now, and hold for a row as it is and as it was; a driver is told of by whoever may read their
    /// track.
    ///
    /// # Errors
    ///
    /// When drivers are not theirs, or there are too many rows.
    pub fn past(&self, principal: &Principal, at: Timestamp) -> Result<Past, NoPast> {
        let mut drivers = self.stood(principal, StreamKind::Driver, at)?;
        drivers.retain(|it| {
            let track = it
                .row()
                .text("id")
                .map(|it| Topic::scoped(StreamKind::TrackPoint, it));
            track.is_some_and(|it| self.readable(principal, &it.to_string()).is_ok())
        });
        let shipments = match self.stood(principal, StreamKind::Shipment, at) {
            Err(NoPast::Refused(_)) => None,
            other => Some(other?),
        };
        Ok(Past { drivers, shipments })
    }

    fn stood(&self, principal: &Principal, kind: StreamKind, at: Timestamp) -> Result<Vec<Stood>, NoPast> {
        let path = Topic::whole(kind).to_string();
        let (topic, view) = self.readable(principal, &path).map_err(NoPast::Refused)?;
        let rows = self.topics.topic(&topic).map(|it| it.rows()).unwrap_or_default();
        if rows.len() > PAST_ROWS_MAX {
            return Err(NoPast::TooMuch);
        }
        let stood = |(id, _, row): (&RowId, _, &Arc<RawRow>)| {
            let it = rewound(row, self.history.of(&topic, id), at);
            (view.admits(row) && view.admits(it.row())).then_some(it)
        };
        Ok(rows.into_iter().filter_map(stood).collect())
    }
}

impl Stood {
    /// The row, as it stood or as it is.
    pub const fn row(&self) -> &Arc<RawRow> {
        match self {
            Self::So(row) | Self::Unknown(row) => row,
        }
    }
}

/// A row with what was done to it since taken back, the latest first.
fn rewound<'a>(
    now: &Arc<RawRow>,
    deeds: impl DoubleEndedIterator<Item = &'a HistoryEntry>,
    at: Timestamp,
) -> Stood {
    let mut row = Arc::clone(now);
    let mut oldest = None;
    for HistoryEntry { n, deed, .. } in deeds.rev() {
        if deed.at <= at {
            return Stood::So(row);
        }
        let Some(was) = &deed.was else {
            return Stood::Unknown(Arc::clone(now));
        };
        let fields = &mut Arc::make_mut(&mut row).0;
        for name in deed.changed.keys().chain(&deed.removed) {
            fields.remove(name);
        }
        fields.extend(was.clone());
        oldest = Some(*n);
    }
    // Only the last changes of a row are kept: what came before them may have been anything.
    match oldest {
        None | Some(1) => Stood::So(row),
        Some(_) => Stood::Unknown(Arc::clone(now)),
    }
}

/// So many rows of a stream are looked at for one answer; the gateway does nothing else meanwhile.
pub const PAST_ROWS_MAX: usize = 20_000;

#[cfg(test)]
mod tests {
    use protocol::{Revision, history::Deed};
    use serde_json::{Value, json};

    use super::*;

    fn entry(n: u64, at: u64, changed: Value, was: Option<Value>) -> HistoryEntry {
        HistoryEntry {
            topic: Topic::whole(StreamKind::Shipment),
            id: "s1".into(),
            n,
            deed: Deed {
                at: Timestamp::from_millis(at),
                revision: Revision(n),
                asked: None,
                changed: serde_json::from_value(changed).unwrap(),
                removed: vec![],
                was: was.map(|it| serde_json::from_value(it).unwrap()),
            },
        }
    }

    /// DI17: a row is rewound change by change, and what nobody wrote down is not made up.
    #[test]
    fn di17_a_row_is_as_it_was_or_unknown() {
        let now = json!({"id": "s1", "status": "accepted", "driver": "d2"});
        let now = Arc::new(RawRow(serde_json::from_value(now).unwrap()));
        let deeds = [
            entry(
                1,
                10,
                json!({"status": "assigned", "driver": "d1"}),
                Some(json!({"status": "created"})),
            ),
            entry(2, 20, json!({"driver": "d2"}), Some(json!({"driver": "d1"}))),
            entry(
                3,
                30,
                json!({"status": "accepted"}),
                Some(json!({"status": "assigned"})),
            ),
        ];
        let at =
            |at: u64, deeds: &[HistoryEntry]| match rewound(&now, deeds.iter(), Timestamp::from_millis(at)) {
                Stood::So(row) => Some(Value::Object(row.0.clone())),
                Stood::Unknown(_) => None,
            };
        for (moment, status, driver) in [
            (30, "accepted", Some("d2")),
            (29, "assigned", Some("d2")),
            (19, "assigned", Some("d1")),
            (9, "created", None),
        ] {
            let row = at(moment, &deeds).unwrap();
            assert_eq!(
                (row["status"].as_str(), row["driver"].as_str()),
                (Some(status), driver)
            );
        }
        assert_eq!(at(9, &deeds[1..]), None, "older changes are not kept");
        assert!(at(20, &deeds[1..]).is_some());
        let silent = [entry(1, 10, json!({"status": "accepted"}), None)];
        assert_eq!(at(9, &silent), None, "what it was is not written down");
        assert!(at(9, &[]).is_some());
    }
}
