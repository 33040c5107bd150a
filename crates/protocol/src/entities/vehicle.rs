//! A vehicle: what it is, where it is and how it stands.

use serde::{Deserialize, Serialize};

use crate::{
    entities::{StreamKind, words::words},
    entity::Entity,
    ids::RowId,
    time::Timestamp,
};

words! {
    /// What sort of vehicle.
    VehicleKind {
        /// Up to 3.5 t.
        Van = "van",
        /// Tips its load.
        Tipper = "tipper",
        /// Concrete.
        Mixer = "mixer",
        /// Open platform.
        Flatbed = "flatbed",
        /// Lifts.
        Crane = "crane",
        /// A phone that reports by itself, without a vehicle of the company.
        Phone = "phone",
    }

    /// What a vehicle does now.
    VehicleStatus {
        /// Under way.
        Moving = "moving",
        /// Engine on, standing.
        Idle = "idle",
        /// Engine off.
        Stopped = "stopped",
        /// Has not reported for long.
        Offline = "offline",
        /// In the workshop.
        Maintenance = "maintenance",
    }
}

/// Quarters of an hour in [`Vehicle::strip`].
pub const STRIP_SLOTS: usize = 96;

/// One quarter of an hour of the 24 h strip: what the vehicle mostly did, and whether it broke a rule.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct StripSlot {
    /// `None`: not known.
    pub status: Option<VehicleStatus>,
    /// A violation fell into it.
    pub violation: bool,
}

/// A vehicle.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Vehicle {
    /// Names it for ever, such as `kv-4821`; part of URLs.
    pub id: RowId,
    /// What is written on it, such as `KV-4821`.
    pub plate: String,
    /// What sort.
    pub kind: VehicleKind,
    /// Permitted gross mass, t; 0 where it means nothing.
    pub gross_t: f64,
    /// Home depot, such as `Nord depot`.
    pub depot: String,
    /// What it does now.
    pub status: VehicleStatus,
    /// Who drives, if anybody: an id of `team/members`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<RowId>,
    /// The driver as people write them, such as `M. Okafor`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver_name: Option<String>,
    /// Latitude, degrees, WGS 84.
    pub lat: f64,
    /// Longitude, degrees, WGS 84.
    pub lng: f64,
    /// Radius of the 68 % circle around the position, m.
    pub accuracy: f64,
    /// Nearest road or place, such as `Ring road, exit 6`.
    pub place: String,
    /// km/h over ground.
    pub speed: f64,
    /// Limit of the road, km/h; 0 if unknown.
    pub speed_limit: f64,
    /// Direction of travel, degrees clockwise from north.
    pub heading: f64,
    /// Tank, % of full; absent if the device does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fuel: Option<f64>,
    /// Whole life, km; absent if the device does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub odometer: Option<f64>,
    /// Driven since midnight of the depot, km.
    pub distance_today: f64,
    /// Open violations (not dismissed, not resolved); absent for who may not see violations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open_violations: Option<u32>,
    /// When the last position was captured.
    pub fix_at: Timestamp,
    /// The last [`STRIP_SLOTS`] quarters of an hour, oldest first, one letter each; see [`Vehicle::strip_slots`].
    pub strip: String,
    /// Start of the last quarter in `strip`, which is still going on.
    pub strip_at: Timestamp,
}

impl VehicleKind {
    /// Litres of this kind's usual full tank, which devices measure in %; a phone has none.
    pub const fn tank(self) -> Option<f64> {
        match self {
            Self::Van => Some(80.0),
            Self::Tipper | Self::Mixer | Self::Flatbed => Some(300.0),
            Self::Crane => Some(350.0),
            Self::Phone => None,
        }
    }
}

impl Vehicle {
    /// The 24 h strip, oldest first. Letters nobody knows count as "not known".
    pub fn strip_slots(&self) -> impl Iterator<Item = StripSlot> {
        self.strip.chars().map(StripSlot::from_letter)
    }

    /// How fast it is, km/h; `None` where nobody knows: one gone silent may drive on or stand, and in the workshop a speed
    /// means nothing. [`Self::speed`] is the last one told.
    pub fn known_speed(&self) -> Option<f64> {
        match self.status {
            VehicleStatus::Moving | VehicleStatus::Idle | VehicleStatus::Stopped => Some(self.speed),
            VehicleStatus::Offline | VehicleStatus::Maintenance => None,
        }
    }
}

impl StripSlot {
    /// `m i s o x` for the states, `-` for unknown; capital (`+` for unknown) when a violation fell into it.
    pub const fn letter(self) -> char {
        let letter = match self.status {
            Some(VehicleStatus::Moving) => 'm',
            Some(VehicleStatus::Idle) => 'i',
            Some(VehicleStatus::Stopped) => 's',
            Some(VehicleStatus::Offline) => 'o',
            Some(VehicleStatus::Maintenance) => 'x',
            None if self.violation => '+',
            None => '-',
        };
        if self.violation {
            letter.to_ascii_uppercase()
        } else {
            letter
        }
    }

    /// Reads what [`Self::letter`] wrote.
    pub const fn from_letter(letter: char) -> Self {
        let status = match letter.to_ascii_lowercase() {
            'm' => Some(VehicleStatus::Moving),
            'i' => Some(VehicleStatus::Idle),
            's' => Some(VehicleStatus::Stopped),
            'o' => Some(VehicleStatus::Offline),
            'x' => Some(VehicleStatus::Maintenance),
            _ => None,
        };
        Self {
            status,
            violation: letter.is_ascii_uppercase() || letter == '+',
        }
    }
}

impl Entity for Vehicle {
    const KIND: StreamKind = StreamKind::Vehicle;

    fn id(&self) -> &RowId {
        &self.id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_has_a_letter_of_its_own() {
        for status in VehicleStatus::ALL.into_iter().map(Some).chain([None]) {
            for violation in [false, true] {
                let slot = StripSlot { status, violation };
                assert_eq!(StripSlot::from_letter(slot.letter()), slot);
            }
        }
    }

    #[test]
    fn the_speed_of_a_silent_vehicle_is_not_known() {
        let at = |status: VehicleStatus| -> Vehicle {
            serde_json::from_value(serde_json::json!({
                "id": "kv-1", "plate": "KV-1", "kind": "van", "gross_t": 3.5, "depot": "", "status": status.as_str(),
                "lat": 0.0, "lng": 0.0, "accuracy": 5.0, "place": "", "speed": 47.0, "speed_limit": 50.0, "heading": 0.0,
                "distance_today": 0.0, "fix_at": 1, "strip": "", "strip_at": 0,
            }))
            .unwrap()
        };

        assert_eq!(at(VehicleStatus::Moving).known_speed(), Some(47.0));
        assert_eq!(at(VehicleStatus::Offline).known_speed(), None);
        assert_eq!(at(VehicleStatus::Maintenance).known_speed(), None);
    }
}
