//! The subscriptions of other tabs on the socket of the one that leads, and who reads each of them.

use protocol::{DeviceId, GatewayFrame, Position, Sub, SubId, Want};

/// Names on the wire begin here; those of the own engine count from 1.
const NAMES: u32 = 1 << 20;

/// A tab, and what it calls its subscription.
pub(super) type Reader = (DeviceId, SubId);

/// Every subscription of another tab. A few dozen at most, so that looking through them is quick.
#[derive(Debug, Default)]
pub(super) struct Wires {
    all: Vec<Wire>,
    last: u32,
}

/// One subscription at the gateway.
#[derive(Debug)]
struct Wire {
    name: SubId,
    topic: String,
    readers: Vec<Reading>,
    /// How often the gateway was asked to tell it, per second.
    hz: f32,
    /// Where the tab stood that asked, until it is answered.
    from: Option<Position>,
    /// Where the readers stand, once it is.
    at: Option<Position>,
}

/// Somebody reads a subscription.
#[derive(Debug)]
struct Reading {
    reader: Reader,
    /// How often they want to be told, per second.
    hz: f32,
}

impl Wires {
    /// Whether the own engine has no subscription of that name.
    pub(super) const fn is_wire(name: SubId) -> bool {
        name.0 > NAMES
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// A name that was never used, for a question: what is on its way is an answer to this one or to none.
    pub(super) fn open(&mut self, reader: Reader, sub: &Sub) -> SubId {
        self.last += 1;
        let name = SubId(NAMES + self.last);
        let hz = sub.hz.unwrap_or(f32::INFINITY);
        self.all.push(Wire {
            name,
            topic: sub.topic.clone(),
            readers: vec![Reading { reader, hz }],
            hz,
            from: sub.at.clone(),
            at: None,
        });
        name
    }

    /// These readers are no more; gives what nobody reads now.
    pub(super) fn leave(&mut self, is_gone: impl Fn(&Reader) -> bool) -> Vec<SubId> {
        let mut unread = Vec::new();
        self.all.retain_mut(|wire| {
            wire.readers.retain(|it| !is_gone(&it.reader));
            let is_read = !wire.readers.is_empty();
            if !is_read {
                unread.push(wire.name);
            }
            is_read
        });
        unread
    }

    /// The gateway said something of it; gives who is to be told.
    pub(super) fn hear(&mut self, name: SubId, frame: &GatewayFrame) -> impl Iterator<Item = &Reader> {
        let wire = self.all.iter_mut().find(|it| it.name == name);
        wire.into_iter().flat_map(|wire| wire.hear(frame))
    }

    /// A reader wants to be told so often, per second.
    pub(super) fn want(&mut self, reader: &Reader, hz: f32) {
        let readings = self.all.iter_mut().flat_map(|it| &mut it.readers);
        for reading in readings.filter(|it| it.reader == *reader) {
            reading.hz = hz;
        }
    }

    /// What the gateway is to be asked for so that everybody is told as often as they want; at most `hz_max`.
    pub(super) fn wants(&mut self, hz_max: f32) -> Vec<Want> {
        let mut wants = Vec::new();
        for wire in &mut self.all {
            let hz = wire.readers.iter().map(|it| it.hz).fold(0.0, f32::max);
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

    /// Subscriptions that have come to where an earlier one of the topic stands go on in that one; gives which are over.
    pub(super) fn merge(&mut self) -> Vec<SubId> {
        let mut over = Vec::new();
        let mut merged: Vec<Wire> = Vec::with_capacity(self.all.len());
        for wire in self.all.drain(..) {
            let twin = merged
                .iter_mut()
                .find(|it| it.at.is_some() && it.at == wire.at && it.topic == wire.topic);
            match twin {
                Some(twin) => {
                    over.push(wire.name);
                    twin.readers.extend(wire.readers);
                }
                None => merged.push(wire),
            }
        }
        self.all = merged;
        over
    }
}

impl Wire {
    fn hear(&mut self, frame: &GatewayFrame) -> impl Iterator<Item = &Reader> {
        let before = self.at.take().or_else(|| self.from.take());
        self.at = match frame {
            GatewayFrame::Snap(it) => (it.part == it.parts).then(|| it.at.clone()),
            GatewayFrame::Delta(it) => before
                .filter(|at| at.offset == it.from)
                .map(|at| Position { offset: it.to, ..at }),
            _ => None,
        };
        self.readers.iter().map(|it| &it.reader)
    }
}
