//! What waits for one handler, and whether it is still trusted with it.

use std::{collections::VecDeque, time::Duration};

use protocol::Timestamp;

/// A handler could not do its work.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0}")]
pub struct Fault(pub String);

/// What is known of a handler.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Which one.
    pub name: &'static str,
    /// Events it was given.
    pub n_events: u64,
    /// Events it could not work off, or worked off too slowly.
    pub n_faults: u64,
    /// Events it never saw, because too many waited or it was no longer trusted.
    pub n_dropped: u64,
    /// The last fault in words.
    pub last_fault: Option<String>,
    /// Whether it gets no more events until somebody trusts it again.
    pub is_quarantined: bool,
}

/// The events that wait for one handler.
#[derive(Debug)]
pub(super) struct Lane<T> {
    record: Record,
    waiting: VecDeque<T>,
    faults: VecDeque<Timestamp>,
}

impl<T> Lane<T> {
    pub(super) fn new(name: &'static str) -> Self {
        Self {
            record: Record {
                name,
                ..Record::default()
            },
            waiting: VecDeque::new(),
            faults: VecDeque::new(),
        }
    }

    pub(super) const fn record(&self) -> &Record {
        &self.record
    }

    /// Takes an event in. The oldest give way when too many wait: what is told late matters least.
    pub(super) fn push(&mut self, event: T) {
        if self.record.is_quarantined {
            self.record.n_dropped += 1;
            return;
        }
        if self.waiting.len() == WAITING_MAX {
            self.waiting.pop_front();
            self.record.n_dropped += 1;
        }
        self.waiting.push_back(event);
    }

    /// The next event to work off.
    pub(super) fn next(&mut self) -> Option<T> {
        let event = self.waiting.pop_front()?;
        self.record.n_events += 1;
        Some(event)
    }

    /// How an event went. Three faults within a minute, and the handler gets no more.
    pub(super) fn settle(&mut self, outcome: Result<(), Fault>, took: Duration, now: Timestamp) {
        let fault = match outcome {
            Err(Fault(why)) => why,
            Ok(()) if took > SLOW => format!("took {} ms", took.as_millis()),
            Ok(()) => return,
        };
        self.record.n_faults += 1;
        self.record.last_fault = Some(fault);
        self.faults.retain(|at| now.since(*at) < FAULTS_WITHIN);
        self.faults.push_back(now);
        if self.faults.len() >= FAULTS_MAX {
            self.record.is_quarantined = true;
            self.record.n_dropped += self.waiting.len() as u64;
            self.waiting.clear();
        }
    }

    /// Nobody is there for the handler any more: what waits goes.
    pub(super) fn end(&mut self) {
        self.waiting.clear();
    }

    /// Somebody trusts the handler again.
    pub(super) fn release(&mut self) {
        self.faults.clear();
        self.record.is_quarantined = false;
    }
}

/// So many events wait for a handler.
const WAITING_MAX: usize = 1_000;

/// So many faults are too many …
const FAULTS_MAX: usize = 3;

/// … within so long.
const FAULTS_WITHIN: Duration = Duration::from_secs(60);

/// What takes longer holds up the page.
const SLOW: Duration = Duration::from_millis(50);

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(seconds: u64) -> Timestamp {
        Timestamp::from_millis(seconds * 1_000)
    }

    fn fail(lane: &mut Lane<u32>, now: Timestamp) {
        lane.settle(Err(Fault("no".to_owned())), Duration::ZERO, now);
    }

    #[test]
    fn three_faults_in_a_minute_are_too_many() {
        let mut lane = Lane::new("it");
        (0..5).for_each(|it| lane.push(it));
        fail(&mut lane, at(0));
        fail(&mut lane, at(30));
        fail(&mut lane, at(61));
        assert!(!lane.record().is_quarantined, "the first is forgotten");

        fail(&mut lane, at(62));

        assert!(lane.record().is_quarantined);
        assert_eq!(lane.next(), None);
        lane.push(6);
        assert_eq!((lane.record().n_faults, lane.record().n_dropped), (4, 6));
    }

    #[test]
    fn what_is_slow_is_at_fault() {
        let mut lane = Lane::<u32>::new("it");
        lane.settle(Ok(()), Duration::from_millis(50), at(0));
        assert_eq!(lane.record().n_faults, 0);

        lane.settle(Ok(()), Duration::from_millis(51), at(0));

        assert_eq!(lane.record().last_fault.as_deref(), Some("took 51 ms"));
    }

    #[test]
    fn a_handler_that_is_trusted_again_gets_events_again() {
        let mut lane = Lane::new("it");
        (0..3).for_each(|it| fail(&mut lane, at(it)));

        lane.release();
        lane.push(1);

        assert_eq!(lane.next(), Some(1));
        fail(&mut lane, at(4));
        assert!(!lane.record().is_quarantined, "old faults are forgotten");
    }

    #[test]
    fn the_oldest_give_way() {
        let mut lane = Lane::new("it");

        (0..=WAITING_MAX).for_each(|it| lane.push(it));

        assert_eq!((lane.next(), lane.record().n_dropped), (Some(1), 1));
    }
}
