//! Which changed cells may flash: not too often each, and none when so much changes that flashing would tell nothing.

use std::time::Duration;

use protocol::Timestamp;

/// Watches how much changes in one view.
#[derive(Clone, Debug, Default)]
pub struct FlashGate {
    second: u64,
    changes: u32,
    before: u32,
}

impl FlashGate {
    /// A visible cell changed. Tells whether it may flash.
    pub fn note(&mut self, now: Timestamp) -> bool {
        self.turn(now);
        self.changes = self.changes.saturating_add(1);
        self.changes.max(self.before) <= CALM
    }

    /// Changes a second, when they are too many to flash.
    pub fn rate(&mut self, now: Timestamp) -> Option<u32> {
        self.turn(now);
        (self.before > CALM).then_some(self.before)
    }

    fn turn(&mut self, now: Timestamp) {
        let second = now.as_millis() / 1000;
        if second == self.second {
            return;
        }
        self.before = if second == self.second + 1 {
            self.changes
        } else {
            0
        };
        self.changes = 0;
        self.second = second;
    }
}

/// Changes a second that an eye can still follow.
const CALM: u32 = 5;

/// A cell flashes at most once in this time.
pub const FLASH_REST: Duration = Duration::from_secs(1);

/// What a flash tells.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Flash {
    /// A figure grew.
    Up,
    /// A figure shrank.
    Down,
    /// It is another word.
    Neutral,
}

impl Flash {
    /// As written into attributes. Neighbouring flashes differ by `turn`, or the second one would not start.
    pub const fn as_str(self, turn: bool) -> &'static str {
        match (self, turn) {
            (Self::Up, false) => "up-a",
            (Self::Up, true) => "up-b",
            (Self::Down, false) => "down-a",
            (Self::Down, true) => "down-b",
            (Self::Neutral, false) => "neutral-a",
            (Self::Neutral, true) => "neutral-b",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calm_view_flashes_and_a_busy_one_tells_its_rate() {
        let mut gate = FlashGate::default();
        let at = Timestamp::from_millis;

        let calm = (0..5).all(|it| gate.note(at(10_000 + it)));
        let busy = (0..30)
            .map(|it| gate.note(at(10_100 + it)))
            .filter(|it| *it)
            .count();
        let next = gate.note(at(11_000));

        assert_eq!((calm, busy, next), (true, 0, false));
        assert_eq!(gate.rate(at(11_000)), Some(35));
        assert_eq!(gate.rate(at(13_000)), None);
        assert!(gate.note(at(13_000)));
    }
}
