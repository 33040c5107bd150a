//! What the engine was told lately and what came of it, so that a bug report can be gone through again.
//!
//! Nothing is written as text before somebody asks for it, and nothing is kept that says what rows contain, who people
//! are or what they wrote: rows, people and scopes of topics are labels, mutations are names without arguments.
//!
//! A history that forgets its beginning cannot be gone through again. So it consists of parts, each with a checkpoint
//! at its beginning; when a part is full, the part before it is forgotten.

mod call;
mod frame;
mod label;
mod replay;
mod rows;
mod scopes;
mod stand_in;

use std::collections::{BTreeSet, VecDeque};

use mutants::mutant;
use protocol::{PROTOCOL_VERSION, Timestamp, Topic};
use serde::{Deserialize, Serialize};

pub use self::replay::{Difference, Replay, Replayed, Unreadable};
pub(crate) use self::{
    call::{Call, Ensued, Happened, KeptAction, KeptRecord, PhaseKind, Who},
    frame::{Heard, Path, Said},
    label::{Label, Salt},
    rows::{Rows, Step, row, shared},
};
use crate::{engine::Checkpoint, random::Draw};

/// Version of the text.
const FORMAT: u32 = 1;
/// Calls in a part, unless said otherwise.
const CALLS_MAX: usize = 400;
/// How much a part holds, in rows; what fills it may be more.
const ROOM: usize = 2_500;
/// A call takes about as much text as so many rows.
const CALL: usize = 5;

/// The last calls of an engine.
#[derive(Debug)]
pub(crate) struct Recorder {
    pub(crate) salt: Salt,
    /// When the engine was made.
    began: Timestamp,
    /// Calls in a part.
    pub(crate) calls_max: usize,
    /// At most two: the one being written, and the one before.
    parts: VecDeque<Part>,
    /// Topics whose rows are only counted.
    counted: BTreeSet<Topic>,
}

/// Calls from a checkpoint on.
#[derive(Debug)]
struct Part {
    checkpoint: Checkpoint,
    calls: Vec<Call>,
    steps: usize,
}

/// First line of a recording.
#[derive(Debug, Deserialize, Serialize)]
struct Header {
    livedeck_recording: u32,
    app: String,
    protocol: u32,
    may_poll: bool,
    began: Timestamp,
}

/// Second line of a recording.
#[derive(Debug, Deserialize, Serialize)]
struct Beginning<C> {
    checkpoint: C,
}

impl Recorder {
    pub(crate) fn new(seed: u128, began: Timestamp) -> Self {
        Self {
            salt: Salt::new(seed),
            began,
            calls_max: CALLS_MAX,
            parts: VecDeque::new(),
            counted: BTreeSet::new(),
        }
    }

    /// Whether a new part is due.
    pub(crate) fn is_full(&self) -> bool {
        self.parts
            .back()
            .is_none_or(|it| it.calls.len() >= self.calls_max || it.calls.len() * CALL + it.steps >= ROOM)
    }

    /// Begins a new part.
    pub(crate) fn turn(&mut self, checkpoint: Checkpoint) {
        self.counted = checkpoint.counted();
        if self.parts.len() > 1 {
            self.parts.pop_front();
        }
        self.parts.push_back(Part {
            checkpoint,
            calls: Vec::new(),
            steps: 0,
        });
    }

    /// A call begins.
    pub(crate) fn begin(&mut self, happened: Happened, now: Timestamp) {
        let at = now.as_millis().cast_signed() - self.began.as_millis().cast_signed();
        if let Some(part) = self.parts.back_mut() {
            part.steps += happened.weight();
            part.calls.push(Call {
                at,
                happened,
                drew: Vec::new(),
                ensued: Vec::new(),
            });
        }
    }

    /// Something came of the call.
    pub(crate) fn tell(&mut self, ensued: Ensued) {
        if let Some(call) = self.last_mut() {
            call.ensued.push(ensued);
        }
    }

    /// Chance had its say in the call.
    pub(crate) fn draw(&mut self, drawn: Vec<Draw>) {
        if let Some(call) = self.last_mut().filter(|_| !mutant!(ForgetDraws)) {
            call.drew.extend(drawn);
        }
    }

    pub(crate) fn last(&self) -> Option<&Call> {
        self.parts.back()?.calls.last()
    }

    fn last_mut(&mut self) -> Option<&mut Call> {
        self.parts.back_mut()?.calls.last_mut()
    }

    /// Everything as text: JSON lines.
    pub(crate) fn text(&self, app: &str, may_poll: bool) -> String {
        let mut lines = Vec::new();
        lines.push(line(&Header {
            livedeck_recording: FORMAT,
            app: app.to_owned(),
            protocol: PROTOCOL_VERSION,
            may_poll,
            began: self.began,
        }));
        lines.extend(self.parts.front().map(|it| {
            line(&Beginning {
                checkpoint: &it.checkpoint,
            })
        }));
        lines.extend(self.parts.iter().flat_map(|it| &it.calls).map(line));
        scopes::number(&lines.join(""))
    }
}

/// Nothing here is of a kind that JSON cannot say.
fn line(it: &impl Serialize) -> String {
    serde_json::to_string(it).unwrap_or_default() + "\n"
}
