//! What one page said and heard, and the promises that can be held against it from that alone.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{
    ClientFrame, GatewayFrame, MutationId, Offset, Op, Position, Sub, SubId, Topic, entities::Role,
};
use sync::{CacheRecord, Engine, Pending, Phase, Stage};

use crate::{factory::TOPICS, site::PENDING_MAX, told::Told};

/// So long after a welcome or a disturbance everything that is due was sent.
const CALM: u64 = 5_000;
/// A mutation that was put off is not sent again sooner, ms.
const RETRY_MIN: u64 = 1_000;
/// So long what is changed in another tab stays, ms (OB23).
const LEASE: u64 = 20_000;
/// A topic is compared again so much later, ms (SU23).
const COMPARE_EVERY: u64 = 5_000;

/// One page's side of the conversation.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    topics: BTreeMap<SubId, Topic>,
    /// Asked for without a position and not answered: any snapshot is good.
    afresh: BTreeSet<SubId>,
    /// Asked for and not answered.
    owed: BTreeSet<SubId>,
    /// Whether it lost its patience with an answer on this connection: the rest of that is still on its way.
    pub(crate) asked_twice: bool,
    positions: BTreeMap<Topic, Position>,
    /// Mutations sent on the present connection.
    sent: BTreeSet<MutationId>,
    /// Mutations that the gateway wants later, and not before when.
    later: BTreeMap<MutationId, u64>,
    /// What somebody is changing.
    held: BTreeSet<MutationId>,
    /// What somebody is changing in another tab, and until when that binds this one.
    held_elsewhere: BTreeMap<MutationId, u64>,
    /// While somebody wants to know whether all is current: what is asked.
    comparing: Option<BTreeSet<Topic>>,
    /// When topics were last compared because somebody wanted to know.
    compared: BTreeMap<Topic, u64>,
    /// Since when nothing keeps the page from saying what is due.
    calm_since: u64,
    /// While it answers a message: the topics that it may ask for again.
    excused: Option<BTreeSet<SubId>>,
    /// Topics that were just taken from it.
    revoked: Vec<Topic>,
    /// In which roles it was last told the whole of a topic.
    told_in: BTreeMap<Topic, Vec<Role>>,
    /// Snapshots on their way in place of rows that were told in other roles.
    reviews: BTreeSet<(Topic, Offset)>,
    /// Whether the message that it hears holds such a one.
    pub(crate) is_reviewed: bool,
}

impl Watch {
    /// A new connection.
    pub(crate) fn connected(&mut self, now: u64) {
        self.sent.clear();
        self.owed.clear();
        self.asked_twice = false;
        self.calm_since = now;
    }

    /// A request: what an earlier one asked for is not answered any more.
    pub(crate) fn requested(&mut self) {
        self.owed.clear();
        self.asked_twice = false;
    }

    /// Something happened after which the page first makes sure of its connection.
    pub(crate) const fn disturbed(&mut self, now: u64) {
        self.calm_since = now;
    }

    /// Somebody begins to change an action.
    pub(crate) fn holds(&mut self, id: &MutationId) {
        self.held.insert(id.clone());
    }

    /// Somebody is done with it.
    pub(crate) fn lets_go(&mut self, id: &MutationId) {
        self.held.remove(id);
    }

    /// Somebody begins to change it in another tab, or is done there.
    pub(crate) fn is_held_elsewhere(&mut self, id: &MutationId, is_held: bool, now: u64) {
        if is_held {
            self.held_elsewhere.insert(id.clone(), now + LEASE);
        } else {
            self.held_elsewhere.remove(id);
        }
    }

    /// What must be compared if somebody wants to know now.
    pub(crate) fn due_to_compare(&self, engine: &Engine, now: u64) -> Vec<Topic> {
        let is_due = |it: &Topic| self.compared.get(it).is_none_or(|at| now >= at + COMPARE_EVERY);
        let topics = engine.topics().into_iter();
        topics
            .filter(|_| engine.connection().is_welcomed() && !self.asked_twice)
            .filter(|it| it.subscribed && it.is_current && !self.owed.contains(&it.s) && is_due(&it.topic))
            .map(|it| it.topic)
            .collect()
    }

    /// Somebody wants to know.
    pub(crate) fn compares(&mut self) {
        self.comparing = Some(BTreeSet::new());
    }

    /// What was asked for that.
    pub(crate) fn compared(&mut self, now: u64) -> BTreeSet<Topic> {
        let asked = self.comparing.take().unwrap_or_default();
        self.compared.extend(asked.iter().map(|it| (it.clone(), now)));
        asked
    }

