//! The subscriptions of other tabs on the socket of the one that leads, and who reads each of them.

use mutants::mutant;
use protocol::{DeviceId, Fields, GatewayFrame, Here, Position, Sub, SubId, Want};

/// Names on the wire begin here; those of the own engine count from 1.
const NAMES: u32 = 1 << 20;

/// A tab, and what it calls its subscription.
pub(super) type Reader = (DeviceId, SubId);

/// Every subscription of another tab. A few dozen at most, so that looking through them is quick.
#[derive(Debug, Default)]
pub(super) struct Wires {
    all: Vec<Wire>,
    last: u32,
    /// How many messages came.
    n_messages: u64,
    /// How often readers want to be told, per second; as often as the gateway tells, where none is noted.
    rates: Vec<(Reader, f32)>,
    /// What readers say of who looks there; who says nothing is not noted.
    states: Vec<(Reader, Fields)>,
}

/// One subscription at the gateway.
#[derive(Debug)]
struct Wire {
    name: SubId,
    topic: String,
    readers: Vec<Reader>,
    /// How often the gateway was asked to tell it, per second.
    hz: f32,
    /// Who asked again and is not answered yet: until then it is told what is said here, as on a socket of its own.
    leaving: Vec<Reader>,
    /// Where the tab stood that asked, until it is answered.
    from: Option<Position>,
    /// Where the readers stand, once it is.
    at: Option<Position>,
    /// The last message that spoke of it.
    heard: u64,
    /// The last one that told everything, or that everything is known.
    whole: u64,
    /// What the gateway was told of who looks there.
    said: Option<Fields>,
}

impl Wires {
    /// Whether the own engine has no subscription of that name.
    pub(super) const fn is_wire(name: SubId) -> bool {
        name.0 > NAMES
    }

    /// How many the gateway knows.
    pub(super) fn len(&self) -> usize {
        self.all.iter().filter(|it| it.is_read()).count()
    }

    /// A name that was never used, for a question: what is on its way is an answer to this one or to none.
    pub(super) fn open(&mut self, reader: Reader, sub: &Sub) -> SubId {
        self.last += 1;
        if mutant!(ReuseNames) {
            let is_free = |it: &u32| self.all.iter().all(|wire| wire.name.0 != NAMES + it);
            self.last = (1..=self.last).find(is_free).unwrap_or(self.last);
        }
        let name = SubId(NAMES + self.last);
        let hz = sub.hz.unwrap_or(f32::INFINITY);
        self.want(&reader, hz);
        self.all.push(Wire {
            name,
            topic: sub.topic.clone(),
            readers: vec![reader],
            hz,
            leaving: Vec::new(),
            from: sub.at.clone(),
            at: None,
            heard: 0,
            whole: 0,
            said: None,
        });
        name
    }

    /// These readers are no more; gives what nobody reads now.
    pub(super) fn leave(&mut self, is_gone: impl Fn(&Reader) -> bool) -> Vec<SubId> {
        self.rates.retain(|(it, _)| !is_gone(it));
        self.states.retain(|(it, _)| !is_gone(it));
        for wire in &mut self.all {
            wire.leaving.retain(|it| !is_gone(it));
        }
        self.give_up(|wire| wire.readers.retain(|it| !is_gone(it)))
    }

    /// This reader is about to ask again; gives what nobody reads then. What is on its way there is still told to it.
    pub(super) fn set_out(&mut self, reader: &Reader) -> Vec<SubId> {
        self.give_up(|wire| {
            let leaving = wire.readers.extract_if(.., |it| it == reader);
            wire.leaving.extend(leaving);
        })
    }

    fn give_up(&mut self, give_up: impl Fn(&mut Wire)) -> Vec<SubId> {
        let mut unread = Vec::new();
        for wire in &mut self.all {
            let was_read = wire.is_read();
            give_up(wire);
            if was_read && !wire.is_read() {
                // Where nobody reads, nobody can join.
                (wire.from, wire.at) = (None, None);
                unread.push(wire.name);
            }
        }
        self.sweep();
        unread
    }

    fn sweep(&mut self) {
        self.all.retain(|it| it.is_read() || !it.leaving.is_empty());
    }

