//! Ways through the city as a truck drives them at the limit: where it is, and how fast, at every second.

use std::sync::Arc;

use crate::{
    chance::mix,
    city::{City, Graph, Hop, Node, Point, Tree, UNIT_M, Xy},
};

/// Pieces of a way are at most this long, m.
const PIECE_M: f64 = 70.0;
/// How trucks speed up and slow down, m/s².
const SPEED_UP: f64 = 0.75;
const SLOW_DOWN: f64 = 1.0;
/// At one crossing in so many, the lights make everybody slow down.
const LIGHTS: u64 = 7;

/// A point of a way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Waypoint {
    at: Point,
    /// Since the start, s.
    time: f32,
    /// Since the start, m.
    way: f32,
    /// m/s.
    speed: f32,
    /// Of the piece that begins here, degrees.
    heading: f32,
    /// km/h.
    limit: f32,
    road: u16,
    mark: u8,
    /// Which of the city's districts it lies in.
    pub(crate) district: Option<u8>,
}

/// A way from one place to another. Never empty.
#[derive(Debug)]
pub(crate) struct Route {
    points: Vec<Waypoint>,
}

/// What a truck on a way is at some second.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot {
    pub(crate) at: Point,
    /// m/s, at the limit.
    pub(crate) speed: f64,
    /// m since the start.
    pub(crate) way: f64,
    pub(crate) heading: f64,
    /// km/h.
    pub(crate) limit: f64,
    pub(crate) road: u16,
    pub(crate) mark: u8,
}

impl Route {
    fn new(graph: &Graph, path: &[u32]) -> Self {
        let mut points: Vec<Waypoint> = Vec::new();
        let mut caps: Vec<f64> = Vec::new();
        let mut way = 0.0;
        let mut heading = None;
        for (nth, pair) in path.windows(2).enumerate() {
            let (from, to) = (graph.node(pair[0]), graph.node(pair[1]));
            let Some(hop) = graph.hops(pair[0]).iter().find(|it| it.to == pair[1]) else {
                continue;
            };
            let length = from.at.distance(to.at) * UNIT_M;
            let next_heading = from.at.heading(to.at);
            let corner = heading.map_or(0.0, |before: f64| turn(before, next_heading));
            heading = Some(next_heading);
            let pieces = (length / PIECE_M).ceil().max(1.0);
            for piece in 0..pieces as u32 {
                let share = f64::from(piece) / pieces;
                points.push(waypoint(
                    from,
                    from.at.towards(to.at, share),
                    hop,
                    way + length * share,
                    next_heading,
                ));
                caps.push(match piece {
                    0 if nth == 0 => 0.0,
                    0 => cap(graph, pair[0], corner, hop),
                    _ => f64::from(hop.limit),
                });
            }
            way += length;
        }
        if let (Some(last), Some(&end)) = (points.last().copied(), path.last()) {
            let node = graph.node(end);
            points.push(Waypoint {
                at: node.at.point(),
                way: way as f32,
                district: node.district,
                ..last
            });
            caps.push(0.0);
        }
        set_speeds(&mut points, &caps);
        Self { points }
    }

    /// How long it takes at the limit, s.
    pub(crate) fn seconds(&self) -> f64 {
        self.points.last().map_or(0.0, |it| f64::from(it.time))
    }

    /// Where a truck is after so many seconds at the limit.
    pub(crate) fn spot(&self, seconds: f64) -> Spot {
        let after = self.points.partition_point(|it| f64::from(it.time) <= seconds);
        let a = &self.points[after.saturating_sub(1).min(self.points.len() - 1)];
        let b = self.points.get(after).unwrap_or(a);
        let (time, span) = (f64::from(a.time), f64::from(b.time - a.time));
        let (v, w) = (f64::from(a.speed), f64::from(b.speed));
        let (share, speed) = if span > 0.0 {
            let t = (seconds - time).clamp(0.0, span);
            let acceleration = (w - v) / span;
            let length = (v + w) / 2.0 * span;
            (
                ((v + acceleration * t / 2.0) * t / length.max(1e-6)).clamp(0.0, 1.0),
                v + acceleration * t,
            )
        } else {
            (0.0, v)
        };
        Spot {
            at: Point {
                lat: a.at.lat + (b.at.lat - a.at.lat) * share,
                lng: a.at.lng + (b.at.lng - a.at.lng) * share,
            },
            speed,
            way: f64::from(a.way) + f64::from(b.way - a.way) * share,
            heading: f64::from(a.heading),
            limit: f64::from(a.limit),
            road: a.road,
            mark: a.mark,
        }
    }

    /// The first time the way leaves a district between the two seconds: when, and which one.
    pub(crate) fn leaves_district(&self, from: f64, to: f64) -> Option<(f64, u8)> {
        let mut points = self
            .points
            .windows(2)
            .filter(|it| (from..to).contains(&f64::from(it[1].time)));
        points.find_map(|pair| match (pair[0].district, pair[1].district) {
            (Some(before), after) if after != Some(before) => Some((f64::from(pair[1].time), before)),
            _ => None,
        })
    }

