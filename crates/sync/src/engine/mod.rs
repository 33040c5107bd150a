//! Ties the machines together; decides nothing that one of them can decide.

mod checkpoint;
mod chores;
mod dialogue;
mod exchanges;
mod identity;
mod life;
mod nouns;
mod presence;
mod recording;
mod speculation;
mod terms;
mod wishes;

use std::collections::{BTreeMap, VecDeque};

use protocol::{ClientFrame, CloseCode, DeviceId, GatewayFrame, MutationId, Timestamp, Topic, UserInfo};

pub(crate) use self::checkpoint::{Checkpoint, KeptAssembly, STAND_IN, person};
use self::{life::Doubts, terms::Terms};
use crate::{
    action::OutboxRecord,
    backoff::Backoff,
    cache::CacheRecord,
    clock::GatewayClock,
    connection::{Connection, Input},
    journal::Journal,
    liveness::Liveness,
    outbox::Outbox,
    output::{Changes, Level, Output},
    polling::Polling,
    random::Random,
    recorder::{Happened, Recorder},
    session::Session,
    stats::Stats,
    subscriptions::Subscriptions,
    timers::{Timer, Timers},
};

/// What an engine must be told before it starts.
#[derive(Clone, Debug)]
pub struct Config {
    /// Which browser this is. Two engines at the same time need two names: the newer connection of a device ends the older.
    pub device: DeviceId,
    /// Which build of the app this is.
    pub build: String,
    /// Where all randomness comes from: 128 bits that nobody else has.
    pub seed: u128,
    /// Whether HTTP may stand in for sockets that do not get through.
    pub may_poll: bool,
}

/// The client engine.
#[derive(Debug)]
pub struct Engine {
    config: Config,
    now: Timestamp,
    connection: Connection,
    session: Session,
    /// Whose rows are in memory and whose mutations are shown.
    owner: Option<UserInfo>,
    online: bool,
    paused: bool,
    doubts: Doubts,
    /// Number of the last connection.
    conn: u64,
    /// The connection whose socket we have not left.
    socket: Option<u64>,
    /// When to be gone, or at the earliest back.
    leave_at: Option<Timestamp>,
    terms: Terms,
    clock: GatewayClock,
    subscriptions: Subscriptions,
    outbox: Outbox,
    liveness: Liveness,
    backoff: Backoff,
    polling: Polling,
    random: Random,
    timers: Timers,
    stats: Stats,
    journal: Journal,
    recorder: Recorder,
    outputs: VecDeque<Output>,
    /// How many of them are written down.
    n_noted: usize,
    /// Frames of this call; they leave as one message.
    saying: Vec<ClientFrame>,
    /// How often the gateway was asked to tell topics; `None`: as often as it likes.
    hz: Option<f32>,
    /// Verdicts of this call.
    got: Vec<MutationId>,
    /// What other tabs gave up, the latest.
    given_up: VecDeque<MutationId>,
    /// Changes of this call; they are told together.
    changes: BTreeMap<Topic, Changes>,
}

/// What happened in the world.
impl Engine {
    /// An engine that knows nothing yet; its first output asks who is signed in.
    pub fn new(config: Config, now: Timestamp) -> Self {
        let random = Random::new(config.seed);
        let recorder = Recorder::new(config.seed, now);
        let mut engine = Self {
            config,
            now,
            connection: Connection::Checking,
            session: Session::Unknown,
            owner: None,
            online: true,
            paused: false,
            doubts: Doubts::default(),
            conn: 0,
            socket: None,
            leave_at: None,
            terms: Terms::default(),
            clock: GatewayClock::default(),
            subscriptions: Subscriptions::default(),
            outbox: Outbox::default(),
            liveness: Liveness::new(now),
            backoff: Backoff::default(),
            polling: Polling::default(),
            random,
            timers: Timers::default(),
            stats: Stats::default(),
            journal: Journal::default(),
            recorder,
            outputs: VecDeque::new(),
            n_noted: 0,
            saying: Vec::new(),
            hz: None,
            got: Vec::new(),
            given_up: VecDeque::new(),
            changes: BTreeMap::new(),
        };
        engine.stats.mark(false, now);
        engine.step(Input::Nudged, now);
        engine
    }

    /// Storage held these records; before the first [`Self::handle_session`]. They are shown at once, as stale.
    ///
    /// What is too old, may not be kept, or belongs to somebody else is forgotten unseen.
    pub fn handle_restored(&mut self, records: Vec<CacheRecord>, now: Timestamp) {
        let happened = self.kept_records(&records);
        self.begin(happened, now);
        for record in records {
            let topic = record.topic.clone();
            let ours = self.owner.as_ref().is_none_or(|it| it.id == record.user);
            if !ours || !record.is_admissible(now) {
                self.outputs.push_back(Output::Forget(topic));
                continue;
            }
            if self
                .subscriptions
                .get(&topic)
                .is_some_and(|it| it.replica.position().is_some())
            {
                continue;
            }
            self.owner.get_or_insert_with(|| UserInfo {
                id: record.user.clone(),
                name: String::new(),
                roles: Vec::new(),
                sees: Vec::new(),
            });
            let confirmed_at = record.confirmed_at;
            self.subscriptions
                .open(&topic, now)
                .restore(record.into_replica(), confirmed_at, now);
            // Actions may have come from the disk before the rows they lie on.
            self.reveal(&topic, Changes::Reset);
        }
        self.finish(now);
    }

