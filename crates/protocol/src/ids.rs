//! Names and numbers of the protocol, each with a type of its own.

use std::{borrow::Borrow, fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::entities::{Place, StreamKind};

/// Declares a text identifier: cheap to clone, compared by content, written to the wire as a plain string.
macro_rules! text_id {
    ($($(#[$meta:meta])* $name:ident;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<T: Into<Arc<str>>> From<T> for $name {
            fn from(text: T) -> Self {
                Self(text.into())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

text_id! {
    /// One browser (or script) that connects; lives as long as its storage.
    DeviceId;
    /// One life of a topic's history. Offsets compare only inside it.
    Epoch;
    /// A UUIDv7 that names one intended change for ever: its idempotency key.
    MutationId;
    /// Names a row inside its stream.
    RowId;
    /// Names a person or machine with an account.
    UserId;
}

/// Declares a number with a meaning.
macro_rules! number_id {
    ($($(#[$meta:meta])* $name:ident: $repr:ty;)+) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub $repr);

        impl $name {
            /// The number after this one.
            #[must_use]
            pub const fn next(self) -> Self {
                Self(self.0 + 1)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

number_id! {
    /// Number of the last delta applied to a topic; 0 before the first.
    Offset: u64;
    /// The offset at which a row last changed.
    Revision: u64;
    /// The client's short name for one of its subscriptions on one connection.
    SubId: u32;
}

/// Where a reader stands in a topic's history: `[epoch, offset]` on the wire.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(from = "(Epoch, Offset)", into = "(Epoch, Offset)")]
pub struct Position {
    /// Which life of the history.
    pub epoch: Epoch,
    /// How far in it.
    pub offset: Offset,
}

impl From<(Epoch, Offset)> for Position {
    fn from((epoch, offset): (Epoch, Offset)) -> Self {
        Self { epoch, offset }
    }
}

impl From<Position> for (Epoch, Offset) {
    fn from(Position { epoch, offset }: Position) -> Self {
        (epoch, offset)
    }
}

/// What one subscribes to: a stream, or a scope of it. Written as a path, `fleet/report/kv-4821`.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Topic {
    /// Which stream.
    pub kind: StreamKind,
    /// Which slice of it; present exactly when the stream is scoped.
    pub scope: Option<Arc<str>>,
}

impl Topic {
    /// The whole of an unscoped stream.
    pub const fn whole(kind: StreamKind) -> Self {
        Self { kind, scope: None }
    }

    /// One scope of a scoped stream.
    pub fn scoped(kind: StreamKind, scope: impl Into<Arc<str>>) -> Self {
        Self {
            kind,
            scope: Some(scope.into()),
        }
    }

    /// What of its path names a thing, such as a vehicle; always the end of it. `None` if nothing does.
    pub fn subject(&self) -> Option<&str> {
        let scope = self.scope.as_deref()?;
        match self.kind {
            StreamKind::Presence => scope.split_once('/').map(|(_, row)| row),
            _ => Some(scope),
        }
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.path())?;
        match &self.scope {
            Some(scope) => write!(f, "/{scope}"),
            None => Ok(()),
        }
    }
}

/// The path names no topic.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no such topic")]
pub struct TopicError;

impl FromStr for Topic {
    type Err = TopicError;

    fn from_str(path: &str) -> Result<Self, TopicError> {
        StreamKind::ALL
            .into_iter()
            .find_map(|kind| {
                let rest = path.strip_prefix(kind.path())?;
                match (kind.is_scoped(), rest.strip_prefix('/')) {
                    (false, None) if rest.is_empty() => Some(Self::whole(kind)),
                    (true, Some(scope)) if is_scope(kind, scope) => Some(Self::scoped(kind, scope)),
                    _ => None,
                }
            })
            .ok_or(TopicError)
    }
}

fn is_scope(kind: StreamKind, scope: &str) -> bool {
    match kind {
        StreamKind::Presence => scope.parse::<Place>().is_ok(),
        _ => is_name(scope),
    }
}

/// Names come from clients: short, printable, without path separators.
pub(crate) fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_' | b'.' | b'@' | b':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_written_as_they_are_read() {
        for path in ["fleet/vehicles", "fleet/report/kv-4821", "team/members"] {
            assert_eq!(path.parse::<Topic>().unwrap().to_string(), path);
        }
    }

    #[test]
    fn paths_that_name_nothing_are_refused() {
        for path in [
            "",
            "fleet",
            "fleet/vehicles/",
            "fleet/vehicles/x",
            "fleet/report",
            "fleet/report/",
            "fleet/report/a/b",
        ] {
            assert_eq!(path.parse::<Topic>(), Err(TopicError), "{path}");
        }
    }
}
