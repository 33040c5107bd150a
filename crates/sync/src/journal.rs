//! The event log of the diagnostics page: the last few hundred things worth a line.

use std::collections::VecDeque;

use protocol::Timestamp;

use crate::output::{Level, LogLine};

/// Older lines are dropped.
const LINES_MAX: usize = 500;
/// Longer texts are cut; some of it comes from the other side.
const CHARS_MAX: usize = 300;

/// The last lines.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    lines: VecDeque<LogLine>,
}

impl Journal {
    pub(crate) fn write(&mut self, level: Level, text: &str, now: Timestamp) -> LogLine {
        let text = text
            .chars()
            .map(|it| if it.is_control() { ' ' } else { it })
            .take(CHARS_MAX)
            .collect();
        let line = LogLine { at: now, level, text };
        if self.lines.len() >= LINES_MAX {
            self.lines.pop_front();
        }
        self.lines.push_back(line.clone());
        line
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &LogLine> {
        self.lines.iter()
    }
}
