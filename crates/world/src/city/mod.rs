//! Port Alder: the invented city that everything happens in, as plain data that also draws the map.

mod districts;
mod geojson;
mod graph;
mod places;
mod roads;
mod sheet;

use serde::Serialize;

pub(crate) use graph::{Graph, Hop, Node, Tree};
pub(crate) use sheet::{UNIT_M, Xy};

use districts::{DISTRICTS, PARKS, RAILWAY, RIVER_LABEL};
use sheet::{HEIGHT, WIDTH};

/// A place on the globe, degrees, WGS 84.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Point {
    /// Latitude.
    pub lat: f64,
    /// Longitude.
    pub lng: f64,
}

impl Point {
    /// Metres to the other place; exact enough inside a city.
    pub fn metres(self, other: Self) -> f64 {
        let north = (other.lat - self.lat) * 111_320.0;
        let east = (other.lng - self.lng) * 111_320.0 * self.lat.to_radians().cos();
        north.hypot(east)
    }
}

/// The corners of what a map shows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Bounds {
    /// North-west.
    pub north_west: Point,
    /// South-east.
    pub south_east: Point,
}

impl Bounds {
    /// Whether the place lies inside.
    pub fn contain(&self, at: Point) -> bool {
        (self.south_east.lat..=self.north_west.lat).contains(&at.lat)
            && (self.north_west.lng..=self.south_east.lng).contains(&at.lng)
    }
}

/// How important a road is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RoadKind {
    /// Counted in kilometres.
    Motorway,
    /// Around the middle, counted in exits.
    Ring,
    /// Through the city, told by direction.
    Main,
    /// Inside a district.
    Street,
}

/// A road.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Road {
    /// How important.
    pub kind: RoadKind,
    /// Such as `Ring road`.
    pub name: String,
    /// Such as `A4`; streets have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<&'static str>,
    /// Limit, km/h.
    pub limit: f64,
    /// Its course.
    pub line: Vec<Point>,
}

/// A district.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct District {
    /// Such as `Nordhaven`.
    pub name: &'static str,
    /// Its outline, closed.
    pub outline: Vec<Point>,
    /// Where its name stands.
    pub label: Point,
}

/// Somewhere trucks go.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Place {
    /// Such as `Kiln road 7`.
    pub name: &'static str,
    /// Where, on a road.
    pub at: Point,
    /// Whether trucks live there.
    pub depot: bool,
    /// Its crossing in the graph.
    #[serde(skip)]
    pub(crate) node: u32,
}

/// The whole city.
#[derive(Clone, Debug, Serialize)]
pub struct City {
    /// What a map shows.
    pub bounds: Bounds,
    /// River and harbour basin, closed outlines.
    pub water: Vec<Vec<Point>>,
    /// Where the name of the river stands, from west to east.
    pub river_label: Vec<Point>,
    /// Districts.
    pub districts: Vec<District>,
    /// Parks, closed outlines.
    pub parks: Vec<Vec<Point>>,
    /// The railway.
    pub railway: Vec<Point>,
    /// Roads, the main ones first.
    pub roads: Vec<Road>,
    /// Depots, then everything else trucks go to.
    pub places: Vec<Place>,
    #[serde(skip)]
    graph: Graph,
}

impl Default for City {
    fn default() -> Self {
        Self::new()
    }
}

impl City {
    /// Its name.
    pub const NAME: &str = "Port Alder";
    /// The name of its river.
    pub const RIVER: &str = "River Alder";

