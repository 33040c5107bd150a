//! Frames as a recording knows them: without what rows say and what is written for people.

use protocol::{
    ClientFrame, GatewayFrame, GoAwayReason, Heartbeat, Limits, MutationId, NackCode, Offset, Position, Sub,
    SubErrCode, SubId, Timestamp, Topic,
};
use serde::{Deserialize, Serialize};

use super::{
    Recorder,
    label::Label,
    rows::{Rows, Step},
};
use crate::{cache::path, subscriptions::Subscriptions};

/// Rows that are kept of one call; of more only the number.
pub(super) const ROWS_MAX: usize = 500;

/// A topic, written as its path.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(transparent)]
pub(crate) struct Path(#[serde(with = "path")] pub(crate) Topic);

/// A frame from the gateway. Topics instead of their short names on the wire; `None`: nobody knows that name.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Heard {
    Welcome {
        user: Label,
        now: Timestamp,
        expires: u64,
        heartbeat: Heartbeat,
        limits: Limits,
    },
    AuthOk {
        expires: u64,
    },
    Snap {
        topic: Option<Path>,
        at: Position,
        rows: Rows,
        part: u32,
        parts: u32,
        same: bool,
    },
    Delta {
        topic: Option<Path>,
        from: Offset,
        to: Offset,
        ops: Rows,
    },
    Ack {
        id: MutationId,
    },
    Nack {
        id: MutationId,
        code: NackCode,
        retry: Option<u64>,
    },
    SubErr {
        topic: Option<Path>,
        code: SubErrCode,
        msg: Label,
    },
    Revoke {
        topic: Option<Path>,
        why: Label,
    },
    Ping,
    Pong {
        c: u64,
        now: Timestamp,
    },
    Goaway {
        why: GoAwayReason,
        spread: (u64, u64),
    },
}

/// A frame to the gateway.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Said {
    Hello(Vec<Asked>),
    Sub(Asked),
    Unsub(SubId),
    Want(SubId),
    Mut(MutationId),
    Got(Vec<MutationId>),
    Ping(u64),
    Auth,
    Bye,
    Here(SubId, bool),
    Refresh,
}

/// A topic that is asked for, and from where.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub(crate) struct Asked {
    s: SubId,
    topic: String,
    at: Option<Position>,
}

impl Heard {
    /// How much room it takes.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Snap { rows, .. } | Self::Delta { ops: rows, .. } => rows.weight(),
            Self::Welcome { .. }
            | Self::AuthOk { .. }
            | Self::Ack { .. }
            | Self::Nack { .. }
            | Self::SubErr { .. }
            | Self::Revoke { .. }
            | Self::Ping
            | Self::Pong { .. }
            | Self::Goaway { .. } => 0,
        }
    }
}

impl Recorder {
    /// What is kept of a message.
    pub(crate) fn hear(&mut self, frames: &[GatewayFrame], subscriptions: &Subscriptions) -> Vec<Heard> {
        let mut room = ROWS_MAX;
        let mut heard = Vec::with_capacity(frames.len());
        for frame in frames {
            heard.push(self.hear_frame(frame, subscriptions, &mut room));
        }
        heard
    }

