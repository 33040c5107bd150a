//! Rows and frames that stand for those of a recording, which does not say what was in them.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use protocol::{
    Ack, AuthOk, Delta, Digest, Fields, GatewayFrame, GoAway, Nack, Op, Ping, Pong, RawRow, Revision, Revoke,
    Snap, SubErr, SubId, Topic, Welcome,
};

use super::{
    call::{Call, Ensued, Happened},
    frame::{Heard, Path},
    rows::{Rows, Step, row, shared},
};
use crate::{
    assembly::Assembly,
    engine::{Checkpoint, Engine, KeptAssembly, STAND_IN, person},
    following::Odd,
};

/// What is known of rows, and what comes of snapshots under way.
#[derive(Debug)]
pub(super) struct StandIns {
    /// Topics in which one row stands for all.
    counted: BTreeSet<Topic>,
    /// Rows may change and keep their revision. Then the recording shows only that they were fetched again, and the
    /// topic gets another mark.
    marks: BTreeMap<Topic, u64>,
    /// Snapshots that have begun.
    wholes: BTreeMap<Topic, Whole>,
}

/// All of a snapshot, as it is known from its first part on: its parts carry the digest of all rows.
#[derive(Clone, Debug)]
struct Whole {
    is_counted: bool,
    mark: u64,
    sum: Digest,
}

impl StandIns {
    pub(super) fn new(checkpoint: &Checkpoint) -> Self {
        Self {
            counted: checkpoint.counted(),
            marks: BTreeMap::new(),
            wholes: BTreeMap::new(),
        }
    }

    /// Snapshots that had begun before the recording.
    pub(super) fn assemblies(&mut self, checkpoint: &Checkpoint, calls: &[Call]) -> Vec<(Topic, Assembly)> {
        let topics = checkpoint.topics.iter();
        topics
            .filter_map(|it| Some((&it.subscription.topic, it.assembly()?)))
            .map(|(topic, begun)| {
                let whole = self.whole(topic, begun, &mut frames_of(calls));
                let assembly = Assembly {
                    at: begun.at.clone(),
                    sum: whole.sum,
                    parts: begun.parts,
                    next: begun.next,
                    rows: if whole.is_counted {
                        Vec::new()
                    } else {
                        let rows = whole.rows(begun.rows.steps()).into_iter();
                        rows.map(|(at, row)| (at, Arc::new(row))).collect()
                    },
                };
                self.wholes.insert(topic.clone(), whole);
                (topic.clone(), assembly)
            })
            .collect()
    }

    /// What the gateway said in the first of these calls.
    pub(super) fn frames(&mut self, frames: &[Heard], engine: &Engine, calls: &[Call]) -> Vec<GatewayFrame> {
        let ensued = calls.first().map_or(&[][..], |it| &it.ensued);
        let mut said = Vec::with_capacity(frames.len());
        for (index, frame) in frames.iter().enumerate() {
            said.push(match frame {
                Heard::Snap {
                    topic,
                    at,
                    rows,
                    part,
                    parts,
                    same,
                } => {
                    let mut snap = Snap {
                        s: UNKNOWN,
                        at: at.clone(),
                        rows: Vec::new(),
                        part: *part,
                        parts: *parts,
                        sum: Digest::default(),
                        same: *same,
                    };
                    if let Some((topic, s)) = named(topic, engine) {
                        snap.s = s;
                        if !same {
                            let later = &mut frames_of(calls).skip(index);
                            self.fill(&mut snap, topic, rows, later, ensued);
                        }
                    }
                    snap.into()
                }
                Heard::Delta { topic, from, to, ops } => {
                    let topic = named(topic, engine);
                    Delta {
                        s: topic.map_or(UNKNOWN, |(_, s)| s),
                        from: *from,
                        to: *to,
                        ops: topic.map_or(Vec::new(), |(topic, _)| self.ops(topic, ops, ensued)),
                    }
                    .into()
                }
                Heard::SubErr { topic, code, msg } => SubErr {
                    s: named(topic, engine).map_or(UNKNOWN, |(_, s)| s),
                    code: *code,
                    msg: msg.to_string(),
                }
                .into(),
                Heard::Revoke { topic, why } => Revoke {
                    s: named(topic, engine).map_or(UNKNOWN, |(_, s)| s),
                    why: why.to_string(),
                }
                .into(),
                other => plain(other),
            });
        }
        said
    }

    /// Rows of a topic as disk held them.
    pub(super) fn restored(&mut self, topic: &Topic, rows: &Rows) -> Vec<(Revision, Arc<RawRow>)> {
        match rows {
            Rows::Each(steps) => shared(steps),
            Rows::Count(_) => {
                self.counted.insert(topic.clone());
                vec![(Revision::default(), Arc::new(row(&STAND_IN.into(), 0)))]
            }
        }
    }

