//! The time machine: which moment is asked for, which one is shown, and what was fetched before.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use leptos::{prelude::*, task::spawn_local};
use protocol::{
    Timestamp,
    entities::{Driver, DriverPosition, Shipment},
};

use crate::{
    link::use_now,
    pages::{address::Keep, dispatch::live::model::LiveModel},
    platform::{
        http::{Cancel, HttpError},
        past::{self, Past},
        timer::Timer,
    },
    repositories::Rows,
};

/// Rows of the moment that is shown; they follow nothing.
#[derive(Clone, Copy, Default)]
pub(super) struct PastRows {
    /// Who drove.
    pub(super) drivers: Rows<Driver>,
    /// Where they were.
    pub(super) positions: Rows<DriverPosition>,
    /// What went where.
    pub(super) shipments: Rows<Shipment>,
    /// Everything that is shown; `None` until something came.
    shown: RwSignal<Option<Arc<Past>>>,
}

/// A handle, cheap to copy.
#[derive(Clone, Copy)]
pub(super) struct Machine {
    /// The page.
    pub(super) model: LiveModel,
    /// The present.
    pub(super) now: Signal<Timestamp>,
    /// Where the slider stands.
    pub(super) moment: RwSignal<Timestamp>,
    /// How far the moment that is asked for has come.
    pub(super) state: RwSignal<State>,
    rows: PastRows,
    /// What the address asks for.
    asked: Memo<Option<Timestamp>>,
    kept: StoredValue<VecDeque<(Timestamp, Arc<Past>)>, LocalStorage>,
    asking: StoredValue<Option<Cancel>, LocalStorage>,
    rest: StoredValue<Option<Timer>, LocalStorage>,
}

/// How far a moment has come.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    /// It is asked for.
    Loading,
    /// It is shown.
    Ready,
    /// It did not come.
    Lost,
    /// The gateway does not tell it, with its words.
    Refused(String),
}

impl PastRows {
    /// The moment that is shown, in place of the present.
    pub(super) fn now(self) -> Signal<Timestamp> {
        Signal::derive(move || {
            self.shown
                .with(|it| it.as_ref().map_or_else(Timestamp::default, |it| it.at))
        })
    }

    fn show(self, past: &Arc<Past>) {
        // The moment first: rows are judged by it as they come.
        self.shown.set(Some(Arc::clone(past)));
        self.drivers.show(past.drivers.iter().cloned(), past.at);
        self.positions.show(past.positions.iter().cloned(), past.at);
        self.shipments.show(past.shipments.iter().cloned(), past.at);
    }
}

impl Machine {
    /// The machine of the component that calls.
    pub(super) fn new(model: LiveModel, rows: PastRows) -> Self {
        let asked = Memo::new(move |_| model.query.with(|it| it.past));
        let machine = Self {
            model,
            now: use_now(),
            moment: RwSignal::new(asked.get_untracked().unwrap_or_default()),
            state: RwSignal::new(State::Loading),
            rows,
            asked,
            kept: StoredValue::new_local(VecDeque::new()),
            asking: StoredValue::new_local(None),
            rest: StoredValue::new_local(None),
        };
        // The slider, links, back and forward all lead here.
        Effect::new(move || {
            if let Some(at) = asked.get() {
                // A hand on the slider is ahead of the address.
                if machine.rest.with_value(Option::is_none) {
                    machine.moment.set(at);
                }
                machine.fetch();
            }
        });
        // What could not be fetched comes when the connection is back.
        let is_connected = Memo::new(move |_| model.desk.is_connected());
        Effect::new(move || {
            if is_connected.get() && machine.state.get_untracked() == State::Lost {
                machine.fetch();
            }
        });
        on_cleanup(move || {
            machine.take_back();
            drop(machine.rest.try_update_value(Option::take));
        });
        machine
    }

