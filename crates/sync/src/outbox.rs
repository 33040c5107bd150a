//! Mutations without a verdict: in order, bounded, each with an owner, none sent before it is on disk.

use std::{collections::VecDeque, time::Duration};

use mutants::mutant;
use protocol::{
    Mut, MutationId, Nack, Revision, RowId, StreamKind, Timestamp, UserId,
    mutations::{Author, Mutation},
};

use crate::action::{Condition, Entry, OutboxFull, OutboxRecord, Pending, Stage};
use crate::holds::Holds;

/// How many actions are kept, of all owners together.
pub const ACTIONS_MAX: usize = 10_000;
/// How many bytes of arguments they may have together.
pub const BYTES_MAX: usize = 20 * 1024 * 1024;
/// The shortest wait before a mutation that was put off is sent again.
const RESEND_FIRST: Duration = Duration::from_secs(1);
/// A verdict that does not come for this long is asked for again, with the same id.
const VERDICT: Duration = Duration::from_secs(20);
/// How much longer each further wait may become.
const RESEND_FACTOR_MAX: u32 = 20;

/// All mutations that still show.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    pub(crate) entries: VecDeque<Entry>,
    /// The place of the next one.
    pub(crate) next: u64,
    pub(crate) bytes: usize,
    /// Counts what came, went or moved on.
    pub(crate) n_changes: u64,
    /// What is being changed in this tab and in others.
    pub(crate) holds: Holds,
}

impl Outbox {
    /// Counts up whenever an action came, went or moved on.
    pub(crate) const fn n_changes(&self) -> u64 {
        self.n_changes
    }

    /// Whether one more may wait, once that one has left.
    pub(crate) fn check_room(&self, leaving: Option<&MutationId>) -> Result<(), OutboxFull> {
        let leaving = leaving.and_then(|id| self.entries.iter().find(|it| it.pending.id == *id));
        let n = self.entries.len() - usize::from(leaving.is_some());
        if n >= ACTIONS_MAX || self.bytes - leaving.map_or(0, |it| it.bytes) >= BYTES_MAX {
            return Err(OutboxFull { limit: ACTIONS_MAX });
        }
        Ok(())
    }

    /// Takes one in; the record is what must be on disk before it is sent.
    pub(crate) fn push(
        &mut self,
        id: MutationId,
        mutation: Mutation,
        condition: Option<Condition>,
        author: Author,
        now: Timestamp,
    ) -> OutboxRecord {
        let pending = Pending {
            id,
            mutation,
            owner: author.user.clone(),
            since: now,
            attempts: 0,
            stage: Stage::Saving,
            is_kept: false,
            condition,
        };
        // By the clock, so that what was asked for before the disk was read stands behind what the disk held.
        self.insert(pending, author, self.next.max(now.as_millis() << 10))
    }

    fn insert(&mut self, pending: Pending, author: Author, order: u64) -> OutboxRecord {
        let mut entry = Entry {
            pending,
            author,
            order,
            bytes: 0,
            is_held: false,
        };
        let record = entry.record();
        entry.bytes = record.args.to_string().len();
        self.bytes += entry.bytes;
        self.next = self.next.max(order + 1);
        let place = self.entries.partition_point(|it| it.order <= order);
        self.entries.insert(place, entry);
        self.n_changes += 1;
        record
    }

    /// Takes in what was on disk when the page was loaded. `false`: it is there already, or no mutation that we know.
    pub(crate) fn restore(&mut self, record: OutboxRecord) -> bool {
        let is_known = self.entries.iter().any(|it| it.pending.id == record.id);
        let mutation = Mutation::read(&record.name, &record.args).ok();
        let Some(mutation) = mutation.filter(|_| !is_known) else {
            return false;
        };
        let author = Author {
            user: record.user.clone(),
            name: record.user_name,
            at: record.at,
        };
        let pending = Pending {
            id: record.id,
            mutation,
            owner: record.user,
            since: record.since,
            // It may have been sent: only the gateway knows.
            attempts: 1,
            stage: record.refusal.map_or(Stage::Queued, Stage::Parked),
            is_kept: true,
            condition: record.condition,
        };
        self.insert(pending, author, record.order);
        true
    }

    /// It is on disk, or (`false`) never will be: now it may be sent.
    pub(crate) fn saved(&mut self, id: &MutationId, is_kept: bool) {
        if let Some(it) = self.entries.iter_mut().find(|it| it.pending.id == *id) {
            self.n_changes += 1;
            it.pending.is_kept = is_kept;
            if it.pending.stage == Stage::Saving {
                it.pending.stage = Stage::Queued;
            }
        }
    }

    /// Mutations without a verdict, in order.
    pub(crate) fn pending(&self) -> impl Iterator<Item = &Pending> {
        self.entries
            .iter()
            .filter(|it| it.is_open())
            .map(|it| &it.pending)
    }

