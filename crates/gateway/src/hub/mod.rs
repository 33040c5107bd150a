//! Topics to sessions: the gateway's truth, and who is told of it. Sans-IO: time, bytes and durability are handed in.
//!
//! Changes wait in the inbox until [`Hub::poll_commit`] plans one transaction of them; nothing is visible before
//! [`Hub::handle_committed`]. Sessions then *pull*: each knows the offset it was told, and what it is sent is made
//! from there at the moment it can take it. A slow client therefore costs its place in the log and nothing else.

mod conversation;
mod inbox;
mod judge;
mod limits;
mod log;
mod output;
mod plan;
mod sessions;
pub(crate) mod topics;
mod verdicts;

use std::{collections::VecDeque, sync::Arc, time::Duration};

use protocol::{
    ClientFrame, CloseCode, Encoding, Epoch, GatewayFrame, GoAway, GoAwayReason, MutationId, Nack, NackCode,
    Offset, RawRow, Revision, RowId, SubErr, SubId, Timestamp, Topic, UserId,
    entities::{Role, StreamKind},
};

use self::{
    inbox::Inbox,
    judge::{Decision, Judge},
    plan::{Change, Origin, Plan},
    sessions::Sessions,
    topics::Topics,
    verdicts::Verdicts,
};
pub use self::{
    limits::HubLimits,
    output::{ConnId, HubOutput, HubStats, Reading},
};
use crate::{
    derive::{Deriver, Write},
    policy::{self, Principal, View},
    session::{self, Session},
    store::{Commit, CommitId, RecordedVerdict, StoredState, TopicCommit},
};

/// The gateway's truth and everybody who follows it.
pub struct Hub {
    limits: HubLimits,
    deriver: Box<dyn Deriver + Send>,
    topics: Topics,
    verdicts: Verdicts,
    inbox: Inbox,
    in_flight: Option<InFlight>,
    last_commit: CommitId,
    sessions: Sessions,
    outputs: VecDeque<HubOutput>,
    stats: HubStats,
    random: fastrand::Rng,
    now: Timestamp,
}

/// A transaction that is being made durable.
struct InFlight {
    commit: Commit,
    changes: Vec<Change>,
    answers: Vec<(MutationId, GatewayFrame)>,
}

impl Hub {
    /// An empty hub. `seed` must differ from run to run in production: new epochs come from it.
    pub fn new(limits: HubLimits, deriver: Box<dyn Deriver + Send>, seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let run = Epoch::from(format!("{:012x}", random.u64(..) >> 16));
        Self {
            limits,
            deriver,
            topics: Topics::new(run),
            verdicts: Verdicts::default(),
            inbox: Inbox::default(),
            in_flight: None,
            last_commit: CommitId::default(),
            sessions: Sessions::default(),
            outputs: VecDeque::new(),
            stats: HubStats::default(),
            random,
            now: Timestamp::default(),
        }
    }

    /// What the store held; before anything else. The deriver is not shown these rows: restore it on its own.
    pub fn load(&mut self, mut state: StoredState) {
        for verdict in std::mem::take(&mut state.verdicts) {
            self.verdicts.record(verdict);
        }
        self.topics.load(state, &self.limits);
    }

    /// A connection was accepted. Without a principal its `hello` must carry a token.
    pub fn handle_open(
        &mut self,
        conn: ConnId,
        principal: impl Into<Option<Principal>>,
        encoding: Encoding,
        now: Timestamp,
    ) {
        self.now = now;
        let principal = principal.into().map(Arc::new);
        let session = Session::new(encoding, principal, now, &self.limits);
        self.sessions.insert(conn, session, &self.limits);
    }

    /// The answer to [`HubOutput::Authenticate`]; `None`: not accepted.
    pub fn handle_authenticated(&mut self, conn: ConnId, principal: Option<Principal>, now: Timestamp) {
        self.now = now;
        self.conclude(conn, principal.map(Arc::new));
    }

