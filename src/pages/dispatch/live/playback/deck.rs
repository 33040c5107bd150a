//! What plays: the way that was fetched, the moment it is at, and how fast that goes on.

use std::{sync::Arc, time::Duration};

use leptos::{prelude::*, task::spawn_local};
use protocol::{
    RowId, StreamKind, Timestamp,
    entities::{Driver, Violation},
};

use super::{
    State,
    track::{Moment, Track},
};
use crate::{
    components::map::{Head, Pin, Replay},
    pages::{
        address::Keep,
        dispatch::live::{
            model::LiveModel,
            query::{Selected, Span},
        },
    },
    platform::{
        clock,
        frame::Frame,
        http::{self, HttpError},
        timer::Timer,
    },
    repositories::{Rows, use_rows},
};

/// A handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Deck {
    /// The page.
    pub(super) model: LiveModel,
    /// Whose way, and of when.
    asked: Memo<Option<(RowId, Span)>>,
    answer: RwSignal<Option<Result<Arc<Track>, HttpError>>>,
    /// The moment it is at.
    pub(super) moment: RwSignal<Timestamp>,
    /// Whether it goes on by itself.
    pub(super) is_playing: RwSignal<bool>,
    /// How many times as fast as it was.
    pub(super) rate: RwSignal<u32>,
    /// What went wrong then, in the order of time.
    pub(super) violations: Memo<Vec<Violation>>,
    frame: StoredValue<Option<Frame>, LocalStorage>,
    told: StoredValue<Option<Timer>, LocalStorage>,
}

impl Deck {
    /// The deck of the component that calls.
    pub(super) fn new(model: LiveModel) -> Self {
        let asked = Memo::new(move |_| {
            model.query.with(|it| match (&it.selected, it.span) {
                (Some(Selected::Driver(id)), Some(span)) => Some((id.clone(), span)),
                _ => None,
            })
        });
        let may_see = model.desk.link.sees(StreamKind::Violation);
        let rows: Rows<Violation> = if may_see { use_rows() } else { Rows::default() };
        let deck = Self {
            model,
            asked,
            answer: RwSignal::new(None),
            moment: RwSignal::new(Timestamp::default()),
            is_playing: RwSignal::new(false),
            rate: RwSignal::new(RATES[1]),
            violations: Memo::new(move |_| {
                rows.version();
                asked
                    .get()
                    .map(|(driver, span)| violations(model, rows, &driver, span))
                    .unwrap_or_default()
            }),
            frame: StoredValue::new_local(None),
            told: StoredValue::new_local(None),
        };
        deck.begin();
        deck
    }

    fn begin(self) {
        let Self { model, asked, .. } = self;
        Effect::new(move || {
            if let Some((_, span)) = asked.get() {
                self.pause();
                // Another period: what was looked at stays in sight, where it is part of it.
                let told = model.query.with_untracked(|it| it.moment);
                let begun = Some(self.moment.get_untracked()).filter(|it| (span.from..=span.to).contains(it));
                self.moment
                    .set(told.or(begun).unwrap_or(span.from).clamp(span.from, span.to));
                self.fetch();
            }
        });
        // What could not be fetched comes when the connection is back.
        let is_connected = Memo::new(move |_| model.desk.is_connected());
        Effect::new(move || {
            let is_lost = self
                .answer
                .with_untracked(|it| matches!(it, Some(Err(HttpError::Unreachable))));
            if is_connected.get() && is_lost {
                self.fetch();
            }
        });
        // Back and forward lead to other moments, too.
        let told = Memo::new(move |_| model.query.with(|it| it.moment));
        Effect::watch(
            move || told.get(),
            move |told, _, _| {
                if let Some(told) = told
                    && !self.is_playing.get_untracked()
                    && self.told.with_value(Option::is_none)
                {
                    self.moment.set(*told);
                }
            },
            false,
        );
        Effect::new(move || {
            let replay = self.answer.with(|it| {
                let track = it.as_ref()?.as_ref().ok()?;
                Some(track.pieces())
            });
            let pins = self.violations.with(|it| {
                let pin = |it: &Violation| Pin {
                    place: (it.lat, it.lng),
                    text: "!".to_owned(),
                };
                it.iter().map(pin).collect()
            });
            model.stage.replay(Some(Replay {
                trail: replay.unwrap_or_default(),
                pins,
                head: untrack(|| self.head()),
            }));
        });
        Effect::new(move || {
            let head = self.head();
            let place = head.as_ref().map(|it| it.place);
            model.stage.turn(head);
            model.head.set(place);
            if let Some(place) = place.filter(|_| model.following.get()) {
                model.stage.follow(place, 0.0);
            }
        });
        on_cleanup(move || {
            drop(self.frame.try_update_value(Option::take));
            drop(self.told.try_update_value(Option::take));
            model.stage.replay(None);
            model.head.try_set(None);
        });
    }

