//! What people read about their own actions: the outbox, taking back, leaving, and what they missed.

use protocol::{
    UserId,
    entities::{Violation, ViolationState},
    mutations::{Mutation, ViolationChange},
};

use super::{Language, phone, shipments, texts, violations::Violations, words};

texts! {
    /// One's own actions, and what one missed.
    Outbox {
        outbox: "Outbox" | "Boîte d’envoi";
        note: "Kept on this device, sent in this order. Closing the page loses nothing." | "Conservées sur cet appareil, envoyées dans cet ordre. Fermer la page ne perd rien.";
        nothing: "Nothing waits. What you do while offline stands here until it has taken effect." | "Rien n’attend. Ce que vous faites hors ligne reste ici jusqu’à son effet.";
        show: "Show outbox" | "Voir la boîte d’envoi";
        nothing_waits: "Nothing waits to be sent" | "Rien n’attend d’être envoyé";
        saving: "Saving" | "Enregistrement";
        queued: "Queued" | "En file";
        sending: "Sending" | "Envoi";
        is_sending: "sending" | "envoi";
        is_queued: "queued" | "en file";
        is_unsaved: "not saved" | "non enregistré";
        will_be_sent: "Kept here, sent when there is a connection." | "Conservé ici, envoyé dès la connexion.";
        will_be_sent_signed_in: "Kept here, sent when you have signed in again." | "Conservé ici, envoyé quand vous vous serez reconnecté.";
        put_off: "Put off" | "Reporté";
        refused: "Refused" | "Refusé";
        refused_colon: "Refused:" | "Refusé :";
        nothing_changed: "Nothing was changed." | "Rien n’a été modifié.";
        took_effect: "Took effect" | "Effectué";
        waits: "waits for the connection" | "attend la connexion";
        waits_for_other: "waits for the one before it" | "attend la précédente";
        asked_again: "attempt" | "tentative";
        not_saved: "Not saved on this device: closing the page would lose it." | "Non enregistré sur cet appareil : fermer la page le perdrait.";
        try_again: "Try again" | "Réessayer";
        use_mine: "Use mine" | "Garder la mienne";
        discard: "Discard" | "Abandonner";
        edit: "Edit" | "Modifier";
        send_again: "Send this instead" | "Envoyer ceci";
        keep_theirs: "Keep theirs" | "Garder la leur";
        theirs: "Theirs" | "La leur";
        mine: "Yours" | "La vôtre";
        discarded: "Discarded:" | "Abandonné :";
        recent: "Took effect lately" | "Effectué récemment";
        to: "to" | "à";
        assign_to_you: "Assign to you" | "Vous l’attribuer";
        back_to: "Set back to" | "Remettre à l’état";
        undo: "Undo" | "Annuler";
        redo: "Redo" | "Rétablir";
        undone: "Undone:" | "Annulé :";
        redone: "Redone:" | "Rétabli :";
        nothing_to_undo: "There is nothing to undo." | "Il n’y a rien à annuler.";
        nothing_to_redo: "There is nothing to redo." | "Il n’y a rien à rétablir.";
        overtaken: "Not undone: changed since by" | "Non annulé : modifié depuis par";
        somebody: "somebody else" | "quelqu’un d’autre";
        too_many: "Too many changes wait for the gateway. Try again when the connection is back." | "Trop de modifications attendent la passerelle. Réessayez quand la connexion sera rétablie.";
        leave_title: "Sign out with unsent work?" | "Se déconnecter avec du travail non envoyé ?";
        leave: "Sign out, keep the work" | "Se déconnecter, garder le travail";
        left_photos: "Photos and signatures that dispatch has not had are deleted from this phone." | "Les photos et signatures que le dispatch n’a pas eues sont effacées de ce téléphone.";
        left_words: "What you wrote and have not confirmed is deleted from this phone." | "Ce que vous avez écrit sans le confirmer est effacé de ce téléphone.";
        left_unread: "This phone’s disk has not been read yet. Photos, signatures and positions that dispatch has not had are deleted from it." | "Le disque de ce téléphone n’est pas encore lu. Les photos, signatures et positions que le dispatch n’a pas eues en sont effacées.";
        left_positions: "Positions that dispatch has not had are deleted from this phone." | "Les positions que le dispatch n’a pas eues sont effacées de ce téléphone.";
        leave_lossy: "Sign out and delete" | "Se déconnecter et effacer";
        stay: "Stay" | "Rester";
        missed: "What you missed" | "Ce que vous avez manqué";
        missed_show: "Show" | "Voir";
        missed_seen: "Mark all as seen" | "Tout marquer comme vu";
        missed_new: "New violation" | "Nouvelle infraction";
        missed_mark: "New since you left" | "Nouveau depuis votre départ";
        missed_none: "Everything has been seen." | "Tout a été vu.";
        by: "by" | "par";
        key_undo: "Undo your last action" | "Annuler votre dernière action";
        key_redo: "Redo it" | "La rétablir";
    }
}

