//! The gateway's side: a hub, its store, and what the store has promised.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use gateway::{
    derive::{Deriver as _, Write},
    dispatch::{Dispatch, Heard, NotCollected},
    fleet::FleetConfig,
    hub::{Hub, HubLimits},
    store::{Commit, MemoryStore, Store, Verdict},
};
use protocol::{Fields, MutationId, Offset, RawRow, RowId, Timestamp, Topic, telemetry::DriverFix};

use crate::{
    factory::{self, VEHICLES, VIOLATIONS},
    holders::Holders,
};

/// Mutations without a verdict that a connection may have.
pub(crate) const PENDING_MAX: usize = 6;

/// One gateway at one address.
pub(crate) struct Site {
    /// `None` while it is down.
    pub(crate) hub: Option<Hub>,
    /// Counts starts; what was under way in an earlier life does not concern the present one.
    pub(crate) life: u64,
    /// The transaction being made durable.
    pub(crate) writing: Option<Commit>,
    store: MemoryStore,
    /// What the hub derives from, in this life.
    dispatch: Option<Arc<Mutex<Dispatch>>>,
    pub(crate) holders: Holders,
    /// Verdicts since the store was last emptied: whether the mutation took effect.
    verdicts: BTreeMap<MutationId, bool>,
    /// The same of all time.
    ever: BTreeMap<MutationId, bool>,
    /// What mutations came after, each time they were sent: tabs that ask for the same may not know the same before it.
    after: BTreeMap<MutationId, BTreeSet<Vec<MutationId>>>,
    /// Where mutations that changed a row stand in its topic.
    effects: BTreeMap<MutationId, Offset>,
    /// Assignments: to whom, and whom their authors saw in that place.
    assignments: BTreeMap<MutationId, (String, Option<String>)>,
    /// Dismissals, in the words of their authors.
    words: BTreeMap<MutationId, String>,
    /// What was given up.
    withdrawn: BTreeSet<MutationId>,
    /// Whose work each violation durably is.
    assignees: BTreeMap<RowId, String>,
    /// Vehicles as they were last written, in this life.
    vehicles: BTreeMap<RowId, RawRow>,
    seed: u64,
}

