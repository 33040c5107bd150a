//! Which of a browser's tabs tells where the driver is: one at a time, and one that is seen if any is.
//!
//! Sans-IO like the engine: `handle_*` brings in what happened, what is to be done is handed back, time is handed in. The
//! lead itself is a lock of the browser, which goes on to the next tab when its holder ends, however it ends.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What tabs say to each other about it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// A tab is there that does not report.
    Here {
        /// Whether anybody sees it.
        is_seen: bool,
    },
    /// The driver decided in that tab: it would report.
    Mine,
    /// Whoever reports is seen no more, and would rather that one reports who is.
    WhoIsSeen,
}

/// What is to be done, in order.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Deed {
    /// Ask for the lead: wait for it, or take it from whoever has it.
    Ask {
        /// Whether it is taken.
        by_force: bool,
    },
    /// Say it to every other tab.
    Say(Word),
    /// Tell the others how it stands.
    Tell,
    /// This tab reports from now on.
    Begin,
    /// It does not any more: the lead goes on once the disk has everything, and is asked for again.
    Yield,
    /// The lead was taken away: nothing more is written, and it is asked for again.
    Stop,
    /// The page may end: the lead goes on at once.
    LetGo,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Role {
    /// Another tab reports, or this one will in a moment.
    Beside {
        /// When whoever reports was last heard, or could have been at the earliest.
        heard: Duration,
        /// Since when the driver wants it here.
        claimed: Option<Duration>,
    },
    /// This tab reports.
    Leading,
    /// The page may have ended.
    Away,
}

/// One tab's side of it. Time is by its stopwatch.
#[derive(Clone, Copy, Debug)]
pub struct Lead {
    role: Role,
    is_seen: bool,
}

impl Lead {
    /// A tab that has asked nobody yet.
    pub const fn new(is_seen: bool) -> Self {
        Self {
            role: Role::Away,
            is_seen,
        }
    }

    /// Joins the others: also when the page comes back.
    pub fn begin(&mut self, now: Duration) -> Vec<Deed> {
        if self.role != Role::Away {
            return Vec::new();
        }
        self.role = Role::beside(now);
        let is_seen = self.is_seen;
        vec![Deed::Ask { by_force: false }, Deed::Say(Word::Here { is_seen })]
    }

    /// The lead is here. Empty: it is not wanted any more.
    pub fn handle_granted(&mut self) -> Vec<Deed> {
        if !matches!(self.role, Role::Beside { .. }) {
            return Vec::new();
        }
        self.role = Role::Leading;
        let ask = (!self.is_seen).then_some(Deed::Say(Word::WhoIsSeen));
        [Deed::Begin].into_iter().chain(ask).collect()
    }

    /// The lead was taken away.
    pub fn handle_lost(&mut self, now: Duration) -> Vec<Deed> {
        if !self.is_leading() {
            return Vec::new();
        }
        self.role = Role::beside(now);
        vec![Deed::Stop]
    }

    /// Another tab said how it stands, so it reports.
    pub const fn handle_sign(&mut self, now: Duration) {
        if let Role::Beside { heard, .. } = &mut self.role {
            *heard = now;
        }
    }

    /// Another tab said something.
    pub fn handle_word(&mut self, word: Word, now: Duration) -> Vec<Deed> {
        match (word, self.is_leading()) {
            (Word::Here { is_seen: true }, true) if !self.is_seen => self.give_way(now),
            (Word::Here { .. }, true) => vec![Deed::Tell],
            (Word::Mine, true) => self.give_way(now),
            (Word::WhoIsSeen, false) if self.is_seen && self.role != Role::Away => {
                vec![Deed::Say(Word::Here { is_seen: true })]
            }
            (Word::Here { .. } | Word::Mine, false) | (Word::WhoIsSeen, _) => Vec::new(),
        }
    }

    /// The page came into view, or went out of it.
    pub fn handle_seen(&mut self, is_seen: bool, now: Duration) -> Vec<Deed> {
        self.is_seen = is_seen;
        match &mut self.role {
            Role::Leading if !is_seen => vec![Deed::Say(Word::WhoIsSeen)],
            Role::Beside { heard, .. } if is_seen => {
                *heard = now;
                vec![Deed::Say(Word::Here { is_seen })]
            }
            Role::Leading | Role::Beside { .. } | Role::Away => Vec::new(),
        }
    }

    /// The driver decided in this tab whether it reports, so it is this tab that does what they decided.
    pub fn claim(&mut self, now: Duration) -> Vec<Deed> {
        match &mut self.role {
            Role::Beside { claimed, .. } => {
                *claimed = Some(now);
                vec![Deed::Say(Word::Mine)]
            }
            Role::Leading | Role::Away => Vec::new(),
        }
    }

    /// The page may end, or stand still.
    pub fn leave(&mut self) -> Vec<Deed> {
        self.role = Role::Away;
        vec![Deed::LetGo]
    }

    /// Time goes by; at least every few seconds.
    pub fn tick(&mut self, now: Duration) -> Vec<Deed> {
        let Role::Beside { heard, claimed } = self.role else {
            return Vec::new();
        };
        let is_silent = now.saturating_sub(heard) > SILENCE;
        let is_unanswered = claimed.is_some_and(|it| now.saturating_sub(it) > ANSWER);
        // What nobody sees may stand still itself, and is told nothing.
        if !(self.is_seen && (is_silent || is_unanswered)) {
            return Vec::new();
        }
        self.role = Role::beside(now);
        vec![Deed::Ask { by_force: true }]
    }

