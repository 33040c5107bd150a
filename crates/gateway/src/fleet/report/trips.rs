//! The day as trips from place to place, the stops between them, and gaps without positions.

use std::time::Duration;

use protocol::{
    Timestamp,
    entities::{Trip, VehicleStatus},
};

use super::parts::{Marks, PartKey};
use crate::fleet::{digits::digits, vehicle::SILENCE};

/// Standing longer ends a trip; shorter is traffic.
pub(super) const STOP_MIN: Duration = Duration::from_secs(180);

/// A shorter trip, km, is a positioning error or somebody parking better.
const TRIP_MIN: f64 = 0.1;

/// What a position tells about trips.
pub(super) struct Step<'a> {
    /// When.
    pub(super) at: Timestamp,
    /// The state.
    pub(super) status: VehicleStatus,
    /// Where.
    pub(super) place: &'a str,
    /// Driven since the position before.
    pub(super) metres: f64,
}

/// What a step turned out to begin.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Began {
    /// A trip, at this place.
    Trip(Timestamp, String),
    /// A stop, at this place; known only after [`STOP_MIN`].
    Stop(Timestamp, String),
}

/// The trips and stops of a day, in order; the last one may go on.
#[derive(Clone, Debug, Default)]
pub(super) struct Trips {
    rows: Vec<Trip>,
    /// Driven on the trip that goes on; the row keeps it rounded.
    metres: f64,
    /// Since when and where the vehicle stands, while that may still be traffic.
    standing: Option<(Timestamp, String)>,
}

impl Trips {
    /// The trips of stored rows; `standing_since`: the vehicle stood when last seen.
    pub(super) fn restored(rows: Vec<Trip>, standing_since: Option<Timestamp>) -> Self {
        let current = rows.last().filter(|it| it.to.is_none());
        let metres = current.map_or(0.0, |it| it.distance * 1000.0);
        // Whoever stands on a trip may be in traffic; a stop is a stop already.
        let standing = current
            .filter(|it| it.status == Some(VehicleStatus::Moving))
            .and_then(|it| Some((standing_since?.max(it.from), it.end.clone())));
        Self {
            rows,
            metres,
            standing,
        }
    }

    /// All of them, oldest first.
    pub(super) fn rows(&self) -> &[Trip] {
        &self.rows
    }

    /// A position was received.
    pub(super) fn handle_step(&mut self, step: &Step<'_>, marks: &mut Marks) -> Option<Began> {
        let moving = step.status == VehicleStatus::Moving;
        match self.current().map(|it| it.status) {
            None => {
                self.open(step.at, Some(rest_or_trip(step.status)), step.place, marks);
                if moving {
                    self.travel(step, moving, marks)
                } else {
                    None
                }
            }
            Some(None) if self.bridge(step.at, marks) => self.handle_step(step, marks),
            Some(None) => {
                // What was driven in silence stands with the gap, so that the parts of a day add up to its distance.
                if let Some(gap) = self.rows.last_mut() {
                    gap.distance = digits(step.metres / 1000.0, 2);
                }
                self.close(step.at, marks);
                self.open(step.at, Some(rest_or_trip(step.status)), step.place, marks);
                moving.then(|| Began::Trip(step.at, step.place.to_owned()))
            }
            Some(Some(VehicleStatus::Moving)) => self.travel(step, moving, marks),
            Some(Some(_)) if moving && self.rejoin(step.at, marks) => self.travel(step, moving, marks),
            Some(Some(_)) if moving => {
                // The first position under way has a place of its own; people say where they left.
                let start = self.current().map_or(step.place, |it| it.end.as_str()).to_owned();
                self.close(step.at, marks);
                self.open(step.at, Some(VehicleStatus::Moving), &start, marks);
                self.travel(step, moving, marks);
                Some(Began::Trip(step.at, start))
            }
            Some(Some(_)) => {
                self.rest(step.status, marks);
                None
            }
        }
    }

