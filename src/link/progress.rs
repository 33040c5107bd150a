//! How far an action has come, as far as a person must know: what has not left must not look as if it had.

use leptos::prelude::*;
use protocol::{MutationId, RowId, Topic};
use sync::{Pending, Stage};

use super::Link;

/// How far an action without a verdict has come; the later, the farther from its end.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Progress {
    /// On its way; the verdict is a moment off.
    Sending,
    /// Kept on this device until there is a connection, or until its turn.
    Queued,
    /// Waits too, but only as long as the page is open: the disk refused it.
    Unsaved,
}

impl Progress {
    /// Of an action in this stage; nothing once it has its verdict.
    const fn of(stage: &Stage, is_kept: bool) -> Option<Self> {
        match stage {
            Stage::Saving | Stage::Sent { .. } => Some(Self::Sending),
            Stage::Queued | Stage::PutOff { .. } if !is_kept => Some(Self::Unsaved),
            Stage::Queued | Stage::PutOff { .. } => Some(Self::Queued),
            Stage::Effected | Stage::Parked(_) => None,
        }
    }
}

impl Link {
    /// How far the changes of a row have come. Wakes when one of them moves on.
    pub fn progress_of_row(self, topic: &Topic, id: &RowId) -> Option<Progress> {
        self.progress(|it| it.mutation.target() == (topic.kind, id))
    }

    /// How far these changes have come. Wakes when one of them moves on.
    pub fn progress_of(self, ids: &[MutationId]) -> Option<Progress> {
        self.progress(|it| ids.contains(&it.id))
    }

    /// That of the change which is farthest from its end.
    fn progress(self, is_meant: impl Fn(&Pending) -> bool) -> Option<Progress> {
        self.pending.track();
        self.read(|engine| {
            let meant = engine.pending().filter(|it| is_meant(it));
            meant.filter_map(|it| Progress::of(&it.stage, it.is_kept)).max()
        })
    }
}

#[cfg(test)]
mod tests {
    use protocol::Timestamp;

    use super::*;

    #[test]
    fn what_waits_is_farther_from_its_end_than_what_was_sent() {
        let by = Timestamp::from_millis(1);
        let order = [
            Progress::of(&Stage::Effected, true),
            Progress::of(&Stage::Sent { by }, true),
            Progress::of(&Stage::Queued, true),
            Progress::of(&Stage::Queued, false),
        ];
        assert!(order.is_sorted_by(|a, b| a < b));
    }
}
