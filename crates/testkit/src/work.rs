//! What people, vehicles and misfortune do.

use std::time::Duration;

use gateway::derive::Write;
use protocol::{
    GoAwayReason, MutationId, RowId,
    entities::Role,
    mutations::{Mutation, ViolationChange},
};

use crate::{
    calendar::Happening,
    client::true_time,
    factory::{self, TOPICS, VIOLATIONS},
    faults::Fault,
    people::Person,
    simulation::Simulation,
    site::PENDING_MAX,
    streams::{below, chance},
    tally::Sometimes,
};

/// Until then people lose their patience.
const IMPATIENT: u64 = 10_000;

impl Simulation {
    /// Somebody or something changes something.
    pub(crate) fn work(&mut self) -> Result<(), String> {
        match self.streams.workload.u32(0..100) {
            0..48 => self.drive(),
            48..78 => self.decide(),
            78..82 => self.undo(),
            82..88 => self.look_elsewhere(),
            88..90 => self.clear_desk(),
            90..92 => self.check_now(),
            92..95 => self.pause(),
            _ => self.tend_outbox(),
        }
    }

    fn drive(&mut self) -> Result<(), String> {
        let random = &mut self.streams.workload;
        let mut writes = Vec::new();
        for _ in 0..random.u32(1..=4) {
            let driver = random.bool().then_some("dan");
            writes.push(match random.u32(0..10) {
                0 => factory::violation(random.u32(0..40), driver, "high"),
                1 => Write::Remove {
                    topic: VIOLATIONS,
                    id: RowId::from(format!("v{}", random.u32(0..40))),
                },
                2 => factory::vehicle(random.u32(0..40), driver, random.u32(0..90)),
                _ => factory::vehicle(
                    random.u32(0..12),
                    (random.u32(0..8) == 0).then_some("dan"),
                    random.u32(0..90),
                ),
            });
        }
        self.site.write(writes, true_time(self.now));
        self.pump()
    }

    /// Somebody clears the desk.
    fn clear_desk(&mut self) -> Result<(), String> {
        self.tally.saw(Sometimes::WindowFull);
        for _ in 0..PENDING_MAX * 2 {
            self.decide()?;
        }
        Ok(())
    }

    fn decide(&mut self) -> Result<(), String> {
        let number = self.somebody();
        let random = &mut self.streams.workload;
        let id = RowId::from(format!("v{}", random.u32(0..16)));
        let mutation = match random.u32(0..5) {
            0 => Mutation::Violation(ViolationChange::Acknowledge { id }),
            1 => Mutation::Violation(ViolationChange::Assign {
                id,
                // No `usize`: its width differs in WebAssembly, and the run with it.
                to: if random.bool() { "ana" } else { "ben" }.into(),
                to_name: None,
                from: None,
            }),
            2 => Mutation::Violation(ViolationChange::Assign {
                id,
                to: "nobody".into(),
                to_name: None,
                from: None,
            }),
            3 => Mutation::Violation(ViolationChange::Dismiss {
                id,
                reason: "a test drive".to_owned(),
            }),
            _ => Mutation::Violation(ViolationChange::Resolve { id }),
        };
        self.mutate(number, &mutation).map(drop)
    }

    fn undo(&mut self) -> Result<(), String> {
        let number = self.somebody();
        match self.clients[number].undo.pop_back() {
            Some(mutation) => {
                self.tally.saw(Sometimes::Undone);
                self.mutate(number, &mutation).map(drop)
            }
            None => Ok(()),
        }
    }

    /// Somebody asks for a change; gives its id if it was taken.
    pub(crate) fn mutate(
        &mut self,
        number: usize,
        mutation: &Mutation,
    ) -> Result<Option<MutationId>, String> {
        let client = &mut self.clients[number];
        if client.is_asleep {
            return Ok(None);
        }
        let clock = client.clock(self.now);
        client.still.iter_mut().for_each(|it| it.acts_on(mutation));
        let seen = client.seen(mutation);
        let mut id = None;
        if let Ok(made) = client.engine.mutate(mutation.clone(), clock) {
            id = Some(made.id.clone());
            self.asked_for(number, mutation, seen.as_ref(), made);
        }
        self.settle(number)?;
        Ok(id)
    }

