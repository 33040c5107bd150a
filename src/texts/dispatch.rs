//! Texts of the dispatcher's desk: map, shipments, drivers.

use protocol::entities::Doubt;

use super::{Language, texts};

texts! {
    /// Texts of the dispatcher's desk.
    Dispatch {
        dispatch: "Dispatch" | "Répartition";
        live_map: "Live map" | "Carte en direct";
        shipments: "Shipments" | "Livraisons";
        shipment: "Shipment" | "Livraison";
        drivers: "Drivers" | "Conducteurs";
        driver: "Driver" | "Conducteur";
        map: "Map" | "Carte";
        list: "List" | "Liste";
        forbidden: "You may not see the dispatch desk." | "Vous n’avez pas accès à la répartition.";
        search: "Driver, plate, shipment" | "Nom, plaque, livraison";
        search_shipments: "Filter shipments" | "Filtrer les livraisons";
        search_drivers: "Filter drivers" | "Filtrer les conducteurs";
        no_drivers: "No drivers yet: they appear here when their accounts exist." | "Pas encore de conducteurs : ils apparaissent ici dès que leurs comptes existent.";
        no_shipments: "No shipments yet." | "Pas encore de livraisons.";
        none_match: "Nothing matches these filters." | "Rien ne correspond à ces filtres.";
        more: "Show more" | "Afficher plus";
        driving: "Driving" | "En route";
        standing: "Standing" | "À l’arrêt";
        late: "Late" | "En retard";
        available: "Available" | "Disponible";
        on_break: "On break" | "En pause";
        breakdown: "Breakdown" | "En panne";
        no_signal: "No signal" | "Sans signal";
        off_shift: "Off shift" | "Hors service";
        needs_relief: "needs relief" | "à relayer";
        nothing_to_do: "no shipment" | "sans livraison";
        map_keys: "Arrow keys move the map, plus and minus zoom. Everything on it is in the list beside it." | "Les flèches déplacent la carte, plus et moins zooment. Tout ce qu’elle montre est dans la liste à côté.";
        map_failed: "The map could not be drawn here. The list shows the same." | "La carte n’a pas pu être dessinée ici. La liste montre la même chose.";
        zoom_in: "Zoom in" | "Agrandir";
        zoom_out: "Zoom out" | "Réduire";
        fit_all: "Fit all" | "Tout montrer";
        fit_selected: "Fit selection" | "Montrer la sélection";
        follow: "Follow" | "Suivre";
        as_table: "Table instead of map" | "Tableau au lieu de la carte";
        as_map: "Map instead of table" | "Carte au lieu du tableau";
        position: "Position" | "Position";
        speed: "Speed" | "Vitesse";
        heading: "Heading" | "Cap";
        accuracy: "Accuracy" | "Précision";
        age: "Age" | "Âge";
        last_seen: "Last seen" | "Vu";
        seen: "seen" | "vu";
        ago: "ago" | "";
        never_seen: "No position yet" | "Pas encore de position";
        nothing_collected: "Off shift: nothing is collected." | "Hors service : rien n’est collecté.";
        status: "Status" | "État";
        eta: "ETA" | "Arrivée";
        remaining: "Remaining" | "Reste";
        against_plan: "Against plan" | "Par rapport au plan";
        early: "early" | "en avance";
        on_time: "on time" | "à l’heure";
        is_late: "late" | "en retard";
        assigned_driver: "Assigned driver" | "Conducteur attribué";
        unassigned: "Unassigned" | "Non attribuée";
        stops: "Stops" | "Arrêts";
        pickup: "Pick-up" | "Chargement";
        drop: "Drop" | "Remise";
        nearest: "Nearest available" | "Disponibles les plus proches";
        nearest_if: "If reassigned: nearest available" | "En cas de réattribution : les plus proches";
        nobody_near: "Nobody is available now." | "Personne n’est disponible.";
        assign: "Assign" | "Attribuer";
        reassign: "Reassign" | "Réattribuer";
        assign_to: "Assign to" | "Attribuer à";
        take_back: "Take back" | "Reprendre";
        cancel: "Cancel shipment…" | "Annuler la livraison…";
        cancel_title: "Cancel shipment" | "Annuler la livraison";
        cancel_why: "Why is it cancelled?" | "Pourquoi est-elle annulée ?";
        keep: "Keep it" | "La garder";
        call: "Call" | "Appeler";
        open_report: "Vehicle report" | "Rapport du véhicule";
        show_on_map: "Show on map" | "Voir sur la carte";
        history: "History" | "Historique";
        history_lost: "The history could not be read." | "L’historique n’a pas pu être lu.";
        itself: "Livedeck" | "Livedeck";
        close: "Close (Esc)" | "Fermer (Échap)";
        gone: "It is no longer there." | "Elle n’existe plus.";
        unknown_then: "Nothing is known of this driver at that moment." | "On ne sait rien de ce conducteur à ce moment-là.";
        nobody_then: "Nothing is known of anybody at that moment." | "On ne sait rien de personne à ce moment-là.";
        vehicle_unknown: "vehicle not recorded" | "véhicule non enregistré";
        gone_driver: "This driver is no longer there." | "Ce conducteur n’existe plus.";
        previous: "Previous" | "Précédent";
        next: "Next" | "Suivant";
        vehicle: "Vehicle" | "Véhicule";
        no_vehicle: "no vehicle" | "sans véhicule";
        workload: "Workload" | "Charge";
        delivered: "Delivered today" | "Livrées aujourd’hui";
        depot: "Depot" | "Dépôt";
        since: "Since" | "Depuis";
        shift: "Shift" | "Service";
        end_shift: "End shift" | "Fin de service";
        shift_ended: "Ended the shift of" | "Service terminé :";
        reference: "Reference" | "Référence";
        goods: "Goods" | "Marchandise";
        weight: "Weight" | "Poids";
        note: "Note for the driver" | "Note pour le conducteur";
        note_help: "What else they must know, such as: crane needed." | "Ce qu’il faut savoir d’autre : grue nécessaire…";
        due: "Due" | "Échéance";
        place: "Place" | "Lieu";
        lat: "Latitude" | "Latitude";
        lng: "Longitude" | "Longitude";
        known_place: "A known place fills in its coordinates." | "Un lieu connu remplit ses coordonnées.";
        create: "New shipment" | "Nouvelle livraison";
        create_do: "Create shipment" | "Créer la livraison";
        created: "Created" | "Créée";
        assigned: "Assigned" | "Attribuée";
        taken_back: "Took back" | "Reprise";
        cancelled: "Cancelled" | "Annulée";
        needed: "This is needed." | "Ce champ est nécessaire.";
        not_a_place: "Give a known place, or coordinates." | "Indiquez un lieu connu ou des coordonnées.";
        not_a_weight: "A weight from 0 to 1,000 t." | "Un poids de 0 à 1 000 t.";
        not_a_time: "A time that exists." | "Une heure qui existe.";
        too_many: "Too many changes wait for the gateway." | "Trop de modifications attendent la passerelle.";
        is_loaded: "Loaded already: it stays with its driver." | "Déjà chargée : elle reste à son conducteur.";
        table: "Table" | "Tableau";
        board: "Board" | "Colonnes";
        view: "View" | "Vue";
        actions: "Actions" | "Actions";
        move_to: "Move" | "Déplacer";
        empty_column: "Nothing here" | "Rien ici";
        drag_hint: "Drag a card to assign it or take it back; its menu does the same." | "Faites glisser une carte pour l’attribuer ou la reprendre ; son menu fait de même.";
        route: "Route" | "Trajet";
        lateness: "Late" | "Retard";
        only_late: "Late" | "En retard";
        declined_by: "Declined by" | "Refusée par";
        reason: "Reason" | "Motif";
        handed_over: "Handed over to" | "Remise à";
        photo: "Photo" | "Photo";
        signature: "Signature" | "Signature";
        on_its_way: "on its way" | "en chemin";
        photo_lost: "could not be read" | "lecture impossible";
        again: "Try again" | "Réessayer";
        save: "Save" | "Enregistrer";
        sheet_peek: "List: a little" | "Liste : un peu";
        sheet_half: "List: half" | "Liste : à moitié";
        sheet_full: "List: all" | "Liste : toute";
        accepted: "accepted" | "acceptée";
        waiting: "waits for an answer" | "attend une réponse";
        unsent: "waits to be sent" | "attend d’être envoyée";
        window: "due" | "échéance";
        key_map: "Move and zoom the map" | "Déplacer et agrandir la carte";
        keys: "Map" | "Carte";
    }
}

