//! Timers, tickers and frames: they come, once or again and again, and never after they were dropped.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use livedeck::platform::{
    clock,
    frame::Frame,
    timer::{Ticker, Timer, sleep},
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{Hidden, painted, until};

#[wasm_bindgen_test]
async fn a_timer_calls_once_and_not_too_early() {
    let (count, call) = counter();
    let begun = clock::elapsed();

    let _timer = Timer::new(Duration::from_millis(30), call);
    until("the timer calls", || count.get() > 0).await;
    let waited = clock::elapsed() - begun;
    sleep(Duration::from_millis(60)).await;

    assert_eq!(count.get(), 1);
    assert!(waited >= 29.0, "{waited} ms");
}

#[wasm_bindgen_test]
async fn a_dropped_timer_never_calls() {
    let (count, call) = counter();

    drop(Timer::new(Duration::from_millis(5), call));
    sleep(Duration::from_millis(40)).await;

    assert_eq!(count.get(), 0);
}

#[wasm_bindgen_test]
async fn a_timer_of_months_does_not_call_at_once() {
    let (count, call) = counter();

    let _timer = Timer::new(Duration::from_secs(60 * 60 * 24 * 90), call);
    sleep(Duration::from_millis(40)).await;

    assert_eq!(count.get(), 0);
}

#[wasm_bindgen_test]
async fn a_ticker_goes_on_until_it_is_dropped() {
    let (count, call) = counter();
    let ticker = Ticker::new(Duration::from_millis(5), call);
    until("it ticks again and again", || count.get() >= 3).await;

    drop(ticker);
    let last = count.get();
    sleep(Duration::from_millis(40)).await;

    assert_eq!(count.get(), last);
}

#[wasm_bindgen_test]
async fn a_frame_comes_once_even_when_its_fallback_is_due() {
    let (count, call) = counter();

    let _frame = Frame::new(call);
    painted().await;
    let after_painting = count.get();
    sleep(Duration::from_millis(300)).await;

    assert_eq!((after_painting, count.get()), (1, 1));
}

#[wasm_bindgen_test]
async fn a_dropped_frame_never_comes() {
    let (count, call) = counter();

    drop(Frame::new(call));
    sleep(Duration::from_millis(300)).await;

    assert_eq!(count.get(), 0);
}

#[wasm_bindgen_test]
async fn a_hidden_page_catches_up_without_frames() {
    let (count, call) = counter();
    let hidden = Hidden::new();

    let _frame = Frame::new(call);
    painted().await;
    let with_the_frame = count.get();
    until("the fallback comes", || count.get() > 0).await;

    drop(hidden);
    assert_eq!((with_the_frame, count.get()), (0, 1));
}

/// The link asks for the next frame from inside the last one.
#[wasm_bindgen_test]
async fn a_frame_may_be_replaced_by_what_it_calls() {
    let slot = Rc::new(RefCell::new(None::<Frame>));
    let (count, call) = counter();
    let (inner, next) = (Rc::clone(&slot), call.clone());
    let frame = Frame::new(move || {
        drop(inner.borrow_mut().take());
        call();
        *inner.borrow_mut() = Some(Frame::new(next));
    });
    *slot.borrow_mut() = Some(frame);

    until("both frames come", || count.get() == 2).await;

    slot.borrow_mut().take();
}

fn counter() -> (Rc<Cell<usize>>, impl Fn() + Clone + 'static) {
    let count = Rc::new(Cell::new(0));
    let inner = Rc::clone(&count);
    (count, move || inner.set(inner.get() + 1))
}
