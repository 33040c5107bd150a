//! Who else edits it, in words; in a place that is there anyway.

use leptos::prelude::*;

use super::Here;
use crate::texts::{presence, use_texts};

/// The note; empty while nobody edits or that is not known. Readers hear it when it changes.
#[component]
pub(crate) fn HereNote(
    /// Who is there.
    here: Here,
    /// Whether whoever only looks is named as well.
    #[prop(optional)]
    with_lookers: bool,
) -> impl IntoView {
    let texts = use_texts();
    let text = Memo::new(move |_| {
        here.is_current.get().then(|| {
            here.people.with(|people| {
                let first = people.first()?;
                let n_editing = people.iter().filter(|it| it.editing.is_some()).count();
                match n_editing {
                    0 => with_lookers.then(|| texts.presence().looking.replace("{}", &first.name)),
                    n => Some(presence::editing(texts.language(), &first.name, n - 1)),
                }
            })
        })?
    });
    view! { <span class="here-note" role="status">{text}</span> }
}
