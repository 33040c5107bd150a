//! Where a map looks, and where places of the world stand on the screen then: Web Mercator, north up, never tilted.

use std::f64::consts::{PI, TAU};

use crate::platform::maplibre::View;

/// A view through a window of some size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Camera {
    /// Where it looks.
    pub(crate) view: View,
    /// Width of the window, px.
    pub(crate) width: f64,
    /// Height of the window, px.
    pub(crate) height: f64,
}

/// A place of the world: latitude and longitude, degrees.
pub(crate) type Place = (f64, f64);

/// A place on the screen, px from the upper left corner.
pub(crate) type Spot = (f64, f64);

impl Camera {
    /// Where a place stands; it may be outside of the window.
    pub(crate) fn spot(&self, (lat, lng): Place) -> Spot {
        let size = size(self.view.zoom);
        let x = (across(lng) - across(self.view.lng)) * size;
        let y = (down(lat) - down(self.view.lat)) * size;
        (x + self.width / 2.0, y + self.height / 2.0)
    }

    /// The place that stands at a spot.
    pub(crate) fn place(&self, (x, y): Spot) -> Place {
        let View { lat, lng, .. } = self.panned(x - self.width / 2.0, y - self.height / 2.0);
        (lat, lng)
    }

    /// The view so many pixels to the right and below.
    pub(crate) fn panned(&self, right: f64, below: f64) -> View {
        let size = size(self.view.zoom);
        View {
            lat: latitude(down(self.view.lat) + below / size).clamp(-MOST, MOST),
            lng: (self.view.lng + right / size * 360.0).clamp(-180.0, 180.0),
            ..self.view
        }
    }

    /// The view twice (or half) as near so often.
    pub(crate) fn zoomed(&self, steps: f64) -> View {
        View {
            zoom: (self.view.zoom + steps).clamp(ZOOM.0, ZOOM.1),
            ..self.view
        }
    }

    /// How many metres a pixel is at a latitude.
    pub(crate) fn metres(&self, lat: f64) -> f64 {
        EARTH * lat.to_radians().cos() / size(self.view.zoom)
    }

    /// Whether a spot can be seen, with so much around the window.
    pub(crate) fn sees(&self, (x, y): Spot, around: f64) -> bool {
        (-around..=self.width + around).contains(&x) && (-around..=self.height + around).contains(&y)
    }

    /// The nearest view from which all of these places are seen with a margin, left of the map's tools; `None` without
    /// places or a window.
    pub(crate) fn fit(&self, places: impl IntoIterator<Item = Place>) -> Option<View> {
        let mut bounds = None::<[f64; 4]>;
        for (lat, lng) in places {
            let (x, y) = (across(lng), down(lat));
            let [left, top, right, bottom] = bounds.unwrap_or([x, y, x, y]);
            bounds = Some([left.min(x), top.min(y), right.max(x), bottom.max(y)]);
        }
        let [left, top, right, bottom] = bounds?;
        let room = |length: f64| (length - 2.0 * MARGIN).max(length / 3.0);
        if self.width <= 0.0 || self.height <= 0.0 {
            return None;
        }
        let zoom = |room: f64, span: f64| (room / 512.0 / span.max(1e-9)).log2();
        let tools = TOOLS.min(self.width / 12.0);
        let fitting = zoom(room(self.width - tools), right - left).min(zoom(room(self.height), bottom - top));
        // One place alone is no reason to look at a single house.
        let zoom = fitting.clamp(ZOOM.0, NEAR);
        let middle = f64::midpoint(left, right) + tools / 2.0 / size(zoom);
        Some(View {
            lat: latitude(f64::midpoint(top, bottom)),
            lng: middle * 360.0 - 180.0,
            zoom,
        })
    }
}

/// How a view stands in an address: `55.50000,4.50000,12.4`.
pub(crate) fn write_view(view: View) -> String {
    format!("{:.5},{:.5},{:.1}", view.lat, view.lng, view.zoom)
}

/// The view of an address; `None` for what is none.
pub(crate) fn read_view(text: &str) -> Option<View> {
    let mut numbers = text.split(',').map(|it| it.trim().parse::<f64>().ok());
    let view = View {
        lat: numbers.next()??,
        lng: numbers.next()??,
        zoom: numbers.next()??,
    };
    let is_possible = (-MOST..=MOST).contains(&view.lat)
        && (-180.0..=180.0).contains(&view.lng)
        && (0.0..=22.0).contains(&view.zoom)
        && numbers.next().is_none();
    is_possible.then_some(View {
        zoom: view.zoom.clamp(ZOOM.0, ZOOM.1),
        ..view
    })
}