    /// Everything that is kept: those without a verdict and those refused, in order.
    pub(crate) fn actions(&self) -> impl Iterator<Item = &Pending> {
        self.entries
            .iter()
            .filter(|it| it.pending.stage != Stage::Effected)
            .map(|it| &it.pending)
    }

    /// What shows on a row for its owner, in order.
    pub(crate) fn on_row<'a>(
        &'a self,
        owner: Option<&'a UserId>,
        kind: StreamKind,
        id: &'a RowId,
    ) -> impl Iterator<Item = (&'a Mutation, &'a Author)> {
        self.entries
            .iter()
            .filter(move |it| {
                it.is_shown()
                    && Some(&it.pending.owner) == owner
                    && it.pending.mutation.target() == (kind, id)
            })
            .map(|it| (&it.pending.mutation, &it.author))
    }

    /// Every row of the stream that shows something.
    pub(crate) fn rows_of(&self, kind: StreamKind) -> impl Iterator<Item = &RowId> {
        self.entries
            .iter()
            .filter(|it| it.is_shown())
            .map(|it| it.pending.mutation.target())
            .filter(move |(it, _)| *it == kind)
            .map(|(_, id)| id)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What to send now as that owner, keeping to the gateway's limit of mutations without a verdict.
    ///
    /// Order within a row is kept: each names the one before it in `after`, and waits while that one is put off.
    pub(crate) fn take_due(&mut self, owner: &UserId, window: usize, now: Timestamp) -> Vec<Mut> {
        let mut open = self
            .entries
            .iter()
            .filter(|it| matches!(it.pending.stage, Stage::Sent { by } if by > now))
            .count();
        let mut due = Vec::new();
        for index in 0..self.entries.len() {
            if open >= window && !mutant!(IgnoreWindow) {
                break;
            }
            if !self.is_ready(index, owner, now) {
                continue;
            }
            let before = self.before(index);
            let only_if = self.entries[index].only_if();
            let after = before.filter(|_| !mutant!(ForgetAfter));
            let after = after.map(|it| it.pending.id.clone()).into_iter().collect();
            open += 1;
            self.n_changes += 1;
            due.push(self.entries[index].send(after, only_if, now + VERDICT));
        }
        due
    }

    /// Whether there is something to send now as that owner.
    pub(crate) fn is_due(&self, owner: &UserId, window: usize, now: Timestamp) -> bool {
        let under_way = |it: &&Entry| matches!(it.pending.stage, Stage::Sent { by } if by > now);
        self.entries.iter().filter(under_way).count() < window
            && (0..self.entries.len()).any(|it| self.is_ready(it, owner, now))
    }

    fn is_ready(&self, index: usize, owner: &UserId, now: Timestamp) -> bool {
        let entry = &self.entries[index];
        let is_due = match entry.pending.stage {
            Stage::Queued => true,
            Stage::PutOff { .. } if mutant!(ResendAtOnce) => true,
            Stage::Sent { .. } if mutant!(WaitForLostVerdict) => false,
            Stage::PutOff { until } | Stage::Sent { by: until } => until <= now,
            Stage::Saving | Stage::Effected | Stage::Parked(_) => false,
        };
        is_due
            && (!entry.is_held || mutant!(IgnoreHold))
            && !self.holds.is_elsewhere(&entry.pending.id, now)
            && entry.pending.owner == *owner
            && !matches!(entry.pending.condition, Some(Condition::After(_)))
            && self.before(index).is_none_or(|it| {
                matches!(it.pending.stage, Stage::Sent { .. }) || (it.is_held && mutant!(OvertakeHeld))
            })
    }

    /// The entry without a verdict that came last before this one on the same row and from the same owner.
    fn before(&self, index: usize) -> Option<&Entry> {
        let entry = self.entries.get(index)?;
        self.entries.iter().take(index).rev().find(|it| {
            it.is_open()
                && it.pending.owner == entry.pending.owner
                && it.pending.mutation.target() == entry.pending.mutation.target()
        })
    }

    /// The last mutation of that owner on the row that has no verdict.
    pub(crate) fn last_open(&self, owner: &UserId, kind: StreamKind, row: &RowId) -> Option<&MutationId> {
        self.entries
            .iter()
            .rev()
            .map(|it| (it.is_open(), &it.pending))
            .find(|(is_open, it)| *is_open && it.owner == *owner && it.mutation.target() == (kind, row))
            .map(|(_, it)| &it.id)
    }

    /// The mutation took effect and left its row at `revision`: what waits for that may go now. The records say so on
    /// disk.
    pub(crate) fn left_at(&mut self, id: &MutationId, revision: Revision) -> Vec<OutboxRecord> {
        let mut records = Vec::new();
        for it in &mut self.entries {
            if it.pending.condition.as_ref() == Some(&Condition::After(id.clone())) {
                it.pending.condition = Some(Condition::At(revision));
                self.n_changes += 1;
                records.push(it.record());
            }
        }
        records
    }

    /// A mutation that waits for one which is not there any more.
    pub(crate) fn orphan(&self) -> Option<MutationId> {
        let is_open = |id: &MutationId| self.position(id).is_some();
        self.entries
            .iter()
            .filter(|it| it.is_open())
            .find(|it| matches!(&it.pending.condition, Some(Condition::After(id)) if !is_open(id)))
            .map(|it| it.pending.id.clone())
    }

    /// When, after now, something that was put off, or got no verdict, may be sent again.
    pub(crate) fn resend_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.entries
            .iter()
            .filter_map(|it| match it.pending.stage {
                Stage::PutOff { until } | Stage::Sent { by: until } => Some(until),
                Stage::Saving | Stage::Queued | Stage::Effected | Stage::Parked(_) => None,
            })
            .chain(self.holds.ends())
            .filter(|at| *at > now)
            .min()
    }

    /// The connection is gone, and with it every verdict under way: all is sent again on the next, with the same id.
    pub(crate) fn disconnected(&mut self) {
        if mutant!(ResendLate) {
            return;
        }
        for it in &mut self.entries {
            if matches!(it.pending.stage, Stage::Sent { .. }) {
                it.pending.stage = Stage::Queued;
                self.n_changes += 1;
            }
        }
    }

    /// The gateway wants it later.
    pub(crate) fn put_off(&mut self, id: &MutationId, retry: Option<u64>, now: Timestamp) {
        // What took effect already is no longer to be asked for, whatever comes late.
        if let Some(it) = self.position(id).and_then(|index| self.entries.get_mut(index)) {
            self.n_changes += 1;
            let own = RESEND_FIRST * it.pending.attempts.clamp(1, RESEND_FACTOR_MAX);
            let asked = Duration::from_millis(retry.unwrap_or(0));
            it.pending.stage = Stage::PutOff {
                until: now + own.max(asked),
            };
        }
    }

    /// It has its verdict and shows no more.
    pub(crate) fn settle(&mut self, id: &MutationId) -> Option<Pending> {
        let index = self.position(id)?;
        self.remove(index)
    }

    /// Refused for good: it shows no more, and waits for the person. The record says so on disk.
    pub(crate) fn park(&mut self, nack: Nack) -> Option<(Pending, OutboxRecord)> {
        let index = self.position(&nack.id)?;
        let entry = self.entries.get_mut(index)?;
        entry.pending.stage = Stage::Parked(nack);
        self.n_changes += 1;
        Some((entry.pending.clone(), entry.record()))
    }

    /// Gives one up that was refused, or that never left this device.
    pub(crate) fn discard(&mut self, id: &MutationId) -> Option<Pending> {
        let index = self.entries.iter().position(|it| {
            it.pending.id == *id
                && match it.pending.stage {
                    Stage::Parked(_) => true,
                    Stage::Saving | Stage::Queued => it.pending.attempts == 0,
                    Stage::Sent { .. } | Stage::PutOff { .. } | Stage::Effected => false,
                }
        })?;
        self.remove(index)
    }

    fn remove(&mut self, index: usize) -> Option<Pending> {
        let entry = self.entries.remove(index)?;
        self.bytes -= entry.bytes;
        self.n_changes += 1;
        Some(entry.pending)
    }

    /// It took effect, but its rows are still on their way.
    pub(crate) fn effect(&mut self, id: &MutationId) -> Option<Pending> {
        let index = self.position(id)?;
        let entry = self.entries.get_mut(index)?;
        entry.pending.stage = Stage::Effected;
        self.n_changes += 1;
        Some(entry.pending.clone())
    }

    /// Drops what took effect on a stream whose rows are all there now.
    pub(crate) fn release(&mut self, is_current: impl Fn(StreamKind) -> bool) -> Vec<Mutation> {
        let mut released = Vec::new();
        self.entries.retain(|it| {
            let done = it.pending.stage == Stage::Effected && is_current(it.pending.mutation.target().0);
            if done {
                self.bytes -= it.bytes;
                self.n_changes += 1;
                released.push(it.pending.mutation.clone());
            }
            !done
        });
        released
    }

    /// The biggest of those under way, for the verdict "too large".
    pub(crate) fn largest_sent(&self) -> Option<&MutationId> {
        self.entries
            .iter()
            .filter(|it| matches!(it.pending.stage, Stage::Sent { .. }))
            .max_by_key(|it| it.bytes)
            .map(|it| &it.pending.id)
    }

    fn position(&self, id: &MutationId) -> Option<usize> {
        self.entries
            .iter()
            .position(|it| it.pending.id == *id && it.is_open())
    }

    /// The clock went back.
    pub(crate) fn rebase(&mut self, by: Duration) {
        for it in &mut self.entries {
            if let Stage::PutOff { until } | Stage::Sent { by: until } = &mut it.pending.stage {
                *until = *until - by;
            }
        }
        self.holds.rebase(by);
    }
}
