//! Goes through a recording again: an engine is told the same, and what comes of it is compared.

use std::fmt;

use protocol::{DeviceId, Fields, Timestamp};

use super::{
    Beginning, Call, FORMAT, Header,
    call::{Happened, KeptAction, KeptRecord, Who},
    frame::Path,
    stand_in::StandIns,
};
use crate::{
    action::{OutboxRecord, Stage},
    cache::CacheRecord,
    engine::{Checkpoint, Config, Engine, person},
    session::Session,
};

/// A recording that is gone through again, call by call.
///
/// Rows have no contents here, only names and revisions; where rows were too many to be recorded, one stands for all of
/// them, and what depends on single rows is taken from the recording.
#[derive(Debug)]
pub struct Replay {
    engine: Engine,
    began: Timestamp,
    calls: Vec<Call>,
    next: usize,
    rows: StandIns,
}

/// One call that was gone through again, with the same outcome.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Replayed {
    /// Its line in the recording, from 1.
    pub line: usize,
    /// When it was made: milliseconds since the engine was.
    pub at: i64,
    /// What the engine was told; JSON.
    pub happened: String,
    /// What came of it; one JSON value each.
    pub ensued: Vec<String>,
}

/// The engine did something else than the recording says.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub struct Difference {
    /// The line of the recording, from 1.
    pub line: usize,
    /// What the engine was told; JSON.
    pub happened: String,
    /// What came of it then; JSON.
    pub recorded: String,
    /// What came of it now; JSON.
    pub found: String,
}

/// The text is no recording of this version.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("line {line}: {why}")]
pub struct Unreadable {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
}

/// Lines before the first call.
const LINES_BEFORE: usize = 2;

impl Replay {
    /// Reads what [`Engine::recording`] gave.
    ///
    /// # Errors
    ///
    /// When the text is something else, or was written by a version that keeps other things: that one can read it.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let mut lines = text.lines().enumerate().map(|(index, text)| (index + 1, text));
        let header: Header = read(lines.next())?;
        if header.livedeck_recording != FORMAT {
            let why = format!("its format is {}, not {FORMAT}", header.livedeck_recording);
            return Err(Unreadable { line: 1, why });
        }
        let Beginning { checkpoint } = read::<Beginning<Checkpoint>>(lines.next())?;
        let calls = lines.map(|it| read(Some(it))).collect::<Result<Vec<Call>, _>>()?;
        let mut rows = StandIns::new(&checkpoint);
        let assemblies = rows.assemblies(&checkpoint, &calls);
        let config = Config {
            device: DeviceId::from("replay"),
            build: header.app,
            seed: 0,
            may_poll: header.may_poll,
        };
        let mut engine = Engine::resumed(checkpoint, config);
        for (topic, assembly) in assemblies {
            engine.resume_assembly(&topic, assembly);
        }
        Ok(Self {
            engine,
            began: header.began,
            calls,
            next: 0,
            rows,
        })
    }

    /// Goes through all of it; gives how many calls there were.
    ///
    /// # Errors
    ///
    /// The first difference.
    pub fn run(mut self) -> Result<usize, Difference> {
        self.try_fold(0, |count, it| it.map(|_| count + 1))
    }

    fn tell(&mut self, call: &Call) {
        let now = Timestamp::from_millis(self.began.as_millis().saturating_add_signed(call.at));
        match &call.happened {
            Happened::Restored(records) => {
                let records = records.iter().map(|it| self.record(it)).collect();
                self.engine.handle_restored(records, now);
            }
            Happened::Actions(actions) => {
                self.engine
                    .handle_actions(actions.iter().map(action).collect(), now);
            }
            Happened::Kept(id, is_kept) => self.engine.handle_kept(id, *is_kept, now),
            Happened::Session(who) => self.engine.handle_session(session(*who), now),
            Happened::Opened => self.engine.handle_opened(now),
            Happened::Message(frames) => {
                let frames = self.rows.frames(frames, &self.engine, &self.calls[self.next..]);
                self.engine.handle_message(frames, 0, now);
            }
            Happened::Malformed => self.engine.handle_malformed("", now),
            Happened::Closed(code) => self.engine.handle_closed((*code).into(), now),
            Happened::Network(online) => self.engine.handle_network(*online, now),
            Happened::Visibility(visible) => self.engine.handle_visibility(*visible, now),
            Happened::Wake => self.engine.handle_wake(now),
            Happened::Hide => self.engine.handle_hide(now),
            Happened::Timeout => self.engine.handle_timeout(now),
            Happened::Subscribe(Path(topic)) => self.engine.subscribe(topic, now),
            Happened::Unsubscribe(Path(topic)) => self.engine.unsubscribe(topic, now),
            Happened::Mutate {
                name,
                row,
                if_unchanged,
            } => {
                let row = row.to_string().into();
                if let Some(mutation) = protocol::mutations::Mutation::stand_in(name, &row) {
                    // Whether there was room is part of what happens again.
                    let _ = if *if_unchanged {
                        self.engine.mutate_if_unchanged(mutation, now)
                    } else {
                        self.engine.mutate(mutation, now)
                    };
                }
            }
            Happened::RetryAction(id) => _ = self.engine.retry_action(id, now),
            Happened::DiscardAction(id) => _ = self.engine.discard_action(id, now),
            Happened::GivenUp(id) => self.engine.handle_given_up(id, now),
            Happened::HoldAction(id, is_held) => self.engine.hold_action(id, *is_held, now),
            Happened::Held(id, is_held) => self.engine.handle_held(id, *is_held, now),
            Happened::RetryNow => self.engine.retry_now(now),
            Happened::Pause => self.engine.pause(now),
            Happened::Resume => self.engine.resume(now),
            Happened::Refresh => _ = self.engine.refresh(now),
            Happened::Forget(Path(topic)) => self.engine.forget(topic, now),
            Happened::Here(Path(topic), is_busy) => {
                let state = is_busy.map(|it| self.state(it));
                self.engine.be_here(topic, state, now);
            }
            Happened::Exchanged(frames) => {
                let frames = self.rows.frames(frames, &self.engine, &self.calls[self.next..]);
                self.engine.handle_exchanged(frames, 0, now);
            }
            Happened::ExchangeFailed(code) => self.engine.handle_exchange_failed((*code).into(), now),
        }
        while self.engine.poll_output().is_some() {}
    }

    /// Stands for what somebody does; each time something else.
    fn state(&self, is_busy: bool) -> Fields {
        let number = is_busy.then(|| ("number".to_owned(), self.next.into()));
        number.into_iter().collect()
    }

    fn record(&mut self, it: &KeptRecord) -> CacheRecord {
        CacheRecord {
            user: person(it.user).id,
            topic: it.topic.0.clone(),
            position: it.position.clone(),
            confirmed_at: it.confirmed_at,
            rows: self.rows.restored(&it.topic.0, &it.rows),
        }
    }
}

