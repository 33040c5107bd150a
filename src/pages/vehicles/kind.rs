//! The vehicles as a list: how they are chosen, how the list speaks of them, and how they stand in a file.

use protocol::entities::{Role, Vehicle, VehicleStatus};

use super::{
    columns::VehicleColumn,
    filter::VehicleFilter,
    lens::VehicleLens,
    shown::{self, slots},
};
use crate::{
    format::Formatter,
    link::Link,
    pages::list::{Column, ListKind, ListModel, ListRow, ListWords},
    texts::{Language, Texts, vehicles, words},
};

/// The vehicles.
#[derive(Clone, Copy, Debug)]
pub(super) struct Vehicles;

/// The page's state.
pub(super) type VehiclesModel = ListModel<Vehicles>;

/// A place and its vehicle.
pub(super) type VehicleRow = ListRow<Vehicles>;

impl ListKind for Vehicles {
    type Row = Vehicle;
    type Filter = VehicleFilter;
    type Setting = Formatter;
    type Lens = VehicleLens;

    const NAME: &'static str = "vehicles";
    const COLUMNS_KEY: &'static str = "livedeck:1:columns:vehicles";

    fn lens(filter: VehicleFilter, format: Formatter) -> VehicleLens {
        VehicleLens::new(filter, format)
    }

    fn words(texts: Texts) -> ListWords {
        let texts = texts.vehicles();
        ListWords {
            name: texts.vehicles,
            search: texts.filter_vehicles,
            none_match: texts.none_match,
            forbidden: texts.forbidden,
            gone: texts.gone,
            previous: texts.previous,
            next: texts.next,
        }
    }

    fn newcomers(language: Language, n: usize) -> String {
        vehicles::newcomers(language, n)
    }

    fn found(language: Language, n: usize) -> String {
        vehicles::found(language, n)
    }

    fn nothing(_: &VehicleFilter, texts: Texts) -> &'static str {
        texts.vehicles().none
    }

    fn hint(link: Link, texts: Texts) -> Option<&'static str> {
        let is_admin = link
            .user()
            .is_some_and(|it| it.roles.iter().any(|it| it == Role::Admin.as_str()));
        let texts = texts.vehicles();
        Some(if is_admin {
            texts.none_admin
        } else {
            texts.none_hint
        })
    }

    fn shown(row: &Vehicle, column: VehicleColumn, format: Formatter) -> String {
        shown::shown(row, column, format)
    }

    // The first one is split, because a file has no second line in a cell.
    fn headings(column: VehicleColumn, format: Formatter, texts: Texts) -> Vec<String> {
        let title = column.title(texts);
        let with = |unit: &str| vec![format!("{title} ({unit})")];
        match column {
            VehicleColumn::Vehicle => {
                let texts = texts.vehicles();
                [title, texts.kind, texts.gross].map(str::to_owned).into()
            }
            // A heading in a file has room for what it counts, and its moment is no age.
            VehicleColumn::Violations => vec![texts.vehicles().open_violations.to_owned()],
            VehicleColumn::Age => vec![column.title_on_paper(texts).to_owned()],
            VehicleColumn::Strip => STRIP
                .map(|it| {
                    let texts = texts.vehicles();
                    let status = it.map_or(texts.unknown_time, |it| words::status(format.language, it));
                    format!("{status} ({})", texts.quarters_of)
                })
                .into(),
            VehicleColumn::Speed | VehicleColumn::Limit => with(format.units.speed_unit()),
            VehicleColumn::Fuel => with("%"),
            VehicleColumn::Today | VehicleColumn::Odometer => with(format.units.distance_unit()),
            VehicleColumn::Status | VehicleColumn::Driver | VehicleColumn::Depot | VehicleColumn::Place => {
                vec![title.to_owned()]
            }
        }
    }

    fn cells(row: &Vehicle, column: VehicleColumn, format: Formatter, language: Language) -> Vec<String> {
        let number = |value: f64| value.round().to_string();
        let text = match column {
            VehicleColumn::Vehicle => {
                let kind = words::vehicle_kind(language, row.kind).to_owned();
                return vec![row.plate.clone(), kind, row.gross_t.to_string()];
            }
            VehicleColumn::Status => words::status(language, row.status).to_owned(),
            VehicleColumn::Speed => row
                .known_speed()
                .map(|it| number(format.units.distance(it)))
                .unwrap_or_default(),
            VehicleColumn::Limit if row.speed_limit > 0.0 => number(format.units.distance(row.speed_limit)),
            VehicleColumn::Limit => String::new(),
            VehicleColumn::Driver => row.driver_name.clone().unwrap_or_default(),
            VehicleColumn::Depot => row.depot.clone(),
            VehicleColumn::Place => row.place.clone(),
            VehicleColumn::Strip => {
                return STRIP.map(|it| slots(row, it).to_string()).into();
            }
            VehicleColumn::Fuel => row.fuel.map(number).unwrap_or_default(),
            VehicleColumn::Today => number(format.units.distance(row.distance_today)),
            VehicleColumn::Odometer => row
                .odometer
                .map(|it| number(format.units.distance(it)))
                .unwrap_or_default(),
            VehicleColumn::Violations => row.open_violations.map(|it| it.to_string()).unwrap_or_default(),
            VehicleColumn::Age => format.iso(row.fix_at),
        };
        vec![text]
    }
}

/// What a strip counts in a file, a column each; `None`: not known.
const STRIP: [Option<VehicleStatus>; 6] = [
    Some(VehicleStatus::Moving),
    Some(VehicleStatus::Idle),
    Some(VehicleStatus::Stopped),
    Some(VehicleStatus::Offline),
    Some(VehicleStatus::Maintenance),
    None,
];
