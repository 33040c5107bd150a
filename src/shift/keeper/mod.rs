//! Does the work of a shift: watches the place, keeps the screen on, keeps and tells positions.

mod turns;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use leptos::prelude::*;
use protocol::{
    Timestamp, UserId,
    entities::{Driver, Shipment},
};
use serde::Serialize;
use sync::{Connection, Session};
use wasm_bindgen_futures::spawn_local;

use super::{
    Location, Shift, disk::Disk, news::tell_assignments, proof::keep_files, tabs::Sharing, use_shift,
};
use crate::{
    link::{Link, use_link, use_now},
    platform::{
        clock,
        geolocation::{Blind, Reading, Watch},
        http::{self, PositionsAnswer},
        lifecycle, random, storage,
        wake_lock::WakeLock,
    },
    repositories::use_rows,
    track::{Answer, Fix, Reporter},
};

/// Shows nothing; works for as long as a driver is signed in.
#[component]
pub fn ShiftKeeper() -> impl IntoView {
    let (link, shift, now) = (use_link(), use_shift(), use_now());
    let Some(user) = untrack(|| link.user()).map(|it| it.id) else {
        return;
    };
    let row = use_rows::<Driver>().watch(Signal::stored(user.as_str().into()));
    let shipments = use_rows::<Shipment>();
    tell_assignments(shipments);
    keep_files(link, shift, now, user.clone(), shipments);
    let keeper = Keeper::new(link, shift, user);
    let since = Memo::new(move |_| {
        row.with(|it| {
            let driver = it.as_ref().filter(|it| it.duty.is_on_shift())?;
            Some(driver.shift_at.unwrap_or(driver.since))
        })
    });
    let keeper = StoredValue::new_local(keeper);
    Effect::new(move |_| {
        let (since, is_agreed) = (since.get(), shift.is_agreed.get());
        keeper.with_value(|it| it.turn(since, is_agreed));
    });
    Effect::new(move |known: Option<()>| {
        shift.is_agreed.track();
        if known.is_some() {
            keeper.with_value(Keeper::claim);
        }
    });
    Effect::new(move |_| {
        let (connection, is_signed_in) = (link.connection(), matches!(link.session(), Session::SignedIn(_)));
        keeper.with_value(|it| it.hear(connection, is_signed_in));
    });
    // The app's one clock drives it.
    Effect::new(move |_| {
        let now = now.get();
        keeper.with_value(|it| it.tick(now));
    });
    on_cleanup(move || {
        keeper.try_update_value(|it| {
            it.rest();
        });
    });
}

/// Everything that works while a shift goes on. Clones are the same one.
#[derive(Clone)]
struct Keeper(Rc<Inner>);

struct Inner {
    link: Link,
    shift: Shift,
    user: UserId,
    reporter: RefCell<Reporter>,
    disk: Disk,
    /// The other tabs; `None` where they cannot know of each other, and once it is over.
    sharing: RefCell<Option<Sharing>>,
    /// Whether this tab reports: the others neither watch nor write nor send.
    is_leading: Cell<bool>,
    /// How often it began to.
    era: Cell<u32>,
    /// Since when a shift goes on, and whether the driver agreed.
    duty: Cell<(Option<Timestamp>, bool)>,
    /// Nothing is sent before the disk was looked at: what is oldest goes first.
    is_open: Cell<bool>,
    is_over: Cell<bool>,
    watch: RefCell<Option<Watch>>,
    wake_lock: RefCell<Option<WakeLock>>,
    /// When the receiver was last heard or asked, by the browser's stopwatch, ms.
    heard: Cell<f64>,
    /// Bytes of the connection that are counted, and when they were, by the stopwatch, ms.
    counted: Cell<(u64, f64)>,
}

