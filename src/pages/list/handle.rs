//! A list as its frame, toolbar and panel see it: without its rows, so that their views are compiled once for all lists.

use leptos::prelude::*;
use protocol::Timestamp;
use sync::Phase;

use super::{ListWords, paper::Sheet};
use crate::{
    components::grid::{ColumnChoice, ColumnOption, Scroll},
    texts::Texts,
};

/// What is shown around the rows, and what one asks of the list there. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct ListHandle {
    /// Names it in the style sheet.
    pub(super) name: &'static str,
    /// Every text.
    pub(super) texts: Texts,
    /// How it speaks.
    pub(super) words: fn(Texts) -> ListWords,
    /// Whether its rows can be trusted.
    pub(super) phase: Signal<Phase>,
    /// When the rows were last known to be current.
    pub(super) confirmed_at: Signal<Option<Timestamp>>,
    /// The app's clock.
    pub(super) now: Signal<Timestamp>,
    /// Whether no row is shown.
    pub(super) is_empty: Signal<bool>,
    /// Why there is nothing to see although nothing was filtered away.
    pub(super) nothing: Signal<String>,
    /// What comes next, where there is nothing yet.
    pub(super) hint: Signal<Option<&'static str>>,
    /// Whether cards are shown instead of the table.
    pub(crate) is_phone: Signal<bool>,
    /// Whether a row stands beside the list.
    pub(super) has_selected: Signal<bool>,
    /// What the address asks for and nobody knows, as a sentence; empty if all is known.
    pub(super) strays: Signal<String>,
    /// What is searched for.
    pub(super) text: Signal<String>,
    /// How many filters are set, the search text aside.
    pub(super) n_set: Signal<usize>,
    /// How many rows wait to be shown, in words.
    pub(super) newcomers: Signal<Option<String>>,
    /// Which columns somebody wants.
    pub(super) columns: ColumnChoice,
    /// Every column that can be chosen.
    pub(super) options: Signal<Vec<ColumnOption>>,
    /// Where it is scrolled to, and how wide it is.
    pub(super) scroll: Scroll,
    /// Searches for something else.
    pub(super) search: Callback<String>,
    /// Shows everything.
    pub(super) clear: Callback<()>,
    /// Takes out of the address what nobody knows.
    pub(super) clear_strays: Callback<()>,
    /// Shows what waits.
    pub(super) admit: Callback<()>,
    /// Shows the row above the one beside the list.
    pub(super) previous: Callback<()>,
    /// Shows the row below it.
    pub(super) next: Callback<()>,
    /// Shows no row beside the list.
    pub(super) close: Callback<()>,
    /// What of it goes on paper.
    pub(super) sheet: Callback<(), Sheet>,
    /// Saves what is seen as a file.
    pub(super) save: Callback<()>,
}

impl ListHandle {
    /// How it speaks, in the reader's language.
    pub(super) fn words(self) -> ListWords {
        (self.words)(self.texts)
    }

    /// Whether its rows are not known yet: there is nothing to read, nor to take away.
    pub(super) fn is_awaited(self) -> bool {
        self.is_empty.get() && matches!(self.phase.get(), Phase::Loading | Phase::Refused(..))
    }

    /// Whether filters or a search leave rows out.
    pub(super) fn is_filtered(self) -> bool {
        self.n_set.get() != 0 || self.text.with(|it| !it.is_empty())
    }
}
