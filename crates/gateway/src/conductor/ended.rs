//! Sessions that ended a moment ago: somebody may still be on the way in with what was read of them before.

use std::{collections::HashMap, time::Duration};

use protocol::Timestamp;

use crate::{accounts::SecretHash, config::REQUEST_TIMEOUT};

/// Remembers for as long as a request or a look into the database can take.
#[derive(Debug, Default)]
pub(super) struct EndedSessions(HashMap<SecretHash, Timestamp>);

impl EndedSessions {
    /// A session ended.
    pub(super) fn insert(&mut self, session: SecretHash, now: Timestamp) {
        self.0.retain(|_, ended| now.since(*ended) < MEMORY);
        self.0.insert(session, now);
    }

    /// Whether it ended lately.
    pub(super) fn contains(&self, session: &SecretHash, now: Timestamp) -> bool {
        self.0
            .get(session)
            .is_some_and(|ended| now.since(*ended) < MEMORY)
    }
}

const MEMORY: Duration = Duration::from_secs(REQUEST_TIMEOUT.as_secs() * 3);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ht7_what_was_read_of_a_session_before_it_ended_lets_nobody_in() {
        let (session, other) = (SecretHash::of("one"), SecretHash::of("other"));
        let at = Timestamp::from_millis;
        let mut ended = EndedSessions::default();
        ended.insert(session, at(0));

        assert!(ended.contains(&session, at(0)) && ended.contains(&session, at(59_999)));
        assert!(!ended.contains(&other, at(0)));
        ended.insert(other, at(60_000));
        assert_eq!(ended.0.len(), 1);
    }
}