impl Site {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            hub: None,
            life: 0,
            writing: None,
            store: MemoryStore::new(),
            dispatch: None,
            holders: Holders::default(),
            verdicts: BTreeMap::new(),
            ever: BTreeMap::new(),
            after: BTreeMap::new(),
            effects: BTreeMap::new(),
            assignments: BTreeMap::new(),
            words: BTreeMap::new(),
            withdrawn: BTreeSet::new(),
            assignees: BTreeMap::new(),
            vehicles: BTreeMap::new(),
            seed,
        }
    }

    /// Small bounds, so that they are met.
    fn limits() -> HubLimits {
        HubLimits {
            part_bytes: 700,
            alike_min: 2,
            log_ops: 120,
            pending: PENDING_MAX,
            verdict_retention: Duration::from_hours(1),
            ..HubLimits::default()
        }
    }

    pub(crate) fn start(&mut self, now: Timestamp) -> Result<(), String> {
        self.life += 1;
        let state = self.store.load().map_err(|it| it.to_string())?;
        let rows = state.topics.iter().flat_map(|it| {
            let topic = &it.topic;
            it.rows.iter().map(move |(_, row)| (topic, row.as_ref()))
        });
        let dispatch = Dispatch::restore(FleetConfig::default(), rows, &state.history, now);
        let dispatch = Arc::new(Mutex::new(dispatch));
        self.dispatch = Some(Arc::clone(&dispatch));
        let mut hub = Hub::new(Self::limits(), Box::new(dispatch), self.seed ^ (self.life << 32));
        let is_empty = state.is_empty();
        hub.load(state);
        self.hub = Some(hub);
        if is_empty {
            self.write(factory::company(), now);
        }
        Ok(())
    }

    /// The gateway itself changes something.
    pub(crate) fn write(&mut self, writes: Vec<Write>, now: Timestamp) {
        let Some(hub) = &mut self.hub else { return };
        for write in &writes {
            match write {
                Write::Put { topic, row } if *topic == VEHICLES => {
                    self.vehicles.extend(row.id().map(|id| (id, row.clone())));
                }
                Write::Put { .. } | Write::Remove { .. } => {}
            }
        }
        hub.write(writes, now);
    }

    /// A driver's phone tells where it is; `None` while the gateway is down.
    pub(crate) fn hear_phone(
        &mut self,
        driver: &RowId,
        fix: &DriverFix,
        now: Timestamp,
    ) -> Option<Result<Heard, NotCollected>> {
        let hub = self.hub.as_mut()?;
        let dispatch = self.dispatch.as_ref()?;
        let (heard, writes) = {
            let mut dispatch = dispatch.lock().unwrap_or_else(PoisonError::into_inner);
            let heard = dispatch.hear_phone(driver, std::slice::from_ref(fix), now);
            (heard, dispatch.drain(now))
        };
        hub.write(writes, now);
        Some(heard)
    }

    /// A mutation reaches the gateway, to be decided after these.
    pub(crate) fn asked(&mut self, id: &MutationId, after: &[MutationId]) {
        self.after.entry(id.clone()).or_default().insert(after.to_vec());
    }

    /// Nothing that the gateway wrote is lost, unless it ended in between.
    pub(crate) fn check_vehicles(&self) -> Result<(), String> {
        let Some(hub) = self.hub.as_ref().filter(|_| self.life == 1) else {
            return Ok(());
        };
        for (id, row) in &self.vehicles {
            if hub.row(&VEHICLES, id).is_none_or(|(_, it)| *it != *row) {
                return Err(format!("what was written of {id} is lost"));
            }
        }
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
        self.assignees.clear();
        self.holders.clear();
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
            if took_effect && self.withdrawn.contains(&it.id) {
                return Err(format!("{} was given up and took effect", it.id));
            }
            let mut demands = self.after.get(&it.id).into_iter().flatten();
            let is_met = |after: &Vec<MutationId>| after.iter().all(|it| self.ever.contains_key(it));
            if let Some(after) = demands.clone().next()
                && !demands.any(is_met)
            {
                return Err(format!("{} was judged before {after:?}, which it follows", it.id));
            }
            self.effects.remove(&it.id);
        }
        self.check_assignments(commit)?;
        self.holders.check(commit)?;
        self.check_words(commit)?;
        let changed = commit.topics.iter().find(|it| it.topic == VIOLATIONS);
        if let Some(step) = changed.map(|it| &it.step) {
            let acked = commit
                .verdicts
                .iter()
                .filter(|it| matches!(it.verdict, Verdict::Ack));
            self.effects.extend(acked.map(|it| (it.id.clone(), step.to)));
        }
        Ok(())
    }

    /// Somebody assigns a violation where they see somebody, or nobody, assigned.
    pub(crate) fn assigned(&mut self, id: MutationId, to: &str, seen: Option<&str>) {
        self.assignments
            .insert(id, (to.to_owned(), seen.map(str::to_owned)));
    }

    /// Somebody dismisses a violation in these words.
    pub(crate) fn worded(&mut self, id: MutationId, reason: &str) {
        self.words.insert(id, reason.to_owned());
    }

    /// Somebody gave up what they asked for: it must not take effect any more.
    pub(crate) fn withdrawn(&mut self, id: MutationId) {
        self.withdrawn.insert(id);
    }

    /// What was asked for takes effect in the words of its author.
    fn check_words(&self, commit: &Commit) -> Result<(), String> {
        for entry in commit.history.iter().filter(|it| it.topic == VIOLATIONS) {
            let asked = entry.deed.asked.as_ref().map(|it| &it.mutation);
            let words = asked.and_then(|it| self.words.get(it));
            let is = entry.deed.changed.get("reason").and_then(|it| it.as_str());
            if let Some((words, is)) = words.zip(is)
                && words != is
            {
                return Err(format!("{} was dismissed as {is:?}, not {words:?}", entry.id));
            }
        }
        Ok(())
    }

    /// Nobody's assignment is overwritten by somebody who did not see it.
    fn check_assignments(&mut self, commit: &Commit) -> Result<(), String> {
        for entry in commit.history.iter().filter(|it| it.topic == VIOLATIONS) {
            let before = self.assignees.get(&entry.id);
            let asked = entry.deed.asked.as_ref();
            if let Some((to, seen)) = asked.and_then(|it| self.assignments.get(&it.mutation))
                && before != seen.as_ref()
                && before != Some(to)
            {
                return Err(format!(
                    "{} was assigned over {before:?}, where {seen:?} was seen",
                    entry.id
                ));
            }
            self.assign(&entry.id, &entry.deed.changed, &entry.deed.removed);
        }
        for change in commit.topics.iter().filter(|it| it.topic == VIOLATIONS) {
            for it in &change.rows {
                let is = it.row.as_ref().and_then(|row| row.text("assignee"));
                match is {
                    Some(is) => self.assignees.insert(it.id.clone(), is.to_owned()),
                    None => self.assignees.remove(&it.id),
                };
            }
        }
        Ok(())
    }

    fn assign(&mut self, id: &RowId, changed: &Fields, removed: &[String]) {
        if let Some(to) = changed.get("assignee").and_then(|it| it.as_str()) {
            self.assignees.insert(id.clone(), to.to_owned());
        } else if removed.iter().any(|it| it == "assignee") {
            self.assignees.remove(id);
        }
    }

    /// Up to where a topic must be known before the verdict on a mutation is; `None` if it changed nothing.
    pub(crate) fn effect(&self, id: &MutationId) -> Option<(&'static Topic, Offset)> {
        static CHANGED: Topic = VIOLATIONS;
        self.effects.get(id).map(|at| (&CHANGED, *at))
    }

    /// Whether a mutation durably took effect; `None` without a verdict.
    pub(crate) fn verdict(&self, id: &MutationId) -> Option<bool> {
        self.ever.get(id).copied()
    }
}
