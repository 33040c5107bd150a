//! The next transaction while it is being put together: changes on top of the committed rows.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use protocol::{Delivery, Digest, Fields, Op, RawRow, Revision, RowId, Timestamp, Topic};

use super::topics::Topics;
use crate::{
    derive::{Deriver, Write},
    policy::Truth,
    store::{AskedBy, LogStep, RowChange, TopicCommit},
};

/// Changes that are not durable yet.
#[derive(Debug)]
pub struct Plan<'a> {
    topics: &'a Topics,
    /// Rows touched so far, as they shall be.
    staged: HashMap<Topic, BTreeMap<RowId, Option<Arc<RawRow>>>>,
    /// Every change in order, as the deriver is shown it.
    changes: Vec<Change>,
    n_observed: usize,
}

/// Who wants a change.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Origin {
    /// The gateway itself.
    Gateway,
    /// A person.
    Mutation(AskedBy),
    /// It follows from other changes.
    Derived,
}

/// One change of one row.
#[derive(Clone, Debug)]
pub struct Change {
    origin: Origin,
    topic: Topic,
    id: RowId,
    before: Option<Arc<RawRow>>,
    after: Option<Arc<RawRow>>,
}

impl Change {
    /// Takes it back, as the deriver sees it.
    pub fn undo(&self, deriver: &mut dyn Deriver, now: Timestamp) {
        deriver.observe(&self.topic, self.after.as_deref(), self.before.as_deref(), now);
    }

    /// Where.
    pub const fn topic(&self) -> &Topic {
        &self.topic
    }

    /// Which row.
    pub const fn id(&self) -> &RowId {
        &self.id
    }

    /// Who asked for it, if a person did.
    pub const fn asked_by(&self) -> Option<&AskedBy> {
        match &self.origin {
            Origin::Mutation(it) => Some(it),
            Origin::Gateway | Origin::Derived => None,
        }
    }

    /// What it sets and takes away; `None` if the row came or went.
    pub fn difference(&self) -> Option<(Fields, Vec<String>)> {
        Some(self.before.as_ref()?.diff(self.after.as_ref()?))
    }

    /// What these fields held before it, as far as they were there.
    pub fn held<'a>(&self, names: impl Iterator<Item = &'a String>) -> Fields {
        let field = |name: &'a String| {
            let value = self.before.as_ref()?.0.get(name)?;
            Some((name.clone(), value.clone()))
        };
        names.filter_map(field).collect()
    }

    /// The gateway's own change once more; `None` if it was a person's, or followed from others.
    pub fn again(&self) -> Option<Write> {
        match &self.origin {
            Origin::Mutation(_) | Origin::Derived => None,
            Origin::Gateway => Some(match &self.after {
                Some(row) => Write::Put {
                    topic: self.topic.clone(),
                    row: RawRow::clone(row),
                },
                None => Write::Remove {
                    topic: self.topic.clone(),
                    id: self.id.clone(),
                },
            }),
        }
    }
}

impl<'a> Plan<'a> {
    /// Nothing planned yet.
    pub fn new(topics: &'a Topics) -> Self {
        Self {
            topics,
            staged: HashMap::new(),
            changes: Vec::new(),
            n_observed: 0,
        }
    }

    /// A row as planned.
    pub fn row(&self, topic: &Topic, id: &RowId) -> Option<&Arc<RawRow>> {
        match self.staged.get(topic).and_then(|it| it.get(id)) {
            Some(staged) => staged.as_ref(),
            None => self.topics.row(topic, id).map(|(_, row)| row),
        }
    }

    /// A row's revision as planned; `None` if there is no such row.
    pub fn revision(&self, topic: &Topic, id: &RowId) -> Option<Revision> {
        match self.staged.get(topic).and_then(|it| it.get(id)) {
            Some(staged) => staged.as_ref().map(|_| self.next_revision(topic)),
            None => self.topics.row(topic, id).map(|(revision, _)| *revision),
        }
    }

    /// Plans a change of the gateway's own. Rows without an id are dropped.
    pub fn write(&mut self, write: Write, origin: Origin) {
        match write {
            Write::Put { topic, row } => {
                if let Some(id) = row.id() {
                    self.stage(origin, &topic, id, Some(Arc::new(row)));
                }
            }
            Write::Remove { topic, id } => self.stage(origin, &topic, id, None),
        }
    }