    /// A message arrived.
    pub fn handle_message(&mut self, conn: ConnId, frames: Vec<ClientFrame>, now: Timestamp) {
        self.now = now;
        let Some(session) = self.sessions.session_mut(conn) else {
            return;
        };
        if !session.hear(frames.len(), now, &self.limits) {
            self.close(conn, CloseCode::TooMany, "too many frames");
            return;
        }
        self.converse(conn, frames);
        self.sessions.wake(conn);
    }

    /// Something arrived that is no message; the connection is closed with 4400.
    pub fn handle_malformed(&mut self, conn: ConnId, _why: &str) {
        self.close(conn, CloseCode::Malformed, "not a message of this protocol");
    }

    /// A message over `limits.frame_bytes` arrived; the connection is closed with 4413.
    pub fn handle_too_large(&mut self, conn: ConnId) {
        self.close(conn, CloseCode::TooLarge, "message too large");
    }

    /// The connection is gone.
    pub fn handle_close(&mut self, conn: ConnId) {
        self.sessions.remove(conn);
    }

    /// How many bytes still wait in that connection's outgoing queue. Say it whenever bytes have left the queue, at
    /// the latest when it is empty: bytes produced since count as waiting until then.
    pub fn handle_queued(&mut self, conn: ConnId, bytes: usize, now: Timestamp) {
        self.now = now;
        if let Some(session) = self.sessions.session_mut(conn) {
            session.handle_queued(bytes, now, &self.limits);
            self.sessions.wake(conn);
        }
    }

    /// Changes the gateway makes itself; they join the next commit. Until then the last one per row counts.
    pub fn write(&mut self, writes: Vec<Write>, now: Timestamp) {
        self.now = now;
        self.inbox.write(writes);
    }

    /// Ends one connection: its session was signed out.
    pub fn end_session(&mut self, conn: ConnId, now: Timestamp) {
        self.now = now;
        self.close(conn, CloseCode::Unauthorized, "signed out");
    }

    /// Ends every connection of a user.
    pub fn end_sessions_of(&mut self, user: &UserId, now: Timestamp) {
        self.now = now;
        for conn in self.sessions.of(user) {
            self.close(conn, CloseCode::Unauthorized, "signed out");
        }
    }

    /// A user's rights changed: what is no longer theirs is revoked.
    pub fn change_rights(&mut self, user: &UserId, roles: &[Role], now: Timestamp) {
        self.now = now;
        for conn in self.sessions.of(user) {
            let Some(principal) = self.sessions.session_mut(conn).and_then(|it| it.principal()) else {
                continue;
            };
            let mut principal = Principal::clone(principal);
            principal.roles = roles.to_vec();
            principal.user.roles = roles.iter().map(|it| it.as_str().to_owned()).collect();
            self.review(conn, Arc::new(principal));
        }
    }

    /// Tells everybody to reconnect at a random moment of the window; the caller closes the sockets afterwards.
    pub fn go_away(&mut self, why: GoAwayReason, spread: (Duration, Duration), now: Timestamp) {
        self.now = now;
        let millis = |it: Duration| u64::try_from(it.as_millis()).unwrap_or(u64::MAX);
        let spread = (millis(spread.0), millis(spread.1));
        for conn in self.sessions.conns() {
            if let Some(session) = self.sessions.session_mut(conn) {
                session.answer(GoAway { why, spread });
            }
            self.sessions.wake(conn);
        }
    }

