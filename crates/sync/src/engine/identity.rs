//! Whose eyes and hands these are: what a session, a welcome or the lack of one changes.

use std::time::Duration;

use protocol::{Timestamp, UserInfo, Welcome};

use super::Engine;
use crate::{
    connection::{Connection, Input},
    output::{Changes, Event, Level, Output},
    session::Session,
    timers::Timer,
};

/// The session is never proven again sooner than this.
const PROVE_MIN: Duration = Duration::from_secs(10);

impl Engine {
    /// The gateway does not accept the session: asks once whether there is another, then for a sign-in.
    pub(super) fn unproven(&mut self, now: Timestamp) {
        self.doubts.unproven += 1;
        if self.doubts.unproven > 1 {
            self.doubts.unproven = 0;
            self.polling.is_preferred = false;
            self.expire(now);
        } else {
            self.step(Input::Unproven, now);
        }
    }

    fn expire(&mut self, now: Timestamp) {
        self.set_session(Session::Expired);
        self.step(Input::SignedOut, now);
    }

    /// Somebody found out who is signed in.
    pub(super) fn learn_session(&mut self, session: Session, now: Timestamp) {
        match session {
            // No evidence either way: what was known holds, and it is asked again.
            Session::Unknown => {
                if self.connection == Connection::Checking {
                    let delay = self.backoff.fail(&mut self.random);
                    self.timers.set(Timer::Retry, now + delay);
                }
            }
            Session::SignedIn(user) => {
                let replaced = self.owner.as_ref().is_some_and(|it| it.id != user.id);
                if replaced {
                    self.purge(now);
                }
                self.owner = Some(user.clone());
                self.set_session(Session::SignedIn(user));
                self.step(
                    if replaced {
                        Input::Replaced
                    } else {
                        Input::SignedIn
                    },
                    now,
                );
            }
            Session::SignedOut => {
                self.purge(now);
                self.owner = None;
                self.set_session(Session::SignedOut);
                self.step(Input::SignedOut, now);
            }
            Session::Expired => self.expire(now),
        }
    }

    /// The gateway welcomed us.
    pub(super) fn welcome(&mut self, welcome: Welcome, now: Timestamp) {
        let is_greeting = match self.connection {
            Connection::Greeting { .. } => true,
            Connection::Polling { .. } => self.polling.is_greeting,
            _ => false,
        };
        if !is_greeting {
            return;
        }
        let Welcome {
            session: _,
            now: clock,
            expires,
            heartbeat,
            limits,
            user,
        } = welcome;
        if self.owner.as_ref().is_some_and(|it| it.id != user.id) {
            // Somebody signed in as another person, in another tab perhaps: nothing may be sent as them.
            self.note(Level::Warning, "the gateway takes us for somebody else", now);
            self.unproven(now);
            return;
        }
        self.doubts.unproven = 0;
        self.polling.is_preferred = false;
        self.terms.heartbeat = heartbeat;
        self.terms.pending = usize::try_from(limits.pending).unwrap_or(usize::MAX).max(1);
        self.terms.hz = limits.hz;
        self.clock.greeted(clock, now);
        self.stats.welcomed(now);
        self.liveness.begin(now);
        self.recognise(user);
        self.prove_later(expires, now);
        self.step(Input::Welcomed, now);
    }

    pub(super) fn recognise(&mut self, user: UserInfo) {
        self.owner = Some(user.clone());
        self.set_session(Session::SignedIn(user));
    }

    /// Proves the session again when four fifths of its time are over.
    pub(super) fn prove_later(&mut self, expires: u64, now: Timestamp) {
        let wait = Duration::from_secs(expires.min(30 * 24 * 3_600)) * 4 / 5;
        self.timers.set(Timer::Prove, now + wait.max(PROVE_MIN));
    }

    fn set_session(&mut self, session: Session) {
        if self.session != session {
            self.session = session;
            self.event(Event::Session);
        }
    }

    /// Nothing of the former person's rows may be kept, in memory or on disk. Their mutations stay theirs.
    fn purge(&mut self, now: Timestamp) {
        self.outputs.push_back(Output::ForgetAll);
        let topics: Vec<_> = self
            .subscriptions
            .iter()
            .map(|(topic, _)| topic.clone())
            .collect();
        for topic in topics {
            let Some(it) = self.subscriptions.get_mut(&topic) else {
                continue;
            };
            it.purge();
            it.refusal = None;
            let wanted = it.is_wanted();
            self.gather(&topic, Changes::Reset);
            if !wanted {
                self.subscriptions.drop_topic(&topic);
            }
        }
        self.note(Level::Info, "cached rows cleared", now);
    }
}
