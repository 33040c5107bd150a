//! The gateway's side: a hub, its store, and what the store has promised.

use std::{collections::BTreeMap, time::Duration};

use gateway::{
    derive::NoDeriver,
    hub::{Hub, HubLimits},
    store::{Commit, MemoryStore, Store, Verdict},
};
use protocol::{MutationId, Timestamp};

use crate::factory;

/// One gateway at one address.
pub(crate) struct Site {
    /// `None` while it is down.
    pub(crate) hub: Option<Hub>,
    /// Counts starts; what was under way in an earlier life does not concern the present one.
    pub(crate) life: u64,
    /// The transaction being made durable.
    pub(crate) writing: Option<Commit>,
    store: MemoryStore,
    /// Verdicts since the store was last emptied: whether the mutation took effect.
    verdicts: BTreeMap<MutationId, bool>,
    /// The same of all time.
    ever: BTreeMap<MutationId, bool>,
    seed: u64,
}

impl Site {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            hub: None,
            life: 0,
            writing: None,
            store: MemoryStore::new(),
            verdicts: BTreeMap::new(),
            ever: BTreeMap::new(),
            seed,
        }
    }

    /// Small bounds, so that they are met.
    fn limits() -> HubLimits {
        HubLimits {
            part_bytes: 700,
            log_ops: 120,
            verdict_retention: Duration::from_hours(1),
            ..HubLimits::default()
        }
    }

    pub(crate) fn start(&mut self, now: Timestamp) -> Result<(), String> {
        self.life += 1;
        let mut hub = Hub::new(Self::limits(), Box::new(NoDeriver), self.seed ^ (self.life << 32));
        let state = self.store.load().map_err(|it| it.to_string())?;
        let is_empty = state.is_empty();
        hub.load(state);
        if is_empty {
            hub.write(factory::company(), now);
        }
        self.hub = Some(hub);
        Ok(())
    }

    /// It ends without a word. What was being written is durable or not.
    pub(crate) fn crash(&mut self, durable: bool) -> Result<(), String> {
        self.hub = None;
        match self.writing.take() {
            Some(commit) if durable => self.keep(&commit),
            Some(_) | None => Ok(()),
        }
    }

    pub(crate) fn lose_everything(&mut self) -> Result<(), String> {
        self.verdicts.clear();
        self.store.reset().map_err(|it| it.to_string())
    }

    /// Makes a transaction durable, and checks what it promises.
    pub(crate) fn keep(&mut self, commit: &Commit) -> Result<(), String> {
        self.store.commit(commit).map_err(|it| it.to_string())?;
        for it in &commit.verdicts {
            let took_effect = matches!(it.verdict, Verdict::Ack);
            if self.verdicts.insert(it.id.clone(), took_effect).is_some() {
                return Err(format!("{} was judged twice", it.id));
            }
            self.ever.insert(it.id.clone(), took_effect);
        }
        Ok(())
    }

    /// Whether a mutation durably took effect; `None` without a verdict.
    pub(crate) fn verdict(&self, id: &MutationId) -> Option<bool> {
        self.ever.get(id).copied()
    }
}
