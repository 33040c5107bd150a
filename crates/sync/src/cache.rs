//! What of a topic is kept on disk, so that the next start paints the last good screen at once.

use std::{sync::Arc, time::Duration};

use protocol::{Persistence, Position, RawRow, Revision, Timestamp, Topic, UserId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::replica::Replica;

/// One topic as it is kept on disk. The caller serialises it as it stands and gives it back after a restart.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct CacheRecord {
    /// Whose eyes it is for.
    pub user: UserId,
    /// Which topic; written as its path.
    #[serde(with = "path")]
    pub topic: Topic,
    /// Where in the topic's history the rows stand.
    pub position: Position,
    /// When the rows were last known to be current.
    pub confirmed_at: Timestamp,
    /// All rows with their revisions; shared with the engine, so a record costs no deep copy.
    pub rows: Vec<(Revision, Arc<RawRow>)>,
}

/// Older records are thrown away unseen.
const AGE_MAX: Duration = Duration::from_hours(24);

impl CacheRecord {
    /// Whether it may still be shown.
    pub(crate) fn is_admissible(&self, now: Timestamp) -> bool {
        now.since(self.confirmed_at) <= AGE_MAX && self.topic.kind.persistence() == Persistence::All
    }

    /// Its rows as the engine holds them.
    pub(crate) fn into_replica(self) -> Replica {
        let mut replica = Replica::default();
        replica.restart(self.position, self.rows);
        replica
    }
}

/// A topic as it stands in text.
pub(crate) mod path {
    use super::{Deserialize, Deserializer, Serializer, Topic};

    pub(crate) fn serialize<S: Serializer>(topic: &Topic, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(topic)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Topic, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}
