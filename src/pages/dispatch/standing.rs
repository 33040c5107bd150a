//! How a driver stands in the eyes of dispatch: made of their shift, their last position and their work.

use std::{str::FromStr, time::Duration};

use protocol::{
    Timestamp,
    entities::{Driver, DriverPosition, Duty, Shipment},
};

use crate::{
    components::status::{Shape, Tone},
    texts::{Texts, dispatch::Dispatch},
};

/// How a driver stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Standing {
    /// Cannot go on.
    Breakdown,
    /// Will be late, or is.
    Late,
    /// On the way with something to do.
    Driving,
    /// Has something to do, and stands.
    Stopped,
    /// Has nothing to do.
    Available,
    /// Rests.
    OnBreak,
    /// On shift, and not heard of for long.
    NoSignal,
    /// Not at work.
    Off,
}

impl Standing {
    /// All of them, the worst first.
    pub(super) const ALL: [Self; 8] = [
        Self::Breakdown,
        Self::Late,
        Self::Driving,
        Self::Stopped,
        Self::Available,
        Self::OnBreak,
        Self::NoSignal,
        Self::Off,
    ];

    /// Of a driver with this position and this work.
    pub(super) fn of(
        driver: &Driver,
        position: Option<&DriverPosition>,
        is_late: bool,
        now: Timestamp,
    ) -> Self {
        let is_heard = position.is_some_and(|it| now.since(it.at) <= SILENT);
        match driver.duty {
            Duty::Off => Self::Off,
            Duty::Breakdown => Self::Breakdown,
            Duty::OnShift | Duty::OnBreak if !is_heard => Self::NoSignal,
            Duty::OnBreak => Self::OnBreak,
            Duty::OnShift if driver.jobs == 0 => Self::Available,
            Duty::OnShift if is_late => Self::Late,
            Duty::OnShift if position.is_some_and(|it| it.speed >= MOVES) => Self::Driving,
            Duty::OnShift => Self::Stopped,
        }
    }

    /// Its word in addresses.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Breakdown => "breakdown",
            Self::Late => "late",
            Self::Driving => "driving",
            Self::Stopped => "standing",
            Self::Available => "available",
            Self::OnBreak => "on_break",
            Self::NoSignal => "no_signal",
            Self::Off => "off",
        }
    }

    /// Its shape and tone.
    pub(super) const fn mark(self) -> (Shape, Tone) {
        match self {
            Self::Breakdown => (Shape::Crit, Tone::Crit),
            Self::Late => (Shape::Warn, Tone::Warn),
            Self::Driving => (Shape::Info, Tone::Info),
            Self::Stopped => (Shape::Stopped, Tone::Idle),
            Self::Available => (Shape::Ok, Tone::Ok),
            Self::OnBreak => (Shape::Half, Tone::Idle),
            Self::NoSignal => (Shape::Offline, Tone::Idle),
            Self::Off => (Shape::Dash, Tone::Idle),
        }
    }

    /// What people call it.
    pub(super) fn word(self, texts: Texts) -> &'static str {
        let texts: &Dispatch = texts.dispatch();
        match self {
            Self::Breakdown => texts.breakdown,
            Self::Late => texts.late,
            Self::Driving => texts.driving,
            Self::Stopped => texts.standing,
            Self::Available => texts.available,
            Self::OnBreak => texts.on_break,
            Self::NoSignal => texts.no_signal,
            Self::Off => texts.off_shift,
        }
    }
}

impl FromStr for Standing {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|it| it.as_str() == word).ok_or(())
    }
}

/// How much later than due a shipment is or will be; ms, negative: earlier. What nobody can foretell is late once it is
/// overdue.
pub(super) fn lateness(shipment: &Shipment, now: Timestamp) -> Option<i64> {
    let overdue = || {
        let is_overdue = shipment.progress.status.is_open() && now > shipment.due;
        is_overdue.then(|| i64::try_from(now.since(shipment.due).as_millis()).unwrap_or(i64::MAX))
    };
    if shipment.progress.status.is_open() && foretold(shipment, now).is_none() {
        return overdue();
    }
    shipment.lateness().or_else(overdue)
}

/// When it will be there, as far as anybody can tell: a time that has passed came true for nobody.
pub(super) fn foretold(shipment: &Shipment, now: Timestamp) -> Option<Timestamp> {
    shipment.eta.filter(|it| now.since(*it) <= SLACK)
}

