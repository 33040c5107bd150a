//! What is done when time goes by, and at the end of every call.

use std::time::Duration;

use mutants::mutant;
use protocol::{Auth, Bye, ClientFrame, Timestamp, Topic, Unsub, Want};

use super::Engine;
use crate::{
    cache::CacheRecord,
    connection::{Connection, Input},
    following::{Asking, Following},
    liveness::{GRACE, Judgement},
    output::{Changes, Event, Level, Output},
    timers::Timer,
};

/// On the way out, a record is written again if it could claim to be this much more current.
const WORTH_STORING: Duration = Duration::from_mins(1);

/// How often a hidden page is told of changes, per second: enough for a sound or the count in a title.
const HIDDEN_HZ: f32 = 1.0;

/// Timers whose deadlines live in the subscriptions.
const PER_TOPIC: [Timer; 6] = [
    Timer::Answer,
    Timer::Grace,
    Timer::Collect,
    Timer::Stale,
    Timer::Compare,
    Timer::Store,
];

impl Engine {
    /// Time goes on, and if the clock went back, all that was noted of it goes back with it.
    pub(super) fn tick(&mut self, now: Timestamp) {
        let back = self.now.since(now);
        if !back.is_zero() && !mutant!(KeepDeadlines) {
            self.timers.rebase(back);
            self.connection.rebase(back);
            self.subscriptions.rebase(back);
            self.outbox.rebase(back);
            self.liveness.rebase(back);
            self.backoff.rebase(back);
            self.polling.rebase(back);
            self.clock.rebase(back);
            self.stats.rebase(now);
            self.leave_at = self.leave_at.map(|it| it - back);
        }
        self.now = now;
        self.stats.count(now);
    }

    /// Every call ends here: says what was gathered, tells what changed, and arms the timers.
    pub(super) fn finish(&mut self, now: Timestamp) {
        self.catch_up(now);
        self.release();
        // A socket that is being greeted has the word: what is said now must reach the gateway on it.
        if self.is_polling() && !self.polling.is_greeting {
            self.poll_if_urgent(now);
        } else {
            self.flush(now);
            self.receipt();
            self.say_presence();
        }
        self.keep_pace();
        self.freeze_current(now);
        if !self.saying.is_empty() {
            self.stats.messages_out += 1;
            let frames = std::mem::take(&mut self.saying);
            self.outputs.push_back(Output::Send(frames));
        }
        for (topic, changes) in std::mem::take(&mut self.changes) {
            let changes = changes.settled();
            self.event(Event::Changed { topic, changes });
        }
        self.tell_phases(now);
        self.arm(now);
        self.write_down();
    }

    /// Nobody looks at a hidden page: it is told less often.
    fn keep_pace(&mut self) {
        let hz = (!self.liveness.is_visible()).then_some(HIDDEN_HZ);
        for frame in &mut self.saying {
            match frame {
                ClientFrame::Hello(hello) => {
                    hello.subs.iter_mut().for_each(|it| it.hz = hz);
                    self.hz = hz;
                }
                ClientFrame::Sub(sub) => sub.hz = hz,
                _ => {}
            }
        }
        if self.hz != hz && self.connection.is_welcomed() {
            self.hz = hz;
            let followed = self.subscriptions.iter();
            let followed = followed.filter(|(_, it)| !matches!(it.following, Following::Idle));
            let hz = hz.unwrap_or(self.terms.hz);
            self.saying
                .extend(followed.map(|(_, it)| ClientFrame::from(Want { s: it.s, hz })));
        }
    }

    fn tell_phases(&mut self, now: Timestamp) {
        let mut told = Vec::new();
        for (topic, it) in self.subscriptions.iter_mut() {
            let phase = it.phase(now);
            if it.told != phase {
                it.told = phase;
                told.push(topic.clone());
            }
        }
        for topic in told {
            self.event(Event::Phase(topic));
        }
    }

