//! Texts of the vehicle report.

use super::{Language, texts};

texts! {
    /// Texts of the vehicle report.
    Report {
        report: "report" | "rapport";
        back: "All vehicles" | "Tous les véhicules";
        today: "Today" | "Aujourd’hui";
        day_before: "Day before" | "Jour précédent";
        day_after: "Day after" | "Jour suivant";
        print: "Print" | "Imprimer";
        no_driver: "no driver" | "sans conducteur";
        figures: "Figures of the day" | "Chiffres du jour";
        distance: "Distance" | "Distance";
        driving: "Driving time" | "Temps de conduite";
        idle: "Idle time" | "Ralenti";
        mean_speed: "Mean speed" | "Vitesse moyenne";
        top_speed: "top" | "max.";
        fuel_used: "Fuel used" | "Carburant consommé";
        not_reported: "not reported" | "non communiqué";
        violations: "Violations" | "Infractions";
        none: "none" | "aucune";
        vs_yesterday: "vs yesterday" | "vs hier";
        same: "same as yesterday" | "comme hier";
        of_day: "of the day" | "de la journée";
        day_and_speed: "Day and speed" | "Journée et vitesse";
        times_in: "times in" | "heures en";
        state: "State" | "État";
        driver: "Driver" | "Conducteur";
        moving: "Moving" | "En route";
        stopped: "Stopped" | "À l’arrêt";
        limit: "Limit" | "Limite";
        speed: "Speed" | "Vitesse";
        gap: "No position received" | "Aucune position reçue";
        trips_and_stops: "Trips and stops" | "Trajets et arrêts";
        time: "Time" | "Heure";
        place: "Where" | "Où";
        duration: "Duration" | "Durée";
        mean: "Mean" | "Moyenne";
        trip: "Trip" | "Trajet";
        stop: "Stop" | "Arrêt";
        still: "now" | "maintenant";
        log: "Log" | "Journal";
        lines: "latest lines" | "dernières lignes";
        all_kinds: "All kinds" | "Tout";
        filter_log: "Filter the log" | "Filtrer le journal";
        pause: "Pause" | "Pause";
        resume: "Resume" | "Reprendre";
        waiting: "waiting" | "en attente";
        no_trips: "Not moved on this day." | "N’a pas roulé ce jour-là.";
        no_log: "The log of this day is empty." | "Le journal de ce jour est vide.";
        no_day: "Nothing is known of this day." | "Rien n’est connu de ce jour.";
        no_such_day: "There is no report for the day in the address. This is today." | "Il n’y a pas de rapport pour le jour de l’adresse. Voici aujourd’hui.";
        unknown: "There is no vehicle with this address." | "Aucun véhicule n’a cette adresse.";
        unknown_hint: "It may have been removed, or it is not yours to see." | "Il a peut-être été retiré, ou vous n’y avez pas accès.";
        printed: "Printed" | "Imprimé le";
        l_per_100: "L/100 km" | "L/100 km";
    }
}

/// How many trips, stops and gaps a day had.
pub fn trip_counts(language: Language, trips: usize, stops: usize, gaps: usize) -> String {
    match language {
        Language::English => format!(
            "{trips} {}, {stops} {}, {gaps} {}",
            language.plural(trips, "trip", "trips"),
            language.plural(stops, "stop", "stops"),
            language.plural(gaps, "gap", "gaps"),
        ),
        Language::French => format!(
            "{trips} {}, {stops} {}, {gaps} {}",
            language.plural(trips, "trajet", "trajets"),
            language.plural(stops, "arrêt", "arrêts"),
            language.plural(gaps, "lacune", "lacunes"),
        ),
    }
}
