//! Who is where at this moment: said by connections, told as rows, kept nowhere.
//!
//! What somebody says of themselves lasts as long as the subscription on which they said it. A place has one row per
//! person, from whatever connections; it is a topic like any other, but without a store: its history begins when the
//! first one follows it, and ends with the last.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    time::Duration,
};

use mutants::mutant;
use protocol::{
    Entity as _, Epoch, RawRow, RowId, SubId, Timestamp, Topic, UserId, UserInfo,
    entities::{Editing, HereState, Place, Presence},
};

use super::{
    ConnId, HubLimits,
    plan::{Origin, Plan},
    topics::Topics,
};
use crate::{derive::Write, store::TopicCommit};

/// A subscription on which somebody says that they are here.
pub type Seat = (ConnId, SubId);

/// Everybody who is somewhere.
#[derive(Debug, Default)]
pub struct Attendance {
    seats: BTreeMap<Seat, Attendee>,
    places: HashMap<Topic, BTreeSet<Seat>>,
    /// Seats whose connection is gone, by when they are given up.
    lingering: BTreeSet<(Timestamp, Seat)>,
    /// Places of which something is to be told, by when it may be.
    unsaid: BTreeSet<(Timestamp, Topic)>,
    /// When a place was last told.
    told: HashMap<Topic, Timestamp>,
    n_epochs: u64,
}

#[derive(Debug)]
struct Attendee {
    topic: Topic,
    user: UserId,
    name: String,
    editing: Option<Editing>,
    /// Since when its connection is gone, and until when they are still here.
    until: Option<Timestamp>,
}

impl Attendance {
    /// The name of the next life of a place.
    pub fn next_epoch(&mut self, run: &Epoch) -> Epoch {
        self.n_epochs += 1;
        Epoch::from(format!("{run}-{:x}", self.n_epochs))
    }

    /// Somebody says what they do at a place.
    pub fn arrive(
        &mut self,
        seat: Seat,
        topic: &Topic,
        user: &UserInfo,
        state: HereState,
        now: Timestamp,
        limits: &HubLimits,
    ) {
        // Who is back sits on their own chair: nobody lingers twice.
        for it in self.seats_at(topic, |it| it.user == user.id && it.until.is_some()) {
            self.free(it);
        }
        let attendee = Attendee {
            topic: topic.clone(),
            user: user.id.clone(),
            name: user.name.clone(),
            editing: state.editing,
            until: None,
        };
        self.seats.insert(seat, attendee);
        self.places.entry(topic.clone()).or_default().insert(seat);
        self.mark(topic, now, limits);
    }

    /// They left, or may no longer be there. Nobody is shown where they are not for the sake of a rate.
    pub fn leave(&mut self, seat: Seat, now: Timestamp) {
        if let Some(topic) = self.free(seat) {
            self.unsaid.insert((now, topic));
        }
    }

    /// A connection ended, with or without a word.
    pub fn part(&mut self, conn: ConnId, user: &UserId, is_meant: bool, now: Timestamp, limits: &HubLimits) {
        let seats: Vec<_> = self.seats.range(of(conn)).map(|(seat, _)| *seat).collect();
        if is_meant {
            seats.into_iter().for_each(|it| self.leave(it, now));
            return;
        }
        if !seats.is_empty() {
            // Of one person the last lost connection lingers: many of them cost no more than one.
            self.forget_lingering(user, now);
        }
        let until = now + limits.presence_linger;
        for seat in seats {
            if let Some(attendee) = self.seats.get_mut(&seat) {
                attendee.until = Some(until);
                self.lingering.insert((until, seat));
            }
        }
    }

    /// Somebody whose rights changed, or who signed out, lingers nowhere.
    pub fn forget_lingering(&mut self, user: &UserId, now: Timestamp) {
        let gone: Vec<_> = self.lingering.iter().map(|(_, seat)| *seat).collect();
        for seat in gone {
            if self.seats.get(&seat).is_some_and(|it| it.user == *user) {
                self.leave(seat, now);
            }
        }
    }