    /// Whether this tab reports.
    pub fn is_leading(&self) -> bool {
        self.role == Role::Leading
    }

    fn give_way(&mut self, now: Duration) -> Vec<Deed> {
        self.role = Role::beside(now);
        vec![Deed::Yield]
    }
}

impl Role {
    const fn beside(now: Duration) -> Self {
        Self::Beside {
            heard: now,
            claimed: None,
        }
    }
}

/// A tab that reports says every second how it stands. One that does not for so long stands still.
const SILENCE: Duration = Duration::from_secs(5);

/// As long as one takes that writes what it has to the disk.
const ANSWER: Duration = Duration::from_secs(2);

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn leading(is_seen: bool) -> Lead {
        let mut lead = Lead::new(is_seen);
        lead.begin(at(0));
        assert_eq!(lead.handle_granted()[0], Deed::Begin);
        lead
    }

    fn beside(is_seen: bool) -> Lead {
        let mut lead = Lead::new(is_seen);
        let said = Deed::Say(Word::Here { is_seen });
        assert_eq!(lead.begin(at(0)), [Deed::Ask { by_force: false }, said]);
        lead
    }

    #[test]
    fn ph8_two_that_are_seen_leave_it_to_the_one_that_has_it() {
        let (mut first, mut second) = (leading(true), beside(true));
        assert_eq!(
            first.handle_word(Word::Here { is_seen: true }, at(1)),
            [Deed::Tell]
        );
        for second_of_all in 1..60 {
            second.handle_sign(at(second_of_all));
            assert_eq!(second.tick(at(second_of_all)), []);
        }
        assert_eq!((first.is_leading(), second.is_leading()), (true, false));
        assert_eq!(second.handle_granted(), [Deed::Begin], "the first has ended");
    }

    #[test]
    fn ph10_one_that_is_seen_takes_over_from_one_that_is_not() {
        let (mut first, mut second) = (leading(true), beside(true));
        assert_eq!(first.handle_seen(false, at(1)), [Deed::Say(Word::WhoIsSeen)]);
        let answer = second.handle_word(Word::WhoIsSeen, at(1));
        assert_eq!(answer, [Deed::Say(Word::Here { is_seen: true })]);
        assert_eq!(
            first.handle_word(Word::Here { is_seen: true }, at(1)),
            [Deed::Yield]
        );
        assert!(!first.is_leading());

        // Nobody is seen: it stays where it is until somebody looks.
        let (mut first, mut second) = (leading(true), beside(false));
        first.handle_seen(false, at(1));
        assert_eq!(second.handle_word(Word::WhoIsSeen, at(1)), []);
        assert_eq!(second.tick(at(600)), [], "it could not hear either");
        assert_eq!(
            second.handle_seen(true, at(700)),
            [Deed::Say(Word::Here { is_seen: true })]
        );
        assert_eq!(
            first.handle_word(Word::Here { is_seen: true }, at(700)),
            [Deed::Yield]
        );

        let mut unseen = Lead::new(false);
        unseen.begin(at(0));
        assert_eq!(
            unseen.handle_granted(),
            [Deed::Begin, Deed::Say(Word::WhoIsSeen)],
            "the next may be one that nobody sees either"
        );
    }

    #[test]
    fn ph10_one_that_stands_still_is_replaced() {
        let mut second = beside(true);
        second.handle_sign(at(10));
        assert_eq!(second.tick(at(15)), []);
        assert_eq!(second.tick(at(16)), [Deed::Ask { by_force: true }]);
        assert_eq!(second.tick(at(17)), [], "asked once");
        let mut first = leading(true);
        assert_eq!(first.handle_lost(at(900)), [Deed::Stop]);
        assert_eq!(first.handle_lost(at(900)), []);
        assert!(!first.is_leading());
    }

    #[test]
    fn ph10_the_tab_in_which_the_driver_decides_reports() {
        let (mut first, mut second) = (leading(true), beside(true));
        assert_eq!(second.claim(at(10)), [Deed::Say(Word::Mine)]);
        assert_eq!(first.handle_word(Word::Mine, at(10)), [Deed::Yield]);
        assert_eq!(first.claim(at(11)), [Deed::Say(Word::Mine)]);
        // Also from one that tells how it stands and gives nothing away.
        second.handle_sign(at(13));
        assert_eq!(second.tick(at(13)), [Deed::Ask { by_force: true }]);
        assert_eq!(leading(true).claim(at(1)), []);
    }

    #[test]
    fn ph9_a_page_that_may_end_lets_go_at_once_and_joins_again_when_it_comes_back() {
        let mut lead = leading(true);
        assert_eq!(lead.leave(), [Deed::LetGo]);
        assert_eq!(lead.handle_granted(), [], "what comes late is let go of");
        assert_eq!(lead.tick(at(99)), []);
        assert_eq!(lead.begin(at(100)).len(), 2);
        assert_eq!(lead.begin(at(100)), []);
    }
}
