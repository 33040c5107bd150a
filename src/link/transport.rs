//! What carries the frames: a socket of this tab's own, or what the tabs of this browser share.

use leptos::prelude::*;
use protocol::{ClientFrame, MutationId};
use sync::Role;
use wasm_bindgen_futures::spawn_local;

use super::{Link, driver::Driver, tabs};
use crate::platform::{
    socket::{Socket, SocketEvent},
    timer,
};

/// A connection that the tabs of a browser share; a part of the program that is fetched while the app starts.
pub(super) trait Share {
    /// Opens a way to the gateway: through the tab that leads, or by taking the lead. `false`: not this time.
    fn connect(&self, driver: &Driver) -> bool;
    /// Sends frames of the engine here; gives how many bytes went over the network.
    fn send(&self, driver: &Driver, frames: Vec<ClientFrame>) -> usize;
    /// Tells the other tabs what is for them; gives what is for the engine here.
    fn share(&self, driver: &Driver, event: SocketEvent) -> SocketEvent;
    /// Tells the other tabs that an action is given up.
    fn give_up(&self, driver: &Driver, id: MutationId);
    /// Tells the other tabs that an action is being changed here, or no longer.
    fn hold(&self, driver: &Driver, id: MutationId, is_held: bool);
    /// Leaves the connection.
    fn part(&self, driver: &Driver);
    /// The page goes, or is frozen: another tab takes over at once.
    fn resign(&self, driver: &Driver);
}

impl Link {
    /// What this tab is to the others.
    pub fn role(self) -> Role {
        self.role.get()
    }

    /// Fetches what it takes to share a connection. Who wants to connect meanwhile waits for it.
    pub(super) fn begin_sharing(self) {
        let driver = self.driver();
        spawn_local(async move {
            // Who is signed in is asked first: the first page waits for that.
            timer::yield_now().await;
            let begin = tabs::part().await.ok();
            if self.driver.is_disposed() {
                return;
            }
            // Unless somebody gave up waiting.
            driver.sharing.get_or_init(|| begin.and_then(|begin| begin(self)));
            if driver.is_awaiting.take() {
                self.connect(&driver);
            }
        });
    }

    pub(super) fn connect(self, driver: &Driver) {
        drop(driver.socket.take());
        let Some(sharing) = driver.sharing.get() else {
            return driver.is_awaiting.set(true);
        };
        let is_shared = sharing.as_ref().is_some_and(|it| it.connect(driver));
        if !is_shared {
            let number = driver.next_socket();
            *driver.socket.borrow_mut() = Some(self.open(number));
        }
    }

    pub(super) fn open(self, number: u64) -> Socket {
        Socket::open(SOCKET, move |event| {
            if self.is_current(number) {
                self.pass(number, event);
            }
        })
    }

    pub(super) fn part(self, driver: &Driver) {
        if driver.is_awaiting.take() {
            // Not worth waiting for any longer.
            driver.sharing.get_or_init(|| None);
        }
        drop(driver.socket.take());
        if let Some(sharing) = driver.shared() {
            sharing.part(driver);
        }
    }

    pub(super) fn send(self, driver: &Driver, frames: Vec<ClientFrame>) {
        let frames = self.leave(frames);
        if frames.is_empty() {
            return;
        }
        let own = driver.socket.borrow().as_ref().map(|it| it.send(&frames));
        let bytes = match (own, driver.shared()) {
            (Some(bytes), _) => bytes,
            (None, Some(sharing)) => sharing.send(driver, frames),
            (None, None) => 0,
        };
        driver.engine.borrow_mut().handle_sent(bytes);
    }
}

impl Driver {
    /// The number of the socket that is opened next.
    pub(super) fn next_socket(&self) -> u64 {
        let number = self.n_sockets.get() + 1;
        self.n_sockets.set(number);
        number
    }

    /// The shared connection, where tabs can share one.
    pub(super) fn shared(&self) -> Option<&dyn Share> {
        self.sharing.get()?.as_deref()
    }
}

/// Where sockets are opened.
const SOCKET: &str = "/api/v1/socket";
