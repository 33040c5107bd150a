//! Where this device is, as far as its owner lets a page know.

use std::{rc::Rc, time::Duration};

use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::timer;

/// One answer of the receiver.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    /// When it was captured, by the browser's clock, ms since 1970.
    pub at: f64,
    /// Degrees, WGS 84.
    pub lat: f64,
    /// Degrees, WGS 84.
    pub lng: f64,
    /// Radius of the 68 % circle, m.
    pub accuracy: f64,
    /// km/h; `None` where the receiver measures none.
    pub speed: Option<f64>,
    /// Degrees clockwise from north; `None` when standing or unknown.
    pub heading: Option<f64>,
}

/// Why there is none.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Blind {
    /// The person, or their device, said no.
    Denied,
    /// The device cannot tell.
    Unavailable,
    /// It took too long; more may come.
    Silent,
}

/// What the browser would do if it were asked for a position.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Permission {
    /// It would tell.
    Granted,
    /// It would ask the person, or says nothing about it.
    Prompt,
    /// It would refuse without asking.
    Denied,
}

/// Hears what the browser says, as it says it.
type Callback = Closure<dyn FnMut(JsValue)>;

/// Hears every change of place until dropped.
pub struct Watch {
    geolocation: Geolocation,
    id: i32,
    options: JsValue,
    /// For what is found, and for why nothing is.
    listeners: Rc<[Callback; 2]>,
}

impl Watch {
    /// Begins; the browser asks the person if it has to. `None`: this browser knows no places.
    pub fn begin(hear: impl Fn(Result<Reading, Blind>) + 'static) -> Option<Self> {
        let geolocation = geolocation()?;
        let listeners = listeners(hear);
        let options = options();
        let [found, failed] = functions(&listeners);
        let id = geolocation.watch_position(found, failed, &options);
        Some(Self {
            geolocation,
            id,
            options,
            listeners: Rc::new(listeners),
        })
    }

    /// Asks once: who stands still is not told of by every browser.
    pub fn nudge(&self) {
        let [found, failed] = functions(&self.listeners);
        self.geolocation
            .get_current_position(found, failed, &self.options);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.geolocation.clear_watch(self.id);
        // An answer to a nudge may still come, and must find somebody who does nothing with it.
        let listeners = Rc::clone(&self.listeners);
        spawn_local(async move {
            timer::sleep(2 * PATIENCE).await;
            drop(listeners);
        });
    }
}

/// What the browser would do. Where it does not say, [`Permission::Prompt`].
pub async fn permission() -> Permission {
    let state = async {
        let navigator = web_sys::window()?.navigator();
        let permissions = js_sys::Reflect::get(&navigator, &"permissions".into()).ok()?;
        if permissions.is_undefined() {
            return None;
        }
        let question = js_sys::Object::new();
        js_sys::Reflect::set(&question, &"name".into(), &"geolocation".into()).ok()?;
        let asked = permissions
            .unchecked_into::<Permissions>()
            .query(&question)
            .ok()?;
        let status = JsFuture::from(asked).await.ok()?;
        js_sys::Reflect::get(&status, &"state".into()).ok()?.as_string()
    };
    match state.await.as_deref() {
        Some("granted") => Permission::Granted,
        Some("denied") => Permission::Denied,
        _ => Permission::Prompt,
    }
}

fn functions(listeners: &[Callback; 2]) -> [&js_sys::Function; 2] {
    listeners.each_ref().map(|it| it.as_ref().unchecked_ref())
}

fn listeners(hear: impl Fn(Result<Reading, Blind>) + 'static) -> [Callback; 2] {
    let on_found = Rc::new(hear);
    let on_failed = Rc::clone(&on_found);
    let found = Callback::new(move |position: JsValue| {
        if let Some(reading) = read(&position) {
            on_found(Ok(reading));
        }
    });
    let failed = Callback::new(move |error: JsValue| {
        on_failed(Err(match number(&error, "code") {
            Some(1.0) => Blind::Denied,
            Some(3.0) => Blind::Silent,
            _ => Blind::Unavailable,
        }));
    });
    [found, failed]
}

fn read(position: &JsValue) -> Option<Reading> {
    let coords = js_sys::Reflect::get(position, &"coords".into()).ok()?;
    let is_there = |it: &f64| it.is_finite();
    Some(Reading {
        at: number(position, "timestamp").filter(is_there)?,
        lat: number(&coords, "latitude").filter(is_there)?,
        lng: number(&coords, "longitude").filter(is_there)?,
        accuracy: number(&coords, "accuracy").filter(is_there)?,
        speed: number(&coords, "speed").filter(is_there).map(|it| it * 3.6),
        heading: number(&coords, "heading").filter(is_there),
    })
}

fn number(of: &JsValue, name: &str) -> Option<f64> {
    js_sys::Reflect::get(of, &name.into()).ok()?.as_f64()
}

fn options() -> JsValue {
    let options = js_sys::Object::new();
    for (name, value) in [
        ("enableHighAccuracy", JsValue::TRUE),
        ("maximumAge", RECENT_MS.into()),
        ("timeout", (PATIENCE.as_millis() as f64).into()),
    ] {
        // Fails only for objects that are frozen.
        let _ = js_sys::Reflect::set(&options, &name.into(), &value);
    }
    options.into()
}

fn geolocation() -> Option<Geolocation> {
    let navigator = web_sys::window()?.navigator();
    let it = js_sys::Reflect::get(&navigator, &"geolocation".into()).ok()?;
    (!it.is_undefined()).then(|| it.unchecked_into())
}

#[wasm_bindgen]
extern "C" {
    type Geolocation;

    #[wasm_bindgen(method, js_name = watchPosition)]
    fn watch_position(
        this: &Geolocation,
        found: &js_sys::Function,
        failed: &js_sys::Function,
        options: &JsValue,
    ) -> i32;

    #[wasm_bindgen(method, js_name = getCurrentPosition)]
    fn get_current_position(
        this: &Geolocation,
        found: &js_sys::Function,
        failed: &js_sys::Function,
        options: &JsValue,
    );

    #[wasm_bindgen(method, js_name = clearWatch)]
    fn clear_watch(this: &Geolocation, id: i32);

    type Permissions;

    #[wasm_bindgen(method, catch)]
    fn query(this: &Permissions, question: &js_sys::Object) -> Result<js_sys::Promise, JsValue>;
}

/// An older position says nothing about now, ms.
const RECENT_MS: f64 = 5_000.0;

/// After that the browser says that it sees nothing, and looks on.
const PATIENCE: Duration = Duration::from_secs(30);
