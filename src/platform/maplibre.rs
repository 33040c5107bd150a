//! The ground of one map, which the page loads when the first map is shown.

use js_sys::{Array, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;
use web_sys::Element;

/// A map on the page; gone from it when dropped.
pub struct Ground {
    map: Map,
    files: Files,
    /// Kept alive as long as the library may call it.
    _heard: [Closure<dyn FnMut(Told)>; 2],
}

/// Where a map looks: north is up, and it is never tilted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Latitude of the middle, degrees.
    pub lat: f64,
    /// Longitude of the middle, degrees.
    pub lng: f64,
    /// How often the world was doubled from 512 px.
    pub zoom: f64,
}

impl View {
    /// Whether both are the same: the map's own numbers come back a little different.
    pub fn is_near(self, other: Self) -> bool {
        let apart = [self.lat - other.lat, self.lng - other.lng, self.zoom - other.zoom];
        apart.iter().all(|it| it.abs() < 1e-6)
    }
}

/// Addresses of what the map draws from the start.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Files {
    /// The world's coasts.
    pub land: String,
    /// The city of the demo.
    pub city: String,
}

/// The map library could not be loaded, or this browser cannot draw maps.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the map could not be loaded: {0}")]
pub struct MapError(String);

impl Ground {
    /// Loads the library if it is not there yet, and begins a map that always fills `element`. `style` writes the
    /// library's style, or the address of one, as JSON; of other hosts only those of `origins` are asked for anything. `moved` is called with every step of the camera before it is painted, and whether a
    /// person's hand did it; `pressed` with where somebody pressed, px from the upper left corner.
    ///
    /// # Errors
    ///
    /// When the library cannot be fetched, or there is no WebGL; trying again later is right.
    pub async fn begin(
        element: Element,
        style: impl FnOnce(&Files) -> String,
        origins: &[String],
        view: View,
        moved: impl Fn(View, bool) + 'static,
        pressed: impl Fn(f64, f64) + 'static,
    ) -> Result<Self, MapError> {
        let library = library().await?;
        let files = Files {
            land: library.land(),
            city: library.city(),
        };
        let origins = origins.iter().map(|it| JsValue::from_str(it)).collect::<Array>();
        let map = library
            .begin(&element, &style(&files), &origins, view.lng, view.lat, view.zoom)
            .map_err(|it| MapError(describe(&it)))?;
        let step = {
            let map = map.clone().unchecked_into::<Map>();
            Closure::<dyn FnMut(Told)>::new(move |told: Told| {
                moved(view_of(&map), !told.original().is_undefined());
            })
        };
        let press = Closure::<dyn FnMut(Told)>::new(move |told: Told| {
            let spot = told.point();
            pressed(spot.x(), spot.y());
        });
        map.on("move", step.as_ref());
        map.on("click", press.as_ref());
        Ok(Self {
            map,
            files,
            _heard: [step, press],
        })
    }

    /// Where it looks now.
    pub fn view(&self) -> View {
        view_of(&self.map)
    }

    /// It is on its way to where it looks next.
    pub fn is_moving(&self) -> bool {
        self.map.is_moving()
    }

    /// Addresses of what it draws.
    pub const fn files(&self) -> &Files {
        &self.files
    }

    /// Draws the ground anew, in other colours. `style` is JSON.
    pub fn dress(&self, style: &str) {
        // Styles come from the code; what does not parse would be a bug that shows as an empty ground.
        if let Ok(style) = js_sys::JSON::parse(style) {
            self.map.set_style(&style);
        }
    }

    /// Looks elsewhere: at once, or on a way that takes so long, ms.
    pub fn look(&self, view: View, millis: f64) {
        let options = Object::new();
        let center = Array::of2(&view.lng.into(), &view.lat.into());
        set(&options, "center", &center);
        set(&options, "zoom", &view.zoom.into());
        if millis > 0.0 {
            set(&options, "duration", &millis.into());
            self.map.ease_to(&options);
        } else {
            self.map.jump_to(&options);
        }
    }

