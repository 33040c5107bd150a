//! What is said to a client next: answers, then rows, then the verdicts that speak about them.

use std::time::Duration;

use bytes::Bytes;
use protocol::Timestamp;

use super::{
    Session,
    pace::{Progress, Turn},
};
use crate::{
    hub::{HubLimits, topics::Topics},
    message::Message,
};

/// A message, and whether there is more to say at once.
#[derive(Debug)]
pub struct Produced {
    /// The message.
    pub bytes: Bytes,
    /// Ask again.
    pub more: bool,
    /// Whole topics told in it.
    pub n_snapshots: u64,
}

impl Session {
    /// The next message, if there is something to say and the client drains.
    pub fn produce(&mut self, topics: &mut Topics, now: Timestamp, limits: &HubLimits) -> Option<Produced> {
        self.wake = None;
        if self.queue.is_full() {
            return None;
        }
        let mut message = Message::new(self.encoding);
        for frame in self.answers.drain(..) {
            message.push(&frame);
        }
        let (more, n_snapshots) = self.produce_topics(&mut message, topics, now, limits);
        self.verdicts.release(&self.subscriptions, &mut message);
        if message.is_empty() {
            return None;
        }
        let bytes = message.finish();
        self.queue.add(bytes.len(), now, limits);
        Some(Produced {
            bytes,
            more,
            n_snapshots,
        })
    }

    /// What was answered but not said, for a connection that ends.
    pub fn last_words(&mut self) -> Option<Bytes> {
        if self.answers.is_empty() || self.queue.is_full() {
            return None;
        }
        let mut message = Message::new(self.encoding);
        for frame in self.answers.drain(..) {
            message.push(&frame);
        }
        Some(message.finish())
    }

    fn produce_topics(
        &mut self,
        message: &mut Message,
        topics: &mut Topics,
        now: Timestamp,
        limits: &HubLimits,
    ) -> (bool, u64) {
        let turn = Turn {
            encoding: self.encoding,
            alike: self.alike,
            limits,
            now,
            open_at: self.open_at,
        };
        let (mut more, mut is_told, mut n_snapshots) = (false, false, 0);
        for (s, subscription) in &mut self.subscriptions {
            match subscription.produce(*s, message, topics, turn) {
                Progress::Idle => {}
                Progress::Told => is_told = true,
                Progress::Whole => {
                    // What changed since the snapshot was encoded is told in the next message.
                    (is_told, more) = (true, true);
                    n_snapshots += 1;
                }
                Progress::More => more = true,
                Progress::At(at) => self.wake = Some(self.wake.map_or(at, |it| it.min(at))),
            }
        }
        if is_told {
            self.open_at = now + Duration::from_secs_f32(1.0 / limits.hz);
        }
        (more, n_snapshots)
    }
}