impl Iterator for Replay {
    type Item = Result<Replayed, Difference>;

    fn next(&mut self) -> Option<Self::Item> {
        let call = self.calls.get(self.next)?.clone();
        let line = self.next + LINES_BEFORE + 1;
        self.engine.expect(call.drew.clone());
        self.tell(&call);
        self.next += 1;
        let happened = json(&call.happened);
        let found = self.engine.ensued();
        if found != call.ensued {
            return Some(Err(Difference {
                line,
                happened,
                recorded: json(&call.ensued),
                found: json(&found),
            }));
        }
        Some(Ok(Replayed {
            line,
            at: call.at,
            happened,
            ensued: call.ensued.iter().map(json).collect(),
        }))
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            line,
            happened,
            recorded,
            found,
        } = self;
        write!(f, "line {line}: {happened}\n  then: {recorded}\n  now:  {found}")
    }
}

fn read<T: serde::de::DeserializeOwned>(line: Option<(usize, &str)>) -> Result<T, Unreadable> {
    let (line, text) = line.ok_or_else(|| Unreadable {
        line: LINES_BEFORE,
        why: "a recording begins with two lines".to_owned(),
    })?;
    serde_json::from_str(text).map_err(|it| Unreadable {
        line,
        why: it.to_string(),
    })
}

fn json(it: &impl serde::Serialize) -> String {
    serde_json::to_string(it).unwrap_or_default()
}

fn session(who: Who) -> Session {
    match who {
        Who::Unknown => Session::Unknown,
        Who::SignedIn(user) => Session::SignedIn(person(user)),
        Who::SignedOut => Session::SignedOut,
        Who::Expired => Session::Expired,
    }
}

fn action(it: &KeptAction) -> OutboxRecord {
    let row = it.row.map(|it| it.to_string().into());
    let mutation = row.and_then(|row| protocol::mutations::Mutation::stand_in(&it.name, &row));
    OutboxRecord {
        id: it.id.clone(),
        name: it.name.clone().into_owned(),
        args: mutation.map(|it| it.args()).unwrap_or_default(),
        user: person(it.user).id,
        user_name: String::new(),
        at: it.at,
        since: it.since,
        order: it.order,
        refusal: match &it.stage {
            Stage::Parked(nack) => Some(nack.clone()),
            _ => None,
        },
        condition: it.condition.clone(),
    }
}
