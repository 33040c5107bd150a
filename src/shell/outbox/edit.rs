//! Another wording, or another person, for an action that has not taken effect, without asking for it all over again.

use leptos::prelude::*;
use protocol::{
    Timestamp, Topic, UserId,
    entities::{Member, Violation},
    mutations::{Mutation, REASON_CHARS_MAX, ShipmentChange, ViolationChange},
};
use sync::{OutboxFull, Pending};

use crate::{
    components::field::{Field, Select},
    link::{Link, use_link, use_now},
    platform::page,
    repositories::{sort::natural, use_rows},
    shell::{Meanwhile, Toast, changed_since, deeds::use_deeds, use_toasts},
    texts::use_texts,
};

/// What of an action may be changed; each kind has its own control in the form.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Argument {
    /// Why.
    Reason,
    /// Whose work it is to be.
    Assignee,
}

/// What of this one may be changed, and how it stands there; most actions say nothing but what is done.
pub(super) fn argument(mutation: &Mutation) -> Option<(Argument, &str)> {
    match mutation {
        Mutation::Violation(ViolationChange::Dismiss { reason, .. })
        | Mutation::Shipment(
            ShipmentChange::Decline { reason, .. }
            | ShipmentChange::Fail { reason, .. }
            | ShipmentChange::Cancel { reason, .. },
        ) => Some((Argument::Reason, reason)),
        Mutation::Violation(ViolationChange::Assign { to, .. }) => Some((Argument::Assignee, to.as_str())),
        Mutation::Violation(
            ViolationChange::Acknowledge { .. }
            | ViolationChange::Resolve { .. }
            | ViolationChange::Restore { .. },
        )
        | Mutation::Shipment(
            ShipmentChange::Create { .. }
            | ShipmentChange::Assign { .. }
            | ShipmentChange::Step { .. }
            | ShipmentChange::Deliver { .. }
            | ShipmentChange::Restore { .. },
        )
        | Mutation::Duty(_)
        | Mutation::Phone(_)
        | Mutation::Geofence(_)
        | Mutation::Ticket(_) => None,
    }
}

/// The same with another argument. `name`: how people call whom it names.
fn changed(mutation: &Mutation, value: &str, name: Option<String>) -> Option<Mutation> {
    match mutation {
        Mutation::Violation(ViolationChange::Dismiss { id, .. }) => {
            Some(Mutation::Violation(ViolationChange::Dismiss {
                id: id.clone(),
                reason: value.trim().to_owned(),
            }))
        }
        Mutation::Shipment(ShipmentChange::Decline { id, .. }) => {
            Some(Mutation::Shipment(ShipmentChange::Decline {
                id: id.clone(),
                reason: value.trim().to_owned(),
            }))
        }
        Mutation::Shipment(ShipmentChange::Fail { id, done_at, .. }) => {
            Some(Mutation::Shipment(ShipmentChange::Fail {
                id: id.clone(),
                reason: value.trim().to_owned(),
                done_at: *done_at,
            }))
        }
        Mutation::Shipment(ShipmentChange::Cancel { id, .. }) => {
            Some(Mutation::Shipment(ShipmentChange::Cancel {
                id: id.clone(),
                reason: value.trim().to_owned(),
            }))
        }
        Mutation::Violation(ViolationChange::Assign { id, .. }) => {
            Some(Mutation::Violation(ViolationChange::Assign {
                id: id.clone(),
                to: UserId::from(value),
                to_name: name,
                from: None,
            }))
        }
        Mutation::Violation(
            ViolationChange::Acknowledge { .. }
            | ViolationChange::Resolve { .. }
            | ViolationChange::Restore { .. },
        )
        | Mutation::Shipment(
            ShipmentChange::Create { .. }
            | ShipmentChange::Assign { .. }
            | ShipmentChange::Step { .. }
            | ShipmentChange::Deliver { .. }
            | ShipmentChange::Restore { .. },
        )
        | Mutation::Duty(_)
        | Mutation::Phone(_)
        | Mutation::Geofence(_)
        | Mutation::Ticket(_) => None,
    }
}

