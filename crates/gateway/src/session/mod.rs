//! One client's side of the conversation. Sans-IO.

mod filtered;
mod pace;
mod pulse;
mod reading;
mod speech;
mod subscription;
mod verdicts;

pub use self::{reading::readable, speech::Produced};

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use mutants::mutant;
use protocol::{
    ALIKE, AuthOk, CloseCode, DeviceId, Encoding, GatewayFrame, Heartbeat, Hello, Limits, Offset, Ping,
    Revoke, StreamKind, Sub, SubErr, SubErrCode, SubId, Timestamp, Topic, Welcome,
};

use self::{
    pulse::{Bucket, Pulse, Queue},
    subscription::Subscription,
    verdicts::HeldVerdicts,
};
use crate::{
    hub::{HubLimits, topics::Topics},
    message::Alike,
    policy::{self, Principal, View},
};

/// A connection.
///
/// ```text
/// Greeting ──hello──▶ Proving ──accepted──▶ Live
///     └──hello of a known principal──────────▲
/// ```
#[derive(Debug)]
pub struct Session {
    encoding: Encoding,
    /// Which patches it is told together: none before its `hello` says that it reads them.
    alike: Alike,
    stage: Stage,
    principal: Option<Arc<Principal>>,
    device: Option<(DeviceId, u64)>,
    opened: Timestamp,
    subscriptions: BTreeMap<SubId, Subscription>,
    answers: Vec<GatewayFrame>,
    verdicts: HeldVerdicts,
    n_pending: usize,
    queue: Queue,
    pulse: Pulse,
    bucket: Bucket,
    /// When changes may be told again.
    open_at: Timestamp,
    /// When something that waits for its pace is due.
    wake: Option<Timestamp>,
}

/// How far a connection has come.
#[derive(Debug)]
pub enum Stage {
    /// Its `hello` has not arrived.
    Greeting,
    /// Its token is being checked; what it said meanwhile waits.
    Proving(Box<Hello>, Vec<protocol::ClientFrame>),
    /// Welcomed.
    Live,
}

impl Session {
    /// A connection that was just accepted.
    pub fn new(
        encoding: Encoding,
        principal: Option<Arc<Principal>>,
        now: Timestamp,
        limits: &HubLimits,
    ) -> Self {
        Self {
            encoding,
            alike: None,
            stage: Stage::Greeting,
            principal,
            device: None,
            opened: now,
            subscriptions: BTreeMap::new(),
            answers: Vec::new(),
            verdicts: HeldVerdicts::default(),
            n_pending: 0,
            queue: Queue::default(),
            pulse: Pulse::new(now, limits),
            bucket: Bucket::new(now, limits),
            open_at: now,
            wake: None,
        }
    }

    /// Something arrived; `false` if it is more than the client may say.
    pub fn hear(&mut self, n_frames: usize, now: Timestamp, limits: &HubLimits) -> bool {
        self.pulse.heard();
        self.bucket.take(n_frames, now, limits)
    }

    /// So many bytes wait in the outgoing queue.
    pub fn handle_queued(&mut self, bytes: usize, now: Timestamp, limits: &HubLimits) {
        self.queue.waiting(bytes, now, limits);
    }

    /// A deadline passed: what it means, if the connection must end.
    pub fn handle_timeout(
        &mut self,
        now: Timestamp,
        limits: &HubLimits,
    ) -> Option<(CloseCode, &'static str)> {
        match self.stage {
            Stage::Greeting | Stage::Proving(..) => (now >= self.opened + limits.hello_timeout)
                .then_some((CloseCode::HelloTimeout, "no hello in time")),
            Stage::Live => {
                if self.principal.as_ref().is_none_or(|it| it.expires <= now) {
                    return Some((CloseCode::Unauthorized, "the session has expired"));
                }
                if self.queue.deadline(limits).is_some_and(|it| it <= now) {
                    return Some((CloseCode::TryLater, TOO_SLOW));
                }
                if self.pulse.is_dead(now, limits) {
                    return Some((CloseCode::GoingAway, "no sign of life"));
                }
                if let Some(c) = self.pulse.ping(now, limits) {
                    self.answer(Ping { c });
                }
                None
            }
        }
    }