    fn arm(&mut self, now: Timestamp) {
        while let Some(topic) = self.subscriptions.surplus() {
            self.subscriptions.drop_topic(&topic);
        }
        for timer in PER_TOPIC {
            self.timers.set(timer, self.subscriptions.deadline(timer));
        }
        let welcomed = self.connection.is_welcomed();
        self.timers
            .set(Timer::Probe, self.liveness.probe_at().filter(|_| welcomed));
        self.timers
            .set(Timer::Verdict, self.liveness.verdict_at().filter(|_| welcomed));
        // What is due and still not sent waits for a verdict or a pong; for the clock only where no pong may come.
        let may_send = welcomed || self.is_polling();
        let resend = self.outbox.resend_at(now).filter(|_| may_send);
        let trusted = self.liveness.waking_until().filter(|at| welcomed && *at > now);
        let renew = self.outbox.holds.renew_at();
        let resend = resend.into_iter().chain(trusted).chain(renew).min();
        self.timers.set(Timer::Resend, resend);
    }

    /// A moment has come.
    pub(super) fn due(&mut self, timer: Timer, now: Timestamp) {
        match timer {
            Timer::Attempt if self.is_polling() => self.trial_ended(false, now),
            Timer::Attempt => {
                self.note(Level::Warning, "no answer to the attempt to connect", now);
                self.lose(now);
            }
            Timer::Retry => self.step(Input::Due, now),
            Timer::Verdict => self.judge(now),
            Timer::Probe => {
                let ping = self.liveness.probe(GRACE, now);
                self.saying.push(ping.into());
            }
            Timer::Healthy => self.prove_healthy(),
            Timer::Leave => {
                if self.socket.is_some() {
                    self.outputs.push_back(Output::Send(vec![Bye {}.into()]));
                }
                self.lose(now);
            }
            Timer::Prove => {
                if self.connection.is_welcomed() {
                    self.saying.push(Auth::default().into());
                }
            }
            Timer::Answer | Timer::Grace | Timer::Collect | Timer::Compare | Timer::Store => {
                for topic in self.subscriptions.due(timer, now) {
                    self.tend(&topic, timer, now);
                }
            }
            Timer::Fallback => self.try_other_way(now),
            Timer::Poll => self.poll_due(now),
            // The phases are told and mutations flushed at the end of the call anyway.
            Timer::Resend if self.outbox.holds.renew_at().is_some_and(|at| at <= now) => self.tell_holds(now),
            Timer::Stale | Timer::Resend => {}
        }
    }

    fn judge(&mut self, now: Timestamp) {
        match self.liveness.judge(now) {
            Judgement::Open => {}
            Judgement::Dead => {
                self.note(
                    Level::Warning,
                    "a ping stayed unanswered: the connection is dead",
                    now,
                );
                self.lose(now);
            }
            Judgement::Slept => {
                let ping = self.liveness.probe_after_wake(now);
                self.saying.push(ping.into());
            }
        }
    }

    /// Does for a topic what its timer stands for.
    fn tend(&mut self, topic: &Topic, timer: Timer, now: Timestamp) {
        if timer == Timer::Store {
            self.store(topic, now);
            return;
        }
        let heard = self.liveness.heard();
        let welcomed = self.connection.is_reached();
        let Some(it) = self.subscriptions.get_mut(topic) else {
            return;
        };
        let refused = it.refusal.is_some();
        let frame: Option<ClientFrame> = match timer {
            Timer::Answer if welcomed => Some(it.ask_again(now).into()),
            Timer::Answer => {
                it.be_patient(now);
                None
            }
            Timer::Compare => Some(it.ask(Asking::Compare, now).into()),
            Timer::Grace => {
                let asked = !matches!(it.following, Following::Idle);
                it.leave(heard);
                it.abandon(now);
                let s = it.s;
                self.subscriptions.rename(topic);
                asked.then(|| Unsub { s }.into())
            }
            Timer::Collect => {
                self.subscriptions.drop_topic(topic);
                None
            }
            Timer::Attempt
            | Timer::Retry
            | Timer::Verdict
            | Timer::Probe
            | Timer::Healthy
            | Timer::Leave
            | Timer::Prove
            | Timer::Stale
            | Timer::Store
            | Timer::Resend
            | Timer::Fallback
            | Timer::Poll => None,
        };
        self.saying.extend(frame);
        if timer == Timer::Answer && welcomed && !refused {
            self.note(
                Level::Warning,
                &format!("{topic}: not answered, asking again"),
                now,
            );
        }
    }