/// The form; what it sends takes the place of the old action.
#[component]
pub(super) fn Edit(
    /// The action.
    action: Pending,
    /// Whether what a colleague did stands beside it already.
    is_told: Memo<bool>,
    /// Called when the person is done, either way.
    close: Callback<()>,
) -> impl IntoView {
    let (link, texts, toasts, deeds) = (use_link(), use_texts(), use_toasts(), use_deeds());
    let Pending {
        id, mutation, since, ..
    } = action;
    let Some((argument, value)) = argument(&mutation) else {
        return ().into_any();
    };
    // Or it would leave as it was, and take the words along, when the network comes back while they are being written.
    link.hold_action(&id, true);
    on_cleanup({
        let id = id.clone();
        move || link.hold_action(&id, false)
    });
    let value = RwSignal::new(value.to_owned());
    let people = use_people(&mutation);
    let is_good = Memo::new(move |_| match argument {
        Argument::Reason => (1..=REASON_CHARS_MAX).contains(&value.with(|it| it.trim().chars().count())),
        Argument::Assignee => true,
    });
    let meanwhile = use_meanwhile(link, &mutation, since, is_told);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !is_good.get_untracked() {
            return;
        }
        let value = value.get_untracked();
        let name = people.with_untracked(|it| it.iter().find(|it| it.0 == value).map(|it| it.1.clone()));
        match changed(&mutation, &value, name).map(|it| link.reword_action(&id, it)) {
            Some(Ok(_)) => deeds.forget(&id),
            // It left meanwhile: what it became stands in the list.
            Some(Err(OutboxFull { limit: 0 })) | None => {}
            Some(Err(_)) => toasts.show(Toast::problem(texts.outbox().too_many)),
        }
        close.run(());
    };
    request_animation_frame(|| page::focus(".action-edit .input"));
    let field = "action-argument";
    let control = match argument {
        Argument::Reason => view! {
            <textarea
                class="input"
                id=field
                rows="2"
                maxlength=REASON_CHARS_MAX
                aria-describedby="action-argument-note"
                aria-invalid=move || (!is_good.get()).to_string()
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
        }
        .into_any(),
        Argument::Assignee => view! {
            <Select id=field choices=people chosen=value choose=Callback::new(move |it| value.set(it)) />
        }
        .into_any(),
    };
    let label = move || match argument {
        Argument::Reason => texts.violations().reason,
        Argument::Assignee => texts.violations().assign_to,
    };
    view! {
        <form class="action-edit" on:submit=submit>
            <Meanwhile change=meanwhile />
            <Field
                id=field
                label=Signal::derive(move || label().to_owned())
                error=Signal::derive(move || (!is_good.get()).then(|| texts.violations().reason_missing.to_owned()))
            >
                {control}
            </Field>
            <div class="action-foot">
                <span class="grow"></span>
                <button type="button" class="btn btn--sm" on:click=move |_| close.run(())>
                    {move || texts.violations().cancel}
                </button>
                <button type="submit" class="btn btn--sm btn--primary">
                    {move || texts.outbox().send_again}
                </button>
            </div>
        </form>
    }
    .into_any()
}

/// Everybody whose work it can be, and who was chosen, as value and word, by name.
fn use_people(mutation: &Mutation) -> Signal<Vec<(String, String)>> {
    let Mutation::Violation(ViolationChange::Assign { to, to_name, .. }) = mutation else {
        return Signal::stored(Vec::new());
    };
    let members = use_rows::<Member>();
    let name = to_name.clone().unwrap_or_else(|| to.to_string());
    let chosen = (to.to_string(), name);
    let people = Memo::new(move |_| {
        members.version();
        let mut people: Vec<_> = members.with(|it| {
            let assignable = it.values().filter(|it| it.assignable);
            assignable
                .map(|it| (it.id.to_string(), it.name.clone()))
                .collect()
        });
        if !people.iter().any(|it| it.0 == chosen.0) {
            people.push(chosen.clone());
        }
        people.sort_by_key(|it| natural(&it.1));
        people
    });
    people.into()
}

/// What somebody else did since the action was asked for. Of the row as the gateway has it: what shows may be the action.
fn use_meanwhile(
    link: Link,
    mutation: &Mutation,
    since: Timestamp,
    is_told: Memo<bool>,
) -> Memo<Option<Violation>> {
    let now = use_now();
    let (kind, row) = mutation.target();
    let (topic, row) = (Topic::whole(kind), row.clone());
    let since = link.corrected(since);
    Memo::new(move |_| {
        // Such rows have no signal; a second is soon enough.
        now.track();
        let theirs = link.read(|it| {
            let mut confirmed = it.view(&topic)?.confirmed();
            confirmed.find(|it| *it.0 == row)?.2.decode::<Violation>().ok()
        });
        let me = link.user().map(|it| it.name);
        let theirs = theirs.filter(|_| !is_told.get());
        changed_since(theirs, since, me.as_deref())
    })
}

#[cfg(test)]
mod tests {
    use protocol::RowId;

    use super::*;

    #[test]
    fn only_what_has_an_argument_is_asked_for_anew() {
        let id = RowId::from("v1");
        let dismiss = Mutation::Violation(ViolationChange::Dismiss {
            id: id.clone(),
            reason: "old".to_owned(),
        });
        let assign = Mutation::Violation(ViolationChange::Assign {
            id: id.clone(),
            to: "u1".into(),
            to_name: Some("A. Lind".to_owned()),
            from: Some(Vec::new()),
        });
        let resolve = Mutation::Violation(ViolationChange::Resolve { id: id.clone() });

        assert_eq!(argument(&dismiss), Some((Argument::Reason, "old")));
        assert_eq!(
            changed(&dismiss, " new ", None),
            Some(Mutation::Violation(ViolationChange::Dismiss {
                id: id.clone(),
                reason: "new".to_owned()
            }))
        );
        assert_eq!(argument(&assign), Some((Argument::Assignee, "u1")));
        assert_eq!(
            changed(&assign, "u2", Some("T. Ruiz".to_owned())),
            Some(Mutation::Violation(ViolationChange::Assign {
                id,
                to: "u2".into(),
                to_name: Some("T. Ruiz".to_owned()),
                from: None,
            }))
        );
        assert_eq!((argument(&resolve), changed(&resolve, "x", None)), (None, None));
    }
}
