//! What this page says of who looks at a topic, and how much of it the gateway was told.

use mutants::mutant;
use protocol::{Fields, Here, SubId};
use serde::{Deserialize, Serialize};

/// Whether somebody is here, and what they do.
///
/// States are told apart by numbers, so that a recording need not hold them.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Presence {
    #[serde(skip)]
    state: Fields,
    is_here: bool,
    /// Whether they do more than look.
    is_busy: bool,
    /// Counts up with every change.
    version: u64,
    /// Which state this connection was told; `None`: nothing, or that nobody is here.
    said: Option<u64>,
    /// What was said may have been lost on the way.
    is_doubted: bool,
}

impl Presence {
    /// Whether this is another state than the one they are in. Of a state from a recording only that is known whether
    /// it was busy.
    pub(crate) fn differs(&self, state: Option<&Fields>) -> bool {
        let is_busy = state.map(|it| !it.is_empty());
        is_busy != self.is_here.then_some(self.is_busy) || state.is_some_and(|it| *it != self.state)
    }

    /// Somebody is here and does this; `None`: nobody is.
    pub(crate) fn want(&mut self, state: Option<Fields>) {
        self.version += 1;
        self.is_here = state.is_some();
        self.state = state.unwrap_or_default();
        self.is_busy = !self.state.is_empty();
    }

    /// A new connection knows nothing.
    pub(crate) fn forget(&mut self) {
        if mutant!(SayPresenceOnce) {
            return;
        }
        self.said = None;
        self.is_doubted = false;
    }

    /// Rows are compared with the gateway's, in case something was lost on the way: so may this have been.
    pub(crate) const fn doubt(&mut self) {
        self.is_doubted = self.version > 0;
    }

    /// Whether there is something to say. Who is not seen and only looks does not look.
    pub(crate) fn is_due(&self, is_visible: bool) -> bool {
        self.is_doubted || self.wanted(is_visible) != self.said
    }

    /// What is to be said, under this name.
    pub(crate) fn say(&mut self, s: SubId, is_visible: bool) -> Option<Here> {
        if !self.is_due(is_visible) {
            return None;
        }
        let wanted = self.wanted(is_visible);
        (self.said, self.is_doubted) = (wanted, false);
        let state = wanted.map(|_| self.state.clone());
        Some(Here { s, state })
    }

    fn wanted(&self, is_visible: bool) -> Option<u64> {
        let is_here = self.is_here && (is_visible || self.is_busy);
        is_here.then_some(self.version)
    }
}
