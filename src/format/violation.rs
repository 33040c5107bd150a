//! What was measured in a violation, with the unit of its kind.

use std::time::Duration;

use protocol::entities::{Violation, ViolationKind};

use super::{Formatter, NARROW};
use crate::texts::{Language, log};

impl Formatter {
    /// What was measured against what was allowed: `94 in 70 km/h`, `−0.62 g`, `12 min, max 5 min`, `left Nordhaven`.
    pub fn violation(self, violation: &Violation) -> String {
        let Violation {
            kind,
            value,
            limit,
            detail,
            ..
        } = violation;
        match kind {
            ViolationKind::Speeding => match limit {
                Some(limit) => self.over(*value, *limit),
                None => self.speed(*value).joined(),
            },
            ViolationKind::HarshBraking | ViolationKind::HarshAcceleration => {
                format!("{}{NARROW}g", self.number(*value, 2))
            }
            ViolationKind::SeatBelt => self.distance(*value, 1).joined(),
            ViolationKind::Geofence if !detail.is_empty() => log::passage(self.language, detail),
            ViolationKind::Geofence
            | ViolationKind::Idling
            | ViolationKind::Fatigue
            | ViolationKind::UnauthorisedUse => match limit {
                Some(limit) => {
                    let most = match self.language {
                        Language::English => "max",
                        Language::French => "max.",
                    };
                    format!("{}, {most} {}", self.minutes(*value), self.minutes(*limit))
                }
                None => self.minutes(*value),
            },
        }
    }

    fn minutes(self, minutes: f64) -> String {
        let mut text = self.duration(Duration::from_secs_f64((minutes * 60.0).max(0.0)));
        // `4 h 36` is understood, and fits on a phone beside its limit.
        if minutes >= 60.0 && text.ends_with("min") {
            text.truncate(text.len() - "min".len() - NARROW.len_utf8());
        }
        text
    }

    /// A speed against its limit: `94 in 70 km/h`, `94 pour 70 km/h`. The unit stands once.
    fn over(self, value: f64, limit: f64) -> String {
        let (value, limit) = (self.speed(value), self.speed(limit));
        match self.language {
            Language::English => format!("{} in {}", value.value, limit.joined()),
            Language::French => format!("{} pour {}", value.value, limit.joined()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn violation(kind: &str, value: f64, limit: Option<f64>) -> Violation {
        let mut row = json!({
            "id": "v1", "kind": kind, "severity": "high", "vehicle": "kv-1", "plate": "KV-1", "value": value,
            "place": "Ring road", "lat": 0.0, "lng": 0.0, "at": 1, "state": "open",
        });
        row["limit"] = limit.map_or(Value::Null, |it| json!(it));
        serde_json::from_value(row).unwrap()
    }

    #[test]
    fn every_kind_has_its_unit() {
        let text = |kind, value, limit| Formatter::default().violation(&violation(kind, value, limit));

        assert_eq!(text("speeding", 94.0, Some(70.0)), "94 in 70\u{202f}km/h");
        assert_eq!(text("harsh_braking", -0.62, Some(0.45)), "\u{2212}0.62\u{202f}g");
        assert_eq!(text("seat_belt", 2.4, None), "2.4\u{202f}km");
        assert_eq!(
            text("fatigue", 276.0, Some(270.0)),
            "4\u{202f}h\u{a0}36, max 4\u{202f}h\u{a0}30"
        );
        assert_eq!(text("idling", 12.0, Some(5.0)), "12\u{202f}min, max 5\u{202f}min");
    }

    #[test]
    fn french_writes_a_limit_as_french_does() {
        let french = Formatter {
            language: Language::French,
            ..Formatter::default()
        };
        let text = |kind, value, limit| french.violation(&violation(kind, value, limit));

        assert_eq!(text("speeding", 112.0, Some(80.0)), "112 pour 80\u{202f}km/h");
        assert_eq!(text("harsh_braking", -0.62, None), "\u{2212}0,62\u{202f}g");
        assert_eq!(
            text("idling", 12.0, Some(5.0)),
            "12\u{202f}min, max. 5\u{202f}min"
        );
    }
}
