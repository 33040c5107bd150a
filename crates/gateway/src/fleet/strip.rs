//! The 24 h strip of a vehicle: what it mostly did in each of the last 96 quarters of an hour.

use std::collections::VecDeque;

use protocol::{
    Timestamp,
    entities::{STRIP_SLOTS, StripSlot, VehicleStatus},
};

use super::day::{QUARTER, quarter_of};

/// The strip, and how long each state lasted in the quarter that is still going on.
#[derive(Clone, Debug)]
pub(super) struct Strip {
    /// Oldest first; always [`STRIP_SLOTS`] of them, the last one still going on.
    slots: VecDeque<StripSlot>,
    /// Start of the last slot.
    at: Timestamp,
    /// Milliseconds of each state in the last slot.
    lasted: [u64; VehicleStatus::ALL.len()],
}

const UNKNOWN: StripSlot = StripSlot {
    status: None,
    violation: false,
};

impl Strip {
    /// A strip of which nothing is known.
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            slots: std::iter::repeat_n(UNKNOWN, STRIP_SLOTS).collect(),
            at: quarter_of(now),
            lasted: [0; VehicleStatus::ALL.len()],
        }
    }

    /// The strip of a stored row. How long each state lasted in the unfinished quarter is not stored; its majority
    /// up to `known` is.
    pub(super) fn restored(slots: impl Iterator<Item = StripSlot>, at: Timestamp, known: Timestamp) -> Self {
        let mut strip = Self::new(at);
        for slot in slots {
            strip.slots.push_back(slot);
            strip.slots.pop_front();
        }
        if let Some(status) = strip.slots.back().and_then(|it| it.status) {
            strip.lasted[index(status)] = known.since(strip.at).min(QUARTER).as_millis() as u64;
        }
        strip
    }

    /// Start of the quarter that is still going on.
    pub(super) const fn at(&self) -> Timestamp {
        self.at
    }

    /// One letter per slot.
    pub(super) fn letters(&self) -> String {
        self.slots.iter().map(|it| it.letter()).collect()
    }

    /// Begins new quarters up to the one that contains `now`. Whether any was begun.
    pub(super) fn roll(&mut self, now: Timestamp) -> bool {
        let target = quarter_of(now);
        if target <= self.at {
            return false;
        }
        let steps = (target.since(self.at).as_millis() / QUARTER.as_millis()) as usize;
        for _ in 0..steps.min(STRIP_SLOTS) {
            self.slots.pop_front();
            self.slots.push_back(UNKNOWN);
        }
        self.at = target;
        self.lasted = Default::default();
        true
    }

    /// The vehicle was in this state from `from` to `to`. Whether a letter changed.
    pub(super) fn credit(&mut self, status: VehicleStatus, from: Timestamp, to: Timestamp) -> bool {
        let mut changed = false;
        let mut from = from.max(self.at);
        while from < to {
            changed |= self.roll(from);
            let until = to.min(self.at + QUARTER);
            self.lasted[index(status)] += until.since(from).as_millis() as u64;
            changed |= self.show();
            from = until;
        }
        changed
    }

    /// A position that came late: it fills a quarter about which nothing better is known.
    pub(super) fn fill(&mut self, status: VehicleStatus, at: Timestamp) -> bool {
        let Some(slot) = self.slot(at) else {
            return false;
        };
        let fills = matches!(slot.status, None | Some(VehicleStatus::Offline));
        if fills {
            slot.status = Some(status);
        }
        fills
    }

    /// A rule was broken. Whether a letter changed.
    pub(super) fn mark(&mut self, at: Timestamp) -> bool {
        let Some(slot) = self.slot(at) else {
            return false;
        };
        !std::mem::replace(&mut slot.violation, true)
    }

    fn slot(&mut self, at: Timestamp) -> Option<&mut StripSlot> {
        let back = (self.at.since(quarter_of(at)).as_millis() / QUARTER.as_millis()) as usize;
        let index = (STRIP_SLOTS - 1).checked_sub(back)?;
        self.slots.get_mut(index)
    }

    /// Shows the majority of the quarter that is still going on.
    fn show(&mut self) -> bool {
        // The first of equals wins, and the states are listed with the liveliest first.
        let longest = VehicleStatus::ALL
            .into_iter()
            .rev()
            .max_by_key(|it| self.lasted[index(*it)]);
        match self.slots.back_mut() {
            Some(slot) if slot.status != longest => {
                slot.status = longest;
                true
            }
            _ => false,
        }
    }
}

const fn index(status: VehicleStatus) -> usize {
    status as usize
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn minutes(minutes: u64) -> Timestamp {
        Timestamp::from_millis(minutes * 60_000) + Duration::from_secs(86_400 * 10)
    }

    fn last(strip: &Strip, n: usize) -> String {
        strip.letters()[STRIP_SLOTS - n..].to_owned()
    }

    #[test]
    fn fl3_a_slot_shows_what_lasted_longest() {
        let mut strip = Strip::new(minutes(0));
        strip.credit(VehicleStatus::Moving, minutes(0), minutes(4));
        assert_eq!(last(&strip, 2), "-m");
        strip.credit(VehicleStatus::Idle, minutes(4), minutes(10));
        assert_eq!(last(&strip, 2), "-i");
    }

    #[test]
    fn fl3_a_long_state_fills_every_quarter_it_covers() {
        let mut strip = Strip::new(minutes(0));
        strip.credit(VehicleStatus::Stopped, minutes(5), minutes(47));
        assert_eq!(last(&strip, 5), "-ssss");
        assert_eq!(strip.at(), minutes(45));
        assert_eq!(strip.letters().len(), STRIP_SLOTS);
    }

    #[test]
    fn fl3_violations_mark_their_own_quarter() {
        let mut strip = Strip::new(minutes(0));
        strip.credit(VehicleStatus::Moving, minutes(0), minutes(40));
        assert!(strip.mark(minutes(20)));
        assert!(!strip.mark(minutes(21)), "it is marked already");
        assert_eq!(last(&strip, 3), "mMm");
        assert!(!strip.mark(minutes(0) - Duration::from_secs(86_400 * 2)));
    }

    #[test]
    fn fl3_the_unknown_stays_unknown_when_quarters_roll_over() {
        let mut strip = Strip::new(minutes(0));
        strip.credit(VehicleStatus::Moving, minutes(0), minutes(10));
        assert!(strip.roll(minutes(50)));
        assert!(!strip.roll(minutes(50)));
        assert_eq!(last(&strip, 4), "m---");
        assert!(strip.fill(VehicleStatus::Idle, minutes(16)));
        assert!(!strip.fill(VehicleStatus::Idle, minutes(1)));
        assert_eq!(last(&strip, 4), "mi--");
    }

    #[test]
    fn fl3_a_restored_strip_is_the_stored_one() {
        let mut strip = Strip::new(minutes(0));
        strip.credit(VehicleStatus::Moving, minutes(0), minutes(40));
        strip.mark(minutes(3));
        let letters = strip.letters();
        let slots = letters.chars().map(StripSlot::from_letter);
        let restored = Strip::restored(slots, strip.at(), minutes(40));
        assert_eq!(restored.letters(), letters);
    }
}
