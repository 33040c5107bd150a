//! What the tabs of a browser say to each other, and what each word does.

use leptos::prelude::*;
use protocol::{CloseCode, DeviceId};
use sync::{Connection, Say, Word};

use super::{Follow, Sharing, Transport};
use crate::{
    link::{driver::Driver, transport::Role},
    platform::{clock, socket::SocketEvent},
};

impl Sharing {
    pub(super) fn say_to(self, to: &DeviceId, conn: u64, say: Say) {
        let state = self.state();
        if let Some(text) = self.word(conn, say) {
            state.tabs.say_to(to.as_str(), &text);
        }
    }

    pub(super) fn say_to_all(self, conn: u64, say: Say) {
        if let Some(text) = self.word(conn, say) {
            self.state().tabs.say_to_all(&text);
        }
    }

    /// Something this tab says, as text.
    fn word(self, conn: u64, say: Say) -> Option<String> {
        let from = self.state().tab.clone();
        Word { from, conn, say }.write()
    }

    /// Hears another tab.
    pub(super) fn hear(self, text: &str) {
        let (Some(driver), Some(Word { from, conn, say })) =
            (self.link.driver.try_get_value(), Word::read(text))
        else {
            return;
        };
        match say {
            Say::Knock => self.let_in(&driver, &from, conn),
            Say::Up(frames) => {
                let now = clock::now();
                let said =
                    self.with_relay(&driver, |it| it.handle_said(&from, conn, frames, text.len(), now));
                if said.is_none() {
                    self.say_to(&from, conn, Say::Closed(CloseCode::Restart));
                }
            }
            Say::Ask => {
                if self.with_relay(&driver, |_| ()).is_some() {
                    self.say_to(&from, 0, Say::Here);
                }
            }
            Say::Leads => self.hear_leads(&driver, &from),
            Say::Through => {
                let is_waiting = matches!(
                    *driver.engine.borrow().connection(),
                    Connection::Waiting { .. } | Connection::Offline | Connection::Polling { .. }
                );
                if is_waiting {
                    self.link.step(|it| it.handle_network(true, clock::now()));
                }
            }
            Say::Open | Say::Down(_) | Say::Closed(_) | Say::Here => {
                self.hear_leader(&driver, &from, conn, say, text.len());
            }
        }
    }

    fn let_in(self, driver: &Driver, tab: &DeviceId, conn: u64) {
        if self.with_relay(driver, |it| it.handle_knock(tab, conn)).is_none() {
            return;
        }
        let (state, name) = (self.state(), tab.clone());
        let end = state.tabs.mourn(tab.as_str(), move || {
            if let Some(driver) = self.link.driver.try_get_value() {
                self.bury(&driver, &name);
            }
        });
        if let Some(Transport::Leads(lead)) = &mut *state.transport.borrow_mut() {
            lead.followers.retain(|(it, _)| it != tab);
            lead.followers.push((tab.clone(), end));
        }
    }

    fn bury(self, driver: &Driver, tab: &DeviceId) {
        self.with_relay(driver, |it| it.handle_gone(tab));
        if let Some(Transport::Leads(lead)) = &mut *self.state().transport.borrow_mut() {
            lead.followers.retain(|(it, _)| it != tab);
        }
        self.state().tabs.forget(tab.as_str());
    }

    /// Another tab leads from now on.
    fn hear_leads(self, driver: &Driver, from: &DeviceId) {
        let is_over = match &*self.state().transport.borrow() {
            Some(Transport::Leads(_)) => true,
            Some(Transport::Follows(Follow { leader, .. })) => match leader {
                Some(leader) => leader != from,
                None => {
                    // It may not have led yet when this tab knocked.
                    self.say_to_all(driver.n_sockets.get(), Say::Knock);
                    false
                }
            },
            None => false,
        };
        if is_over {
            self.reconnect();
        }
    }

    /// The one that leads says something about this tab's connection.
    fn hear_leader(self, driver: &Driver, from: &DeviceId, conn: u64, say: Say, bytes: usize) {
        {
            let state = self.state();
            let mut transport = state.transport.borrow_mut();
            let Some(Transport::Follows(follow)) = &mut *transport else {
                return;
            };
            let is_leader = follow.leader.as_ref().is_none_or(|it| it == from);
            if matches!(say, Say::Here) {
                // That another one leads says nothing about whom this tab goes through.
                if is_leader {
                    follow.watch.handle_sign();
                }
                return;
            }
            if conn != driver.n_sockets.get() || !is_leader {
                return;
            }
            follow.watch.handle_sign();
            if matches!(say, Say::Open) {
                follow.leader = Some(from.clone());
            }
        }
        match say {
            Say::Open => {
                self.link.role.set(Role::Follows);
                self.link.pass(conn, SocketEvent::Opened);
            }
            Say::Down(frames) => self.link.pass(conn, SocketEvent::Message(frames, bytes)),
            Say::Closed(CloseCode::Normal) => self.reconnect(),
            Say::Closed(CloseCode::TryLater) => {
                self.state().alone.set(true);
                self.reconnect();
            }
            Say::Closed(code) => self.link.hear(SocketEvent::Closed(code)),
            _ => {}
        }
    }
}
