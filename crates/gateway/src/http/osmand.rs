//! A position as the Traccar Client app writes it: query parameters, or the JSON of its newer versions.

use std::collections::HashMap;

use protocol::Timestamp;
use serde::Deserialize;

/// What a device said. The key is readable even if the position is not, so that strangers are told nothing else.
#[derive(Debug, PartialEq)]
pub struct Report {
    /// The device identifier, which is the key.
    pub key: String,
    /// Where it was, or what is wrong with that.
    pub position: Result<Position, ReportError>,
}

/// Where a device was.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    /// When; `None`: the device does not tell.
    pub at: Option<Timestamp>,
    /// Degrees.
    pub lat: f64,
    /// Degrees.
    pub lng: f64,
    /// m.
    pub accuracy: f64,
    /// km/h.
    pub speed: f64,
    /// Degrees clockwise from north.
    pub heading: f64,
}

/// Why a report makes no sense.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum ReportError {
    /// Who speaks?
    #[error("The device identifier is missing.")]
    NoKey,
    /// Not JSON, or not this JSON.
    #[error("The body is no report of a device.")]
    NoReport,
    /// What a position cannot do without.
    #[error("`{0}` is missing.")]
    Missing(&'static str),
    /// One of the numbers is none.
    #[error("`{0}` must be a number.")]
    NoNumber(&'static str),
    /// One of the numbers means nothing that can be.
    #[error("`{name}` must be between {min} and {max}.")]
    Range {
        /// Which one.
        name: &'static str,
        /// The lowest that is believed.
        min: f64,
        /// The highest that is believed.
        max: f64,
    },
    /// Devices send it in knots or m/s, so that the limit stands in neither.
    #[error("`speed` must be between 0 and {SPEED_MAX} km/h.")]
    Speed,
    /// The null island of receivers without a fix.
    #[error("`lat` and `lon` are both 0: the device does not know where it is yet.")]
    NullIsland,
    /// The device says itself that it does not know.
    #[error("The device has no valid position.")]
    Invalid,
    /// No time that can be read.
    #[error("`timestamp` is seconds or milliseconds since 1970, or ISO 8601.")]
    Time,
}

impl Report {
    /// Reads query parameters; speed is in knots.
    ///
    /// # Errors
    ///
    /// When nobody says who they are.
    pub fn from_query(query: &HashMap<String, String>) -> Result<Self, ReportError> {
        let text = |name: &str| query.get(name).map(|it| it.trim()).filter(|it| !it.is_empty());
        let key = text("id")
            .or_else(|| text("deviceid"))
            .ok_or(ReportError::NoKey)?;
        let position = || {
            if text("valid").is_some_and(|it| matches!(it, "false" | "0")) {
                return Err(ReportError::Invalid);
            }
            let (lat, lng) = match text("location").and_then(|it| it.split_once(',')) {
                Some(pair) => pair,
                None => (
                    text("lat").ok_or(ReportError::Missing("lat"))?,
                    text("lon").ok_or(ReportError::Missing("lon"))?,
                ),
            };
            let optional = |text: Option<&str>, name| text.map(|it| number(it, name)).transpose();
            Position {
                at: text("timestamp").map(time).transpose()?,
                lat: number(lat, "lat")?,
                lng: number(lng, "lon")?,
                accuracy: optional(text("accuracy"), "accuracy")?.unwrap_or(0.0),
                speed: optional(text("speed"), "speed")?.unwrap_or(0.0) * KMH_PER_KNOT,
                heading: optional(text("bearing").or_else(|| text("heading")), "bearing")?.unwrap_or(0.0),
            }
            .checked()
        };
        Ok(Self {
            key: key.to_owned(),
            position: position(),
        })
    }

    /// Reads the JSON of Traccar Client 9 and later; speed is in m/s, unknown values are negative.
    ///
    /// # Errors
    ///
    /// When it is no such JSON.
    pub fn from_json(body: &[u8]) -> Result<Self, ReportError> {
        let Json { device_id, location } = serde_json::from_slice(body).map_err(|_| ReportError::NoReport)?;
        let Location { timestamp, coords } = location;
        let known = |it: Option<f64>| it.filter(|it| *it >= 0.0).unwrap_or(0.0);
        let position = || {
            Position {
                at: timestamp.as_deref().map(time).transpose()?,
                lat: coords.latitude.ok_or(ReportError::Missing("latitude"))?,
                lng: coords.longitude.ok_or(ReportError::Missing("longitude"))?,
                accuracy: known(coords.accuracy),
                speed: known(coords.speed) * KMH_PER_MS,
                heading: known(coords.heading),
            }
            .checked()
        };
        if device_id.trim().is_empty() {
            return Err(ReportError::NoKey);
        }
        Ok(Self {
            key: device_id,
            position: position(),
        })
    }
}

impl Position {
    /// The position, if it can be one.
    fn checked(self) -> Result<Self, ReportError> {
        within("lat", self.lat, -90.0, 90.0)?;
        within("lon", self.lng, -180.0, 180.0)?;
        if self.lat == 0.0 && self.lng == 0.0 {
            return Err(ReportError::NullIsland);
        }
        if !(0.0..=SPEED_MAX).contains(&self.speed) {
            return Err(ReportError::Speed);
        }
        within("accuracy", self.accuracy, 0.0, ACCURACY_MAX)?;
        Ok(Self {
            heading: self.heading.rem_euclid(360.0),
            ..self
        })
    }
}

#[derive(Deserialize)]
struct Json {
    device_id: String,
    location: Location,
}

#[derive(Deserialize)]
struct Location {
    timestamp: Option<String>,
    coords: Coordinates,
}

#[derive(Deserialize)]
struct Coordinates {
    latitude: Option<f64>,
    longitude: Option<f64>,
    accuracy: Option<f64>,
    speed: Option<f64>,
    heading: Option<f64>,
}

fn number(text: &str, name: &'static str) -> Result<f64, ReportError> {
    text.trim()
        .parse::<f64>()
        .ok()
        .filter(|it| it.is_finite())
        .ok_or(ReportError::NoNumber(name))
}

fn within(name: &'static str, value: f64, min: f64, max: f64) -> Result<(), ReportError> {
    let is_within = (min..=max).contains(&value);
    is_within
        .then_some(())
        .ok_or(ReportError::Range { name, min, max })
}

/// Seconds, milliseconds (anything after the year 2286 in seconds) or ISO 8601.
fn time(text: &str) -> Result<Timestamp, ReportError> {
    if let Ok(number) = text.parse::<u64>() {
        let millis = if number < 10_000_000_000 {
            number * 1000
        } else {
            number
        };
        return Ok(Timestamp::from_millis(millis));
    }
    iso_millis(text)
        .and_then(|it| u64::try_from(it).ok())
        .map(Timestamp::from_millis)
        .ok_or(ReportError::Time)
}

/// `2026-11-20T09:15:30[.123](Z|+01:00)` in milliseconds since 1970. Without an offset it is UTC.
fn iso_millis(text: &str) -> Option<i64> {
    if !text.is_ascii() {
        return None;
    }
    let (date, clock) = text.split_once(['T', ' '])?;
    let [year, month, day] = integers(date, '-')?;
    let offset_at = clock.find(['Z', '+', '-']).unwrap_or(clock.len());
    let (clock, offset) = clock.split_at(offset_at);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let [hour, minute, second] = integers(clock, ':')?;
    let is_real = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..=60).contains(&second);
    if !is_real || fraction.is_empty() || !fraction.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let millis = format!("{fraction:0<3}")[..3].parse::<i64>().ok()?;
    let ahead = match offset {
        "" | "Z" => 0,
        _ => {
            let sign = if offset.starts_with('-') { -1 } else { 1 };
            let digits = offset[1..].replace(':', "");
            if digits.len() != 4 {
                return None;
            }
            let number = digits.parse::<i64>().ok()?;
            sign * (number / 100 * 60 + number % 100)
        }
    };
    let minutes = days_since_1970(year, month, day) * 24 * 60 + hour * 60 + minute - ahead;
    Some((minutes * 60 + second) * 1000 + millis)
}

