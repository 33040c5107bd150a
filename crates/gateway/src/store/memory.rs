//! A store that forgets: for tests, the simulation and throw-away demos.

use std::{collections::BTreeMap, sync::Arc};

use protocol::{MutationId, Position, Revision, RowId, Timestamp, Topic, entities::TrackPoint};

use super::{
    Commit, Deed, ENTRIES_MAX, HistoryEntry, LogStep, RecordedVerdict, Store, StoreError, StoredState,
    StoredTopic, TRACKS_KEPT, TrackQuery, track_day,
};

/// Keeps everything in memory. Clones are independent copies: what a crash would have left.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    topics: BTreeMap<Topic, MemoryTopic>,
    verdicts: BTreeMap<MutationId, RecordedVerdict>,
    history: BTreeMap<(Topic, RowId, u64), Deed>,
    /// By day, driver and moment.
    tracks: BTreeMap<(u64, RowId, Timestamp), TrackPoint>,
}

#[derive(Clone, Debug)]
struct MemoryTopic {
    position: Position,
    rows: BTreeMap<RowId, (Revision, Arc<protocol::RawRow>)>,
    log: Vec<LogStep>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Store for MemoryStore {
    fn load(&mut self) -> Result<StoredState, StoreError> {
        let topics = self
            .topics
            .iter()
            .map(|(topic, it)| StoredTopic {
                topic: topic.clone(),
                position: it.position.clone(),
                rows: it.rows.values().cloned().collect(),
                log: it.log.clone(),
            })
            .collect();
        let mut verdicts: Vec<_> = self.verdicts.values().cloned().collect();
        verdicts.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        let history = self.history.iter().map(|((topic, id, n), deed)| HistoryEntry {
            topic: topic.clone(),
            id: id.clone(),
            n: *n,
            deed: deed.clone(),
        });
        Ok(StoredState {
            topics,
            verdicts,
            history: history.collect(),
        })
    }

    fn commit(&mut self, commit: &Commit) -> Result<(), StoreError> {
        // Checked before anything is touched: a refused commit must leave no trace.
        for it in &commit.topics {
            let head = self.topics.get(&it.topic).map(|it| &it.position);
            super::continues(it, head)?;
        }
        for it in &commit.topics {
            let stored = self
                .topics
                .entry(it.topic.clone())
                .or_insert_with(|| MemoryTopic {
                    position: Position::from((it.epoch.clone(), it.step.from)),
                    rows: BTreeMap::new(),
                    log: Vec::new(),
                });
            stored.position.offset = it.step.to;
            for change in &it.rows {
                match &change.row {
                    Some(row) => {
                        stored
                            .rows
                            .insert(change.id.clone(), (change.revision, Arc::clone(row)));
                    }
                    None => {
                        stored.rows.remove(&change.id);
                        self.history
                            .retain(|(topic, id, _), _| (topic, id) != (&it.topic, &change.id));
                    }
                }
            }
            stored.log.push(it.step.clone());
            stored.log.retain(|step| step.to > it.log_since);
        }
        for verdict in &commit.verdicts {
            self.verdicts
                .entry(verdict.id.clone())
                .or_insert_with(|| verdict.clone());
        }
        self.verdicts.retain(|_, it| it.at >= commit.verdicts_since);
        for it in &commit.history {
            let key = (it.topic.clone(), it.id.clone(), it.n);
            self.history.insert(key, it.deed.clone());
            let oldest = it.n.checked_sub(ENTRIES_MAX as u64);
            if let Some(n) = oldest {
                self.history.remove(&(it.topic.clone(), it.id.clone(), n));
            }
        }
        for it in &*commit.tracks {
            let at = it.point.at;
            self.tracks
                .entry((track_day(at), it.driver.clone(), at))
                .or_insert_with(|| it.point.clone());
        }
        let oldest = track_day(commit.at - TRACKS_KEPT);
        if !commit.tracks.is_empty() {
            self.tracks.retain(|(day, ..), _| *day >= oldest);
        }
        Ok(())
    }

    fn track(&mut self, query: &TrackQuery) -> Result<Vec<TrackPoint>, StoreError> {
        let points = self
            .tracks
            .iter()
            .filter(|((_, driver, at), _)| *driver == query.driver && (query.from..=query.to).contains(at));
        Ok(points.take(query.limit).map(|(_, it)| it.clone()).collect())
    }

    fn reset(&mut self) -> Result<(), StoreError> {
        *self = Self::default();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::store::contract::{Place, store_contract};

    /// What a restart finds is what the last store left.
    #[derive(Default)]
    struct Shared(Arc<Mutex<MemoryStore>>);

    impl Place for Shared {
        fn open(&self) -> Box<dyn Store> {
            Box::new(Self(Arc::clone(&self.0)))
        }
    }

    impl Store for Shared {
        fn load(&mut self) -> Result<StoredState, StoreError> {
            self.0.lock().unwrap().load()
        }

        fn commit(&mut self, commit: &Commit) -> Result<(), StoreError> {
            self.0.lock().unwrap().commit(commit)
        }

        fn track(&mut self, query: &TrackQuery) -> Result<Vec<TrackPoint>, StoreError> {
            self.0.lock().unwrap().track(query)
        }

        fn reset(&mut self) -> Result<(), StoreError> {
            self.0.lock().unwrap().reset()
        }
    }

    store_contract!(Shared::default());
}
