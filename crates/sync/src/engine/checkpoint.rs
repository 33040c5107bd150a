//! All that an engine remembers, but for what rows and actions say: where a recording can be gone through from.

use std::collections::{BTreeSet, VecDeque};

use mutants::mutant;
use protocol::{
    MutationId, Position, SubId, Timestamp, Topic, UserInfo,
    mutations::{Author, Mutation},
};
use serde::{Deserialize, Serialize};

use super::{Config, Engine, life::Doubts, recording::ACTIONS_RECORDED, terms::Terms};
use crate::{
    action::{Entry, Pending},
    assembly::Assembly,
    backoff::Backoff,
    clock::GatewayClock,
    connection::Connection,
    holds::Holds,
    liveness::Liveness,
    outbox::Outbox,
    phase::Phase,
    polling::Polling,
    recorder::{KeptAction, Label, Rows, Salt, Step, Who, row, shared},
    replica::Replica,
    session::Session,
    subscription::Subscription,
    subscriptions::Subscriptions,
    timers::Timers,
};

/// Rows that are kept of all topics together; a topic that does not fit in is only counted.
const ROWS_MAX: usize = 1_000;

/// An engine between two calls.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Checkpoint {
    pub(crate) now: Timestamp,
    connection: Connection,
    session: Who,
    owner: Option<Label>,
    online: bool,
    paused: bool,
    doubts: Doubts,
    conn: u64,
    socket: Option<u64>,
    leave_at: Option<Timestamp>,
    terms: Terms,
    clock: GatewayClock,
    liveness: Liveness,
    backoff: Backoff,
    polling: Polling,
    timers: Timers,
    hz: Option<f32>,
    got: Vec<MutationId>,
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    given_up: VecDeque<MutationId>,
    #[serde(default, skip_serializing_if = "Holds::is_empty")]
    holds: Holds,
    last: SubId,
    pub(crate) topics: Vec<KeptTopic>,
    actions: Vec<KeptAction>,
    next_action: u64,
}

/// A topic of it.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct KeptTopic {
    #[serde(flatten)]
    pub(crate) subscription: Subscription,
    position: Option<Position>,
    rows: Rows,
    assembly: Option<KeptAssembly>,
}

/// A snapshot of which parts are missing.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct KeptAssembly {
    pub(crate) at: Position,
    pub(crate) parts: u32,
    pub(crate) next: u32,
    pub(crate) rows: Rows,
}

impl Checkpoint {
    /// Topics whose rows are only counted.
    pub(crate) fn counted(&self) -> BTreeSet<Topic> {
        let topics = self.topics.iter();
        topics
            .filter(|it| it.is_counted())
            .map(|it| it.subscription.topic.clone())
            .collect()
    }
}

impl KeptTopic {
    pub(crate) fn is_counted(&self) -> bool {
        let assembly = self.assembly.as_ref().map(|it| &it.rows);
        [Some(&self.rows), assembly]
            .into_iter()
            .flatten()
            .any(|it| matches!(it, Rows::Count(_)))
    }

    pub(crate) const fn assembly(&self) -> Option<&KeptAssembly> {
        self.assembly.as_ref()
    }

    fn of(it: &Subscription, room: &mut usize, salt: &Salt) -> Self {
        let mut keep = |steps: &mut dyn ExactSizeIterator<Item = Step>| match room.checked_sub(steps.len()) {
            Some(rest) => {
                *room = rest;
                Rows::Each(steps.collect())
            }
            None => Rows::Count(steps.len()),
        };
        let rows = it.replica.view().confirmed_rows();
        let rows = keep(&mut rows.map(|(id, at)| Step::there(id.as_str(), at, salt)));
        let begun = it.assembly.as_ref().filter(|_| !mutant!(ForgetHalfSnapshot));
        let assembly = begun.map(|it| {
            let there = |(at, row): &(_, std::sync::Arc<protocol::RawRow>)| {
                Step::there(row.text("id").unwrap_or_default(), *at, salt)
            };
            KeptAssembly {
                at: it.at.clone(),
                parts: it.parts,
                next: it.next,
                rows: keep(&mut it.rows.iter().map(there)),
            }
        });
        let mut subscription = it.without_rows();
        // What the gateway wrote for people may name somebody.
        if let Some((_, message)) = &mut subscription.refusal {
            *message = salt.label(message).to_string();
        }
        if let Phase::Refused(_, message) = &mut subscription.told {
            *message = salt.label(message).to_string();
        }
        Self {
            subscription,
            position: it.replica.position().cloned(),
            rows,
            assembly,
        }
    }

    /// The topic again; where rows were only counted, one stands for all.
    fn restored(self) -> Subscription {
        let mut subscription = self.subscription;
        if let Some(position) = self.position {
            let rows = match &self.rows {
                Rows::Each(steps) => shared(steps),
                Rows::Count(_) => vec![(Default::default(), row(&STAND_IN.into(), 0).into())],
            };
            let mut replica = Replica::default();
            replica.restart(position, rows);
            subscription.replica = replica;
        }
        subscription
    }
}