    /// The next transaction to make durable. One at a time: `None` until the last was answered with
    /// [`Hub::handle_committed`] or [`Hub::handle_commit_failed`]. Everything that arrived meanwhile is in it.
    pub fn poll_commit(&mut self) -> Option<Commit> {
        if self.in_flight.is_some() || self.inbox.is_empty() {
            return None;
        }
        let now = self.now;
        let verdicts_since = now - self.limits.verdict_retention;
        self.verdicts.forget(verdicts_since);
        let (writes, asked) = self.inbox.take();
        let mut plan = Plan::new(&self.topics);
        // The gateway's own changes were made before it could know of these mutations: put first, they cannot undo
        // what a person did.
        for write in writes {
            plan.write(write, Origin::Gateway);
        }
        let mut judge = Judge::new(&self.verdicts, now);
        let (mut recorded, mut answers, mut later) = (Vec::new(), Vec::new(), Vec::new());
        for it in &asked {
            let id = it.mutation.id.clone();
            match judge.decide(it, &mut plan) {
                Decision::Final { verdict, frame } => {
                    answers.push((id.clone(), frame));
                    let user = it.principal.user.id.clone();
                    recorded.push(RecordedVerdict {
                        id,
                        user,
                        at: now,
                        verdict,
                    });
                }
                Decision::Later(frame) => later.push((id, frame)),
            }
        }
        plan.derive(&mut *self.deriver, now);
        let (topics, changes) = plan.finish();
        for (id, frame) in later {
            self.settle(&id, &frame, &[]);
        }
        if topics.is_empty() && recorded.is_empty() {
            return None;
        }
        self.last_commit = CommitId(self.last_commit.0 + 1);
        let commit = Commit {
            id: self.last_commit,
            at: now,
            topics,
            verdicts: recorded,
            verdicts_since,
        };
        self.in_flight = Some(InFlight {
            commit: commit.clone(),
            changes,
            answers,
        });
        Some(commit)
    }

    /// The transaction is durable: its rows become visible, then its verdicts.
    pub fn handle_committed(&mut self, id: CommitId, now: Timestamp) {
        self.now = now;
        let Some(InFlight { commit, answers, .. }) = self.in_flight.take_if(|it| it.commit.id == id) else {
            return;
        };
        for topic in &commit.topics {
            self.topics.apply(topic, &self.limits);
            self.sessions.wake_followers(&topic.topic);
            self.stats.changes += topic.rows.len() as u64;
        }
        self.stats.commits += 1;
        for verdict in commit.verdicts {
            self.verdicts.record(verdict);
        }
        let heads: Vec<(Topic, Offset)> = commit
            .topics
            .iter()
            .map(|it| (it.topic.clone(), it.step.to))
            .collect();
        for (id, frame) in answers {
            self.settle(&id, &frame, &heads);
        }
        if commit.topics.iter().any(moves_rights) {
            for (conn, principal) in self.sessions.principals() {
                self.review(conn, principal);
            }
        }
    }

    /// The transaction was not written: mutations are answered `busy`, the gateway's own changes join the next one.
    /// The caller waits a moment before it polls again.
    pub fn handle_commit_failed(&mut self, id: CommitId, now: Timestamp) {
        self.now = now;
        let Some(InFlight { changes, answers, .. }) = self.in_flight.take_if(|it| it.commit.id == id) else {
            return;
        };
        self.stats.commits_failed += 1;
        for change in changes.iter().rev() {
            change.undo(&mut *self.deriver, now);
        }
        // What follows from having undone everything is what is stored already.
        drop(self.deriver.drain(now));
        self.inbox
            .write_again(changes.iter().filter_map(Change::again).collect());
        for (id, _) in answers {
            let frame = busy(id.clone(), "It could not be stored; it will be tried again.");
            self.settle(&id, &frame, &[]);
        }
    }

    /// What to do next; poll until `None`.
    pub fn poll_output(&mut self) -> Option<HubOutput> {
        loop {
            if let Some(output) = self.outputs.pop_front() {
                return Some(output);
            }
            let conn = self.sessions.next_ready()?;
            let Some(session) = self.sessions.session_mut(conn) else {
                continue;
            };
            let produced = session.produce(&mut self.topics, self.now, &self.limits);
            self.sessions.rearm(conn, &self.limits);
            let Some(produced) = produced else { continue };
            if produced.more {
                self.sessions.wake(conn);
            }
            self.stats.messages += 1;
            self.stats.snapshots += produced.n_snapshots;
            self.stats.bytes += produced.bytes.len() as u64;
            return Some(HubOutput::Send {
                conn,
                bytes: produced.bytes,
            });
        }
    }