    /// The topics that it asked for and that were not answered.
    pub(crate) fn unanswered(&self, engine: &Engine) -> Vec<Topic> {
        // What was refused and left under an earlier name is owed by nobody.
        let owed = engine.topics().into_iter().filter(|it| self.owed.contains(&it.s));
        owed.map(|it| it.topic).collect()
    }

    /// Its clock jumped: what it counted by that is void, and how much time went by until something else happens to it
    /// it cannot know.
    pub(crate) fn jumped(&mut self, now: u64) {
        self.calm_since = u64::MAX - CALM;
        self.later.values_mut().for_each(|until| *until = now);
        self.held_elsewhere.values_mut().for_each(|until| *until = now);
    }

    /// The gateway says something to it, knowing it in these roles.
    pub(crate) fn is_told(&mut self, told: &Told, frames: &[GatewayFrame], roles: &[Role]) {
        for frame in frames {
            let GatewayFrame::Snap(it) = frame else { continue };
            let Some(topic) = told.topic(it.s) else { continue };
            let before = self.told_in.get(topic);
            if !it.same && before.is_some_and(|before| before != roles) {
                self.reviews.insert((topic.clone(), it.at.offset));
            }
            if it.same || it.part == it.parts {
                self.told_in.insert(topic.clone(), roles.to_vec());
            }
        }
    }

    /// A message is about to reach it.
    pub(crate) fn hears(&mut self, engine: &Engine, frames: &[GatewayFrame], now: u64) {
        self.is_reviewed = frames.iter().any(|it| match it {
            GatewayFrame::Snap(it) => self
                .topics
                .get(&it.s)
                .is_some_and(|topic| self.reviews.contains(&(topic.clone(), it.at.offset))),
            _ => false,
        });
        let mut excused = BTreeSet::new();
        let mut offsets = BTreeMap::new();
        for frame in frames {
            match frame {
                GatewayFrame::Delta(it) => {
                    let Some(topic) = self.topics.get(&it.s) else {
                        continue;
                    };
                    self.owed.remove(&it.s);
                    let known = engine.position(topic).map(|it| it.offset);
                    let at = offsets.entry(it.s).or_insert(known);
                    let has_row = |op: &Op| match op {
                        Op::Patch(_, id, ..) => {
                            engine.view(topic).is_some_and(|it| it.revision(id).is_some())
                        }
                        Op::Put(..) | Op::Append(..) | Op::Remove(..) => true,
                    };
                    match at {
                        Some(at) if it.from == *at && it.ops.iter().all(has_row) => *at = it.to,
                        Some(at) if it.from != *at && it.to <= *at => {}
                        Some(_) | None => drop(excused.insert(it.s)),
                    }
                }
                GatewayFrame::Snap(it) => {
                    // Where it leads is not known here.
                    excused.insert(it.s);
                    if it.same || it.part == it.parts {
                        self.afresh.remove(&it.s);
                        self.owed.remove(&it.s);
                    }
                }
                GatewayFrame::Nack(it) if it.code.may_retry() => {
                    let wait = it.retry.unwrap_or_default().max(RETRY_MIN);
                    self.later.insert(it.id.clone(), now + wait);
                }
                GatewayFrame::Revoke(it) => {
                    // A request cannot say that a topic was left meanwhile: then nobody listens to that name any more.
                    let is_followed = |topic: &&Topic| {
                        let mut followed = engine.topics().into_iter().filter(|it| it.subscribed);
                        followed.any(|status| status.topic == **topic && status.s == it.s)
                    };
                    self.revoked
                        .extend(self.topics.get(&it.s).filter(is_followed).cloned());
                }
                GatewayFrame::Welcome(_) => self.calm_since = now,
                _ => {}
            }
        }
        self.excused = Some(excused);
    }

    /// It has said all it had to say to a message.
    pub(crate) fn answered(&mut self) {
        self.excused = None;
    }

    /// Whether it would take one of these snapshots however old it is: because it asked without a position, or because
    /// offsets are compared within an epoch only. Rows told in other rights stand in another one (HB44).
    pub(crate) fn takes_any(&self, engine: &Engine, frames: &[GatewayFrame]) -> bool {
        frames.iter().any(|it| match it {
            GatewayFrame::Snap(it) => {
                let own = self.topics.get(&it.s).and_then(|topic| engine.position(topic));
                self.afresh.contains(&it.s) || own.is_some_and(|own| own.epoch != it.at.epoch)
            }
            _ => false,
        })
    }

