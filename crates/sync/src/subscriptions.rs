//! Every topic in memory: who follows what, and when each needs attention.

use std::{collections::BTreeMap, time::Duration};

use protocol::{Position, SubId, Timestamp, Topic};

use crate::{
    phase::Phase,
    subscription::{GC, GRACE, Readers, Subscription},
    timers::Timer,
};

/// Topics without readers that are kept in memory; beyond it the one that would go first goes.
const UNREAD_MAX: usize = 64;

/// One topic as the diagnostics page shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct TopicStatus {
    /// Which topic.
    pub topic: Topic,
    /// What it is called on the wire at present.
    pub s: SubId,
    /// Whether it has rows to trust.
    pub phase: Phase,
    /// Where it stands in the history.
    pub position: Option<Position>,
    /// How many rows the view has.
    pub rows: usize,
    /// About how much memory they take.
    pub bytes: usize,
    /// When it was last known to be current.
    pub confirmed_at: Option<Timestamp>,
    /// Whether the gateway is asked to keep it current.
    pub subscribed: bool,
    /// Whether the gateway tells every change of it.
    pub is_current: bool,
    /// How many readers it has.
    pub readers: usize,
}

/// Every topic in memory.
#[derive(Debug, Default)]
pub(crate) struct Subscriptions {
    by_topic: BTreeMap<Topic, Subscription>,
    last: SubId,
}

impl Subscriptions {
    /// Those of a checkpoint; `last` is the last name that was given on the wire.
    pub(crate) fn restored(topics: impl Iterator<Item = Subscription>, last: SubId) -> Self {
        Self {
            by_topic: topics.map(|it| (it.topic.clone(), it)).collect(),
            last,
        }
    }

    /// The last name that was given on the wire.
    pub(crate) const fn last(&self) -> SubId {
        self.last
    }

    /// The topic of that name on the wire.
    pub(crate) fn topic_of(&self, s: SubId) -> Option<&Topic> {
        let mut all = self.by_topic.iter();
        all.find(|(_, it)| it.s == s).map(|(topic, _)| topic)
    }

    pub(crate) fn get(&self, topic: &Topic) -> Option<&Subscription> {
        self.by_topic.get(topic)
    }

    pub(crate) fn get_mut(&mut self, topic: &Topic) -> Option<&mut Subscription> {
        self.by_topic.get_mut(topic)
    }

    /// The topic a frame speaks about.
    pub(crate) fn by_id_mut(&mut self, s: SubId) -> Option<(&Topic, &mut Subscription)> {
        self.by_topic.iter_mut().find(|(_, it)| it.s == s)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Topic, &Subscription)> {
        self.by_topic.iter()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = (&Topic, &mut Subscription)> {
        self.by_topic.iter_mut()
    }

    /// The topic's subscription, made if need be.
    pub(crate) fn open(&mut self, topic: &Topic, now: Timestamp) -> &mut Subscription {
        let last = &mut self.last;
        self.by_topic.entry(topic.clone()).or_insert_with(|| {
            *last = last.next();
            Subscription::new(topic.clone(), *last, now)
        })
    }

    /// The topic was left: what is still on its way under its old name is not for whoever follows it next.
    pub(crate) fn rename(&mut self, topic: &Topic) {
        if let Some(it) = self.by_topic.get_mut(topic) {
            self.last = self.last.next();
            it.s = self.last;
        }
    }

    pub(crate) fn drop_topic(&mut self, topic: &Topic) {
        self.by_topic.remove(topic);
    }

    /// Whether a topic that people wait for is not there yet.
    pub(crate) fn is_behind(&self) -> bool {
        self.by_topic.values().any(Subscription::is_behind)
    }

    /// Topics for which a deadline has come.
    pub(crate) fn due(&self, timer: Timer, now: Timestamp) -> Vec<Topic> {
        self.by_topic
            .iter()
            .filter(|(_, it)| it.deadline(timer).is_some_and(|at| at <= now))
            .map(|(topic, _)| topic.clone())
            .collect()
    }

    /// When a topic next needs what the timer stands for.
    pub(crate) fn deadline(&self, timer: Timer) -> Option<Timestamp> {
        self.by_topic.values().filter_map(|it| it.deadline(timer)).min()
    }

    /// Topics that must go because too many are kept.
    pub(crate) fn surplus(&self) -> Option<Topic> {
        let unread = self.by_topic.iter().filter_map(|(topic, it)| match it.readers {
            Readers::Gone { until } => Some((until, topic)),
            Readers::Some(_) | Readers::Leaving { .. } => None,
        });
        let (count, first) = unread.fold((0, None), |(count, first), it| {
            (
                count + 1,
                Some(first.map_or(it, |first: (Timestamp, &Topic)| first.min(it))),
            )
        });
        first
            .filter(|_| count > UNREAD_MAX)
            .map(|(_, topic)| topic.clone())
    }

    /// The clock went back.
    pub(crate) fn rebase(&mut self, by: Duration) {
        for it in self.by_topic.values_mut() {
            it.rebase(by);
        }
    }
}

impl Subscription {
    pub(crate) fn add_reader(&mut self) {
        self.readers = match self.readers {
            Readers::Some(count) => Readers::Some(count + 1),
            Readers::Leaving { .. } | Readers::Gone { .. } => Readers::Some(1),
        };
    }

