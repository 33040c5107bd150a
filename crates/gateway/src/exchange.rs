//! What one request of a client that has no socket is answered: the words of a short connection, gathered. Sans-IO.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use protocol::{ClientFrame, Codec, DecodeError, Digest, Encoding, GatewayFrame, MutationId, Offset, SubId};

/// One request on its way to its answer.
///
/// It is *answered* once every topic asked for was told and every mutation has a verdict, and has *news* once
/// something was told that the client did not have.
#[derive(Debug)]
pub struct Exchange {
    asked: BTreeMap<SubId, Known>,
    untold: BTreeSet<SubId>,
    /// Snapshots of which some parts were told.
    half_told: BTreeSet<SubId>,
    undecided: BTreeSet<MutationId>,
    is_welcomed: bool,
    has_news: bool,
    answer: Vec<u8>,
}

/// What the client has of a topic.
#[derive(Clone, Copy, Debug)]
struct Known {
    at: Option<Offset>,
    sum: Option<Digest>,
}

impl Exchange {
    /// A request with these frames.
    pub fn new(frames: &[ClientFrame]) -> Self {
        let mut exchange = Self {
            asked: BTreeMap::new(),
            untold: BTreeSet::new(),
            half_told: BTreeSet::new(),
            undecided: BTreeSet::new(),
            is_welcomed: false,
            has_news: false,
            answer: vec![b'['],
        };
        for frame in frames {
            match frame {
                ClientFrame::Hello(hello) => hello.subs.iter().for_each(|it| exchange.follow(it)),
                ClientFrame::Sub(sub) => exchange.follow(sub),
                ClientFrame::Unsub(it) => {
                    exchange.asked.remove(&it.s);
                    exchange.untold.remove(&it.s);
                }
                ClientFrame::Mut(it) => {
                    exchange.undecided.insert(it.id.clone());
                }
                ClientFrame::Auth(_)
                | ClientFrame::Want(_)
                | ClientFrame::Got(_)
                | ClientFrame::Here(_)
                | ClientFrame::Refresh(_)
                | ClientFrame::Ping(_)
                | ClientFrame::Bye(_) => {}
            }
        }
        exchange
    }

    /// The hub said something, in JSON.
    ///
    /// # Errors
    ///
    /// When it is no message.
    pub fn hear(&mut self, message: &[u8]) -> Result<(), DecodeError> {
        let mut frames: Vec<GatewayFrame> = Codec::decode(Encoding::Json, message)?;
        for frame in &frames {
            self.note(frame);
        }
        // Nobody can answer a ping over this.
        let n_frames = frames.len();
        frames.retain(|it| !matches!(it, GatewayFrame::Ping(_)));
        if frames.len() == n_frames {
            self.append(message);
        } else {
            self.append(&Codec::encode(Encoding::Json, &frames)?);
        }
        Ok(())
    }

    /// Whether the client was let in.
    pub const fn is_welcomed(&self) -> bool {
        self.is_welcomed
    }

    /// Whether nothing that was asked for is missing. An answer that has become too long ends at the next whole topic;
    /// the client asks for the others again.
    pub fn is_answered(&self) -> bool {
        let is_whole = self.untold.is_empty() || self.answer.len() >= ANSWER_BYTES_MAX;
        self.is_welcomed && is_whole && self.half_told.is_empty() && self.undecided.is_empty()
    }

    /// Whether the client is told something that it did not have.
    pub const fn has_news(&self) -> bool {
        self.has_news
    }

    /// The answer: one message with everything that was said.
    pub fn finish(mut self) -> Bytes {
        self.answer.push(b']');
        Bytes::from(self.answer)
    }

    fn follow(&mut self, sub: &protocol::Sub) {
        let known = Known {
            at: sub.at.as_ref().map(|it| it.offset),
            sum: sub.sum,
        };
        self.asked.insert(sub.s, known);
        self.untold.insert(sub.s);
    }

    fn note(&mut self, frame: &GatewayFrame) {
        match frame {
            GatewayFrame::Welcome(_) => self.is_welcomed = true,
            GatewayFrame::Snap(snap) => {
                if snap.part < snap.parts {
                    self.half_told.insert(snap.s);
                } else {
                    self.half_told.remove(&snap.s);
                    self.untold.remove(&snap.s);
                }
                // Who sees few rows of a topic is told all of them when any row of it changed.
                let known = self.asked.get(&snap.s);
                let is_known = known.is_some_and(|it| it.at.is_some() && it.sum == Some(snap.sum));
                self.has_news |= !snap.same && !is_known;
            }
            GatewayFrame::Delta(delta) => {
                self.untold.remove(&delta.s);
                self.has_news |= !delta.ops.is_empty();
            }
            GatewayFrame::SubErr(it) => {
                self.untold.remove(&it.s);
                self.has_news = true;
            }
            GatewayFrame::Revoke(it) => {
                self.untold.remove(&it.s);
                self.half_told.remove(&it.s);
                self.has_news = true;
            }
            GatewayFrame::Ack(it) => {
                self.undecided.remove(&it.id);
                self.has_news = true;
            }
            GatewayFrame::Nack(it) => {
                self.undecided.remove(&it.id);
                self.has_news = true;
            }
            GatewayFrame::GoAway(_) => self.has_news = true,
            GatewayFrame::AuthOk(_) | GatewayFrame::Ping(_) | GatewayFrame::Pong(_) => {}
        }
    }