    /// The gateway said something of it; gives who is to be told.
    pub(super) fn hear(&mut self, name: SubId, frame: &GatewayFrame) -> Vec<Reader> {
        let Some(wire) = self.all.iter_mut().find(|it| it.name == name) else {
            return Vec::new();
        };
        if !wire.is_read() {
            return wire.leaving.clone();
        }
        wire.heard = self.n_messages;
        if matches!(frame, GatewayFrame::Snap(_)) {
            wire.whole = self.n_messages;
        }
        let before = wire.at.take().or_else(|| wire.from.take());
        wire.at = match frame {
            GatewayFrame::Snap(it) => (it.part == it.parts).then(|| it.at.clone()),
            GatewayFrame::Delta(it) => before
                .filter(|at| at.offset == it.from)
                .map(|at| Position { offset: it.to, ..at }),
            _ => None,
        };
        let mut told = wire.readers.clone();
        for other in self.all.iter_mut().filter(|it| it.name != name) {
            other.leaving.retain(|it| !told.contains(it));
        }
        self.sweep();
        if let Some(wire) = self.all.iter().find(|it| it.name == name) {
            told.extend(wire.leaving.iter().cloned());
        }
        if mutant!(TellFirstReader) {
            told.truncate(1);
        }
        told
    }

    /// A reader wants to be told so often, per second.
    pub(super) fn want(&mut self, reader: &Reader, hz: f32) {
        self.rates.retain(|(it, _)| it != reader);
        self.rates.push((reader.clone(), hz));
    }

    /// A reader says who looks there; `None`: nobody.
    pub(super) fn be_here(&mut self, reader: Reader, state: Option<Fields>) {
        self.states.retain(|(it, _)| *it != reader);
        self.states.extend(state.map(|it| (reader, it)));
    }

    /// What the gateway is to be told of who looks where: of the readers of one subscription what the busiest says, of
    /// equals the last.
    pub(super) fn heres(&mut self) -> Vec<Here> {
        let mut heres = Vec::new();
        for wire in self.all.iter_mut().filter(|it| it.is_read()) {
            let states = self.states.iter().filter(|(it, _)| wire.readers.contains(it));
            let busiest = states.map(|(_, state)| state).max_by_key(|it| it.len());
            if wire.said.as_ref() != busiest {
                wire.said = busiest.cloned();
                let (s, state) = (wire.name, wire.said.clone());
                heres.push(Here { s, state });
            }
        }
        heres
    }

    /// What the gateway is to be asked for so that everybody is told as often as they want; at most `hz_max`.
    pub(super) fn wants(&mut self, hz_max: f32) -> Vec<Want> {
        let mut wants = Vec::new();
        for wire in self.all.iter_mut().filter(|it| it.is_read()) {
            let rates = self.rates.iter().filter(|(it, _)| wire.readers.contains(it));
            let hz = rates.fold(0.0, |most, (_, hz)| f32::max(most, *hz));
            if wire.hz.min(hz_max) != hz.min(hz_max) {
                wire.hz = hz;
                wants.push(Want {
                    s: wire.name,
                    hz: hz.min(hz_max),
                });
            }
        }
        wants
    }

    /// A message has been read: subscriptions that have come to where an earlier one of the topic stands go on in that
    /// one; gives which are over.
    ///
    /// When rights change everything is told anew, at the same position. What was told before and not since cannot go on
    /// in what was told after: the readers of that one are still owed other rows.
    pub(super) fn merge(&mut self) -> Vec<SubId> {
        self.n_messages += 1;
        let mut over = Vec::new();
        let mut merged: Vec<Wire> = Vec::with_capacity(self.all.len());
        for wire in self.all.drain(..) {
            let twin = merged.iter_mut().find(|it| {
                let is_level = it.at == wire.at && it.whole <= wire.heard || mutant!(JoinApart);
                it.at.is_some() && is_level && it.topic == wire.topic
            });
            match twin {
                Some(twin) => {
                    over.push(wire.name);
                    twin.readers.extend(wire.readers);
                    twin.leaving.extend(wire.leaving);
                }
                None => merged.push(wire),
            }
        }
        self.all = merged;
        over
    }
}

impl Wire {
    /// Whether the gateway is to go on with it.
    const fn is_read(&self) -> bool {
        !self.readers.is_empty()
    }
}