    /// Its element has another size.
    pub fn resize(&self) {
        self.map.resize();
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        self.map.remove();
    }
}

/// Whether a PMTiles file holds shapes; otherwise it holds pictures.
///
/// # Errors
///
/// When the library or the file cannot be fetched, or the file is none.
pub async fn has_shapes(url: &str) -> Result<bool, MapError> {
    let answer = JsFuture::from(library().await?.has_shapes(url)).await;
    answer
        .map(|it| it.is_truthy())
        .map_err(|it| MapError(describe(&it)))
}

async fn library() -> Result<Library, MapError> {
    let library = JsFuture::from(PAGE.with(Page::map)).await;
    library
        .map(JsCast::unchecked_into)
        .map_err(|it| MapError(describe(&it)))
}

fn view_of(map: &Map) -> View {
    let center = map.center();
    View {
        lat: center.lat(),
        lng: center.lng(),
        zoom: map.zoom(),
    }
}

fn set(object: &Object, name: &str, value: &JsValue) {
    // Fails only for objects that are frozen.
    let _ = Reflect::set(object, &name.into(), value);
}

fn describe(error: &JsValue) -> String {
    error
        .dyn_ref::<js_sys::Error>()
        .map_or_else(|| "unknown".to_owned(), |it| String::from(it.message()))
}

#[wasm_bindgen]
extern "C" {
    /// What `web/boot.js` offers.
    type Page;

    #[wasm_bindgen(thread_local_v2, js_name = livedeck)]
    static PAGE: Page;

    #[wasm_bindgen(method)]
    fn map(this: &Page) -> Promise;

    /// What `web/map.js` offers.
    type Library;

    #[wasm_bindgen(method, getter)]
    fn land(this: &Library) -> String;

    #[wasm_bindgen(method, getter)]
    fn city(this: &Library) -> String;

    #[wasm_bindgen(method, js_name = hasShapes)]
    fn has_shapes(this: &Library, url: &str) -> Promise;

    #[wasm_bindgen(method, catch)]
    fn begin(
        this: &Library,
        element: &Element,
        style: &str,
        origins: &Array,
        lng: f64,
        lat: f64,
        zoom: f64,
    ) -> Result<Map, JsValue>;

    /// One map of the library.
    type Map;

    #[wasm_bindgen(method)]
    fn on(this: &Map, event: &str, callback: &JsValue);

    #[wasm_bindgen(method, js_name = getCenter)]
    fn center(this: &Map) -> Place;

    #[wasm_bindgen(method, js_name = getZoom)]
    fn zoom(this: &Map) -> f64;

    #[wasm_bindgen(method, js_name = isMoving)]
    fn is_moving(this: &Map) -> bool;

    #[wasm_bindgen(method, js_name = setStyle)]
    fn set_style(this: &Map, style: &JsValue);

    #[wasm_bindgen(method, js_name = easeTo)]
    fn ease_to(this: &Map, options: &JsValue);

    #[wasm_bindgen(method, js_name = jumpTo)]
    fn jump_to(this: &Map, options: &JsValue);

    #[wasm_bindgen(method)]
    fn resize(this: &Map);

    #[wasm_bindgen(method)]
    fn remove(this: &Map);

    /// A place of the library.
    type Place;

    #[wasm_bindgen(method, getter)]
    fn lat(this: &Place) -> f64;

    #[wasm_bindgen(method, getter)]
    fn lng(this: &Place) -> f64;

    /// Something that happened.
    type Told;

    #[wasm_bindgen(method, getter, js_name = originalEvent)]
    fn original(this: &Told) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn point(this: &Told) -> Spot;

    /// A place on the screen.
    type Spot;

    #[wasm_bindgen(method, getter)]
    fn x(this: &Spot) -> f64;

    #[wasm_bindgen(method, getter)]
    fn y(this: &Spot) -> f64;
}