    /// The clock was put back: what is timed here goes back with it. The end of the session does not.
    pub fn turn_back(&mut self, by: Duration) {
        self.opened = self.opened - by;
        self.open_at = self.open_at - by;
        self.wake = self.wake.map(|it| it - by);
        self.pulse.turn_back(by);
        self.queue.turn_back(by);
        self.bucket.turn_back(by);
        for subscription in self.subscriptions.values_mut() {
            subscription.turn_back(by);
        }
    }

    /// A `hello` whose token must be checked first.
    pub fn prove(&mut self, hello: Hello) {
        self.stage = Stage::Proving(Box::new(hello), Vec::new());
    }

    /// How far it has come.
    pub const fn stage(&self) -> &Stage {
        &self.stage
    }

    /// How far it has come, to add to it.
    pub const fn stage_mut(&mut self) -> &mut Stage {
        &mut self.stage
    }

    /// The client is known from now on.
    pub fn welcome(
        &mut self,
        name: String,
        principal: Arc<Principal>,
        hello: &Hello,
        now: Timestamp,
        limits: &HubLimits,
    ) {
        self.answer(Welcome {
            session: name,
            now,
            expires: principal.expires.since(now).as_secs(),
            heartbeat: Heartbeat {
                every: millis(limits.ping_every),
                grace: millis(limits.ping_grace),
            },
            limits: Limits {
                frame: limits.frame_bytes as u64,
                pending: u32::try_from(limits.pending).unwrap_or(u32::MAX),
                subs: u32::try_from(limits.subscriptions).unwrap_or(u32::MAX),
                hz: limits.hz,
            },
            user: principal.user.clone(),
        });
        let reads_alike = hello.can.iter().any(|it| it == ALIKE) || mutant!(TellAlikeUnasked);
        self.alike = reads_alike.then_some(limits.alike_min);
        self.device = Some((hello.device.clone(), hello.conn));
        self.principal = Some(principal);
        self.stage = Stage::Live;
        self.pulse = Pulse::new(now, limits);
    }

    /// The client proved itself again.
    pub fn authenticate(&mut self, principal: Arc<Principal>, now: Timestamp) {
        self.answer(AuthOk {
            expires: principal.expires.since(now).as_secs(),
        });
        self.principal = Some(principal);
    }

    /// Rights changed, or what they depend on: what is no longer theirs is revoked. Gives the topics lost.
    pub fn review(&mut self, principal: Arc<Principal>, topics: &Topics) -> Vec<Topic> {
        let mut lost = Vec::new();
        self.subscriptions.retain(|s, subscription| {
            match policy::view(&principal, subscription.topic(), topics) {
                View::Nothing => {
                    lost.push((*s, subscription.topic().clone()));
                    false
                }
                view @ (View::All | View::Discreet | View::Own(_)) => {
                    subscription.review(view);
                    true
                }
            }
        });
        self.principal = Some(principal);
        for (s, _) in &lost {
            self.answer(Revoke {
                s: *s,
                why: "Your rights have changed.".to_owned(),
            });
        }
        lost.into_iter().map(|(_, topic)| topic).collect()
    }

    /// Follows a topic; gives it, and the one this name stood for before.
    pub fn subscribe(
        &mut self,
        asked: &Sub,
        topics: &Topics,
        limits: &HubLimits,
    ) -> (Option<Topic>, Option<Topic>) {
        let before = self.subscriptions.remove(&asked.s);
        let refused = match self.admit(asked, topics, limits) {
            Ok((topic, view)) => {
                // What it is told before it is answered has crossed with the question; under whatever name, since tabs
                // that share a connection ask under new ones.
                let mut known = before.iter().chain(self.subscriptions.values());
                let is_known = known.any(|it| *it.topic() == topic);
                let subscription = Subscription::new(topic.clone(), view, asked, is_known, limits);
                self.subscriptions.insert(asked.s, subscription);
                return (Some(topic), before.map(|it| it.topic().clone()));
            }
            Err(refused) => refused,
        };
        let (code, msg) = refused;
        self.answer(SubErr {
            s: asked.s,
            code,
            msg: msg.to_owned(),
        });
        (None, before.map(|it| it.topic().clone()))
    }

