//! One event listener, removed when dropped.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventTarget, KeyboardEvent};

/// Listens to one kind of event of one target.
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    callback: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Listens to the window. Nothing is heard where there is no window.
    pub fn on_window(kind: &'static str, hear: impl FnMut(Event) + 'static) -> Option<Self> {
        Self::on(web_sys::window()?.into(), kind, hear)
    }

    /// Listens to the document.
    pub fn on_document(kind: &'static str, hear: impl FnMut(Event) + 'static) -> Option<Self> {
        Self::on(web_sys::window()?.document()?.into(), kind, hear)
    }

    /// Listens to any target.
    pub fn on(target: EventTarget, kind: &'static str, hear: impl FnMut(Event) + 'static) -> Option<Self> {
        let callback = Closure::<dyn FnMut(Event)>::new(hear);
        target
            .add_event_listener_with_callback(kind, callback.as_ref().unchecked_ref())
            .ok()?;
        Some(Self {
            target,
            kind,
            callback,
        })
    }

    /// Listens to key presses of the whole page.
    pub fn on_key(mut hear: impl FnMut(Key) + 'static) -> Option<Self> {
        Self::on_document("keydown", move |event| {
            if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                hear(Key(event.clone()));
            }
        })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        // Fails only if the browser has already let go of the target.
        let _ = self
            .target
            .remove_event_listener_with_callback(self.kind, self.callback.as_ref().unchecked_ref());
    }
}

/// A key press.
pub struct Key(KeyboardEvent);

impl Key {
    /// What it means, such as `a`, `Escape` or `ArrowDown`.
    pub fn name(&self) -> String {
        self.0.key()
    }

    /// Ctrl, or Cmd on a Mac.
    pub fn is_command(&self) -> bool {
        self.0.ctrl_key() || self.0.meta_key()
    }

    /// Shift.
    pub fn is_shifted(&self) -> bool {
        self.0.shift_key()
    }

    /// Whether a letter alone was pressed outside of anything one writes into, so that it may be a shortcut.
    pub fn is_shortcut(&self) -> bool {
        !self.is_command() && !self.0.alt_key() && !self.0.is_composing() && !is_writing(&self.0)
    }

    /// The browser does nothing of its own with it.
    pub fn consume(&self) {
        self.0.prevent_default();
    }
}

impl From<KeyboardEvent> for Key {
    fn from(event: KeyboardEvent) -> Self {
        Self(event)
    }
}

/// Whether the event comes from a field that takes text.
fn is_writing(event: &KeyboardEvent) -> bool {
    event
        .target()
        .and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok())
        .is_some_and(|it| {
            matches!(it.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
                || it.has_attribute("contenteditable")
        })
}
