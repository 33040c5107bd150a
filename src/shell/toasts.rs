//! Short notices in the corner, with one action at most.

use std::sync::Arc;

use leptos::prelude::*;
use protocol::MutationId;

use super::announcer::{Announcer, use_announcer};
use crate::components::icon::Icon;

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
    /// What one can do about it: picture and word of the button, and what it does. `Arc`, because a toast outlives the
    /// view that showed it.
    pub action: Option<(Icon, &'static str, Deed)>,
    /// The changes it tells of, and how many of them were refused since.
    pub(super) about: Vec<MutationId>,
    n_refused: usize,
}

impl Toast {
    /// Something was done.
    pub fn done(text: impl Into<String>) -> Self {
        Self {
            kind: ToastKind::Done,
            text: text.into(),
            action: None,
            about: Vec::new(),
            n_refused: 0,
        }
    }

    /// Something was refused or went wrong.
    pub fn problem(text: impl Into<String>) -> Self {
        Self {
            kind: ToastKind::Problem,
            ..Self::done(text)
        }
    }

    /// With a button that takes it back.
    #[must_use]
    pub fn with_action(mut self, word: &'static str, act: impl Fn() + Send + Sync + 'static) -> Self {
        self.action = Some((Icon::Undo, word, Arc::new(act)));
        self
    }

    /// With a button that does again what was taken back.
    #[must_use]
    pub fn with_redo(mut self, word: &'static str, act: impl Fn() + Send + Sync + 'static) -> Self {
        self.action = Some((Icon::Redo, word, Arc::new(act)));
        self
    }

    /// With a button that leads to what it tells of.
    #[must_use]
    pub fn with_link(mut self, word: &'static str, go: impl Fn() + Send + Sync + 'static) -> Self {
        self.action = Some((Icon::ChevronRight, word, Arc::new(go)));
        self
    }

    /// Tells of changes that have no verdict yet: a refusal of one of them takes the toast's place.
    #[must_use]
    pub fn about(mut self, changes: impl IntoIterator<Item = MutationId>) -> Self {
        self.about.extend(changes);
        self
    }

    /// Takes a refusal of one of its changes in. What was not refused can still be taken back.
    fn refuse(&mut self, what: &str, why: &str) {
        self.n_refused += 1;
        self.kind = ToastKind::Problem;
        self.text = match self.about.len() {
            0 | 1 => format!("{what} {why}"),
            n => format!("{}/{n} · {what} {why}", self.n_refused),
        };
        if self.n_refused >= self.about.len() {
            self.action = None;
        }
    }
}

/// A toast on the screen.
#[derive(Clone)]
pub(super) struct Shown {
    /// Tells it from others, and from what it said before: what is said anew is shown anew.
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
        self.show_numbered(toast);
    }

    /// As [`Self::show`], and gives the number by which [`Self::dismiss`] takes it away.
    pub fn show_numbered(self, toast: Toast) -> u64 {
        self.announcer.say(toast.text.clone());
        let id = self.number();
        self.shown.update(|it| it.push(Shown { id, toast }));
        id
    }

    /// Takes everything away: what one person was told is not for the next.
    pub(super) fn clear(self) {
        self.shown.update(Vec::clear);
    }

    /// Takes away what tells of these changes.
    pub(super) fn retract(self, changes: &[MutationId]) {
        let tells = |it: &Shown| it.toast.about.iter().any(|it| changes.contains(it));
        if self.shown.with_untracked(|it| it.iter().any(tells)) {
            self.shown.update(|it| it.retain(|it| !tells(it)));
        }
    }

    /// Tells of a refusal in the place where the change was told of, or anew if that is gone already.
    pub fn refuse(self, change: &MutationId, what: &str, why: &str) {
        let told = self
            .shown
            .with_untracked(|it| it.iter().position(|it| it.toast.about.contains(change)));
        let Some(index) = told else {
            self.show(Toast::problem(format!("{what} {why}")));
            return;
        };
        let id = self.number();
        self.shown.update(|shown| {
            let shown = &mut shown[index];
            shown.id = id;
            shown.toast.refuse(what, why);
            self.announcer.say(shown.toast.text.clone());
        });
    }

    fn number(self) -> u64 {
        self.n_shown
            .try_update_value(|it| {
                *it += 1;
                *it
            })
            .unwrap_or_default()
    }

    /// Takes a toast away, if it is still there.
    pub fn dismiss(self, id: u64) {
        self.shown.update(|it| it.retain(|it| it.id != id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_takes_the_place_of_what_was_said() {
        let mut toast = Toast::done("Dismissed")
            .with_action("Undo", || {})
            .about(["1".into()]);

        toast.refuse("Refused:", "a reason is missing");

        assert_eq!(toast.kind, ToastKind::Problem);
        assert_eq!(toast.text, "Refused: a reason is missing");
        assert!(toast.action.is_none(), "what was refused cannot be taken back");
    }

    #[test]
    fn of_many_changes_the_others_can_still_be_taken_back() {
        let mut toast = Toast::done("Dismissed 2 violations")
            .with_action("Undo", || {})
            .about(["1".into(), "2".into()]);

        toast.refuse("Refused:", "not yours");
        assert_eq!(toast.text, "1/2 · Refused: not yours");
        assert!(toast.action.is_some());

        toast.refuse("Refused:", "not yours");
        assert_eq!(toast.text, "2/2 · Refused: not yours");
        assert!(toast.action.is_none());
    }
}
