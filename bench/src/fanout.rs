//! What one changed row costs the gateway's core, by the number of people who follow it.

use std::error::Error;

use gateway::{
    derive::{NoDeriver, Write},
    hub::{ConnId, Hub, HubLimits, HubOutput},
    policy::Principal,
};
use protocol::{
    ClientFrame, DeviceId, Encoding, Entity, Hello, RowId, Sub, SubId, Timestamp, Topic, UserId, UserInfo,
    entities::{Role, Vehicle},
};

use crate::{fleet, stopwatch};

/// Rows in the table.
const ROWS: usize = 10_000;

/// Measures and prints.
pub(crate) fn report() -> Result<(), Box<dyn Error>> {
    println!("Gateway core, {ROWS} vehicles, one changed row, to everybody who follows");
    for clients in [1, 100, 1_000] {
        let mut server = Server::with(clients);
        let rounds = 500_000 / (clients + 1_000);
        let time = stopwatch::median(rounds, |round| server.change(round));
        stopwatch::line(&format!("{clients} clients"), time, None);
        stopwatch::line("    per delivered change", time / u32::try_from(clients)?, None);
    }
    println!();
    Ok(())
}

struct Server {
    hub: Hub,
    now: Timestamp,
}

impl Server {
    fn with(clients: usize) -> Self {
        let now = Timestamp::from_millis(1_790_000_000_000);
        let limits = HubLimits {
            // Deltas leave at once: what is measured is their cost, not their pace.
            hz: 1e6,
            connections_per_user: clients,
            ..HubLimits::default()
        };
        let mut hub = Hub::new(limits, Box::new(NoDeriver), 1);
        hub.write((0..ROWS).map(|it| Write::put(&fleet::vehicle(it))).collect(), now);
        let mut server = Self { hub, now };
        server.settle();
        for n in 0..clients {
            server.connect(ConnId(n as u64), n);
        }
        server.settle();
        server
    }

    fn connect(&mut self, conn: ConnId, n: usize) {
        let principal = Principal {
            user: UserInfo {
                id: UserId::from(format!("u{n}")),
                name: "Ana".to_owned(),
                roles: vec![Role::Manager.as_str().to_owned()],
                sees: Vec::new(),
            },
            roles: vec![Role::Manager],
            member: RowId::from(format!("u{n}")),
            expires: Timestamp::from_millis(u64::MAX),
        };
        let hello = Hello {
            v: protocol::PROTOCOL_VERSION,
            build: "bench".to_owned(),
            device: DeviceId::from(format!("d{n}")),
            conn: 1,
            token: None,
            can: vec![protocol::ALIKE.to_owned()],
            subs: vec![Sub {
                s: SubId(1),
                topic: Topic::whole(Vehicle::KIND).to_string(),
                at: None,
                sum: None,
                hz: Some(1e6),
            }],
        };
        self.hub
            .handle_open(conn, principal, Encoding::MessagePack, self.now);
        self.hub
            .handle_message(conn, vec![ClientFrame::from(hello)], self.now);
    }

    fn change(&mut self, round: usize) {
        let mut vehicle = fleet::vehicle(round % ROWS);
        vehicle.lat += round as f64 / 1e6;
        vehicle.speed = round as f64 % 90.0 + 0.5;
        self.now = self.now + std::time::Duration::from_millis(100);
        self.hub.write(vec![Write::put(&vehicle)], self.now);
        self.settle();
    }

    /// Commits and delivers; what was sent counts as drained at once.
    fn settle(&mut self) {
        loop {
            let mut is_quiet = true;
            while let Some(commit) = self.hub.poll_commit() {
                self.hub.handle_committed(commit.id, self.now);
                is_quiet = false;
            }
            while let Some(output) = self.hub.poll_output() {
                if let HubOutput::Send { conn, .. } = output {
                    self.hub.handle_queued(conn, 0, self.now);
                }
                is_quiet = false;
            }
            if is_quiet {
                return;
            }
        }
    }
}
