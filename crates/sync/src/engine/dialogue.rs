//! What is said on a connection: what each frame of the gateway does.

use std::time::Duration;

use protocol::{ClientFrame, Delta, GatewayFrame, GoAway, Pong, Revoke, Snap, SubErr, Timestamp, Topic};

use super::Engine;
use crate::{
    connection::{Connection, Input},
    following::{Effect, Odd},
    output::{Changes, Event, Level, Output, Resync},
    phase::Refusal,
    recorder::{Ensued, Path},
    timers::Timer,
};

impl Engine {
    /// One frame of a message.
    pub(super) fn hear(&mut self, frame: GatewayFrame, now: Timestamp) {
        if !self.connection.is_welcomed() && !matches!(frame, GatewayFrame::Welcome(_)) {
            return;
        }
        self.take_frame(frame, now);
    }

    /// One frame of a gateway that has welcomed us.
    pub(super) fn take_frame(&mut self, frame: GatewayFrame, now: Timestamp) {
        match frame {
            GatewayFrame::Welcome(it) => self.welcome(it, now),
            GatewayFrame::AuthOk(it) => self.prove_later(it.expires, now),
            GatewayFrame::Snap(it) => self.hear_snap(it, now),
            GatewayFrame::Delta(it) => self.hear_delta(it, now),
            GatewayFrame::Ack(it) => self.acked(it, now),
            GatewayFrame::Nack(it) => self.nacked(it, now),
            GatewayFrame::SubErr(it) => self.denied(it, now),
            GatewayFrame::Revoke(it) => self.revoked(it, now),
            GatewayFrame::Ping(_) => {
                let grace = Duration::from_millis(self.terms.heartbeat.grace);
                let reply = self.liveness.reply(grace, now);
                self.saying.extend(reply.map(ClientFrame::from));
            }
            GatewayFrame::Pong(it) => self.ponged(it, now),
            GatewayFrame::GoAway(it) => self.sent_away(it, now),
        }
    }

    fn hear_delta(&mut self, delta: Delta, now: Timestamp) {
        let ops = delta.ops.len() as u64;
        let Some((topic, it)) = self.subscriptions.by_id_mut(delta.s) else {
            return;
        };
        let topic = topic.clone();
        let effect = it.take_delta(delta, now);
        if effect.changes.is_some() {
            self.stats.deltas += 1;
            self.stats.changes += ops;
        }
        self.absorb(&topic, effect, now);
    }

    fn hear_snap(&mut self, snap: Snap, now: Timestamp) {
        let Some((topic, it)) = self.subscriptions.by_id_mut(snap.s) else {
            return;
        };
        let topic = topic.clone();
        let effect = it.take_snap(snap, now);
        self.stats.snapshots += u64::from(effect.changes.is_some());
        self.absorb(&topic, effect, now);
    }

    /// What a frame did to a topic: makes it seen, said and counted.
    fn absorb(&mut self, topic: &Topic, effect: Effect, now: Timestamp) {
        let Effect {
            changes,
            ask,
            resync,
            odd,
        } = effect;
        if let Some(changes) = changes {
            self.reveal(topic, changes);
        }
        if let Some(odd) = odd {
            self.count(topic, odd, now);
        }
        if let Some(why) = resync {
            self.stats.mismatches += u64::from(why == Resync::Mismatch);
            self.note(Level::Warning, &format!("{topic}: resynchronised ({why:?})"), now);
            self.event(Event::Resynchronised {
                topic: topic.clone(),
                why,
            });
        }
        self.saying.extend(ask.map(ClientFrame::from));
    }

    fn count(&mut self, topic: &Topic, odd: Odd, now: Timestamp) {
        let path = Path(topic.clone());
        self.recorder.tell(Ensued::Odd { topic: path, odd });
        match odd {
            Odd::Duplicate => {
                self.stats.duplicates += 1;
                return;
            }
            Odd::Gap => self.stats.gaps += 1,
            Odd::Broken | Odd::OldSnapshot | Odd::Misfit | Odd::WrongSum => {}
        }
        self.note(Level::Warning, &format!("{topic}: {odd:?}"), now);
    }

    /// Confirmed rows changed: derives what lies on top of them, and tells what is seen to differ.
    pub(super) fn reveal(&mut self, topic: &Topic, changes: Changes) {
        let Some(it) = self.subscriptions.get_mut(topic) else {
            return;
        };
        let view = it.replica.view_mut();
        if !self.outbox.is_empty() {
            let owner = self.owner.as_ref().map(|it| &it.id);
            for id in self.outbox.rows_of(topic.kind) {
                let concerned = match &changes {
                    Changes::Reset => true,
                    Changes::Rows(ids) => ids.contains(id),
                };
                if concerned {
                    view.replay(id, self.outbox.on_row(owner, topic.kind, id));
                }
            }
        }
        let loaded = changes == Changes::Reset;
        if loaded || !view.is_frozen() {
            self.gather(topic, changes);
        }
    }

    fn denied(&mut self, it: SubErr, now: Timestamp) {
        let SubErr { s, code, msg } = it;
        self.refuse(s, Refusal::Denied(code), msg, now);
    }

    fn revoked(&mut self, it: Revoke, now: Timestamp) {
        let Revoke { s, why } = it;
        self.refuse(s, Refusal::Revoked, why, now);
    }

    /// A topic is not ours: nothing of it stays, in memory or on disk.
    fn refuse(&mut self, s: protocol::SubId, refusal: Refusal, message: String, now: Timestamp) {
        let Some((topic, it)) = self.subscriptions.by_id_mut(s) else {
            return;
        };
        let topic = topic.clone();
        let had_rows = it.replica.position().is_some();
        let is_news = it.refuse(refusal, message, now);
        if had_rows {
            self.gather(&topic, Changes::Reset);
        }
        // News or not: another tab, which hears of it later, may have written it to the same disk since.
        self.outputs.push_back(Output::Forget(topic.clone()));
        if is_news {
            self.note(Level::Warning, &format!("{topic}: {refusal:?}"), now);
        }
    }

    fn ponged(&mut self, Pong { c, now: clock }: Pong, now: Timestamp) {
        if let Some(round_trip) = self.liveness.answer(c, now) {
            self.stats.measured(round_trip, now);
            self.clock.measured(clock, round_trip, now);
        }
    }

    fn sent_away(
        &mut self,
        GoAway {
            why,
            spread: (min, max),
        }: GoAway,
        now: Timestamp,
    ) {
        let wait = Duration::from_millis(self.random.between(min, max.max(min)));
        let at = now + wait;
        self.leave_at = Some(at);
        self.timers.set(Timer::Leave, at);
        self.note(
            Level::Info,
            &format!("asked to leave ({why:?}) in {} ms", wait.as_millis()),
            now,
        );
    }
}

/// The link as a whole.
impl Engine {
    /// Live once no topic is behind.
    pub(super) fn catch_up(&mut self, now: Timestamp) {
        if matches!(self.connection, Connection::CatchingUp { .. }) && !self.subscriptions.is_behind() {
            self.step(Input::CaughtUp, now);
        }
    }
}