    /// Time passed while the vehicle stands, in this state: a stop in traffic becomes one worth the name.
    pub(super) fn handle_rest(
        &mut self,
        now: Timestamp,
        status: VehicleStatus,
        marks: &mut Marks,
    ) -> Option<Began> {
        let (since, place) = self.standing.take_if(|it| now.since(it.0) > STOP_MIN)?;
        if let Some(last) = self.rows.last_mut() {
            last.end.clone_from(&place);
        }
        self.arrive(since, status, &place, marks);
        Some(Began::Stop(since, place))
    }

    /// The vehicle is offline: nobody knows what it did after `last`, so what went on ended there.
    pub(super) fn handle_silence(&mut self, last: Timestamp, marks: &mut Marks) {
        let Some(current) = self.current().filter(|it| it.status.is_some()) else {
            return;
        };
        let at = last.max(current.from);
        let is_trip = current.status == Some(VehicleStatus::Moving);
        self.close(at, marks);
        if is_trip && self.withdraw_hop(marks) {
            self.close(at, marks);
        }
        // What was cut at midnight and not heard of since never happened on this day.
        if self.rows.pop_if(|it| it.to == Some(it.from)).is_some() {
            marks.hurry(PartKey::Trip(self.rows.len() as u32));
        }
        self.open(at, None, "", marks);
    }

    /// The trip, stop or gap that goes on ends.
    pub(super) fn close(&mut self, at: Timestamp, marks: &mut Marks) {
        self.standing = None;
        let n = self.rows.len();
        if let Some(last) = self.rows.last_mut().filter(|it| it.to.is_none()) {
            let at = at.max(last.from);
            last.to = Some(at);
            // How it got through a gap nobody knows.
            if last.status.is_some() {
                last.mean_speed = mean_speed(last.distance, at.since(last.from));
            }
            marks.hurry(PartKey::Trip(n as u32 - 1));
        }
    }

    /// The trip or gap that was cut at midnight, whichever goes on, had got so much further.
    pub(super) fn lengthen(&mut self, on: Option<VehicleStatus>, metres: f64, marks: &mut Marks) {
        let n = self.rows.len();
        if let Some(last) = self.rows.last_mut().filter(|it| it.status == on)
            && let Some(to) = last.to
        {
            self.metres += metres;
            last.distance = digits(self.metres / 1000.0, 2);
            if on.is_some() {
                last.mean_speed = mean_speed(last.distance, to.since(last.from));
            }
            marks.touch(PartKey::Trip(n as u32 - 1));
        }
    }

    /// Begins the day with what went on at midnight.
    pub(super) fn open(
        &mut self,
        at: Timestamp,
        status: Option<VehicleStatus>,
        place: &str,
        marks: &mut Marks,
    ) {
        self.metres = 0.0;
        marks.hurry(PartKey::Trip(self.rows.len() as u32));
        self.rows.push(Trip {
            from: at,
            to: None,
            status,
            start: place.to_owned(),
            end: place.to_owned(),
            distance: 0.0,
            mean_speed: 0.0,
        });
    }

    /// What goes on.
    pub(super) fn current(&self) -> Option<&Trip> {
        self.rows.last().filter(|it| it.to.is_none())
    }

    /// A device that catches up closes the gap from its far end: what is left of it may be none.
    fn bridge(&mut self, at: Timestamp, marks: &mut Marks) -> bool {
        let is_gap = self.current().is_some_and(|it| at.since(it.from) > SILENCE);
        !is_gap && self.reopen(|_| true, marks)
    }

    /// Also a stop may turn out to have been none.
    fn rejoin(&mut self, at: Timestamp, marks: &mut Marks) -> bool {
        let is_stop = self.current().is_some_and(|it| at.since(it.from) > STOP_MIN);
        !is_stop && self.reopen(|before| before.status == Some(VehicleStatus::Moving), marks)
    }

    /// Withdraws what goes on in favour of what was before it. Whether there was something.
    fn reopen(&mut self, wanted: impl Fn(&Trip) -> bool, marks: &mut Marks) -> bool {
        let [.., before, last] = self.rows.as_mut_slice() else {
            return false;
        };
        if before.to != Some(last.from) || !wanted(before) {
            return false;
        }
        before.to = None;
        self.metres = before.distance * 1000.0;
        self.rows.pop();
        let n = self.rows.len() as u32;
        marks.hurry(PartKey::Trip(n));
        marks.hurry(PartKey::Trip(n - 1));
        true
    }

