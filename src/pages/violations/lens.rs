//! The work queue as a view of the stream: what belongs, in which order, and how much waits in every saved view.

use std::{collections::HashSet, ops::Range, sync::Arc};

use protocol::{
    RowId, Timestamp, UserId,
    entities::{Severity, Violation},
};

use super::{
    columns::ViolationColumn,
    filter::{Queue, Span, ViolationFilter},
    shown::shown,
};
use crate::{
    format::Formatter,
    pages::list::Column,
    repositories::{
        lens::{Lens, Totals},
        needle::Needle,
        query::is_same_name,
        sort::{Direction, SortKey},
    },
    texts::{log, words},
};

/// A filter, ready to be asked about every change.
pub(crate) struct ViolationLens {
    filter: ViolationFilter,
    needle: Needle,
    span: Range<Timestamp>,
    setting: Setting,
}

/// What a filter means depends on who asks, when, and what was refused.
#[derive(Clone, PartialEq)]
pub(crate) struct Setting {
    /// Who asks.
    pub(crate) user: Option<UserId>,
    /// Now, as coarse as the filter needs it.
    pub(crate) now: Timestamp,
    /// The last midnight.
    pub(crate) today: Timestamp,
    /// The midnight before.
    pub(crate) yesterday: Timestamp,
    /// Rows whose last change was refused.
    pub(crate) refused: Arc<HashSet<RowId>>,
    /// People search for what they read.
    pub(crate) format: Formatter,
}

impl ViolationLens {
    /// The lens of a filter.
    pub(crate) fn new(filter: ViolationFilter, setting: Setting) -> Self {
        let span = match filter.span {
            Span::Ever => BEGINNING..END,
            Span::Hour => Timestamp::from_millis(setting.now.as_millis().saturating_sub(3_600_000))..END,
            Span::Today => setting.today..END,
            Span::Yesterday => setting.yesterday..setting.today,
            Span::Between(from, to) => from..to,
        };
        Self {
            needle: Needle::new(&filter.text),
            filter,
            span,
            setting,
        }
    }

    fn is_mine(&self, row: &Violation) -> bool {
        row.assignee.is_some() && row.assignee == self.setting.user
    }

    fn is_refused(&self, row: &Violation) -> bool {
        self.setting.refused.contains(&row.id)
    }

    /// What people read of a row, in its columns and beside them.
    fn texts(&self, row: &Violation) -> Vec<String> {
        let format = self.setting.format;
        let column = |it: &ViolationColumn| match it {
            ViolationColumn::Time => format.moment(row.at, self.setting.now),
            _ => shown(row, *it, format),
        };
        let mut texts: Vec<_> = ViolationColumn::ALL.iter().map(column).collect();
        texts.push(log::passage(format.language, &row.detail));
        texts.extend(row.reason.clone());
        texts
    }

    fn is_queued(&self, row: &Violation) -> bool {
        match self.filter.queue {
            Queue::Open => row.state.is_open(),
            Queue::Mine => row.state.is_open() && self.is_mine(row),
            Queue::Critical => row.state.is_open() && row.severity == Severity::Critical,
            Queue::Refused => self.is_refused(row),
            Queue::Today => row.at >= self.setting.today,
            Queue::Everything => true,
        }
    }
}

impl Lens for ViolationLens {
    type Row = Violation;
    type Totals = ViolationTotals;

    fn shows(&self, row: &Violation) -> bool {
        let ViolationFilter {
            queue: _,
            kinds,
            severities,
            states,
            vehicles,
            drivers,
            span: _,
            text: _,
            order: _,
        } = &self.filter;
        let driver = row.driver_name.as_deref().unwrap_or_default();
        self.is_queued(row)
            && (kinds.is_empty() || kinds.contains(&row.kind))
            && (severities.is_empty() || severities.contains(&row.severity))
            && (states.is_empty() || states.contains(&row.state))
            && (vehicles.is_empty() || vehicles.iter().any(|it| is_same_name(it, &row.plate)))
            && (drivers.is_empty() || drivers.iter().any(|it| is_same_name(it, driver)))
            && self.span.contains(&row.at)
            && (self.needle.is_empty() || self.needle.occurs_in(self.texts(row)))
    }

    fn key(&self, row: &Violation) -> SortKey {
        #[expect(
            clippy::cast_precision_loss,
            reason = "milliseconds since 1970 are far below 2^52"
        )]
        let at = row.at.as_millis() as f64;
        match self.filter.order.column {
            ViolationColumn::Severity | ViolationColumn::Select | ViolationColumn::Actions => {
                // Worse is more, so that "descending" begins with the worst.
                SortKey::Numbers(-f64::from(row.severity as u8), at)
            }
            ViolationColumn::Violation => {
                SortKey::text(words::violation_kind(self.setting.format.language, row.kind))
            }
            ViolationColumn::Vehicle => SortKey::text(&row.plate),
            ViolationColumn::Driver => SortKey::text(row.driver_name.as_deref().unwrap_or_default()),
            ViolationColumn::Place => SortKey::text(&row.place),
            ViolationColumn::Time => SortKey::Number(at),
            ViolationColumn::State => SortKey::Numbers(f64::from(row.state as u8), -at),
            ViolationColumn::Assignee => SortKey::text(row.assignee_name.as_deref().unwrap_or_default()),
        }
    }

    fn direction(&self) -> Direction {
        self.filter.order.direction
    }

    fn facts(&self, row: &Violation) -> ViolationFacts {
        let open = row.state.is_open();
        ViolationFacts {
            open,
            mine: open && self.is_mine(row),
            critical: open && row.severity == Severity::Critical,
            refused: self.is_refused(row),
            today: row.at >= self.setting.today,
        }
    }
}

