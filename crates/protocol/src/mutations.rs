//! Changes people can ask for: names, arguments, and the pure functions that both sides apply.
//!
//! The client applies a mutation to its own copy at once (it *speculates*); the gateway applies the same function to
//! the truth, after its policy agreed. Nothing here decides who may do what.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    entities::{StreamKind, Violation, ViolationState},
    entity::Entity,
    ids::{RowId, UserId},
    row::RawRow,
    time::Timestamp,
};

/// A mutation with typed arguments; a closed set.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(tag = "name", content = "args")]
pub enum Mutation {
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

/// Who changes, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Author {
    /// The account.
    pub user: UserId,
    /// As people write them.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// Why a mutation cannot be applied to a row as it stands, or cannot be read.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum MutationError {
    /// No mutation of that name.
    #[error("there is no mutation {0:?}")]
    Unsupported(String),
    /// The arguments are not those of that mutation.
    #[error("wrong arguments: {0}")]
    Arguments(String),
    /// The row's state does not allow it.
    #[error("{0}")]
    State(String),
}

impl Mutation {
    /// Reads name and arguments as they stand on the wire.
    ///
    /// # Errors
    ///
    /// [`MutationError::Unsupported`] for an unknown name, [`MutationError::Arguments`] otherwise.
    pub fn read(name: &str, args: &Value) -> Result<Self, MutationError> {
        if !Self::NAMES.contains(&name) {
            return Err(MutationError::Unsupported(name.to_owned()));
        }
        let whole = serde_json::json!({ "name": name, "args": args });
        let mutation = Self::deserialize(&whole).map_err(|it| MutationError::Arguments(it.to_string()))?;
        mutation.check()?;
        Ok(mutation)
    }

    /// A mutation of that name on that row whose other arguments mean nothing: for going through again what happened,
    /// where nobody wrote down what was asked for. `None`: there is no mutation of that name.
    pub fn stand_in(name: &str, row: &RowId) -> Option<Self> {
        let args = serde_json::json!({ "id": row, "to": "-", "reason": "-", "state": "open" });
        Self::read(name, &args).ok()
    }

    /// Every name.
    pub const NAMES: &[&str] = &[
        "violation.acknowledge",
        "violation.assign",
        "violation.dismiss",
        "violation.resolve",
        "violation.restore",
    ];

    /// The name on the wire.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Acknowledge { .. } => "violation.acknowledge",
            Self::Assign { .. } => "violation.assign",
            Self::Dismiss { .. } => "violation.dismiss",
            Self::Resolve { .. } => "violation.resolve",
            Self::Restore { .. } => "violation.restore",
        }
    }

    /// The arguments on the wire.
    pub fn args(&self) -> Value {
        match serde_json::to_value(self) {
            Ok(Value::Object(mut whole)) => whole.remove("args").unwrap_or_default(),
            _ => Value::Null,
        }
    }

    /// The stream and the row it changes.
    pub const fn target(&self) -> (StreamKind, &RowId) {
        match self {
            Self::Acknowledge { id }
            | Self::Assign { id, .. }
            | Self::Dismiss { id, .. }
            | Self::Resolve { id }
            | Self::Restore { id, .. } => (StreamKind::Violation, id),
        }
    }

    /// The row after it. Pure: the same on both sides.
    ///
    /// # Errors
    ///
    /// [`MutationError::State`] when the row's state does not allow it.
    pub fn apply(&self, row: &RawRow, author: &Author) -> Result<RawRow, MutationError> {
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

    /// The same, asked for by somebody who looks at the row as it stands here: what it overwrites, they have seen.
    #[must_use]
    pub fn over(mut self, row: &RawRow) -> Self {
        if let Self::Assign { from, .. } = &mut self {
            *from = Some(row.text("assignee").map(UserId::from).into_iter().collect());
        }
        self
    }

    /// The mutation that leads back to the row as it was before.
    pub fn inverse(&self, before: &RawRow) -> Option<Self> {
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
        if let Self::Dismiss { reason, .. } = self
            && !(1..=REASON_CHARS_MAX).contains(&reason.trim().chars().count())
        {
            return Err(MutationError::Arguments(
                "a reason of 1 to 500 characters is needed".to_owned(),
            ));
        }
        Ok(())
    }
}

/// Longest reason of a dismissal.
pub const REASON_CHARS_MAX: usize = 500;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

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

    fn read(name: &str, args: &Value) -> Mutation {
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
        assert_eq!(Mutation::NAMES.len(), 5);
        for name in Mutation::NAMES {
            let stand_in = Mutation::stand_in(name, &RowId::from("v1")).unwrap();
            assert_eq!((stand_in.name(), stand_in.target().1.as_str()), (*name, "v1"));
        }
    }

    #[test]
    fn bad_input_is_named() {
        assert!(matches!(
            Mutation::read("violation.eat", &json!({})),
            Err(MutationError::Unsupported(_))
        ));
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

            let after = mutation.apply(&open(), &author()).unwrap();
            let back = mutation
                .inverse(&open())
                .unwrap()
                .apply(&after, &author())
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
            .apply(&open(), &author())
            .unwrap();

        let refused = read("violation.acknowledge", &json!({"id": "v1"})).apply(&resolved, &author());

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
        let theirs = assign("ruiz", &open()).apply(&open(), &author()).unwrap();

        let refused = assign("novak", &open()).apply(&theirs, &author());
        assert_eq!(
            refused,
            Err(MutationError::State(
                "Assigned to ruiz by Ana meanwhile.".to_owned()
            ))
        );
        assert!(assign("ruiz", &open()).apply(&theirs, &author()).is_ok());
        assert!(assign("novak", &theirs).apply(&theirs, &author()).is_ok());
        // Taken away again.
        assert!(assign("novak", &theirs).apply(&open(), &author()).is_err());
        let whatever = read("violation.assign", &json!({"id": "v1", "to": "novak"}));
        assert!(whatever.apply(&theirs, &author()).is_ok());
    }

    #[test]
    fn two_assignments_of_ones_own_follow_each_other() {
        let first = assign("novak", &open());
        let shown = first.apply(&open(), &author()).unwrap();
        let second = assign("ruiz", &shown);

        assert!(
            second
                .apply(&first.apply(&open(), &author()).unwrap(), &author())
                .is_ok()
        );
    }
}
