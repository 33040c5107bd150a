//! Where calls begin and are written down, so that what happened can be gone through again.

use protocol::{GatewayFrame, SubId, Timestamp, Topic, mutations::Mutation};

use super::Engine;
use crate::{
    action::{OutboxRecord, Stage},
    cache::CacheRecord,
    output::{Event, Output},
    random::Draw,
    recorder::{Ensued, Happened, Heard, KeptAction, KeptRecord, Path, PhaseKind, Rows, Said, Step, Who},
    session::Session,
};

/// Rows of records from disk that are kept one by one.
const RECORDED_MAX: usize = 500;
/// Actions from disk that are kept.
pub(super) const ACTIONS_RECORDED: usize = 100;

impl Engine {
    /// The last calls with what came of them, as JSON lines: at most 800 of them, about 100 KB.
    ///
    /// It holds topics, positions, revisions, kinds, codes and times; rows and people stand in it under labels that mean
    /// nothing elsewhere. [`crate::Replay`] goes through it again.
    pub fn recording(&self) -> String {
        self.recorder.text(&self.config.build, self.config.may_poll)
    }

    /// How many calls a part of the recording holds, 400 unless said otherwise. A recording begins where a part does, so a
    /// small number tries all the places where one may begin.
    pub const fn record_in_parts(&mut self, calls: usize) {
        self.recorder.calls_max = calls;
    }

    /// Every call begins here: it is written down, and time goes on.
    pub(super) fn begin(&mut self, happened: Happened, now: Timestamp) {
        if self.recorder.is_full() {
            let checkpoint = self.checkpoint();
            self.recorder.turn(checkpoint);
        }
        self.recorder.begin(happened, now);
        self.n_noted = self.outputs.len();
        self.tick(now);
    }

    pub(super) fn heard_frames(&mut self, frames: &[GatewayFrame]) -> Vec<Heard> {
        self.recorder.hear(frames, &self.subscriptions)
    }

    pub(super) fn who(&self, session: &Session) -> Who {
        match session {
            Session::Unknown => Who::Unknown,
            Session::SignedIn(user) => Who::SignedIn(self.recorder.salt.label(user.id.as_str())),
            Session::SignedOut => Who::SignedOut,
            Session::Expired => Who::Expired,
        }
    }

    pub(super) fn asked_for(&self, mutation: &Mutation, if_unchanged: bool) -> Happened {
        let (_, row) = mutation.target();
        Happened::Mutate {
            name: mutation.name().into(),
            row: self.recorder.salt.label(row.as_str()),
            if_unchanged,
        }
    }

    pub(super) fn kept_records(&self, records: &[CacheRecord]) -> Happened {
        let salt = &self.recorder.salt;
        let mut room = RECORDED_MAX;
        let kept = records.iter().map(|it| KeptRecord {
            user: salt.label(it.user.as_str()),
            topic: Path(it.topic.clone()),
            position: it.position.clone(),
            confirmed_at: it.confirmed_at,
            rows: match room.checked_sub(it.rows.len()) {
                Some(rest) => {
                    room = rest;
                    let rows = it.rows.iter();
                    let there = |(at, row): &(_, std::sync::Arc<protocol::RawRow>)| {
                        Step::there(row.text("id").unwrap_or_default(), *at, salt)
                    };
                    Rows::Each(rows.map(there).collect())
                }
                None => Rows::Count(it.rows.len()),
            },
        });
        Happened::Restored(kept.collect())
    }

    pub(super) fn kept_actions(&self, records: &[OutboxRecord]) -> Happened {
        let salt = &self.recorder.salt;
        let kept = records.iter().take(ACTIONS_RECORDED).map(|it| KeptAction {
            id: it.id.clone(),
            name: it.name.clone().into(),
            row: Mutation::read(&it.name, &it.args)
                .ok()
                .map(|it| salt.label(it.target().1.as_str())),
            user: salt.label(it.user.as_str()),
            at: it.at,
            since: it.since,
            attempts: 1,
            stage: it
                .refusal
                .clone()
                .map_or(Stage::Queued, Stage::Parked)
                .without_words(),
            is_kept: true,
            condition: it.condition.clone(),
            order: it.order,
            bytes: 0,
            is_held: false,
        });
        Happened::Actions(kept.collect())
    }

    /// At the end of a call: what came of it.
    pub(super) fn write_down(&mut self) {
        let outputs = self.outputs.range(self.n_noted.min(self.outputs.len())..);
        for output in outputs {
            let ensued = match output {
                Output::Connect { .. } => Ensued::Connect,
                Output::Send(frames) => Ensued::Said(Said::all(frames)),
                Output::Disconnect => Ensued::Disconnect,
                Output::Exchange(request) => Ensued::Exchange(Said::all(&request.frames)),
                Output::Abandon => Ensued::Abandon,
                Output::Forget(topic) => Ensued::Forget(Path(topic.clone())),
                Output::ForgetAll => Ensued::ForgetAll,
                Output::CheckSession => Ensued::CheckSession,
                Output::Event(Event::Phase(topic)) => {
                    let Some(it) = self.subscriptions.get(topic) else {
                        continue;
                    };
                    Ensued::Phase {
                        topic: Path(topic.clone()),
                        phase: PhaseKind::from(&it.told),
                    }
                }
                Output::Event(Event::Settled { id, verdict, .. }) => Ensued::Settled {
                    id: id.clone(),
                    refused: verdict.as_ref().err().map(|it| it.code),
                },
                Output::Event(Event::Resynchronised { topic, why }) => Ensued::Resync {
                    topic: Path(topic.clone()),
                    why: *why,
                },
                // Told where it is entered, since it may change twice in a call; the others are no transitions.
                Output::Event(Event::Connection | Event::Session | Event::Changed { .. } | Event::Log(_))
                | Output::Store(_)
                | Output::Keep(_)
                | Output::Drop(_)
                | Output::GaveUp(_)
                | Output::Holds(..) => continue,
            };
            self.recorder.tell(ensued);
        }
        self.n_noted = self.outputs.len();
        let drawn = self.random.drawn();
        if !drawn.is_empty() {
            self.recorder.draw(drawn);
        }
    }
}

/// For going through it again.
impl Engine {
    /// What chance will say in the next call.
    pub(crate) fn expect(&mut self, draws: Vec<Draw>) {
        self.random.expect(draws);
    }

    /// What came of the last call.
    pub(crate) fn ensued(&self) -> &[Ensued] {
        self.recorder.last().map_or(&[], |it| &it.ensued)
    }

    /// What the topic is called on the wire.
    pub(crate) fn wire_name(&self, topic: &Topic) -> Option<SubId> {
        self.subscriptions.get(topic).map(|it| it.s)
    }
}
