//! What happens to the page as a whole: hidden, frozen, offline, woken.

use super::listener::Listener;

/// What happened to the page.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum LifecycleEvent {
    /// The browser believes there is a network.
    Online,
    /// The browser knows there is none.
    Offline,
    /// The page came into view.
    Visible,
    /// The page went out of view.
    Hidden,
    /// The page runs again after it was frozen or kept in the back-forward cache.
    Woken,
    /// The page is about to end or to be frozen: the last moment to keep something.
    Leaving,
}

/// Hears what happens to the page, until dropped.
pub struct Lifecycle {
    _listeners: Vec<Listener>,
}

impl Lifecycle {
    /// Calls `hear` for everything that happens.
    pub fn new(hear: impl Fn(LifecycleEvent) + Clone + 'static) -> Self {
        let on_window = |kind, event| {
            let hear = hear.clone();
            Listener::on_window(kind, move |_| hear(event))
        };
        let on_document = |kind, event| {
            let hear = hear.clone();
            Listener::on_document(kind, move |_| hear(event))
        };
        let (visibility, returned) = (hear.clone(), hear.clone());
        let listeners = [
            on_window("online", LifecycleEvent::Online),
            on_window("offline", LifecycleEvent::Offline),
            Listener::on_window("pageshow", move |event| {
                // The first one is part of every start.
                let is_return = js_sys::Reflect::get(&event, &"persisted".into());
                if is_return.is_ok_and(|it| it.is_truthy()) {
                    returned(LifecycleEvent::Woken);
                }
            }),
            on_window("pagehide", LifecycleEvent::Leaving),
            on_document("freeze", LifecycleEvent::Leaving),
            on_document("resume", LifecycleEvent::Woken),
            Listener::on_document("visibilitychange", move |_| {
                visibility(if is_visible() {
                    LifecycleEvent::Visible
                } else {
                    LifecycleEvent::Hidden
                });
            }),
        ];
        Self {
            _listeners: listeners.into_iter().flatten().collect(),
        }
    }
}

/// Lets the browser ask the person before it ends the page, whenever `is_needed` then; until dropped.
pub fn ask_before_leaving(is_needed: impl Fn() -> bool + 'static) -> Option<Listener> {
    Listener::on_window("beforeunload", move |event| {
        if is_needed() {
            event.prevent_default();
        }
    })
}

/// Whether somebody can see the page.
pub fn is_visible() -> bool {
    web_sys::window()
        .and_then(|it| it.document())
        .is_none_or(|it| it.visibility_state() != web_sys::VisibilityState::Hidden)
}

/// Whether the browser believes there is a network; `true` proves nothing.
pub fn is_online() -> bool {
    web_sys::window().is_none_or(|it| it.navigator().on_line())
}
