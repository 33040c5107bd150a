//! The city as the app's map draws it: GeoJSON, one feature a line, small enough to come along with the app.

use std::{f64::consts::TAU, fmt::Write as _};

use super::{
    City, Point, Road, RoadKind,
    sheet::{HEIGHT, WIDTH, Xy, ring},
};

/// How far the land reaches beyond what is built on, sheet units: capes farther, bays less.
const SHORE: f64 = 220.0;

/// The river beyond the sheet: down from its spring, and out into the sea.
const REACHES: [&[(f64, f64)]; 2] = [
    &[
        (-25.0, 272.5),
        (-15.0, 228.0),
        (-60.0, 212.0),
        (-110.0, 176.0),
        (-66.0, 236.0),
    ],
    &[
        (1420.0, 470.0),
        (1500.0, 492.0),
        (1700.0, 470.0),
        (1700.0, 680.0),
        (1500.0, 622.0),
        (1420.0, 580.0),
    ],
];

impl City {
    /// The whole city as a GeoJSON `FeatureCollection` with five decimals, which are a metre.
    ///
    /// `properties.kind` of a feature is `land`, `district`, `park`, `water`, `rail`, `road`, `label` or `place`; roads,
    /// labels and places are told apart further by `class`.
    pub fn geojson(&self) -> String {
        let land: Vec<Point> = coast().map(Xy::point).collect();
        let mut features = vec![feature("land", &[], &polygon(&land))];
        for it in &self.districts {
            features.push(feature("district", &[("name", it.name)], &polygon(&it.outline)));
        }
        features.extend(self.parks.iter().map(|it| feature("park", &[], &polygon(it))));
        features.extend(self.water.iter().map(|it| feature("water", &[], &polygon(it))));
        let reaches = REACHES.map(|it| ring(it).into_iter().map(Xy::point).collect::<Vec<_>>());
        features.extend(reaches.iter().map(|it| feature("water", &[], &polygon(it))));
        features.push(feature("rail", &[], &line(&self.railway)));
        // The main roads come last, so that they are drawn over the streets.
        features.extend(self.roads.iter().rev().map(road));
        for it in &self.districts {
            let about = [("class", "district"), ("name", it.name)];
            features.push(feature("label", &about, &spot(it.label)));
        }
        let river = [("class", "river"), ("name", Self::RIVER)];
        features.push(feature("label", &river, &line(&self.river_label)));
        for it in &self.places {
            let class = if it.depot { "depot" } else { "site" };
            features.push(feature(
                "place",
                &[("class", class), ("name", it.name)],
                &spot(it.at),
            ));
        }
        let (north_west, south_east) = (self.bounds.north_west, self.bounds.south_east);
        let south_west = Point {
            lat: south_east.lat,
            lng: north_west.lng,
        };
        let north_east = Point {
            lat: north_west.lat,
            lng: south_east.lng,
        };
        format!(
            "{{\"type\":\"FeatureCollection\",\"bbox\":[{},{}],\"features\":[\n{}\n]}}\n",
            numbers(south_west),
            numbers(north_east),
            features.join(",\n"),
        )
    }
}

/// Around the sheet: a box with round corners, in and out by capes and bays.
fn coast() -> impl Iterator<Item = Xy> {
    let (right, down) = (WIDTH / 2.0, HEIGHT / 2.0);
    (0..96).map(move |step| {
        let turn = f64::from(step) / 96.0 * TAU;
        let (across, along) = (turn.cos() / (right + SHORE), turn.sin() / (down + SHORE));
        let far = (across.powi(4) + along.powi(4)).powf(-0.25);
        let bays =
            1.0 + 0.05 * (3.0 * turn + 1.0).sin() + 0.03 * (7.0 * turn).sin() + 0.015 * (17.0 * turn).cos();
        Xy::new(right + far * bays * turn.cos(), down + far * bays * turn.sin())
    })
}

fn road(road: &Road) -> String {
    let class = match road.kind {
        RoadKind::Motorway => "motorway",
        RoadKind::Ring => "ring",
        RoadKind::Main => "main",
        RoadKind::Street => "street",
    };
    let mut about = vec![("class", class), ("name", road.name.as_str())];
    about.extend(road.number.map(|it| ("number", it)));
    feature("road", &about, &line(&road.line))
}

/// Names here are plain words: nothing in them needs escaping.
fn feature(kind: &str, about: &[(&str, &str)], geometry: &str) -> String {
    let mut text = format!("{{\"type\":\"Feature\",\"properties\":{{\"kind\":\"{kind}\"");
    for (key, value) in about {
        // Writing to a string cannot fail.
        let _ = write!(text, ",\"{key}\":\"{value}\"");
    }
    text + "},\"geometry\":" + geometry + "}"
}

fn spot(at: Point) -> String {
    format!("{{\"type\":\"Point\",\"coordinates\":[{}]}}", numbers(at))
}

fn line(points: &[Point]) -> String {
    format!("{{\"type\":\"LineString\",\"coordinates\":{}}}", list(points))
}

/// Of a ring; the first point is repeated at the end, as GeoJSON wants it.
fn polygon(corners: &[Point]) -> String {
    let mut closed = corners.to_vec();
    if closed.first() != closed.last() {
        closed.extend(corners.first());
    }
    format!("{{\"type\":\"Polygon\",\"coordinates\":[{}]}}", list(&closed))
}

fn list(points: &[Point]) -> String {
    let points: Vec<_> = points.iter().map(|it| format!("[{}]", numbers(*it))).collect();
    format!("[{}]", points.join(","))
}

fn numbers(at: Point) -> String {
    let short = |degrees: f64| (degrees * 1e5).round() / 1e5;
    format!("{},{}", short(at.lng), short(at.lat))
}
