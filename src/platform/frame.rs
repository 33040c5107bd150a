//! The next moment worth painting in.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use wasm_bindgen::{JsCast, closure::Closure};

use super::{lifecycle, timer::Timer};

/// Calls once in the next animation frame, or after a quarter of a second where frames do not come; dropping it cancels it.
///
/// Hidden pages get no animation frames at all: without the timer their queues would grow for as long as nobody looks.
#[must_use = "a dropped frame never comes"]
pub struct Frame {
    request: i32,
    _callback: Closure<dyn FnMut()>,
    _fallback: Timer,
}

impl Frame {
    /// Calls `paint` once.
    pub fn new(paint: impl FnOnce() + 'static) -> Self {
        let paint = Rc::new(RefCell::new(Some(paint)));
        let done = Rc::new(Cell::new(false));
        let once = move || {
            if !done.replace(true) {
                // Bound first, so that the borrow has ended when `paint` runs.
                let paint = paint.borrow_mut().take();
                if let Some(paint) = paint {
                    paint();
                }
            }
        };
        let in_time = once.clone();
        let callback = Closure::<dyn FnMut()>::new(once);
        let request = web_sys::window()
            .filter(|_| lifecycle::is_visible())
            .and_then(|it| it.request_animation_frame(callback.as_ref().unchecked_ref()).ok())
            .unwrap_or_default();
        Self {
            request,
            _callback: callback,
            _fallback: Timer::new(HIDDEN, in_time),
        }
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window()
            && self.request != 0
        {
            // Fails only for a request that has already run.
            let _ = window.cancel_animation_frame(self.request);
        }
    }
}

/// How often a hidden page catches up.
const HIDDEN: Duration = Duration::from_millis(250);