fn integers(text: &str, separator: char) -> Option<[i64; 3]> {
    let mut parts = text.split(separator).map(|it| {
        let is_number = !it.is_empty() && it.len() <= 4 && it.bytes().all(|it| it.is_ascii_digit());
        is_number.then(|| it.parse().ok()).flatten()
    });
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(numbers)
}

/// Howard Hinnant's `days_from_civil`, for years after 0.
const fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year / 400;
    let year_of_era = year - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

const KMH_PER_KNOT: f64 = 1.852;
const KMH_PER_MS: f64 = 3.6;
/// Faster than any vehicle on the ground.
const SPEED_MAX: f64 = 500.0;
/// Beyond this the place means nothing.
const ACCURACY_MAX: f64 = 100_000.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)]) -> Result<Position, ReportError> {
        let query = pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Report::from_query(&query)?.position
    }

    #[test]
    fn the_apps_own_line_is_understood() {
        let position = query(&[
            ("id", "key"),
            ("timestamp", "1790000000"),
            ("lat", "52.52"),
            ("lon", "13.405"),
            ("speed", "10"),
            ("bearing", "-90"),
            ("altitude", "34"),
            ("accuracy", "5.5"),
            ("batt", "80"),
        ])
        .unwrap();

        assert_eq!(position.at, Some(Timestamp::from_millis(1_790_000_000_000)));
        assert!((position.speed - 18.52).abs() < 1e-9);
        assert!((position.heading - 270.0).abs() < 1e-9);
        assert!((position.accuracy - 5.5).abs() < 1e-9);
    }

    #[test]
    fn the_json_of_newer_apps_is_understood() {
        let body = br#"{"location":{"timestamp":"2026-09-21T13:33:20.500Z","coords":{"latitude":52.52,
            "longitude":13.405,"accuracy":4,"speed":5,"heading":-1,"altitude":3},"odometer":12,
            "battery":{"level":0.5}},"device_id":"key"}"#;

        let report = Report::from_json(body).unwrap();

        let position = report.position.unwrap();
        assert_eq!(report.key, "key");
        assert_eq!(position.at, Some(Timestamp::from_millis(1_789_997_600_500)));
        assert!((position.speed - 18.0).abs() < 1e-9);
        assert!(position.heading.abs() < 1e-9);
    }

    #[test]
    fn times_are_read_in_every_spelling() {
        for text in [
            "1790000000",
            "1790000000000",
            "2026-09-21T14:13:20Z",
            "2026-09-21T14:13:20",
            "2026-09-21 14:13:20.000Z",
            "2026-09-21T16:13:20+02:00",
            "2026-09-21T10:43:20.0-0330",
        ] {
            assert_eq!(
                time(text),
                Ok(Timestamp::from_millis(1_790_000_000_000)),
                "{text}"
            );
        }
        for text in [
            "",
            "yesterday",
            "2026-09-21",
            "2026-13-21T14:13:20Z",
            "2026-09-21T14:13:20+2",
            "-5",
            "1e9",
        ] {
            assert_eq!(time(text), Err(ReportError::Time), "{text}");
        }
    }

    #[test]
    fn impossible_positions_are_refused() {
        let at = |lat, lon| query(&[("id", "key"), ("lat", lat), ("lon", lon)]);

        let said = |it: Result<Position, ReportError>| it.unwrap_err().to_string();

        assert_eq!(said(at("90.1", "0")), "`lat` must be between -90 and 90.");
        assert_eq!(said(at("0", "180.1")), "`lon` must be between -180 and 180.");
        assert_eq!(at("0", "0"), Err(ReportError::NullIsland));
        assert_eq!(said(at("NaN", "1")), "`lat` must be a number.");
        assert_eq!(said(at("1", "inf")), "`lon` must be a number.");
        assert_eq!(said(query(&[("id", "key"), ("lon", "1")])), "`lat` is missing.");
        assert_eq!(said(query(&[("id", "key"), ("lat", "1")])), "`lon` is missing.");
        assert_eq!(query(&[("lat", "1"), ("lon", "1")]), Err(ReportError::NoKey));
        assert_eq!(
            said(query(&[("id", "k"), ("lat", "1"), ("lon", "1"), ("speed", "-4")])),
            "`speed` must be between 0 and 500 km/h."
        );
        assert_eq!(
            query(&[("id", "k"), ("lat", "1"), ("lon", "1"), ("valid", "false")]),
            Err(ReportError::Invalid)
        );
        assert!(query(&[("id", "k"), ("location", "1.5,2.5")]).is_ok());
        assert_eq!(Report::from_json(b"{}"), Err(ReportError::NoReport));
        let nowhere = br#"{"location":{"coords":{"longitude":1}},"device_id":"key"}"#;
        let report = Report::from_json(nowhere).unwrap();
        assert_eq!(report.position, Err(ReportError::Missing("latitude")));
    }
}