    /// Stops following; gives the topic.
    pub fn unsubscribe(&mut self, s: SubId) -> Option<Topic> {
        self.subscriptions.remove(&s).map(|it| it.topic().clone())
    }

    /// Changes the rate of a subscription.
    pub fn want(&mut self, s: SubId, hz: f32, limits: &HubLimits) {
        if let Some(it) = self.subscriptions.get_mut(&s) {
            it.want(hz, limits);
        }
    }

    /// Asks for the latest of a subscription.
    pub fn refresh(&mut self, s: SubId, now: Timestamp, limits: &HubLimits) {
        if let Some(it) = self.subscriptions.get_mut(&s) {
            it.refresh(now, limits);
        }
    }

    /// Tells something with the next message.
    pub fn answer(&mut self, frame: impl Into<GatewayFrame>) {
        self.answers.push(frame.into());
    }

    /// A mutation waits for its verdict; `false` if too many do.
    pub const fn ask(&mut self, limits: &HubLimits) -> bool {
        if self.n_pending >= limits.pending {
            return false;
        }
        self.n_pending += 1;
        true
    }

    /// What was just asked for was waiting already.
    pub const fn take_back(&mut self) {
        self.n_pending = self.n_pending.saturating_sub(1);
    }

    /// Tells a verdict, after everything this client follows of the given topics.
    pub fn settle(&mut self, frame: GatewayFrame, heads: &[(Topic, Offset)]) {
        self.take_back();
        self.tell_after(frame, heads);
    }

    /// Tells a verdict that was known already.
    pub fn tell_after(&mut self, frame: GatewayFrame, heads: &[(Topic, Offset)]) {
        let mut needs = Vec::new();
        for (topic, head) in heads {
            for it in self.subscriptions.values_mut().filter(|it| it.topic() == topic) {
                it.hurry();
                needs.push((topic.clone(), *head));
            }
        }
        self.verdicts.hold(frame, needs);
    }

    /// When [`Self::handle_timeout`] or [`Self::produce`] has something to do.
    pub fn deadline(&self, limits: &HubLimits) -> Timestamp {
        match self.stage {
            Stage::Greeting | Stage::Proving(..) => self.opened + limits.hello_timeout,
            Stage::Live => [
                self.principal.as_ref().map(|it| it.expires),
                self.queue.deadline(limits),
                self.wake,
            ]
            .into_iter()
            .flatten()
            .fold(self.pulse.deadline(limits), Timestamp::min),
        }
    }

    /// Who it is, if known.
    pub const fn principal(&self) -> Option<&Arc<Principal>> {
        self.principal.as_ref()
    }

    /// Which browser, and its how many-th connection.
    pub const fn device(&self) -> Option<&(DeviceId, u64)> {
        self.device.as_ref()
    }

    /// Topics it follows; one that it follows twice stands twice.
    pub fn topics(&self) -> impl Iterator<Item = &Topic> {
        self.subscriptions.values().map(Subscription::topic)
    }

    /// What it calls by this name.
    pub fn topic(&self, s: SubId) -> Option<&Topic> {
        self.subscriptions.get(&s).map(Subscription::topic)
    }

    /// Whether it follows a topic.
    pub fn follows(&self, topic: &Topic) -> bool {
        self.topics().any(|it| it == topic)
    }

    fn admit(
        &self,
        asked: &Sub,
        topics: &Topics,
        limits: &HubLimits,
    ) -> Result<(Topic, View), (SubErrCode, &'static str)> {
        if self.subscriptions.len() >= limits.subscriptions {
            return Err((SubErrCode::TooMany, "Too many subscriptions on this connection."));
        }
        let principal = self
            .principal
            .as_ref()
            .ok_or((SubErrCode::Forbidden, reading::NOT_YOURS))?;
        let (topic, view) = readable(principal, &asked.topic, topics)?;
        let is_place = |it: &Topic| it.kind == StreamKind::Presence;
        if is_place(&topic) && self.topics().filter(|it| is_place(it)).count() >= limits.places {
            return Err((SubErrCode::TooMany, "Too many places on this connection."));
        }
        Ok((topic, view))
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// Why a client that does not drain is closed.
pub const TOO_SLOW: &str = "too slow: try later";
