//! Who is at the desk: what people say of themselves there, and what everybody sees of it.

use std::collections::BTreeMap;

use protocol::{
    Fields, Timestamp, Topic,
    entities::{Editing, HereState, Place, Role},
};
use sync::Phase;

use crate::{
    people::Person,
    simulation::Simulation,
    streams::{below, chance},
    tally::Sometimes,
};

/// Where people are, as far as they say it.
pub(crate) fn desk() -> Topic {
    Place::Dispatch.topic()
}

impl Simulation {
    /// The same, as it was before people said where they are: the luck of every message stays what it was then.
    #[must_use]
    pub const fn without_presence(mut self) -> Self {
        self.has_presence = false;
        self
    }

    /// Everybody wants to know who is at the desk; drivers are not told.
    pub(crate) fn open_desk(&mut self, number: usize) {
        if self.has_presence {
            let client = &mut self.clients[number];
            let clock = client.clock(self.now);
            client.follows.insert(desk());
            client.engine.subscribe(&desk(), clock);
        }
    }

    /// Somebody comes to the desk, begins to write there or stops, or leaves.
    pub(crate) fn move_about(&mut self) -> Result<(), String> {
        if !self.has_presence || !chance(&mut self.streams.presence, 40) {
            return Ok(());
        }
        self.nobody_stays_without_rights()?;
        let number = below(&mut self.streams.presence, self.clients.len());
        let editing = match self.streams.presence.u32(0..4) {
            0 => None,
            1 => Some(Some(Editing::Reason)),
            _ => Some(None),
        };
        let state = editing.map(|editing| HereState { editing }.fields());
        let client = &mut self.clients[number];
        if client.is_asleep {
            return Ok(());
        }
        let clock = client.clock(self.now);
        client.here = state.clone();
        client.engine.be_here(&desk(), state, clock);
        self.settle(number)
    }

    /// Who may not be at the desk is not, from the moment their rights are taken.
    fn nobody_stays_without_rights(&self) -> Result<(), String> {
        let Some(hub) = &self.site.hub else {
            return Ok(());
        };
        let principal = Person::Ben.principal(&[Role::Manager], Timestamp::from_millis(u64::MAX));
        let reading = hub.read(&principal, &desk().to_string()).map_err(|it| it.msg)?;
        for (_, row) in reading.rows {
            let id = row.text("id").unwrap_or_default();
            let rights = self.rights.get(id).map(Vec::as_slice).unwrap_or_default();
            if !rights
                .iter()
                .any(|it| matches!(it, Role::Dispatcher | Role::Manager))
            {
                return Err(format!("{id} is at the desk without the right to be"));
            }
        }
        Ok(())
    }

    /// No driver is told who is at the desk, and none is seen there.
    pub(crate) fn knows_its_place(&mut self, number: usize) -> Result<(), String> {
        let client = &self.clients[number];
        let Some(view) = client.engine.view(&desk()) else {
            return Ok(());
        };
        let own = client.person.id();
        let (mut sees_somebody, mut sees_edits) = (false, false);
        for (id, row) in view.iter() {
            if !works(client.person) || !Person::ALL.iter().any(|it| works(*it) && it.id() == id.as_str()) {
                return Err(format!("client {number} is told that {id} is at the desk"));
            }
            sees_somebody |= id.as_str() != own;
            sees_edits |= id.as_str() != own && row.text("editing").is_some();
        }
        if sees_somebody {
            self.tally.saw(Sometimes::ColleagueHere);
        }
        if sees_edits {
            self.tally.saw(Sometimes::ColleagueEdits);
        }
        Ok(())
    }

    /// Everybody who may sees exactly those who are at the desk.
    pub(crate) fn see_each_other(&self) -> Result<(), String> {
        if !self.has_presence {
            return Ok(());
        }
        let mut here: BTreeMap<&str, bool> = BTreeMap::new();
        for client in self.clients.iter().filter(|it| works(it.person)) {
            if let Some(state) = &client.here {
                *here.entry(client.person.id()).or_default() |= !state.is_empty();
            }
        }
        for (number, client) in self.clients.iter().enumerate() {
            let phase = client.engine.phase(&desk());
            if !works(client.person) {
                if !matches!(phase, Phase::Refused(..)) {
                    return Err(format!(
                        "client {number} may not see the desk, which is {phase:?}"
                    ));
                }
                continue;
            }
            let view = client.engine.view(&desk()).into_iter();
            let rows = view.flat_map(sync::View::iter);
            let seen: BTreeMap<_, _> = rows
                .map(|(id, row)| (id.as_str(), row.text("editing").is_some()))
                .collect();
            if phase != Phase::Fresh || seen != here {
                return Err(format!(
                    "client {number} sees {seen:?} at the desk ({phase:?}), where {here:?} are"
                ));
            }
        }
        Ok(())
    }
}

/// Whether somebody may be at the desk while nobody has taken their rights.
fn works(person: Person) -> bool {
    matches!(person.role(), Role::Dispatcher | Role::Manager)
}

/// What somebody says of themselves.
pub(crate) type State = Option<Fields>;
