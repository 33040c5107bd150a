//! A paused page: what it shows, by what it was told, and what it may show.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{RawRow, RowId, Timestamp, Topic, mutations::Mutation};
use sync::{Changes, Engine};

use crate::{calendar::Happening, factory::TOPICS, presence::desk, simulation::Simulation};

/// From the pause until everything shows again.
#[derive(Debug)]
pub(crate) struct Still {
    /// What is on the screen: as it was when somebody was last told of it.
    screen: BTreeMap<Topic, BTreeMap<RowId, RawRow>>,
    /// The topics that stand still, and how young they may claim to be.
    since: BTreeMap<Topic, Timestamp>,
    /// Rows on which somebody acted.
    own: BTreeSet<RowId>,
    /// Whether the page goes on: what changed meanwhile is being told.
    pub(crate) is_over: bool,
}

impl Still {
    /// Somebody is about to pause a page.
    pub(crate) fn begin(engine: &Engine, now: Timestamp) -> Self {
        let mut still = Self {
            screen: BTreeMap::new(),
            since: BTreeMap::new(),
            own: BTreeSet::new(),
            is_over: false,
        };
        for topic in TOPICS.iter().chain([&desk()]) {
            still.look(engine, topic);
            let view = engine.view(topic).into_iter();
            let acted = view.flat_map(|view| view.iter().filter(move |(id, _)| view.is_speculative(id)));
            still.own.extend(acted.map(|(id, _)| id.clone()));
        }
        for it in engine.topics().into_iter().filter(|it| it.subscribed) {
            let age = if it.is_current { Some(now) } else { it.confirmed_at };
            if let Some(age) = age.filter(|_| it.position.is_some()) {
                still.since.insert(it.topic, age);
            }
        }
        still
    }

    /// Somebody acts on a row and wants to see what becomes of it.
    pub(crate) fn acts_on(&mut self, mutation: &Mutation) {
        self.own.insert(mutation.target().1.clone());
    }

    /// The page is told that something changed, and looks at it.
    pub(crate) fn told(&mut self, engine: &Engine, topic: &Topic, changes: &Changes) -> Result<(), String> {
        match changes {
            Changes::Reset => {
                self.since.remove(topic);
                self.look(engine, topic);
            }
            Changes::Rows(ids) => {
                let stands = !self.is_over && self.since.contains_key(topic);
                if let Some(id) = ids.iter().find(|id| stands && !self.own.contains(*id)) {
                    return Err(format!("{topic}#{id} changed on a paused page"));
                }
                let rows = self.screen.entry(topic.clone()).or_default();
                for id in ids {
                    match engine.view(topic).and_then(|it| it.get(id)) {
                        Some(row) => rows.insert(id.clone(), row.clone()),
                        None => rows.remove(id),
                    };
                }
            }
        }
        Ok(())
    }

    /// Somebody opens a topic, and sees it as it stands.
    pub(crate) fn look(&mut self, engine: &Engine, topic: &Topic) {
        let rows = engine.view(topic).into_iter().flat_map(|it| it.iter());
        let rows = rows.map(|(id, row)| (id.clone(), row.clone())).collect();
        self.screen.insert(topic.clone(), rows);
    }

    /// What must be true after every step; gives how many topics were opened and stand still since. `is_timely`: nobody
    /// sets the clock.
    pub(crate) fn check(&mut self, engine: &Engine, is_timely: bool) -> Result<usize, String> {
        let topics = engine.topics();
        // What nobody reads may go without a word.
        for topic in topics.iter().filter(|it| it.readers > 0).map(|it| &it.topic) {
            let seen = engine.view(topic).into_iter().flat_map(|it| it.iter());
            let screen = self.screen.get(topic).into_iter().flatten();
            if !seen.eq(screen) {
                return Err(format!("{topic} changed and nobody was told"));
            }
        }
        let mut n_opened = 0;
        for it in topics.into_iter().filter(|_| !self.is_over) {
            let Some(view) = engine.view(&it.topic) else {
                self.since.remove(&it.topic);
                continue;
            };
            let age = engine.confirmed_at(&it.topic);
            match self.since.get(&it.topic) {
                Some(since) if is_timely && age.is_some_and(|it| it > *since) => {
                    return Err(format!("{} stands still and passes for younger", it.topic));
                }
                Some(_) => {}
                None if view.waiting() > 0 => {
                    return Err(format!("{} was opened on a paused page and hides rows", it.topic));
                }
                None => {
                    if let Some(age) = age.filter(|_| it.is_current) {
                        self.since.insert(it.topic, age);
                        n_opened += 1;
                    }
                }
            }
        }
        Ok(n_opened)
    }
}

impl Simulation {
    /// Somebody pauses a page, for a while.
    pub(crate) fn pause(&mut self) -> Result<(), String> {
        let number = self.somebody();
        let client = &mut self.clients[number];
        if client.is_asleep || client.still.is_some() {
            return Ok(());
        }
        let clock = client.clock(self.now);
        client.still = Some(Still::begin(&client.engine, clock));
        client.engine.pause(clock);
        let wait = self.streams.workload.u64(100..5_000);
        self.later(wait, Happening::Resume(number));
        self.settle(number)
    }
}