/// What an action of `me` asks for, without the row it is about.
pub fn verb(language: Language, mutation: &Mutation, me: Option<&UserId>) -> String {
    let (texts, work) = (Outbox::of(language), Violations::of(language));
    match mutation {
        Mutation::Violation(ViolationChange::Acknowledge { .. }) => work.acknowledge.to_owned(),
        Mutation::Violation(ViolationChange::Assign { to, .. }) if Some(to) == me => {
            texts.assign_to_you.to_owned()
        }
        Mutation::Violation(ViolationChange::Assign { to, to_name, .. }) => {
            let name = to_name.as_deref().unwrap_or(to.as_str());
            format!("{} {} {name}", work.assign, texts.to)
        }
        Mutation::Violation(ViolationChange::Dismiss { reason, .. }) => {
            format!("{} {}", work.dismiss_verb, quoted(language, reason))
        }
        Mutation::Violation(ViolationChange::Resolve { .. }) => work.resolve.to_owned(),
        Mutation::Violation(ViolationChange::Restore {
            state: ViolationState::Open,
            ..
        }) => work.reopen.to_owned(),
        Mutation::Violation(ViolationChange::Restore { state, .. }) => {
            format!("{} {}", texts.back_to, words::violation_state(language, *state))
        }
        Mutation::Shipment(change) => shipments::shipment_verb(language, change),
        Mutation::Duty(change) => shipments::duty_verb(language, change),
        Mutation::Phone(change) => phone::verb(language, change),
        Mutation::Geofence(change) => shipments::geofence_verb(language, change),
        Mutation::Ticket(change) => shipments::ticket_verb(language, change),
    }
}

/// How a violation stands after a change: "Dismissed “sensor error”".
pub fn outcome(
    language: Language,
    state: Option<ViolationState>,
    assignee: Option<&str>,
    reason: Option<&str>,
) -> String {
    let state = state.map(|it| words::violation_state(language, it).to_owned());
    let assignee = assignee.map(|it| format!("→ {it}"));
    let reason = reason.map(|it| quoted(language, it));
    let parts: Vec<_> = state.into_iter().chain(assignee).chain(reason).collect();
    parts.join(" ")
}

/// How a violation stands, as `me` reads it: "Assigned → T. Ruiz". Whose work it was once it is closed says nothing.
pub fn standing_of(language: Language, row: &Violation, me: Option<&UserId>) -> String {
    let assignee = row.assignee.as_ref().filter(|_| row.state.is_open());
    let name = assignee.map(|it| person(language, it, row.assignee_name.as_deref(), me));
    outcome(language, Some(row.state), name.as_deref(), row.reason.as_deref())
}

/// A text in quotation marks.
pub(super) fn quoted(language: Language, text: &str) -> String {
    match language {
        Language::English => format!("“{text}”"),
        Language::French => format!("« {text} »"),
    }
}

/// How an account is called where `me` reads it.
pub fn person(language: Language, user: &UserId, name: Option<&str>, me: Option<&UserId>) -> String {
    if Some(user) == me {
        Violations::of(language).you.to_owned()
    } else {
        name.unwrap_or(user.as_str()).to_owned()
    }
}

/// How many wait, and how many were refused.
pub fn standing(language: Language, n_open: usize, n_refused: usize) -> String {
    let texts = Outbox::of(language);
    let open = match language {
        Language::English => format!("{n_open} queued"),
        Language::French => format!("{n_open} en file"),
    };
    match (n_open, n_refused) {
        (0, 0) => texts.nothing_waits.to_owned(),
        (_, 0) => open,
        (0, n) => refused(language, n),
        (_, n) => format!("{open} · {}", refused(language, n)),
    }
}

