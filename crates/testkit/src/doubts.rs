//! Somebody wants to know whether everything is current: what is asked then, and that it is answered.

use std::collections::BTreeMap;

use protocol::{Digest, Position, Timestamp, Topic};

use crate::{calendar::Happening, faults::Fault, simulation::Simulation, tally::Sometimes};

/// In quiet times an answer takes no longer, ms.
pub(crate) const ANSWERED_WITHIN: u64 = 1_500;

/// What a page wanted to know.
#[derive(Debug)]
pub(crate) struct Question {
    number: usize,
    /// Since when it was live.
    since: Timestamp,
    /// When it must have its answer.
    due: u64,
    /// Where the topics stood at the gateway, as the page may see them, and whether the page lacked something.
    heads: BTreeMap<Topic, (Position, bool)>,
}

impl Simulation {
    /// Somebody wants to know whether everything is current.
    pub(crate) fn check_now(&mut self) -> Result<(), String> {
        let number = self.somebody();
        self.compare(number)
    }

    /// A page compares its topics with the gateway's: it asks for what it says it asks for, and leaves nothing out.
    fn compare(&mut self, number: usize) -> Result<(), String> {
        let client = &mut self.clients[number];
        if client.is_asleep {
            return Ok(());
        }
        let clock = client.clock(self.now);
        // Whose messages come twice or never takes an answer for another; whose clock jumps asks sooner or later.
        let odd = [Fault::Loss, Fault::Repeat, Fault::ClockJump];
        let is_odd = odd.into_iter().any(|it| self.all_faults.has(it));
        let due = client.watch.due_to_compare(&client.engine, self.now);
        client.watch.compares();
        let n_asked = client.engine.refresh(clock);
        self.settle(number)?;
        let asked = self.clients[number].watch.compared(self.now);
        if asked.len() != n_asked {
            return Err(format!("{n_asked} topics are said to be compared, not {asked:?}"));
        }
        if let Some(topic) = due.iter().find(|it| !is_odd && !asked.contains(it)) {
            return Err(format!("somebody wanted to know, and {topic} was not compared"));
        }
        if n_asked > 0 {
            self.tally.saw(Sometimes::Compared);
        }
        Ok(())
    }

    /// Everybody wants to know at once.
    pub(crate) fn doubt(&mut self) -> Result<(), String> {
        for number in 0..self.clients.len() {
            // What was lost before is asked for again when patience ends, not sooner because somebody wants to know.
            let client = &self.clients[number];
            let mut lost = client.watch.unanswered(&client.engine);
            lost.retain(|_| self.all_faults.has(Fault::Loss));
            self.compare(number)?;
            let Some(since) = self.live_since(number) else {
                continue;
            };
            let client = &self.clients[number];
            let mut asked = client.watch.unanswered(&client.engine);
            asked.retain(|it| !lost.contains(it));
            let heads = asked.into_iter().filter_map(|topic| {
                let (at, digest) = self.reading(number, &topic)?;
                let lacks = self.clients[number].engine.digest(&topic) != Some(digest);
                Some((topic, (at, lacks)))
            });
            let heads = heads.collect();
            let due = self.now + ANSWERED_WITHIN;
            self.questions.push(Question {
                number,
                since,
                due,
                heads,
            });
        }
        self.later(ANSWERED_WITHIN, Happening::Reassured);
        Ok(())
    }

    /// By now everybody has been answered, and whoever lacked something has it.
    pub(crate) fn reassured(&mut self) -> Result<(), String> {
        // Somebody else may have wanted to know a moment ago.
        let now = self.now;
        let questions = std::mem::take(&mut self.questions).into_iter();
        let (due, rest): (Vec<_>, Vec<_>) = questions.partition(|it| it.due <= now);
        self.questions = rest;
        for Question {
            number,
            since,
            due: _,
            heads,
        } in due
        {
            // Who had to come back in between was told everything anew.
            if self.live_since(number) != Some(since) {
                continue;
            }
            let client = &self.clients[number];
            let waiting = client.watch.unanswered(&client.engine);
            for (topic, (head, lacked)) in heads {
                if waiting.contains(&topic) {
                    return Err(format!("client {number} was not told whether {topic} is current"));
                }
                let Some((at, digest)) = self.reading(number, &topic) else {
                    continue;
                };
                if client.engine.digest(&topic) == Some(digest) {
                    if lacked {
                        self.tally.saw(Sometimes::HealedByDoubt);
                    }
                } else if at == head {
                    return Err(format!("client {number} compared {topic} and has other rows"));
                }
            }
        }
        Ok(())
    }

    /// A topic as the gateway would tell it to a page.
    fn reading(&self, number: usize, topic: &Topic) -> Option<(Position, Digest)> {
        let person = self.clients[number].person;
        let roles = self.rights.get(person.id())?;
        let principal = person.principal(roles, Timestamp::from_millis(u64::MAX));
        let reading = self
            .site
            .hub
            .as_ref()?
            .read(&principal, &topic.to_string())
            .ok()?;
        let ids: Vec<_> = reading
            .rows
            .iter()
            .filter_map(|(revision, row)| Some((row.id()?, *revision)))
            .collect();
        let digest = Digest::of(ids.iter().map(|(id, revision)| (id.as_str(), *revision)));
        Some((reading.at, digest))
    }
}