/// Whether somebody should do something about it.
pub(super) fn is_late(shipment: &Shipment, now: Timestamp) -> bool {
    lateness(shipment, now).is_some_and(|it| it >= TOLERANCE)
}

/// Whether so many minutes are more than anybody minds.
pub(super) const fn is_too_late(minutes: i64) -> bool {
    minutes * MINUTE >= TOLERANCE
}

/// Whole minutes, towards zero.
pub(super) const fn minutes(millis: i64) -> i64 {
    millis / MINUTE
}

const MINUTE: i64 = 60_000;

/// So much later than due nobody minds, ms.
const TOLERANCE: i64 = 5 * MINUTE;

/// The gateway tells a new time once it is a minute off.
const SLACK: Duration = Duration::from_secs(60);

/// Not heard of for longer: nobody knows where they are.
const SILENT: Duration = Duration::from_secs(300);

/// From here on a vehicle moves and does not only tremble, km/h.
const MOVES: f64 = 3.0;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn driver(duty: &str, jobs: u32) -> Driver {
        serde_json::from_value(json!({
            "id": "d1", "name": "M. Okafor", "depot": "Nord depot", "duty": duty, "since": 1, "jobs": jobs, "delivered_today": 0,
        }))
        .unwrap()
    }

    fn position(at: u64, speed: f64) -> DriverPosition {
        serde_json::from_value(json!({
            "id": "d1", "lat": 55.5, "lng": 4.5, "accuracy": 5.0, "speed": speed, "at": at, "source": "vehicle",
        }))
        .unwrap()
    }

    fn shipment(status: &str, due: u64, eta: Option<u64>) -> Shipment {
        let place = json!({ "name": "Kiln road 7", "lat": 55.5, "lng": 4.5 });
        serde_json::from_value(json!({
            "id": "s1", "reference": "SH-1", "goods": "blocks", "weight_t": 1.0, "pickup": place, "drop": place, "due": due,
            "eta": eta, "created_at": 1, "status": status,
        }))
        .unwrap()
    }

    #[test]
    fn a_driver_stands_as_shift_position_and_work_say() {
        let now = Timestamp::from_millis(1_000_000);
        let heard = position(990_000, 40.0);
        let cases = [
            (driver("off", 2), Some(&heard), true, Standing::Off),
            (driver("breakdown", 2), None, true, Standing::Breakdown),
            (driver("on_shift", 2), None, false, Standing::NoSignal),
            (driver("on_break", 0), Some(&heard), false, Standing::OnBreak),
            (driver("on_shift", 0), Some(&heard), true, Standing::Available),
            (driver("on_shift", 1), Some(&heard), true, Standing::Late),
            (driver("on_shift", 1), Some(&heard), false, Standing::Driving),
        ];
        for (driver, position, is_late, expected) in cases {
            assert_eq!(Standing::of(&driver, position, is_late, now), expected);
        }
        let stands = position(990_000, 2.0);
        assert_eq!(
            Standing::of(&driver("on_shift", 1), Some(&stands), false, now),
            Standing::Stopped
        );
        let long_ago = position(699_999, 40.0);
        assert_eq!(
            Standing::of(&driver("on_shift", 1), Some(&long_ago), false, now),
            Standing::NoSignal
        );
    }

    #[test]
    fn late_is_what_will_come_late_and_what_is_overdue() {
        let now = Timestamp::from_millis(1_000_000);
        let late = |status, due, eta| lateness(&shipment(status, due, eta), now);
        assert_eq!(late("in_transit", 900_000, Some(1_020_000)), Some(120_000));
        assert_eq!(late("in_transit", 1_100_000, Some(1_020_000)), Some(-80_000));
        assert_eq!(late("created", 940_000, None), Some(60_000));
        assert_eq!(late("created", 1_100_000, None), None);
        assert_eq!(late("cancelled", 1, None), None);
        // A time that has passed came true for nobody: it is late from when it is due.
        let passed = Some(900_000);
        assert_eq!(foretold(&shipment("in_transit", 1_100_000, passed), now), None);
        assert_eq!(late("in_transit", 1_100_000, passed), None);
        assert_eq!(late("in_transit", 950_000, passed), Some(50_000));
        assert!(
            !is_late(&shipment("created", 940_000, None), now),
            "a minute is no lateness"
        );
        assert!(is_late(&shipment("created", 700_000, None), now));
        assert_eq!(minutes(-119_999), -1);
    }

    #[test]
    fn every_standing_is_read_back_from_its_word() {
        for it in Standing::ALL {
            assert_eq!(it.as_str().parse(), Ok(it));
        }
    }
}
