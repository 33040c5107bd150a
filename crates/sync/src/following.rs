//! What the gateway owes for a topic, and what its answers do: the rule of the position at work.

use std::time::Duration;

use mutants::mutant;
use protocol::{Delta, Position, Snap, Sub, Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    assembly::{Assembly, Part, Whole},
    output::{Changes, Resync},
    replica::{Applied, Replaced},
    subscription::Subscription,
};

/// Whoever presses a button again and again asks once.
const REFRESH_EVERY: Duration = Duration::from_secs(5);

/// What this connection's gateway does about the topic.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Following {
    /// It was not asked.
    Idle,
    /// It was asked and owes an answer.
    Asked {
        why: Asking,
        /// Whether it was told where we stand. If not, any snapshot is good.
        from: Option<Position>,
        deadline: Timestamp,
    },
    /// It sends every change.
    Current,
}

/// Why the gateway was asked.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Asking {
    /// A new connection or a new reader.
    Start,
    /// Something went wrong.
    Again(Resync),
    /// Only to compare digests; the rows are taken for current meanwhile.
    Compare,
    /// Over HTTP, as every few seconds; the rows are taken for current meanwhile.
    Poll,
}

/// What a frame did to a topic.
#[derive(Debug, Default)]
pub(crate) struct Effect {
    /// Which confirmed rows changed.
    pub(crate) changes: Option<Changes>,
    /// What to say to the gateway.
    pub(crate) ask: Option<Sub>,
    /// The topic was fetched again, and why.
    pub(crate) resync: Option<Resync>,
    /// What was odd about the frame.
    pub(crate) odd: Option<Odd>,
}

/// What was odd about a frame.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Odd {
    /// A delta seen before.
    Duplicate,
    /// A delta that does not continue.
    Gap,
    /// A delta that does not fit the rows.
    Broken,
    /// A snapshot older than the rows.
    OldSnapshot,
    /// A part of a snapshot out of turn.
    Misfit,
    /// A snapshot whose digest is not that of its rows.
    WrongSum,
}

impl Effect {
    fn odd(odd: Odd) -> Self {
        Self {
            odd: Some(odd),
            ..Self::default()
        }
    }
}

impl Subscription {
    /// A delta came.
    pub(crate) fn take_delta(&mut self, delta: Delta, now: Timestamp) -> Effect {
        if matches!(self.following, Following::Idle) {
            return Effect::odd(Odd::Duplicate);
        }
        let reaches_us = self.replica.position().is_some_and(|it| it.offset == delta.to);
        match self.replica.apply(delta) {
            Applied::Changed(ids) => {
                self.caught_up(now);
                self.moved(now);
                Effect {
                    changes: Some(Changes::Rows(ids)),
                    ..Effect::default()
                }
            }
            Applied::Seen if mutant!(AskDuplicatesAgain) => Effect {
                ask: Some(self.ask(Asking::Start, now)),
                odd: Some(Odd::Duplicate),
                ..Effect::default()
            },
            Applied::Seen => {
                // "Nothing is missing" is a delta that leads to where we stand.
                if reaches_us {
                    self.caught_up(now);
                }
                Effect::odd(Odd::Duplicate)
            }
            // What is on its way does not fit because the answer is still to come.
            Applied::Gap | Applied::Overlap if self.is_behind() => Effect::default(),
            // Nothing is missing, so nobody need hear of it.
            Applied::Overlap => Effect {
                ask: Some(self.ask(Asking::Start, now)),
                ..Effect::default()
            },
            Applied::Gap => Effect {
                ask: Some(self.ask(Asking::Again(Resync::Gap), now)),
                odd: Some(Odd::Gap),
                ..Effect::default()
            },
            Applied::Broken => Effect {
                ask: Some(self.ask_afresh(Asking::Again(Resync::Mismatch), now)),
                odd: Some(Odd::Broken),
                ..Effect::default()
            },
        }
    }