/// How far apart two places are, m; exact enough within a country.
pub(crate) fn distance((lat, lng): Place, (other_lat, other_lng): Place) -> f64 {
    let degree = EARTH / 360.0;
    let north = (other_lat - lat) * degree;
    let east = (other_lng - lng) * degree * f64::midpoint(lat, other_lat).to_radians().cos();
    north.hypot(east)
}

/// Width of the world, px.
fn size(zoom: f64) -> f64 {
    512.0 * zoom.exp2()
}

/// How far across the world a longitude is, from 0 to 1.
fn across(lng: f64) -> f64 {
    (lng + 180.0) / 360.0
}

/// How far down the world a latitude is, from 0 to 1.
fn down(lat: f64) -> f64 {
    let lat = lat.clamp(-MOST, MOST).to_radians();
    0.5 - (PI / 4.0 + lat / 2.0).tan().ln() / TAU
}

/// The inverse of [`down`].
fn latitude(down: f64) -> f64 {
    (2.0 * ((0.5 - down) * TAU).exp().atan() - PI / 2.0).to_degrees()
}

/// The nearest and the farthest one can look.
const ZOOM: (f64, f64) = (1.0, 18.0);

/// As near as fitting ever goes.
const NEAR: f64 = 15.0;

/// What is left free around what is fitted, px.
const MARGIN: f64 = 72.0;

/// What the tools at the right edge cover besides, px; less where the window is small.
const TOOLS: f64 = 64.0;

/// Web Mercator ends there.
const MOST: f64 = 85.051;

/// Around the equator, m.
const EARTH: f64 = 40_075_017.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn camera(lat: f64, lng: f64, zoom: f64) -> Camera {
        Camera {
            view: View { lat, lng, zoom },
            width: 800.0,
            height: 600.0,
        }
    }

    #[test]
    fn the_middle_of_the_view_is_the_middle_of_the_window() {
        assert_eq!(camera(55.5, 4.5, 12.0).spot((55.5, 4.5)), (400.0, 300.0));
    }

    #[test]
    fn what_stands_at_a_spot_is_found_again() {
        let camera = camera(55.5, 4.5, 12.0);
        let (lat, lng) = camera.place(camera.spot((55.52, 4.41)));
        assert!(
            (lat - 55.52).abs() < 1e-9 && (lng - 4.41).abs() < 1e-9,
            "{lat} {lng}"
        );
    }

    #[test]
    fn a_pixel_is_as_long_as_it_says() {
        let camera = camera(55.5, 4.5, 13.0);
        let (x, y) = camera.spot((55.5, 4.51));
        let shown = (x - 400.0).hypot(y - 300.0) * camera.metres(55.5);
        assert!(
            (shown - distance((55.5, 4.5), (55.5, 4.51))).abs() < 1.0,
            "{shown}"
        );
    }

    #[test]
    fn panning_moves_by_pixels_and_stays_on_earth() {
        let start = camera(55.5, 4.5, 12.0);
        let moved = Camera {
            view: start.panned(100.0, -50.0),
            ..start
        };
        let (x, y) = moved.spot((55.5, 4.5));
        assert!((x - 300.0).abs() < 1e-6 && (y - 350.0).abs() < 1e-6, "{x} {y}");
        let far = camera(80.0, 179.0, 1.0).panned(9e9, -9e9);
        assert!(far.lat <= MOST && far.lng <= 180.0);
    }

    #[test]
    fn what_is_fitted_is_seen() {
        let places = [(55.45, 4.3), (55.56, 4.66), (55.5, 4.5)];
        let fitted = Camera {
            view: camera(0.0, 0.0, 3.0).fit(places).unwrap(),
            ..camera(0.0, 0.0, 3.0)
        };
        for place in places {
            let spot = fitted.spot(place);
            assert!(fitted.sees(spot, -MARGIN + 1.0), "{spot:?}");
            assert!(
                spot.0 < 800.0 - MARGIN - TOOLS + 1.0,
                "{spot:?} stands under the tools"
            );
        }
        assert_eq!(camera(0.0, 0.0, 3.0).fit([]), None);
        assert_eq!(camera(0.0, 0.0, 3.0).fit([(55.5, 4.5)]).unwrap().zoom, NEAR);
    }

    #[test]
    fn a_view_in_an_address_is_read_back_and_nonsense_is_none() {
        let view = View {
            lat: 55.5,
            lng: -4.25,
            zoom: 12.4,
        };
        assert_eq!(write_view(view), "55.50000,-4.25000,12.4");
        assert_eq!(read_view("55.50000,-4.25000,12.4"), Some(view));
        for nonsense in [
            "", "1,2", "1,2,3,4", "91,0,3", "0,181,3", "0,0,-1", "a,b,c", "NaN,0,3",
        ] {
            assert_eq!(read_view(nonsense), None, "{nonsense}");
        }
    }
}
