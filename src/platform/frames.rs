//! How evenly the page is painted: measured only while somebody looks, because the measuring itself keeps a page awake.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
    time::Duration,
};

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{PerformanceObserver, PerformanceObserverEntryList, PerformanceObserverInit};

/// Measures frames until dropped. A handle, cheap to clone.
#[derive(Clone)]
pub struct FrameMeter(Rc<Inner>);

struct Inner {
    seen: Rc<RefCell<Seen>>,
    request: Rc<Cell<i32>>,
    _loop: Rc<RefCell<Option<OnFrame>>>,
    observer: Option<(PerformanceObserver, OnEntries)>,
}

type OnFrame = Closure<dyn FnMut(f64)>;
type OnEntries = Closure<dyn FnMut(PerformanceObserverEntryList)>;

/// What was seen in the last minute.
#[derive(Default)]
struct Seen {
    /// When each frame came, and how long after the one before it, ms.
    frames: VecDeque<(f64, f64)>,
    /// When each frame came that the browser itself calls long, ms; `None`: it does not tell.
    long: Option<VecDeque<f64>>,
}

/// Frames of the last minute.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frames {
    /// From each frame to the next, ms, in no order.
    pub times: Vec<f64>,
    /// How many took longer than [`LONG`].
    pub n_long: usize,
}

impl FrameMeter {
    /// Begins to measure.
    pub fn begin() -> Self {
        let seen = Rc::new(RefCell::new(Seen::default()));
        let request = Rc::new(Cell::new(0));
        let again: Rc<RefCell<Option<OnFrame>>> = Rc::default();
        let (frames, next, slot) = (Rc::clone(&seen), Rc::clone(&request), Rc::downgrade(&again));
        let mut last = None::<f64>;
        *again.borrow_mut() = Some(Closure::new(move |now: f64| {
            if let Some(last) = last.replace(now) {
                // Hidden pages get no frames: the time away was none.
                if now - last < AWAY {
                    frames.borrow_mut().add(now, now - last);
                }
            }
            if let Some(slot) = slot.upgrade() {
                next.set(ask(slot.borrow().as_ref()));
            }
        }));
        request.set(ask(again.borrow().as_ref()));
        let observer = observe(&seen);
        if observer.is_some() {
            seen.borrow_mut().long = Some(VecDeque::new());
        }
        Self(Rc::new(Inner {
            seen,
            request,
            _loop: again,
            observer,
        }))
    }

    /// What the last minute was like.
    pub fn frames(&self) -> Frames {
        let mut seen = self.0.seen.borrow_mut();
        seen.forget(now());
        let times: Vec<_> = seen.frames.iter().map(|it| it.1).collect();
        let n_slow = times.iter().filter(|it| **it > LONG.as_millis() as f64).count();
        Frames {
            n_long: seen.long.as_ref().map_or(n_slow, VecDeque::len),
            times,
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            // Fails only for a request that has already run.
            let _ = window.cancel_animation_frame(self.request.get());
        }
        if let Some((observer, _)) = &self.observer {
            observer.disconnect();
        }
    }
}

impl Seen {
    fn add(&mut self, at: f64, time: f64) {
        self.frames.push_back((at, time));
        self.forget(at);
    }

    fn forget(&mut self, now: f64) {
        while self.frames.front().is_some_and(|it| now - it.0 > MINUTE) {
            self.frames.pop_front();
        }
        if let Some(long) = &mut self.long {
            while long.front().is_some_and(|it| now - it > MINUTE) {
                long.pop_front();
            }
        }
    }
}

fn ask(callback: Option<&OnFrame>) -> i32 {
    web_sys::window()
        .zip(callback)
        .and_then(|(window, it)| window.request_animation_frame(it.as_ref().unchecked_ref()).ok())
        .unwrap_or_default()
}

/// Hears of long frames where the browser tells of them (Chromium 123 and later).
fn observe(seen: &Rc<RefCell<Seen>>) -> Option<(PerformanceObserver, OnEntries)> {
    const KIND: &str = "long-animation-frame";
    let kinds = Reflect::get(&js_sys::global(), &"PerformanceObserver".into())
        .and_then(|it| Reflect::get(&it, &"supportedEntryTypes".into()))
        .ok()?;
    if !kinds
        .dyn_into::<Array>()
        .ok()?
        .includes(&JsValue::from_str(KIND), 0)
    {
        return None;
    }
    let seen = Rc::downgrade(seen);
    let hear = OnEntries::new(move |list: PerformanceObserverEntryList| {
        if let Some(seen) = seen.upgrade()
            && let Some(long) = &mut seen.borrow_mut().long
        {
            long.extend((0..list.get_entries().length()).map(|_| now()));
        }
    });
    let observer = PerformanceObserver::new(hear.as_ref().unchecked_ref()).ok()?;
    let options = Object::new();
    Reflect::set(&options, &"type".into(), &KIND.into()).ok()?;
    observer.observe(options.unchecked_ref::<PerformanceObserverInit>());
    Some((observer, hear))
}

/// Milliseconds since the page began, as frames are timed.
fn now() -> f64 {
    web_sys::window()
        .and_then(|it| it.performance())
        .map_or(0.0, |it| it.now())
}

/// A frame longer than this is felt.
pub const LONG: Duration = Duration::from_millis(50);

/// How long frames are remembered, ms.
const MINUTE: f64 = 60_000.0;

/// No frame takes so long: the page was hidden, ms.
const AWAY: f64 = 5_000.0;
