//! A cell that says a word of the protocol with its shape: a state, a severity.

use leptos::prelude::*;

use super::{ListKind, ListRow};
use crate::{
    components::status::{Shape, Status, Tone},
    texts::Language,
};

/// How a word of the protocol is shown.
#[derive(Clone, Copy)]
pub(crate) struct WordLook<W> {
    /// Its shape and tone.
    pub(crate) mark: fn(W) -> (Shape, Tone),
    /// What people call it.
    pub(crate) name: fn(Language, W) -> &'static str,
    /// The word whose shape stands in an empty place.
    pub(crate) nobody: W,
    /// Whether that word means that what is shown is old.
    pub(crate) fades: bool,
}

impl<K: ListKind> ListRow<K> {
    /// The cell.
    pub(crate) fn word<W>(self, word: fn(&K::Row) -> W, look: WordLook<W>) -> AnyView
    where
        W: Copy + PartialEq + Send + Sync + 'static,
    {
        let word = self.value(word);
        let mark = Signal::derive(move || (look.mark)(word.get().unwrap_or(look.nobody)));
        let name = Signal::derive(move || {
            let language = self.list.language.get();
            word.get().map_or("", |it| (look.name)(language, it)).to_owned()
        });
        let is_old = Signal::derive(move || look.fades && word.get() == Some(look.nobody));
        view! { <Status mark=mark word=name stale=is_old /> }.into_any()
    }
}