    /// Writes a topic to disk.
    fn store(&mut self, topic: &Topic, now: Timestamp) {
        let heard = self.liveness.heard();
        let Some(owner) = &self.owner else {
            return;
        };
        let Some(it) = self.subscriptions.get_mut(topic).filter(|it| it.is_storable()) else {
            return;
        };
        let (Some(position), Some(confirmed_at)) = (it.replica.position().cloned(), it.confirmed_at(heard))
        else {
            return;
        };
        it.stored(confirmed_at, now);
        self.outputs.push_back(Output::Store(CacheRecord {
            user: owner.id.clone(),
            topic: topic.clone(),
            position,
            confirmed_at,
            rows: it.replica.rows(),
        }));
    }

    /// Writes everything worth it: the page may be gone the next moment.
    pub(super) fn store_all(&mut self, now: Timestamp) {
        let heard = self.liveness.heard();
        let topics: Vec<_> = self
            .subscriptions
            .iter()
            .filter(|(_, it)| it.is_worth_storing(heard, WORTH_STORING))
            .map(|(topic, _)| topic.clone())
            .collect();
        for topic in topics {
            self.store(&topic, now);
        }
    }

    /// Adds to what this call has to tell about a topic.
    pub(super) fn gather(&mut self, topic: &Topic, changes: Changes) {
        match self.changes.get_mut(topic) {
            Some(so_far) => {
                let earlier = std::mem::replace(so_far, Changes::Reset);
                *so_far = earlier.and(changes);
            }
            None => {
                self.changes.insert(topic.clone(), changes);
            }
        }
    }

    /// What was opened while paused stands still once it is current: a snapshot may be older than what follows it.
    fn freeze_current(&mut self, now: Timestamp) {
        let opened = self.subscriptions.iter_mut();
        let current = opened.filter(|(_, it)| it.is_current() || mutant!(FreezeWhatLoads));
        for (_, it) in current.filter(|_| self.paused) {
            it.freeze(now);
        }
    }

    pub(super) fn event(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    pub(super) fn note(&mut self, level: Level, text: &str, now: Timestamp) {
        let line = self.journal.write(level, text, now);
        self.event(Event::Log(line));
    }

    /// How the connection stands in a topic that somebody begins to read: asks for it if it can be asked for.
    pub(super) fn follow(&mut self, topic: &Topic, now: Timestamp) {
        let ready = matches!(
            self.connection,
            Connection::Greeting { .. }
                | Connection::CatchingUp { .. }
                | Connection::Live { .. }
                | Connection::Polling { .. }
        );
        let Some(it) = self.subscriptions.get_mut(topic) else {
            return;
        };
        if ready && matches!(it.following, Following::Idle) {
            let sub = it.ask(Asking::Start, now);
            self.saying.push(sub.into());
        }
    }

    /// Throws a topic away; if somebody reads it, it is fetched again.
    pub(super) fn start_over(&mut self, topic: &Topic, now: Timestamp) {
        let welcomed = self.connection.is_reached();
        let Some(it) = self.subscriptions.get_mut(topic) else {
            return;
        };
        it.purge();
        let wanted = it.is_wanted();
        if wanted && welcomed && it.refusal.is_none() {
            let sub = it.ask_afresh(Asking::Start, now);
            self.saying.push(sub.into());
        }
        self.gather(topic, Changes::Reset);
        if !wanted {
            self.subscriptions.drop_topic(topic);
        }
    }
}
