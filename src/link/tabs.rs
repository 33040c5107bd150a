//! How the tabs of a browser share a connection: brings to the browser what `sync` decides about it.
//!
//! All of it is a part of the program that is fetched while the app starts.
#![cfg_attr(
    feature = "split",
    allow(unsafe_code, reason = "what the split macro declares is linked by symbol")
)]

use std::{cell::RefCell, rc::Rc, time::Duration};

use leptos::prelude::*;
use protocol::{ClientFrame, CloseCode, DeviceId, MutationId};
use sync::{Tab, TabOutput, Watch, Word};
use wasm_bindgen_futures::spawn_local;

use super::{Link, driver::Driver, transport::Share};
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
    let name = link.read(|it| it.config().device.clone());
    let hear = move |text: String| {
        if let Some(sharing) = slot.try_get_value().flatten() {
            sharing.hear(&text);
        }
    };
    let state = StoredValue::new_local(Rc::new(State {
        tabs: Tabs::join(NAME, name.as_str(), hear)?,
        tab: RefCell::new(Tab::new(name)),
        granted: RefCell::default(),
        means: RefCell::default(),
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
    tab: RefCell<Tab>,
    /// The lead, until a connection takes it.
    granted: RefCell<Option<Lock>>,
    means: RefCell<Means>,
}

/// What the browser lends to the present connection.
#[derive(Default)]
struct Means {
    socket: Option<Socket>,
    lock: Option<Lock>,
    /// The lead is asked for.
    _request: Option<Request>,
    /// Looks after the one that leads.
    _ticker: Option<Ticker>,
    /// Who follows, until they are gone.
    followers: Vec<(DeviceId, Request)>,
}

impl Share for Sharing {
    fn connect(&self, driver: &Driver) -> bool {
        // What is broken here on purpose is not to break the others.
        if self.link.breakage.get_untracked().is_frozen {
            return false;
        }
        let state = self.state();
        let has_lead = state.granted.borrow().is_some();
        let number = driver.n_sockets.get() + 1;
        let outputs = {
            let mut tab = state.tab.borrow_mut();
            tab.connect(number, has_lead, lifecycle::is_visible(), clock::now())
        };
        let Some(outputs) = outputs else { return false };
        driver.n_sockets.set(number);
        self.carry_out(driver, outputs);
        true
    }

    fn send(&self, driver: &Driver, frames: Vec<ClientFrame>) -> usize {
        let state = self.state();
        let (own, said) = state.tab.borrow().send(frames);
        self.carry_out(driver, said);
        let means = state.means.borrow();
        means.socket.as_ref().map_or(0, |it| it.send(&own))
    }

    fn share(&self, driver: &Driver, event: SocketEvent) -> SocketEvent {
        let state = self.state();
        match event {
            SocketEvent::Message(frames, bytes) => {
                let (own, outputs) = {
                    let (mut tab, engine) = (state.tab.borrow_mut(), driver.engine.borrow());
                    tab.handle_message(frames, &engine, clock::now())
                };
                self.carry_out(driver, outputs);
                SocketEvent::Message(own, bytes)
            }
            SocketEvent::Closed(code) => {
                let outputs = state.tab.borrow_mut().handle_closed(code);
                self.carry_out(driver, outputs);
                event
            }
            SocketEvent::Opened | SocketEvent::Malformed(_) => event,
        }
    }

    fn give_up(&self, driver: &Driver, id: MutationId) {
        let said = self.state().tab.borrow().give_up(id);
        self.carry_out(driver, Some(said));
    }

    fn hold(&self, driver: &Driver, id: MutationId, is_held: bool) {
        let said = self.state().tab.borrow().hold(id, is_held);
        self.carry_out(driver, Some(said));
    }

    fn part(&self, driver: &Driver) {
        let connection = *driver.engine.borrow().connection();
        self.turn(driver, |it| it.part(&connection));
    }

    fn resign(&self, driver: &Driver) {
        self.turn(driver, Tab::resign);
    }
}

impl Sharing {
    /// Hears another tab.
    fn hear(self, text: &str) {
        self.tell(|it, driver| it.handle_word(text, &driver.engine.borrow(), clock::now()));
    }

    /// Tells the tab something that comes from the browser, unless the app is gone.
    fn tell(self, feed: impl FnOnce(&mut Tab, &Driver) -> Vec<TabOutput>) {
        if let Some(driver) = self.link.driver.try_get_value() {
            self.turn(&driver, |it| feed(it, &driver));
        }
    }

    fn turn(self, driver: &Driver, feed: impl FnOnce(&mut Tab) -> Vec<TabOutput>) {
        let outputs = feed(&mut self.state().tab.borrow_mut());
        self.carry_out(driver, outputs);
    }

    fn carry_out(self, driver: &Driver, outputs: impl IntoIterator<Item = TabOutput>) {
        for output in outputs {
            self.carry_out_one(driver, output);
        }
        let role = self.state().tab.borrow().role();
        if self.link.role.get_untracked() != role {
            self.link.role.set(role);
        }
    }

    fn carry_out_one(self, driver: &Driver, output: TabOutput) {
        let (link, state) = (self.link, self.state());
        match output {
            TabOutput::Say(to, word) => self.say(to.as_ref(), &word),
            TabOutput::AskForLead(conn, wait, by_force) => self.ask_for_lead(conn, wait, by_force),
            TabOutput::OpenSocket(conn) => {
                let means = Means {
                    socket: Some(link.open(conn)),
                    lock: state.granted.take(),
                    ..Means::default()
                };
                drop(state.means.replace(means));
            }
            TabOutput::Send(frames) => link.send(driver, frames),
            TabOutput::LetGo => {
                // What was asked for and is not there yet is not wanted any more.
                driver.n_sockets.set(driver.n_sockets.get() + 1);
                drop(state.means.take());
            }
            TabOutput::ReleaseLead => drop(state.granted.take()),
            TabOutput::Mourn(tab) => self.mourn(tab),
            TabOutput::Forget(tab) => {
                state.means.borrow_mut().followers.retain(|(it, _)| *it != tab);
                state.tabs.forget(tab.as_str());
            }
            TabOutput::Opened => link.pass(driver.n_sockets.get(), SocketEvent::Opened),
            TabOutput::Message(frames, bytes) => {
                link.pass(driver.n_sockets.get(), SocketEvent::Message(frames, bytes));
            }
            TabOutput::Closed(code) => link.hear(SocketEvent::Closed(code)),
            TabOutput::Reconnect => {
                link.hear(SocketEvent::Closed(CloseCode::Restart));
                if lifecycle::is_online() {
                    link.step(|it| it.handle_network(true, clock::now()));
                }
            }
            TabOutput::Online => link.step(|it| it.handle_network(true, clock::now())),
            TabOutput::Held(id, is_held) => link.step(|it| it.handle_held(&id, is_held, clock::now())),
            TabOutput::GivenUp(id) => link.step(|it| it.handle_given_up(&id, clock::now())),
        }
    }

    fn say(self, to: Option<&DeviceId>, word: &Word) {
        let Some(text) = word.write() else { return };
        let tabs = &self.state().tabs;
        match to {
            Some(tab) => tabs.say_to(tab.as_str(), &text),
            None => tabs.say_to_all(&text),
        }
    }

    fn ask_for_lead(self, conn: u64, wait: Duration, by_force: bool) {
        let state = self.state();
        let look = move || self.tell(|it, _| it.look(conn, lifecycle::is_visible(), clock::now()));
        state.means.borrow_mut()._ticker = Some(Ticker::new(Watch::EVERY, look));
        let ask = move || {
            let granted = move |lock| {
                *state.granted.borrow_mut() = Some(lock);
                self.tell(|it, _| it.handle_granted(conn));
            };
            let state = self.state();
            let request = state
                .tabs
                .ask_for_lead(by_force, granted, move || self.lose_lead());
            state.means.borrow_mut()._request = Some(request);
        };
        if wait.is_zero() {
            return ask();
        }
        spawn_local(async move {
            timer::sleep(wait).await;
            if self.link.is_current(conn) {
                ask();
            }
        });
    }

    fn lose_lead(self) {
        self.tell(|tab, _| match &self.state().means.borrow().lock {
            Some(lock) if lock.is_lost() => tab.handle_lead_lost(),
            _ => Vec::new(),
        });
    }

    fn mourn(self, tab: DeviceId) {
        let (state, name) = (self.state(), tab.clone());
        let end = state.tabs.mourn(tab.as_str(), move || {
            self.tell(|it, _| it.handle_gone(name));
        });
        let followers = &mut state.means.borrow_mut().followers;
        followers.retain(|(it, _)| *it != tab);
        followers.push((tab, end));
    }

    fn state(self) -> Rc<State> {
        self.state.get_value()
    }
}

/// Tabs of one version share a connection.
const NAME: &str = concat!("livedeck:leader:", env!("CARGO_PKG_VERSION"));