impl Keeper {
    fn new(link: Link, shift: Shift, user: UserId) -> Self {
        let jitter = f64::from(u16::try_from(random::seed() & 0xffff).unwrap_or_default()) / 65_535.0;
        let keeper = Self(Rc::new(Inner {
            link,
            shift,
            disk: Disk::of(user.clone()),
            user,
            reporter: RefCell::new(Reporter::new(jitter)),
            sharing: RefCell::default(),
            is_leading: Cell::default(),
            era: Cell::default(),
            duty: Cell::default(),
            is_open: Cell::default(),
            is_over: Cell::default(),
            watch: RefCell::default(),
            wake_lock: RefCell::default(),
            heard: Cell::default(),
            counted: Cell::new((0, f64::NEG_INFINITY)),
        }));
        keeper.join();
        keeper
    }

    /// A shift goes on since then, or none does.
    fn turn(&self, since: Option<Timestamp>, is_agreed: bool) {
        let Inner {
            reporter,
            shift,
            watch,
            wake_lock,
            duty,
            ..
        } = &*self.0;
        duty.set((since, is_agreed));
        let Some(since) = since else {
            reporter.borrow_mut().end();
            // Dropped, not only unheard: off shift the receiver is not even asked.
            watch.take();
            wake_lock.take();
            shift.location.set(Location::Off);
            return;
        };
        reporter.borrow_mut().begin(since);
        if wake_lock.borrow().is_none() {
            *wake_lock.borrow_mut() = Some(WakeLock::hold());
            spawn_local(async {
                storage::persist().await;
            });
        }
        if !is_agreed {
            watch.take();
            shift.location.set(Location::Off);
            return;
        }
        if !self.0.is_leading.get() {
            // Another tab says more in a moment.
            if !shift.is_elsewhere.get_untracked() {
                shift.location.set(Location::Awaited);
            }
            return;
        }
        let is_blocked = shift.location.get_untracked().is_blocked();
        if watch.borrow().is_some() && !is_blocked {
            return;
        }
        shift.location.set(Location::Awaited);
        let keeper = self.clone();
        let begun = Watch::begin(move |heard| keeper.locate(heard));
        if begun.is_none() {
            shift.location.set(Location::Unavailable);
        }
        self.0.heard.set(clock::elapsed());
        *watch.borrow_mut() = begun;
    }

    /// The receiver said something.
    fn locate(&self, heard: Result<Reading, Blind>) {
        let Inner {
            link,
            shift,
            reporter,
            is_over,
            ..
        } = &*self.0;
        if is_over.get() || self.0.watch.borrow().is_none() {
            return;
        }
        self.0.heard.set(clock::elapsed());
        let reading = match heard {
            Ok(reading) => reading,
            Err(why) => {
                return shift.location.set(match why {
                    Blind::Denied => Location::Denied,
                    Blind::Unavailable => Location::Unavailable,
                    Blind::Silent => Location::Silent,
                });
            }
        };
        shift.location.set(Location::Known);
        let fix = self.fix(reading);
        let is_taken = reporter.borrow_mut().handle_fix(fix, link.gateway_now());
        if is_taken {
            shift.last.set(Some(fix));
            self.settle();
            self.tell();
        }
    }

    /// By the gateway's clock, and with a speed where the receiver measures none.
    fn fix(&self, reading: Reading) -> Fix {
        let Reading {
            at,
            lat,
            lng,
            accuracy,
            speed,
            heading,
        } = reading;
        let fix = Fix {
            at: self.0.link.corrected(clock::moment(at)),
            lat,
            lng,
            accuracy: accuracy.clamp(0.0, ACCURACY_MAX),
            speed: speed.unwrap_or_default().max(0.0),
            heading,
        };
        match (speed, self.0.reporter.borrow().last()) {
            (None, Some(last)) => fix.with_speed_since(last),
            (Some(_), _) | (None, None) => fix,
        }
    }

    /// The connection changed, or who is signed in.
    fn hear(&self, connection: Connection, is_signed_in: bool) {
        {
            let mut reporter = self.0.reporter.borrow_mut();
            reporter.handle_network(connection != Connection::Offline);
            if connection.is_reached() {
                reporter.handle_reached();
            }
            if is_signed_in {
                reporter.handle_signed_in();
            }
        }
        self.settle();
    }