    /// A deadline of [`Hub::poll_timeout`] has passed.
    pub fn handle_timeout(&mut self, now: Timestamp) {
        self.now = now;
        while let Some(conn) = self.sessions.pop_due(now) {
            let Some(session) = self.sessions.session_mut(conn) else {
                continue;
            };
            match session.handle_timeout(now, &self.limits) {
                Some((code, why)) => {
                    self.stats.slow_closed += u64::from(code == CloseCode::TryLater);
                    self.close(conn, code, why);
                }
                // Armed again once it has said what is due.
                None => self.sessions.wake(conn),
            }
        }
    }

    /// When to call [`Hub::handle_timeout`].
    pub fn poll_timeout(&self) -> Option<Timestamp> {
        self.sessions.deadline()
    }

    /// Topics with rows that the principal may read, ordered.
    pub fn topics(&self, principal: &Principal) -> Vec<Topic> {
        let mut topics: Vec<_> = self
            .topics
            .names()
            .filter(|topic| policy::view(principal, topic, &self.topics) != View::Nothing)
            .cloned()
            .collect();
        topics.sort();
        topics
    }

    /// A topic as the principal may see it; the error's `s` is 0.
    ///
    /// # Errors
    ///
    /// When there is no such topic, or it is not theirs.
    pub fn read(&self, principal: &Principal, path: &str) -> Result<Reading, SubErr> {
        let (topic, view) =
            session::readable(principal, path, &self.topics).map_err(|(code, msg)| SubErr {
                s: SubId(0),
                code,
                msg: msg.to_owned(),
            })?;
        let rows = self.topics.topic(&topic).map(|it| it.rows()).unwrap_or_default();
        Ok(Reading {
            at: self.topics.position(&topic),
            rows: rows
                .into_iter()
                .filter(|(_, _, row)| view.admits(row))
                .map(|(_, revision, row)| (revision, Arc::clone(row)))
                .collect(),
        })
    }

    /// A committed row.
    pub fn row(&self, topic: &Topic, id: &RowId) -> Option<(Revision, Arc<RawRow>)> {
        self.topics.row(topic, id).cloned()
    }

    /// Figures for health and metrics.
    pub fn stats(&self) -> HubStats {
        HubStats {
            connections: self.sessions.len(),
            subscriptions: self.sessions.n_subscriptions(),
            topics: self.topics.names().count(),
            rows: self.topics.n_rows(),
            ..self.stats
        }
    }

    /// Tells everybody who waits for it the verdict on a mutation.
    fn settle(&mut self, id: &MutationId, frame: &GatewayFrame, heads: &[(Topic, Offset)]) {
        match frame {
            GatewayFrame::Ack(_) => self.stats.acks += 1,
            _ => self.stats.nacks += 1,
        }
        for conn in self.inbox.settle(id) {
            if let Some(session) = self.sessions.session_mut(conn) {
                session.settle(frame.clone(), heads);
                self.sessions.wake(conn);
            }
        }
    }
}

/// Whether rows changed that the right to see other topics depends on.
fn moves_rights(commit: &TopicCommit) -> bool {
    match commit.topic.kind {
        StreamKind::Vehicle => commit.step.ops.iter().any(|op| match op {
            protocol::Op::Patch(_, _, changed, removed) => {
                changed.contains_key("driver") || removed.iter().any(|it| it == "driver")
            }
            protocol::Op::Put(..) | protocol::Op::Remove(..) | protocol::Op::Append(..) => true,
        }),
        StreamKind::Violation
        | StreamKind::FleetSummary
        | StreamKind::DistributionPoint
        | StreamKind::LogPoint
        | StreamKind::ReportEntry
        | StreamKind::Member => false,
    }
}

fn busy(id: MutationId, msg: &str) -> GatewayFrame {
    Nack {
        id,
        code: NackCode::Busy,
        msg: msg.to_owned(),
        retry: Some(BUSY_MS),
        row: None,
    }
    .into()
}

/// When a client may try again.
const BUSY_MS: u64 = 1000;
