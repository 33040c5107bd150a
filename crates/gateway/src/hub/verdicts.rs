//! What was decided about mutations, so that the same id never takes effect twice.

use std::collections::{HashMap, VecDeque};

use protocol::{MutationId, Timestamp, UserId};

use crate::store::{RecordedVerdict, Verdict};

/// The verdicts of the last weeks.
#[derive(Debug, Default)]
pub struct Verdicts {
    all: HashMap<MutationId, (UserId, Verdict)>,
    by_age: VecDeque<(Timestamp, MutationId)>,
}

impl Verdicts {
    /// The verdict on a mutation, and on whose.
    pub fn verdict(&self, id: &MutationId) -> Option<(&UserId, &Verdict)> {
        self.all.get(id).map(|(user, verdict)| (user, verdict))
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// A verdict is durable.
    pub fn record(&mut self, recorded: RecordedVerdict) {
        let RecordedVerdict {
            id,
            user,
            at,
            verdict,
        } = recorded;
        if self.all.insert(id.clone(), (user, verdict)).is_none() {
            self.by_age.push_back((at, id));
        }
    }

    /// Forgets those decided before `since`.
    pub fn forget(&mut self, since: Timestamp) {
        while self.by_age.front().is_some_and(|(at, _)| *at < since) {
            if let Some((_, id)) = self.by_age.pop_front() {
                self.all.remove(&id);
            }
        }
    }
}
