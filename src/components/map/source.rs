//! Grounds that an installation brings itself: a style, tiles, or a PMTiles file, named in `config.json` beside the app.

use serde::Deserialize;
use serde_json::{Value, json};

use super::ink::Ink;
use crate::platform::{
    http,
    maplibre::{self, MapError},
};

/// A ground from elsewhere.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub(crate) struct Source {
    kind: Kind,
    url: String,
    /// Whom it is from.
    #[serde(default)]
    pub(crate) attribution: String,
    /// Whom the map may ask for it.
    #[serde(default)]
    pub(crate) origins: Vec<String>,
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Style,
    Tiles,
    Pmtiles,
    /// PMTiles with shapes; found out by reading the file.
    #[serde(skip)]
    Shapes,
}

impl Source {
    /// What this installation shows; `None`: the app's own ground, also where nobody can say.
    ///
    /// # Errors
    ///
    /// When a PMTiles file cannot be read.
    pub(crate) async fn of_installation() -> Result<Option<Self>, MapError> {
        #[derive(Deserialize)]
        struct Config {
            map: Option<Source>,
        }
        let Ok(Config {
            map: Some(mut source),
        }) = http::asset(CONFIG).await
        else {
            return Ok(None);
        };
        if source.kind == Kind::Pmtiles && maplibre::has_shapes(&source.url).await? {
            source.kind = Kind::Shapes;
        }
        Ok(Some(source))
    }

    /// As the map library reads it; `None`: it has colours of its own, which the theme does not change.
    pub(crate) fn redressed(&self, ink: &Ink) -> Option<String> {
        (self.kind != Kind::Style).then(|| self.style(ink))
    }

    /// As the map library reads it.
    pub(crate) fn style(&self, ink: &Ink) -> String {
        let picture = |key: &str, value: Value| {
            json!({
                "version": 8,
                "sources": { "base": { "type": "raster", "tileSize": 256, key: value } },
                "layers": [
                    { "id": "sea", "type": "background", "paint": { "background-color": ink.water } },
                    { "id": "base", "type": "raster", "source": "base" },
                ],
            })
        };
        let pmtiles = format!("pmtiles://{}", self.url);
        match self.kind {
            Kind::Style => json!(self.url),
            Kind::Tiles => picture("tiles", json!([self.url])),
            Kind::Pmtiles => picture("url", json!(pmtiles)),
            Kind::Shapes => shapes(ink, &pmtiles),
        }
        .to_string()
    }
}

/// The app's own colours on the layers that the two common schemas have: those of Protomaps and of OpenMapTiles.
fn shapes(ink: &Ink, url: &str) -> Value {
    let fill = |layer: &str, colour: &str| {
        json!({
            "id": layer, "type": "fill", "source": "base", "source-layer": layer, "paint": { "fill-color": colour },
            "filter": ["==", ["geometry-type"], "Polygon"],
        })
    };
    let line = |layer: &str, colour: &str| {
        json!({
            "id": format!("{layer}-lines"), "type": "line", "source": "base", "source-layer": layer,
            "layout": { "line-cap": "round", "line-join": "round" },
            "paint": {
                "line-color": colour,
                "line-width": ["interpolate", ["exponential", 1.6], ["zoom"], 8, 0.4, 13, 1.6, 17, 12],
            },
        })
    };
    json!({
        "version": 8,
        "sources": { "base": { "type": "vector", "url": url } },
        "layers": [
            { "id": "ground", "type": "background", "paint": { "background-color": ink.land } },
            fill("earth", &ink.land),
            fill("landcover", &ink.park),
            fill("landuse", &ink.district),
            fill("park", &ink.park),
            fill("water", &ink.water),
            fill("buildings", &ink.district),
            fill("building", &ink.district),
            line("roads", &ink.major[0]),
            line("transportation", &ink.major[0]),
            line("boundaries", &ink.rail),
            line("boundary", &ink.rail),
        ],
    })
}

/// Where an installation says what is its own.
const CONFIG: &str = "/config.json";

#[cfg(test)]
mod tests {
    use super::*;

    fn read(config: &str) -> Source {
        serde_json::from_str(config).unwrap()
    }

    #[test]
    fn every_kind_of_ground_becomes_a_style() {
        let tiles = read(r#"{"kind":"tiles","url":"https://a.example/{z}/{x}/{y}.png","attribution":"A"}"#);
        let style: Value = serde_json::from_str(&tiles.style(&Ink::default())).unwrap();
        assert_eq!(
            style["sources"]["base"]["tiles"][0],
            "https://a.example/{z}/{x}/{y}.png"
        );

        let own = read(r#"{"kind":"style","url":"https://a.example/style.json"}"#);
        assert_eq!(own.style(&Ink::default()), r#""https://a.example/style.json""#);
        assert_eq!(own.redressed(&Ink::default()), None);

        let mut file = read(r#"{"kind":"pmtiles","url":"https://a.example/city.pmtiles"}"#);
        for kind in [Kind::Pmtiles, Kind::Shapes] {
            file.kind = kind;
            let style: Value = serde_json::from_str(&file.style(&Ink::default())).unwrap();
            assert_eq!(
                style["sources"]["base"]["url"],
                "pmtiles://https://a.example/city.pmtiles"
            );
        }
    }
}
