//! The committed truth: every topic with its rows, its digest and its recent history.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use bytes::Bytes;
use mutants::mutant;
use protocol::{
    Delivery, Digest, Encoding, Epoch, Fields, Offset, Op, Position, RawRow, Revision, RowId, Topic,
};

use super::{HubLimits, log::RecentLog};
use crate::{
    message::{Alike, encode_ops, encode_parts},
    policy::{Telling, Truth},
    store::{StoredState, StoredTopic, TopicCommit},
};

/// All topics.
///
/// A topic that was never written has no state at all: it stands empty at offset 0 of this run's epoch, so that
/// asking for topics costs nothing.
#[derive(Debug)]
pub struct Topics {
    run: Epoch,
    all: HashMap<Topic, TopicState>,
}

/// One topic.
#[derive(Debug)]
pub struct TopicState {
    delivery: Delivery,
    position: Position,
    rows: HashMap<RowId, (Revision, Arc<RawRow>)>,
    sum: Digest,
    log: RecentLog,
    deltas: HashMap<(Shape, Alike, Offset), Bytes>,
    snapshots: HashMap<Shape, Arc<Parts>>,
}

/// In which bytes, and how much of it.
pub type Shape = (Encoding, Telling);

/// A whole topic at one position, encoded; shared by everybody who is sent it.
#[derive(Debug)]
pub struct Parts {
    /// The position.
    pub at: Position,
    /// Digest of the rows.
    pub sum: Digest,
    /// Arrays of rows.
    pub rows: Vec<Bytes>,
}

impl Topics {
    /// No topics. New ones live in the epoch `run`.
    pub fn new(run: Epoch) -> Self {
        Self {
            run,
            all: HashMap::new(),
        }
    }

    /// Takes over what was stored.
    pub fn load(&mut self, state: StoredState, limits: &HubLimits) {
        for topic in state.topics {
            self.all
                .insert(topic.topic.clone(), TopicState::restored(topic, limits));
        }
    }

    /// Where a topic stands.
    pub fn position(&self, topic: &Topic) -> Position {
        self.all.get(topic).map_or_else(
            || Position::from((self.run.clone(), Offset(0))),
            |it| it.position.clone(),
        )
    }

    /// One topic; `None` if it was never written.
    pub fn topic(&self, topic: &Topic) -> Option<&TopicState> {
        self.all.get(topic)
    }

    /// One topic, for its shared bytes; `None` if it was never written.
    pub fn topic_mut(&mut self, topic: &Topic) -> Option<&mut TopicState> {
        self.all.get_mut(topic)
    }

    /// A committed row.
    pub fn row(&self, topic: &Topic, id: &RowId) -> Option<&(Revision, Arc<RawRow>)> {
        self.all.get(topic)?.rows.get(id)
    }

    /// Names this run of the gateway.
    pub const fn run(&self) -> &Epoch {
        &self.run
    }

    /// A topic begins, empty.
    pub fn begin(&mut self, topic: &Topic, epoch: Epoch) {
        self.all.insert(topic.clone(), TopicState::new(topic, epoch));
    }

    /// A topic is over: nobody knows it any more.
    pub fn end(&mut self, topic: &Topic) {
        self.all.remove(topic);
    }

    /// Every topic that was ever written.
    pub fn names(&self) -> impl Iterator<Item = &Topic> {
        self.all.keys()
    }

    /// How many rows there are.
    pub fn n_rows(&self) -> usize {
        self.all.values().map(|it| it.rows.len()).sum()
    }

    /// A durable step becomes visible.
    pub fn apply(&mut self, commit: &TopicCommit, limits: &HubLimits) {
        self.all
            .entry(commit.topic.clone())
            .or_insert_with(|| TopicState::new(&commit.topic, commit.epoch.clone()))
            .apply(commit, limits);
    }
}

impl Truth for Topics {
    fn find(&self, topic: &Topic, id: &RowId) -> Option<&RawRow> {
        self.row(topic, id).map(|(_, row)| &**row)
    }
}

