//! Whose report is written when: soon, but no vehicle too often and not too many rows at once.

use std::{collections::BTreeSet, time::Duration};

use protocol::{RowId, Timestamp};

use super::Report;

/// A report in which nothing happened but positions is written so often.
const PERIOD: Duration = Duration::from_secs(15);

/// Rows written per second over all reports; the others wait their turn, the longest waiting first.
const ROWS_PER_SECOND: f64 = 600.0;

/// The queue of reports with unwritten parts, by the time they are due.
#[derive(Debug)]
pub(crate) struct Agenda {
    due: BTreeSet<(Timestamp, RowId)>,
    /// Rows that may be written now; negative after a large report.
    tokens: f64,
    filled_at: Timestamp,
}

impl Agenda {
    /// Nothing to write.
    pub(crate) const fn new(now: Timestamp) -> Self {
        Self {
            due: BTreeSet::new(),
            tokens: ROWS_PER_SECOND,
            filled_at: now,
        }
    }

    /// The report may have changed.
    pub(crate) fn schedule(&mut self, vehicle: &RowId, report: &mut Report, now: Timestamp) {
        if report.is_written() {
            return;
        }
        let due = match report.written_at() {
            Some(at) if !report.is_urgent() => now.max(at + PERIOD),
            _ => now,
        };
        match report.due {
            Some(earlier) if earlier <= due => {}
            later => {
                if let Some(later) = later {
                    self.due.remove(&(later, vehicle.clone()));
                }
                self.due.insert((due, vehicle.clone()));
                report.due = Some(due);
            }
        }
    }

    /// The next vehicle whose report is due and may be written.
    pub(crate) fn pop(&mut self, now: Timestamp) -> Option<RowId> {
        self.fill(now);
        let is_due = self.due.first().is_some_and(|(due, _)| *due <= now);
        if self.tokens <= 0.0 || !is_due {
            return None;
        }
        self.due.pop_first().map(|(_, vehicle)| vehicle)
    }

    /// The next vehicle with unwritten parts, due or not.
    pub(crate) fn pop_any(&mut self) -> Option<RowId> {
        self.due.pop_first().map(|(_, vehicle)| vehicle)
    }

    /// So many rows were written.
    pub(crate) fn spend(&mut self, rows: usize) {
        self.tokens -= rows as f64;
    }

    /// Whether rows may be written now.
    pub(crate) fn has_tokens(&mut self, now: Timestamp) -> bool {
        self.fill(now);
        self.tokens > 0.0
    }

    /// The vehicle is gone.
    pub(crate) fn remove(&mut self, vehicle: &RowId, due: Option<Timestamp>) {
        if let Some(due) = due {
            self.due.remove(&(due, vehicle.clone()));
        }
    }

    fn fill(&mut self, now: Timestamp) {
        let gained = now.since(self.filled_at).as_secs_f64() * ROWS_PER_SECOND;
        self.tokens = (self.tokens + gained).min(ROWS_PER_SECOND);
        self.filled_at = self.filled_at.max(now);
    }
}