    /// The second near the given one at which a truck is slowest: where it can come to a halt without a jerk.
    pub(crate) fn slow_second(&self, near: f64) -> f64 {
        let window = self
            .points
            .iter()
            .filter(|it| (f64::from(it.time) - near).abs() < 60.0);
        window
            .min_by(|a, b| a.speed.total_cmp(&b.speed))
            .map_or(near, |it| f64::from(it.time))
    }
}

fn waypoint(from: Node, at: Xy, hop: &Hop, way: f64, heading: f64) -> Waypoint {
    Waypoint {
        at: at.point(),
        time: 0.0,
        way: way as f32,
        speed: 0.0,
        heading: heading as f32,
        limit: hop.limit,
        road: hop.road,
        mark: hop.mark,
        district: from.district,
    }
}

/// How far the wheel is turned between two headings, degrees.
fn turn(before: f64, after: f64) -> f64 {
    let difference = (after - before).rem_euclid(360.0);
    difference.min(360.0 - difference)
}

/// How fast a node can be passed, km/h.
fn cap(graph: &Graph, node: u32, corner: f64, hop: &Hop) -> f64 {
    let limit = f64::from(hop.limit);
    let crossing = graph.hops(node).len() > 2;
    if corner > 50.0 {
        16.0
    } else if corner > 20.0 {
        limit.min(30.0)
    } else if crossing && limit <= 60.0 && mix(u64::from(node), 1).is_multiple_of(LIGHTS) {
        12.0
    } else {
        limit
    }
}

/// Fills in speeds that respect every cap and what a truck can do, and the times that follow from them.
fn set_speeds(points: &mut [Waypoint], caps: &[f64]) {
    let mut speeds: Vec<f64> = caps
        .iter()
        .zip(points.iter())
        .map(|(cap, point)| cap.min(f64::from(point.limit)) / 3.6)
        .collect();
    let length = |nth: usize| f64::from(points[nth + 1].way - points[nth].way);
    for nth in 0..speeds.len().saturating_sub(1) {
        let reach = (speeds[nth].powi(2) + 2.0 * SPEED_UP * length(nth)).sqrt();
        speeds[nth + 1] = speeds[nth + 1].min(reach);
    }
    for nth in (0..speeds.len().saturating_sub(1)).rev() {
        let reach = (speeds[nth + 1].powi(2) + 2.0 * SLOW_DOWN * length(nth)).sqrt();
        speeds[nth] = speeds[nth].min(reach);
    }
    let mut time = 0.0;
    for nth in 0..points.len() {
        if let Some(before) = nth.checked_sub(1) {
            let mean = (speeds[before] + speeds[nth]) / 2.0;
            time += f64::from(points[nth].way - points[before].way) / mean.max(0.5);
        }
        points[nth].time = time as f32;
        points[nth].speed = speeds[nth] as f32;
    }
}

/// Knows the ways between all places; finds each one when it is first asked for.
pub(crate) struct Router {
    trees: Vec<Option<Tree>>,
    routes: Vec<Option<Arc<Route>>>,
}

impl Router {
    pub(crate) fn new(city: &City) -> Self {
        let places = city.places.len();
        Self {
            trees: (0..places).map(|_| None).collect(),
            routes: vec![None; places * places],
        }
    }

    /// The quickest way between two places, by their position in [`City::places`]; `None` if they are one, or if no
    /// road leads there.
    pub(crate) fn route(&mut self, city: &City, from: usize, to: usize) -> Option<Arc<Route>> {
        let slot = from * city.places.len() + to;
        if from == to {
            return None;
        }
        if let Some(known) = self.routes.get(slot)? {
            return Some(Arc::clone(known));
        }
        let (start, end) = (city.places.get(from)?.node, city.places.get(to)?.node);
        let tree = self.trees.get_mut(from)?;
        let tree = tree.get_or_insert_with(|| city.graph().tree(start));
        let path = city.graph().path(tree, start, end)?;
        let route = Arc::new(Route::new(city.graph(), &path));
        if route.points.len() < 2 {
            return None;
        }
        self.routes[slot] = Some(Arc::clone(&route));
        Some(route)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_can_be_reached_from_every_depot_and_back() {
        let city = City::new();
        let mut router = Router::new(&city);
        for depot in 0..city.depots().len() {
            for place in 0..city.places.len() {
                for (from, to) in [(depot, place), (place, depot)] {
                    if from != to {
                        let names = (city.places[from].name, city.places[to].name);
                        let route = router
                            .route(&city, from, to)
                            .unwrap_or_else(|| panic!("{names:?}"));
                        let metres = route.spot(route.seconds()).way;
                        assert!((200.0..40_000.0).contains(&metres), "{names:?}: {metres} m");
                    }
                }
            }
        }
    }

    #[test]
    fn speed_stays_below_the_limit_and_fits_the_way() {
        let city = City::new();
        let route = Router::new(&city).route(&city, 0, 1).unwrap();
        let mut before = route.spot(0.0);
        let mut second = 0.0;
        while second < route.seconds() {
            second += 1.0;
            let spot = route.spot(second);
            assert!(spot.speed * 3.6 <= before.limit.max(spot.limit) + 0.5);
            let driven = spot.way - before.way;
            let mean = (spot.speed + before.speed) / 2.0;
            assert!((driven - mean).abs() < 1.5, "{driven} m at {mean} m/s");
            before = spot;
        }
        assert!(before.speed < 0.5);
    }
}