    /// Gives a part of a snapshot its rows.
    fn fill<'a>(
        &mut self,
        snap: &mut Snap,
        topic: &Topic,
        rows: &Rows,
        later: &mut dyn Iterator<Item = (&'a Heard, &'a [Ensued])>,
        ensued: &[Ensued],
    ) {
        if snap.part == 1 {
            let begun = KeptAssembly {
                at: snap.at.clone(),
                parts: snap.parts,
                next: 1,
                rows: Rows::Each(Vec::new()),
            };
            let whole = self.whole(topic, &begun, later);
            self.wholes.insert(topic.clone(), whole);
        }
        let Some(whole) = self.wholes.get(topic).cloned() else {
            return;
        };
        let is_last = snap.part == snap.parts;
        snap.sum = whole.sum;
        snap.rows = match (whole.is_counted, is_last) {
            (false, _) => whole.rows(rows.steps()),
            (true, true) => vec![(Revision::default(), row(&STAND_IN.into(), whole.mark))],
            (true, false) => Vec::new(),
        };
        let is_dropped = [Odd::OldSnapshot, Odd::Misfit]
            .into_iter()
            .any(|it| is_odd(ensued, topic, it));
        if is_last && !is_dropped {
            self.marks.insert(topic.clone(), whole.mark);
            self.count_rows(topic, whole.is_counted);
        }
    }

    /// What a snapshot amounts to of which these rows have come; the rest is looked up in what came later.
    fn whole<'a>(
        &self,
        topic: &Topic,
        begun: &KeptAssembly,
        later: &mut dyn Iterator<Item = (&'a Heard, &'a [Ensued])>,
    ) -> Whole {
        let mut next = begun.next;
        let mut is_counted = matches!(begun.rows, Rows::Count(_));
        let mut steps = begun.rows.steps().to_vec();
        let mut outcome: &[Ensued] = &[];
        for (frame, ensued) in later {
            let Heard::Snap {
                topic: Some(Path(other)),
                at,
                rows,
                part,
                parts,
                same: false,
            } = frame
            else {
                continue;
            };
            if other != topic {
                continue;
            }
            // What does not fit is never put together, so its digest does not matter.
            if *part != next || *parts != begun.parts || *at != begun.at {
                break;
            }
            is_counted |= matches!(rows, Rows::Count(_));
            steps.extend_from_slice(rows.steps());
            outcome = ensued;
            next += 1;
            if part == parts {
                break;
            }
        }
        let resynced = |it: &Ensued| matches!(it, Ensued::Resync { topic: Path(it), .. } if it == topic);
        let mark = self.mark(topic) + u64::from(outcome.iter().any(resynced));
        let mut sum = if is_counted {
            Digest::of([(STAND_IN, Revision::default())])
        } else {
            digest(&steps)
        };
        if is_odd(outcome, topic, Odd::WrongSum) {
            sum.add("wrong", Revision::default());
        }
        Whole {
            is_counted,
            mark,
            sum,
        }
    }

    fn mark(&self, topic: &Topic) -> u64 {
        self.marks.get(topic).copied().unwrap_or_default()
    }

    fn count_rows(&mut self, topic: &Topic, are_counted: bool) {
        if are_counted {
            self.counted.insert(topic.clone());
        } else {
            self.counted.remove(topic);
        }
    }

    fn ops(&mut self, topic: &Topic, ops: &Rows, ensued: &[Ensued]) -> Vec<Op> {
        if matches!(ops, Rows::Count(_)) {
            self.count_rows(topic, true);
        }
        if !self.counted.contains(topic) {
            let mark = self.mark(topic);
            return ops.steps().iter().map(|it| it.op(mark)).collect();
        }
        // Whether it fitted the rows is not to be seen from one that stands for all.
        if is_odd(ensued, topic, Odd::Broken) {
            let nobody = "no such row".into();
            return vec![Op::Patch(Revision::default(), nobody, Fields::new(), Vec::new())];
        }
        Vec::new()
    }
}

impl Whole {
    fn rows(&self, steps: &[Step]) -> Vec<(Revision, RawRow)> {
        let row = |it: &Step| (it.revision, row(&it.id(), self.mark));
        steps.iter().map(row).collect()
    }
}

/// Frames for which it does not matter what a topic is called.
fn plain(frame: &Heard) -> GatewayFrame {
    match frame {
        Heard::Welcome {
            user,
            now,
            expires,
            heartbeat,
            limits,
        } => Welcome {
            session: String::new(),
            now: *now,
            expires: *expires,
            heartbeat: *heartbeat,
            limits: *limits,
            user: person(*user),
        }
        .into(),
        Heard::AuthOk { expires } => AuthOk { expires: *expires }.into(),
        Heard::Ack { id } => Ack {
            id: id.clone(),
            out: None,
        }
        .into(),
        Heard::Nack { id, code, retry } => Nack {
            id: id.clone(),
            code: *code,
            msg: String::new(),
            retry: *retry,
            row: None,
        }
        .into(),
        Heard::Pong { c, now } => Pong { c: *c, now: *now }.into(),
        Heard::Goaway { why, spread } => GoAway {
            why: *why,
            spread: *spread,
        }
        .into(),
        // The others are made where the names of topics are known; a ping only asks for a sign of life.
        Heard::Ping
        | Heard::Snap { .. }
        | Heard::Delta { .. }
        | Heard::SubErr { .. }
        | Heard::Revoke { .. } => Ping { c: 0 }.into(),
    }
}

/// The topic, and what it is called on the wire now.
fn named<'a>(topic: &'a Option<Path>, engine: &Engine) -> Option<(&'a Topic, SubId)> {
    let Path(topic) = topic.as_ref()?;
    Some((topic, engine.wire_name(topic)?))
}

/// No topic has this name on the wire.
const UNKNOWN: SubId = SubId(u32::MAX);

fn frames_of(calls: &[Call]) -> impl Iterator<Item = (&Heard, &[Ensued])> {
    calls.iter().flat_map(|call| {
        let frames = match &call.happened {
            Happened::Message(frames) | Happened::Exchanged(frames) => &frames[..],
            _ => &[],
        };
        frames.iter().map(|it| (it, &call.ensued[..]))
    })
}

fn is_odd(ensued: &[Ensued], topic: &Topic, what: Odd) -> bool {
    let is = |it: &Ensued| matches!(it, Ensued::Odd { topic: Path(it), odd } if it == topic && *odd == what);
    ensued.iter().any(is)
}

fn digest(steps: &[Step]) -> Digest {
    let rows: BTreeMap<_, _> = steps.iter().map(|it| (it.id(), it.revision)).collect();
    Digest::of(rows.iter().map(|(id, at)| (id.as_str(), *at)))
}
