//! The violations as a file: what is seen, in the order it is seen.

use leptos::prelude::*;
use protocol::entities::Violation;

use super::{columns::ViolationColumn, model::ViolationsModel};
use crate::{
    components::grid::Csv,
    format::Formatter,
    platform::download,
    shell::{Toast, use_toasts},
    texts::{Language, words},
};

/// Saves the file and says so.
pub(super) fn exporter(model: ViolationsModel) -> Callback<()> {
    let toasts = use_toasts();
    Callback::new(move |()| {
        let texts = untrack(|| model.texts());
        let file = untrack(|| csv(model));
        let today = model.format.get_untracked().iso(model.link.gateway_now());
        let name = format!("violations-{}.csv", today.get(..10).unwrap_or("export"));
        let saved = download::save(&name, "text/csv;charset=utf-8", &file);
        toasts.show(match saved {
            Ok(()) => Toast::done(texts.exported),
            Err(_) => Toast::problem(texts.not_exported),
        });
    })
}

fn csv(model: ViolationsModel) -> String {
    let (format, language) = (model.format.get(), model.language.get());
    let shown = if model.is_phone() {
        ViolationColumn::ALL.to_vec()
    } else {
        model.shown_columns()
    };
    let is_data = |it: &ViolationColumn| !matches!(it, ViolationColumn::Select | ViolationColumn::Actions);
    let columns: Vec<_> = shown.into_iter().filter(is_data).collect();
    let mut csv = Csv::new(columns.iter().map(|it| model.title(*it)));
    model.rows.with(|rows| {
        model.live.read(|view| {
            for row in view.ids().filter_map(|id| rows.get(id)) {
                let cells: Vec<_> = columns
                    .iter()
                    .map(|it| cell(row, *it, format, language))
                    .collect();
                csv.line(cells.iter().map(String::as_str));
            }
        });
    });
    csv.finish()
}

fn cell(row: &Violation, column: ViolationColumn, format: Formatter, language: Language) -> String {
    match column {
        ViolationColumn::Severity => words::severity(language, row.severity).to_owned(),
        ViolationColumn::Violation => {
            let what = format.violation(row);
            format!("{} {what}", words::violation_kind(language, row.kind))
        }
        ViolationColumn::Vehicle => row.plate.clone(),
        ViolationColumn::Driver => row.driver_name.clone().unwrap_or_default(),
        ViolationColumn::Place => row.place.clone(),
        ViolationColumn::Time => format.iso(row.at),
        ViolationColumn::State => words::violation_state(language, row.state).to_owned(),
        ViolationColumn::Assignee => row.assignee_name.clone().unwrap_or_default(),
        ViolationColumn::Select | ViolationColumn::Actions => String::new(),
    }
}
