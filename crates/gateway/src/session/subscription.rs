//! One client following one topic: where it stands, and what leads it on from there.

use std::{collections::HashSet, sync::Arc, time::Duration};

use mutants::mutant;
use protocol::{Delivery, Digest, Offset, Position, RowId, Snap, Sub, SubId, Timestamp, Topic};

use super::{
    filtered::{admitted, restricted},
    pace::{Pace, Progress, Turn},
};
use crate::{
    hub::{
        HubLimits,
        topics::{Parts, TopicState, Topics},
    },
    message::{Message, SnapHead, encode_ops, encode_parts},
    policy::View,
};

/// A subscription.
#[derive(Debug)]
pub struct Subscription {
    topic: Topic,
    view: View,
    standing: Standing,
    pace: Pace,
    /// Something of it stands before a verdict: tell it now, at any pace.
    is_urgent: bool,
    /// The connection was told of the topic before: nothing may follow that is older than the moment of the answer.
    is_known: bool,
    next_at: Timestamp,
    refreshed_at: Option<Timestamp>,
}

/// Where a subscriber stands.
#[derive(Debug)]
enum Standing {
    /// It said where it stands; nothing was told yet.
    Asked {
        at: Option<Position>,
        sum: Option<Digest>,
    },
    /// It is being sent everything.
    Sending {
        parts: Arc<Parts>,
        next: usize,
        seen: HashSet<RowId>,
    },
    /// It follows.
    Following(Follower),
}

#[derive(Debug)]
struct Follower {
    /// The client's own offset.
    told: Offset,
    /// Up to here nothing else concerned it.
    looked: Offset,
    /// The rows it holds; kept only for filtered views.
    seen: HashSet<RowId>,
}

impl Subscription {
    /// What a client asked for, as far as it may see it; `is_known` if its connection follows the topic already.
    pub fn new(topic: Topic, view: View, asked: &Sub, is_known: bool, limits: &HubLimits) -> Self {
        Self {
            topic,
            view,
            standing: Standing::Asked {
                at: asked.at.clone(),
                sum: asked.sum,
            },
            pace: asked.hz.map_or(Pace::Full, |it| Pace::of(it, limits)),
            is_urgent: false,
            is_known,
            next_at: Timestamp::default(),
            refreshed_at: None,
        }
    }

    /// The topic.
    pub const fn topic(&self) -> &Topic {
        &self.topic
    }

    /// Another rate.
    pub fn want(&mut self, hz: f32, limits: &HubLimits) {
        self.pace = Pace::of(hz, limits);
        self.next_at = Timestamp::default();
    }

    /// What is known is told at the next turn, at any pace.
    pub const fn hurry(&mut self) {
        self.is_urgent = true;
    }

    /// The client asks for the latest; honoured at most once per interval.
    pub fn refresh(&mut self, now: Timestamp, limits: &HubLimits) {
        if self
            .refreshed_at
            .is_none_or(|it| now.since(it) >= limits.refresh_every)
        {
            self.refreshed_at = Some(now);
            self.is_urgent = true;
        }
    }

    /// The clock was put back.
    pub fn turn_back(&mut self, by: Duration) {
        self.next_at = self.next_at - by;
        self.refreshed_at = self.refreshed_at.map(|it| it - by);
    }

    /// It may see something else now: everything is told again.
    pub fn review(&mut self, view: View) {
        if self.view != view {
            self.view = view;
            self.is_known = true;
            self.standing = Standing::Asked { at: None, sum: None };
        }
    }

    /// Whether the client was told everything up to an offset.
    pub fn has_seen(&self, offset: Offset) -> bool {
        match &self.standing {
            Standing::Asked { .. } | Standing::Sending { .. } => false,
            Standing::Following(it) => it.looked >= offset,
        }
    }

    /// Tells what there is to tell, as far as pace and message allow.
    pub fn produce(
        &mut self,
        s: SubId,
        message: &mut Message,
        topics: &mut Topics,
        turn: Turn<'_>,
    ) -> Progress {
        let mut whole = false;
        loop {
            match &mut self.standing {
                Standing::Asked { at, sum } => {
                    let (at, sum) = (at.take(), sum.take());
                    if self.resume(s, at, sum, message, topics, turn) {
                        return Progress::Told;
                    }
                }
                Standing::Sending { parts, next, seen } => {
                    if message.len() >= turn.limits.part_bytes {
                        return Progress::More;
                    }
                    let head = SnapHead {
                        at: &parts.at,
                        part: u32::try_from(*next + 1).unwrap_or(u32::MAX),
                        parts: u32::try_from(parts.rows.len()).unwrap_or(u32::MAX),
                        sum: parts.sum,
                    };
                    message.push_snap(s, &head, &parts.rows[*next]);
                    *next += 1;
                    if *next == parts.rows.len() {
                        self.standing = Standing::Following(Follower {
                            told: parts.at.offset,
                            looked: parts.at.offset,
                            seen: std::mem::take(seen),
                        });
                        // What changed since it was encoded belongs to it, in the same message: nobody may see rows
                        // older than those they had.
                        self.is_urgent = true;
                        whole = true;
                    }
                }
                Standing::Following(follower) => {
                    let head = topics.position(&self.topic).offset;
                    if follower.looked >= head {
                        self.is_urgent = false;
                        return if whole { Progress::Whole } else { Progress::Idle };
                    }
                    if let Some(wait) = self.pace.wait(self.next_at, turn)
                        && !self.is_urgent
                    {
                        return wait;
                    }
                    if let Some(progress) = self.follow(s, message, topics, turn) {
                        return if whole { Progress::Whole } else { progress };
                    }
                }
            }
        }
    }