    /// Fetches the moment that the address asks for, unless it was fetched before.
    pub(super) fn fetch(self) {
        self.take_back();
        let Some(at) = self.asked.get_untracked() else {
            return;
        };
        let kept = self.kept.with_value(|it| {
            let known = it.iter().find(|it| it.0 == at);
            known.map(|it| Arc::clone(&it.1))
        });
        if let Some(past) = kept {
            self.arrive(&past);
            return;
        }
        let Some(cancel) = Cancel::new() else {
            self.state.set(State::Lost);
            return;
        };
        self.state.set(State::Loading);
        self.asking.set_value(Some(cancel.clone()));
        spawn_local(async move {
            let answer = past::past(at, cancel.clone()).await;
            // Meanwhile it may have been taken back, which is no failure; the page may be gone.
            if self.asking.try_with_value(|it| it.as_ref() == Some(&cancel)) != Some(true) {
                return;
            }
            match answer {
                Ok(past) => {
                    let past = Arc::new(past);
                    self.kept.update_value(|it| {
                        it.push_back((at, Arc::clone(&past)));
                        if it.len() > KEPT {
                            it.pop_front();
                        }
                    });
                    self.arrive(&past);
                }
                Err(HttpError::Refused(why)) => self.state.set(State::Refused(why)),
                Err(
                    HttpError::Unreachable
                    | HttpError::Unauthorized
                    | HttpError::Gone
                    | HttpError::TooMany(_),
                ) => self.state.set(State::Lost),
            }
        });
    }

    fn arrive(self, past: &Arc<Past>) {
        self.rows.show(past);
        self.state.set(State::Ready);
    }

    fn take_back(self) {
        if let Some(cancel) = self.asking.try_update_value(Option::take).flatten() {
            cancel.cancel();
        }
    }

    /// Goes to a moment: at once on the slider, and everywhere else once it rests there.
    pub(super) fn seek(self, at: Timestamp) {
        let now = self.now.get_untracked();
        let at = minute(at.clamp(now - REACH, now));
        self.moment.set(at);
        self.take_back();
        let timer = Timer::new(REST, move || {
            self.rest.set_value(None);
            if self.asked.try_get_untracked().flatten() == Some(at) {
                self.fetch();
            } else {
                self.model.change(Keep::Replace, |it| it.past = Some(at));
            }
        });
        self.rest.set_value(Some(timer));
    }

    /// So much earlier (`true`) or later.
    pub(super) fn step(self, is_back: bool, far: Duration) {
        let at = self.moment.get_untracked();
        self.seek(if is_back { at - far } else { at + far });
    }

    /// What is shown; `None` until something came.
    pub(super) fn shown(self) -> Option<Arc<Past>> {
        self.rows.shown.get()
    }

    /// Whether there is, or may come, anything to show.
    pub(super) fn has_something(self) -> bool {
        self.rows.shown.with(Option::is_some) || self.state.with(|it| *it == State::Loading)
    }

    /// The ends of the slider: a day that ends now, or as many whole days before as it takes.
    pub(super) fn span(self) -> (Timestamp, Timestamp) {
        span(self.moment.get(), minute(self.now.get()))
    }
}

fn span(moment: Timestamp, now: Timestamp) -> (Timestamp, Timestamp) {
    let ago = u64::try_from(now.since(moment).as_millis()).unwrap_or_default();
    let days = ago.div_ceil(DAY_MS).saturating_sub(1);
    let to = now - Duration::from_millis(days * DAY_MS);
    (to - Duration::from_millis(DAY_MS), to)
}

/// The whole minute: moments that many ask for are fetched once.
pub(super) fn minute(at: Timestamp) -> Timestamp {
    Timestamp::from_millis(at.as_millis() / 60_000 * 60_000)
}

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

/// So far back the gateway tells (DI17), less a minute for the way there.
const REACH: Duration = Duration::from_secs(7 * 24 * 60 * 60 - 60);

/// So long the slider must rest before anything is fetched.
const REST: Duration = Duration::from_millis(250);

/// So many moments are kept.
const KEPT: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slider_is_a_day_with_the_moment_in_it() {
        let now = 100 * DAY_MS;
        for (ago, days) in [(0, 0), (1, 0), (DAY_MS, 0), (DAY_MS + 1, 1), (3 * DAY_MS, 2)] {
            let moment = Timestamp::from_millis(now - ago);
            let (from, to) = span(moment, Timestamp::from_millis(now));
            assert!(from <= moment && moment <= to, "{ago}");
            assert_eq!(to.as_millis(), now - days * DAY_MS);
            assert_eq!(to.since(from).as_millis(), u128::from(DAY_MS));
        }
        assert_eq!(minute(Timestamp::from_millis(119_999)).as_millis(), 60_000);
    }
}
