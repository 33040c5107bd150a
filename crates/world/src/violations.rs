//! Which rules are broken, how often and how badly.

use fastrand::Rng;
use protocol::entities::{LogKind, Severity, ViolationKind};

use crate::{
    activity::Trip,
    chance::{between, happens},
    city::City,
    clock::{MINUTE, Micros, seconds, seconds_between},
};

/// Allowed without a break, min.
const DRIVING_MAX: f64 = 270.0;
/// Allowed with the engine on, min.
pub(crate) const IDLING_MAX: f64 = 5.0;
const BRAKING_MAX: f64 = 0.45;
const ACCELERATION_MAX: f64 = 0.40;

impl Note {
    pub(crate) const fn is_about(&self, rule: ViolationKind) -> bool {
        matches!(&self.what, What::Offence { kind, .. } if *kind as u8 == rule as u8)
    }
}

/// Something that will be reported while an activity goes on.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    pub(crate) at: Micros,
    pub(crate) what: What,
}

/// See [`Note`].
#[derive(Clone, Debug)]
pub(crate) enum What {
    Offence {
        kind: ViolationKind,
        measured: Measured,
        detail: String,
    },
    Event {
        kind: LogKind,
        text: String,
    },
}

/// How bad it was.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Measured {
    /// Known beforehand.
    Value(f64),
    /// The speed at that moment, against the limit there.
    Speed,
}

/// How often each rule is broken: per trip, by a fleet of ordinary size.
struct Odds {
    speeding: f64,
    braking: f64,
    acceleration: f64,
    geofence: f64,
    belt: f64,
}

const ODDS: Odds = Odds {
    speeding: 0.027,
    braking: 0.012,
    acceleration: 0.004,
    geofence: 0.010,
    belt: 0.005,
};

/// What a trip depends on besides itself.
pub(crate) struct Circumstances<'a> {
    pub(crate) city: &'a City,
    pub(crate) begins: Micros,
    /// Somebody signed on for it.
    pub(crate) on_duty: bool,
    /// It ends at the home depot.
    pub(crate) homeward: bool,
    /// It is meant to be far too fast.
    pub(crate) race: bool,
    /// The end of the last break of a driver who does not want another one.
    pub(crate) restless_since: Option<Micros>,
    /// 1 for an ordinary fleet; less for a huge one.
    pub(crate) scale: f64,
}

fn offence(at: Micros, kind: ViolationKind, value: f64) -> Note {
    Note {
        at,
        what: What::Offence {
            kind,
            measured: Measured::Value(value),
            detail: String::new(),
        },
    }
}

/// What goes wrong on a trip; may make it faster.
pub(crate) fn on_trip(trip: &mut Trip, rng: &mut Rng, around: &Circumstances<'_>) -> Vec<Note> {
    let mut notes = Vec::new();
    let begins = around.begins;
    if !around.on_duty {
        // Noticed on the way out; the way back belongs to the same story.
        if around.homeward {
            return notes;
        }
        let at = trip.seconds() * between(rng, 0.4, 0.8);
        notes.push(offence(
            begins + seconds(at),
            ViolationKind::UnauthorisedUse,
            (at / 60.0).ceil(),
        ));
        return notes;
    }
    let mut often = |odds: f64| happens(rng, odds * around.scale);
    let [speeding, braking, acceleration, geofence, belt] = [
        often(ODDS.speeding),
        often(ODDS.braking),
        often(ODDS.acceleration),
        often(ODDS.geofence),
        often(ODDS.belt),
    ];
    if speeding || around.race {
        // Most exceed the limit by little, a few by a lot.
        let excess = if around.race || happens(rng, 0.04) {
            between(rng, 0.31, 0.5)
        } else {
            between(rng, 0.06, 0.28)
        };
        if let Some(at) = trip.speed_up(excess, rng) {
            notes.push(Note {
                at: begins + seconds(at),
                what: What::Offence {
                    kind: ViolationKind::Speeding,
                    measured: Measured::Speed,
                    detail: String::new(),
                },
            });
        }
    }
    let length = trip.seconds();
    let sometime = |rng: &mut Rng| seconds(length * between(rng, 0.1, 0.9));
    if braking {
        let at = begins + sometime(rng);
        notes.push(offence(
            at,
            ViolationKind::HarshBraking,
            -hundredths(between(rng, 0.46, 0.72)),
        ));
    }
    if acceleration {
        let at = begins + sometime(rng);
        notes.push(offence(
            at,
            ViolationKind::HarshAcceleration,
            hundredths(between(rng, 0.41, 0.55)),
        ));
    }
    if geofence && let Some((at, district)) = trip.leaves_district() {
        let name = around
            .city
            .districts
            .get(usize::from(district))
            .map_or("", |it| it.name);
        notes.push(Note {
            at: begins + seconds(at.min(length)),
            what: What::Offence {
                kind: ViolationKind::Geofence,
                measured: Measured::Value(0.0),
                detail: format!("left {name}"),
            },
        });
    }
    if belt {
        let at = length * between(rng, 0.3, 0.8);
        let km = (trip.spot(at).way / 100.0).round() / 10.0;
        notes.push(offence(
            begins + seconds(at),
            ViolationKind::SeatBelt,
            km.max(0.1),
        ));
    }
    if let Some(rested) = around.restless_since {
        // Found out some minutes after the limit.
        let late = rested + (DRIVING_MAX as u64 + 2 + rng.u64(0..9)) * MINUTE;
        let at = late.max(begins + MINUTE);
        if at < begins + seconds(length) {
            let value = (seconds_between(rested, at) / 60.0).round();
            notes.push(offence(at, ViolationKind::Fatigue, value));
        }
    }
    notes
}

