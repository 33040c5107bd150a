//! Whether the tab that leads still runs, by evidence: a question that stays unanswered, not silence.

use std::time::Duration;

use mutants::mutant;
use protocol::Timestamp;

/// How often is asked.
const EVERY: Duration = Duration::from_millis(250);
/// How long a question may stay unanswered; with [`EVERY`], a leader that is frozen is replaced within 1 s.
const PATIENCE: Duration = Duration::from_millis(700);

/// What a follower knows about its leader.
#[derive(Debug)]
pub struct Watch {
    looked: Timestamp,
    /// When the first question was asked that is not answered yet.
    asked: Option<Timestamp>,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Vigil {
    /// Ask whether it is there.
    Ask,
    /// It does not run: take its place.
    Replace,
}

impl Watch {
    /// How often to [`look`](Self::look).
    pub const EVERY: Duration = EVERY;

    /// Nothing is known yet.
    pub const fn new(now: Timestamp) -> Self {
        Self {
            looked: now,
            asked: None,
        }
    }

    /// The leader answered, or said anything else.
    pub const fn handle_sign(&mut self) {
        self.asked = None;
    }

    /// A moment has come to look.
    pub fn look(&mut self, now: Timestamp) -> Vigil {
        // Who was away itself has not heard answers either: it asks anew.
        let was_away = now.since(self.looked) > EVERY * 2 || now < self.looked;
        self.looked = now;
        let asked = *self.asked.get_or_insert(now);
        if was_away {
            self.asked = Some(now);
            return Vigil::Ask;
        }
        if now.since(asked) >= PATIENCE && !mutant!(FollowFrozenLeader) {
            Vigil::Replace
        } else {
            Vigil::Ask
        }
    }
}
