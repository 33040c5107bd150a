//! The mark on something that was asked for and has no verdict yet.

use leptos::prelude::*;

use crate::{
    components::status::{Shape, Tone},
    link::Progress,
    texts::use_texts,
};

impl Progress {
    /// Shape and colour that go with it.
    pub(super) const fn mark(self) -> (Shape, Tone) {
        match self {
            Self::Sending => (Shape::Ring, Tone::Info),
            Self::Queued => (Shape::Half, Tone::Warn),
            Self::Unsaved => (Shape::Warn, Tone::Crit),
        }
    }
}

/// "sending", "queued" or "not saved", while there is no verdict.
#[component]
pub fn ProgressMark(
    /// How far it has come.
    progress: Memo<Option<Progress>>,
) -> impl IntoView {
    let texts = use_texts();
    let word = move |it| match it {
        Progress::Sending => texts.outbox().is_sending,
        Progress::Queued => texts.outbox().is_queued,
        Progress::Unsaved => texts.outbox().is_unsaved,
    };
    move || {
        progress.get().map(|it| {
            let (shape, tone) = it.mark();
            view! {
                <span class="pending" data-tone=tone.as_str() title=word(it)>
                    {shape.view()}
                    <span class="pending-word">{word(it)}</span>
                </span>
            }
        })
    }
}
