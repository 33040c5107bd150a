//! Mutations without a verdict: in order, bounded, each with an owner.

use std::{collections::VecDeque, time::Duration};

use protocol::{
    Mut, MutationId, RowId, StreamKind, Timestamp, UserId,
    mutations::{Author, Mutation},
};

/// How many may wait for a verdict, of all owners together.
pub(crate) const PENDING_MAX: usize = 256;
/// The shortest wait before a mutation that was put off is sent again.
const RESEND_FIRST: Duration = Duration::from_secs(1);
/// A verdict that does not come for this long is asked for again, with the same id.
const VERDICT: Duration = Duration::from_secs(20);
/// How much longer each further wait may become.
const RESEND_FACTOR_MAX: u32 = 20;

/// A mutation without a verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    /// Its idempotency key.
    pub id: MutationId,
    /// What is asked for.
    pub mutation: Mutation,
    /// Who asked; it is never sent as anybody else.
    pub owner: UserId,
    /// When it was asked for.
    pub since: Timestamp,
    /// How often it was sent.
    pub attempts: u32,
}

/// What became visible at once, before any verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct Speculation {
    /// Names the mutation in [`crate::Event::Settled`].
    pub id: MutationId,
    /// What leads back, if the row was there.
    pub inverse: Option<Mutation>,
}

/// The mutation was not taken: too many wait for a verdict.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("no room for another change: {limit} are waiting for the gateway")]
pub struct OutboxFull {
    /// How many may wait; 0 when nobody is signed in.
    pub limit: usize,
}

/// All mutations that still show.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    entries: VecDeque<Entry>,
}

#[derive(Debug)]
struct Entry {
    pending: Pending,
    author: Author,
    state: State,
}

/// Where an entry is on its way to a verdict.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    /// Not sent on this connection.
    Queued,
    /// Sent; the verdict is to come, by then.
    Sent { by: Timestamp },
    /// The gateway wants it later.
    PutOff { until: Timestamp },
    /// It took effect, but the rows that say so are still on their way: shown until they are there.
    Effected,
}

impl Outbox {
    /// Whether one more may wait.
    pub(crate) fn check_room(&self) -> Result<(), OutboxFull> {
        if self.entries.len() >= PENDING_MAX {
            return Err(OutboxFull { limit: PENDING_MAX });
        }
        Ok(())
    }

    pub(crate) fn push(&mut self, id: MutationId, mutation: Mutation, author: Author, now: Timestamp) {
        let pending = Pending {
            id,
            mutation,
            owner: author.user.clone(),
            since: now,
            attempts: 0,
        };
        self.entries.push_back(Entry {
            pending,
            author,
            state: State::Queued,
        });
    }

    /// Mutations without a verdict, in order.
    pub(crate) fn pending(&self) -> impl Iterator<Item = &Pending> {
        self.entries
            .iter()
            .filter(|it| it.state != State::Effected)
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
            .filter(move |it| Some(&it.pending.owner) == owner && it.pending.mutation.target() == (kind, id))
            .map(|it| (&it.pending.mutation, &it.author))
    }

    /// Every row of the stream that shows something.
    pub(crate) fn rows_of(&self, kind: StreamKind) -> impl Iterator<Item = &RowId> {
        self.entries
            .iter()
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
            .filter(|it| matches!(it.state, State::Sent { by } if by > now))
            .count();
        let mut due = Vec::new();
        for index in 0..self.entries.len() {
            if open >= window {
                break;
            }
            let entry = &self.entries[index];
            let ready = match entry.state {
                State::Queued => true,
                State::PutOff { until } | State::Sent { by: until } => until <= now,
                State::Effected => false,
            };
            if !ready || entry.pending.owner != *owner {
                continue;
            }
            let before = self.before(index);
            if before.is_some_and(|it| !matches!(it.state, State::Sent { .. })) {
                continue;
            }
            let after = before.map(|it| it.pending.id.clone()).into_iter().collect();
            let entry = &mut self.entries[index];
            entry.state = State::Sent { by: now + VERDICT };
            entry.pending.attempts = entry.pending.attempts.saturating_add(1);
            open += 1;
            due.push(Mut {
                id: entry.pending.id.clone(),
                name: entry.pending.mutation.name().to_owned(),
                args: entry.pending.mutation.args(),
                after,
                only_if: std::collections::BTreeMap::new(),
            });
        }
        due
    }

    /// The entry without a verdict that came last before this one on the same row and from the same owner.
    fn before(&self, index: usize) -> Option<&Entry> {
        let entry = self.entries.get(index)?;
        self.entries.iter().take(index).rev().find(|it| {
            it.state != State::Effected
                && it.pending.owner == entry.pending.owner
                && it.pending.mutation.target() == entry.pending.mutation.target()
        })
    }

    /// When something that was put off, or got no verdict, may be sent again.
    pub(crate) fn resend_at(&self) -> Option<Timestamp> {
        self.entries
            .iter()
            .filter_map(|it| match it.state {
                State::PutOff { until } | State::Sent { by: until } => Some(until),
                State::Queued | State::Effected => None,
            })
            .min()
    }

    /// The connection is gone, and with it every verdict under way: all is sent again on the next, with the same id.
    pub(crate) fn disconnected(&mut self) {
        for it in &mut self.entries {
            if matches!(it.state, State::Sent { .. }) {
                it.state = State::Queued;
            }
        }
    }

    /// The gateway wants it later.
    pub(crate) fn put_off(&mut self, id: &MutationId, retry: Option<u64>, now: Timestamp) {
        if let Some(it) = self.entries.iter_mut().find(|it| it.pending.id == *id) {
            let own = RESEND_FIRST * it.pending.attempts.clamp(1, RESEND_FACTOR_MAX);
            let asked = Duration::from_millis(retry.unwrap_or(0));
            it.state = State::PutOff {
                until: now + own.max(asked),
            };
        }
    }

    /// It has its verdict and shows no more.
    pub(crate) fn settle(&mut self, id: &MutationId) -> Option<Pending> {
        let index = self.position(id)?;
        self.entries.remove(index).map(|it| it.pending)
    }

    /// It took effect, but its rows are still on their way.
    pub(crate) fn effect(&mut self, id: &MutationId) -> Option<Pending> {
        let index = self.position(id)?;
        let entry = self.entries.get_mut(index)?;
        entry.state = State::Effected;
        Some(entry.pending.clone())
    }

    /// Drops what took effect on a stream whose rows are all there now.
    pub(crate) fn release(&mut self, is_current: impl Fn(StreamKind) -> bool) -> Vec<Mutation> {
        let mut released = Vec::new();
        self.entries.retain(|it| {
            let done = it.state == State::Effected && is_current(it.pending.mutation.target().0);
            if done {
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
            .filter(|it| matches!(it.state, State::Sent { .. }))
            .max_by_key(|it| it.pending.mutation.args().to_string().len())
            .map(|it| &it.pending.id)
    }

    fn position(&self, id: &MutationId) -> Option<usize> {
        self.entries
            .iter()
            .position(|it| it.pending.id == *id && it.state != State::Effected)
    }

    /// The clock went back.
    pub(crate) fn rebase(&mut self, by: Duration) {
        for it in &mut self.entries {
            if let State::PutOff { until } | State::Sent { by: until } = &mut it.state {
                *until = *until - by;
            }
        }
    }
}
