//! Lengths, speeds and volumes in the person's units.

use super::{Formatter, Measure, number::NOTHING};
use crate::texts::Language;

/// Which units a person reads. Rows always carry km, km/h and L.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Units {
    /// km, km/h, L.
    #[default]
    Metric,
    /// mi, mph, US gal.
    Imperial,
}

impl Units {
    /// A distance in km as the person counts.
    pub fn distance(self, km: f64) -> f64 {
        match self {
            Self::Metric => km,
            Self::Imperial => km / KM_PER_MILE,
        }
    }

    /// A volume in L as the person counts.
    pub fn volume(self, litres: f64) -> f64 {
        match self {
            Self::Metric => litres,
            Self::Imperial => litres / LITRES_PER_GALLON,
        }
    }

    /// The unit of distances.
    pub const fn distance_unit(self) -> &'static str {
        match self {
            Self::Metric => "km",
            Self::Imperial => "mi",
        }
    }

    /// The unit of speeds.
    pub const fn speed_unit(self) -> &'static str {
        match self {
            Self::Metric => "km/h",
            Self::Imperial => "mph",
        }
    }

    /// The unit of volumes.
    pub const fn volume_unit(self) -> &'static str {
        match self {
            Self::Metric => "L",
            Self::Imperial => "gal",
        }
    }
}

impl Formatter {
    /// A distance in km, with so many digits after the point.
    pub fn distance(self, km: f64, decimals: u8) -> Measure {
        Measure {
            value: self.number(self.units.distance(km), decimals),
            unit: self.units.distance_unit(),
        }
    }

    /// A speed in km/h, whole.
    pub fn speed(self, km_per_h: f64) -> Measure {
        Measure {
            value: self.number(self.units.distance(km_per_h), 0),
            unit: self.units.speed_unit(),
        }
    }

    /// A volume in L, with so many digits after the point.
    pub fn volume(self, litres: f64, decimals: u8) -> Measure {
        Measure {
            value: self.number(self.units.volume(litres), decimals),
            unit: self.units.volume_unit(),
        }
    }

    /// A place on earth, degrees: `53.55110, 9.99370`. Where a comma stands in numbers, a semicolon stands between them.
    pub fn position(self, lat: f64, lng: f64) -> String {
        let between = match self.language {
            Language::English => ", ",
            Language::French => "\u{a0}; ",
        };
        format!("{}{between}{}", self.number(lat, 5), self.number(lng, 5))
    }

    /// A value, or a dash where there is none.
    pub fn or_nothing(self, text: Option<String>) -> String {
        text.unwrap_or_else(|| NOTHING.to_owned())
    }
}

const KM_PER_MILE: f64 = 1.609_344;
const LITRES_PER_GALLON: f64 = 3.785_411_784;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_follow_the_units() {
        let metric = Formatter::default();
        let imperial = Formatter {
            units: Units::Imperial,
            ..metric
        };

        assert_eq!(metric.speed(94.2).joined(), "94\u{202f}km/h");
        assert_eq!(imperial.speed(100.0).joined(), "62\u{202f}mph");
        assert_eq!(metric.distance(4812.0, 0).joined(), "4,812\u{202f}km");
        assert_eq!(imperial.distance(10.0, 1).joined(), "6.2\u{202f}mi");
        assert_eq!(imperial.volume(10.0, 1).joined(), "2.6\u{202f}gal");
    }

    #[test]
    fn the_halves_of_a_position_can_be_told_apart() {
        let english = Formatter::default();
        let french = Formatter {
            language: Language::French,
            ..english
        };

        assert_eq!(english.position(53.5511, 9.9937), "53.55110, 9.99370");
        assert_eq!(french.position(53.5511, 9.9937), "53,55110\u{a0}; 9,99370");
    }
}
