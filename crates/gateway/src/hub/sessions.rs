//! Who is connected: sessions by connection, user and topic, and when each has something to do.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use protocol::{DeviceId, Timestamp, Topic, UserId};

use super::{ConnId, HubLimits};
use crate::{policy::Principal, session::Session};

/// All open connections.
#[derive(Debug, Default)]
pub struct Sessions {
    all: BTreeMap<ConnId, Seat>,
    // Ordered, where an order becomes visible: a run of the simulation must be a run.
    by_user: BTreeMap<UserId, BTreeSet<ConnId>>,
    followers: HashMap<Topic, BTreeSet<ConnId>>,
    ready: VecDeque<ConnId>,
    deadlines: BTreeSet<(Timestamp, ConnId)>,
}

/// A session and where it stands in the indexes.
#[derive(Debug)]
struct Seat {
    session: Session,
    deadline: Option<Timestamp>,
    is_ready: bool,
}

impl Sessions {
    /// A new connection.
    pub fn insert(&mut self, conn: ConnId, session: Session, limits: &HubLimits) {
        let principal = session.principal().cloned();
        let seat = Seat {
            session,
            deadline: None,
            is_ready: false,
        };
        self.all.insert(conn, seat);
        if let Some(principal) = principal {
            self.seat(conn, &principal);
        }
        self.rearm(conn, limits);
    }

    /// A connection is gone.
    pub fn remove(&mut self, conn: ConnId) -> Option<Session> {
        let seat = self.all.remove(&conn)?;
        if let Some(deadline) = seat.deadline {
            self.deadlines.remove(&(deadline, conn));
        }
        if let Some(principal) = seat.session.principal() {
            let user = &principal.user.id;
            if let Some(conns) = self.by_user.get_mut(user) {
                conns.remove(&conn);
                if conns.is_empty() {
                    self.by_user.remove(user);
                }
            }
        }
        for topic in seat.session.topics() {
            unfollow(&mut self.followers, topic, conn);
        }
        Some(seat.session)
    }

    /// A session.
    pub fn session_mut(&mut self, conn: ConnId) -> Option<&mut Session> {
        self.all.get_mut(&conn).map(|it| &mut it.session)
    }

    /// Its user is known from now on.
    pub fn seat(&mut self, conn: ConnId, principal: &Principal) {
        self.by_user
            .entry(principal.user.id.clone())
            .or_default()
            .insert(conn);
    }

    /// It follows a topic from now on, or no longer.
    pub fn follow(
        &mut self,
        conn: ConnId,
        started: Option<&Topic>,
        stopped: impl IntoIterator<Item = Topic>,
    ) {
        let session = self.all.get(&conn).map(|it| &it.session);
        for topic in stopped {
            if session.is_none_or(|it| !it.follows(&topic)) {
                unfollow(&mut self.followers, &topic, conn);
            }
        }
        if let Some(topic) = started {
            self.followers.entry(topic.clone()).or_default().insert(conn);
        }
    }

    /// Whether anybody follows a topic.
    pub fn is_followed(&self, topic: &Topic) -> bool {
        self.followers.contains_key(topic)
    }

    /// Whoever follows a topic has something to do.
    pub fn wake_followers(&mut self, topic: &Topic) {
        for conn in self.followers.get(topic).into_iter().flatten() {
            if let Some(seat) = self.all.get_mut(conn)
                && !seat.is_ready
            {
                seat.is_ready = true;
                self.ready.push_back(*conn);
            }
        }
    }

    /// A connection has something to do.
    pub fn wake(&mut self, conn: ConnId) {
        if let Some(seat) = self.all.get_mut(&conn)
            && !seat.is_ready
        {
            seat.is_ready = true;
            self.ready.push_back(conn);
        }
    }

    /// The next connection with something to do.
    pub fn next_ready(&mut self) -> Option<ConnId> {
        loop {
            let conn = self.ready.pop_front()?;
            if let Some(seat) = self.all.get_mut(&conn) {
                seat.is_ready = false;
                return Some(conn);
            }
        }
    }

    /// A session's deadline may have changed.
    pub fn rearm(&mut self, conn: ConnId, limits: &HubLimits) {
        let Some(seat) = self.all.get_mut(&conn) else {
            return;
        };
        let deadline = seat.session.deadline(limits);
        if seat.deadline == Some(deadline) {
            return;
        }
        if let Some(before) = seat.deadline.replace(deadline) {
            self.deadlines.remove(&(before, conn));
        }
        self.deadlines.insert((deadline, conn));
    }

    /// The first deadline of all.
    pub fn deadline(&self) -> Option<Timestamp> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    /// A connection whose deadline has passed; armed again by [`Self::rearm`].
    pub fn pop_due(&mut self, now: Timestamp) -> Option<ConnId> {
        let (at, conn) = self.deadlines.first().copied()?;
        if at > now {
            return None;
        }
        self.deadlines.pop_first();
        if let Some(seat) = self.all.get_mut(&conn) {
            seat.deadline = None;
        }
        Some(conn)
    }

    /// The clock was put back.
    pub fn turn_back(&mut self, by: Duration, limits: &HubLimits) {
        for conn in self.conns() {
            if let Some(seat) = self.all.get_mut(&conn) {
                seat.session.turn_back(by);
            }
            self.rearm(conn, limits);
        }
    }

    /// Connections of a user.
    pub fn of(&self, user: &UserId) -> Vec<ConnId> {
        self.by_user.get(user).into_iter().flatten().copied().collect()
    }

    /// The connection of a user's device, and its number.
    pub fn of_device(&self, user: &UserId, device: &DeviceId) -> Option<(ConnId, u64)> {
        self.by_user.get(user)?.iter().find_map(|conn| {
            let (it, number) = self.all.get(conn)?.session.device()?;
            (it == device).then_some((*conn, *number))
        })
    }

    /// Every connection.
    pub fn conns(&self) -> Vec<ConnId> {
        self.all.keys().copied().collect()
    }

    /// Every connection whose user is known.
    pub fn principals(&self) -> Vec<(ConnId, Arc<Principal>)> {
        self.by_user
            .values()
            .flatten()
            .filter_map(|conn| Some((*conn, Arc::clone(self.all.get(conn)?.session.principal()?))))
            .collect()
    }

    /// How many connections.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// How many subscriptions.
    pub fn n_subscriptions(&self) -> usize {
        self.all.values().map(|it| it.session.topics().count()).sum()
    }
}

fn unfollow(followers: &mut HashMap<Topic, BTreeSet<ConnId>>, topic: &Topic, conn: ConnId) {
    if let Some(conns) = followers.get_mut(topic) {
        conns.remove(&conn);
        if conns.is_empty() {
            followers.remove(topic);
        }
    }
}
