//! Texts of the violations queue.

use super::{Language, texts};

texts! {
    /// Texts of the violations queue.
    Violations {
        violations: "Violations" | "Infractions";
        saved_views: "Saved views" | "Vues enregistrées";
        open: "Open" | "Ouvertes";
        mine: "Mine" | "Les miennes";
        critical: "Critical" | "Critiques";
        refused: "Refused" | "Refusées";
        all_today: "All today" | "Toutes du jour";
        everything: "Everything" | "Toutes";
        search: "Vehicle, driver, place" | "Véhicule, conducteur, lieu";
        select: "Select" | "Choisir";
        select_all: "Select all shown" | "Choisir toutes les lignes";
        severity: "Severity" | "Gravité";
        violation: "Violation" | "Infraction";
        kind: "Kind" | "Type";
        vehicle: "Vehicle" | "Véhicule";
        driver: "Driver" | "Conducteur";
        place: "Place" | "Lieu";
        time: "Time" | "Heure";
        state: "State" | "État";
        assignee: "Assignee" | "Attribuée à";
        actions: "Actions" | "Actions";
        unassigned: "Unassigned" | "Non attribuée";
        you: "You" | "Vous";
        acknowledge: "Acknowledge" | "Marquer comme vue";
        assign: "Assign" | "Attribuer";
        assign_to: "Assign to" | "Attribuer à";
        assign_to_me: "Assign to me" | "Me l’attribuer";
        dismiss: "Dismiss…" | "Écarter…";
        dismiss_verb: "Dismiss" | "Écarter";
        resolve: "Resolve" | "Résoudre";
        reopen: "Reopen" | "Rouvrir";
        more: "More actions" | "Autres actions";
        details: "Details" | "Détails";
        open_report: "Open report" | "Ouvrir le rapport";
        acknowledged: "Acknowledged" | "Marquée comme vue";
        assigned: "Assigned" | "Attribuée";
        dismissed: "Dismissed" | "Écartée";
        resolved: "Resolved" | "Résolue";
        reopened: "Reopened" | "Rouverte";
        acknowledge_refused: "Acknowledge refused." | "Lecture refusée.";
        assign_refused: "Assign refused." | "Attribution refusée.";
        dismiss_refused: "Dismiss refused." | "Rejet refusé.";
        resolve_refused: "Resolve refused." | "Résolution refusée.";
        reopen_refused: "Reopen refused." | "Réouverture refusée.";
        nothing_changed: "Nothing was changed." | "Rien n’a été modifié.";
        take_over: "Assign to a manager" | "Confier à un responsable";
        copy_details: "Copy details" | "Copier les détails";
        copied: "The details were copied." | "Les détails ont été copiés.";
        not_copied: "The browser did not let them be copied." | "Le navigateur n’a pas permis de les copier.";
        close: "Close" | "Fermer";
        too_many: "Too many changes wait for the gateway. Try again when the connection is back." | "Trop de modifications attendent la passerelle. Réessayez quand la connexion sera rétablie.";
        dismiss_title: "Dismiss" | "Écarter";
        reason: "Reason" | "Motif";
        reason_hint: "Colleagues see it in the violation’s history. 1 to 500 characters." | "Vos collègues le verront dans l’historique. 1 à 500 caractères.";
        reason_missing: "Say why, in 1 to 500 characters." | "Indiquez pourquoi, en 1 à 500 caractères.";
        reason_sensor: "Sensor error" | "Erreur de capteur";
        reason_traffic: "Forced by traffic" | "Imposé par la circulation";
        reason_order: "On the dispatcher’s order" | "Sur ordre du répartiteur";
        reason_duplicate: "Duplicate" | "Doublon";
        reason_test: "Test drive or workshop" | "Essai ou atelier";
        dismiss_closed: "It is closed: this would change nothing now." | "Elle est close : cela ne changerait plus rien.";
        cancel: "Cancel" | "Annuler";
        clear_selection: "Clear selection" | "Vider la sélection";
        ever: "At any time" | "À tout moment";
        hour: "Last hour" | "Dernière heure";
        today: "Today" | "Aujourd’hui";
        yesterday: "Yesterday" | "Hier";
        then_time: "then time" | "puis heure";
        none_match: "No violation matches these filters." | "Aucune infraction ne correspond à ces filtres.";
        none_open: "Nothing to do: the queue is empty." | "Rien à faire : la file est vide.";
        none_mine: "Nothing is assigned to you." | "Rien ne vous est attribué.";
        none_critical: "No critical violation is open." | "Aucune infraction critique n’est ouverte.";
        none_refused: "Nothing you asked for was refused." | "Rien ne vous a été refusé.";
        none: "There are no violations yet." | "Il n’y a pas encore d’infractions.";
        forbidden: "You may not see the violations." | "Vous n’avez pas accès aux infractions.";
        previous: "Previous violation" | "Infraction précédente";
        next: "Next violation" | "Infraction suivante";
        gone: "This violation is no longer there." | "Cette infraction n’existe plus.";
        happened: "Happened" | "Survenue";
        position: "Position" | "Position";
        measured: "Measured" | "Mesuré";
        facts: "Facts" | "Faits";
        history: "History" | "Historique";
        history_none: "Nobody has changed it yet." | "Personne ne l’a encore modifiée.";
        history_offline: "Read when there is a connection." | "Sera lu dès la connexion.";
        history_lost: "The history could not be read." | "L’historique n’a pas pu être lu.";
        history_itself: "Livedeck" | "Livedeck";
        handling: "Handling" | "Traitement";
        keys: "Keys:" | "Touches :";
        key_acknowledge: "A acknowledge" | "A vue";
        key_others: "S assign · D dismiss · R resolve" | "S attribuer · D écarter · R résoudre";
        no_driver: "no driver" | "sans conducteur";
        no_members: "Nobody can be assigned yet." | "Personne ne peut être choisi pour l’instant.";
    }
}

/// Says how many are chosen.
pub fn selected(language: Language, n: usize) -> String {
    match language {
        Language::English => format!("{n} selected"),
        Language::French => format!("{n} {}", language.plural(n, "choisie", "choisies")),
    }
}

/// Says what somebody did, and how long ago: `Dismissed “duplicate” by T. Ruiz`, `3 s ago`.
pub fn done_by(language: Language, deed: &str, who: &str, age: &str) -> (String, String) {
    match language {
        Language::English => (format!("{deed} by {who}"), format!("{age} ago")),
        Language::French => (format!("{deed} par {who}"), format!("il y a {age}")),
    }
}

/// Says how many rows wait to be shown.
pub fn newcomers(language: Language, n: usize) -> String {
    match language {
        Language::English => format!("{n} new"),
        Language::French => format!("{n} {}", language.plural(n, "nouvelle", "nouvelles")),
    }
}

/// Names many violations.
pub fn many(language: Language, n: usize) -> String {
    match language {
        Language::English => format!("{n} {}", language.plural(n, "violation", "violations")),
        Language::French => format!("{n} {}", language.plural(n, "infraction", "infractions")),
    }
}

/// Says the outcome of a search aloud.
pub fn found(language: Language, n: usize) -> String {
    let many = many(language, n);
    match language {
        Language::English => format!("{many} shown"),
        Language::French => format!("{many} {}", language.plural(n, "affichée", "affichées")),
    }
}