    fn travel(&mut self, step: &Step<'_>, moving: bool, marks: &mut Marks) -> Option<Began> {
        self.metres += step.metres;
        let n = self.rows.len() as u32;
        let last = self.rows.last_mut()?;
        last.distance = digits(self.metres / 1000.0, 2);
        last.mean_speed = mean_speed(last.distance, step.at.since(last.from));
        if last.end != step.place {
            step.place.clone_into(&mut last.end);
        }
        marks.touch(PartKey::Trip(n - 1));
        if moving {
            self.standing = None;
            return None;
        }
        self.standing
            .get_or_insert_with(|| (step.at, step.place.to_owned()));
        self.handle_rest(step.at, step.status, marks)
    }

    /// The trip ended where the vehicle has been standing since.
    fn arrive(&mut self, since: Timestamp, status: VehicleStatus, place: &str, marks: &mut Marks) {
        self.close(since, marks);
        if self.withdraw_hop(marks) {
            self.rest(status, marks);
        } else {
            self.open(since, Some(rest_or_trip(status)), place, marks);
        }
    }

    /// A trip that turned out too short to be one joins the stop before it, which goes on. Whether it did.
    fn withdraw_hop(&mut self, marks: &mut Marks) -> bool {
        let is_rest = |it: &Trip| it.status.is_some_and(|status| status != VehicleStatus::Moving);
        let [.., stop, trip] = self.rows.as_mut_slice() else {
            return false;
        };
        if trip.distance >= TRIP_MIN || !is_rest(stop) {
            return false;
        }
        stop.to = None;
        stop.mean_speed = 0.0;
        self.rows.pop();
        self.metres = 0.0;
        let n = self.rows.len() as u32;
        marks.hurry(PartKey::Trip(n));
        marks.hurry(PartKey::Trip(n - 1));
        true
    }

    /// A stop once made with the engine off stays one.
    fn rest(&mut self, status: VehicleStatus, marks: &mut Marks) {
        let n = self.rows.len() as u32;
        if let Some(last) = self.rows.last_mut()
            && status != VehicleStatus::Idle
            && last.status == Some(VehicleStatus::Idle)
        {
            last.status = Some(VehicleStatus::Stopped);
            marks.hurry(PartKey::Trip(n - 1));
        }
    }
}

/// A trip is moving, a stop idle or stopped; the workshop counts as stopped.
const fn rest_or_trip(status: VehicleStatus) -> VehicleStatus {
    match status {
        VehicleStatus::Moving | VehicleStatus::Idle => status,
        VehicleStatus::Stopped | VehicleStatus::Offline | VehicleStatus::Maintenance => {
            VehicleStatus::Stopped
        }
    }
}

