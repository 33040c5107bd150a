//! Where the person at this page is: parts of a page say it, each for itself, and the gateway is told once.

use leptos::prelude::*;
use protocol::{Topic, entities::HereState};

use super::Link;
use crate::platform::clock;

/// A part of a page at which somebody is somewhere.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Seat(u64);

/// Where the parts of a page are.
pub(super) type Seats = Vec<(Seat, Topic, HereState)>;

impl Link {
    /// A seat for the part of a page that calls; nobody sits on it yet.
    pub fn seat(self) -> Seat {
        let driver = self.driver();
        let number = driver.n_seats.get() + 1;
        driver.n_seats.set(number);
        Seat(number)
    }

    /// Whoever sits there is at this place now and does this; `None`: nobody sits there. Nothing once the link is gone.
    pub fn be_here(self, seat: Seat, at: Option<(Topic, HereState)>) {
        let Some(driver) = self.driver.try_get_value() else {
            return;
        };
        let mut touched = Vec::new();
        {
            let mut seats = driver.seats.borrow_mut();
            touched.extend(seats.extract_if(.., |it| it.0 == seat).map(|it| it.1));
            if let Some((topic, state)) = at {
                touched.retain(|it| *it != topic);
                touched.push(topic.clone());
                seats.push((seat, topic, state));
            }
        }
        for topic in touched {
            // Two parts may be about the same row: whoever edits in one of them is editing.
            let seats = driver.seats.borrow();
            let states = seats.iter().filter(|it| it.1 == topic).map(|it| it.2);
            let state = states.max_by_key(|it| it.editing.is_some());
            drop(seats);
            self.step(|it| it.be_here(&topic, state.map(HereState::fields), clock::now()));
        }
    }
}
