//! How the tabs of a browser share a connection: who leads, and what the others send through it.
//!
//! What is passed on, and when a leader is replaced, is decided in `sync`; here it is brought to the browser. All of it is
//! a part of the program that is fetched while the app starts.
#![cfg_attr(
    feature = "split",
    allow(unsafe_code, reason = "what the split macro declares is linked by symbol")
)]

mod words;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use leptos::prelude::*;
use protocol::{Bye, ClientFrame, CloseCode, DeviceId, GatewayFrame};
use sync::{Connection, Relay, Relayed, Say, Vigil, Watch};
use wasm_bindgen_futures::spawn_local;

use super::{
    Link,
    driver::Driver,
    transport::{Role, Share},
};
use crate::{
    chunk::chunk,
    platform::{
        clock, lifecycle,
        socket::{Socket, SocketEvent},
        tabs::{Lock, Request, Tabs},
        timer::{self, Ticker},
    },
};

chunk! {
    tabs: pub(super) fn part() -> Begin = begin;
}

/// Joins the other tabs; `None` where the browser cannot.
pub(super) type Begin = fn(Link) -> Option<Box<dyn Share>>;

fn begin(link: Link) -> Option<Box<dyn Share>> {
    let slot = StoredValue::new_local(None::<Sharing>);
    let tab = link.read(|it| it.config().device.clone());
    let hear = move |text: String| {
        if let Some(sharing) = slot.try_get_value().flatten() {
            sharing.hear(&text);
        }
    };
    let state = StoredValue::new_local(Rc::new(State {
        tabs: Tabs::join(NAME, tab.as_str(), hear)?,
        tab,
        transport: RefCell::default(),
        lock: RefCell::default(),
        by_force: Cell::default(),
        alone: Cell::default(),
    }));
    let sharing = Sharing { link, state };
    slot.set_value(Some(sharing));
    Some(Box::new(sharing))
}

/// What the tabs of a browser share; a handle, cheap to copy.
#[derive(Clone, Copy)]
struct Sharing {
    link: Link,
    state: StoredValue<Rc<State>, LocalStorage>,
}

struct State {
    tabs: Tabs,
    /// What this tab is called.
    tab: DeviceId,
    transport: RefCell<Option<Transport>>,
    /// The lead, for the connection that is asked for next.
    lock: RefCell<Option<Lock>>,
    /// The next connection takes the lead by force: the one that leads was found dead.
    by_force: Cell<bool>,
    /// The next connection is not shared: the one that leads has no room.
    alone: Cell<bool>,
}

enum Transport {
    Leads(Box<Lead>),
    Follows(Follow),
}

struct Lead {
    socket: Socket,
    relay: Relay,
    /// Who follows, until they are gone.
    followers: Vec<(DeviceId, Request)>,
    lock: Lock,
}

struct Follow {
    /// `None`: nobody has let this tab through yet.
    leader: Option<DeviceId>,
    watch: Watch,
    #[expect(dead_code, reason = "runs until dropped")]
    ticker: Ticker,
    request: Option<Request>,
}

impl Share for Sharing {
    fn connect(&self, driver: &Driver) -> bool {
        let (sharing, state) = (*self, self.state());
        // What is broken here on purpose is not to break the others.
        if state.alone.take() || self.link.breakage.get_untracked().is_frozen {
            return false;
        }
        let number = driver.next_socket();
        if let Some(lock) = state.lock.take() {
            self.lead(number, lock);
            return true;
        }
        *state.transport.borrow_mut() = Some(Transport::Follows(Follow {
            leader: None,
            watch: Watch::new(clock::now()),
            ticker: Ticker::new(Watch::EVERY, move || sharing.look(number)),
            request: None,
        }));
        self.say_to_all(number, Say::Knock);
        let by_force = state.by_force.take();
        if by_force || lifecycle::is_visible() {
            self.ask_for_lead(number, by_force);
            return true;
        }
        spawn_local(async move {
            timer::sleep(VISIBLE_FIRST).await;
            if sharing.link.is_current(number) {
                sharing.ask_for_lead(number, false);
            }
        });
        true
    }

    fn send(&self, driver: &Driver, frames: Vec<ClientFrame>) -> usize {
        match &*self.state().transport.borrow() {
            Some(Transport::Leads(lead)) => return lead.socket.send(&frames),
            Some(Transport::Follows(Follow {
                leader: Some(leader), ..
            })) => self.say_to(leader, driver.n_sockets.get(), Say::Up(frames)),
            Some(Transport::Follows(_)) | None => {}
        }
        0
    }

    fn share(&self, driver: &Driver, event: SocketEvent) -> SocketEvent {
        let (frames, bytes) = match event {
            SocketEvent::Message(frames, bytes) => (frames, bytes),
            SocketEvent::Closed(code) => {
                self.let_go(driver, Some(code));
                return event;
            }
            SocketEvent::Opened | SocketEvent::Malformed(_) => return event,
        };
        if !matches!(&*self.state().transport.borrow(), Some(Transport::Leads(_))) {
            return SocketEvent::Message(frames, bytes);
        }
        let is_welcome = frames.iter().any(|it| matches!(it, GatewayFrame::Welcome(_)));
        let own = self.with_relay(driver, |relay| {
            let engine = driver.engine.borrow();
            let is_own = |id: &_| engine.pending().any(|it| it.id == *id);
            relay.handle_message(frames, is_own, clock::now())
        });
        if is_welcome {
            self.say_to_all(0, Say::Through);
        }
        SocketEvent::Message(own.unwrap_or_default(), bytes)
    }

