//! Keeps the screen from going dark, for as long as somebody holds this.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::{lifecycle, listener::Listener};

/// The screen stays on while the page is seen; browsers let go of it when the page is hidden, so it is asked for again.
pub struct WakeLock {
    inner: Rc<Inner>,
    _listener: Option<Listener>,
}

#[derive(Default)]
struct Inner {
    sentinel: RefCell<Option<Sentinel>>,
    is_asking: Cell<bool>,
    is_over: Cell<bool>,
}

impl WakeLock {
    /// Begins. Nothing happens where the browser cannot, or will not (a battery that is low, for one).
    pub fn hold() -> Self {
        let inner = Rc::<Inner>::default();
        Rc::clone(&inner).ask();
        let again = Rc::clone(&inner);
        let listener = Listener::on_document("visibilitychange", move |_| Rc::clone(&again).ask());
        Self {
            inner,
            _listener: listener,
        }
    }
}

impl Drop for WakeLock {
    fn drop(&mut self) {
        self.inner.is_over.set(true);
        self.inner.let_go();
    }
}

impl Inner {
    fn ask(self: Rc<Self>) {
        if !lifecycle::is_visible() || self.is_over.get() || self.is_asking.replace(true) {
            return;
        }
        spawn_local(async move {
            let sentinel = request().await;
            self.is_asking.set(false);
            *self.sentinel.borrow_mut() = sentinel;
            if self.is_over.get() {
                self.let_go();
            }
        });
    }

    fn let_go(&self) {
        if let Some(sentinel) = self.sentinel.take() {
            // Answered when it is done, which nobody waits for.
            let _ = sentinel.release();
        }
    }
}

async fn request() -> Option<Sentinel> {
    let navigator = web_sys::window()?.navigator();
    let lock = js_sys::Reflect::get(&navigator, &"wakeLock".into()).ok()?;
    if lock.is_undefined() {
        return None;
    }
    let asked = lock.unchecked_into::<Lock>().request("screen").ok()?;
    let sentinel = JsFuture::from(asked).await.ok()?;
    Some(sentinel.unchecked_into())
}

#[wasm_bindgen]
extern "C" {
    type Lock;

    #[wasm_bindgen(method, catch)]
    fn request(this: &Lock, kind: &str) -> Result<js_sys::Promise, JsValue>;

    type Sentinel;

    #[wasm_bindgen(method)]
    fn release(this: &Sentinel) -> js_sys::Promise;
}
