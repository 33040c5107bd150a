//! The other tabs of this browser: locks that name who is there, and channels to speak to each other.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, BroadcastChannel, MessageEvent};

use super::listener::Listener;

/// What this page hears of the other tabs, and how it speaks to them. Gone when dropped.
pub struct Tabs {
    locks: LockManager,
    name: &'static str,
    all: BroadcastChannel,
    own: BroadcastChannel,
    /// The own channels of other tabs, as far as they were spoken to.
    others: RefCell<Vec<(String, BroadcastChannel)>>,
    _listeners: [Option<Listener>; 2],
    /// Says that this page is there.
    _presence: Rc<RefCell<Option<Lock>>>,
}

impl Tabs {
    /// Joins the tabs that share `name`, under the name `tab`. `None` where the browser has no locks (over HTTP, for one)
    /// or no channels.
    pub fn join(name: &'static str, tab: &str, hear: impl Fn(String) + Clone + 'static) -> Option<Self> {
        let navigator = web_sys::window()?.navigator();
        let locks = js_sys::Reflect::get(&navigator, &"locks".into()).ok()?;
        if locks.is_undefined() {
            return None;
        }
        let all = BroadcastChannel::new(name).ok()?;
        let own = BroadcastChannel::new(&named(name, tab)).ok()?;
        let listeners = [&all, &own].map(|it| {
            let hear = hear.clone();
            Listener::on(it.clone().into(), "message", move |event| {
                let text = event
                    .dyn_ref::<MessageEvent>()
                    .and_then(|it| it.data().as_string());
                if let Some(text) = text {
                    hear(text);
                }
            })
        });
        let presence = Rc::new(RefCell::new(None));
        let tabs = Self {
            locks: locks.unchecked_into(),
            name,
            all,
            own,
            others: RefCell::default(),
            _listeners: listeners,
            _presence: Rc::clone(&presence),
        };
        let keep = move |lock| *presence.borrow_mut() = Some(lock);
        tabs.request(&named(name, tab), None, &js_sys::Object::new(), keep, || ());
        Some(tabs)
    }

    /// Asks for the lead: `granted` is called when nobody has it any more, `lost` when it was taken away. By force, it is
    /// taken from who has it.
    pub fn ask_for_lead(
        &self,
        by_force: bool,
        granted: impl FnOnce(Lock) + 'static,
        lost: impl FnOnce() + 'static,
    ) -> Request {
        let options = js_sys::Object::new();
        set(&options, "steal", &by_force.into());
        // What is taken by force cannot be given up while it is asked for.
        let request = Request::new(!by_force);
        self.request(self.name, Some(&request), &options, granted, lost);
        request
    }

    /// Calls `gone` when that tab is there no more: closed or crashed.
    pub fn mourn(&self, tab: &str, gone: impl FnOnce() + 'static) -> Request {
        let options = js_sys::Object::new();
        set(&options, "mode", &"shared".into());
        let request = Request::new(true);
        let granted = move |lock| {
            drop(lock);
            gone();
        };
        self.request(&named(self.name, tab), Some(&request), &options, granted, || ());
        request
    }

    /// Says it to every other tab.
    pub fn say_to_all(&self, text: &str) {
        // Fails only for a channel that was closed.
        let _ = self.all.post_message(&text.into());
    }

    /// Says it to one tab.
    pub fn say_to(&self, tab: &str, text: &str) {
        let mut others = self.others.borrow_mut();
        if !others.iter().any(|(it, _)| it == tab)
            && let Ok(channel) = BroadcastChannel::new(&named(self.name, tab))
        {
            others.push((tab.to_owned(), channel));
        }
        for (_, channel) in others.iter().filter(|(it, _)| it == tab) {
            let _ = channel.post_message(&text.into());
        }
    }

    /// That tab will not be spoken to any more.
    pub fn forget(&self, tab: &str) {
        self.others.borrow_mut().retain(|(it, channel)| {
            if it == tab {
                channel.close();
            }
            it != tab
        });
    }

    fn request(
        &self,
        name: &str,
        request: Option<&Request>,
        options: &js_sys::Object,
        granted: impl FnOnce(Lock) + 'static,
        lost: impl FnOnce() + 'static,
    ) {
        if let Some(controller) = request.and_then(|it| it.0.as_ref()) {
            set(options, "signal", &controller.signal());
        }
        let is_lost = Rc::new(Cell::new(false));
        let flag = Rc::clone(&is_lost);
        let granted = Closure::once_into_js(move |_: JsValue| {
            let mut release = None;
            let held = js_sys::Promise::new(&mut |resolve, _| release = Some(resolve));
            if let Some(release) = release {
                let is_lost = flag;
                granted(Lock { release, is_lost });
            }
            held
        });
        let held = self.locks.request(name, options, &granted);
        spawn_local(async move {
            // Also when it was given up before it was granted.
            if JsFuture::from(held).await.is_err() {
                is_lost.set(true);
                lost();
            }
        });
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.all.close();
        self.own.close();
        for (_, channel) in self.others.borrow().iter() {
            channel.close();
        }
    }
}

/// A lock that is held until it is dropped, or taken away by force.
pub struct Lock {
    release: js_sys::Function,
    is_lost: Rc<Cell<bool>>,
}

impl Lock {
    /// Whether it was taken away.
    pub fn is_lost(&self) -> bool {
        self.is_lost.get()
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // It resolves a promise, which cannot fail.
        let _ = self.release.call0(&JsValue::UNDEFINED);
    }
}

/// Something that a lock is waited for; given up when dropped.
pub struct Request(Option<AbortController>);

impl Request {
    fn new(can_end: bool) -> Self {
        Self(AbortController::new().ok().filter(|_| can_end))
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

fn named(name: &str, tab: &str) -> String {
    format!("{name}:{tab}")
}

fn set(options: &js_sys::Object, name: &str, value: &JsValue) {
    // Fails only for what is no plain object.
    let _ = js_sys::Reflect::set(options, &name.into(), value);
}

#[wasm_bindgen]
extern "C" {
    /// web-sys has it behind a flag of the whole build only.
    type LockManager;

    #[wasm_bindgen(method)]
    fn request(
        this: &LockManager,
        name: &str,
        options: &js_sys::Object,
        granted: &JsValue,
    ) -> js_sys::Promise;
}