impl TopicState {
    fn new(topic: &Topic, epoch: Epoch) -> Self {
        Self {
            delivery: topic.kind.delivery(),
            position: Position::from((epoch, Offset(0))),
            rows: HashMap::new(),
            sum: Digest::default(),
            log: RecentLog::empty(),
            deltas: HashMap::new(),
            snapshots: HashMap::new(),
        }
    }

    fn restored(stored: StoredTopic, limits: &HubLimits) -> Self {
        let mut state = Self::new(&stored.topic, stored.position.epoch.clone());
        let kind = stored.topic.kind;
        state.position = stored.position;
        if stored.log.first().is_none_or(|it| it.from != Offset(0)) {
            state.log = RecentLog::default();
        }
        for step in stored.log {
            state.log.push(step, kind, limits);
        }
        for (revision, row) in stored.rows {
            let Some(id) = row.id() else { continue };
            state.sum.add(id.as_str(), revision);
            state.rows.insert(id, (revision, row));
        }
        state
    }

    fn apply(&mut self, commit: &TopicCommit, limits: &HubLimits) {
        debug_assert_eq!(self.position.offset, commit.step.from, "offsets have no holes");
        for change in &commit.rows {
            let before = match &change.row {
                Some(row) => self
                    .rows
                    .insert(change.id.clone(), (change.revision, Arc::clone(row))),
                None => self.rows.remove(&change.id),
            };
            if let Some((revision, _)) = before {
                self.sum.take(change.id.as_str(), revision);
            }
            if change.row.is_some() {
                self.sum.add(change.id.as_str(), change.revision);
            }
        }
        debug_assert_eq!(self.sum, commit.step.sum, "the planned digest");
        self.position.offset = commit.step.to;
        self.log.push(commit.step.clone(), commit.topic.kind, limits);
        self.deltas.clear();
        self.snapshots
            .retain(|_, parts| is_near(&self.log, parts, self.rows.len()));
    }

    /// Where it stands.
    pub const fn position(&self) -> &Position {
        &self.position
    }

    /// Digest of all rows.
    pub const fn sum(&self) -> Digest {
        self.sum
    }

    /// The history it can still tell.
    pub const fn log(&self) -> &RecentLog {
        &self.log
    }

    /// A row.
    pub fn row(&self, id: &RowId) -> Option<&(Revision, Arc<RawRow>)> {
        self.rows.get(id)
    }

    /// All rows, ordered by id.
    pub fn rows(&self) -> Vec<(&RowId, Revision, &Arc<RawRow>)> {
        let mut rows: Vec<_> = self
            .rows
            .iter()
            .map(|(id, (revision, row))| (id, *revision, row))
            .collect();
        rows.sort_unstable_by_key(|it| it.0);
        rows
    }

    /// What leads from an offset to now, at most one op per row; `None` if the log does not reach back.
    pub fn ops_after(&self, offset: Offset) -> Option<Arc<[Op]>> {
        let mut steps = self.log.after(offset)?.peekable();
        let first = steps.next();
        match (first, steps.peek()) {
            (None, _) => Some(Arc::from([])),
            (Some(only), None) => Some(Arc::clone(&only.ops)),
            (Some(first), Some(_)) => {
                let ops = std::iter::once(first).chain(steps).flat_map(|it| it.ops.iter());
                Some(match self.delivery {
                    // What came and went meanwhile need not be told.
                    Delivery::Log => ops.filter(|it| self.still_holds(it)).cloned().collect(),
                    Delivery::Table | Delivery::Live => self.conflate(ops),
                })
            }
        }
    }