/// Why a position should be taken with care.
pub const fn doubt(language: Language, doubt: Doubt) -> &'static str {
    match (language, doubt) {
        (Language::English, Doubt::Jump) => "too far from the one before",
        (Language::English, Doubt::Late) => "heard late",
        (Language::French, Doubt::Jump) => "trop loin de la précédente",
        (Language::French, Doubt::Late) => "reçue tard",
    }
}

/// So many shipments to do.
pub fn jobs(language: Language, n: usize) -> String {
    match language {
        Language::English => format!("{n} {}", language.plural(n, "job", "jobs")),
        Language::French => format!("{n} {}", language.plural(n, "course", "courses")),
    }
}

/// So many drivers, at one place of the map.
pub fn drivers_here(language: Language, n: usize) -> String {
    match language {
        Language::English => format!("{n} {} here", language.plural(n, "driver", "drivers")),
        Language::French => format!("{n} {} ici", language.plural(n, "conducteur", "conducteurs")),
    }
}

/// How many are on shift, and how many are not.
pub fn on_shift(language: Language, on: &str, off: &str) -> String {
    match language {
        Language::English => format!("{on} on shift · {off} off"),
        Language::French => format!("{on} en service · {off} hors service"),
    }
}

/// How many are open, and how many came to their end.
pub fn open_shipments(language: Language, open: &str, all: &str) -> String {
    match language {
        Language::English => format!("{open} open of {all}"),
        Language::French => format!("{open} ouvertes sur {all}"),
    }
}

