//! Being told while no page is open, as far as this browser can and its person wants: `web/push.js` does it, here it is
//! asked for.

use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{MessageEvent, MessagePort};

use super::{listener::Listener, storage};

/// How it stands on this device.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Standing {
    /// This browser cannot.
    Unsupported,
    /// The person, or their device, once said no; the browser will not ask again.
    Blocked,
    /// Not wanted.
    Off,
    /// Wanted, and the gateway knows where to.
    On,
    /// Wanted; the browser's push service or the gateway would not.
    Failed,
    /// The gateway does not answer.
    Unknown,
    /// This installation does not push.
    NotOffered,
}

/// What the service worker asks of a page that is open.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Word {
    /// Something was pushed while this page is seen; the id of its shipment.
    Told(String),
    /// Somebody pressed a notice: they want to see this shipment.
    Show(String),
}

/// The part of the page that subscribes.
#[derive(Clone)]
pub struct Push(Library);

impl Push {
    /// Loads it. `None`: it did not come; trying again later is right.
    pub async fn load() -> Option<Self> {
        let page = Reflect::get(&js_sys::global(), &"livedeck".into()).ok()?;
        // Tests have no such page.
        if page.is_undefined() {
            return None;
        }
        let module = JsFuture::from(page.unchecked_into::<Page>().push()).await.ok()?;
        let library = Reflect::get(&module, &"push".into()).ok()?;
        Some(Self(library.unchecked_into()))
    }

    /// How it stands; what this person wanted and the gateway has ended is begun anew.
    pub async fn standing(&self, user: &str, language: &str) -> Standing {
        read(self.0.state(user, language)).await
    }

    /// Whether the browser would ask the person.
    pub fn asks(&self) -> bool {
        self.0.asks()
    }

    /// Turns it on; the browser asks the person if it has to. It must follow a press, without waiting for anything.
    pub fn turn_on(&self, user: &str, language: &str) -> impl Future<Output = Standing> + use<> {
        read(self.0.turn_on(user, language))
    }

    /// Turns it off, on this device.
    pub fn turn_off(&self, user: &str) -> impl Future<Output = Standing> + use<> {
        read(self.0.turn_off(user))
    }
}

/// Nobody is told on this device any more: its person leaves.
pub fn leave() {
    if storage::read(MARK).is_none() {
        return;
    }
    storage::remove(MARK);
    spawn_local(async {
        if let Some(push) = Push::load().await {
            // Refused where there is no network; what the gateway then sends finds nobody signed in.
            let _ = JsFuture::from(push.0.end()).await;
        }
    });
}

/// Hears what the service worker says, until dropped. `hear` says whether it is seen to; else the worker shows a notice.
pub fn on_word(hear: impl Fn(Word) -> bool + 'static) -> Option<Listener> {
    let navigator = web_sys::window()?.navigator();
    let workers = Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    // Not there on pages without TLS.
    let workers: web_sys::EventTarget = workers.dyn_into().ok()?;
    Listener::on(workers, "message", move |event| {
        let event = event.unchecked_ref::<MessageEvent>();
        let data = event.data();
        let text = |name: &str| Reflect::get(&data, &name.into()).ok()?.as_string();
        let shown = || text("show").map(Word::Show);
        let word = shown().or_else(|| text("told").map(Word::Told));
        if word.is_some_and(&hear) {
            let answer: Result<MessagePort, _> = event.ports().get(0).dyn_into();
            if let Ok(port) = answer {
                // Nobody waits there any more: then the worker has shown a notice.
                let _ = port.post_message(&true.into());
            }
        }
    })
}

async fn read(answer: Promise) -> Standing {
    let answer = JsFuture::from(answer).await.ok().and_then(|it| it.as_string());
    match answer.as_deref() {
        Some("unsupported") => Standing::Unsupported,
        Some("blocked") => Standing::Blocked,
        Some("off") => Standing::Off,
        Some("on") => Standing::On,
        Some("failed") => Standing::Failed,
        Some("none") => Standing::NotOffered,
        _ => Standing::Unknown,
    }
}

/// As `web/push.js` calls it.
const MARK: &str = "livedeck:1:push";

#[wasm_bindgen]
extern "C" {
    type Page;

    #[wasm_bindgen(method)]
    fn push(this: &Page) -> Promise;

    #[derive(Clone)]
    type Library;

    #[wasm_bindgen(method)]
    fn state(this: &Library, user: &str, language: &str) -> Promise;

    #[wasm_bindgen(method)]
    fn asks(this: &Library) -> bool;

    #[wasm_bindgen(method, js_name = turnOn)]
    fn turn_on(this: &Library, user: &str, language: &str) -> Promise;

    #[wasm_bindgen(method, js_name = turnOff)]
    fn turn_off(this: &Library, user: &str) -> Promise;

    #[wasm_bindgen(method)]
    fn end(this: &Library) -> Promise;
}