    /// Answers where the client said it stands; `true` if a frame was enough.
    fn resume(
        &mut self,
        s: SubId,
        at: Option<Position>,
        sum: Option<Digest>,
        message: &mut Message,
        topics: &mut Topics,
        turn: Turn<'_>,
    ) -> bool {
        let head = self.head(topics);
        let state = topics.topic(&self.topic);
        let at = at.filter(|it| it.epoch == head.epoch && it.offset <= head.offset);
        let since = at.as_ref().map_or(Offset(0), |it| it.offset);
        if let Some(at) = at {
            let (held, seen) = match &self.view {
                View::All | View::Discreet => {
                    let known = if at.offset == head.offset {
                        Some(state.map_or_else(Digest::default, TopicState::sum))
                    } else {
                        state.and_then(|it| it.log().sum_at(at.offset))
                    };
                    (known, HashSet::new())
                }
                // What a filtered view held in the past is not known; these views are small.
                View::Own(_) | View::Nothing if at.offset < head.offset => (None, HashSet::new()),
                View::Own(_) | View::Nothing => {
                    let (sum, seen) = admitted(state, &self.view);
                    (Some(sum), seen)
                }
            };
            if let Some(held) = held.filter(|held| sum.is_none_or(|it| it == *held) || mutant!(VouchUnseen)) {
                self.standing = Standing::Following(Follower {
                    told: at.offset,
                    looked: at.offset,
                    seen,
                });
                if self.is_known && at.offset == head.offset && mutant!(IgnoreComparison) {
                    return true;
                }
                if at.offset < head.offset {
                    // The delta is the answer, and it does not wait.
                    self.is_urgent = true;
                    return false;
                }
                let same = Snap {
                    s,
                    at,
                    rows: Vec::new(),
                    part: 1,
                    parts: 1,
                    sum: held,
                    same: true,
                };
                message.push(&same.into());
                return true;
            }
        }
        self.start_over(since, topics, turn);
        false
    }

    /// Where the topic stands, as this subscription is told.
    fn head(&self, topics: &Topics) -> Position {
        self.view.position(topics.position(&self.topic))
    }

    /// Everything, from the first part; not older than what the client has.
    fn start_over(&mut self, since: Offset, topics: &mut Topics, turn: Turn<'_>) {
        let since = if self.is_known {
            topics.position(&self.topic).offset
        } else {
            since
        };
        let (parts, seen) = match (self.view.telling(), topics.topic_mut(&self.topic)) {
            (Some(telling), Some(state)) => (
                state.snapshot((turn.encoding, telling), since, turn.limits),
                HashSet::new(),
            ),
            (None, Some(state)) => {
                let (sum, seen) = admitted(Some(state), &self.view);
                let rows = state.rows();
                let rows = rows
                    .iter()
                    .filter(|(_, _, row)| self.view.admits(row))
                    .map(|(_, revision, row)| (*revision, &***row));
                let parts = Parts {
                    at: state.position().clone(),
                    sum,
                    rows: encode_parts(turn.encoding, rows, turn.limits.part_bytes),
                };
                (Arc::new(parts), seen)
            }
            (_, None) => {
                let parts = Parts {
                    at: self.head(topics),
                    sum: Digest::default(),
                    rows: encode_parts(turn.encoding, [], turn.limits.part_bytes),
                };
                (Arc::new(parts), HashSet::new())
            }
        };
        self.standing = Standing::Sending { parts, next: 0, seen };
    }

    /// Tells what changed; `None` if the log cannot, or everything is shorter.
    fn follow(
        &mut self,
        s: SubId,
        message: &mut Message,
        topics: &mut Topics,
        turn: Turn<'_>,
    ) -> Option<Progress> {
        let Standing::Following(follower) = &mut self.standing else {
            return Some(Progress::Idle);
        };
        let telling = self.view.telling();
        // In a log the order counts.
        let is_log = self.topic.kind.delivery() == Delivery::Log;
        let alike = turn.alike.filter(|_| !is_log);
        let bytes = topics.topic_mut(&self.topic).and_then(|state| match telling {
            Some(telling) => state
                .delta((turn.encoding, telling), alike, follower.looked)
                .map(Some),
            None => {
                let ops = state.ops_after(follower.looked)?;
                let ops = restricted(&ops, state, &self.view, &mut follower.seen);
                Some((!ops.is_empty()).then(|| encode_ops(turn.encoding, alike, &ops)))
            }
        });
        let head = topics.position(&self.topic).offset;
        match bytes {
            // Nothing of it concerns this view: the client's offset stays, and costs nothing.
            Some(None) => {
                follower.looked = head;
                self.is_urgent = false;
                return Some(Progress::Idle);
            }
            Some(Some(bytes)) if bytes.len() <= turn.limits.delta_bytes => {
                if telling.is_some()
                    && !message.is_empty()
                    && message.len() + bytes.len() > turn.limits.delta_bytes
                {
                    return Some(Progress::More);
                }
                message.push_delta(s, follower.told, head, &bytes);
                follower.told = head;
                follower.looked = head;
                self.is_urgent = false;
                self.next_at = match self.pace {
                    Pace::Full | Pace::Paused => turn.now,
                    Pace::Every(gap) => turn.now + gap,
                };
                return Some(Progress::Told);
            }
            Some(Some(_)) | None => {}
        }
        let told = follower.told;
        self.start_over(told, topics, turn);
        None
    }
}