    /// It says something.
    pub(crate) fn says(&mut self, engine: &Engine, frames: &[ClientFrame], now: u64) -> Result<(), String> {
        for frame in frames {
            match frame {
                ClientFrame::Hello(hello) => {
                    self.topics.clear();
                    self.afresh.clear();
                    hello.subs.iter().for_each(|it| self.follows(it));
                }
                ClientFrame::Sub(sub) => {
                    if self.excused.as_ref().is_some_and(|it| !it.contains(&sub.s)) {
                        return Err(format!("{} was asked for again without a cause", sub.topic));
                    }
                    if let Some(it) = self
                        .comparing
                        .as_mut()
                        .filter(|_| sub.at.is_some() && sub.sum.is_some())
                    {
                        it.extend(sub.topic.parse::<Topic>().ok());
                    }
                    self.follows(sub);
                }
                ClientFrame::Unsub(it) => {
                    self.topics.remove(&it.s);
                    self.afresh.remove(&it.s);
                }
                ClientFrame::Mut(it) => {
                    self.sent.insert(it.id.clone());
                    if self.later.remove(&it.id).is_some_and(|until| now < until) {
                        return Err(format!("{} is sent again sooner than the gateway asked", it.id));
                    }
                    let before = predecessor(engine, &it.id);
                    if before.is_some_and(|before| !it.after.contains(&before.id)) {
                        return Err(format!("{} does not name the change before it", it.id));
                    }
                    if self.held_elsewhere.get(&it.id).is_some_and(|until| now < *until) {
                        return Err(format!("{} left while it was changed in another tab", it.id));
                    }
                    if self.held.contains(&it.id) {
                        return Err(format!("{} left while somebody was changing it", it.id));
                    }
                    // What it says last on a connection that it leaves at once is heard here when it has left.
                    let has_left = !engine.connection().is_welcomed();
                    let is_under_way = |it: &Pending| match it.stage {
                        Stage::Sent { .. } => true,
                        Stage::Queued => {
                            has_left && self.sent.contains(&it.id) && !self.later.contains_key(&it.id)
                        }
                        _ => false,
                    };
                    if before.is_some_and(|it| self.held.contains(&it.id) && !is_under_way(it)) {
                        return Err(format!("{} overtook what somebody was changing", it.id));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn follows(&mut self, sub: &Sub) {
        let Ok(topic) = sub.topic.parse() else { return };
        self.topics.insert(sub.s, topic);
        self.asked_twice |= !self.owed.insert(sub.s);
        if sub.at.is_none() {
            self.afresh.insert(sub.s);
        } else {
            self.afresh.remove(&sub.s);
        }
    }

    /// What must be true whenever it has done something.
    pub(crate) fn check(
        &mut self,
        engine: &Engine,
        disk: &BTreeMap<Topic, CacheRecord>,
        now: u64,
    ) -> Result<(), String> {
        for topic in self.revoked.drain(..) {
            let has_rows = engine.view(&topic).is_some_and(|it| !it.is_empty());
            if has_rows || disk.contains_key(&topic) {
                return Err(format!("{topic} was revoked and is still here"));
            }
        }
        for topic in TOPICS {
            if engine.stats().welcomes == 0 && engine.phase(&topic) == Phase::Fresh {
                return Err(format!("{topic} from disk passes for current"));
            }
            let Some(at) = engine.position(&topic) else {
                self.positions.remove(&topic);
                continue;
            };
            let before = self.positions.insert(topic.clone(), at.clone());
            if before.is_some_and(|it| it.epoch == at.epoch && it.offset > at.offset) {
                return Err(format!("{topic} went back to offset {}", at.offset));
            }
        }
        if engine.connection().is_welcomed() && now >= self.calm_since + CALM {
            let under_way = |it: &&Pending| self.sent.contains(&it.id) && !self.later.contains_key(&it.id);
            let room = PENDING_MAX.saturating_sub(engine.pending().filter(under_way).count());
            let mut held_up = BTreeSet::new();
            for it in engine.pending().filter(|_| room > 0) {
                let row = it.mutation.target();
                if self.later.contains_key(&it.id)
                    || self.held.contains(&it.id)
                    || self.held_elsewhere.contains_key(&it.id)
                {
                    held_up.insert(row);
                }
                if !held_up.contains(&row) && !self.sent.contains(&it.id) {
                    return Err(format!("{} is not sent on this connection", it.id));
                }
            }
        }
        Ok(())
    }
}

/// The change without a verdict before this one on the same row.
fn predecessor<'a>(engine: &'a Engine, id: &MutationId) -> Option<&'a Pending> {
    let pending: Vec<_> = engine.pending().collect();
    let at = pending.iter().position(|it| it.id == *id)?;
    let row = pending[at].mutation.target();
    let mut before = pending[..at].iter().rev();
    before.find(|it| it.mutation.target() == row).copied()
}
