//! Mutations without a verdict: in order, bounded, each with an owner.

use protocol::{MutationId, Timestamp, UserId, mutations::Mutation};

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