    /// The same, encoded; encoded once for everybody who stands there.
    pub fn delta(&mut self, shape: Shape, alike: Alike, offset: Offset) -> Option<Bytes> {
        let key = (shape, alike, offset);
        if let Some(bytes) = self.deltas.get(&key) {
            return Some(bytes.clone());
        }
        let (encoding, telling) = shape;
        let bytes = encode_ops(encoding, alike, &telling.ops(&self.ops_after(offset)?));
        // Many different places at once are rare (a crowd resumes); remembering all of them would not be bounded.
        if self.deltas.len() < SHARED_DELTAS_MAX {
            self.deltas.insert(key, bytes.clone());
        }
        Some(bytes)
    }

    /// The whole topic, encoded once for everybody; perhaps a little old, but then the log leads on from it.
    /// It is not older than `since`.
    pub fn snapshot(&mut self, shape: Shape, since: Offset, limits: &HubLimits) -> Arc<Parts> {
        let is_new_enough = |it: &&Arc<Parts>| it.at.offset >= since || mutant!(ShareOldSnapshot);
        if let Some(parts) = self.snapshots.get(&shape).filter(is_new_enough) {
            return Arc::clone(parts);
        }
        let (encoding, telling) = shape;
        let rows = self.rows();
        let rows: Vec<_> = rows
            .iter()
            .map(|(_, revision, row)| (*revision, telling.row(row)))
            .collect();
        let rows = rows.iter().map(|(revision, row)| (*revision, &**row));
        let parts = Arc::new(Parts {
            at: telling.position(self.position.clone()),
            sum: self.sum,
            rows: encode_parts(encoding, rows, limits.part_bytes),
        });
        self.snapshots.insert(shape, Arc::clone(&parts));
        parts
    }

    /// Whether the row of an appended event is still there.
    fn still_holds(&self, op: &Op) -> bool {
        match op {
            Op::Append(..) => op.id().is_some_and(|id| self.rows.contains_key(&id)),
            Op::Put(..) | Op::Patch(..) | Op::Remove(..) => true,
        }
    }

    fn conflate<'a>(&self, ops: impl Iterator<Item = &'a Op>) -> Arc<[Op]> {
        let mut touched: HashMap<RowId, (Revision, Touch<'a>)> = HashMap::new();
        for op in ops {
            let Some(id) = op.id() else { continue };
            let (revision, touch) = touched
                .entry(id)
                .or_insert_with(|| (op.revision(), Touch::Fields(BTreeSet::new())));
            *revision = op.revision();
            match op {
                Op::Put(..) | Op::Append(..) | Op::Remove(..) => *touch = Touch::Whole,
                Op::Patch(_, _, changed, removed) => {
                    if let Touch::Fields(names) = touch {
                        names.extend(changed.keys().chain(removed).map(String::as_str));
                    }
                }
            }
        }
        let mut ops: Vec<Op> = touched
            .into_iter()
            .map(|(id, (revision, touch))| match (self.rows.get(&id), touch) {
                (None, _) => Op::Remove(revision, id),
                (Some((revision, row)), Touch::Whole) => Op::Put(*revision, RawRow::clone(row)),
                (Some((revision, row)), Touch::Fields(names)) => patch_of(id, *revision, row, &names),
            })
            .collect();
        ops.sort_by_cached_key(|it| (it.revision(), it.id()));
        ops.into()
    }
}

/// What of a row changed over several steps.
enum Touch<'a> {
    Whole,
    Fields(BTreeSet<&'a str>),
}

fn patch_of(id: RowId, revision: Revision, row: &RawRow, names: &BTreeSet<&str>) -> Op {
    let mut changed = Fields::new();
    let mut removed = Vec::new();
    for name in names {
        match row.0.get(*name) {
            Some(value) => {
                changed.insert((*name).to_owned(), value.clone());
            }
            None => removed.push((*name).to_owned()),
        }
    }
    Op::Patch(revision, id, changed, removed)
}

/// Whether a snapshot plus what happened since is cheaper than a new one.
fn is_near(log: &RecentLog, parts: &Parts, n_rows: usize) -> bool {
    log.n_ops_after(parts.at.offset)
        .is_some_and(|n_ops| n_ops <= 64 + n_rows / 4)
}

const SHARED_DELTAS_MAX: usize = 64;
