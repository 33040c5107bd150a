//! Carries out what the engine asks for; the only place that interprets its outputs.
//!
//! Messages go into the engine at once; signals are written once per animation frame, so that a hundred messages between
//! two frames cost one paint.

use leptos::prelude::*;
use protocol::Timestamp;
use sync::{Changes, Engine, Event, Output, Request, Timer as When};
use wasm_bindgen_futures::spawn_local;

use super::{Link, Notice, driver::Driver};
use crate::{
    platform::{
        clock,
        frame::Frame,
        lifecycle::{self, LifecycleEvent},
        poll::{Poll, PollEvent},
        socket::SocketEvent,
        timer::Timer,
    },
    repositories::Demand,
};

impl Link {
    /// Feeds the engine one thing, then carries out everything it asks for.
    pub(super) fn step<T>(self, feed: impl FnOnce(&mut Engine) -> T) -> T {
        let driver = self.driver();
        let before = driver.engine.borrow().n_action_changes();
        let fed = feed(&mut driver.engine.borrow_mut());
        loop {
            // Bound to its own statement so that the borrow ends before the arm runs.
            let output = driver.engine.borrow_mut().poll_output();
            match output {
                Some(output) => self.carry_out(&driver, output),
                None => break,
            }
        }
        self.arm(&driver);
        if driver.engine.borrow().n_action_changes() != before {
            self.pending.update(|it| *it += 1);
        }
        fed
    }

    fn carry_out(self, driver: &Driver, output: Output) {
        match output {
            Output::Connect { conn: _ } => self.connect(driver),
            Output::Send(frames) => self.send(driver, frames),
            Output::Disconnect => self.part(driver),
            Output::Exchange(request) => self.poll(driver, &request),
            Output::Abandon => drop(driver.poll.take()),
            Output::Store(record) => driver.cache.store(&record),
            Output::Forget(topic) => driver.cache.forget(&topic),
            Output::ForgetAll => driver.cache.forget_all(),
            Output::Keep(record) => driver.outbox.keep(&record),
            Output::Drop(id) => driver.outbox.remove(&id),
            Output::GaveUp(id) => {
                if let Some(Some(sharing)) = driver.sharing.get() {
                    sharing.give_up(driver, id);
                }
            }
            Output::Holds(id, is_held) => {
                if let Some(Some(sharing)) = driver.sharing.get() {
                    sharing.hold(driver, id, is_held);
                }
            }
            Output::CheckSession => self.check_session(),
            Output::Event(event) => self.show(driver, event),
        }
    }

    /// `false` for a socket that was replaced while it had more to say.
    pub(super) fn is_current(self, socket: u64) -> bool {
        self.driver
            .try_get_value()
            .is_some_and(|it| it.n_sockets.get() == socket)
    }

    pub(super) fn hear(self, event: SocketEvent) {
        let driver = self.driver();
        let event = match driver.shared() {
            Some(sharing) => sharing.share(&driver, event),
            None => event,
        };
        let now = clock::now();
        self.step(|engine| match event {
            SocketEvent::Opened => engine.handle_opened(now),
            SocketEvent::Message(frames, bytes) => engine.handle_message(frames, bytes, now),
            SocketEvent::Malformed(why) => engine.handle_malformed(&why, now),
            SocketEvent::Closed(code) => engine.handle_closed(code, now),
        });
    }

    /// Asks over HTTP, where no socket gets through.
    fn poll(self, driver: &Driver, request: &Request) {
        if self.breakage.get_untracked().is_frozen {
            return;
        }
        let number = driver.n_polls.get() + 1;
        driver.n_polls.set(number);
        let path = format!("{SYNC}?wait={}", request.wait.as_secs());
        let (frames, refused) = self.withhold(request.frames.clone());
        let hear = move |event| {
            // A request that was replaced while its answer was read.
            let is_current = self
                .driver
                .try_get_value()
                .is_some_and(|it| it.n_polls.get() == number);
            if !is_current {
                return;
            }
            let now = clock::now();
            self.step(|engine| match event {
                PollEvent::Answered(mut frames, bytes) => {
                    frames.extend(refused);
                    engine.handle_exchanged(frames, bytes, now);
                }
                PollEvent::Failed(code) => engine.handle_exchange_failed(code, now),
            });
        };
        let poll = Poll::send(&path, &frames, request.user.as_ref(), move |event| {
            self.pass_answer(event, hear);
        });
        driver.engine.borrow_mut().handle_sent(poll.n_bytes());
        *driver.poll.borrow_mut() = Some(poll);
    }