/// Stands for all rows of a topic whose rows are only counted.
pub(crate) const STAND_IN: &str = "-";

impl Engine {
    /// All that matters for what it does next.
    pub(super) fn checkpoint(&self) -> Checkpoint {
        let salt = &self.recorder.salt;
        let mut room = ROWS_MAX;
        let topics = self.subscriptions.iter();
        Checkpoint {
            now: self.now,
            connection: self.connection,
            session: self.who(&self.session),
            owner: self.owner.as_ref().map(|it| salt.label(it.id.as_str())),
            online: self.online,
            paused: self.paused,
            doubts: self.doubts,
            conn: self.conn,
            socket: self.socket,
            leave_at: self.leave_at,
            terms: self.terms,
            clock: self.clock.clone(),
            liveness: self.liveness.clone(),
            backoff: self.backoff.clone(),
            polling: self.polling.clone(),
            timers: self.timers.clone(),
            hz: self.hz,
            got: self.got.clone(),
            given_up: self.given_up.clone(),
            holds: self.outbox.holds.clone(),
            last: self.subscriptions.last(),
            topics: topics.map(|(_, it)| KeptTopic::of(it, &mut room, salt)).collect(),
            actions: self
                .outbox
                .entries
                .iter()
                .take(if mutant!(ForgetActions) {
                    0
                } else {
                    ACTIONS_RECORDED
                })
                .map(|it| kept(it, salt))
                .collect(),
            next_action: self.outbox.next,
        }
    }

    /// An engine that goes on from there.
    pub(crate) fn resumed(it: Checkpoint, config: Config) -> Self {
        let topics = it.topics.into_iter().map(KeptTopic::restored);
        let actions: VecDeque<_> = it.actions.into_iter().filter_map(entry).collect();
        Self {
            connection: it.connection,
            session: match it.session {
                Who::Unknown => Session::Unknown,
                Who::SignedIn(user) => Session::SignedIn(person(user)),
                Who::SignedOut => Session::SignedOut,
                Who::Expired => Session::Expired,
            },
            owner: it.owner.map(person),
            online: it.online,
            paused: it.paused,
            doubts: it.doubts,
            conn: it.conn,
            socket: it.socket,
            leave_at: it.leave_at,
            terms: it.terms,
            clock: it.clock,
            liveness: it.liveness,
            backoff: it.backoff,
            polling: it.polling,
            timers: it.timers,
            hz: it.hz,
            got: it.got,
            given_up: it.given_up,
            subscriptions: Subscriptions::restored(topics, it.last),
            outbox: Outbox {
                bytes: actions.iter().map(|it| it.bytes).sum(),
                entries: actions,
                next: it.next_action,
                n_changes: 0,
                holds: it.holds,
            },
            outputs: VecDeque::new(),
            ..Self::new(config, it.now)
        }
    }

    /// Goes on with a snapshot of which parts are missing.
    pub(crate) fn resume_assembly(&mut self, topic: &Topic, assembly: Assembly) {
        if let Some(it) = self.subscriptions.get_mut(topic) {
            it.assembly = Some(assembly);
        }
    }
}

/// Somebody of whom nothing is known but that they are not somebody else.
pub(crate) fn person(label: Label) -> UserInfo {
    UserInfo {
        id: label.to_string().into(),
        name: String::new(),
        roles: Vec::new(),
        sees: Vec::new(),
    }
}

fn kept(it: &Entry, salt: &Salt) -> KeptAction {
    let pending = &it.pending;
    KeptAction {
        id: pending.id.clone(),
        name: pending.mutation.name().into(),
        row: Some(salt.label(pending.mutation.target().1.as_str())),
        user: salt.label(pending.owner.as_str()),
        at: it.author.at,
        since: pending.since,
        attempts: pending.attempts,
        stage: pending.stage.clone().without_words(),
        is_kept: pending.is_kept,
        condition: pending.condition.clone(),
        order: it.order,
        bytes: it.bytes,
        is_held: it.is_held,
    }
}

fn entry(it: KeptAction) -> Option<Entry> {
    let user = person(it.user);
    Some(Entry {
        pending: Pending {
            id: it.id,
            mutation: Mutation::stand_in(&it.name, &it.row?.to_string().into())?,
            owner: user.id.clone(),
            since: it.since,
            attempts: it.attempts,
            stage: it.stage,
            is_kept: it.is_kept,
            condition: it.condition,
        },
        author: Author {
            user: user.id,
            name: user.name,
            at: it.at,
        },
        order: it.order,
        bytes: it.bytes,
        is_held: it.is_held,
    })
}