    /// The disk held these actions. They show at once for whoever asked for them, and are sent in their order.
    pub fn handle_actions(&mut self, records: Vec<OutboxRecord>, now: Timestamp) {
        let happened = self.kept_actions(&records);
        self.begin(happened, now);
        self.restore_actions(records, now);
        self.finish(now);
    }

    /// An action that had to be kept is on disk; or, if not `is_kept`, the disk refused it: then it is sent without.
    pub fn handle_kept(&mut self, id: &MutationId, is_kept: bool, now: Timestamp) {
        self.begin(Happened::Kept(id.clone(), is_kept), now);
        self.outbox.saved(id, is_kept);
        if !is_kept {
            self.note(Level::Warning, "an action could not be saved on this device", now);
        }
        self.finish(now);
    }

    /// Another tab gave this action up: what was read of it from the disk is not sent, unless it was already.
    pub fn handle_given_up(&mut self, id: &MutationId, now: Timestamp) {
        self.begin(Happened::GivenUp(id.clone()), now);
        self.given_up_elsewhere(id);
        self.finish(now);
    }

    /// Another tab says that somebody is changing this action there, or (`false`) is done with it.
    pub fn handle_held(&mut self, id: &MutationId, is_held: bool, now: Timestamp) {
        self.begin(Happened::Held(id.clone(), is_held), now);
        self.outbox.holds.hear(id, is_held, now);
        self.finish(now);
    }

    /// Somebody found out who is signed in; starts connecting if somebody is.
    pub fn handle_session(&mut self, session: Session, now: Timestamp) {
        self.begin(Happened::Session(self.who(&session)), now);
        self.learn_session(session, now);
        self.finish(now);
    }

    /// The socket is open.
    pub fn handle_opened(&mut self, now: Timestamp) {
        self.begin(Happened::Opened, now);
        if self.is_polling() {
            self.trial_opened(now);
        }
        self.step(Input::Opened, now);
        self.finish(now);
    }

    /// A message of that many bytes came.
    pub fn handle_message(&mut self, frames: Vec<GatewayFrame>, bytes: usize, now: Timestamp) {
        let heard = self.heard_frames(&frames);
        self.begin(Happened::Message(heard), now);
        self.stats.received(bytes, now);
        self.liveness.hear(now);
        for frame in frames {
            self.hear(frame, now);
        }
        self.finish(now);
    }

    /// A message came that could not be read.
    pub fn handle_malformed(&mut self, why: &str, now: Timestamp) {
        self.begin(Happened::Malformed, now);
        self.garbled(why, now);
        self.finish(now);
    }

    /// The socket closed, or could not be opened.
    pub fn handle_closed(&mut self, code: CloseCode, now: Timestamp) {
        self.begin(Happened::Closed(code.as_u16()), now);
        self.close(code, now);
        self.finish(now);
    }

    /// A message of that many bytes left; for the counters only.
    pub fn handle_sent(&mut self, bytes: usize) {
        self.stats.bytes_out += bytes as u64;
    }

    /// The browser says that there is a network, or none.
    pub fn handle_network(&mut self, online: bool, now: Timestamp) {
        self.begin(Happened::Network(online), now);
        self.online = online;
        self.hurry(
            if online {
                Input::NetworkUp
            } else {
                Input::NetworkDown
            },
            now,
        );
        self.finish(now);
    }

    /// The page came to the foreground or left it.
    pub fn handle_visibility(&mut self, visible: bool, now: Timestamp) {
        self.begin(Happened::Visibility(visible), now);
        let before = self.liveness.is_visible();
        self.liveness.show(visible);
        if visible && !before {
            self.hurry(Input::Nudged, now);
        } else if !visible {
            self.store_all(now);
        }
        self.finish(now);
    }

    /// The device slept, or the page was frozen, and goes on now.
    pub fn handle_wake(&mut self, now: Timestamp) {
        self.begin(Happened::Wake, now);
        self.store_all(now);
        if self.connection.is_reached() {
            self.outputs.push_back(Output::CheckSession);
        }
        self.hurry(Input::Nudged, now);
        self.finish(now);
    }

    /// The page may go away for ever (`pagehide`): everything worth keeping is stored now.
    pub fn handle_hide(&mut self, now: Timestamp) {
        self.begin(Happened::Hide, now);
        self.store_all(now);
        self.finish(now);
    }

    /// The moment of [`Self::poll_timeout`] has come.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        self.begin(Happened::Timeout, now);
        // Bounded: should a chore ever leave its own deadline behind, the page must not hang.
        for _ in Timer::ALL {
            let Some(timer) = self.timers.expire(now) else {
                break;
            };
            self.due(timer, now);
            self.finish(now);
        }
    }
}

/// What is to be done, and when to come back.
impl Engine {
    /// The next thing to do; until `None`, after every call.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When to call [`Self::handle_timeout`], and what for.
    pub fn poll_timeout(&self) -> Option<(Timestamp, Timer)> {
        self.timers.next()
    }
}
