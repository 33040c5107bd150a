//! What arrived since the last transaction was planned.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use protocol::{Mut, MutationId, RowId, Topic, UserId};

use super::ConnId;
use crate::{derive::Write, policy::Principal, store::KeptPoint};

/// Changes waiting for the next transaction.
#[derive(Debug, Default)]
pub struct Inbox {
    writes: Vec<Write>,
    /// Where the last write to a row stands: the last one counts, so that the inbox is never longer than the rows.
    latest: HashMap<(Topic, RowId), usize>,
    asked: Vec<Asked>,
    kept: Vec<KeptPoint>,
    /// Who waits for the verdict on a mutation that was asked for and is not decided durably.
    askers: HashMap<MutationId, Askers>,
}

/// A mutation somebody asked for.
#[derive(Debug)]
pub struct Asked {
    /// What they asked for.
    pub mutation: Mut,
    /// Who they were at that moment.
    pub principal: Arc<Principal>,
}

#[derive(Debug)]
struct Askers {
    user: UserId,
    conns: BTreeSet<ConnId>,
}

/// What became of asking.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Asking {
    /// It waits for the next transaction.
    Queued,
    /// The same is being decided already; this connection is told too.
    Joined,
    /// This connection asked for it already.
    Known,
    /// Somebody else uses this id.
    Taken,
}

impl Inbox {
    /// Whether there is nothing to plan.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty() && self.asked.is_empty() && self.kept.is_empty()
    }

    /// Adds changes of the gateway's own.
    pub fn write(&mut self, writes: impl IntoIterator<Item = Write>) {
        for write in writes {
            let Some(id) = write.id() else { continue };
            match self.latest.get(&(write.topic().clone(), id.clone())) {
                Some(at) => self.writes[*at] = write,
                None => {
                    self.latest.insert((write.topic().clone(), id), self.writes.len());
                    self.writes.push(write);
                }
            }
        }
    }

    /// Adds changes of a transaction that failed; newer ones count more.
    pub fn write_again(&mut self, writes: Vec<Write>) {
        let newer = std::mem::take(&mut self.writes);
        self.latest.clear();
        self.write(writes);
        self.write(newer);
    }

    /// Adds positions to be kept.
    pub fn keep(&mut self, points: impl IntoIterator<Item = KeptPoint>) {
        self.kept.extend(points);
    }

    /// Takes out the positions that wait.
    pub fn take_kept(&mut self) -> Vec<KeptPoint> {
        std::mem::take(&mut self.kept)
    }

    /// Adds a mutation.
    pub fn ask(&mut self, conn: ConnId, mutation: Mut, principal: Arc<Principal>) -> Asking {
        if let Some(askers) = self.askers.get_mut(&mutation.id) {
            if askers.user != principal.user.id {
                return Asking::Taken;
            }
            return if askers.conns.insert(conn) {
                Asking::Joined
            } else {
                Asking::Known
            };
        }
        let askers = Askers {
            user: principal.user.id.clone(),
            conns: BTreeSet::from([conn]),
        };
        self.askers.insert(mutation.id.clone(), askers);
        self.asked.push(Asked { mutation, principal });
        Asking::Queued
    }

    /// Takes out everything that waits to be planned.
    pub fn take(&mut self) -> (Vec<Write>, Vec<Asked>) {
        self.latest.clear();
        (std::mem::take(&mut self.writes), std::mem::take(&mut self.asked))
    }

    /// A mutation is decided: who is to be told.
    pub fn settle(&mut self, id: &MutationId) -> BTreeSet<ConnId> {
        self.askers.remove(id).map(|it| it.conns).unwrap_or_default()
    }
}
