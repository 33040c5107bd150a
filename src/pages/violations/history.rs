//! What was done to a violation, by whom and when: read from the gateway when its details are open.

use leptos::{prelude::*, task::spawn_local};
use protocol::{
    RowId, StreamKind, Timestamp, Topic,
    entities::{Violation, ViolationState},
    history::Deed,
};

use super::model::ViolationsModel;
use crate::{
    components::{age::Age, list_state::Skeleton},
    pages::list::Seen,
    platform::http::{self, HttpError},
    texts::{Language, outbox::quoted, words},
};

/// What was read.
type Read = Option<Result<Vec<Deed>, HttpError>>;

/// The section.
#[component]
pub(super) fn ViolationHistory(model: ViolationsModel, violation: Seen<Violation>) -> impl IntoView {
    let read: RwSignal<Read> = RwSignal::new(None);
    // Read anew when somebody changed the row, and when there is a connection again.
    let asked = Memo::new(move |_| {
        let (id, changed_at) = violation.with(|it| it.as_ref().map(|it| (it.id.clone(), it.changed_at)))?;
        let is_sent = model.progress(&id).is_none();
        Some((id, changed_at, is_sent && model.is_connected()))
    });
    let load = move |id: RowId| {
        spawn_local(async move {
            let topic = Topic::whole(StreamKind::Violation);
            let answer = http::history(&topic, &id).await.map(|it| it.changes);
            // Meanwhile another row may stand here; the component may be gone.
            let is_current = asked.try_get_untracked().flatten().is_some_and(|it| it.0 == id);
            if is_current {
                read.set(Some(answer));
            }
        });
    };
    Effect::new(move |last: Option<Option<RowId>>| {
        let (id, _, may_ask) = asked.get()?;
        if last.flatten().as_ref() != Some(&id) {
            read.set(None);
        }
        if may_ask {
            load(id.clone());
        }
        Some(id)
    });
    view! {
        <section class="sec">
            <div class="sec-head">{move || model.texts().history}</div>
            {move || match read.get() {
                None if model.is_connected() => view! { <Skeleton lines=2 /> }.into_any(),
                None => view! { <p class="cap t2">{model.texts().history_offline}</p> }.into_any(),
                Some(Err(_)) => view! {
                    <p class="cap t2" role="alert">
                        {model.texts().history_lost}
                        " "
                        <button
                            type="button"
                            class="btn btn--sm"
                            on:click=move |_| {
                                if let Some((id, ..)) = asked.get_untracked() {
                                    read.set(None);
                                    load(id);
                                }
                            }
                        >
                            {model.list.texts.shell().try_again}
                        </button>
                    </p>
                }
                .into_any(),
                Some(Ok(deeds)) if deeds.is_empty() => {
                    view! { <p class="cap t2">{model.texts().history_none}</p> }.into_any()
                }
                Some(Ok(deeds)) => {
                    let lines = deeds.into_iter().map(|deed| view! { <Line model deed /> });
                    view! { <ol class="history">{lines.collect_view()}</ol> }.into_any()
                }
            }}
        </section>
    }
}

#[component]
fn Line(model: ViolationsModel, deed: Deed) -> impl IntoView {
    let at: Timestamp = deed.at;
    let who = deed.asked.as_ref().map(|it| it.by.name.clone());
    let who = move || {
        who.clone()
            .unwrap_or_else(|| model.texts().history_itself.to_owned())
    };
    let what = move || words_of(model.list.language.get(), &deed);
    view! {
        <li>
            <span>{what}</span>
            <span class="t2">{who}</span>
            <span title=move || model.list.format.get().date_time(at)>
                <Age at=Signal::stored(Some(at)) now=model.list.now />
            </span>
        </li>
    }
}

/// What a change did, in words: "Dismissed “sensor error”".
fn words_of(language: Language, deed: &Deed) -> String {
    let text = |name: &str| deed.changed.get(name).and_then(|it| it.as_str());
    let state = text("state").and_then(|it| it.parse::<ViolationState>().ok());
    let mut parts = Vec::new();
    parts.extend(state.map(|it| words::violation_state(language, it).to_owned()));
    parts.extend(text("assignee_name").map(|it| format!("→ {it}")));
    parts.extend(text("reason").map(|it| quoted(language, it)));
    if parts.is_empty() {
        // Nothing that we have words for: then the names of the fields.
        let fields = deed.changed.keys().chain(&deed.removed);
        parts.extend(fields.cloned());
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn words(changed: serde_json::Value) -> String {
        let deed = json!({"at": 1, "revision": 1, "changed": changed, "removed": []});
        words_of(Language::English, &serde_json::from_value(deed).unwrap())
    }

    #[test]
    fn a_change_is_told_in_words() {
        assert_eq!(words(json!({"state": "acknowledged"})), "Acknowledged");
        assert_eq!(
            words(json!({"state": "assigned", "assignee": "u1", "assignee_name": "T. Ruiz"})),
            "Assigned → T. Ruiz"
        );
        assert_eq!(
            words(json!({"state": "dismissed", "reason": "sensor error"})),
            "Dismissed “sensor error”"
        );
        assert_eq!(words(json!({"colour": "red"})), "colour");
    }
}
