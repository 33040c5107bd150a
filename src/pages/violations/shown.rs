//! What stands in the cells of a violation as text: searched for as it is read, and on paper.

use protocol::entities::Violation;

use super::columns::ViolationColumn;
use crate::{
    format::Formatter,
    texts::{violations, words},
};

/// The text of a cell. A moment stands as a moment: an age would run on.
pub(super) fn shown(row: &Violation, column: ViolationColumn, format: Formatter) -> String {
    let language = format.language;
    let text = match column {
        ViolationColumn::Severity => Some(words::severity(language, row.severity).to_owned()),
        ViolationColumn::Violation => {
            let kind = words::violation_kind(language, row.kind);
            Some(format!("{kind} {}", format.violation(row)))
        }
        ViolationColumn::Vehicle => Some(row.plate.clone()),
        ViolationColumn::Driver => row.driver_name.clone(),
        ViolationColumn::Place => Some(row.place.clone()),
        ViolationColumn::Time => Some(format.date_time(row.at)),
        ViolationColumn::State => Some(words::violation_state(language, row.state).to_owned()),
        ViolationColumn::Assignee => Some(row.assignee_name.clone().unwrap_or_else(|| {
            let name = row.assignee.as_ref().map(ToString::to_string);
            name.unwrap_or_else(|| violations::Violations::of(language).unassigned.to_owned())
        })),
        ViolationColumn::Select | ViolationColumn::Actions => Some(String::new()),
    };
    format.or_nothing(text)
}