/// The engine ran too long during a stop that began then; the value is in minutes.
pub(crate) fn idling(begins: Micros, minutes: f64) -> Note {
    offence(begins + seconds(minutes * 60.0), ViolationKind::Idling, minutes)
}

/// What is allowed, by kind; speeding depends on the road.
pub(crate) const fn limit(kind: ViolationKind, road: Option<f64>) -> Option<f64> {
    match kind {
        ViolationKind::Speeding => road,
        ViolationKind::HarshBraking => Some(BRAKING_MAX),
        ViolationKind::HarshAcceleration => Some(ACCELERATION_MAX),
        ViolationKind::Idling => Some(IDLING_MAX),
        ViolationKind::Fatigue => Some(DRIVING_MAX),
        ViolationKind::Geofence | ViolationKind::SeatBelt | ViolationKind::UnauthorisedUse => None,
    }
}

/// How bad it is.
pub(crate) fn severity(kind: ViolationKind, value: f64, limit: Option<f64>) -> Severity {
    let grade = |high: bool, critical: bool| match (critical, high) {
        (true, _) => Severity::Critical,
        (false, true) => Severity::High,
        (false, false) => Severity::Low,
    };
    match kind {
        ViolationKind::Speeding => {
            let excess = limit.map_or(0.0, |limit| value / limit - 1.0);
            grade(excess >= 0.10, excess >= 0.30)
        }
        ViolationKind::HarshBraking => grade(value <= -0.50, value <= -0.80),
        ViolationKind::HarshAcceleration => grade(value >= 0.45, false),
        ViolationKind::Idling => grade(value >= 20.0, false),
        ViolationKind::Geofence => Severity::High,
        ViolationKind::SeatBelt => grade(value >= 5.0, false),
        ViolationKind::Fatigue => grade(true, value >= DRIVING_MAX + 5.0),
        ViolationKind::UnauthorisedUse => grade(value >= 10.0, false),
    }
}

fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn severity_follows_from_the_excess() {
        assert_eq!(
            severity(ViolationKind::Speeding, 94.0, Some(70.0)),
            Severity::Critical
        );
        assert_eq!(
            severity(ViolationKind::Speeding, 63.0, Some(50.0)),
            Severity::High
        );
        assert_eq!(severity(ViolationKind::Speeding, 53.0, Some(50.0)), Severity::Low);
        assert_eq!(
            severity(ViolationKind::HarshBraking, -0.62, Some(0.45)),
            Severity::High
        );
        assert_eq!(
            severity(ViolationKind::Fatigue, 278.0, Some(270.0)),
            Severity::Critical
        );
        assert_eq!(severity(ViolationKind::Idling, 12.0, Some(5.0)), Severity::Low);
    }
}