    /// Draws it; always the same.
    pub fn new() -> Self {
        let points = |line: &[Xy]| line.iter().map(|it| it.point()).collect::<Vec<_>>();
        let water = districts::water();
        let drawn = roads::draw(&water);
        let graph = Graph::new(&drawn);
        let places = places::DEPOTS
            .iter()
            .chain(&places::SITES)
            .enumerate()
            .map(|(nth, site)| {
                let node = graph.address(&drawn, site.name, Xy::new(site.at.0, site.at.1));
                Place {
                    name: site.name,
                    at: graph.node(node).at.point(),
                    depot: nth < places::DEPOTS.len(),
                    node,
                }
            })
            .collect();
        let margin = 20.0;
        Self {
            bounds: Bounds {
                north_west: Xy::new(-margin, -margin).point(),
                south_east: Xy::new(WIDTH + margin, HEIGHT + margin).point(),
            },
            water: water.iter().map(|it| points(it)).collect(),
            river_label: points(&RIVER_LABEL.flatten(8)),
            districts: DISTRICTS
                .iter()
                .map(|plan| District {
                    name: plan.name,
                    outline: points(&sheet::ring(plan.outline)),
                    label: Xy::new(plan.label.0, plan.label.1).point(),
                })
                .collect(),
            parks: PARKS.iter().map(|it| points(&it.flatten(8))).collect(),
            railway: points(&RAILWAY.flatten(12)),
            roads: drawn
                .into_iter()
                .map(|it| Road {
                    kind: it.kind,
                    name: it.name,
                    number: it.number,
                    limit: it.limit,
                    line: points(&it.line),
                })
                .collect(),
            places,
            graph,
        }
    }

    /// The depots; vehicles name them by their position here.
    pub fn depots(&self) -> &[Place] {
        let count = self.places.iter().take_while(|it| it.depot).count();
        &self.places[..count]
    }

    pub(crate) const fn graph(&self) -> &Graph {
        &self.graph
    }

    /// How people name a spot on a road: `A4 km 18`, `Ring road, exit 6`, `B2 northbound`, `Station road`.
    pub(crate) fn spot_name(&self, road: u16, mark: u8, heading: f64) -> String {
        let Some(road) = self.roads.get(usize::from(road)) else {
            return Self::NAME.to_owned();
        };
        let number = road.number.unwrap_or(&road.name);
        match road.kind {
            RoadKind::Motorway => format!("{number} km {mark}"),
            RoadKind::Ring => format!("{}, exit {mark}", road.name),
            RoadKind::Main => format!("{number} {}bound", compass(heading)),
            RoadKind::Street => road.name.clone(),
        }
    }
}

/// The nearest of the four winds.
fn compass(heading: f64) -> &'static str {
    match heading {
        45.0..135.0 => "east",
        135.0..225.0 => "south",
        225.0..315.0 => "west",
        _ => "north",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn city_has_what_people_expect_of_it() {
        let city = City::new();
        assert_eq!(city.depots().len(), 4);
        assert_eq!(city.districts.len(), 9);
        assert!(city.roads.len() > 150, "{} roads", city.roads.len());
        assert!(
            (1_000..6_000).contains(&city.graph.len()),
            "{} crossings",
            city.graph.len()
        );
        for number in ["A4", "R12", "B2", "B5", "B7"] {
            assert!(city.roads.iter().any(|it| it.number == Some(number)), "{number}");
        }
        for road in &city.roads {
            assert!(
                road.line.iter().all(|it| city.bounds.contain(*it)),
                "{}",
                road.name
            );
        }
    }

    #[test]
    fn places_are_apart_and_lie_on_the_street_they_name() {
        let city = City::new();
        for (nth, place) in city.places.iter().enumerate() {
            for other in &city.places[nth + 1..] {
                assert_ne!(place.node, other.node, "{} and {}", place.name, other.name);
            }
            let streets: Vec<_> = city
                .graph
                .hops(place.node)
                .iter()
                .map(|hop| &city.roads[usize::from(hop.road)])
                .collect();
            let named = city
                .roads
                .iter()
                .any(|road| graph::lies_on(place.name, &road.name));
            assert!(
                !named || streets.iter().any(|it| graph::lies_on(place.name, &it.name)),
                "{} is not where its name says",
                place.name
            );
        }
    }

    #[test]
    fn city_is_drawn_the_same_every_time() {
        assert_eq!(City::new().roads, City::new().roads);
        assert_eq!(City::new().places, City::new().places);
    }
}
