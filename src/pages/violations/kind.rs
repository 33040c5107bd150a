//! The violations as a list: how they are chosen, how the list speaks of them, and how they stand in a file.

use protocol::entities::Violation;

use super::{
    columns::ViolationColumn,
    filter::{Queue, ViolationFilter},
    lens::{Setting, ViolationLens},
    shown::shown,
};
use crate::{
    format::Formatter,
    pages::list::{ListKind, ListModel, ListWords},
    texts::{Language, Texts, violations, words},
};

/// The violations.
#[derive(Clone, Copy, Debug)]
pub(super) struct Violations;

/// The list itself; what one does with its rows is the page's.
pub(super) type ViolationList = ListModel<Violations>;

impl ListKind for Violations {
    type Row = Violation;
    type Filter = ViolationFilter;
    type Setting = Setting;
    type Lens = ViolationLens;

    const NAME: &'static str = "violations";
    const COLUMNS_KEY: &'static str = "livedeck:1:columns:violations";

    fn lens(filter: ViolationFilter, setting: Setting) -> ViolationLens {
        ViolationLens::new(filter, setting)
    }

    fn words(texts: Texts) -> ListWords {
        let texts = texts.violations();
        ListWords {
            name: texts.violations,
            search: texts.search,
            none_match: texts.none_match,
            forbidden: texts.forbidden,
            gone: texts.gone,
            previous: texts.previous,
            next: texts.next,
        }
    }

    fn newcomers(language: Language, n: usize) -> String {
        violations::newcomers(language, n)
    }

    fn found(language: Language, n: usize) -> String {
        violations::found(language, n)
    }

    fn nothing(filter: &ViolationFilter, texts: Texts) -> &'static str {
        let texts = texts.violations();
        match filter.queue {
            Queue::Open => texts.none_open,
            Queue::Mine => texts.none_mine,
            Queue::Critical => texts.none_critical,
            Queue::Refused => texts.none_refused,
            Queue::Today | Queue::Everything => texts.none,
        }
    }

    fn shown(row: &Violation, column: ViolationColumn, format: Formatter) -> String {
        shown(row, column, format)
    }

    fn cells(row: &Violation, column: ViolationColumn, format: Formatter, language: Language) -> Vec<String> {
        let text = match column {
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
        };
        vec![text]
    }
}
