//! What is different between the violations as they were left and as they are.

use std::cmp::Reverse;

use protocol::{RowId, Timestamp, entities::Violation};

use crate::repositories::Map;

/// A violation that is new or was worked on by somebody else.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct MissedChange {
    /// The violation as it is now.
    pub(super) violation: Violation,
    /// Whether it was not there before.
    pub(super) is_new: bool,
}

impl MissedChange {
    /// When it happened, as far as is known.
    pub(super) fn at(&self) -> Timestamp {
        match self.violation.changed_at {
            Some(at) if !self.is_new => at,
            _ => self.violation.at,
        }
    }
}

/// Everything that is different, the latest first. What the person did is known to them.
pub(super) fn differences(
    before: &Map<RowId, Violation>,
    after: &Map<RowId, Violation>,
    me: Option<&str>,
) -> Vec<MissedChange> {
    let mut changes: Vec<_> = after
        .values()
        .filter_map(|it| {
            let was = before.get(&it.id);
            let is_mine = me.is_some() && it.changed_by.as_deref() == me;
            let is_worked_on = was.is_some_and(|was| {
                (was.state, &was.assignee, was.changed_at) != (it.state, &it.assignee, it.changed_at)
            });
            (was.is_none() || is_worked_on && !is_mine).then(|| MissedChange {
                violation: it.clone(),
                is_new: was.is_none(),
            })
        })
        .collect();
    changes.sort_by_key(|it| (Reverse(it.at()), it.violation.id.clone()));
    changes
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn rows(rows: &[(&str, &str, Option<&str>, u64)]) -> Map<RowId, Violation> {
        rows.iter()
            .map(|(id, state, by, changed_at)| {
                let row = json!({
                    "id": id, "kind": "speeding", "severity": "high", "vehicle": "kv-1", "plate": "KV-1",
                    "value": 94.0, "place": "Ring road", "lat": 0.0, "lng": 0.0, "at": 1, "state": state,
                    "changed_by": by, "changed_at": changed_at,
                });
                ((*id).into(), serde_json::from_value(row).unwrap())
            })
            .collect()
    }

    #[test]
    fn what_others_did_was_missed_and_own_work_was_not() {
        let before = rows(&[
            ("a", "open", None, 1),
            ("b", "open", None, 1),
            ("c", "open", None, 1),
            ("gone", "open", None, 1),
        ]);
        let after = rows(&[
            ("a", "acknowledged", Some("Ben"), 9),
            ("b", "resolved", Some("Ana"), 8),
            ("c", "open", None, 1),
            ("new", "open", None, 1),
        ]);

        let found = differences(&before, &after, Some("Ana"));

        let found: Vec<_> = found
            .iter()
            .map(|it| (it.violation.id.as_str(), it.is_new))
            .collect();
        assert_eq!(found, [("a", false), ("new", true)]);
    }
}
