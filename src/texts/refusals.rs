//! Why an action was refused, in the person's language: told by code and rows, since gateways speak English.

use protocol::{
    Nack, NackCode,
    entities::{Severity, Shipment, ShipmentStatus, Violation, ViolationState},
    mutations::{Mutation, ViolationChange},
};

use super::{Language, shipments, texts, words};

texts! {
    /// Why an action was refused.
    Refusals {
        already: "Already" | "Déjà";
        assigned_to: "Assigned to" | "Attribuée à";
        changed: "Changed" | "Modifiée";
        by: "by" | "par";
        meanwhile: "meanwhile" | "entre-temps";
        nobody: "nobody" | "personne";
        somebody: "somebody else" | "quelqu’un d’autre";
        critical: "Critical violations can be dismissed by a manager only." | "Seul un responsable peut écarter une infraction critique.";
        not_assignable: "Violations cannot be assigned to this account." | "Ce compte ne peut pas recevoir d’infractions.";
        not_restorable: "It cannot be set back to how it was." | "Elle ne peut pas être remise dans son état d’avant.";
        forbidden: "Your role does not allow this." | "Votre rôle ne le permet pas.";
        invalid: "The gateway cannot accept this." | "La passerelle ne peut pas l’accepter.";
        not_found: "It no longer exists." | "Elle n’existe plus.";
        unsupported: "The gateway does not know this action." | "La passerelle ne connaît pas cette action.";
    }
}

/// Why, in a sentence. `row`: the violation as it shows, if it does.
pub fn why(language: Language, mutation: &Mutation, nack: &Nack, row: Option<&Violation>) -> String {
    let texts = Refusals::of(language);
    let own = |text: &str| match language {
        // The gateway's own words say more than the code alone.
        Language::English if !nack.msg.is_empty() => sentence(&nack.msg),
        Language::English | Language::French => text.to_owned(),
    };
    match nack.code {
        NackCode::Conflict => {
            let theirs = nack.row.as_ref().map(|(_, row)| row);
            match mutation {
                Mutation::Violation(_) => overtaken(
                    language,
                    mutation,
                    theirs.and_then(|it| it.decode().ok()).as_ref(),
                ),
                Mutation::Shipment(_) => {
                    shipment_overtaken(language, theirs.and_then(|it| it.decode().ok()).as_ref())
                }
                Mutation::Duty(_) | Mutation::Phone(_) | Mutation::Geofence(_) | Mutation::Ticket(_) => {
                    overtaken(language, mutation, None)
                }
            }
        }
        NackCode::Forbidden if is_dismissal(mutation) && row.is_some_and(is_critical) => {
            texts.critical.to_owned()
        }
        NackCode::Invalid if matches!(mutation, Mutation::Violation(ViolationChange::Assign { .. })) => {
            texts.not_assignable.to_owned()
        }
        NackCode::Forbidden => own(texts.forbidden),
        NackCode::Invalid if matches!(mutation, Mutation::Violation(ViolationChange::Restore { .. })) => {
            own(texts.not_restorable)
        }
        NackCode::Invalid | NackCode::Waiting | NackCode::Busy => match language {
            // Nothing else says what is wrong with it.
            Language::French if !nack.msg.is_empty() => format!("{} (« {} »)", texts.invalid, nack.msg),
            Language::English | Language::French => own(texts.invalid),
        },
        NackCode::NotFound => texts.not_found.to_owned(),
        NackCode::Unsupported => texts.unsupported.to_owned(),
    }
}

/// What somebody else made of the row.
fn overtaken(language: Language, mutation: &Mutation, theirs: Option<&Violation>) -> String {
    let texts = Refusals::of(language);
    let by = theirs.and_then(|it| it.changed_by.as_deref());
    let by = format!("{} {}", texts.by, by.unwrap_or(texts.somebody));
    let does_not_fit = |it: &&Violation| match mutation {
        Mutation::Violation(ViolationChange::Acknowledge { .. }) => it.state != ViolationState::Open,
        Mutation::Violation(
            ViolationChange::Assign { .. }
            | ViolationChange::Dismiss { .. }
            | ViolationChange::Resolve { .. },
        ) => !it.state.is_open(),
        // It always fits, or speaks of another row.
        Mutation::Violation(ViolationChange::Restore { .. })
        | Mutation::Shipment(_)
        | Mutation::Duty(_)
        | Mutation::Phone(_)
        | Mutation::Geofence(_)
        | Mutation::Ticket(_) => false,
    };
    if let Some(it) = theirs.filter(does_not_fit) {
        let state = words::violation_state(language, it.state).to_lowercase();
        return format!("{} {state} {by}.", texts.already);
    }
    match (mutation, theirs) {
        (Mutation::Violation(ViolationChange::Assign { .. }), Some(it)) => {
            let name = it.assignee_name.as_deref().unwrap_or(texts.nobody);
            format!("{} {name} {by} {}.", texts.assigned_to, texts.meanwhile)
        }
        _ => format!("{} {by} {}.", texts.changed, texts.meanwhile),
    }
}

