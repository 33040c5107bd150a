//! Changes people can ask for: names, arguments, and the pure functions that both sides apply.
//!
//! The client applies a mutation to its own copy at once (it *speculates*); the gateway applies the same function to
//! the truth, after its policy agreed. Nothing here decides who may do what.

mod duty;
mod geofence;
mod phone;
mod shipment;
mod ticket;
mod violation;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

pub use duty::DutyChange;
pub use geofence::{GeofenceChange, RING_MAX};
pub use phone::PhoneChange;
pub use shipment::ShipmentChange;
pub use ticket::TicketChange;
pub use violation::ViolationChange;

use crate::{
    entities::StreamKind,
    ids::{RowId, UserId},
    row::RawRow,
    time::Timestamp,
};

/// The changes of one kind of row: a closed set, each with typed arguments.
pub trait Change: DeserializeOwned + Serialize {
    /// Every name on the wire.
    const NAMES: &'static [&'static str];
    /// The stream whose rows it changes.
    const KIND: StreamKind;

    /// Its place in [`Self::NAMES`].
    fn ordinal(&self) -> usize;

    /// The row it changes.
    fn id(&self) -> &RowId;

    /// Whether it may make the row: then `apply` is also given no row.
    fn creates(&self) -> bool {
        false
    }

    /// The row after it. Pure: the same on both sides.
    ///
    /// # Errors
    ///
    /// [`MutationError::State`] when the row's state does not allow it.
    fn apply(&self, row: Option<&RawRow>, author: &Author) -> Result<RawRow, MutationError>;

    /// The same, asked for by somebody who looks at the row as it stands here: what it overwrites, they have seen.
    #[must_use]
    fn over(self, _row: &RawRow) -> Self {
        self
    }

    /// What leads back to the row as it was before; `None`: nothing does.
    fn inverse(&self, before: &RawRow) -> Option<Self>;

    /// Whether the arguments can be.
    ///
    /// # Errors
    ///
    /// [`MutationError::Arguments`] with what is wrong.
    fn check(&self) -> Result<(), MutationError> {
        Ok(())
    }
}

