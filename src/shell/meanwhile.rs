//! What a colleague did to a row while somebody here writes about it: told beside the form, which keeps what was written.

use leptos::prelude::*;
use protocol::{Timestamp, entities::Violation};

use crate::{
    link::{use_link, use_now},
    settings::use_format,
    texts::{outbox, use_texts, violations::done_by, words},
};

/// The last of these rows that somebody else than `me` changed after that.
pub(crate) fn changed_since(
    rows: impl IntoIterator<Item = Violation>,
    since: Timestamp,
    me: Option<&str>,
) -> Option<Violation> {
    rows.into_iter()
        .filter(|it| it.changed_at.is_some_and(|at| at > since) && it.changed_by.as_deref() != me)
        .max_by_key(|it| it.changed_at)
}

/// The note; nothing while there is no such change.
#[component]
pub(crate) fn Meanwhile(
    /// The row as it was left.
    change: Memo<Option<Violation>>,
) -> impl IntoView {
    let (link, texts, format, now) = (use_link(), use_texts(), use_format(), use_now());
    // What a colleague did meanwhile may make the words needless; it is not for the form to throw them away.
    let meanwhile = Memo::new(move |_| {
        let it = change.get()?;
        let language = texts.language();
        let me = link.user().map(|it| it.id);
        let deed = outbox::standing_of(language, &it, me.as_ref());
        let itself = || texts.violations().history_itself.to_owned();
        let who = it.changed_by.clone().unwrap_or_else(itself);
        let age = format.get().age(now.get().since(it.changed_at?));
        let (told, ago) = done_by(language, &deed, &who, &age);
        let closed = (!it.state.is_open()).then_some(texts.violations().dismiss_closed);
        let kind = words::violation_kind(language, it.kind);
        Some((format!("{kind} · {} · {told}", it.plate), ago, closed))
    });
    // Readers hear who did what once; the time that runs is hidden from them.
    let told = Memo::new(move |_| meanwhile.get().map(|it| (it.0, it.2)));
    let note = move || {
        let (told, closed) = told.get()?;
        Some(view! {
            {told}
            " "
            <span aria-hidden="true">{move || meanwhile.get().map(|it| it.1)}</span>
            ". "
            {closed}
        })
    };
    view! { <p class="meanwhile" role="status">{note}</p> }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn row(id: &str, by: Option<&str>, at: u64) -> Violation {
        serde_json::from_value(json!({
            "id": id, "kind": "speeding", "severity": "low", "vehicle": "kv-1", "plate": "KV-1", "value": 1.0,
            "place": "Ring road", "lat": 0.0, "lng": 0.0, "at": 1, "state": "open", "changed_by": by, "changed_at": at,
        }))
        .unwrap()
    }

    #[test]
    fn only_what_others_did_since_is_told() {
        let rows = [
            row("before", Some("Ben"), 5),
            row("mine", Some("Ana"), 9),
            row("first", Some("Ben"), 6),
            row("last", None, 8),
        ];
        let found = |n: usize| {
            let since = Timestamp::from_millis(5);
            changed_since(rows[..n].to_vec(), since, Some("Ana")).map(|it| it.id.to_string())
        };

        assert_eq!(found(2), None);
        assert_eq!(found(3).as_deref(), Some("first"));
        assert_eq!(found(4).as_deref(), Some("last"));
    }
}