    fn look_elsewhere(&mut self) -> Result<(), String> {
        let number = self.somebody();
        let topic = TOPICS[below(&mut self.streams.workload, TOPICS.len())].clone();
        let client = &mut self.clients[number];
        if client.is_asleep {
            return Ok(());
        }
        let clock = client.clock(self.now);
        if client.follows.remove(&topic) {
            client.engine.unsubscribe(&topic, clock);
        } else {
            client.follows.insert(topic.clone());
            client.engine.subscribe(&topic, clock);
            client
                .still
                .iter_mut()
                .for_each(|it| it.look(&client.engine, &topic));
            self.tally.saw(Sometimes::Followed);
        }
        self.settle(number)
    }

    pub(crate) fn somebody(&mut self) -> usize {
        below(&mut self.streams.workload, self.clients.len())
    }

    /// Something goes wrong.
    pub(crate) fn strike(&mut self) -> Result<(), String> {
        let Some(fault) = self.faults.pick(&mut self.streams.faults) else {
            return Ok(());
        };
        let number = below(&mut self.streams.faults, self.clients.len());
        let wire = self.network.of(number).last().copied();
        match fault {
            // These strike by themselves, wherever something is sent, opened or stored.
            Fault::Delay
            | Fault::LateArrival
            | Fault::Refuse
            | Fault::StoreError
            | Fault::Garble
            | Fault::Loss
            | Fault::Repeat
            | Fault::LateWords => Ok(()),
            Fault::Disconnect => {
                if let Some(conn) = wire {
                    self.break_off(conn);
                }
                Ok(())
            }
            Fault::HalfOpen => {
                if let Some(wire) = wire.and_then(|conn| self.network.get(conn)) {
                    wire.is_dead = true;
                }
                Ok(())
            }
            Fault::Stall => {
                let until = self.now + self.streams.network.u64(500..6_000);
                if let Some(wire) = wire.and_then(|conn| self.network.get(conn)) {
                    wire.stalled_until = until;
                    self.tally.saw(Sometimes::Stalled);
                }
                Ok(())
            }
            Fault::Restart => self.restart(false),
            // Rarely: nothing that came before it can be said afterwards.
            Fault::EpochLoss => {
                if chance(&mut self.streams.faults, 25) {
                    self.restart(true)?;
                }
                Ok(())
            }
            Fault::GoAway => self.send_away(),
            Fault::Expiry => self.expire(number),
            Fault::Rights => self.take_rights(number),
            Fault::ClockJump => self.jump(number),
            Fault::Sleep => {
                let wait = self.streams.clock.u64(300..15_000);
                self.fall_asleep(number, wait)
            }
            Fault::Hide => {
                let wait = self.streams.clock.u64(300..15_000);
                self.later(wait, Happening::Show(number));
                self.awake(number, |it, clock| {
                    it.is_visible = false;
                    it.engine.handle_visibility(false, clock);
                })
            }
            Fault::Offline => {
                let wait = self.streams.clock.u64(300..8_000);
                for tab in self.tabs_of(number) {
                    self.later(wait, Happening::Online(tab));
                    self.awake(tab, |it, clock| {
                        it.is_online = false;
                        it.engine.handle_network(false, clock);
                    })?;
                }
                Ok(())
            }
            Fault::Impatience => {
                // Early only: who used up the connects of a minute must be back in time all the same.
                let clicks = if self.now < IMPATIENT { 30 } else { 0 };
                for click in 1..=clicks {
                    self.later(click * 250, Happening::Insist(number));
                }
                Ok(())
            }
            Fault::Blocked => {
                self.block_sockets(number);
                Ok(())
            }
            Fault::Reload => self.reload(number, false),
            Fault::Corruption => self.reload(number, true),
        }
    }

