//! Frames are timed while somebody measures: as many as came, the long ones among them.

use std::time::Duration;

use livedeck::platform::{
    clock,
    frames::{FrameMeter, LONG},
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::until;

#[wasm_bindgen_test]
async fn frames_are_timed_and_long_ones_counted() {
    let meter = FrameMeter::begin();
    until("some frames come", || meter.frames().times.len() > 2).await;

    // Nothing is painted while this computes.
    compute(LONG * 4);
    until("the long frame is seen", || meter.frames().n_long > 0).await;

    let frames = meter.frames();
    assert!(frames.times.iter().all(|it| *it >= 0.0));
    assert!(frames.times.iter().any(|it| *it > LONG.as_secs_f64() * 1000.0));
}

/// Keeps the page busy within a frame.
fn compute(time: Duration) {
    let begun = clock::elapsed();
    while clock::elapsed() - begun < time.as_secs_f64() * 1000.0 {}
}
