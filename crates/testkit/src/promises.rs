//! Promises that need both sides to be checked: what a page shows against what the store holds.

use protocol::{
    GatewayFrame, MutationId, NackCode, RowId, Timestamp, Topic,
    mutations::{Author, Mutation},
};
use sync::Connection;

use crate::{
    client::true_time,
    doubts::ANSWERED_WITHIN,
    factory::{self, TOPICS, VEHICLES},
    faults::Fault,
    people::Person,
    simulation::{Simulation, TROUBLE},
    tally::Sometimes,
};

/// By then nothing of the trouble is on its way any more: no late message, no window to come back in.
pub(crate) const CALM: u64 = TROUBLE + 14_000;
/// Who was sent away then, and had connected as often as anybody may in a minute, is back by then.
const RETURN: u64 = 80_000;
/// So soon everybody who is live is told of a change.
const TOLD_WITHIN: u64 = 1_000;

impl Simulation {
    /// What took effect is seen at the moment of its verdict, in its rows or still on top of them.
    pub(crate) fn seen_to_hold(
        &self,
        number: usize,
        id: &MutationId,
        mutation: &Mutation,
    ) -> Result<(), String> {
        let (kind, row) = mutation.target();
        let topic = Topic::whole(kind);
        let client = &self.clients[number];
        if !client.follows.contains(&topic) {
            // Nobody looks.
            return Ok(());
        }
        let engine = &client.engine;
        let Some((_, offset)) = self.site.effect(id).filter(|(it, _)| **it == topic) else {
            return Ok(());
        };
        let Some((view, at)) = engine.view(&topic).zip(engine.position(&topic)) else {
            return Ok(());
        };
        let is_known = at.offset >= offset || view.revision(row).is_none();
        // Over older rows it may not fit, and then the rows are shown as they are.
        let author = Author {
            user: client.person.id().into(),
            name: client.person.id().to_owned(),
            at: client.clock(self.now),
        };
        let fits = view
            .confirmed()
            .find(|(it, ..)| *it == row)
            .is_some_and(|(_, _, row)| mutation.apply(Some(row), &author).is_ok());
        // Another life of the topic counts anew, and rows that vanished on the way leave no trace to wait for.
        let excused = [Fault::EpochLoss, Fault::Loss]
            .into_iter()
            .any(|it| self.all_faults.has(it));
        if is_known || !fits || view.is_speculative(row) || excused {
            return Ok(());
        }
        Err(format!(
            "{id} took effect and is seen no more: {topic} stands at {}",
            at.offset
        ))
    }

    /// A paused page stands still, and is told what changed when it goes on.
    pub(crate) fn stands_still(&mut self, number: usize) -> Result<(), String> {
        let is_timely = !self.all_faults.has(Fault::ClockJump);
        let client = &mut self.clients[number];
        let Some(still) = &mut client.still else {
            return Ok(());
        };
        for _ in 0..still.check(&client.engine, is_timely)? {
            self.tally.saw(Sometimes::OpenedWhilePaused);
        }
        client.still.take_if(|it| it.is_over);
        Ok(())
    }

    /// Whether rows differ because they were told in other roles. When rights change the gateway tells a topic anew without
    /// being asked; a page that is just comparing digests takes that for the answer, and rightly so: what it has is not
    /// what it may see.
    pub(crate) fn is_review(&self, number: usize, line: &str) -> bool {
        let client = &self.clients[number];
        // Which of several tabs was told what, in which roles, only the relay knows.
        let is_shared = self.browsers[client.browser].is_shared() && self.all_faults.has(Fault::Rights);
        line.contains("Mismatch") && (client.watch.is_reviewed || is_shared)
    }

    /// Nobody is told that they ask for too much: they know how much they may.
    pub(crate) fn within_the_window(&self, number: usize, frames: &[GatewayFrame]) -> Result<(), String> {
        // The tabs of a browser do not know how much the others ask for over the same connection.
        if self.browsers[self.clients[number].browser].is_shared() {
            return Ok(());
        }
        // After 20 s without a verdict a page sends again and may count differently.
        let slow = [
            Fault::Loss,
            Fault::Repeat,
            Fault::ClockJump,
            Fault::LateArrival,
            Fault::Stall,
            Fault::Sleep,
        ];
        if slow.into_iter().any(|it| self.all_faults.has(it)) {
            return Ok(());
        }
        let is_too_many = |it: &GatewayFrame| {
            matches!(it, GatewayFrame::Nack(it)
                if it.code == NackCode::Busy && it.msg.starts_with("Too many changes without"))
        };
        match frames.iter().any(is_too_many) {
            true => Err("a page sent more than the gateway takes at a time".to_owned()),
            false => Ok(()),
        }
    }

    /// All is well and quiet; then something changes, and everybody who says "live" is told at once.
    pub(crate) fn prove_life(&mut self) -> Result<(), String> {
        while self.now < CALM || self.converged().is_err() {
            if self.now > CALM + RETURN {
                return Err("what was well did not stay so".to_owned());
            }
            self.step()?;
        }
        self.doubt()?;
        let asked_at = self.now;
        while self.now < asked_at + ANSWERED_WITHIN {
            self.step()?;
        }
        let written_at = self.now;
        self.site
            .write(vec![factory::vehicle(0, Some("dan"), 99)], true_time(self.now));
        self.pump()?;
        let live: Vec<_> = (0..self.clients.len()).map(|it| self.live_since(it)).collect();
        while self.now < written_at + TOLD_WITHIN {
            self.step()?;
        }
        let id = RowId::from("kv-0");
        let stands = self.site.hub.as_ref().and_then(|it| it.row(&VEHICLES, &id));
        let stands = stands.map(|(revision, _)| revision);
        for (number, since) in live.into_iter().enumerate() {
            let view = self.clients[number].engine.view(&VEHICLES);
            let seen = view.and_then(|it| it.revision(&id));
            let is_theirs = self.clients[number].person != Person::Eve;
            let stands = stands.filter(|_| is_theirs);
            // Who had to come back in between has other things to do first.
            if since.is_some() && since == self.live_since(number) && seen != stands {
                return Err(format!("client {number} is live and was not told of a change"));
            }
        }
        Ok(())
    }

    /// Since when a page has been live, with every topic current.
    pub(crate) fn live_since(&self, number: usize) -> Option<Timestamp> {
        let engine = &self.clients[number].engine;
        match engine.connection() {
            Connection::Live { since } if TOPICS.iter().all(|it| engine.position(it).is_some()) => {
                Some(*since)
            }
            _ => None,
        }
    }
}