    fn part(&self, driver: &Driver) {
        let is_following = self.take_leave(driver);
        let is_lost = matches!(*driver.engine.borrow().connection(), Connection::Waiting { .. });
        // Who found the connection of the one that leads dead opens a better one.
        self.state().by_force.set(is_following && is_lost);
        self.let_go(driver, Some(CloseCode::Restart));
    }

    fn resign(&self, driver: &Driver) {
        if self.state().transport.borrow().is_some() {
            self.take_leave(driver);
            self.let_go(driver, None);
            self.link.hear(SocketEvent::Closed(CloseCode::Restart));
        }
    }
}

/// The lead.
impl Sharing {
    fn ask_for_lead(self, number: u64, by_force: bool) {
        let granted = move |lock| {
            if self.link.is_current(number) {
                self.take_lead(number, lock);
            }
        };
        let request = self
            .state()
            .tabs
            .ask_for_lead(by_force, granted, move || self.lose_lead());
        if let Some(Transport::Follows(follow)) = &mut *self.state().transport.borrow_mut() {
            follow.request = Some(request);
        }
    }

    fn take_lead(self, number: u64, lock: Lock) {
        let state = self.state();
        let is_through = matches!(
            &*state.transport.borrow(),
            Some(Transport::Follows(Follow { leader: Some(_), .. }))
        );
        if is_through {
            // The one that led is gone, and the connection with it.
            *state.lock.borrow_mut() = Some(lock);
            self.reconnect();
            drop(state.lock.take());
        } else {
            self.lead(number, lock);
        }
    }

    fn lead(self, number: u64, lock: Lock) {
        let lead = Lead {
            socket: self.link.open(number),
            relay: Relay::default(),
            followers: Vec::new(),
            lock,
        };
        *self.state().transport.borrow_mut() = Some(Transport::Leads(Box::new(lead)));
        self.say_to_all(0, Say::Leads);
        self.link.role.set(Role::Leads);
    }

    /// Another tab took the lead by force: this one may have missed that while it stood still.
    fn lose_lead(self) {
        let is_lost =
            matches!(&*self.state().transport.borrow(), Some(Transport::Leads(lead)) if lead.lock.is_lost());
        if is_lost {
            self.reconnect();
        }
    }

    /// Tells the one that leads; `false` if nobody else does.
    fn take_leave(self, driver: &Driver) -> bool {
        let is_following = matches!(&*self.state().transport.borrow(), Some(Transport::Follows(_)));
        if is_following {
            self.send(driver, vec![Bye {}.into()]);
        }
        is_following
    }

    /// Lets go of what carried the frames; `None`: though nothing is wrong with it.
    fn let_go(self, driver: &Driver, code: Option<CloseCode>) {
        // What was asked for and is not there yet is not wanted any more.
        driver.n_sockets.set(driver.n_sockets.get() + 1);
        let transport = self.state().transport.take();
        if let Some(Transport::Leads(mut lead)) = transport {
            match code {
                Some(code) => lead.relay.handle_closed(code),
                None => lead.relay.hand_over(),
            }
            self.carry(driver, &mut lead.relay);
        }
        self.link.role.set(Role::Alone);
    }

    /// The tab that led is gone, not the gateway: there is no reason to wait.
    fn reconnect(self) {
        self.link.hear(SocketEvent::Closed(CloseCode::Restart));
        if lifecycle::is_online() {
            self.link.step(|it| it.handle_network(true, clock::now()));
        }
    }

    /// Sees to it that the one that leads still runs.
    fn look(self, number: u64) {
        if !self.link.is_current(number) {
            return;
        }
        let vigil = match &mut *self.state().transport.borrow_mut() {
            // Timers of hidden pages run late: they judge nobody.
            Some(Transport::Follows(follow)) if lifecycle::is_visible() => follow.watch.look(clock::now()),
            _ => return,
        };
        match vigil {
            Vigil::Ask => self.say_to_all(0, Say::Ask),
            Vigil::Replace => {
                self.state().by_force.set(true);
                self.reconnect();
            }
        }
    }
}

/// What is passed on.
impl Sharing {
    /// Does something with the relay, if this tab leads, and what the relay asks for then.
    fn with_relay<T>(self, driver: &Driver, feed: impl FnOnce(&mut Relay) -> T) -> Option<T> {
        let mut relay = match &mut *self.state().transport.borrow_mut() {
            Some(Transport::Leads(lead)) => std::mem::take(&mut lead.relay),
            _ => return None,
        };
        let fed = feed(&mut relay);
        self.carry(driver, &mut relay);
        if let Some(Transport::Leads(lead)) = &mut *self.state().transport.borrow_mut() {
            lead.relay = relay;
        }
        Some(fed)
    }

    fn carry(self, driver: &Driver, relay: &mut Relay) {
        while let Some(output) = relay.poll_output() {
            match output {
                Relayed::Up(frames) => self.link.send(driver, frames),
                Relayed::Open(tab, conn) => self.say_to(&tab, conn, Say::Open),
                Relayed::Down(tab, conn, frames) => self.say_to(&tab, conn, Say::Down(frames)),
                Relayed::Closed(tab, conn, code) => self.say_to(&tab, conn, Say::Closed(code)),
            }
        }
    }

    fn state(self) -> Rc<State> {
        self.state.get_value()
    }
}

/// Tabs of one version share a connection.
const NAME: &str = concat!("livedeck:leader:", env!("CARGO_PKG_VERSION"));
/// How long a hidden tab leaves the lead to visible ones.
const VISIBLE_FIRST: Duration = Duration::from_millis(300);
