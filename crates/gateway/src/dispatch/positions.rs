//! What is believed of a position, and what it is worth.

use std::time::Duration;

use protocol::{
    Timestamp,
    entities::{Doubt, TrackPoint},
    telemetry::{DriverFix, Fix},
};

use crate::fleet::{digits::digits, track::haversine};

/// One position in this time is kept, less a little: no phone's timer is exact.
pub(super) const EVERY: Duration = Duration::from_millis(4_500);

/// Older than this when it is heard, a position is late.
const LATE: Duration = Duration::from_secs(60);

/// Faster than this, m/s, nobody drives.
const SPEED_MAX: f64 = 70.0;

/// A position, however it was reported; rounded to what is true of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sample {
    pub(super) at: Timestamp,
    pub(super) lat: f64,
    pub(super) lng: f64,
    pub(super) accuracy: f64,
    pub(super) speed: f64,
    pub(super) heading: Option<f64>,
}

impl Sample {
    fn rounded(self) -> Self {
        Self {
            at: self.at,
            lat: digits(self.lat, 6),
            lng: digits(self.lng, 6),
            accuracy: digits(self.accuracy, 1),
            speed: digits(self.speed, 1),
            heading: self.heading.map(|it| digits(it, 1)),
        }
    }

    /// As one point of a track.
    pub(super) fn point(&self, doubt: Option<Doubt>) -> TrackPoint {
        TrackPoint {
            id: TrackPoint::name(self.at),
            lat: self.lat,
            lng: self.lng,
            accuracy: self.accuracy,
            speed: self.speed,
            heading: self.heading,
            at: self.at,
            doubt,
        }
    }

    /// What of the vehicle's tracker is about its driver.
    pub(super) fn of_vehicle(fix: &Fix, at: Timestamp) -> Self {
        // A standing vehicle points anywhere.
        let heading = (fix.speed > 0.0).then_some(fix.heading);
        Self {
            at,
            lat: fix.lat,
            lng: fix.lng,
            accuracy: fix.accuracy,
            speed: fix.speed,
            heading,
        }
        .rounded()
    }
}

impl From<&DriverFix> for Sample {
    fn from(fix: &DriverFix) -> Self {
        Self {
            at: fix.at,
            lat: fix.lat,
            lng: fix.lng,
            accuracy: fix.accuracy,
            speed: fix.speed,
            heading: fix.heading,
        }
        .rounded()
    }
}

/// The last positions that say how plausible the next one is.
#[derive(Clone, Debug, Default)]
pub(super) struct Plausibility {
    /// The last one that was believed.
    believed: Option<Spot>,
    /// The last one, if it was not: two that agree with each other are right.
    doubted: Option<Spot>,
}

#[derive(Clone, Copy, Debug)]
struct Spot {
    at: Timestamp,
    lat: f64,
    lng: f64,
}

impl Plausibility {
    /// What goes on from a position that was believed.
    pub(super) const fn resumed(at: Timestamp, lat: f64, lng: f64) -> Self {
        Self {
            believed: Some(Spot { at, lat, lng }),
            doubted: None,
        }
    }

    /// Why to take it with care, if so.
    pub(super) fn judge(&mut self, sample: &Sample, now: Timestamp) -> Option<Doubt> {
        let here = Spot {
            at: sample.at,
            lat: sample.lat,
            lng: sample.lng,
        };
        let is_next = self.believed.is_none_or(|it| it.at < here.at);
        let jumps = is_next
            && self.believed.is_some_and(|it| !it.reaches(&here))
            && !self
                .doubted
                .is_some_and(|it| it.at < here.at && it.reaches(&here));
        if jumps {
            self.doubted = Some(here);
            return Some(Doubt::Jump);
        }
        if is_next {
            *self = Self::resumed(here.at, here.lat, here.lng);
        }
        (now.since(sample.at) > LATE).then_some(Doubt::Late)
    }
}

impl Spot {
    /// Whether somebody can have come from here to there.
    fn reaches(&self, there: &Self) -> bool {
        let metres = haversine((self.lat, self.lng), (there.lat, there.lng));
        metres <= SPEED_MAX * there.at.since(self.at).as_secs_f64()
    }
}
