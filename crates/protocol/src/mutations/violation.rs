//! What is done about a violation: seen, given to somebody, dismissed, resolved, and back.

use serde::{Deserialize, Serialize};

use super::{Author, Change, MutationError, check_text};
use crate::{
    entities::{StreamKind, Violation, ViolationState},
    entity::Entity,
    ids::{RowId, UserId},
    row::RawRow,
};

/// A change of a violation.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub enum ViolationChange {
    /// Somebody has seen it.
    #[serde(rename = "violation.acknowledge")]
    Acknowledge {
        /// Which violation.
        id: RowId,
    },
    /// It is somebody's work.
    #[serde(rename = "violation.assign")]
    Assign {
        /// Which violation.
        id: RowId,
        /// Whose work: an account.
        to: UserId,
        /// The assignee as people write them. A hint for the screen until the verdict; the gateway looks it up.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to_name: Option<String>,
        /// Whose work it was when the author looked: somebody's, or (empty) nobody's. `None`: the author overwrites
        /// whatever stands there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Vec<UserId>>,
    },
    /// Not worth acting on.
    #[serde(rename = "violation.dismiss")]
    Dismiss {
        /// Which violation.
        id: RowId,
        /// Why; 1 to 500 characters.
        reason: String,
    },
    /// Dealt with.
    #[serde(rename = "violation.resolve")]
    Resolve {
        /// Which violation.
        id: RowId,
    },
    /// Back to an earlier state: the inverse of the four others.
    #[serde(rename = "violation.restore")]
    Restore {
        /// Which violation.
        id: RowId,
        /// The state it had.
        state: ViolationState,
        /// The assignee it had.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assignee: Option<UserId>,
        /// The assignee as people write them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assignee_name: Option<String>,
        /// The reason it had.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
}

