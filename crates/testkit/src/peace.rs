//! The end of trouble, and what must be true some time after it.

use protocol::{Digest, Timestamp};
use sync::{Connection, Phase};

use crate::{
    calendar::Happening, client::true_time, factory::TOPICS, people::Person, promises::CALM,
    simulation::Simulation,
};

impl Simulation {
    /// Trouble is over: everybody is awake, online, looking, signed in and in their rights.
    pub(crate) fn heal(&mut self) -> Result<(), String> {
        self.healed = true;
        self.faults.heal();
        if self.site.hub.is_none() {
            self.site.start(true_time(self.now))?;
        }
        // In half of the worlds nobody waits for a quiet minute to tell what is missing.
        if self.streams.workload.bool() {
            self.at(CALM, Happening::Doubt);
        }
        for person in Person::ALL {
            self.later(1, Happening::Restored(person));
        }
        for number in 0..self.clients.len() {
            let clock = self.clients[number].clock(self.now);
            self.clients[number].watch.disturbed(self.now);
            self.clients[number].blocked_until = 0;
            for topic in TOPICS {
                let client = &mut self.clients[number];
                if client.follows.insert(topic.clone()) {
                    client.engine.subscribe(&topic, clock);
                    client
                        .still
                        .iter_mut()
                        .for_each(|it| it.look(&client.engine, &topic));
                }
            }
            self.settle(number)?;
            if self.clients[number].is_asleep {
                self.happen_to_client(Happening::Wake(number))?;
            }
            for what in [
                Happening::Online(number),
                Happening::Show(number),
                Happening::Resume(number),
            ] {
                self.happen_to_client(what)?;
            }
        }
        Ok(())
    }

    pub(crate) fn converged(&mut self) -> Result<(), String> {
        let Some(hub) = &self.site.hub else {
            return Err("the gateway is down".to_owned());
        };
        self.site.check_vehicles()?;
        self.see_each_other()?;
        for (number, client) in self.clients.iter().enumerate() {
            let engine = &client.engine;
            client.check_bounds()?;
            if !matches!(
                engine.connection(),
                Connection::Live { .. } | Connection::Polling { .. }
            ) {
                return Err(format!("client {number} is {:?}", engine.connection()));
            }
            if let Some(it) = engine.pending().next() {
                return Err(format!("client {number} still waits for {it:?}"));
            }
            let roles = self.rights.get(client.person.id()).cloned().unwrap_or_default();
            let principal = client.person.principal(&roles, Timestamp::from_millis(u64::MAX));
            for topic in TOPICS {
                let reading = hub
                    .read(&principal, &topic.to_string())
                    .map_err(|it| format!("{topic}: {}", it.msg))?;
                let Some(view) = engine.view(&topic) else {
                    return Err(format!(
                        "client {number} has no {topic}: {:?}",
                        engine.phase(&topic)
                    ));
                };
                if engine.phase(&topic) != Phase::Fresh {
                    return Err(format!("client {number}, {topic} is {:?}", engine.phase(&topic)));
                }
                let own = view.confirmed().map(|(_, revision, row)| (revision, &**row));
                let theirs = reading.rows.iter().map(|(revision, row)| (*revision, &**row));
                if !own.eq(theirs) {
                    return Err(format!("client {number} and the gateway differ in {topic}"));
                }
                let ids = view.confirmed().map(|(id, revision, _)| (id.as_str(), revision));
                if engine.digest(&topic) != Some(Digest::of(ids)) {
                    return Err(format!("client {number} has a wrong digest of {topic}"));
                }
                if view
                    .iter()
                    .any(|(id, row)| view.is_speculative(id) || row.id().as_ref() != Some(id))
                {
                    return Err(format!("client {number} still shows a guess in {topic}"));
                }
                if view.waiting() > 0 {
                    return Err(format!("client {number} still freezes {topic}"));
                }
            }
        }
        Ok(())
    }
}
