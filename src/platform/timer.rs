//! One timeout or one ticker, gone when dropped.

use std::time::Duration;

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

/// Browsers count timeouts in a signed 32-bit number and fire at once beyond it.
fn millis(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis())
        .unwrap_or(u32::MAX)
        .min(i32::MAX.unsigned_abs())
}
