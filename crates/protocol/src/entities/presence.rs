//! Who looks at the same page or row, and what they edit there.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    entities::{StreamKind, words::words},
    entity::Entity,
    ids::{RowId, Topic, TopicError, is_name},
    row::Fields,
};

words! {
    /// What somebody is about to change, while they do.
    Editing {
        /// The reason of a dismissal, or why somebody does not take a shipment.
        Reason = "reason",
        /// Who shall do it.
        Assignee = "assignee",
    }
}

/// Somebody who is here, on however many pages and devices.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Presence {
    /// The account: an id of `team/members`.
    pub id: RowId,
    /// What they are called.
    pub name: String,
    /// What they edit; absent while they only look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub editing: Option<Editing>,
}

impl Entity for Presence {
    const KIND: StreamKind = StreamKind::Presence;

    fn id(&self) -> &RowId {
        &self.id
    }
}

/// Where somebody can be; a closed set, written as the scope of a `presence` topic.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Place {
    /// The page of dispatch.
    Dispatch,
    /// A shipment.
    Shipment(RowId),
    /// A violation.
    Violation(RowId),
}

impl Place {
    /// The topic that tells who is there.
    pub fn topic(&self) -> Topic {
        Topic::scoped(StreamKind::Presence, self.to_string())
    }

    /// The place a topic is about; `None` if it is not about presence.
    pub fn of(topic: &Topic) -> Option<Self> {
        let scope = topic.scope.as_deref();
        scope.filter(|_| topic.kind == StreamKind::Presence)?.parse().ok()
    }

    /// The stream beneath: whoever may see all of it may be here.
    pub const fn stream(&self) -> StreamKind {
        match self {
            Self::Dispatch => StreamKind::Driver,
            Self::Shipment(_) => StreamKind::Shipment,
            Self::Violation(_) => StreamKind::Violation,
        }
    }

    /// The row of that stream, if it is one row.
    pub const fn row(&self) -> Option<&RowId> {
        match self {
            Self::Dispatch => None,
            Self::Shipment(id) | Self::Violation(id) => Some(id),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dispatch => f.write_str(DISPATCH),
            Self::Shipment(id) => write!(f, "{SHIPMENTS}{id}"),
            Self::Violation(id) => write!(f, "{VIOLATIONS}{id}"),
        }
    }
}

impl FromStr for Place {
    type Err = TopicError;

    fn from_str(scope: &str) -> Result<Self, TopicError> {
        let row = |prefix| scope.strip_prefix(prefix).filter(|id| is_name(id));
        if scope == DISPATCH {
            Ok(Self::Dispatch)
        } else if let Some(id) = row(SHIPMENTS) {
            Ok(Self::Shipment(id.into()))
        } else if let Some(id) = row(VIOLATIONS) {
            Ok(Self::Violation(id.into()))
        } else {
            Err(TopicError)
        }
    }
}

/// What somebody says of themselves with `here`; fields that nobody knows are left out.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct HereState {
    /// What they edit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub editing: Option<Editing>,
}

impl HereState {
    /// Bytes of a state, as JSON.
    pub const BYTES_MAX: usize = 256;

    /// The state of a frame; `None` if it is larger than a state may be, or says what nobody can.
    pub fn read(state: &Fields) -> Option<Self> {
        let text = serde_json::to_string(state).ok()?;
        let is_small = text.len() <= Self::BYTES_MAX;
        is_small.then(|| serde_json::from_str(&text).ok()).flatten()
    }

    /// The state as a frame carries it.
    pub fn fields(self) -> Fields {
        let editing = self.editing.map(|it| ("editing".to_owned(), it.as_str().into()));
        editing.into_iter().collect()
    }
}

const DISPATCH: &str = "dispatch";
const SHIPMENTS: &str = "shipments/";
const VIOLATIONS: &str = "violations/";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_a_closed_set() {
        for path in [
            "presence/dispatch",
            "presence/shipments/sh-1",
            "presence/violations/88",
        ] {
            let topic: Topic = path.parse().unwrap();
            assert_eq!(Place::of(&topic).unwrap().topic(), topic);
            assert_eq!(topic.to_string(), path);
        }
        for path in [
            "presence",
            "presence/",
            "presence/fleet",
            "presence/dispatch/x",
            "presence/shipments",
            "presence/shipments/",
            "presence/shipments/a/b",
            "presence/vehicles/kv-1",
        ] {
            assert_eq!(path.parse::<Topic>(), Err(TopicError), "{path}");
        }
    }

    #[test]
    fn a_state_is_small_and_says_what_one_can_say() {
        let read = |text: &str| HereState::read(&serde_json::from_str(text).unwrap());
        let reason = HereState {
            editing: Some(Editing::Reason),
        };

        assert_eq!(read("{}"), Some(HereState::default()));
        assert_eq!(read(r#"{"editing":"reason","mood":"good"}"#), Some(reason));
        assert_eq!(read(r#"{"editing":"<b>"}"#), None);
        assert_eq!(read(r#"{"editing":7}"#), None);
        let long = format!(r#"{{"mood":"{}"}}"#, "x".repeat(256));
        assert_eq!(read(&long), None);
        assert_eq!(HereState::read(&reason.fields()), Some(reason));
    }
}
