//! How far a vehicle went: distances between positions that can be believed.

use protocol::{Timestamp, telemetry::Fix};

/// Faster than this, m/s, nothing of a fleet moves: the position is an outlier.
const SPEED_MAX: f64 = 70.0;

/// Positions of a standing vehicle wander at least so far, m.
const WANDER: f64 = 15.0;

/// Up to this speed, km/h, a vehicle counts as standing.
pub(super) const STANDING_MAX: f64 = 3.0;

/// The last believed position, from which the next distance is measured.
#[derive(Clone, Debug, Default)]
pub(super) struct Track {
    anchor: Option<Anchor>,
}

#[derive(Clone, Copy, Debug)]
struct Anchor {
    lat: f64,
    lng: f64,
    at: Timestamp,
}

impl Track {
    /// A track that goes on from where the vehicle was last seen.
    pub(super) const fn resumed(lat: f64, lng: f64, at: Timestamp) -> Self {
        Self {
            anchor: Some(Anchor { lat, lng, at }),
        }
    }

    /// Metres driven up to this position. Outliers and the wandering of a standing vehicle count as none, and leave
    /// the anchor where it is, so that the next good position measures from a good one.
    pub(super) fn handle_fix(&mut self, fix: &Fix) -> f64 {
        let here = Anchor {
            lat: fix.lat,
            lng: fix.lng,
            at: fix.at,
        };
        let Some(anchor) = self.anchor else {
            self.anchor = Some(here);
            return 0.0;
        };
        let metres = haversine((anchor.lat, anchor.lng), (here.lat, here.lng));
        let seconds = here.at.since(anchor.at).as_secs_f64();
        let wanders = fix.speed <= STANDING_MAX && metres < fix.accuracy.max(WANDER);
        if wanders || metres > SPEED_MAX * seconds {
            return 0.0;
        }
        self.anchor = Some(here);
        metres
    }
}

/// Metres along the great circle between two positions in degrees.
pub(crate) fn haversine((lat_a, lng_a): (f64, f64), (lat_b, lng_b): (f64, f64)) -> f64 {
    const EARTH_RADIUS: f64 = 6_371_008.8;
    let half_lat = (lat_b - lat_a).to_radians() / 2.0;
    let half_lng = (lng_b - lng_a).to_radians() / 2.0;
    let chord =
        half_lat.sin().powi(2) + lat_a.to_radians().cos() * lat_b.to_radians().cos() * half_lng.sin().powi(2);
    2.0 * EARTH_RADIUS * chord.sqrt().min(1.0).asin()
}

/// What to call a position whose place nobody told.
pub(super) fn coordinates(lat: f64, lng: f64) -> String {
    format!("{lat:.4}, {lng:.4}")
}

#[cfg(test)]
mod tests {
    use protocol::RowId;

    use super::*;

    fn fix(seconds: u64, lat: f64, speed: f64) -> Fix {
        Fix {
            vehicle: RowId::from("kv-1"),
            at: Timestamp::from_millis(seconds * 1000),
            lat,
            lng: 12.0,
            accuracy: 6.0,
            speed,
            heading: 0.0,
            engine: None,
            fuel: None,
            odometer: None,
            place: None,
            speed_limit: None,
        }
    }

    #[test]
    fn fl2_a_minute_of_latitude_is_a_nautical_mile() {
        let metres = haversine((54.0, 12.0), (54.0 + 1.0 / 60.0, 12.0));
        assert!((metres - 1853.0).abs() < 2.0, "{metres}");
    }

    #[test]
    fn fl2_outliers_do_not_count_and_do_not_become_the_anchor() {
        let mut track = Track::default();
        assert_eq!(track.handle_fix(&fix(0, 54.0, 50.0)), 0.0);
        assert_eq!(track.handle_fix(&fix(10, 54.5, 50.0)), 0.0);
        let metres = track.handle_fix(&fix(20, 54.002, 50.0));
        assert!((metres - 222.4).abs() < 1.0, "{metres}");
    }

    #[test]
    fn fl2_a_standing_vehicle_does_not_collect_noise() {
        let mut track = Track::default();
        let noise = [0.0, 0.000_05, -0.000_05, 0.000_08, 0.0];
        let metres: f64 = (0u64..)
            .zip(noise)
            .map(|(it, shift)| track.handle_fix(&fix(it * 10, 54.0 + shift, 0.0)))
            .sum();
        assert_eq!(metres, 0.0);
    }
}
