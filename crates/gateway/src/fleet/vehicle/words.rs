//! Violations as lines of the log: a technical record, in English.

use protocol::entities::{Violation, ViolationKind};

/// Such as `SPEEDING 94 in 70, Ring road`.
pub(super) fn describe(violation: &Violation) -> String {
    let kind = violation.kind.as_str().to_ascii_uppercase();
    let Violation {
        value,
        limit,
        detail,
        place,
        ..
    } = violation;
    match (violation.kind, limit) {
        (ViolationKind::Speeding, Some(limit)) => {
            format!("{kind} {value:.0} in {limit:.0}, {place}")
        }
        (ViolationKind::Speeding, None) => format!("{kind} {value:.0}, {place}"),
        (ViolationKind::HarshBraking | ViolationKind::HarshAcceleration, _) => {
            format!("{kind} {value:.2} g, {place}")
        }
        (ViolationKind::Geofence, _) => format!("{kind} {detail}"),
        (ViolationKind::SeatBelt, _) => format!("{kind} {value:.1} km, {place}"),
        (ViolationKind::Idling | ViolationKind::Fatigue | ViolationKind::UnauthorisedUse, _) => {
            format!("{kind} {value:.0} min, {place}")
        }
    }
}
