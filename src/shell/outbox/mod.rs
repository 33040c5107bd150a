//! One's own actions that are not finished: how many, which, and what to do about them.

mod conflict;
mod edit;
mod item;
mod list;

use leptos::prelude::*;
use sync::{Pending, Stage};

use super::side::{Side, use_sides};
use crate::{
    components::{icon::Icon, status::Shape},
    link::{Link, use_link},
    texts::{outbox, use_texts},
};

pub(crate) use conflict::may_insist;
pub(super) use list::OutboxList;

/// How many actions wait for their verdict, and how many were refused.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Tally {
    /// Those without a verdict.
    pub(super) n_open: usize,
    /// Those refused, until the person has decided what becomes of them.
    pub(super) n_refused: usize,
}

impl Tally {
    /// Of these actions.
    fn of(actions: &[Pending]) -> Self {
        let n_refused = actions
            .iter()
            .filter(|it| matches!(it.stage, Stage::Parked(_)))
            .count();
        Self {
            n_open: actions.len() - n_refused,
            n_refused,
        }
    }

    /// Whether nothing is left to be done or decided.
    pub(super) const fn is_empty(self) -> bool {
        self.n_open == 0 && self.n_refused == 0
    }
}

/// The tally as a signal that wakes only when it changes.
pub(super) fn use_tally(link: Link) -> Memo<Tally> {
    Memo::new(move |_| Tally::of(&link.actions()))
}

/// Stands in the top bar while an action is refused and nobody has decided what becomes of it.
#[component]
pub(super) fn RefusedButton() -> impl IntoView {
    let (link, texts, sides) = (use_link(), use_texts(), use_sides());
    let tally = use_tally(link);
    let n_refused = Memo::new(move |_| tally.get().n_refused);
    let label = move || {
        format!(
            "{}: {}",
            texts.outbox().outbox,
            outbox::refused(texts.language(), n_refused.get())
        )
    };
    view! {
        <Show when=move || n_refused.get() != 0>
            <button type="button" class="chip-refused" aria-label=label title=label on:click=move |_| sides.open(Side::Outbox)>
                {Shape::Crit.view()}
                <span class="hide-phone">{move || outbox::refused(texts.language(), n_refused.get())}</span>
                <span class="only-phone">{n_refused}</span>
            </button>
        </Show>
    }
}

/// A line that tells how the outbox stands, and opens it.
#[component]
pub(super) fn OutboxLine(
    /// Called before it opens.
    press: Callback<()>,
) -> impl IntoView {
    let (link, texts, sides) = (use_link(), use_texts(), use_sides());
    let tally = use_tally(link);
    let shape = move || match tally.get() {
        Tally { n_refused: 1.., .. } => (Shape::Crit, "crit"),
        Tally { n_open: 1.., .. } => (Shape::Half, "warn"),
        Tally { .. } => (Shape::Ok, "ok"),
    };
    view! {
        <button
            type="button"
            class="outbox-line"
            on:click=move |_| {
                press.run(());
                sides.open(Side::Outbox);
            }
        >
            <svg class="s tone" data-tone=move || shape().1 aria-hidden="true">
                <use_ href=move || shape().0.href() />
            </svg>
            <span class="grow">
                <span class="med">{move || texts.outbox().outbox}</span>
                " "
                <span class="t2">
                    {move || outbox::standing(texts.language(), tally.get().n_open, tally.get().n_refused)}
                </span>
            </span>
            {Icon::ChevronRight.view()}
        </button>
    }
}