    fn show(self, driver: &Driver, event: Event) {
        match event {
            Event::Connection => self.connection.set(*driver.engine.borrow().connection()),
            Event::Session => {
                self.session.set(driver.engine.borrow().session().clone());
                // Other people have other actions.
                self.pending.update(|it| *it += 1);
            }
            Event::Phase(topic) => driver.judge(&topic),
            Event::Changed { topic, changes } => {
                driver.mark(topic, changes);
                self.request_frame(driver);
            }
            Event::Settled {
                id,
                mutation,
                verdict,
            } => {
                driver.tell(&Notice::Settled {
                    id,
                    mutation: Box::new(mutation),
                    verdict,
                });
            }
            Event::Resynchronised { topic, why: _ } => driver.tell(&Notice::Resynchronised(topic)),
            // The diagnostics page reads the log where it is.
            Event::Log(_) => {}
        }
    }

    fn request_frame(self, driver: &Driver) {
        let mut frame = driver.frame.borrow_mut();
        if frame.is_none() {
            *frame = Some(Frame::new(move || self.commit()));
        }
    }

    /// Hands what changed since the last frame to the repositories.
    pub(super) fn commit(self) {
        let Some(driver) = self.driver.try_get_value() else {
            return;
        };
        driver.frame.take();
        let started = clock::elapsed();
        let dirty = driver.dirty.take();
        if dirty.is_empty() {
            return;
        }
        for (topic, changes) in dirty {
            driver.hand_over(&topic, &changes);
            driver.judge(&topic);
        }
        driver.remember_frame(clock::elapsed() - started);
    }

    pub(super) fn serve(self, demand: Demand) {
        let now = clock::now();
        match demand {
            Demand::Follow(topic) => {
                self.step(|it| it.subscribe(&topic, now));
                self.driver().judge(&topic);
            }
            Demand::Fill(topic) => {
                let driver = self.driver();
                driver.hand_over(&topic, &Changes::Reset);
                driver.judge(&topic);
            }
            Demand::Leave(topic) => self.step(|it| it.unsubscribe(&topic, now)),
        }
    }

    pub(super) fn tick(self) {
        let driver = self.driver();
        // A clock that was set, or a device that slept: both go on only after the gateway has said what time it is.
        let shift = clock::now().as_millis() as f64 - clock::elapsed();
        if (driver.clock_shift.replace(shift) - shift).abs() > SHIFT_MAX {
            self.step(|it| it.handle_wake(clock::now()));
        }
        let elapsed = clock::elapsed();
        if lifecycle::is_visible() && elapsed - driver.looked_at.get() > self.look_every() {
            driver.looked_at.set(elapsed);
            spawn_local(self.take_over());
        }
        let now = self.gateway_now();
        for topic in driver.topics() {
            driver.judge(&topic);
        }
        let paused = driver.engine.borrow().paused();
        if self.paused.get_untracked() != paused {
            self.paused.set(paused);
        }
        self.now.set(now);
    }

    pub(super) fn live_through(self, event: LifecycleEvent) {
        let now = clock::now();
        self.step(|engine| match event {
            LifecycleEvent::Online => engine.handle_network(true, now),
            LifecycleEvent::Offline => engine.handle_network(false, now),
            LifecycleEvent::Visible => engine.handle_visibility(true, now),
            LifecycleEvent::Hidden => engine.handle_visibility(false, now),
            LifecycleEvent::Woken => engine.handle_wake(now),
            LifecycleEvent::Leaving => engine.handle_hide(now),
        });
        if event == LifecycleEvent::Leaving {
            let driver = self.driver();
            if let Some(sharing) = driver.shared() {
                sharing.resign(&driver);
            }
        }
    }

    /// Sets the one timer to the engine's next deadline.
    fn arm(self, driver: &Driver) {
        let next: Option<(Timestamp, When)> = driver.engine.borrow().poll_timeout();
        let mut timer = driver.timer.borrow_mut();
        match next {
            Some((at, _)) if timer.as_ref().is_some_and(|(it, _)| *it == at) => {}
            Some((at, _)) => {
                let wait = at.since(clock::now());
                *timer = Some((
                    at,
                    Timer::new(wait, move || {
                        self.driver().timer.take();
                        self.step(|it| it.handle_timeout(clock::now()));
                    }),
                ));
            }
            None => *timer = None,
        }
    }
}

/// How far the browser's clock may go off its stopwatch within a second, milliseconds.
const SHIFT_MAX: f64 = 2_000.0;

/// Where is asked without one.
const SYNC: &str = "/api/v1/sync";
