//! Short notices in the corner, with one action at most.

use std::sync::Arc;

use leptos::prelude::*;

use super::announcer::{Announcer, use_announcer};

/// What a toast is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ToastKind {
    /// Something was done.
    Done,
    /// Something was refused or went wrong.
    Problem,
}

/// What pressing the button does; shared, because a toast outlives the component that showed it.
pub type Deed = Arc<dyn Fn() + Send + Sync>;

/// A notice.
#[derive(Clone)]
pub struct Toast {
    /// What it is about.
    pub kind: ToastKind,
    /// One sentence.
    pub text: String,
    /// What one can do about it: the word on the button, and what it does. `Arc`, because a toast outlives the view
    /// that showed it.
    pub action: Option<(&'static str, Deed)>,
}

impl Toast {
    /// Something was done.
    pub fn done(text: impl Into<String>) -> Self {
        Self {
            kind: ToastKind::Done,
            text: text.into(),
            action: None,
        }
    }

    /// Something was refused or went wrong.
    pub fn problem(text: impl Into<String>) -> Self {
        Self {
            kind: ToastKind::Problem,
            ..Self::done(text)
        }
    }

    /// With a button.
    #[must_use]
    pub fn with_action(mut self, word: &'static str, act: impl Fn() + Send + Sync + 'static) -> Self {
        self.action = Some((word, Arc::new(act)));
        self
    }
}

/// A toast on the screen.
#[derive(Clone)]
pub(super) struct Shown {
    /// Tells it from others.
    pub(super) id: u64,
    /// What it says.
    pub(super) toast: Toast,
}

/// All toasts; a handle, cheap to copy.
#[derive(Clone, Copy)]
pub struct Toasts {
    pub(super) shown: RwSignal<Vec<Shown>>,
    n_shown: StoredValue<u64>,
    announcer: Announcer,
}

/// The toasts.
pub fn use_toasts() -> Toasts {
    use_context::<Toasts>().unwrap_or_else(|| Toasts::new(use_announcer()))
}

impl Toasts {
    /// Puts the one stack of toasts into context.
    pub fn provide() {
        provide_context(Self::new(use_announcer()));
    }

    fn new(announcer: Announcer) -> Self {
        Self {
            shown: RwSignal::new(Vec::new()),
            n_shown: StoredValue::new(0),
            announcer,
        }
    }

    /// Shows a toast and says it aloud.
    pub fn show(self, toast: Toast) {
        self.announcer.say(toast.text.clone());
        let id = self
            .n_shown
            .try_update_value(|it| {
                *it += 1;
                *it
            })
            .unwrap_or_default();
        self.shown.update(|it| it.push(Shown { id, toast }));
    }

    /// Takes a toast away.
    pub(super) fn dismiss(self, id: u64) {
        self.shown.update(|it| it.retain(|it| it.id != id));
    }
}