/// In which saved views a violation is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ViolationFacts {
    open: bool,
    mine: bool,
    critical: bool,
    refused: bool,
    today: bool,
}

/// How much waits in every saved view.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct ViolationTotals {
    open: usize,
    mine: usize,
    critical: usize,
    refused: usize,
    today: usize,
    everything: usize,
}

impl ViolationTotals {
    /// How much waits in a saved view.
    pub(crate) const fn waiting(&self, queue: Queue) -> usize {
        match queue {
            Queue::Open => self.open,
            Queue::Mine => self.mine,
            Queue::Critical => self.critical,
            Queue::Refused => self.refused,
            Queue::Today => self.today,
            Queue::Everything => self.everything,
        }
    }
}

impl Totals for ViolationTotals {
    type Facts = ViolationFacts;

    fn add(&mut self, facts: ViolationFacts) {
        let ViolationFacts {
            open,
            mine,
            critical,
            refused,
            today,
        } = facts;
        self.open += usize::from(open);
        self.mine += usize::from(mine);
        self.critical += usize::from(critical);
        self.refused += usize::from(refused);
        self.today += usize::from(today);
        self.everything += 1;
    }

    fn subtract(&mut self, facts: ViolationFacts) {
        let ViolationFacts {
            open,
            mine,
            critical,
            refused,
            today,
        } = facts;
        self.open -= usize::from(open);
        self.mine -= usize::from(mine);
        self.critical -= usize::from(critical);
        self.refused -= usize::from(refused);
        self.today -= usize::from(today);
        self.everything -= 1;
    }
}

const BEGINNING: Timestamp = Timestamp::from_millis(0);
const END: Timestamp = Timestamp::from_millis(u64::MAX);

#[cfg(test)]
mod tests {
    use protocol::entities::{ViolationKind, ViolationState};

    use super::*;
    use crate::repositories::view::View;

    fn violation(id: &str, severity: Severity, state: ViolationState, at: u64) -> Violation {
        Violation {
            id: RowId::from(id),
            kind: ViolationKind::Speeding,
            severity,
            vehicle: RowId::from("kv-1"),
            plate: "KV-1".to_owned(),
            driver: None,
            driver_name: Some("M. Okafor".to_owned()),
            value: 94.0,
            limit: Some(70.0),
            detail: String::new(),
            place: "Ring road".to_owned(),
            lat: 0.0,
            lng: 0.0,
            at: Timestamp::from_millis(at),
            state,
            assignee: (state == ViolationState::Assigned).then(|| UserId::from("ana")),
            assignee_name: None,
            reason: None,
            changed_by: None,
            changed_at: None,
        }
    }

    fn setting() -> Setting {
        Setting {
            user: Some(UserId::from("ana")),
            now: Timestamp::from_millis(10_000_000),
            today: Timestamp::from_millis(5_000_000),
            yesterday: Timestamp::from_millis(0),
            refused: Arc::new([RowId::from("b")].into()),
            format: Formatter::default(),
        }
    }

    fn shown(filter: ViolationFilter) -> (Vec<String>, ViolationTotals) {
        use {Severity::*, ViolationState::*};
        let rows = [
            violation("a", Low, Open, 9_000_000),
            violation("b", Critical, Open, 4_000_000),
            violation("c", Critical, Resolved, 8_000_000),
            violation("d", High, Assigned, 6_000_000),
            violation("e", Critical, Acknowledged, 7_000_000),
        ];
        let mut view = View::new(ViolationLens::new(filter, setting()));
        view.apply(rows.iter().map(|it| (&it.id, Some(it))));
        (view.ids().map(ToString::to_string).collect(), *view.all())
    }

    #[test]
    fn the_queue_begins_with_the_worst_and_then_the_latest() {
        assert_eq!(shown(ViolationFilter::default()).0, ["e", "b", "d", "a"]);
    }

    #[test]
    fn every_saved_view_counts_what_it_shows() {
        for queue in Queue::ALL {
            let filter = ViolationFilter {
                queue,
                ..ViolationFilter::default()
            };
            let (ids, totals) = shown(filter);

            assert_eq!(totals.waiting(queue), ids.len(), "{}", queue.as_str());
        }
    }

    #[test]
    fn filters_narrow_the_saved_view() {
        let narrowed = |filter: ViolationFilter| shown(filter).0;
        let base = ViolationFilter::default;

        assert_eq!(
            narrowed(ViolationFilter {
                span: Span::Today,
                ..base()
            }),
            ["e", "d", "a"]
        );
        assert_eq!(
            narrowed(ViolationFilter {
                span: Span::Hour,
                ..base()
            }),
            ["e", "a"]
        );
        assert_eq!(
            narrowed(ViolationFilter {
                severities: vec![Severity::Low],
                ..base()
            }),
            ["a"]
        );
        assert_eq!(
            narrowed(ViolationFilter {
                drivers: vec!["Nobody".to_owned()],
                ..base()
            }),
            Vec::<String>::new()
        );
        assert_eq!(
            narrowed(ViolationFilter {
                text: "okafor high".to_owned(),
                ..base()
            }),
            ["d"]
        );
        // As it stands in the row: 94 in 70 km/h.
        assert_eq!(
            narrowed(ViolationFilter {
                text: "70 km/h unassigned low".to_owned(),
                ..base()
            }),
            ["a"]
        );
    }
}
