//! The vehicles as a file: what is seen, in the order it is seen.

use leptos::prelude::*;
use protocol::entities::Vehicle;

use super::{columns::VehicleColumn, lens::has_speed, model::VehiclesModel};
use crate::{
    components::grid::Csv,
    format::Formatter,
    link::use_link,
    platform::download,
    shell::{Toast, use_toasts},
    texts::{Language, words},
};

/// Saves the file and says so.
pub(super) fn exporter(model: VehiclesModel) -> Callback<()> {
    let (toasts, link) = (use_toasts(), use_link());
    Callback::new(move |()| {
        let texts = untrack(|| model.texts());
        let file = untrack(|| csv(model));
        let today = model.format.get_untracked().iso(link.gateway_now());
        let name = format!("vehicles-{}.csv", today.get(..10).unwrap_or("export"));
        let saved = download::save(&name, "text/csv;charset=utf-8", &file);
        toasts.show(match saved {
            Ok(()) => Toast::done(texts.exported),
            Err(_) => Toast::problem(texts.not_exported),
        });
    })
}

fn csv(model: VehiclesModel) -> String {
    let (format, language) = (model.format.get(), model.language.get());
    let columns: Vec<_> = if model.is_phone() {
        VehicleColumn::ALL.to_vec()
    } else {
        model.shown_columns()
    };
    let mut csv = Csv::new(
        columns
            .iter()
            .flat_map(|it| headings(model, format, *it))
            .collect::<Vec<_>>()
            .iter()
            .map(String::as_str),
    );
    model.rows.with(|rows| {
        model.live.read(|view| {
            for row in view.ids().filter_map(|id| rows.get(id)) {
                let cells: Vec<_> = columns
                    .iter()
                    .flat_map(|it| cells(row, *it, format, language))
                    .collect();
                csv.line(cells.iter().map(String::as_str));
            }
        });
    });
    csv.finish()
}

/// The headings of a column, with units; the first one is split, because a file has no second line in a cell.
fn headings(model: VehiclesModel, format: Formatter, column: VehicleColumn) -> Vec<String> {
    let title = model.title(column);
    let with = |unit: &str| vec![format!("{title} ({unit})")];
    match column {
        VehicleColumn::Vehicle => vec![title.to_owned(), model.texts().kind.to_owned(), "t".to_owned()],
        VehicleColumn::Speed | VehicleColumn::Limit => with(format.units.speed_unit()),
        VehicleColumn::Fuel => with("%"),
        VehicleColumn::Today | VehicleColumn::Odometer => with(format.units.distance_unit()),
        VehicleColumn::Status
        | VehicleColumn::Driver
        | VehicleColumn::Depot
        | VehicleColumn::Place
        | VehicleColumn::Strip
        | VehicleColumn::Violations
        | VehicleColumn::Age => vec![title.to_owned()],
    }
}

/// Numbers are written for machines: a point, no separators, no unit.
fn cells(row: &Vehicle, column: VehicleColumn, format: Formatter, language: Language) -> Vec<String> {
    let number = |value: f64| value.round().to_string();
    let text = match column {
        VehicleColumn::Vehicle => {
            let kind = words::vehicle_kind(language, row.kind).to_owned();
            return vec![row.plate.clone(), kind, row.gross_t.to_string()];
        }
        VehicleColumn::Status => words::status(language, row.status).to_owned(),
        VehicleColumn::Speed if has_speed(row.status) => number(format.units.distance(row.speed)),
        VehicleColumn::Limit if row.speed_limit > 0.0 => number(format.units.distance(row.speed_limit)),
        VehicleColumn::Speed | VehicleColumn::Limit => String::new(),
        VehicleColumn::Driver => row.driver_name.clone().unwrap_or_default(),
        VehicleColumn::Depot => row.depot.clone(),
        VehicleColumn::Place => row.place.clone(),
        VehicleColumn::Strip => row.strip.clone(),
        VehicleColumn::Fuel => row.fuel.map(number).unwrap_or_default(),
        VehicleColumn::Today => number(format.units.distance(row.distance_today)),
        VehicleColumn::Odometer => row
            .odometer
            .map(|it| number(format.units.distance(it)))
            .unwrap_or_default(),
        VehicleColumn::Violations => row.open_violations.to_string(),
        VehicleColumn::Age => format.iso(row.fix_at),
    };
    vec![text]
}