/// What the map shows, for those who do not see it.
pub fn map_label(language: Language, n: usize) -> String {
    match language {
        Language::English => format!("Map, {n} {}", language.plural(n, "driver", "drivers")),
        Language::French => format!("Carte, {n} {}", language.plural(n, "conducteur", "conducteurs")),
    }
}

/// How many of how many stops are done.
pub fn stops_done(language: Language, done: usize, of: usize) -> String {
    match language {
        Language::English => format!("{done} of {of} done"),
        Language::French => format!("{done} sur {of}"),
    }
}

/// How long ago something was: `accepted 12 s ago`.
pub fn ago(language: Language, what: &str, age: &str) -> String {
    match language {
        Language::English => format!("{what} {age} ago"),
        Language::French => format!("{what} il y a {age}"),
    }
}

/// How long until something is: `in 19 min`.
pub fn within(language: Language, time: &str) -> String {
    match language {
        Language::English => format!("in {time}"),
        Language::French => format!("dans {time}"),
    }
}

/// How late something is: `18 min late`.
pub fn by_late(language: Language, time: &str) -> String {
    match language {
        Language::English => format!("{time} late"),
        Language::French => format!("{time} de retard"),
    }
}

/// How many were delivered today, beside what is still to do: `+3 delivered today`.
pub fn done_today(language: Language, n: usize, count: &str) -> String {
    match language {
        Language::English => format!("+{count} delivered today"),
        Language::French => format!("+{count} {} aujourd’hui", language.plural(n, "livrée", "livrées")),
    }
}

/// How many rows wait to be shown.
pub fn newcomers(language: Language, n: usize) -> String {
    match language {
        Language::English => format!("{n} new"),
        Language::French => format!("{n} {}", language.plural(n, "nouvelle", "nouvelles")),
    }
}

/// Says the outcome of a search among shipments aloud.
pub fn found_shipments(language: Language, n: usize) -> String {
    match language {
        Language::English => format!("{n} {} shown", language.plural(n, "shipment", "shipments")),
        Language::French => format!(
            "{n} {} {}",
            language.plural(n, "livraison", "livraisons"),
            language.plural(n, "affichée", "affichées")
        ),
    }
}

/// Says the outcome of a search among drivers aloud.
pub fn found_drivers(language: Language, n: usize) -> String {
    match language {
        Language::English => format!("{n} {} shown", language.plural(n, "driver", "drivers")),
        Language::French => format!(
            "{n} {} {}",
            language.plural(n, "conducteur", "conducteurs"),
            language.plural(n, "affiché", "affichés")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_agree_with_their_words() {
        assert_eq!(jobs(Language::English, 1), "1 job");
        assert_eq!(jobs(Language::French, 0), "0 course");
        assert_eq!(map_label(Language::English, 44), "Map, 44 drivers");
        assert_eq!(ago(Language::French, "acceptée", "12 s"), "acceptée il y a 12 s");
    }
}
