//! What somebody is changing, here or in another tab: there it stays too, but not for ever, since tabs end without a word.

use std::{collections::VecDeque, time::Duration};

use mutants::mutant;
use protocol::{MutationId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::outbox::Outbox;

/// So long an action stays after another tab was heard to hold it.
const LEASE: Duration = Duration::from_secs(20);
/// So often a tab says what it holds.
const RENEW: Duration = Duration::from_secs(5);
/// So many are known of other tabs; the oldest goes.
const ELSEWHERE_MAX: usize = 64;

/// Holds of other tabs, and when to speak of the own ones again.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Holds {
    elsewhere: VecDeque<(MutationId, Timestamp)>,
    /// `None`: nothing is held here.
    renew_at: Option<Timestamp>,
}

impl Holds {
    pub(crate) fn is_empty(&self) -> bool {
        self.elsewhere.is_empty() && self.renew_at.is_none()
    }

    /// Another tab holds an action, which may still have to be read from the disk here, or lets it go.
    pub(crate) fn hear(&mut self, id: &MutationId, is_held: bool, now: Timestamp) {
        self.elsewhere.retain(|(it, until)| it != id && *until > now);
        if is_held && !mutant!(IgnoreHoldElsewhere) {
            self.elsewhere.push_back((id.clone(), now + LEASE));
            if self.elsewhere.len() > ELSEWHERE_MAX {
                self.elsewhere.pop_front();
            }
        }
    }

    pub(crate) fn is_elsewhere(&self, id: &MutationId, now: Timestamp) -> bool {
        self.elsewhere.iter().any(|(it, until)| it == id && *until > now)
    }

    /// When holds of other tabs end by themselves.
    pub(crate) fn ends(&self) -> impl Iterator<Item = Timestamp> {
        self.elsewhere.iter().map(|(_, until)| *until)
    }

    /// When the others are to hear again of what is held here.
    pub(crate) const fn renew_at(&self) -> Option<Timestamp> {
        self.renew_at
    }

    /// The others hear now of what is held here, if anything is.
    pub(crate) fn told(&mut self, holds: bool, now: Timestamp) {
        self.renew_at = holds.then(|| now + RENEW);
    }

    /// The clock went back.
    pub(crate) fn rebase(&mut self, by: Duration) {
        let ends = self.elsewhere.iter_mut().map(|(_, until)| until);
        ends.chain(&mut self.renew_at).for_each(|it| *it = *it - by);
    }
}

impl Outbox {
    /// Keeps an action here while its arguments are changed, or lets it go. The disk knows nothing of that.
    pub(crate) fn hold(&mut self, id: &MutationId, is_held: bool) {
        let it = self.entries.iter_mut().filter(|it| it.pending.id == *id);
        it.for_each(|it| it.is_held = is_held || (it.is_held && mutant!(HoldForEver)));
    }

    /// What is held here.
    pub(crate) fn held(&self) -> impl Iterator<Item = &MutationId> {
        self.entries
            .iter()
            .filter(|it| it.is_held)
            .map(|it| &it.pending.id)
    }
}