    /// A snapshot, or a part of one, came.
    pub(crate) fn take_snap(&mut self, snap: Snap, now: Timestamp) -> Effect {
        if matches!(self.following, Following::Idle) {
            return Effect::odd(Odd::Duplicate);
        }
        if snap.same {
            self.replica.vouch(snap.at);
            // That the digests are equal is no news, unless something had gone wrong before.
            let resync = match &self.following {
                Following::Asked {
                    why: Asking::Again(why),
                    ..
                } => Some(*why),
                Following::Asked {
                    why: Asking::Start | Asking::Compare | Asking::Poll,
                    ..
                }
                | Following::Idle
                | Following::Current => None,
            };
            self.become_current(now);
            return Effect {
                resync,
                ..Effect::default()
            };
        }
        let mut assembly = self.assembly.take();
        let part = Assembly::take(&mut assembly, snap);
        self.assembly = assembly;
        match part {
            Part::Taken => {
                self.be_patient(now);
                Effect::default()
            }
            Part::Misfit => Effect::odd(Odd::Misfit),
            Part::Complete(whole) => self.take_whole(whole, now),
        }
    }

    fn take_whole(&mut self, Whole { at, sum, rows }: Whole, now: Timestamp) -> Effect {
        let thrown_away = matches!(self.following, Following::Asked { from: None, .. });
        let before = self.replica.digest();
        let asked = self.resync(&at);
        let replaced = if thrown_away {
            self.replica.restart(at, rows)
        } else {
            self.replica.replace(at, rows)
        };
        let changes = match replaced {
            Replaced::Older => return Effect::odd(Odd::OldSnapshot),
            Replaced::Loaded => Changes::Reset,
            Replaced::Changed(ids) => Changes::Rows(ids),
        };
        // A gateway may answer with the same rows where a word would do; nobody need hear of that.
        let nothing_new = self.replica.digest() == before && changes == Changes::Rows(Vec::new());
        // What is trusted for no time is of no account once the connection is lost. And who sees few rows of a topic is
        // told all of them where others are told what changed.
        let is_fleeting = asked.is_none() && self.topic.kind.stale_time().is_zero();
        let is_usual = is_fleeting
            || matches!(
                self.following,
                Following::Asked {
                    why: Asking::Poll,
                    from: Some(_),
                    ..
                }
            );
        let resync = match changes {
            Changes::Reset => None,
            Changes::Rows(_) => asked
                .or(Some(Resync::Position))
                .filter(|_| !nothing_new && !is_usual),
        };
        self.become_current(now);
        self.moved(now);
        Effect {
            changes: Some(changes),
            resync,
            odd: (self.replica.digest() != sum).then_some(Odd::WrongSum),
            ask: None,
        }
    }

    /// Asks whether the topic is as the gateway has it, unless that was asked a moment ago.
    pub(crate) fn refresh(&mut self, now: Timestamp) -> Option<Sub> {
        let is_early = self.refreshed_at.is_some_and(|it| now.since(it) < REFRESH_EVERY);
        if is_early || !matches!(self.following, Following::Current) {
            return None;
        }
        self.refreshed_at = Some(now);
        Some(self.ask(Asking::Compare, now))
    }

    /// Why rows were asked for again, if that is why those of this position came.
    fn resync(&self, at: &Position) -> Option<Resync> {
        match &self.following {
            Following::Asked {
                why: Asking::Again(why),
                ..
            } => Some(*why),
            // Rows of the position that was compared: the digests differed. Of another position they may only have
            // changed: the gateway does not know what somebody who sees few rows of a topic saw earlier.
            Following::Asked {
                why: Asking::Compare,
                from,
                ..
            } if from.as_ref() == Some(at) => Some(Resync::Mismatch),
            Following::Asked {
                why: Asking::Start | Asking::Compare | Asking::Poll,
                ..
            }
            | Following::Idle
            | Following::Current => None,
        }
    }

    /// The gateway answered the question where we stand.
    fn caught_up(&mut self, now: Timestamp) {
        self.become_current(now);
    }
}