    fn hear_frame(&mut self, frame: &GatewayFrame, subscriptions: &Subscriptions, room: &mut usize) -> Heard {
        let topic = |s| subscriptions.topic_of(s).cloned().map(Path);
        match frame {
            GatewayFrame::Welcome(it) => Heard::Welcome {
                user: self.salt.label(it.user.id.as_str()),
                now: it.now,
                expires: it.expires,
                heartbeat: it.heartbeat,
                limits: it.limits,
            },
            GatewayFrame::AuthOk(it) => Heard::AuthOk { expires: it.expires },
            GatewayFrame::Snap(it) => {
                let topic = topic(it.s);
                if it.part == 1 && !it.same {
                    let all = it
                        .rows
                        .len()
                        .saturating_mul(usize::try_from(it.parts).unwrap_or(usize::MAX));
                    self.count_rows(topic.as_ref(), all > ROWS_MAX);
                }
                let salt = self.salt.clone();
                let proper = |(revision, row): &(_, protocol::RawRow)| {
                    let id = row.text("id").filter(|it| !it.is_empty())?;
                    Some(Step::there(id, *revision, &salt))
                };
                let rows = if self.fits(topic.as_ref(), it.rows.len(), room) {
                    Rows::Each(it.rows.iter().filter_map(proper).collect())
                } else {
                    Rows::Count(it.rows.len())
                };
                Heard::Snap {
                    topic,
                    at: it.at.clone(),
                    rows,
                    part: it.part,
                    parts: it.parts,
                    same: it.same,
                }
            }
            GatewayFrame::Delta(it) => {
                let topic = topic(it.s);
                let ops = if self.fits(topic.as_ref(), it.ops.len(), room) {
                    Rows::Each(it.ops.iter().map(|op| Step::of(op, &self.salt)).collect())
                } else {
                    Rows::Count(it.ops.len())
                };
                Heard::Delta {
                    topic,
                    from: it.from,
                    to: it.to,
                    ops,
                }
            }
            GatewayFrame::Ack(it) => Heard::Ack { id: it.id.clone() },
            GatewayFrame::Nack(it) => Heard::Nack {
                id: it.id.clone(),
                code: it.code,
                retry: it.retry,
            },
            GatewayFrame::SubErr(it) => Heard::SubErr {
                topic: topic(it.s),
                code: it.code,
                msg: self.salt.label(&it.msg),
            },
            GatewayFrame::Revoke(it) => Heard::Revoke {
                topic: topic(it.s),
                why: self.salt.label(&it.why),
            },
            GatewayFrame::Ping(_) => Heard::Ping,
            GatewayFrame::Pong(it) => Heard::Pong { c: it.c, now: it.now },
            GatewayFrame::GoAway(it) => Heard::Goaway {
                why: it.why,
                spread: it.spread,
            },
        }
    }

    /// Whether so many rows of the topic are kept one by one. Once they were not, what follows on them is not either.
    fn fits(&mut self, topic: Option<&Path>, rows: usize, room: &mut usize) -> bool {
        let Some(Path(topic)) = topic else {
            return false;
        };
        if self.counted.contains(topic) {
            return false;
        }
        match room.checked_sub(rows) {
            Some(rest) => *room = rest,
            None => _ = self.counted.insert(topic.clone()),
        }
        !self.counted.contains(topic)
    }

    fn count_rows(&mut self, topic: Option<&Path>, is_large: bool) {
        let Some(Path(topic)) = topic else {
            return;
        };
        if is_large {
            self.counted.insert(topic.clone());
        } else {
            self.counted.remove(topic);
        }
    }
}

impl Said {
    pub(crate) fn all(frames: &[ClientFrame]) -> Vec<Self> {
        frames.iter().map(Self::of).collect()
    }

    fn of(frame: &ClientFrame) -> Self {
        let asked = |it: &Sub| Asked {
            s: it.s,
            topic: it.topic.clone(),
            at: it.at.clone(),
        };
        match frame {
            ClientFrame::Hello(it) => Self::Hello(it.subs.iter().map(asked).collect()),
            ClientFrame::Sub(it) => Self::Sub(asked(it)),
            ClientFrame::Unsub(it) => Self::Unsub(it.s),
            ClientFrame::Want(it) => Self::Want(it.s),
            ClientFrame::Mut(it) => Self::Mut(it.id.clone()),
            ClientFrame::Got(it) => Self::Got(it.ids.clone()),
            ClientFrame::Ping(it) => Self::Ping(it.c),
            ClientFrame::Auth(_) => Self::Auth,
            ClientFrame::Bye(_) => Self::Bye,
            ClientFrame::Here(it) => Self::Here(it.s, it.state.is_some()),
            ClientFrame::Refresh(_) => Self::Refresh,
        }
    }
}
