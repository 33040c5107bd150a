//! Texts of the vehicles page.

use super::{Language, texts};
use crate::format::NARROW;

texts! {
    /// Texts of the vehicles page.
    Vehicles {
        vehicles: "Vehicles" | "Véhicules";
        vehicle: "Vehicle" | "Véhicule";
        status: "Status" | "État";
        speed: "Speed" | "Vitesse";
        limit: "Limit" | "Limite";
        driver: "Driver" | "Conducteur";
        depot: "Depot" | "Dépôt";
        kind: "Kind" | "Type";
        place: "Place" | "Lieu";
        strip: "Last 24 h" | "24 h";
        now: "now" | "maint.";
        fuel: "Fuel" | "Carburant";
        today: "Today" | "Jour";
        odometer: "Odometer" | "Compteur";
        violations: "Violations" | "Infractions";
        age: "Age" | "Âge";
        last_position: "Last position" | "Dernière position";
        gross: "Gross mass (t)" | "PTAC (t)";
        quarters_of: "quarters of an hour, last 24 h" | "quarts d’heure, 24 h";
        unknown_time: "Unknown" | "Inconnu";
        filter_vehicles: "Filter vehicles" | "Filtrer les véhicules";
        changes_rate: "changes/s" | "changements/s";
        changes_rate_hint: "Values of these vehicles that change in a second: too many to mark each" | "Valeurs de ces véhicules qui changent en une seconde : trop pour les signaler toutes";
        no_driver: "no driver" | "sans conducteur";
        previous: "Previous vehicle" | "Véhicule précédent";
        next: "Next vehicle" | "Véhicule suivant";
        open_report: "Open report" | "Ouvrir le rapport";
        open_violations: "Open violations" | "Infractions ouvertes";
        open_queue: "Open in queue" | "Ouvrir dans la file";
        no_violations: "No open violations." | "Aucune infraction ouverte.";
        violation: "Violation" | "Infraction";
        gone: "This vehicle is no longer there." | "Ce véhicule n’existe plus.";
        none_match: "No vehicle matches these filters." | "Aucun véhicule ne correspond à ces filtres.";
        none: "There are no vehicles yet." | "Il n’y a pas encore de véhicules.";
        none_admin: "Make one and its device key on the gateway’s machine, with the --database and --port that it runs with:\nlivedeck-gateway vehicle add --plate \"LD 7001\"\nIt appears here with its first position." | "Créez-en un avec sa clé d’appareil sur la machine de la passerelle, avec les mêmes --database et --port :\nlivedeck-gateway vehicle add --plate \"LD 7001\"\nIl apparaît ici à sa première position.";
        none_hint: "They appear here as soon as the first device reports." | "Ils apparaissent ici dès le premier message d’un appareil.";
        forbidden: "You may not see the vehicles." | "Vous n’avez pas accès aux véhicules.";
        live: "live" | "en direct";
        stale: "stale" | "périmé";
        unconfirmed: "unconfirmed" | "non confirmé";
    }
}

/// Says how many of how many are shown.
pub fn shown(language: Language, shown: &str, all: &str) -> String {
    match language {
        Language::English => format!("{shown} of {all} shown"),
        Language::French => format!("{shown} sur {all}"),
    }
}

/// Says how many move.
pub fn moving(language: Language, n: &str) -> String {
    match language {
        Language::English => format!("{n} moving"),
        Language::French => format!("{n} en route"),
    }
}

/// Says how many have a driver.
pub fn on_shift(language: Language, n: &str) -> String {
    match language {
        Language::English => format!("{n} on shift"),
        Language::French => format!("{n} en service"),
    }
}

/// Says how many rows wait to be shown.
pub fn newcomers(language: Language, n: usize) -> String {
    match language {
        Language::English => format!("{n} new"),
        Language::French => format!("{n} {}", language.plural(n, "nouveau", "nouveaux")),
    }
}

/// Says the outcome of a search aloud.
pub fn found(language: Language, n: usize) -> String {
    match language {
        Language::English => format!("{n} {} shown", language.plural(n, "vehicle", "vehicles")),
        Language::French => format!(
            "{n} {} {}",
            language.plural(n, "véhicule", "véhicules"),
            language.plural(n, "affiché", "affichés")
        ),
    }
}

/// A permitted mass behind the kind: ` 3.5 t`.
pub fn gross(tonnes: &str) -> String {
    format!(" {tonnes}{NARROW}t")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_agree_with_their_words() {
        assert_eq!(newcomers(Language::French, 1), "1 nouveau");
        assert_eq!(found(Language::English, 1), "1 vehicle shown");
        assert_eq!(found(Language::French, 0), "0 véhicule affiché");
    }
}
