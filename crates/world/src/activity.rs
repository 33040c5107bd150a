//! What a vehicle does for a while: stand somewhere, or drive a way.

use std::{f64::consts::TAU, sync::Arc};

use fastrand::Rng;

use crate::{
    chance::between,
    city::Point,
    route::{Route, Spot},
};

/// Why a vehicle stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Why {
    /// Nobody works with it.
    Parked,
    Loading,
    Unloading,
    Break,
    Refuelling,
    Workshop,
    /// In traffic.
    Jam,
    Breakdown,
}

/// Where a vehicle stands.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Where {
    /// At one of the city's places.
    Place(u8),
    /// On a road.
    Road(Spot),
}

/// What a vehicle does now.
#[derive(Clone, Debug)]
pub(crate) enum Activity {
    Standing { why: Why, engine: bool, at: Where },
    Driving(Trip),
}

/// A stretch of driving at more than the usual speed: it swells and fades within `span` seconds.
#[derive(Clone, Copy, Debug)]
struct Surge {
    from: f64,
    span: f64,
    /// Share of the usual speed that comes on top at its height.
    height: f64,
}

/// A drive along a way, or a part of it.
#[derive(Clone, Debug)]
pub(crate) struct Trip {
    route: Arc<Route>,
    /// The part of the way, in seconds at the limit.
    part: [f64; 2],
    /// Where the part begins, m since the route's start.
    origin: f64,
    /// Seconds at the limit per second: how much slower than allowed traffic is.
    pace: f64,
    /// Traffic as a wave: seconds gained and lost, and how often.
    sway: f64,
    waves: f64,
    surge: Option<Surge>,
}

impl Trip {
    pub(crate) fn new(route: Arc<Route>, part: [f64; 2], rng: &mut Rng) -> Self {
        let origin = route.spot(part[0]).way;
        let pace = between(rng, 0.74, 0.97);
        let seconds = (part[1] - part[0]) / pace;
        let waves = (seconds / between(rng, 70.0, 140.0)).round().max(1.0);
        // At most 12 % faster or slower than the pace.
        let sway = between(rng, 0.05, 0.12) * seconds / (TAU * waves);
        Self {
            route,
            part,
            origin,
            pace,
            sway,
            waves,
            surge: None,
        }
    }

    /// How long it takes, s.
    pub(crate) fn seconds(&self) -> f64 {
        let gained = self.surge.map_or(0.0, |it| it.height * it.span / 2.0);
        ((self.part[1] - self.part[0]) / self.pace - gained).max(1.0)
    }

    /// Where the vehicle is so many seconds after the start, how fast, m/s, and how far it has come.
    pub(crate) fn spot(&self, seconds: f64) -> Spot {
        let (progress, rate) = self.progress(seconds);
        let mut spot = self.route.spot(progress);
        spot.speed *= rate;
        spot.way -= self.origin;
        spot
    }

    /// When the way first leaves a district, s after the start, and which one.
    pub(crate) fn leaves_district(&self) -> Option<(f64, u8)> {
        let (at, district) = self.route.leaves_district(self.part[0], self.part[1])?;
        Some(((at - self.part[0]) / self.pace, district))
    }

    /// Makes the vehicle exceed the limit by the given share for a while; says when, s after the start. `None` if
    /// nothing on the way is fast enough for that.
    pub(crate) fn speed_up(&mut self, excess: f64, rng: &mut Rng) -> Option<f64> {
        const SPAN: f64 = 50.0;
        let seconds = self.seconds();
        if seconds < 3.0 * SPAN {
            return None;
        }
        let tries = [(); 8].map(|()| between(rng, SPAN, seconds - SPAN));
        let share_of_limit = |at: f64| {
            let spot = self.spot(at);
            spot.speed * 3.6 / spot.limit
        };
        let at = tries
            .into_iter()
            .max_by(|a, b| share_of_limit(*a).total_cmp(&share_of_limit(*b)))?;
        let mut surge = Surge {
            from: at - SPAN / 2.0,
            span: SPAN,
            height: 0.0,
        };
        // The surge moves the vehicle on a little, so that its height follows from itself; three rounds settle it.
        for _ in 0..3 {
            self.surge = Some(surge);
            let spot = self.spot(at);
            let wanted = spot.limit / 3.6 * (1.0 + excess);
            surge.height = (surge.height
                + (wanted - spot.speed) / (spot.speed / self.progress(at).1).max(1.0))
            .clamp(0.0, 0.9);
        }
        self.surge = Some(surge);
        Some(at)
    }

    /// Seconds at the limit after so many seconds, and how many of them pass in a second.
    fn progress(&self, seconds: f64) -> (f64, f64) {
        let total = self.seconds();
        let t = seconds.clamp(0.0, total);
        let turn = TAU * self.waves / total;
        let (sin, cos) = (turn * t).sin_cos();
        let (mut gained, mut rate) = (t + self.sway * sin, 1.0 + self.sway * turn * cos);
        if let Some(Surge { from, span, height }) = self.surge {
            let share = ((t - from) / span).clamp(0.0, 1.0);
            gained += height * span * (share / 2.0 - (TAU * share).sin() / (2.0 * TAU));
            rate += height * (std::f64::consts::PI * share).sin().powi(2);
        }
        (self.part[0] + self.pace * gained, self.pace * rate)
    }
}

/// Moves a point a little, so that trucks do not stand inside each other: at most `metres` in either direction.
pub(crate) fn shaken(at: Point, noise: u64, metres: f64) -> Point {
    let share = |bits: u64| (bits & 0xFFFF) as f64 / 32_768.0 - 1.0;
    let degrees = metres / 111_320.0;
    Point {
        lat: at.lat + share(noise) * degrees,
        lng: at.lng + share(noise >> 16) * degrees / at.lat.to_radians().cos(),
    }
}
