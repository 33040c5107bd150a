//! What stands in the cells of a vehicle as text: searched for as it is read, and on paper.

use protocol::entities::{Vehicle, VehicleKind, VehicleStatus};

use super::columns::VehicleColumn;
use crate::{
    format::Formatter,
    texts::{vehicles::gross, words},
};

/// The text of a cell. A moment stands as a moment: an age would run on.
pub(super) fn shown(row: &Vehicle, column: VehicleColumn, format: Formatter) -> String {
    let text = match column {
        VehicleColumn::Vehicle => Some(format!("{} {}", row.plate, kind(row, format))),
        VehicleColumn::Status => Some(words::status(format.language, row.status).to_owned()),
        VehicleColumn::Speed => row.known_speed().map(|it| format.speed(it.round()).joined()),
        VehicleColumn::Limit => (row.speed_limit > 0.0).then(|| format.speed(row.speed_limit).joined()),
        VehicleColumn::Driver => row.driver_name.clone(),
        VehicleColumn::Depot => Some(row.depot.clone()),
        VehicleColumn::Place => Some(row.place.clone()),
        VehicleColumn::Strip => {
            let of = |status| {
                // Quarters in which it mostly was so: their sum is no time driven.
                let n = slots(row, Some(status));
                let word = words::status(format.language, status);
                (n > 0).then(|| format!("{word} {} × 15\u{202f}min", format.count(n)))
            };
            let driven = [VehicleStatus::Moving, VehicleStatus::Idle].into_iter();
            Some(driven.filter_map(of).collect::<Vec<_>>().join(" · ")).filter(|it| !it.is_empty())
        }
        VehicleColumn::Fuel => row.fuel.map(|it| format.percent(it.round().clamp(0.0, 100.0), 0)),
        VehicleColumn::Today => Some(format.distance(row.distance_today.round(), 0).joined()),
        VehicleColumn::Odometer => row.odometer.map(|it| format.distance(it.round(), 0).joined()),
        VehicleColumn::Violations => row.open_violations.map(|it| format.count(it as usize)),
        VehicleColumn::Age => Some(format.date_time(row.fix_at)),
    };
    format.or_nothing(text)
}

/// What sort of vehicle, with its mass.
pub(super) fn kind(row: &Vehicle, format: Formatter) -> String {
    let word = words::vehicle_kind(format.language, row.kind);
    match row.kind {
        VehicleKind::Phone => word.to_owned(),
        _ => {
            let decimals = u8::from(row.gross_t.fract() != 0.0);
            word.to_owned() + &gross(&format.number(row.gross_t, decimals))
        }
    }
}

/// How many letters of its strip say so; `None`: not known.
pub(super) fn slots(row: &Vehicle, status: Option<VehicleStatus>) -> usize {
    row.strip_slots().filter(|it| it.status == status).count()
}
