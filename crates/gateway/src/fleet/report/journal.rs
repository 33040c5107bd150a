//! The log of a vehicle's day: every event, and a sample of the positions.

use std::{collections::BTreeMap, time::Duration};

use protocol::{
    Timestamp,
    entities::{LogEntry, LogKind},
};

use super::parts::{Marks, PartKey};

/// So often a position becomes a line.
const SAMPLE: Duration = Duration::from_secs(30);

/// Lines about anything but positions that are kept; the oldest go first.
const EVENTS_MAX: usize = 500;

/// The lines of a day, numbered in the order in which they were written.
#[derive(Clone, Debug, Default)]
pub(super) struct Journal {
    positions: BTreeMap<u32, LogEntry>,
    events: BTreeMap<u32, LogEntry>,
    next: u32,
    sampled_at: Timestamp,
}

impl Journal {
    /// The journal of stored lines.
    pub(super) fn restored(lines: impl Iterator<Item = (u32, LogEntry)>) -> Self {
        let mut journal = Self::default();
        for (n, line) in lines {
            journal.next = journal.next.max(n + 1);
            if line.kind == LogKind::Position {
                journal.sampled_at = journal.sampled_at.max(line.at);
                journal.positions.insert(n, line);
            } else {
                journal.events.insert(n, line);
            }
        }
        journal
    }

    /// One line.
    pub(super) fn line(&self, n: u32) -> Option<&LogEntry> {
        self.events.get(&n).or_else(|| self.positions.get(&n))
    }

    /// The numbers of all lines kept.
    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.positions.keys().chain(self.events.keys()).copied()
    }

    /// Writes an event down.
    pub(super) fn note(&mut self, line: LogEntry, marks: &mut Marks) {
        let n = self.number(marks);
        self.events.insert(n, line);
        shed(&mut self.events, EVENTS_MAX, marks);
    }

    /// Writes a position down if the last one was long enough ago, keeping at most so many.
    pub(super) fn sample(
        &mut self,
        at: Timestamp,
        text: impl FnOnce() -> String,
        positions_max: usize,
        marks: &mut Marks,
    ) {
        if at.since(self.sampled_at) < SAMPLE {
            return;
        }
        self.sampled_at = at;
        let n = self.number(marks);
        let line = LogEntry {
            at,
            kind: LogKind::Position,
            text: text(),
        };
        self.positions.insert(n, line);
        shed(&mut self.positions, positions_max, marks);
    }

    fn number(&mut self, marks: &mut Marks) -> u32 {
        let n = self.next;
        self.next += 1;
        marks.touch(PartKey::Log(n));
        n
    }
}

fn shed(lines: &mut BTreeMap<u32, LogEntry>, max: usize, marks: &mut Marks) {
    while lines.len() > max {
        if let Some((n, _)) = lines.pop_first() {
            marks.touch(PartKey::Log(n));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fl9_positions_are_sampled_and_limited_and_events_outlive_them() {
        let (mut journal, mut marks) = (Journal::default(), Marks::default());
        let at = |seconds: u64| Timestamp::from_millis(1_000_000_000 + seconds * 1000);
        let fault = LogEntry {
            at: at(0),
            kind: LogKind::Fault,
            text: "engine hot".to_owned(),
        };
        journal.note(fault.clone(), &mut marks);
        for seconds in 0..600u64 {
            journal.sample(at(seconds), || format!("{seconds}"), 5, &mut marks);
        }
        let positions: Vec<_> = journal.positions.values().map(|it| it.text.as_str()).collect();
        assert_eq!(positions, ["450", "480", "510", "540", "570"]);
        assert_eq!(journal.line(0), Some(&fault));
        assert_eq!(journal.line(1), None);
        assert!(
            marks.take().contains(&PartKey::Log(1)),
            "the row of a shed line is removed"
        );
    }
}
