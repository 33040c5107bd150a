//! Connections that lose, delay and hold what they carry, but never reorder it.

use std::collections::BTreeMap;

use gateway::hub::ConnId;

use crate::{requests::Errand, told::Told};

/// All connections that one of the two sides still believes in.
#[derive(Debug, Default)]
pub(crate) struct Network {
    pub(crate) wires: BTreeMap<ConnId, Wire>,
    last: u64,
}

/// One connection.
#[derive(Debug)]
pub(crate) struct Wire {
    /// Whose.
    pub(crate) client: usize,
    /// Whether the client listens.
    pub(crate) client_open: bool,
    /// Whether the gateway listens.
    pub(crate) hub_open: bool,
    /// It carries nothing any more, and nobody knows.
    pub(crate) is_dead: bool,
    /// The client does not read until then.
    pub(crate) stalled_until: u64,
    /// What the gateway told on it.
    pub(crate) told: Told,
    /// It is a request, and this is what it has been answered so far.
    pub(crate) errand: Option<Errand>,
    to_client: u64,
    to_hub: u64,
}

impl Network {
    pub(crate) fn open(&mut self, client: usize) -> ConnId {
        self.last += 1;
        let conn = ConnId(self.last);
        let wire = Wire {
            client,
            client_open: true,
            hub_open: false,
            is_dead: false,
            stalled_until: 0,
            told: Told::default(),
            errand: None,
            to_client: 0,
            to_hub: 0,
        };
        self.wires.insert(conn, wire);
        conn
    }

    pub(crate) fn get(&mut self, conn: ConnId) -> Option<&mut Wire> {
        self.wires.get_mut(&conn)
    }

    /// Nobody believes in it any more.
    pub(crate) fn sweep(&mut self) {
        self.wires.retain(|_, it| it.client_open || it.hub_open);
    }

    /// The connections a client believes in.
    pub(crate) fn of(&self, client: usize) -> Vec<ConnId> {
        self.wires
            .iter()
            .filter(|(_, it)| it.client == client && it.client_open)
            .map(|(conn, _)| *conn)
            .collect()
    }
}

impl Wire {
    /// When something sent now arrives at the client: in order.
    pub(crate) fn reaches_client(&mut self, now: u64, delay: u64) -> u64 {
        self.to_client = self.to_client.max(now + delay).max(self.stalled_until);
        self.to_client
    }

    /// When something sent now arrives at the gateway: in order.
    pub(crate) fn reaches_hub(&mut self, now: u64, delay: u64) -> u64 {
        self.to_hub = self.to_hub.max(now + delay);
        self.to_hub
    }
}
