//! How something is shown to move between two positions: over the time it really took, and never ahead of the last one.

use protocol::Timestamp;

use super::camera::{Place, distance};

/// Where something was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Fix {
    /// Latitude and longitude, degrees.
    pub(crate) place: Place,
    /// Radius of the 68 % circle, m.
    pub(crate) accuracy: f64,
    /// Degrees clockwise from north; `None`: it stands, or nobody knows.
    pub(crate) heading: Option<f64>,
    /// When it was captured.
    pub(crate) at: Timestamp,
    /// Whether it is known to be too far from the one before.
    pub(crate) is_jump: bool,
}

/// On the way from where it was shown to where it was last; moments are milliseconds of one stopwatch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Glide {
    fix: Fix,
    from: Place,
    begun: f64,
    length: f64,
    jumped: Option<f64>,
}

impl Glide {
    /// First seen: it stands where it is.
    pub(crate) const fn new(fix: Fix) -> Self {
        Self {
            from: fix.place,
            fix,
            begun: 0.0,
            length: 0.0,
            jumped: None,
        }
    }

    /// The last position.
    pub(crate) const fn fix(&self) -> &Fix {
        &self.fix
    }

    /// Goes on to another position; `snaps`: at once, because too much moves or nothing should.
    #[must_use]
    pub(crate) fn on(self, fix: Fix, now: f64, snaps: bool) -> Self {
        if fix == self.fix {
            return self;
        }
        let millis = fix.at.as_millis().saturating_sub(self.fix.at.as_millis());
        #[expect(clippy::cast_precision_loss, reason = "far below 2^52 ms")]
        let took = millis as f64;
        let metres = distance(self.fix.place, fix.place);
        let is_jump = fix.is_jump || (metres > NEAR && metres > took / 1000.0 * FASTEST);
        let snaps = snaps || is_jump || took <= 0.0;
        Self {
            from: if snaps { fix.place } else { self.shown(now) },
            fix,
            begun: now,
            length: if snaps { 0.0 } else { took.min(LONGEST) },
            jumped: if is_jump { Some(now) } else { self.jumped },
        }
    }

    /// Where it is shown.
    pub(crate) fn shown(&self, now: f64) -> Place {
        if !self.is_moving(now) {
            return self.fix.place;
        }
        let share = ((now - self.begun) / self.length).clamp(0.0, 1.0);
        let between = |from: f64, to: f64| from + (to - from) * share;
        (
            between(self.from.0, self.fix.place.0),
            between(self.from.1, self.fix.place.1),
        )
    }

    /// Whether it is shown to move.
    pub(crate) fn is_moving(&self, now: f64) -> bool {
        now < self.begun + self.length && self.from != self.fix.place
    }

    /// Whether it jumped a moment ago: a ring says so.
    pub(crate) fn has_jumped(&self, now: f64) -> bool {
        self.jumped.is_some_and(|it| now < it + RING)
    }

    /// Stands where it was last, from now on.
    pub(crate) fn settle(&mut self) {
        self.length = 0.0;
    }
}

/// However long there was no position, ms.
const LONGEST: f64 = 5_000.0;

/// Nothing on a road is faster, m/s.
const FASTEST: f64 = 70.0;

/// Two positions of one moment that are so near are no jump, m.
const NEAR: f64 = 30.0;

/// How long a jump is marked, ms.
const RING: f64 = 2_000.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(lat: f64, seconds: u64) -> Fix {
        Fix {
            place: (lat, 4.5),
            accuracy: 5.0,
            heading: None,
            at: Timestamp::from_millis(1_000_000 + seconds * 1000),
            is_jump: false,
        }
    }

    #[test]
    fn it_takes_as_long_as_it_took_and_never_longer_than_five_seconds() {
        let glide = Glide::new(fix(55.5, 0)).on(fix(55.501, 4), 0.0, false);
        assert!((glide.shown(2_000.0).0 - 55.500_5).abs() < 1e-9);
        assert!(glide.is_moving(3_999.0) && !glide.is_moving(4_000.0));
        assert_eq!(
            glide.shown(60_000.0),
            (55.501, 4.5),
            "never ahead of the last position"
        );

        let late = Glide::new(fix(55.5, 0)).on(fix(55.501, 300), 0.0, false);
        assert!(late.is_moving(4_999.0) && !late.is_moving(5_000.0));
    }

    #[test]
    fn a_new_position_goes_on_from_where_it_is_shown() {
        let glide =
            Glide::new(fix(55.5, 0))
                .on(fix(55.501, 4), 0.0, false)
                .on(fix(55.502, 6), 2_000.0, false);
        assert!((glide.shown(2_000.0).0 - 55.500_5).abs() < 1e-9);
        assert!((glide.shown(3_000.0).0 - 55.501_25).abs() < 1e-9);
    }

    #[test]
    fn what_is_too_fast_or_doubted_jumps_and_says_so() {
        let fast = Glide::new(fix(55.5, 0)).on(fix(55.51, 5), 100.0, false);
        assert_eq!(fast.shown(100.0), (55.51, 4.5), "1.1 km in 5 s");
        assert!(fast.has_jumped(2_000.0) && !fast.has_jumped(2_100.0));

        let doubted = Fix {
            is_jump: true,
            ..fix(55.500_1, 5)
        };
        assert!(Glide::new(fix(55.5, 0)).on(doubted, 0.0, false).has_jumped(1.0));
    }

    #[test]
    fn nothing_glides_where_it_should_not() {
        let snapped = Glide::new(fix(55.5, 0)).on(fix(55.501, 4), 0.0, true);
        assert_eq!(snapped.shown(0.0), (55.501, 4.5));
        assert!(!snapped.has_jumped(0.0));
        let corrected = Glide::new(fix(55.5, 5)).on(fix(55.500_1, 5), 0.0, false);
        assert!(!corrected.is_moving(0.0) && !corrected.has_jumped(0.0));
    }
}
