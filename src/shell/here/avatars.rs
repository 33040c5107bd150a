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
    let is_current = move || here.is_current.try_get().unwrap_or_default();
    let told = move |person: &Person| {
        let words = texts.presence();
        let text = match (is_current(), person.editing, here.is_page) {
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
        let some = |it: &Vec<Person>| it.iter().take(SHOWN_MAX).cloned().collect::<Vec<_>>();
        // Beside a title they may outlive for a moment what the page that is left knew.
        here.people.try_with(some).unwrap_or_default()
    };
    let rest = move || {
        let rest = |it: &Vec<Person>| {
            let rest = it.iter().skip(SHOWN_MAX);
            rest.map(|it| it.name.clone()).collect::<Vec<_>>()
        };
        let names = here.people.try_with(rest).unwrap_or_default();
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
        <Show when=move || here.people.try_with(|it| !it.is_empty()).unwrap_or_default()>
            <ul
                class="here"
                aria-label=label
                data-page=here.is_page.to_string()
                data-stale=move || (!is_current()).to_string()
            >
                <For each=shown key=|it| (it.id.clone(), it.editing.is_some()) children=avatar />
                {rest}
            </ul>
        </Show>
    }
}
