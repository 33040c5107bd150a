//! The recent history of one topic: what a client that was away for a while is told instead of everything.

use std::collections::VecDeque;

use mutants::mutant;
use protocol::{Digest, Offset, Op, StreamKind};

use super::HubLimits;
use crate::store::LogStep;

/// The last steps of a topic, without a gap, bounded in ops and bytes.
#[derive(Debug, Default)]
pub struct RecentLog {
    steps: VecDeque<LogStep>,
    n_ops: usize,
    bytes: usize,
    /// Digest before the oldest step, where it is known.
    sum_before: Option<Digest>,
}

impl RecentLog {
    /// The log of a topic without any history.
    pub fn empty() -> Self {
        Self {
            sum_before: Some(Digest::default()),
            ..Self::default()
        }
    }

    /// Adds the next step and forgets the oldest beyond the limits.
    pub fn push(&mut self, step: LogStep, kind: StreamKind, limits: &HubLimits) {
        let ops_max = limits.log_ops_of(kind);
        self.n_ops += step.ops.len();
        self.bytes += weight(&step);
        self.steps.push_back(step);
        while self.n_ops > ops_max || self.bytes > limits.log_bytes {
            let Some(oldest) = self.steps.pop_front() else {
                break;
            };
            self.n_ops -= oldest.ops.len();
            self.bytes -= weight(&oldest);
            self.sum_before = Some(oldest.sum);
        }
    }

    /// The steps after an offset, oldest first; `None` if the log no longer reaches back to it, or never got there.
    pub fn after(&self, offset: Offset) -> Option<impl Iterator<Item = &LogStep>> {
        let first = self.steps.front()?.from;
        let skip = usize::try_from(offset.0.checked_sub(first.0)?).ok()?;
        let skip = if mutant!(SkipLogStep) && skip + 1 < self.steps.len() {
            skip + 1
        } else {
            skip
        };
        (skip <= self.steps.len()).then(|| self.steps.range(skip..))
    }

    /// How many ops stand after an offset; `None` as for [`Self::after`].
    pub fn n_ops_after(&self, offset: Offset) -> Option<usize> {
        self.after(offset).map(|steps| steps.map(|it| it.ops.len()).sum())
    }

    /// The digest of the topic at an offset, where it is known.
    pub fn sum_at(&self, offset: Offset) -> Option<Digest> {
        let first = self.steps.front()?.from;
        match usize::try_from(offset.0.checked_sub(first.0)?).ok()? {
            0 => self.sum_before,
            n => self.steps.get(n - 1).map(|it| it.sum),
        }
    }

    /// Steps that end at or before this offset are forgotten; 0 if none is.
    pub fn since(&self) -> Offset {
        self.steps.front().map_or(Offset(0), |it| it.from)
    }
}

/// About how many bytes a step holds; counting them exactly would cost more than it tells.
fn weight(step: &LogStep) -> usize {
    step.ops
        .iter()
        .map(|op| match op {
            Op::Put(_, row) | Op::Append(_, row) => FIELD_BYTES * (row.0.len() + 2),
            Op::Patch(_, _, changed, removed) => FIELD_BYTES * (changed.len() + removed.len() + 2),
            Op::Remove(..) => FIELD_BYTES * 2,
        })
        .sum::<usize>()
        + FIELD_BYTES
}

const FIELD_BYTES: usize = 64;
