//! Who else is here, as two letters each.

use leptos::prelude::*;

use super::{
    Here,
    people::{Person, SHOWN_MAX},
};
use crate::texts::use_texts;

/// A row of avatars; it keeps its place while nobody is there.
#[component]
pub(crate) fn HereAvatars(
    /// Who is there.
    here: Here,
) -> impl IntoView {
    let texts = use_texts();
    let label = move || match here.is_page {
        true => texts.presence().also_on_dispatch,
        false => texts.presence().also_here,
    };
    let told = move |person: &Person| {
        let words = texts.presence();
        let text = match (here.is_current.get(), person.editing, here.is_page) {
            (false, ..) => words.was_here,
            (true, Some(_), _) => words.editing,
            (true, None, true) => words.on_dispatch,
            (true, None, false) => words.looking,
        };
        text.replace("{}", &person.name)
    };
    let avatar = move |person: Person| {
        let (letters, is_editing) = (person.letters.clone(), person.editing.is_some());
        let told = Memo::new(move |_| told(&person));
        view! {
            <li class="avatar" data-editing=is_editing.to_string() title=told>
                <span aria-hidden="true">{letters}</span>
                <span class="vh">{told}</span>
            </li>
        }
    };
    let shown = move || {
        here.people
            .with(|it| it.iter().take(SHOWN_MAX).cloned().collect::<Vec<_>>())
    };
    let rest = move || {
        let names = here.people.with(|it| {
            let rest = it.iter().skip(SHOWN_MAX);
            rest.map(|it| it.name.clone()).collect::<Vec<_>>()
        });
        (!names.is_empty()).then(|| {
            let (n, names) = (names.len(), names.join(", "));
            let title = names.clone();
            view! {
                <li class="avatar here-more" title=title>
                    <span aria-hidden="true">{format!("+{n}")}</span>
                    <span class="vh">{names}</span>
                </li>
            }
        })
    };
    view! {
        <Show when=move || here.people.with(|it| !it.is_empty())>
            <ul
                class="here"
                aria-label=label
                data-page=here.is_page.to_string()
                data-stale=move || (!here.is_current.get()).to_string()
            >
                <For each=shown key=|it| (it.id.clone(), it.editing.is_some()) children=avatar />
                {rest}
            </ul>
        </Show>
    }
}
