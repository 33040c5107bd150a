//! What somebody else made of a row, beside what one wanted oneself.

use leptos::prelude::*;
use protocol::{entities::Violation, mutations::Mutation};

use crate::{
    components::age::Age,
    link::use_now,
    texts::{outbox, use_texts},
};

/// Theirs and mine, one above the other.
#[component]
pub(super) fn Conflict(
    /// What was wanted.
    mutation: Mutation,
    /// The row as it stands, without what was refused.
    row: Signal<Option<Violation>>,
) -> impl IntoView {
    let (texts, now) = (use_texts(), use_now());
    let theirs = move || {
        row.with(|it| {
            let it = it.as_ref()?;
            let (assignee, reason) = (it.assignee_name.as_deref(), it.reason.as_deref());
            let words = outbox::outcome(texts.language(), Some(it.state), assignee, reason);
            let by = it.changed_by.as_ref().map(|it| format!(" · {it}"));
            Some(format!("{words}{}", by.unwrap_or_default()))
        })
    };
    let at = Signal::derive(move || row.with(|it| it.as_ref()?.changed_at));
    view! {
        <dl class="conflict">
            <dt>{move || texts.outbox().theirs}</dt>
            <dd>
                {move || theirs().unwrap_or_else(|| texts.violations().gone.to_owned())}
                " "
                <Age at=at now=now />
            </dd>
            <dt>{move || texts.outbox().mine}</dt>
            <dd>{move || outbox::verb(texts.language(), &mutation)}</dd>
        </dl>
    }
}
