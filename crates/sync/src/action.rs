//! An action: what a person asked for, how far it has come, and how it lies on disk.

use std::collections::BTreeMap;

use mutants::mutant;
use protocol::{
    Mut, MutationId, Nack, Revision, Timestamp, Topic, UserId,
    mutations::{Author, Mutation},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

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
    /// How far it has come.
    pub stage: Stage,
    /// Whether it is on disk; `false` while it is being written, and for good where the disk refused it.
    pub is_kept: bool,
    /// What must hold for it to take effect.
    pub condition: Option<Condition>,
}

/// What must hold for a mutation to take effect: that nobody else has changed the row since.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// The row still has this revision.
    At(Revision),
    /// The row is as this mutation left it. Waits for its verdict; if that is a refusal, there is nothing left to do.
    After(MutationId),
}

/// How far a mutation has come.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Being written to the disk; not sent before that.
    Saving,
    /// Waits for a connection, or for what was asked for before it.
    Queued,
    /// Sent; the verdict is to come, by then.
    Sent {
        /// When it is asked for again.
        by: Timestamp,
    },
    /// The gateway wants it later.
    PutOff {
        /// When it is sent again.
        until: Timestamp,
    },
    /// It took effect, but the rows that say so are still on their way: shown until they are there.
    Effected,
    /// Refused for good. Shows no more, and blocks nothing; the person decides what becomes of it.
    Parked(Nack),
}

impl Stage {
    /// The same without what was written for people.
    pub(crate) fn without_words(self) -> Self {
        match self {
            Self::Parked(Nack { id, code, .. }) => Self::Parked(Nack {
                id,
                code,
                msg: String::new(),
                retry: None,
                row: None,
            }),
            other => other,
        }
    }
}

/// A mutation as it is kept on disk, until it has its verdict or is given up.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct OutboxRecord {
    /// Its idempotency key, and its name on disk.
    pub id: MutationId,
    /// Which change.
    pub name: String,
    /// Its arguments.
    pub args: Value,
    /// Who asked.
    pub user: UserId,
    /// What they were called.
    pub user_name: String,
    /// When it was asked for, by the gateway's clock.
    pub at: Timestamp,
    /// The same by the local clock.
    pub since: Timestamp,
    /// Its place: records are sent in this order.
    pub order: u64,
    /// Why it was refused, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<Nack>,
    /// What must hold for it to take effect.
    #[serde(default, rename = "if", skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
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

/// An action in the outbox.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) pending: Pending,
    pub(crate) author: Author,
    /// Its place.
    pub(crate) order: u64,
    /// How big its arguments are.
    pub(crate) bytes: usize,
    /// Somebody is changing its arguments.
    pub(crate) is_held: bool,
}

impl Entry {
    /// What must be on disk of it.
    pub(crate) fn record(&self) -> OutboxRecord {
        let Pending {
            id, mutation, since, ..
        } = &self.pending;
        OutboxRecord {
            id: id.clone(),
            name: mutation.name().to_owned(),
            args: mutation.args(),
            user: self.author.user.clone(),
            user_name: self.author.name.clone(),
            at: self.author.at,
            since: *since,
            order: self.order,
            refusal: match &self.pending.stage {
                Stage::Parked(nack) => Some(nack.clone()),
                _ => None,
            },
            condition: self.pending.condition.clone(),
        }
    }

    /// It is sent now, and its verdict expected by then.
    pub(crate) fn send(
        &mut self,
        after: Vec<MutationId>,
        only_if: BTreeMap<String, Revision>,
        by: Timestamp,
    ) -> Mut {
        let pending = &mut self.pending;
        pending.stage = Stage::Sent { by };
        pending.attempts = pending.attempts.saturating_add(1);
        Mut {
            id: if pending.attempts > 1 && mutant!(ResendUnderAnotherId) {
                format!("{}-{}", pending.id, pending.attempts).into()
            } else {
                pending.id.clone()
            },
            name: pending.mutation.name().to_owned(),
            args: pending.mutation.args(),
            after,
            only_if,
        }
    }

    /// The condition as it is sent.
    pub(crate) fn only_if(&self) -> BTreeMap<String, Revision> {
        let (kind, row) = self.pending.mutation.target();
        match &self.pending.condition {
            Some(Condition::At(revision)) => [(format!("{}#{row}", Topic::whole(kind)), *revision)].into(),
            Some(Condition::After(_)) | None => BTreeMap::new(),
        }
    }

    /// Whether it changes what its owner sees.
    pub(crate) const fn is_shown(&self) -> bool {
        !matches!(self.pending.stage, Stage::Parked(_))
    }

    /// Whether a verdict is still to come.
    pub(crate) const fn is_open(&self) -> bool {
        !matches!(self.pending.stage, Stage::Parked(_) | Stage::Effected)
    }
}
