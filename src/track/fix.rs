//! One position of this phone, as it stands on the wire and on the disk.

use protocol::Timestamp;
use serde::{Deserialize, Serialize};

/// A position and when it was captured, by the gateway's clock.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Serialize)]
#[serde(from = "Wire", into = "Wire")]
pub struct Fix {
    /// When it was captured.
    pub at: Timestamp,
    /// Latitude, degrees, WGS 84.
    pub lat: f64,
    /// Longitude, degrees, WGS 84.
    pub lng: f64,
    /// Radius of the 68 % circle around it, m.
    pub accuracy: f64,
    /// km/h over ground.
    pub speed: f64,
    /// Degrees clockwise from north; `None` when standing or unknown.
    pub heading: Option<f64>,
}

/// `[at, lat, lng, accuracy, speed, heading|null]`.
type Wire = (u64, f64, f64, f64, f64, Option<f64>);

impl From<Wire> for Fix {
    fn from((at, lat, lng, accuracy, speed, heading): Wire) -> Self {
        Self {
            at: Timestamp::from_millis(at),
            lat,
            lng,
            accuracy,
            speed,
            heading,
        }
    }
}

impl From<Fix> for Wire {
    /// Digits that no receiver can measure are bytes that a driver pays for.
    fn from(fix: Fix) -> Self {
        let round = |value: f64, steps: f64| (value * steps).round() / steps;
        (
            fix.at.as_millis(),
            round(fix.lat, 1e6),
            round(fix.lng, 1e6),
            round(fix.accuracy, 10.0),
            round(fix.speed, 10.0),
            fix.heading.map(f64::round),
        )
    }
}

impl Fix {
    /// Where it lies on a plane through `origin`, metres east and north; good for some ten kilometres.
    pub(super) fn on_plane(&self, origin: &Self) -> (f64, f64) {
        let east = (self.lng - origin.lng) * origin.lat.to_radians().cos();
        (
            east * METRES_PER_DEGREE,
            (self.lat - origin.lat) * METRES_PER_DEGREE,
        )
    }

    /// With the speed that lies between it and the one before, for receivers that measure none.
    #[must_use]
    pub fn with_speed_since(mut self, before: &Self) -> Self {
        let seconds = self.at.since(before.at).as_secs_f64();
        if seconds > 0.0 {
            self.speed = metres_between((before.lat, before.lng), (self.lat, self.lng)) / seconds * 3.6;
        }
        self
    }
}

/// How far two places (latitude, longitude) lie apart as the crow flies, m.
pub fn metres_between(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (a_lat, b_lat) = (a.0.to_radians(), b.0.to_radians());
    let (d_lat, d_lng) = ((b_lat - a_lat) / 2.0, (b.1 - a.1).to_radians() / 2.0);
    let h = d_lat.sin().powi(2) + a_lat.cos() * b_lat.cos() * d_lng.sin().powi(2);
    2.0 * EARTH_METRES * h.sqrt().min(1.0).asin()
}

const EARTH_METRES: f64 = 6_371_000.0;
const METRES_PER_DEGREE: f64 = 111_195.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_travels_as_six_numbers_and_comes_back() {
        let fix = Fix {
            at: Timestamp::from_millis(1_700_000_000_000),
            lat: 55.123_456_789,
            lng: 4.5,
            accuracy: 12.34,
            speed: 48.0,
            heading: None,
        };
        let text = serde_json::to_string(&fix).unwrap();
        assert_eq!(text, "[1700000000000,55.123457,4.5,12.3,48.0,null]");
        let back: Fix = serde_json::from_str(&text).unwrap();
        assert_eq!((back.at, back.lng, back.heading), (fix.at, fix.lng, None));
    }

    #[test]
    fn distances_are_those_on_earth() {
        let metres = metres_between((55.0, 4.0), (55.0, 4.1));
        assert!((metres - 6_378.0).abs() < 10.0, "{metres}");
    }
}
