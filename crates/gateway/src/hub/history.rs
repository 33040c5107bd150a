//! Who changed which row when: the last changes of rows that people work on.

use std::collections::{BTreeMap, HashMap, VecDeque};

use protocol::{RowId, StreamKind, Timestamp, Topic};

use super::plan::Change;
use crate::store::{Commit, Deed, ENTRIES_MAX, HistoryEntry, TopicCommit};

/// The history of every row that has one.
#[derive(Debug, Default)]
pub struct History {
    rows: HashMap<Topic, HashMap<RowId, VecDeque<HistoryEntry>>>,
}

impl History {
    /// Takes over what was stored, in the order of each row.
    pub fn load(&mut self, entries: Vec<HistoryEntry>) {
        for entry in entries {
            self.add(entry);
        }
    }

    /// What a transaction adds. That a row came to be is no entry: the row itself tells.
    pub fn plan(&self, changes: &[Change], commits: &[TopicCommit], now: Timestamp) -> Vec<HistoryEntry> {
        let mut last: BTreeMap<(&Topic, &RowId), u64> = BTreeMap::new();
        let mut entries = Vec::new();
        for change in changes.iter().filter(|it| is_kept(it.topic().kind)) {
            let (topic, id) = (change.topic(), change.id());
            let Some((changed, removed)) = change.difference() else {
                continue;
            };
            let was = change.held(changed.keys().chain(&removed));
            let mut names = changed.keys().chain(&removed);
            if names.all(|it| figures(topic.kind).contains(&it.as_str())) {
                continue;
            }
            // Without a commit it was all undone within the transaction; a row that is gone has no history.
            let Some(commit) = commits.iter().find(|it| it.topic == *topic) else {
                continue;
            };
            if !commit.rows.iter().any(|it| it.id == *id && it.row.is_some()) {
                continue;
            }
            let n = last
                .entry((topic, id))
                .or_insert_with(|| self.of(topic, id).last().map_or(0, |it| it.n));
            *n += 1;
            entries.push(HistoryEntry {
                topic: topic.clone(),
                id: id.clone(),
                n: *n,
                deed: Deed {
                    at: now,
                    revision: protocol::Revision(commit.step.to.0),
                    asked: change.asked_by().cloned(),
                    changed,
                    removed,
                    was: Some(was),
                },
            });
        }
        entries
    }

    /// A durable transaction becomes history.
    pub fn apply(&mut self, commit: &Commit) {
        for it in &commit.topics {
            if let Some(rows) = self.rows.get_mut(&it.topic) {
                for change in it.rows.iter().filter(|it| it.row.is_none()) {
                    rows.remove(&change.id);
                }
            }
        }
        for entry in &commit.history {
            self.add(entry.clone());
        }
    }

    /// The entries of a row, oldest first.
    pub fn of(&self, topic: &Topic, id: &RowId) -> impl DoubleEndedIterator<Item = &HistoryEntry> {
        self.rows
            .get(topic)
            .and_then(|it| it.get(id))
            .into_iter()
            .flatten()
    }

    fn add(&mut self, entry: HistoryEntry) {
        let rows = self.rows.entry(entry.topic.clone()).or_default();
        let entries = rows.entry(entry.id.clone()).or_default();
        entries.push_back(entry);
        if entries.len() > ENTRIES_MAX {
            entries.pop_front();
        }
    }
}

/// Whether people work on the rows of a stream. What devices report changes too often to be told one by one.
const fn is_kept(kind: StreamKind) -> bool {
    match kind {
        StreamKind::Violation
        | StreamKind::Driver
        | StreamKind::Shipment
        | StreamKind::Geofence
        | StreamKind::Ticket
        | StreamKind::Member => true,
        StreamKind::Vehicle
        | StreamKind::FleetSummary
        | StreamKind::DistributionPoint
        | StreamKind::LogPoint
        | StreamKind::ReportEntry
        | StreamKind::DriverPosition
        | StreamKind::TrackPoint
        | StreamKind::Presence => false,
    }
}

/// Fields that the gateway calculates anew all the time: a change of nothing else is nobody's deed.
const fn figures(kind: StreamKind) -> &'static [&'static str] {
    if matches!(kind, StreamKind::Shipment) {
        &["eta"]
    } else if matches!(kind, StreamKind::Driver) {
        &["jobs", "delivered_today"]
    } else {
        &[]
    }
}
