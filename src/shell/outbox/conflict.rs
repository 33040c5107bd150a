//! What somebody else made of a row, beside what one wanted oneself.

use leptos::prelude::*;
use protocol::{
    RawRow, Timestamp, UserId,
    mutations::{Author, Mutation},
};

use crate::{
    components::age::Age,
    link::{use_link, use_now},
    shell::subject::Subject,
    texts::{outbox, use_texts},
};

/// Theirs and mine, one above the other.
#[component]
pub(super) fn Conflict(
    /// What was wanted.
    mutation: Mutation,
    /// The row as it stands, without what was refused.
    row: Signal<Option<Subject>>,
) -> impl IntoView {
    let (texts, now, link) = (use_texts(), use_now(), use_link());
    let me = Memo::new(move |_| link.user().map(|it| it.id));
    let theirs = move || {
        row.with(|it| {
            let it = it.as_ref()?;
            let words = me.with(|me| it.standing(texts.language(), me.as_ref()));
            let by = it.changed_by().map(|it| format!(" · {it}"));
            Some(format!("{words}{}", by.unwrap_or_default()))
        })
    };
    let at = Signal::derive(move || row.with(|it| it.as_ref()?.changed_at()));
    view! {
        <dl class="conflict">
            <dt>{move || texts.outbox().theirs}</dt>
            <dd>
                {move || theirs().unwrap_or_else(|| texts.violations().gone.to_owned())}
                " "
                <Age at=at now=now />
            </dd>
            <dt>{move || texts.outbox().mine}</dt>
            <dd>{move || me.with(|me| outbox::verb(texts.language(), &mutation, me.as_ref()))}</dd>
        </dl>
    }
}

/// Whether what was wanted can still be done with the row as somebody else left it, by who insists.
pub(crate) fn may_insist(mutation: &Mutation, row: &RawRow) -> bool {
    // Who and when are of no account here.
    let author = Author {
        user: UserId::from(""),
        name: String::new(),
        at: Timestamp::from_millis(0),
    };
    mutation.clone().over(row).apply(Some(row), &author).is_ok()
}