    /// Plans what a row shall be.
    pub fn stage(&mut self, origin: Origin, topic: &Topic, id: RowId, after: Option<Arc<RawRow>>) {
        let before = self.row(topic, &id).cloned();
        if before == after {
            return;
        }
        self.changes.push(Change {
            origin,
            topic: topic.clone(),
            id: id.clone(),
            before,
            after: after.clone(),
        });
        match self.staged.get_mut(topic) {
            Some(rows) => {
                rows.insert(id, after);
            }
            None => {
                self.staged.insert(topic.clone(), BTreeMap::from([(id, after)]));
            }
        }
    }

    /// Shows the deriver what is new and plans what follows from it, until nothing follows any more.
    pub fn derive(&mut self, deriver: &mut dyn Deriver, now: Timestamp) {
        for _ in 0..DERIVE_ROUNDS_MAX {
            for change in &self.changes[self.n_observed..] {
                deriver.observe(
                    &change.topic,
                    change.before.as_deref(),
                    change.after.as_deref(),
                    now,
                );
            }
            self.n_observed = self.changes.len();
            for write in deriver.drain(now) {
                self.write(write, Origin::Derived);
            }
            if self.n_observed == self.changes.len() {
                return;
            }
        }
        // Rows that keep deriving each other would never end; the rest is shown and waits for the next transaction.
        for change in &self.changes[self.n_observed..] {
            deriver.observe(
                &change.topic,
                change.before.as_deref(),
                change.after.as_deref(),
                now,
            );
        }
    }

    /// The steps to be made durable, and every change in order.
    pub fn finish(self) -> (Vec<TopicCommit>, Vec<Change>) {
        let Self {
            topics,
            staged,
            changes,
            n_observed: _,
        } = self;
        let mut commits: Vec<_> = staged
            .into_iter()
            .filter_map(|(topic, rows)| step(topics, topic, rows))
            .collect();
        commits.sort_by(|a, b| a.topic.cmp(&b.topic));
        (commits, changes)
    }

    fn next_revision(&self, topic: &Topic) -> Revision {
        Revision(self.topics.position(topic).offset.next().0)
    }
}

impl Truth for Plan<'_> {
    fn find(&self, topic: &Topic, id: &RowId) -> Option<&RawRow> {
        self.row(topic, id).map(|it| &**it)
    }
}

/// One step of one topic; `None` if in the end nothing changed.
fn step(topics: &Topics, topic: Topic, staged: BTreeMap<RowId, Option<Arc<RawRow>>>) -> Option<TopicCommit> {
    let state = topics.topic(&topic);
    let position = topics.position(&topic);
    let to = position.offset.next();
    let revision = Revision(to.0);
    let mut sum = state.map_or_else(Digest::default, |it| it.sum());
    let mut ops = Vec::with_capacity(staged.len());
    let mut rows = Vec::with_capacity(staged.len());
    for (id, after) in staged {
        let before = state.and_then(|it| it.row(&id));
        let op = match (before, &after) {
            (None, None) => continue,
            (Some((_, before)), Some(after)) if before == after => continue,
            (Some((_, before)), Some(after)) => {
                let (changed, removed) = before.diff(after);
                Op::Patch(revision, id.clone(), changed, removed)
            }
            (None, Some(after)) => match topic.kind.delivery() {
                Delivery::Log => Op::Append(revision, RawRow::clone(after)),
                Delivery::Table | Delivery::Live => Op::Put(revision, RawRow::clone(after)),
            },
            (Some(_), None) => Op::Remove(revision, id.clone()),
        };
        if let Some((revision, _)) = before {
            sum.take(id.as_str(), *revision);
        }
        if after.is_some() {
            sum.add(id.as_str(), revision);
        }
        ops.push(op);
        rows.push(RowChange {
            id,
            revision,
            row: after,
        });
    }
    if ops.is_empty() {
        return None;
    }
    let log_since = state.map_or(protocol::Offset(0), |it| it.log().since());
    Some(TopicCommit {
        topic,
        epoch: position.epoch,
        step: LogStep {
            from: position.offset,
            to,
            ops: ops.into(),
            sum,
        },
        rows,
        log_since,
    })
}

/// How often what follows may have something follow from it within one transaction.
const DERIVE_ROUNDS_MAX: usize = 8;