    pub(crate) fn drop_reader(&mut self, now: Timestamp) {
        self.readers = match self.readers {
            Readers::Some(1) => Readers::Leaving { until: now + GRACE },
            Readers::Some(count) => Readers::Some(count - 1),
            gone @ (Readers::Leaving { .. } | Readers::Gone { .. }) => gone,
        };
    }

    /// Nobody came back.
    pub(crate) fn abandon(&mut self, now: Timestamp) {
        self.readers = Readers::Gone { until: now + GC };
        self.presence.want(None);
    }

    fn deadline(&self, timer: Timer) -> Option<Timestamp> {
        match timer {
            Timer::Answer => self.answer_by(),
            Timer::Grace => match self.readers {
                Readers::Leaving { until } => Some(until),
                Readers::Some(_) | Readers::Gone { .. } => None,
            },
            Timer::Collect => match self.readers {
                Readers::Gone { until } => Some(until),
                Readers::Some(_) | Readers::Leaving { .. } => None,
            },
            Timer::Stale => self.stale_at().filter(|_| self.told == Phase::Fresh),
            Timer::Compare => self.compare_at(),
            Timer::Store => self.store_at(),
            Timer::Attempt
            | Timer::Retry
            | Timer::Probe
            | Timer::Verdict
            | Timer::Healthy
            | Timer::Leave
            | Timer::Prove
            | Timer::Resend
            | Timer::Fallback
            | Timer::Poll => None,
        }
    }

    pub(crate) fn status(&self, topic: &Topic, heard: Timestamp) -> TopicStatus {
        let view = self.replica.view();
        // Rows of a topic resemble each other: a few stand for all.
        let sample: Vec<_> = view.iter().take(32).map(|(_, row)| weight(row)).collect();
        let bytes = sample.iter().sum::<usize>() * view.len() / sample.len().max(1);
        TopicStatus {
            topic: topic.clone(),
            s: self.s,
            phase: self.told.clone(),
            position: self.replica.position().cloned(),
            rows: view.len(),
            bytes,
            confirmed_at: self.confirmed_at(heard),
            subscribed: self.is_wanted(),
            is_current: self.is_current(),
            readers: match self.readers {
                Readers::Some(count) => count,
                Readers::Leaving { .. } | Readers::Gone { .. } => 0,
            },
        }
    }
}

/// About how many bytes a row takes.
fn weight(row: &protocol::RawRow) -> usize {
    64 + row
        .0
        .iter()
        .map(|(name, value)| name.len() + 56 + value_weight(value))
        .sum::<usize>()
}

fn value_weight(value: &serde_json::Value) -> usize {
    use serde_json::Value;
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        Value::String(text) => text.len(),
        Value::Array(values) => values.iter().map(|it| 32 + value_weight(it)).sum(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, it)| name.len() + 56 + value_weight(it))
            .sum(),
    }
}