    fn tick(&self, _now: Timestamp) {
        let silent = clock::elapsed() - self.0.heard.get();
        if silent > SILENCE_MS && lifecycle::is_visible() {
            // Once per silence, not once a second.
            self.0.heard.set(clock::elapsed());
            if let Some(watch) = &*self.0.watch.borrow() {
                watch.nudge();
            }
        }
        if let Some(sharing) = self.sharing() {
            sharing.tick();
        }
        self.settle();
        self.tell();
        self.count();
    }

    /// Carries out what the reporter wants, and shows how it stands.
    fn settle(&self) {
        let Inner {
            link,
            shift,
            reporter,
            disk,
            is_open,
            is_over,
            ..
        } = &*self.0;
        if is_over.get() || !self.0.is_leading.get() {
            return;
        }
        let now = link.gateway_now();
        let batch = match is_open.get() {
            true => reporter.borrow_mut().poll_batch(now),
            false => None,
        };
        disk.write(reporter.borrow_mut().poll_writes());
        let n_waiting = reporter.borrow().n_waiting();
        if shift.n_waiting.get_untracked() != n_waiting {
            shift.n_waiting.set(n_waiting);
        }
        if let Some(batch) = batch {
            self.send(&batch);
        }
    }

    fn send(&self, batch: &[Fix]) {
        #[derive(Serialize)]
        struct Body<'a> {
            driver: &'a UserId,
            fixes: &'a [Fix],
        }
        let body = Body {
            driver: &self.0.user,
            fixes: batch,
        };
        let Ok(text) = serde_json::to_string(&body) else {
            return;
        };
        let (keeper, begun) = (self.clone(), self.0.era.get());
        spawn_local(async move {
            let answer = http::positions(&text).await;
            // What another tab goes on with is told once more by it: the gateway knows each moment once.
            if !keeper.is_current(begun) {
                return;
            }
            if answer != PositionsAnswer::Unreachable {
                keeper.0.shift.count(text.len() as u64);
            }
            let now = keeper.0.link.gateway_now();
            keeper.0.reporter.borrow_mut().handle_answer(read(answer), now);
            keeper.settle();
        });
    }

    /// Counts what the connection took, every few seconds: the disk is asked each time.
    fn count(&self) {
        let Inner {
            link, shift, counted, ..
        } = &*self.0;
        let (bytes, at) = counted.get();
        if clock::elapsed() - at > COUNT_EVERY_MS {
            let all = link.read(|it| it.stats().bytes_in + it.stats().bytes_out);
            counted.set((all, clock::elapsed()));
            shift.count(all.saturating_sub(bytes));
        }
    }

    /// Nobody is there any more.
    fn rest(&self) {
        self.0.is_over.set(true);
        self.0.sharing.take();
        self.0.watch.take();
        self.0.wake_lock.take();
        // What was meant for a driver who is gone.
        let _ = self.0.shift.location.try_set(Location::Off);
        let _ = self.0.shift.n_waiting.try_set(0);
        let _ = self.0.shift.are_positions_read.try_set(false);
        let _ = self.0.shift.is_elsewhere.try_set(false);
    }
}

fn read(answer: PositionsAnswer) -> Answer {
    match answer {
        PositionsAnswer::Kept => Answer::Kept,
        PositionsAnswer::Busy(seconds) => Answer::Busy(Duration::from_secs(seconds)),
        PositionsAnswer::Unauthorized => Answer::SignInNeeded,
        PositionsAnswer::Unreachable => Answer::Unreachable,
        PositionsAnswer::Refused(code) => match code.as_str() {
            "off_shift" => Answer::OffShift,
            "stale" | "malformed" => Answer::Stale,
            "future" => Answer::Future,
            _ => Answer::Forbidden,
        },
    }
}

/// A receiver that says nothing for so long is asked: it may only have seen no movement, ms.
const SILENCE_MS: f64 = 5_000.0;

/// A circle larger than that says nothing, and no gateway takes it, m.
const ACCURACY_MAX: f64 = 1_000_000.0;

/// How often the bytes of the connection are counted, ms.
const COUNT_EVERY_MS: f64 = 10_000.0;
