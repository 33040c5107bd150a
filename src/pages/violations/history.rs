//! What was done to a violation, by whom and when: read from the gateway when its details are open.

use leptos::{prelude::*, task::spawn_local};
use protocol::{
    MutationId, RowId, StreamKind, Timestamp, Topic,
    entities::{Violation, ViolationState},
    history::Deed,
    mutations::Mutation,
};

use super::model::ViolationsModel;
use crate::{
    components::{age::Age, list_state::Skeleton},
    pages::list::Seen,
    platform::http::{self, HttpError},
    shell::ProgressMark,
    texts::{Language, outbox},
};

/// What was read.
type Read = Option<Result<Vec<Change>, HttpError>>;

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
            let answer = http::history(&topic, &id).await;
            let answer = answer.map(|it| it.changes.into_iter().map(Change::from).collect());
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
    let lines = move || match read.get() {
        Some(Ok(changes)) if !changes.is_empty() => changes,
        // The row itself tells of its last change, also where nothing else can be read; not while that is only asked for.
        _ => violation
            .with(|it| {
                it.as_ref()
                    .filter(|it| model.progress(&it.id).is_none())
                    .and_then(Change::of_row)
            })
            .into_iter()
            .collect(),
    };
    // One's own changes that the gateway has not heard of, or not answered: each with how far it has come.
    let own = Memo::new(move |_| {
        let id = violation.with(|it| it.as_ref().map(|it| it.id.clone()))?;
        let pending = model.link.pending().into_iter();
        let own = pending.filter(|it| *it.mutation.target().1 == id);
        Some(own.map(|it| (it.id, it.mutation)).collect::<Vec<_>>())
    });
    let has_own = move || own.with(|it| it.as_ref().is_some_and(|it| !it.is_empty()));
    let again = move |_| {
        if let Some((id, ..)) = asked.get_untracked() {
            read.set(None);
            load(id);
        }
    };
    let note = move || match read.get() {
        None if model.is_connected() => view! { <Skeleton lines=1 /> }.into_any(),
        None => view! { <p class="cap t2">{model.texts().history_offline}</p> }.into_any(),
        Some(Err(_)) => view! {
            <p class="cap t2" role="alert">
                {model.texts().history_lost}
                " "
                <button type="button" class="btn btn--sm" on:click=again>
                    {model.list.texts.shell().try_again}
                </button>
            </p>
        }
        .into_any(),
        Some(Ok(_)) if lines().is_empty() && !has_own() => {
            view! { <p class="cap t2">{model.texts().history_none}</p> }.into_any()
        }
        Some(Ok(_)) => ().into_any(),
    };
    view! {
        <section class="sec">
            <div class="sec-head">{move || model.texts().history}</div>
            <ol class="history">
                {move || lines().into_iter().map(|change| view! { <Line model change /> }).collect_view()}
                {move || {
                    let own = own.get().unwrap_or_default().into_iter();
                    own.map(|(id, mutation)| view! { <Own model id mutation /> }).collect_view()
                }}
            </ol>
            {note}
        </section>
    }
}

/// A line: what was done, by whom, when.
#[derive(Clone, Debug, Default, PartialEq)]
struct Change {
    at: Timestamp,
    /// Nobody: Livedeck itself.
    who: Option<String>,
    state: Option<ViolationState>,
    assignee: Option<String>,
    reason: Option<String>,
    /// The fields that it touched, for what we have no words for.
    fields: Vec<String>,
}

impl Change {
    /// The last one as the row tells it.
    fn of_row(row: &Violation) -> Option<Self> {
        Some(Self {
            at: row.changed_at?,
            who: row.changed_by.clone(),
            state: Some(row.state),
            assignee: row.assignee_name.clone(),
            reason: row.reason.clone(),
            fields: Vec::new(),
        })
    }

    /// "Dismissed “sensor error”".
    fn words(&self, language: Language) -> String {
        let words = outbox::outcome(
            language,
            self.state,
            self.assignee.as_deref(),
            self.reason.as_deref(),
        );
        if words.is_empty() {
            self.fields.join(" ")
        } else {
            words
        }
    }
}

impl From<Deed> for Change {
    fn from(deed: Deed) -> Self {
        let text = |name: &str| deed.changed.get(name).and_then(|it| it.as_str());
        Self {
            at: deed.at,
            who: deed.asked.as_ref().map(|it| it.by.name.clone()),
            state: text("state").and_then(|it| it.parse().ok()),
            assignee: text("assignee_name").map(str::to_owned),
            reason: text("reason").map(str::to_owned),
            fields: deed.changed.keys().chain(&deed.removed).cloned().collect(),
        }
    }
}

/// What was asked for here and has no verdict.
#[component]
fn Own(model: ViolationsModel, id: MutationId, mutation: Mutation) -> impl IntoView {
    let progress = Memo::new(move |_| model.link.progress_of(std::slice::from_ref(&id)));
    let words = move || {
        let me = model.link.user().map(|it| it.id);
        outbox::verb(model.list.language.get(), &mutation, me.as_ref())
    };
    view! {
        <li>
            <span>{words}</span>
            <span class="t2">{move || model.texts().you}</span>
            <ProgressMark progress />
        </li>
    }
}

#[component]
fn Line(model: ViolationsModel, change: Change) -> impl IntoView {
    let at = change.at;
    let who = change.who.clone();
    view! {
        <li>
            <span>{move || change.words(model.list.language.get())}</span>
            <span class="t2">{move || who.clone().unwrap_or_else(|| model.texts().history_itself.to_owned())}</span>
            <span title=move || model.list.format.get().date_time(at)>
                <Age at=Signal::stored(Some(at)) now=model.list.now />
            </span>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn words(changed: &serde_json::Value) -> String {
        let deed = json!({"at": 1, "revision": 1, "changed": changed, "removed": []});
        let deed: Deed = serde_json::from_value(deed).unwrap();
        Change::from(deed).words(Language::English)
    }

    #[test]
    fn a_change_is_told_in_words() {
        assert_eq!(words(&json!({"state": "acknowledged"})), "Acknowledged");
        assert_eq!(
            words(&json!({"state": "assigned", "assignee": "u1", "assignee_name": "T. Ruiz"})),
            "Assigned → T. Ruiz"
        );
        assert_eq!(
            words(&json!({"state": "dismissed", "reason": "sensor error"})),
            "Dismissed “sensor error”"
        );
        assert_eq!(words(&json!({"colour": "red"})), "colour");
    }
}