    /// Asks the gateway for the way.
    pub(super) fn fetch(self) {
        let Some((driver, span)) = self.asked.get_untracked() else {
            return;
        };
        self.answer.set(None);
        spawn_local(async move {
            let answer = http::track(&driver, span.from, span.to).await;
            // Meanwhile another time may be asked for; the deck may be gone.
            if self.asked.try_get_untracked().flatten() != Some((driver, span)) {
                return;
            }
            let answer = answer.map(|it| Arc::new(Track::new(it)));
            if let Ok(track) = &answer {
                self.arrive(track, span);
            }
            self.answer.set(Some(answer));
        });
    }

    /// It begins where something is known, and all of it is in sight.
    fn arrive(self, track: &Track, span: Span) {
        let model = self.model;
        let is_told = model.query.with_untracked(|it| it.moment.is_some());
        let is_begun = self.moment.get_untracked() > span.from;
        if let Some(first) = track.first().filter(|_| !is_told && !is_begun) {
            self.moment.set(first.clamp(span.from, span.to));
        }
        if model.fit_past.get_value() || model.query.with_untracked(|it| it.view.is_none()) {
            model.fit_past.set_value(false);
            model.stage.fit(track.places());
        }
    }

    /// How far it has come.
    pub(super) fn state(self) -> State {
        let is_connected = self.model.desk.is_connected();
        self.answer.with(|it| match it {
            None if is_connected => State::Loading,
            None | Some(Err(HttpError::Unreachable)) if !is_connected => State::Offline,
            Some(Ok(track)) if track.is_empty() => State::Empty,
            Some(Ok(_)) => State::Ready,
            Some(Err(HttpError::Refused(why))) => State::Refused(why.clone()),
            None | Some(Err(_)) => State::Failed,
        })
    }

    /// The way, if it is there. Wakes when it comes.
    pub(super) fn track(self) -> Option<Arc<Track>> {
        self.answer.with(|it| it.as_ref()?.as_ref().ok().cloned())
    }

    /// Of when.
    pub(super) fn span(self) -> Option<Span> {
        self.asked.with(|it| it.as_ref().map(|it| it.1))
    }

    /// Where it is now.
    pub(super) fn now(self) -> Option<Moment> {
        let moment = self.moment.get();
        self.track()?.at(moment)
    }

    fn head(self) -> Option<Head> {
        let (now, at) = (self.now()?, self.moment.get());
        let format = self.model.desk.format.get();
        let name = self.asked.with(|it| it.as_ref().map(|it| it.0.clone()))?;
        self.model.desk.drivers_seen.get();
        let driver = self.model.desk.drivers.get(&name);
        let is_gap = matches!(now, Moment::Gap(_));
        let (Moment::There(point) | Moment::Gap(point)) = now;
        Some(Head {
            place: point.place,
            heading: point.heading,
            label: (
                driver.as_ref().map_or_else(String::new, called),
                format.time_seconds(at),
            ),
            is_gap,
        })
    }