    fn append(&mut self, message: &[u8]) {
        let frames = message
            .strip_prefix(b"[")
            .and_then(|it| it.strip_suffix(b"]"))
            .unwrap_or_default();
        if frames.is_empty() {
            return;
        }
        if self.answer.len() > 1 {
            self.answer.push(b',');
        }
        self.answer.extend_from_slice(frames);
    }
}

/// Beyond this no further topic is begun in an answer.
const ANSWER_BYTES_MAX: usize = 8 * 1024 * 1024;

#[cfg(test)]
mod tests {
    use protocol::{Hello, Mut, Sub};
    use serde_json::{Value, json};

    use super::*;

    fn exchange(subs: Value, mutations: &[&str]) -> Exchange {
        let subs: Vec<Sub> = serde_json::from_value(subs).unwrap();
        let hello = Hello {
            v: 1,
            build: "test".to_owned(),
            device: "d1".into(),
            conn: 1,
            token: None,
            can: Vec::new(),
            subs,
        };
        let mutations = mutations.iter().map(|id| {
            ClientFrame::from(Mut {
                id: (*id).into(),
                name: "violation.acknowledge".to_owned(),
                args: json!({}),
                after: vec![],
                only_if: Default::default(),
            })
        });
        let frames: Vec<_> = std::iter::once(hello.into()).chain(mutations).collect();
        Exchange::new(&frames)
    }

    fn hear(exchange: &mut Exchange, frames: &Value) {
        exchange.hear(frames.to_string().as_bytes()).unwrap();
    }

    fn welcome() -> Value {
        json!({"welcome": {
            "session": "x", "now": 1, "expires": 1, "heartbeat": {"every": 1, "grace": 1},
            "limits": {"frame": 1, "pending": 1, "subs": 1, "hz": 1}, "user": {"id": "u", "name": "U", "roles": []}
        }})
    }

    fn snap(s: u32, part: u32, parts: u32) -> Value {
        json!({"snap": {"s": s, "at": ["e", 4], "part": part, "parts": parts, "sum": "00000000000000aa",
            "rows": [[4, {"id": format!("r{part}")}]]}})
    }

    #[test]
    fn hx3_what_the_client_has_already_is_no_news() {
        let subs = json!([
            {"s": 1, "topic": "fleet/vehicles", "at": ["e", 3], "sum": "00000000000000aa"},
            {"s": 2, "topic": "fleet/summary", "at": ["e", 3]},
        ]);
        let mut exchange = exchange(subs, &[]);

        hear(&mut exchange, &json!([welcome(), snap(1, 1, 1)]));
        assert!(exchange.is_welcomed() && !exchange.is_answered());
        let same = json!({"snap": {"s": 2, "at": ["e", 3], "rows": [], "part": 1, "parts": 1,
            "sum": "0000000000000000", "same": true}});
        hear(&mut exchange, &json!([same]));
        assert!(exchange.is_answered() && !exchange.has_news());

        hear(
            &mut exchange,
            &json!([{"delta": {"s": 2, "from": 3, "to": 4, "ops": [["-", 4, "a"]]}}]),
        );
        assert!(exchange.has_news());
    }

    #[test]
    fn hx2_an_answer_ends_with_whole_topics_and_all_verdicts() {
        let mut exchange = exchange(json!([{"s": 1, "topic": "fleet/vehicles"}]), &["m1", "m2"]);

        hear(&mut exchange, &json!([welcome(), snap(1, 1, 2)]));
        hear(&mut exchange, &json!([snap(1, 2, 2), {"ack": {"id": "m2"}}]));
        assert!(exchange.has_news() && !exchange.is_answered());
        hear(
            &mut exchange,
            &json!([{"nack": {"id": "m1", "code": "busy", "msg": "later"}}]),
        );

        assert!(exchange.is_answered());
        let frames: Vec<GatewayFrame> = Codec::decode(Encoding::Json, &exchange.finish()).unwrap();
        assert_eq!(frames.len(), 5);
    }

    #[test]
    fn pings_are_left_out() {
        let mut exchange = exchange(json!([]), &[]);

        hear(&mut exchange, &json!([welcome()]));
        hear(&mut exchange, &json!([{"ping": {"c": 1}}]));
        hear(&mut exchange, &json!([{"ping": {"c": 2}}, {"ack": {"id": "m"}}]));

        let frames: Vec<GatewayFrame> = Codec::decode(Encoding::Json, &exchange.finish()).unwrap();
        assert!(
            matches!(frames[..], [GatewayFrame::Welcome(_), GatewayFrame::Ack(_)]),
            "{frames:?}"
        );
    }
}
