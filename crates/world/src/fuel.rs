//! What driving costs each kind of vehicle, told as devices tell it: in % of the tank.

use protocol::entities::VehicleKind;

use crate::chance::mix;

/// What a kilometre takes, % of the tank. Loads and drivers differ: up to an eighth more or less than the kind's usual.
pub(crate) fn thirst(kind: VehicleKind, noise: u64) -> f64 {
    let usual = match kind {
        VehicleKind::Van => 10.5,
        VehicleKind::Flatbed => 26.0,
        VehicleKind::Tipper | VehicleKind::Crane => 29.0,
        VehicleKind::Mixer => 31.0,
        VehicleKind::Phone => 0.0,
    };
    let share = (mix(noise, 0xF0E1) % 1_000) as f64 / 1_000.0;
    let per_100_km = usual * (0.875 + share / 4.0);
    per_100_km / tank(kind)
}

/// Litres of a full tank; a phone's is never used.
pub(crate) fn tank(kind: VehicleKind) -> f64 {
    kind.tank().unwrap_or(1.0)
}