/// Declares the mutation of all kinds from the changes of each.
macro_rules! mutations {
    ($($(#[$meta:meta])* $kind:ident($change:ident),)+) => {
        /// A mutation with typed arguments; a closed set.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Mutation {
            $($(#[$meta])* $kind($change),)+
        }

        $(impl From<$change> for Mutation {
            fn from(change: $change) -> Self {
                Self::$kind(change)
            }
        })+

        impl Mutation {
            /// Every name.
            pub fn names() -> impl Iterator<Item = &'static str> {
                [$($change::NAMES),+].into_iter().flatten().copied()
            }

            /// Reads name and arguments as they stand on the wire.
            ///
            /// # Errors
            ///
            /// [`MutationError::Unsupported`] for an unknown name, [`MutationError::Arguments`] otherwise.
            pub fn read(name: &str, args: &Value) -> Result<Self, MutationError> {
                $(if $change::NAMES.contains(&name) {
                    return read::<$change>(name, args).map(Self::$kind);
                })+
                Err(MutationError::Unsupported(name.to_owned()))
            }

            /// The name on the wire.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$kind(it) => name(it),)+ }
            }

            /// The arguments on the wire.
            pub fn args(&self) -> Value {
                match self { $(Self::$kind(it) => args(it),)+ }
            }

            /// The stream and the row it changes.
            pub fn target(&self) -> (StreamKind, &RowId) {
                match self { $(Self::$kind(it) => ($change::KIND, it.id()),)+ }
            }

            /// Whether it may make the row.
            pub fn creates(&self) -> bool {
                match self { $(Self::$kind(it) => it.creates(),)+ }
            }

            /// The row after it. Pure: the same on both sides.
            ///
            /// # Errors
            ///
            /// [`MutationError::State`] when the row's state does not allow it, or when there is none.
            pub fn apply(&self, row: Option<&RawRow>, author: &Author) -> Result<RawRow, MutationError> {
                match self { $(Self::$kind(it) => it.apply(row, author),)+ }
            }

            /// The same, asked for by somebody who looks at the row as it stands here: what it overwrites, they have
            /// seen.
            #[must_use]
            pub fn over(self, row: &RawRow) -> Self {
                match self { $(Self::$kind(it) => Self::$kind(it.over(row)),)+ }
            }

            /// The mutation that leads back to the row as it was before.
            pub fn inverse(&self, before: &RawRow) -> Option<Self> {
                match self { $(Self::$kind(it) => it.inverse(before).map(Self::$kind),)+ }
            }
        }
    };
}

mutations! {
    /// What is done about what went wrong.
    Violation(ViolationChange),
    /// How a delivery goes on.
    Shipment(ShipmentChange),
    /// Whether somebody drives now.
    Duty(DutyChange),
    /// How somebody is called on the phone.
    Phone(PhoneChange),
    /// Areas whose border matters.
    Geofence(GeofenceChange),
    /// Problems that somebody should look at.
    Ticket(TicketChange),
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

impl MutationError {
    /// What a change of rows says that finds none.
    pub(crate) fn gone() -> Self {
        Self::State("It no longer exists.".to_owned())
    }
}

/// Longest free text of an action: a reason, a note.
pub const REASON_CHARS_MAX: usize = 500;

fn read<C: Change>(name: &str, args: &Value) -> Result<C, MutationError> {
    // As serde tags by default: with name and arguments beside each other it would read the arguments in two ways, and
    // the code for both would be downloaded.
    let whole = Value::Object([(name.to_owned(), args.clone())].into_iter().collect());
    let change = C::deserialize(&whole).map_err(|it| MutationError::Arguments(it.to_string()))?;
    change.check()?;
    Ok(change)
}

fn name<C: Change>(change: &C) -> &'static str {
    C::NAMES.get(change.ordinal()).copied().unwrap_or_default()
}

fn args<C: Change>(change: &C) -> Value {
    match serde_json::to_value(change) {
        Ok(Value::Object(whole)) => whole.into_iter().next().map_or(Value::Null, |it| it.1),
        _ => Value::Null,
    }
}

/// Whether a text that people must give is there and not too long.
fn check_text(what: &str, text: &str) -> Result<(), MutationError> {
    if (1..=REASON_CHARS_MAX).contains(&text.trim().chars().count()) {
        Ok(())
    } else {
        Err(MutationError::Arguments(format!(
            "{what} of 1 to {REASON_CHARS_MAX} characters is needed"
        )))
    }
}

/// Whether a place is on earth.
fn check_place(lat: f64, lng: f64) -> Result<(), MutationError> {
    if (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lng) {
        Ok(())
    } else {
        Err(MutationError::Arguments(
            "a place lies between -90 and 90, -180 and 180 degrees".to_owned(),
        ))
    }
}

impl Mutation {
    /// A mutation of that name on that row whose other arguments mean nothing: for going through again what happened,
    /// where nobody wrote down what was asked for. `None`: there is no mutation of that name.
    pub fn stand_in(name: &str, row: &RowId) -> Option<Self> {
        let place = serde_json::json!({ "name": "-", "lat": 0.0, "lng": 0.0 });
        let args = serde_json::json!({
            "id": row, "to": "-", "reason": "-", "state": "open", "duty": "off", "name": "-", "goods": "-", "text": "-",
            "title": "-", "reference": "-", "stops": [place, place], "ring": [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]],
            "proof": { "recipient": "-" }, "progress": { "status": "created" }, "step": "accepted", "weight_t": 0.0,
            "due": 0, "kind": "other",
        });
        Self::read(name, &args).ok()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_name_has_a_stand_in() {
        for name in Mutation::names() {
            let stand_in = Mutation::stand_in(name, &RowId::from("v1"));
            let stand_in = stand_in.unwrap_or_else(|| panic!("{name} has none"));
            assert_eq!((stand_in.name(), stand_in.target().1.as_str()), (name, "v1"));
        }
    }

    #[test]
    fn what_nobody_knows_is_named() {
        assert!(matches!(
            Mutation::read("violation.eat", &json!({})),
            Err(MutationError::Unsupported(_))
        ));
    }
}