/// How many were refused.
pub fn refused(language: Language, n: usize) -> String {
    match language {
        Language::English => format!("{n} refused"),
        Language::French => format!("{n} {}", language.plural(n, "refusée", "refusées")),
    }
}

/// What becomes of so many actions when their author signs out.
pub const fn leaving(language: Language, n: usize) -> &'static str {
    match language {
        Language::English => language.plural(
            n,
            "It stays on this device and is sent when you sign in here again. Nobody else can see or send it.",
            "They stay on this device and are sent when you sign in here again. Nobody else can see or send them.",
        ),
        Language::French => language.plural(
            n,
            "Elle reste sur cet appareil et sera envoyée quand vous vous y reconnecterez. Personne d’autre ne peut la voir ni l’envoyer.",
            "Elles restent sur cet appareil et seront envoyées quand vous vous y reconnecterez. Personne d’autre ne peut les voir ni les envoyer.",
        ),
    }
}

/// How many actions wait, in a sentence for who is about to leave.
pub fn unsent(language: Language, n: usize) -> String {
    match language {
        Language::English => format!(
            "{n} {} not finished.",
            language.plural(n, "action is", "actions are")
        ),
        Language::French => format!(
            "{n} {} pas terminée{}.",
            language.plural(n, "action n’est", "actions ne sont"),
            language.plural(n, "", "s")
        ),
    }
}

/// How many actions are kept until somebody signs in.
pub fn kept(language: Language, n: usize) -> String {
    match language {
        Language::English => format!(
            "{n} {} kept here and sent after you sign in.",
            language.plural(n, "action is", "actions are")
        ),
        Language::French => format!(
            "{n} {} et {} après votre connexion.",
            language.plural(n, "action est conservée ici", "actions sont conservées ici"),
            language.plural(n, "sera envoyée", "seront envoyées")
        ),
    }
}

/// How many changes somebody missed, and since when.
pub fn missed(language: Language, n: usize, since: &str) -> String {
    match language {
        Language::English => format!(
            "You missed {n} {} since {since}.",
            language.plural(n, "change", "changes")
        ),
        Language::French => format!(
            "Vous avez manqué {n} {} depuis {since}.",
            language.plural(n, "changement", "changements")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_said_in_words() {
        let assign = Mutation::Violation(ViolationChange::Assign {
            id: "v1".into(),
            to: "u4".into(),
            to_name: Some("K. Janssen".to_owned()),
            from: None,
        });
        let dismiss = Mutation::Violation(ViolationChange::Dismiss {
            id: "v1".into(),
            reason: "test drive".to_owned(),
        });

        let me = UserId::from("u4");
        assert_eq!(verb(Language::English, &assign, None), "Assign to K. Janssen");
        assert_eq!(verb(Language::English, &assign, Some(&me)), "Assign to you");
        assert_eq!(verb(Language::French, &dismiss, None), "Écarter « test drive »");
    }

    #[test]
    fn how_a_violation_stands_says_whose_work_it_is() {
        let mut row: Violation = serde_json::from_value(serde_json::json!({
            "id": "v1", "kind": "speeding", "severity": "low", "vehicle": "kv-1", "plate": "KV-1", "value": 1.0,
            "place": "Ring road", "lat": 0.0, "lng": 0.0, "at": 1, "state": "assigned", "assignee": "u4",
            "assignee_name": "K. Janssen",
        }))
        .unwrap();
        let me = UserId::from("u4");

        assert_eq!(
            standing_of(Language::English, &row, None),
            "Assigned → K. Janssen"
        );
        assert_eq!(standing_of(Language::French, &row, Some(&me)), "Attribuée → Vous");
        row.state = ViolationState::Resolved;
        assert_eq!(standing_of(Language::English, &row, None), "Resolved");
    }

    #[test]
    fn only_what_is_there_is_counted() {
        let english = |open, refused| standing(Language::English, open, refused);

        assert_eq!(english(0, 0), "Nothing waits to be sent");
        assert_eq!(english(2, 0), "2 queued");
        assert_eq!(english(0, 1), "1 refused");
        assert_eq!(english(2, 1), "2 queued · 1 refused");
    }
}