    /// Goes to a moment.
    pub(super) fn seek(self, moment: Timestamp) {
        let Some(span) = self.span() else { return };
        self.moment.set(moment.clamp(span.from, span.to));
        self.tell();
    }

    /// Goes on by itself, or stops doing so.
    pub(super) fn toggle(self) {
        if self.is_playing.get_untracked() {
            self.pause();
            self.tell();
            return;
        }
        let Some(span) = untrack(|| self.span()) else {
            return;
        };
        if self.moment.get_untracked() >= span.to {
            self.moment.set(span.from);
        }
        self.is_playing.set(true);
        self.step(clock::elapsed(), span);
    }

    /// Stops where it is.
    fn pause(self) {
        self.is_playing.set(false);
        self.frame.set_value(None);
    }

    /// One frame after the other, until it ends.
    fn step(self, last: f64, span: Span) {
        let frame = Frame::new(move || {
            if self.is_playing.try_get_untracked() != Some(true) {
                return;
            }
            let now = clock::elapsed();
            // A page that stood still goes on where it was.
            let moment = self.moment.get_untracked();
            let passed = (now - last).clamp(0.0, LONGEST) * self.pace(moment, span);
            let moment = moment + Duration::from_secs_f64(passed / 1e3);
            self.moment.set(moment.min(span.to));
            if moment >= span.to {
                self.pause();
                self.tell();
            } else {
                self.step(now, span);
            }
        });
        self.frame.set_value(Some(frame));
    }

    /// How many times as fast as it was. Of a night in which nobody was heard there is nothing to be seen.
    fn pace(self, moment: Timestamp, span: Span) -> f64 {
        let silence = untrack(|| self.track()).and_then(|it| it.silence(moment, span));
        let hurried = silence.map_or(0.0, |it| it.as_secs_f64() / SILENCE.as_secs_f64());
        f64::from(self.rate.get_untracked()).max(hurried)
    }

    /// The address says where it stands once it rests.
    fn tell(self) {
        let timer = Timer::new(REST, move || {
            self.told.set_value(None);
            let moment = self.moment.get_untracked();
            let model = self.model;
            let is_new = model
                .query
                .with_untracked(|it| it.span.is_some() && it.moment != Some(moment));
            if is_new && !self.is_playing.get_untracked() {
                model.change(Keep::Replace, |it| it.moment = Some(moment));
            }
        });
        self.told.set_value(Some(timer));
    }

    /// Another time of the same driver.
    pub(super) fn turn_to(self, span: Span) {
        self.model.fit_past.set_value(true);
        self.model.change(Keep::Push, |it| {
            it.span = Some(span);
            it.moment = None;
        });
    }
}

/// Letters stand on every plate of a company; the number is what people call a vehicle by.
fn called(driver: &Driver) -> String {
    let number = driver
        .plate
        .as_deref()
        .and_then(|it| it.rsplit(['-', ' ']).next());
    number.map_or(driver.name.clone(), str::to_owned)
}

/// What went wrong with this driver, or with the vehicle they drive, at that time.
fn violations(model: LiveModel, rows: Rows<Violation>, driver: &RowId, span: Span) -> Vec<Violation> {
    let vehicle = model.desk.drivers.get(driver).and_then(|it| it.vehicle);
    let mut found: Vec<_> = rows.with(|rows| {
        rows.values()
            .filter(|it| it.driver.as_ref() == Some(driver) || vehicle.as_ref() == Some(&it.vehicle))
            .filter(|it| (span.from..=span.to).contains(&it.at))
            .cloned()
            .collect()
    });
    found.sort_by_key(|it| it.at);
    found
}

/// How many times as fast as it was one can play.
pub(super) const RATES: [u32; 4] = [1, 10, 30, 60];

/// A frame is at most so long, ms.
const LONGEST: f64 = 250.0;

/// So long the moment must rest before the address says it.
const REST: Duration = Duration::from_millis(400);

/// So long a gap is played at most, however long it was.
const SILENCE: Duration = Duration::from_secs(3);