    /// What somebody said on a subscription ends, unless it is about this place.
    pub fn keep_only(&mut self, seat: Seat, topic: Option<&Topic>, now: Timestamp) {
        if self.seats.get(&seat).is_some_and(|it| Some(&it.topic) != topic) {
            self.leave(seat, now);
        }
    }

    /// These places are no longer the connection's.
    pub fn banish(&mut self, conn: ConnId, lost: &[Topic], now: Timestamp) {
        let seats = self.seats.range(of(conn));
        let seats: Vec<_> = seats
            .filter(|(_, it)| lost.contains(&it.topic) && !mutant!(LeavePresence))
            .map(|(seat, _)| *seat)
            .collect();
        seats.into_iter().for_each(|it| self.leave(it, now));
    }

    /// What is to be told now: places where something happened, and a step of each whose people changed. Nothing of it
    /// is stored.
    pub fn poll_steps(&mut self, topics: &Topics, now: Timestamp) -> (BTreeSet<Topic>, Vec<TopicCommit>) {
        for seat in due(&mut self.lingering, now) {
            self.leave(seat, now);
        }
        let mut plan = Plan::new(topics);
        let touched = due(&mut self.unsaid, now);
        for topic in &touched {
            let rows = self.rows(topic);
            let before = topics.topic(topic).map(|it| it.rows()).unwrap_or_default();
            for (id, ..) in before {
                if !rows.contains_key(id) {
                    let (topic, id) = (topic.clone(), id.clone());
                    plan.write(Write::Remove { topic, id }, Origin::Gateway);
                }
            }
            for row in rows.into_values() {
                let topic = topic.clone();
                plan.write(Write::Put { topic, row }, Origin::Gateway);
            }
            self.told.insert(topic.clone(), now);
        }
        (touched, plan.finish().0)
    }

    /// Whether nobody is at this place, and nothing is left to be told of it.
    pub fn is_deserted(&self, topic: &Topic) -> bool {
        !self.places.contains_key(topic) && self.unsaid.iter().all(|(_, it)| it != topic)
    }

    /// Nobody follows the place any more.
    pub fn forget(&mut self, topic: &Topic) {
        self.told.remove(topic);
    }

    /// When there will be something to tell.
    pub fn deadline(&self) -> Option<Timestamp> {
        let lingering = self.lingering.first().map(|(at, _)| *at);
        let unsaid = self.unsaid.first().map(|(at, _)| *at);
        lingering.into_iter().chain(unsaid).min()
    }

    /// The clock was put back.
    pub fn turn_back(&mut self, by: Duration) {
        self.lingering = std::mem::take(&mut self.lingering)
            .into_iter()
            .map(|(at, it)| (at - by, it))
            .collect();
        self.unsaid = std::mem::take(&mut self.unsaid)
            .into_iter()
            .map(|(at, it)| (at - by, it))
            .collect();
        self.told.values_mut().for_each(|at| *at = *at - by);
        for it in self.seats.values_mut() {
            it.until = it.until.map(|at| at - by);
        }
    }

    /// How many people are somewhere, each place on its own.
    pub fn len(&self) -> usize {
        self.seats.len()
    }

    /// The people of a place, each of them once; who edits anything anywhere is editing.
    fn rows(&self, topic: &Topic) -> BTreeMap<RowId, RawRow> {
        let mut people: BTreeMap<RowId, Presence> = BTreeMap::new();
        for seat in self.places.get(topic).into_iter().flatten() {
            let Some(it) = self.seats.get(seat) else { continue };
            let id = RowId::from(it.user.as_str());
            let person = people.entry(id.clone()).or_insert_with(|| Presence {
                id,
                name: it.name.clone(),
                editing: None,
            });
            person.editing = person.editing.or(it.editing);
        }
        people.into_iter().map(|(id, it)| (id, it.to_raw())).collect()
    }