fn mean_speed(kilometres: f64, lasted: Duration) -> f64 {
    match lasted.as_secs_f64() / 3600.0 {
        hours if hours > 0.0 => digits(kilometres / hours, 1),
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use VehicleStatus::{Idle, Moving, Stopped};

    fn walk(steps: &[(u64, VehicleStatus, f64)]) -> (Trips, Vec<Began>) {
        let (mut trips, mut marks) = (Trips::default(), Marks::default());
        let began = steps
            .iter()
            .filter_map(|(seconds, status, metres)| {
                let step = Step {
                    at: s(*seconds),
                    status: *status,
                    place: if *status == Moving { "road" } else { "yard" },
                    metres: *metres,
                };
                trips.handle_step(&step, &mut marks)
            })
            .collect();
        (trips, began)
    }

    fn s(seconds: u64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn fl7_a_trip_ends_where_the_vehicle_stood_longer_than_three_minutes() {
        let (trips, began) = walk(&[
            (0, Stopped, 0.0),
            (600, Moving, 10.0),
            (700, Idle, 2000.0),
            (800, Idle, 0.0),
            (900, Stopped, 0.0),
        ]);
        let [stop, trip, rest] = trips.rows() else {
            panic!("{:?}", trips.rows())
        };
        assert_eq!(
            (stop.to, trip.from, trip.to, rest.from),
            (Some(s(600)), s(600), Some(s(700)), s(700))
        );
        assert_eq!((trip.distance, trip.end.as_str()), (2.01, "yard"));
        assert_eq!(rest.status, Some(Stopped));
        assert_eq!(
            began,
            [
                Began::Trip(s(600), "yard".into()),
                Began::Stop(s(700), "yard".into())
            ]
        );
    }

    #[test]
    fn fl7_traffic_does_not_end_a_trip() {
        let (trips, _) = walk(&[
            (0, Moving, 500.0),
            (60, Idle, 0.0),
            (200, Idle, 0.0),
            (239, Moving, 500.0),
        ]);
        assert_eq!(trips.rows().len(), 1);
        assert_eq!(trips.rows()[0].distance, 1.0);
    }

    #[test]
    fn fl7_a_stop_shows_without_further_positions_and_vanishes_if_it_was_none() {
        let (mut trips, _) = walk(&[(0, Moving, 500.0), (60, Idle, 500.0)]);
        let mut marks = Marks::default();
        assert_eq!(trips.handle_rest(s(240), Idle, &mut marks), None);
        assert_eq!(
            trips.handle_rest(s(250), Idle, &mut marks),
            Some(Began::Stop(s(60), "yard".into()))
        );
        assert_eq!(trips.rows().len(), 2);
        let late = Step {
            at: s(70),
            status: Moving,
            place: "road",
            metres: 100.0,
        };
        assert_eq!(trips.handle_step(&late, &mut marks), None);
        assert_eq!(trips.rows().len(), 1);
        assert_eq!(trips.rows()[0].distance, 1.1);
    }

    #[test]
    fn fl7_a_hop_is_no_trip() {
        let (trips, _) = walk(&[
            (0, Stopped, 0.0),
            (60, Moving, 20.0),
            (70, Idle, 10.0),
            (300, Stopped, 0.0),
        ]);
        assert_eq!(trips.rows().len(), 1);
        assert_eq!(trips.rows()[0].to, None);
    }

    #[test]
    fn fl7_a_gap_that_is_filled_later_vanishes() {
        let (mut trips, _) = walk(&[(0, Moving, 500.0), (60, Moving, 500.0)]);
        let mut marks = Marks::default();
        trips.handle_silence(s(60), &mut marks);
        trips.handle_step(
            &Step {
                at: s(70),
                status: Moving,
                place: "road",
                metres: 100.0,
            },
            &mut marks,
        );
        assert_eq!(trips.rows().len(), 1);
        assert_eq!((trips.rows()[0].to, trips.rows()[0].distance), (None, 1.1));
    }

    #[test]
    fn fl7_a_hop_into_silence_is_no_trip() {
        let (mut trips, _) = walk(&[(0, Stopped, 0.0), (600, Stopped, 0.0), (660, Moving, 20.0)]);
        trips.handle_silence(s(660), &mut Marks::default());
        let spans: Vec<_> = trips
            .rows()
            .iter()
            .map(|it| (it.status, it.from, it.to))
            .collect();
        assert_eq!(spans, [(Some(Stopped), s(0), Some(s(660))), (None, s(660), None)]);
    }

    #[test]
    fn fl7_a_silence_is_a_gap() {
        let (mut trips, _) = walk(&[(0, Moving, 500.0), (60, Moving, 500.0)]);
        let mut marks = Marks::default();
        trips.handle_silence(s(60), &mut marks);
        trips.handle_silence(s(60), &mut marks);
        trips.handle_step(
            &Step {
                at: s(1000),
                status: Moving,
                place: "road",
                metres: 700.0,
            },
            &mut marks,
        );
        let spans: Vec<_> = trips
            .rows()
            .iter()
            .map(|it| (it.status, it.from, it.to))
            .collect();
        assert_eq!(
            spans,
            [
                (Some(Moving), s(0), Some(s(60))),
                (None, s(60), Some(s(1000))),
                (Some(Moving), s(1000), None),
            ]
        );
        let km: Vec<_> = trips.rows().iter().map(|it| it.distance).collect();
        assert_eq!(km, [1.0, 0.7, 0.0], "what was driven in silence stands there");
    }
}