impl Change for ViolationChange {
    const NAMES: &'static [&'static str] = &[
        "violation.acknowledge",
        "violation.assign",
        "violation.dismiss",
        "violation.resolve",
        "violation.restore",
    ];
    const KIND: StreamKind = StreamKind::Violation;

    fn ordinal(&self) -> usize {
        match self {
            Self::Acknowledge { .. } => 0,
            Self::Assign { .. } => 1,
            Self::Dismiss { .. } => 2,
            Self::Resolve { .. } => 3,
            Self::Restore { .. } => 4,
        }
    }

    fn id(&self) -> &RowId {
        match self {
            Self::Acknowledge { id }
            | Self::Assign { id, .. }
            | Self::Dismiss { id, .. }
            | Self::Resolve { id }
            | Self::Restore { id, .. } => id,
        }
    }

    fn apply(&self, row: Option<&RawRow>, author: &Author) -> Result<RawRow, MutationError> {
        let row = row.ok_or_else(MutationError::gone)?;
        let mut violation: Violation = row.decode().map_err(|it| MutationError::State(it.to_string()))?;
        let before = violation.state;
        if !before.is_open() && !matches!(self, Self::Restore { .. }) {
            let by = violation.changed_by.as_deref().unwrap_or("somebody");
            return Err(MutationError::State(format!(
                "Already {} by {by}.",
                before.as_str()
            )));
        }
        match self {
            Self::Acknowledge { .. } => {
                if before != ViolationState::Open {
                    let by = violation.changed_by.as_deref().unwrap_or("somebody");
                    return Err(MutationError::State(format!(
                        "Already {} by {by}.",
                        before.as_str()
                    )));
                }
                violation.state = ViolationState::Acknowledged;
            }
            Self::Assign {
                to, to_name, from, ..
            } => {
                let now = violation.assignee.as_ref();
                let is_as_seen = |from: &Vec<UserId>| from.first() == now || now == Some(to);
                if !from.as_ref().is_none_or(is_as_seen) {
                    let name = violation.assignee_name.as_deref();
                    let name = name.or(now.map(UserId::as_str)).unwrap_or("nobody");
                    let by = violation.changed_by.as_deref().unwrap_or("somebody");
                    return Err(MutationError::State(format!(
                        "Assigned to {name} by {by} meanwhile."
                    )));
                }
                violation.state = ViolationState::Assigned;
                violation.assignee = Some(to.clone());
                violation.assignee_name.clone_from(to_name);
            }
            Self::Dismiss { reason, .. } => {
                violation.state = ViolationState::Dismissed;
                violation.reason = Some(reason.trim().to_owned());
            }
            Self::Resolve { .. } => violation.state = ViolationState::Resolved,
            Self::Restore {
                id: _,
                state,
                assignee,
                assignee_name,
                reason,
            } => {
                violation.state = *state;
                violation.assignee.clone_from(assignee);
                violation.assignee_name.clone_from(assignee_name);
                violation.reason.clone_from(reason);
            }
        }
        violation.changed_by = Some(author.name.clone());
        violation.changed_at = Some(author.at);
        Ok(violation.to_raw())
    }

    fn over(mut self, row: &RawRow) -> Self {
        if let Self::Assign { from, .. } = &mut self {
            *from = Some(row.text("assignee").map(UserId::from).into_iter().collect());
        }
        self
    }

    fn inverse(&self, before: &RawRow) -> Option<Self> {
        let before: Violation = before.decode().ok()?;
        Some(Self::Restore {
            id: before.id,
            state: before.state,
            assignee: before.assignee,
            assignee_name: before.assignee_name,
            reason: before.reason,
        })
    }

    fn check(&self) -> Result<(), MutationError> {
        match self {
            Self::Dismiss { reason, .. } => check_text("a reason", reason),
            Self::Acknowledge { .. } | Self::Assign { .. } | Self::Resolve { .. } | Self::Restore { .. } => {
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{mutations::Mutation, time::Timestamp};

    fn open() -> RawRow {
        serde_json::from_value(json!({
            "id": "v1", "kind": "speeding", "severity": "high", "vehicle": "kv-1", "plate": "KV-1", "value": 94.0,
            "limit": 70.0, "place": "Ring road", "lat": 0.0, "lng": 0.0, "at": 1, "state": "open",
        }))
        .unwrap()
    }

    fn author() -> Author {
        Author {
            user: UserId::from("u1"),
            name: "Ana".to_owned(),
            at: Timestamp::from_millis(5),
        }
    }

    fn read(name: &str, args: &serde_json::Value) -> Mutation {
        Mutation::read(name, args).unwrap()
    }

    #[test]
    fn the_wire_form_is_read_back() {
        for (name, args) in [
            ("violation.acknowledge", json!({"id": "v1"})),
            (
                "violation.assign",
                json!({"id": "v1", "to": "u4", "from": ["u3"]}),
            ),
            ("violation.dismiss", json!({"id": "v1", "reason": "test drive"})),
            ("violation.resolve", json!({"id": "v1"})),
            ("violation.restore", json!({"id": "v1", "state": "open"})),
        ] {
            let mutation = read(name, &args);
            assert_eq!((mutation.name(), mutation.args()), (name, args));
        }
    }

    #[test]
    fn bad_input_is_named() {
        assert!(matches!(
            Mutation::read("violation.assign", &json!({"id": "v1"})),
            Err(MutationError::Arguments(_))
        ));
        assert!(matches!(
            Mutation::read("violation.dismiss", &json!({"id": "v1", "reason": "  "})),
            Err(MutationError::Arguments(_))
        ));
    }

    #[test]
    fn the_inverse_leads_back() {
        for (name, args) in [
            ("violation.acknowledge", json!({"id": "v1"})),
            ("violation.assign", json!({"id": "v1", "to": "u4"})),
            ("violation.dismiss", json!({"id": "v1", "reason": "test drive"})),
            ("violation.resolve", json!({"id": "v1"})),
        ] {
            let mutation = read(name, &args);

            let after = mutation.apply(Some(&open()), &author()).unwrap();
            let back = mutation
                .inverse(&open())
                .unwrap()
                .apply(Some(&after), &author())
                .unwrap();

            let (after, back): (Violation, Violation) = (after.decode().unwrap(), back.decode().unwrap());
            assert_ne!(after.state, ViolationState::Open);
            assert_eq!(
                (back.state, back.assignee, back.reason),
                (ViolationState::Open, None, None)
            );
        }
    }

    #[test]
    fn what_is_closed_stays_closed() {
        let resolved = read("violation.resolve", &json!({"id": "v1"}))
            .apply(Some(&open()), &author())
            .unwrap();

        let refused = read("violation.acknowledge", &json!({"id": "v1"})).apply(Some(&resolved), &author());

        assert_eq!(
            refused,
            Err(MutationError::State("Already resolved by Ana.".to_owned()))
        );
    }

    /// Assigns over the row as it stands in `seen`.
    fn assign(to: &str, seen: &RawRow) -> Mutation {
        read("violation.assign", &json!({"id": "v1", "to": to, "to_name": to})).over(seen)
    }

    #[test]
    fn an_assignment_overwrites_what_its_author_saw_and_nothing_else() {
        let theirs = assign("ruiz", &open()).apply(Some(&open()), &author()).unwrap();

        let refused = assign("novak", &open()).apply(Some(&theirs), &author());
        assert_eq!(
            refused,
            Err(MutationError::State(
                "Assigned to ruiz by Ana meanwhile.".to_owned()
            ))
        );
        assert!(assign("ruiz", &open()).apply(Some(&theirs), &author()).is_ok());
        assert!(assign("novak", &theirs).apply(Some(&theirs), &author()).is_ok());
        // Taken away again.
        assert!(assign("novak", &theirs).apply(Some(&open()), &author()).is_err());
        let whatever = read("violation.assign", &json!({"id": "v1", "to": "novak"}));
        assert!(whatever.apply(Some(&theirs), &author()).is_ok());
    }

    #[test]
    fn two_assignments_of_ones_own_follow_each_other() {
        let first = assign("novak", &open());
        let shown = first.apply(Some(&open()), &author()).unwrap();
        let second = assign("ruiz", &shown);

        assert!(
            second
                .apply(Some(&first.apply(Some(&open()), &author()).unwrap()), &author())
                .is_ok()
        );
    }
}