    /// All tabs of a page's browser, itself among them.
    pub(crate) fn tabs_of(&self, number: usize) -> Vec<usize> {
        self.browsers[self.clients[number].browser].tabs.clone()
    }

    fn awake(
        &mut self,
        number: usize,
        act: impl FnOnce(&mut crate::client::Client, protocol::Timestamp),
    ) -> Result<(), String> {
        let client = &mut self.clients[number];
        if client.is_asleep {
            return Ok(());
        }
        client.watch.disturbed(self.now);
        let clock = client.clock(self.now);
        act(client, clock);
        self.settle(number)
    }

    fn restart(&mut self, loses_everything: bool) -> Result<(), String> {
        if self.site.hub.is_none() {
            return Ok(());
        }
        let durable = self.streams.storage.bool();
        if self.site.writing.is_some() {
            self.tally.saw(if durable {
                Sometimes::CrashAfterCommit
            } else {
                Sometimes::CrashBeforeCommit
            });
        }
        self.site.crash(durable)?;
        if loses_everything {
            self.tally.saw(Sometimes::EpochLost);
            self.site.lose_everything()?;
        }
        let conns: Vec<_> = self.network.wires.keys().copied().collect();
        for conn in conns {
            if let Some(wire) = self.network.get(conn) {
                wire.hub_open = false;
                if !wire.is_dead {
                    self.break_off(conn);
                }
            }
        }
        let down = self.streams.storage.u64(50..3_000);
        self.later(down, Happening::GatewayUp);
        Ok(())
    }

    fn send_away(&mut self) -> Result<(), String> {
        let spread = (Duration::from_millis(100), Duration::from_secs(3));
        if let Some(hub) = &mut self.site.hub {
            hub.go_away(GoAwayReason::Deploy, spread, true_time(self.now));
        }
        self.pump()
    }

    fn expire(&mut self, number: usize) -> Result<(), String> {
        let person = self.clients[number].person;
        // Half of the time there is another session to be found by asking.
        if self.streams.faults.bool() {
            self.sessions.insert(person.id(), false);
        }
        if let Some(hub) = &mut self.site.hub {
            hub.end_sessions_of(&person.id().into(), true_time(self.now));
        }
        self.pump()
    }

    fn take_rights(&mut self, number: usize) -> Result<(), String> {
        let person: Person = self.clients[number].person;
        let roles = vec![Role::Buyer];
        self.rights.insert(person.id(), roles.clone());
        if let Some(hub) = &mut self.site.hub {
            hub.change_rights(&person.id().into(), &roles, true_time(self.now));
        }
        let wait = self.streams.faults.u64(500..8_000);
        self.later(wait, Happening::Restored(person));
        self.pump()
    }

    fn jump(&mut self, number: usize) -> Result<(), String> {
        let by = self.streams.clock.i64(-3_600_000..3_600_000);
        self.tally.saw(if by < 0 {
            Sometimes::ClockBack
        } else {
            Sometimes::ClockForward
        });
        for tab in self.tabs_of(number) {
            self.clients[tab].skew += by;
            self.awake(tab, |_, _| {})?;
            self.clients[tab].watch.jumped(self.now);
            self.clients[tab].looking_since = self.now;
        }
        Ok(())
    }

    fn reload(&mut self, number: usize, corrupt: bool) -> Result<(), String> {
        self.end_page(number)?;
        self.give_up(number);
        let client = &mut self.clients[number];
        let browser = &mut self.browsers[client.browser];
        if !browser.disk.is_empty() {
            self.tally.saw(Sometimes::ResumedFromCache);
        }
        if client.form.is_some() {
            self.tally.saw(Sometimes::FormLost);
        }
        if corrupt {
            for record in browser.disk.values_mut() {
                if record.rows.pop().is_some() {
                    self.tally.saw(Sometimes::CorruptCache);
                }
            }
        }
        client.reload(browser, self.now);
        self.settle(number)
    }
}
