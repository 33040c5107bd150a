//! What the map's ground is made of, where it is not the app's own: what `/config.json` says and the page's policy allows.

use std::str::FromStr;

use clap::Args;
use serde::Serialize;

use super::Origin;

/// The ground of the map.
#[derive(Args, Clone, Debug, Default)]
pub struct MapConfig {
    /// Ground of the map instead of the app's own: the address of a style, of tiles (with {z}, {x} and {y}) or of a
    /// PMTiles file. One without a host, such as `/city.pmtiles`, lies beside the app.
    #[arg(long = "map", value_name = "URL")]
    pub source: Option<MapSource>,

    /// Whom the map is from, as its makers want to be named.
    #[arg(
        long = "map-attribution",
        value_name = "TEXT",
        requires = "source",
        default_value = ""
    )]
    pub attribution: String,

    /// Where a style has its tiles, letters and pictures, beside its own address; may be repeated.
    #[arg(long = "map-origin", value_name = "URL", requires = "source")]
    pub others: Vec<Origin>,
}

/// Where a ground is.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct MapSource {
    kind: MapKind,
    url: String,
    #[serde(skip)]
    origin: Option<Origin>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
enum MapKind {
    Style,
    Tiles,
    Pmtiles,
}

/// The text is no address of a ground.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "a map is https://… of a style, of tiles with {{z}}, {{x}} and {{y}}, or of a .pmtiles file; or such a path on this gateway"
)]
pub struct MapError;

impl MapConfig {
    /// Whom the page may ask for it, besides its own host.
    pub fn origins(&self) -> Vec<Origin> {
        let own = self.source.as_ref().and_then(|it| it.origin.clone());
        own.into_iter().chain(self.others.iter().cloned()).collect()
    }

    /// What `/config.json` says.
    pub fn told(&self) -> serde_json::Value {
        let map = self.source.as_ref().map(|source| {
            let origins: Vec<_> = self.origins().iter().map(ToString::to_string).collect();
            serde_json::json!({
                "kind": source.kind, "url": source.url, "attribution": self.attribution, "origins": origins,
            })
        });
        serde_json::json!({ "map": map })
    }
}

impl FromStr for MapSource {
    type Err = MapError;

    fn from_str(url: &str) -> Result<Self, MapError> {
        // Nothing that could end a word of the policy.
        let is_plain = |it: u8| it.is_ascii_graphic() && !b"\"'<>;,\\`".contains(&it);
        if !url.bytes().all(is_plain) || url.starts_with("//") {
            return Err(MapError);
        }
        let origin = if url.starts_with('/') {
            None
        } else {
            let host_at = url.find("://").ok_or(MapError)? + 3;
            let end = url[host_at..].find('/').ok_or(MapError)?;
            Some(url[..host_at + end].parse().map_err(|_| MapError)?)
        };
        let path = url.split(['?', '#']).next().unwrap_or(url);
        let is_tiles = ["{z}", "{x}", "{y}"].iter().all(|it| url.contains(it));
        let kind = match is_tiles {
            true => MapKind::Tiles,
            false if url.contains(['{', '}']) => return Err(MapError),
            false if path.ends_with(".pmtiles") => MapKind::Pmtiles,
            false => MapKind::Style,
        };
        Ok(Self {
            kind,
            url: url.to_owned(),
            origin,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_a_ground_follows_from_its_address() {
        for (url, kind, origin) in [
            (
                "https://tiles.example/{z}/{x}/{y}.png",
                MapKind::Tiles,
                Some("https://tiles.example"),
            ),
            (
                "https://maps.example:8443/city.pmtiles?key=1",
                MapKind::Pmtiles,
                Some("https://maps.example:8443"),
            ),
            ("/city.pmtiles", MapKind::Pmtiles, None),
            (
                "https://maps.example/style.json",
                MapKind::Style,
                Some("https://maps.example"),
            ),
        ] {
            let source: MapSource = url.parse().unwrap();
            assert_eq!(source.kind, kind, "{url}");
            assert_eq!(source.origin.as_ref().map(Origin::as_str), origin, "{url}");
        }
    }

    #[test]
    fn what_is_no_ground_is_refused() {
        for url in [
            "",
            "tiles.example/{z}/{x}/{y}",
            "https://tiles.example",
            "https://tiles.example/{z}/{x}.png",
            "ftp://tiles.example/style.json",
            "//tiles.example/style.json",
            "https://a.example; script-src */style.json",
            "https://a.example/style.json; script-src *",
        ] {
            assert_eq!(url.parse::<MapSource>(), Err(MapError), "{url}");
        }
    }
}
