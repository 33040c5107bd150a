//! What lies under everything that moves: coasts, and the city with its roads. No picture of it is fetched from anybody.

use serde_json::{Value, json};

use super::{camera::Place, ink::Ink};
use crate::platform::maplibre::Files;

/// The style of the ground, as the map library reads it.
pub(crate) fn style(ink: &Ink, files: &Files) -> String {
    let fill = |id: &str, source: &str, kind: Option<&str>, colour: &str| {
        let mut layer = json!({
            "id": id, "type": "fill", "source": source, "paint": { "fill-color": colour, "fill-antialias": true },
        });
        if let Some(kind) = kind {
            layer["filter"] = json!(["==", ["get", "kind"], kind]);
        }
        layer
    };
    let line = |id: &str, filter: Value, colour: &str, width: Value| {
        json!({
            "id": id, "type": "line", "source": "city", "filter": filter,
            "layout": { "line-cap": "round", "line-join": "round" },
            "paint": { "line-color": colour, "line-width": width },
        })
    };
    // Pixels at three zooms, between which they grow as the ground does.
    let width = |far: f64, middle: f64, near: f64| {
        json!([
            "interpolate",
            ["exponential", 1.6],
            ["zoom"],
            9,
            far,
            13,
            middle,
            17,
            near
        ])
    };
    let street = json!([
        "all",
        ["==", ["get", "kind"], "road"],
        ["==", ["get", "class"], "street"]
    ]);
    let main = json!([
        "all",
        ["==", ["get", "kind"], "road"],
        ["!=", ["get", "class"], "street"]
    ]);
    let rail = json!(["==", ["get", "kind"], "rail"]);
    let mut sleepers = line("sleepers", rail.clone(), &ink.land, width(0.3, 1.2, 3.0));
    sleepers["paint"]["line-dasharray"] = json!([4, 4]);
    sleepers["layout"]["line-cap"] = json!("butt");
    json!({
        "version": 8,
        "projection": { "type": "mercator" },
        "transition": { "duration": 0 },
        "sources": {
            "world": { "type": "geojson", "data": files.land },
            "city": { "type": "geojson", "data": files.city },
        },
        "layers": [
            { "id": "sea", "type": "background", "paint": { "background-color": ink.water } },
            fill("coasts", "world", None, &ink.land),
            fill("island", "city", Some("land"), &ink.land),
            fill("districts", "city", Some("district"), &ink.district),
            fill("parks", "city", Some("park"), &ink.park),
            fill("water", "city", Some("water"), &ink.water),
            line("street-edges", street.clone(), &ink.road[1], width(0.2, 3.0, 26.0)),
            line("streets", street, &ink.road[0], width(0.1, 2.0, 22.0)),
            line("rails", rail, &ink.rail, width(0.6, 2.6, 6.0)),
            sleepers,
            line("main-edges", main.clone(), &ink.major[1], width(1.6, 8.0, 42.0)),
            line("mains", main, &ink.major[0], width(0.8, 5.6, 36.0)),
        ],
    })
    .to_string()
}

/// A name on the ground.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Name {
    /// What is written.
    pub(crate) text: String,
    /// Where its middle stands.
    pub(crate) place: Place,
    /// What it names.
    pub(crate) kind: NameKind,
}

/// What a name names.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum NameKind {
    /// A part of the city.
    District,
    /// A river.
    Water,
    /// Where vehicles belong.
    Depot,
    /// Somewhere vehicles go.
    Site,
}

/// The names in the file of a city; what is none there is left out.
pub(crate) fn names(city: &Value) -> Vec<Name> {
    let features = city["features"].as_array().map(Vec::as_slice).unwrap_or_default();
    features.iter().filter_map(name).collect()
}

fn name(feature: &Value) -> Option<Name> {
    let about = &feature["properties"];
    let class = about["class"].as_str();
    let kind = match (about["kind"].as_str()?, class) {
        ("label", Some("river")) => NameKind::Water,
        ("label", _) => NameKind::District,
        ("place", Some("depot")) => NameKind::Depot,
        ("place", _) => NameKind::Site,
        _ => return None,
    };
    let coordinates = &feature["geometry"]["coordinates"];
    let place = match feature["geometry"]["type"].as_str()? {
        "Point" => place(coordinates)?,
        // A name along a line stands at its middle.
        "LineString" => {
            let line = coordinates.as_array()?;
            place(line.get(line.len() / 2)?)?
        }
        _ => return None,
    };
    Some(Name {
        text: about["name"].as_str()?.to_owned(),
        place,
        kind,
    })
}

fn place(point: &Value) -> Option<Place> {
    Some((point[1].as_f64()?, point[0].as_f64()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_city_of_the_demo_can_be_read() {
        let city: Value = serde_json::from_str(include_str!("../../../public/maps/port-alder.json")).unwrap();
        let names = names(&city);
        let has = |kind: NameKind, text: &str| names.iter().any(|it| it.kind == kind && it.text == text);
        assert!(has(NameKind::District, "Nordhaven"));
        assert!(has(NameKind::Water, "River Alder"));
        assert!(has(NameKind::Depot, "Nord depot"));
        let is_in_town = |it: &Name| (55.4..55.6).contains(&it.place.0) && (4.3..4.7).contains(&it.place.1);
        assert!(names.iter().all(is_in_town));
    }

    #[test]
    fn the_style_names_no_address_but_those_of_its_files() {
        let files = Files {
            land: "/map-land.json".to_owned(),
            city: "/map-city.json".to_owned(),
        };
        let style: Value = serde_json::from_str(&style(&Ink::default(), &files)).unwrap();
        assert_eq!(style["sources"].as_object().unwrap().len(), 2);
        assert!(!style.to_string().contains("http"));
        assert_eq!(style.get("glyphs"), None, "words are the app's own");
    }
}
