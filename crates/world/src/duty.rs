//! When people work with a vehicle, and whether somebody does now.

use fastrand::Rng;

use crate::{
    chance::{between, happens},
    clock::{DAY, HOUR, MINUTE, Micros, Span, seconds},
    fleet::Fate,
};

/// Whether somebody works with the vehicle, and when they should.
#[derive(Debug)]
pub(crate) struct Duty {
    /// The shift that goes on or comes next.
    pub(crate) shift: Span,
    /// The end of the last break of whoever is at the wheel; `None`: nobody.
    pub(crate) at_wheel: Option<Micros>,
    /// Drives on when a break would be due.
    pub(crate) restless: bool,
    /// The next time in the workshop.
    pub(crate) workshop: Option<Span>,
    pub(crate) in_workshop: bool,
}

impl Duty {
    pub(crate) const fn new(shift: Span, workshop: Option<Span>) -> Self {
        Self {
            shift,
            at_wheel: None,
            restless: false,
            workshop,
            in_workshop: false,
        }
    }

    /// Turns to the next shift if this one is as good as over.
    pub(crate) const fn roll(&mut self, now: Micros) {
        while self.shift.to <= now + HOUR {
            self.shift = self.shift.next_day();
        }
    }

    pub(crate) const fn driver_at_wheel(&self) -> bool {
        self.at_wheel.is_some()
    }
}

/// When a vehicle's shifts are, seen from the moment the world starts.
///
/// Whatever the clock says at that moment, most crews are in the middle of their day: a demo begun at three at night
/// is as busy as one begun at noon. One crew in fifteen works the opposite shift, so that the rest of the day is quiet
/// but never dead.
pub(crate) fn shift_around(fate: Fate, start: Micros, begins: Micros, rng: &mut Rng) -> Span {
    let opposite = match fate {
        Fate::Working => happens(rng, 0.06),
        Fate::Taken => true,
        Fate::Silent | Fate::LongSilent | Fate::Workshop | Fate::Racing | Fate::Tired => false,
    };
    let hours = |hours: f64| seconds(3_600.0 * hours);
    let (from, length) = if opposite {
        (start + hours(between(rng, 1.0, 5.0)), between(rng, 9.5, 10.5))
    } else if fate == Fate::Tired {
        (start - hours(between(rng, 5.0, 6.5)), 10.0)
    } else {
        (start - hours(between(rng, 2.0, 7.5)), between(rng, 9.7, 11.5))
    };
    // The first shift that has not ended when the story begins.
    let mut shift = Span {
        from: from.saturating_sub(3 * DAY),
        to: (from + hours(length)).saturating_sub(3 * DAY),
    };
    while shift.to <= begins + 30 * MINUTE {
        shift = shift.next_day();
    }
    shift
}
