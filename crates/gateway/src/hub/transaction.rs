//! From what arrived to what is visible: plan, make durable, show.

use mutants::mutant;
use protocol::{GatewayFrame, MutationId, Offset, Op, Timestamp, Topic, entities::StreamKind};

use super::{
    Hub, busy,
    judge::{Decision, Judge},
    plan::{Change, Origin, Plan},
};
use crate::store::{Commit, CommitId, RecordedVerdict, TopicCommit};

/// A transaction that is being made durable.
pub(super) struct InFlight {
    commit: Commit,
    changes: Vec<Change>,
    answers: Vec<(MutationId, GatewayFrame)>,
}

impl Hub {
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
        let history = self.history.plan(&changes, &topics, now);
        for (id, frame) in later {
            self.settle(&id, &frame, &[]);
        }
        let kept = self.inbox.take_kept();
        if topics.is_empty() && recorded.is_empty() && kept.is_empty() {
            return None;
        }
        self.last_commit = CommitId(self.last_commit.0 + 1);
        let commit = Commit {
            id: self.last_commit,
            at: now,
            topics,
            verdicts: recorded,
            verdicts_since,
            history,
            tracks: kept.into(),
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
        self.tick(now);
        let Some(InFlight { commit, answers, .. }) = self.in_flight.take_if(|it| it.commit.id == id) else {
            return;
        };
        for topic in &commit.topics {
            self.topics.apply(topic, &self.limits);
            if !mutant!(ForgetFollowers) {
                self.sessions.wake_followers(&topic.topic);
            }
            self.stats.changes += topic.rows.len() as u64;
        }
        self.history.apply(&commit);
        self.stats.commits += 1;
        for verdict in commit.verdicts {
            if !mutant!(ForgetVerdict) {
                self.verdicts.record(verdict);
            }
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
        if mutant!(ShowFailedCommit) {
            return self.handle_committed(id, now);
        }
        self.tick(now);
        let Some(InFlight {
            commit,
            changes,
            answers,
        }) = self.in_flight.take_if(|it| it.commit.id == id)
        else {
            return;
        };
        self.stats.commits_failed += 1;
        self.inbox.keep(commit.tracks.iter().cloned());
        for change in changes.iter().rev() {
            change.undo(&mut *self.deriver, now);
        }
        let again = changes
            .iter()
            .filter_map(Change::again)
            .filter(|_| !mutant!(DropFailedWrites));
        self.inbox.write_again(again.collect());
        // What follows from having undone everything is stored already and vanishes as unchanged; what the deriver
        // gathered by itself in the meantime must not be lost with it.
        let derived = self.deriver.drain(now);
        self.inbox.write(derived);
        for (id, _) in answers {
            let frame = busy(id.clone(), "It could not be stored; it will be tried again.");
            self.settle(&id, &frame, &[]);
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
            Op::Patch(_, _, changed, removed) => {
                changed.contains_key("driver") || removed.iter().any(|it| it == "driver")
            }
            Op::Put(..) | Op::Remove(..) | Op::Append(..) => true,
        }),
        StreamKind::Violation
        | StreamKind::FleetSummary
        | StreamKind::DistributionPoint
        | StreamKind::LogPoint
        | StreamKind::ReportEntry
        | StreamKind::Driver
        | StreamKind::DriverPosition
        | StreamKind::TrackPoint
        | StreamKind::Shipment
        | StreamKind::Geofence
        | StreamKind::Ticket
        | StreamKind::Member
        | StreamKind::Presence => false,
    }
}