/// What somebody else made of the shipment.
pub fn shipment_overtaken(language: Language, theirs: Option<&Shipment>) -> String {
    let texts = Refusals::of(language);
    let by = theirs.and_then(|it| it.changed_by.as_deref());
    let by = format!("{} {}", texts.by, by.unwrap_or(texts.somebody));
    let Some(it) = theirs else {
        return format!("{} {by} {}.", texts.changed, texts.meanwhile);
    };
    match (&it.progress.driver_name, it.progress.status) {
        (Some(driver), ShipmentStatus::Assigned) => {
            format!("{} {driver} {by} {}.", texts.assigned_to, texts.meanwhile)
        }
        (_, status) => {
            let status = shipments::shipment_status(language, status).to_lowercase();
            format!("{} {status} {by}.", texts.already)
        }
    }
}

const fn is_dismissal(mutation: &Mutation) -> bool {
    matches!(
        mutation,
        Mutation::Violation(ViolationChange::Dismiss { .. })
            | Mutation::Violation(ViolationChange::Restore {
                state: ViolationState::Dismissed,
                ..
            })
    )
}

fn is_critical(row: &Violation) -> bool {
    row.severity == Severity::Critical
}

/// Messages are sentences, with or without a full stop.
fn sentence(message: &str) -> String {
    if message.ends_with(['.', '!', '?']) {
        message.to_owned()
    } else {
        format!("{message}.")
    }
}

#[cfg(test)]
mod tests {
    use protocol::{RawRow, Revision};
    use serde_json::json;

    use super::*;

    fn row(severity: &str, state: &str) -> RawRow {
        serde_json::from_value(json!({
            "id": "v1", "kind": "speeding", "severity": severity, "vehicle": "kv-1", "plate": "KV-1", "value": 94.0,
            "place": "Ring road", "lat": 0.0, "lng": 0.0, "at": 1, "state": state, "assignee": "u-admin",
            "assignee_name": "T. Ruiz", "changed_by": "A. Lind", "changed_at": 2,
        }))
        .unwrap()
    }

    fn mutation(name: &str, mut args: serde_json::Value) -> Mutation {
        args["id"] = "v1".into();
        Mutation::read(name, &args).unwrap()
    }

    fn nack(code: NackCode, msg: &str, row: Option<RawRow>) -> Nack {
        Nack {
            id: "m1".into(),
            code,
            msg: msg.to_owned(),
            retry: None,
            row: row.map(|it| (Revision(2), it)),
        }
    }

    #[test]
    fn a_conflict_is_told_by_the_row() {
        let resolve = mutation("violation.resolve", json!({}));
        let assign = mutation("violation.assign", json!({"to": "u1", "from": []}));
        let restore = mutation("violation.restore", json!({"state": "open"}));
        let theirs = |state| nack(NackCode::Conflict, "whatever it says", Some(row("high", state)));
        let both = |mutation, nack: &Nack| {
            Language::ALL
                .iter()
                .map(|it| why(*it, mutation, nack, None))
                .collect::<Vec<_>>()
        };

        assert_eq!(
            both(&resolve, &theirs("dismissed")),
            ["Already dismissed by A. Lind.", "Déjà écartée par A. Lind."]
        );
        assert_eq!(
            both(&assign, &theirs("assigned")),
            [
                "Assigned to T. Ruiz by A. Lind meanwhile.",
                "Attribuée à T. Ruiz par A. Lind entre-temps."
            ]
        );
        assert_eq!(
            both(&restore, &theirs("resolved")),
            [
                "Changed by A. Lind meanwhile.",
                "Modifiée par A. Lind entre-temps."
            ]
        );
        assert_eq!(
            both(&resolve, &nack(NackCode::Conflict, "", None))[1],
            "Modifiée par quelqu’un d’autre entre-temps."
        );
    }

    #[test]
    fn what_is_not_allowed_is_told_by_the_code_and_the_facts() {
        let dismiss = mutation("violation.dismiss", json!({"reason": "test drive"}));
        let refused = nack(NackCode::Forbidden, "drivers see to their own", None);
        let critical: Violation = row("critical", "open").decode().unwrap();

        assert_eq!(
            why(Language::French, &dismiss, &refused, Some(&critical)),
            "Seul un responsable peut écarter une infraction critique."
        );
        assert_eq!(
            why(Language::French, &dismiss, &refused, None),
            "Votre rôle ne le permet pas."
        );
        assert_eq!(
            why(Language::English, &dismiss, &refused, None),
            "drivers see to their own."
        );
    }

    #[test]
    fn in_french_the_gateways_sentence_is_a_detail_at_most() {
        let invalid = |mutation, msg| {
            why(
                Language::French,
                mutation,
                &nack(NackCode::Invalid, msg, None),
                None,
            )
        };
        let restore = mutation("violation.restore", json!({"state": "open"}));
        let resolve = mutation("violation.resolve", json!({}));

        assert_eq!(
            invalid(&restore, "There is no such assignee."),
            "Elle ne peut pas être remise dans son état d’avant."
        );
        assert_eq!(
            invalid(&resolve, "too large for the gateway"),
            "La passerelle ne peut pas l’accepter. (« too large for the gateway »)"
        );
        assert_eq!(invalid(&resolve, ""), "La passerelle ne peut pas l’accepter.");
    }
}
