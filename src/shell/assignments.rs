//! Tells of work that somebody else gave to the person here, wherever in the app they are.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use protocol::{UserId, entities::Violation};

use super::toasts::{Toast, use_toasts};
use crate::{
    dispatch::{RowEvent, use_dispatcher},
    link::use_link,
    repositories::Rows,
    texts::{shell, use_texts, words},
};

/// Watches these rows for as long as the calling component lives.
pub(super) fn tell_assignments(rows: Rows<Violation>) {
    let (link, texts, toasts) = (use_link(), use_texts(), use_toasts());
    let navigate = StoredValue::new_local(use_navigate());
    use_dispatcher().on("assignments", rows, move |event| {
        let Some(me) = untrack(|| link.user()) else {
            return Ok(());
        };
        if let Some(it) = given_to(&me.id, &me.name, event) {
            let language = untrack(|| texts.language());
            let what = format!("{} · {}", words::violation_kind(language, it.kind), it.plate);
            let text = shell::assigned_to_you(language, it.changed_by.as_deref(), &what);
            let address = format!("/fleet/violations?view=everything&sel={}", it.id);
            let word = untrack(|| texts.outbox().missed_show);
            toasts.show(Toast::done(text).with_link(word, move || {
                navigate.with_value(|go| go(&address, Default::default()));
            }));
        }
        Ok(())
    });
}

/// The violation, if the event gave it to this person and they did not do so themselves.
fn given_to<'a>(me: &UserId, my_name: &str, event: &'a RowEvent<Violation>) -> Option<&'a Violation> {
    let RowEvent::Updated { before, after } = event else {
        return None;
    };
    let is_mine = |it: &Violation| it.assignee.as_ref() == Some(me);
    let is_own_deed = after.changed_by.as_deref() == Some(my_name);
    (is_mine(after) && !is_mine(before) && !is_own_deed).then_some(after)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn violation(assignee: Option<&str>, changed_by: &str) -> Violation {
        let mut row = json!({
            "id": "v1", "kind": "speeding", "severity": "low", "vehicle": "kv-1", "plate": "KV-1", "value": 1.0,
            "place": "Ring road", "lat": 0.0, "lng": 0.0, "at": 1, "state": "open", "changed_by": changed_by,
        });
        if let Some(assignee) = assignee {
            row["assignee"] = assignee.into();
        }
        serde_json::from_value(row).unwrap()
    }

    #[test]
    fn only_what_others_gave_is_told() {
        let me = UserId::from("u1");
        let told = |before, after, by| {
            let (before, after) = (violation(before, "A. Weber"), violation(after, by));
            given_to(&me, "D. Novak", &RowEvent::Updated { before, after }).is_some()
        };

        assert!(told(None, Some("u1"), "A. Weber"));
        assert!(told(Some("u2"), Some("u1"), "A. Weber"));
        assert!(!told(None, Some("u1"), "D. Novak"), "own deed");
        assert!(!told(Some("u1"), Some("u1"), "A. Weber"), "mine before");
        assert!(!told(None, Some("u2"), "A. Weber"), "somebody else's");
        let inserted = RowEvent::Inserted(violation(Some("u1"), "A. Weber"));
        assert_eq!(given_to(&me, "D. Novak", &inserted), None, "not a change");
    }
}
