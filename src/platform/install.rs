//! The app as one of the device's own: installed, marked with a number, brought up to date.
//!
//! What browsers tell before the program runs is kept by `web/install.js`; here it is asked for.

use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::JsFuture;

use super::{listener::Listener, page};

/// What kind of device this is, for instructions that differ.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Device {
    /// An iPhone or iPad.
    Apple,
    /// A phone or tablet with Android.
    Android,
    /// Anything else.
    Desk,
}

impl Device {
    /// This one, as the browser describes itself.
    pub fn here() -> Self {
        Self::of(&page::user_agent(), page::matches("(pointer: coarse)"))
    }

    /// iPads call themselves Macs, which have no touch screens.
    fn of(agent: &str, is_touched: bool) -> Self {
        let is_apple = ["iPhone", "iPad", "iPod"].iter().any(|it| agent.contains(it));
        if is_apple || (agent.contains("Macintosh") && is_touched) {
            Self::Apple
        } else if agent.contains("Android") {
            Self::Android
        } else {
            Self::Desk
        }
    }
}

/// Calls `hear` whenever one of the answers below may have changed, until dropped.
pub fn on_change(hear: impl Fn() + 'static) -> Option<Listener> {
    Listener::on_window("livedeck:install", move |_| hear())
}

/// Whether the page runs in a window of its own.
pub fn is_installed() -> bool {
    let is_apples = || {
        let navigator = web_sys::window()?.navigator();
        js_sys::Reflect::get(&navigator, &"standalone".into())
            .ok()?
            .as_bool()
    };
    page::matches("(display-mode: standalone)") || is_apples().unwrap_or(false)
}

/// Whether the browser would install it now.
pub fn is_offered() -> bool {
    keeper().is_some_and(|it| it.is_offered())
}

/// Has the browser ask the person. It must follow a press.
pub fn ask() {
    if let Some(keeper) = keeper() {
        keeper.ask();
    }
}

/// Whether a newer version is here and waits.
pub fn is_update_ready() -> bool {
    keeper().is_some_and(|it| it.is_update_ready())
}

/// Lets the newer version take over, and loads the page anew.
pub fn update() {
    if let Some(keeper) = keeper() {
        keeper.update();
    }
}

/// Marks the app's icon with a number, or (0) with nothing, where there is such a thing.
pub fn mark(number: u32) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let navigator: JsValue = window.navigator().into();
    let has = |name: &str| js_sys::Reflect::get(&navigator, &name.into()).is_ok_and(|it| it.is_function());
    if has("setAppBadge") && has("clearAppBadge") {
        let badged = navigator.unchecked_into::<Badged>();
        let done = if number == 0 {
            badged.clear()
        } else {
            badged.set(number)
        };
        wasm_bindgen_futures::spawn_local(async move {
            // Refused where the app is not installed: then there is no icon.
            let _ = JsFuture::from(done).await;
        });
    }
}

fn keeper() -> Option<Keeper> {
    let page = js_sys::Reflect::get(&js_sys::global(), &"livedeck".into()).ok()?;
    let keeper = js_sys::Reflect::get(&page, &"install".into()).ok()?;
    (!keeper.is_undefined()).then(|| keeper.unchecked_into())
}

#[wasm_bindgen]
extern "C" {
    /// `web/install.js`.
    type Keeper;

    #[wasm_bindgen(method, js_name = isOffered)]
    fn is_offered(this: &Keeper) -> bool;

    #[wasm_bindgen(method)]
    fn ask(this: &Keeper);

    #[wasm_bindgen(method, js_name = isUpdateReady)]
    fn is_update_ready(this: &Keeper) -> bool;

    #[wasm_bindgen(method)]
    fn update(this: &Keeper);

    type Badged;

    #[wasm_bindgen(method, js_name = setAppBadge)]
    fn set(this: &Badged, number: u32) -> js_sys::Promise;

    #[wasm_bindgen(method, js_name = clearAppBadge)]
    fn clear(this: &Badged) -> js_sys::Promise;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipad_calls_itself_a_mac() {
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15";
        assert_eq!(Device::of(mac, true), Device::Apple);
        assert_eq!(Device::of(mac, false), Device::Desk);
        assert_eq!(
            Device::of("Mozilla/5.0 (Linux; Android 15; K)", true),
            Device::Android
        );
        assert_eq!(
            Device::of("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)", true),
            Device::Apple
        );
    }
}
