//! One timeout or one ticker, gone when dropped.

use std::time::Duration;

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

/// Calls once after a while; dropping it means it never calls.
#[derive(Debug)]
#[must_use = "a dropped timer never fires"]
pub struct Timer {
    _timeout: gloo_timers::callback::Timeout,
}

impl Timer {
    /// Calls `done` after `delay`.
    pub fn new(delay: Duration, done: impl FnOnce() + 'static) -> Self {
        Self {
            _timeout: gloo_timers::callback::Timeout::new(millis(delay), done),
        }
    }
}

/// Calls again and again; stops when dropped.
#[derive(Debug)]
#[must_use = "a dropped ticker stops"]
pub struct Ticker {
    _interval: gloo_timers::callback::Interval,
}

impl Ticker {
    /// Calls `tick` every `period`.
    pub fn new(period: Duration, tick: impl FnMut() + 'static) -> Self {
        Self {
            _interval: gloo_timers::callback::Interval::new(millis(period), tick),
        }
    }
}

/// Waits.
pub async fn sleep(duration: Duration) {
    gloo_timers::future::TimeoutFuture::new(millis(duration)).await;
}

/// Lets the browser draw and take what the person does before work goes on: at a start, everything at once would hold up
/// a slow phone for half a second.
pub async fn yield_now() {
    sleep(Duration::ZERO).await;
}

/// Waits until the browser has nothing else to do, at most so long. Safari does not tell: there it is that long.
pub async fn idle(at_most: Duration) {
    let told = web_sys::window().and_then(|window| {
        let request: js_sys::Function = js_sys::Reflect::get(&window, &"requestIdleCallback".into())
            .ok()?
            .dyn_into()
            .ok()?;
        let options = js_sys::Object::new();
        js_sys::Reflect::set(&options, &"timeout".into(), &millis(at_most).into()).ok()?;
        Some(js_sys::Promise::new(&mut |done, _| {
            // Refused: then nobody ever calls, and the promise below is not waited for.
            let _ = request.call2(&window, &done, &options);
        }))
    });
    match told {
        Some(promise) => drop(JsFuture::from(promise).await),
        None => sleep(at_most).await,
    }
}

/// Browsers count timeouts in a signed 32-bit number and fire at once beyond it.
fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis())
        .unwrap_or(u32::MAX)
        .min(i32::MAX.unsigned_abs())
}