    fn seats_at(&self, topic: &Topic, is_meant: impl Fn(&Attendee) -> bool) -> Vec<Seat> {
        let seats = self.places.get(topic).into_iter().flatten();
        seats
            .filter(|it| self.seats.get(it).is_some_and(&is_meant))
            .copied()
            .collect()
    }

    /// Takes a seat away; gives where it stood.
    fn free(&mut self, seat: Seat) -> Option<Topic> {
        let Attendee { topic, until, .. } = self.seats.remove(&seat)?;
        if let Some(until) = until {
            self.lingering.remove(&(until, seat));
        }
        if let Some(seats) = self.places.get_mut(&topic) {
            seats.remove(&seat);
            if seats.is_empty() {
                self.places.remove(&topic);
            }
        }
        Some(topic)
    }

    /// Something of it is to be told: at once after a quiet while, else as soon as it may.
    fn mark(&mut self, topic: &Topic, now: Timestamp, limits: &HubLimits) {
        let at = self.told.get(topic).map_or(now, |it| *it + limits.presence_every);
        self.unsaid.insert((at.max(now), topic.clone()));
    }
}

/// All seats of a connection.
const fn of(conn: ConnId) -> std::ops::RangeInclusive<Seat> {
    (conn, SubId(0))..=(conn, SubId(u32::MAX))
}

/// Takes out what is due.
fn due<T: Clone + Ord>(waiting: &mut BTreeSet<(Timestamp, T)>, now: Timestamp) -> BTreeSet<T> {
    let mut due = BTreeSet::new();
    while waiting.first().is_some_and(|(at, _)| *at <= now) {
        due.extend(waiting.pop_first().map(|(_, it)| it));
    }
    due
}

impl super::Hub {
    /// Somebody says what they do at a place that they follow, or that they left it.
    pub(super) fn be_here(&mut self, conn: ConnId, said: &protocol::Here) {
        let Some(session) = self.sessions.session_mut(conn) else {
            return;
        };
        let seat = (conn, said.s);
        // It may have been revoked while this was on its way.
        let place = session.topic(said.s).filter(|it| Place::of(it).is_some());
        let (Some(topic), Some(principal)) = (place.cloned(), session.principal()) else {
            return;
        };
        let Some(state) = &said.state else {
            return self.attendance.leave(seat, self.now);
        };
        match HereState::read(state) {
            Some(state) => {
                let user = &principal.user;
                self.attendance
                    .arrive(seat, &topic, user, state, self.now, &self.limits);
            }
            None => self.stats.presence_refused += 1,
        }
    }

    /// A connection follows a place from now on: its history begins, if it has none.
    pub(super) fn open_place(&mut self, topic: &Topic) {
        if Place::of(topic).is_some() && self.topics.topic(topic).is_none() {
            let epoch = self.attendance.next_epoch(self.topics.run());
            self.topics.begin(topic, epoch);
        }
    }

    /// Topics that a connection no longer follows; of places that nobody follows and where nobody is, nothing is kept.
    pub(super) fn close_places(&mut self, left: impl IntoIterator<Item = Topic>) {
        for topic in left.into_iter().filter(|it| Place::of(it).is_some()) {
            if !self.sessions.is_followed(&topic) && self.attendance.is_deserted(&topic) {
                self.topics.end(&topic);
                self.attendance.forget(&topic);
            }
        }
    }

    /// Who came and went is visible: to everybody at the same time, and at once.
    pub(super) fn tell_presence(&mut self) {
        if self.attendance.deadline().is_none_or(|at| at > self.now) {
            return;
        }
        let (touched, steps) = self.attendance.poll_steps(&self.topics, self.now);
        for step in steps {
            if self.topics.topic(&step.topic).is_some() {
                self.topics.apply(&step, &self.limits);
                self.sessions.wake_followers(&step.topic);
            }
        }
        self.close_places(touched);
    }
}
